"""From a sheet to a table under our names: header, profile, columns, rows, amounts; with what was found, and what must be asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import evolve

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError, shortened
from cashflow.basics.frames import pd
from cashflow.ledger.layout.amounts.amounts import Amounts, chosen_roles
from cashflow.ledger.layout.cells.content import SIDES, text_of
from cashflow.ledger.layout.cells.evidence import date_order_of
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.words import fold, is_net, roles_of
from cashflow.ledger.layout.columns.ours import Ours, our_columns, without_terms_of_credits
from cashflow.ledger.layout.columns.term_fields import with_own_terms
from cashflow.ledger.layout.items.among import payments_among
from cashflow.ledger.layout.items.bills import further_lines
from cashflow.ledger.layout.items.document_types import is_weak
from cashflow.ledger.layout.items.rows import MONEY, WHY
from cashflow.ledger.layout.items.totals import checked_totals
from cashflow.ledger.layout.items.written_twice import refuse_written_twice
from cashflow.ledger.layout.model import Layout
from cashflow.ledger.layout.paid.spoken_of import may_be_paid
from cashflow.ledger.layout.profile import SEEN, Profile, profile_named, recognized
from cashflow.ledger.layout.questions import refuse_thousands
from cashflow.ledger.layout.table.head import Head, head_of
from cashflow.ledger.layout.table.plain import is_literal, is_plain, plain_layout, says_more
from cashflow.ledger.layout.taken import Taken, take
from cashflow.ledger.layout.told import TOLD, LayoutOptions
from cashflow.ledger.layout.unsure import ages_that_differ, likely_credits, part_paid, unknown_statuses, unknown_types
from cashflow.ledger.opening.csv_head import Said
from cashflow.ledger.opening.sheet import Sheet
from cashflow.ledger.table import Table

__all__ = ["lay_out"]

_NAMED = 4  # columns


def lay_out(sheet: Sheet, told: LayoutOptions) -> tuple[Layout, Table]:
    """Lay a sheet out as a table under our names.

    What is told goes before what is found. The header is the row of the first 60 that names most of a ledger's columns; a column is
    taken where its name and its content say the same; rows that are not items are said as ignored; what has two readings is asked for. A
    sheet with our own names, as they are documented, passes unchanged.

    Parameters
    ----------
    sheet
        Cells as they stand.
    told
        What the user says of it.

    Returns
    -------
    layout
        What was found, and why. Its `sign` and `currency` are to be used where none was told.
    table
        Our columns under our names, then all others under their own; each row below the header in its place.

    Raises
    ------
    InputError
        It is not a ledger of payables, and is refused by its name; or something must be told: all of it in one sentence and in
        `InputError.ask`.
    """
    head = head_of(sheet, told)
    if is_plain(head.names, told) and is_literal(head.names) and not says_more(head.names, head.below):
        refuse_written_twice(head.below, head.names, told, sheet.source)
        head.below.columns = pd.Index(head.names)
        return plain_layout(head.names, told, sheet.opened, head.row), head.table(head.below, [])
    head = head.in_order()
    refuse_thousands([*head.titles, *head.names], sheet.source)
    taken = take(head, _profile(head, told), told)
    kinds = taken.passed
    passed = np.logical_or.reduce([*kinds.values()])
    _refuse_others(taken, passed, kinds["other account"])
    lines, why_lines = further_lines(
        taken.grid, taken.found.at, taken.amounts.columns, taken.rows.item & ~passed, taken.amounts.decimal, sure=taken.profile.lines
    )
    item = taken.rows.item & ~passed & ~lines
    ours = _ours(taken, item, head.numbers)
    frame, partly = part_paid(taken, ours.frame, item)
    ours = evolve(ours, frame=frame)
    said = [
        *taken.said,
        *_ignored(taken, {**kinds, "line of a bill": lines}, head.summary),
        *ours.said,
        *_open_balances(taken, ours, item),
        *_without_tax(taken, item),
        *partly,
        *unknown_types(taken, item, told="document_type" in told.map),
        *unknown_statuses(taken, item, told.types),
        *ages_that_differ(taken, item),
        *likely_credits(taken, item),
        *may_be_paid(taken.grid, taken.found.at, item, taken.amounts, taken.statuses),
    ]
    layout = _layout(head, taken, told, ours, said, {"line of a bill": why_lines} if lines.any() else {}, passed)
    balances = "open_amount" in taken.found.at and "amount" not in taken.found.at and "open_amount" not in ours.frame
    among = payments_among(taken.grid, taken.found.at, item, taken.types, balances)
    return layout, evolve(head.table(ours.frame, said), among=among)


def _profile(head: Head, told: LayoutOptions) -> Profile:
    """The profile that was told or fits; one of a table that is not a ledger is refused by its name."""
    first = text_of(head.sheet.frame.iat[0, 0]) if head.sheet.frame.size else ""
    profile = profile_named(told.profile) if told.profile else recognized(head.names, first)
    if profile.told_only:  # it is one of those that are recognized, with a row for each line of a bill
        profile = recognized(head.names, first).in_lines(profile)
    if profile.refuse and not {"supplier", "amount"} & set(told.map):
        reason = f"{profile.refuse}{_seen_in(profile, head.names)}"
        raise InputError(reason, file=head.sheet.source, hint=profile.hint)
    return profile


def _seen_in(profile: Profile, names: list[str]) -> str:
    """The columns by which a table is known for what it is."""
    told = [n for n in names if any(fold(n) in some for some in profile.requires)][:_NAMED]
    return f" (its columns {', '.join(repr(n) for n in told)} say so)" if len(told) > 1 else ""


def _ours(taken: Taken, item: Ints, numbers: Ints) -> Ours:
    """Our columns of the items; credit notes without terms where the profile has them due at once."""
    profile, types = taken.profile, taken.types
    ours = our_columns(taken.grid, taken.found.at, taken.rows, item, taken.amounts, profile, types, taken.currency, numbers)
    if taken.currencies is not None:
        frame = ours.frame.assign(currency=pd.Series(taken.currencies, index=ours.frame.index, dtype=object))
        ours = evolve(ours, frame=frame, why={**ours.why, "currency": taken.why_currency or "by the code beside each amount"})
    by_fields = with_own_terms(ours, taken.grid, taken.found.at, item, profile, taken.sign)
    if by_fields is not None:
        return by_fields
    if not profile.credits_at_once or "terms" not in ours.frame:
        return ours
    why = {**ours.why, "terms": "credit notes without a due date are due on their own date, by the profile"}
    return evolve(ours, frame=without_terms_of_credits(ours.frame, item, taken.sign, types), why=why)


def _refuse_others(taken: Taken, passed: Ints, other: Ints) -> None:
    """Refuse a table in which all items are of other accounts than suppliers'."""
    item = taken.rows.item
    if not other.any() or (item & ~passed).any():
        return
    first = int(np.flatnonzero(other)[0])
    name, cell = next(
        (n, text)
        for i, n in enumerate(taken.grid.names)
        if (p := taken.profile.others.get(fold(n))) and p.fullmatch(text := taken.grid.column(i).text()[first])
    )
    reason = f"has no row of a supplier: {int(other.sum()):,} rows are of customers' or other accounts, as the first"
    raise InputError(reason, file=taken.source, column=name, value=cell, hint="Export the suppliers' open items instead")


def _ignored(taken: Taken, passed: Mapping[str, Ints], summary: Mapping[int, str]) -> list[Said]:
    """Rows that are not items, or are not read as ones."""
    said = [Said(o.at, "ignored", o.kind, "", o.label[:200], WHY[o.kind]) for o in taken.rows.others if o.at not in summary]
    shown = shortened("; ".join(summary.values()))
    said += [Said(at, "ignored", "summary row", "", text[:200], f"{WHY['summary row']}: {shown}") for at, text in summary.items()]
    for kind, which in passed.items():
        said += [Said(i, "ignored", kind, "", "", WHY[kind]) for i in np.flatnonzero(which).tolist()]
    return said


def _open_balances(taken: Taken, ours: Ours, item: Ints) -> list[Said]:
    """Said once, where the amounts are what is open."""
    many, first = int(item.sum()), int(np.flatnonzero(item)[0]) if item.any() else 0
    if taken.found.other_currency:
        name = taken.grid.names[next(taken.found.at[r] for r in ("local_open_amount", "local_amount") if r in taken.found.at)]
        words = f"{taken.found.other_currency}: '{name}' counts, in a currency of its own"
        return [Said(first, "flagged", "open balance", "open_amount", "", words)]
    if "open_amount" not in taken.found.at or "amount" in taken.found.at or "open_amount" in ours.frame:
        return []
    words = f"{many:,} row{'s have' if many != 1 else ' has'} an open balance and no amount: amounts are open balances"
    return [Said(first, "flagged", "open balance", "open_amount", "", words)]


def _without_tax(taken: Taken, item: Ints) -> list[Said]:
    """Said once, where the amounts are without tax, since no column has them with it."""
    places = {taken.found.at[r] for r in ("amount",) if r in taken.found.at} & set(taken.amounts.from_)
    name = next((taken.grid.names[i] for i in places if is_net(taken.grid.names[i])), None)
    if name is None or not item.any():
        return []
    words = f"'{name}' says that amounts are without tax, and no column has them with it: what is paid is more"
    return [Said(int(np.flatnonzero(item)[0]), "flagged", "amounts without tax", "amount", "", words)]


def _layout(head: Head, taken: Taken, told: LayoutOptions, ours: Ours, said: list[Said], lines: Mapping[str, str], passed: Ints) -> Layout:
    """What was found, and why."""
    profile, amounts, at = taken.profile, taken.amounts, taken.found.at
    order, proof = _date_order(taken.grid, at, told)
    why = {
        "profile": profile.title if profile.name == "general" else f"{profile.title} ({SEEN[profile.seen]})",
        "amount": amounts.words,
        **({"sign": _why_sign(told, amounts, profile)} if taken.sign else {}),
        **({"date_order": proof} if proof else {}),
        **({"decimal": "told" if told.decimal else "by the amounts"} if amounts.decimal else {}),
        **({"currency": taken.why_currency} if taken.currency else {}),
        **lines,
        **ours.why,
    }
    return Layout(
        head.sheet.opened,
        profile.name,
        why,
        head.row,
        ours.columns,
        _unused(taken),
        taken.sign,
        order,
        amounts.decimal,
        None if "currency" in ours.frame else taken.currency,
        dict(Counter(s.kind for s in said if s.status == "ignored")),
        checked_totals(
            taken.grid,
            taken.rows,
            _summed(taken.grid, at, amounts),
            amounts.decimal,
            passed,
            _lessening(taken),
            _currencies(at),
            taxed=amounts.taxed,
        ),
        _mapped(taken.grid, at, amounts, told),
        head.of_two_rows,
        taken.ask,
    )


def _mapped(grid: Grid, at: Mapping[str, int], amounts: Amounts, options: LayoutOptions) -> dict[str, str]:
    """Role → name of its column, of those that can be told: roles that `map` knows, names that stand once, and that are all of it."""
    many = Counter(grid.names)
    told = {role: i for role, i in at.items() if role in TOLD and not (role == "amount" and i in amounts.added)}
    if any(ours != role for ours, role in chosen_roles(at, options.currency).items()):  # the company's own amounts: found so again
        told = {role: i for role, i in told.items() if role in options.map or role not in ("amount", "open_amount", "currency")}
    if "document_type" in told and "document_type" not in options.map and is_weak(grid.names[told["document_type"]]):
        del told["document_type"]  # what is told of it asks for its unknown types
    return {role: grid.names[i] for role, i in told.items() if grid.names[i].strip() and many[grid.names[i]] == 1}


def _lessening(taken: Taken) -> Ints | None:
    """(n_rows,), bool: rows whose side is debit, or that lessen what is owed by their type; `None`: nothing says so."""
    grid, at = taken.grid, taken.found.at
    if "debit_credit" in at:
        return grid.column(at["debit_credit"]).each(lambda t: SIDES.get(t.lower()) == "debit")
    return None if taken.types is None else np.isin(taken.types.astype(str), ["credit note", "payment"])


def _currencies(at: Mapping[str, int]) -> int | None:
    """The column of currencies, if there is one."""
    return at.get(chosen_roles(at, None).get("currency", ""))


def _summed(grid: Grid, at: Mapping[str, int], amounts: Amounts) -> list[tuple[int, ...]]:
    """Columns in which sums are looked for: those that amounts are made of, then others of money, used or not."""
    others = [at[r] for r in MONEY if r in at and at[r] not in amounts.from_]
    others += [
        i for i, n in enumerate(grid.names) if {*MONEY[:2], *MONEY[4:]} & set(roles_of(n)) and i not in {*at.values(), *amounts.from_}
    ]
    return [*([amounts.added] if amounts.added else []), *((i,) for i in (*amounts.from_, *others))]


def _why_sign(told: LayoutOptions, amounts: Amounts, profile: Profile) -> str:
    return "told" if told.sign else "by the columns of the amounts" if amounts.sign else "as in such exports"


def _date_order(grid: Grid, at: Mapping[str, int], told: LayoutOptions) -> tuple[str | None, str]:
    if told.date_order:
        return told.date_order, "told"
    roles = [r for r in ("invoice_date", "due_date", "posting_date", "paid_date") if r in at]
    order, proof = date_order_of(t for r in roles for c, t in _pairs(grid, at[r]) if isinstance(c, str))
    return order, f"'{proof}' proves it" if order else ""


def _pairs(grid: Grid, column: int) -> Any:
    found = grid.column(column)
    return zip(found.cells, found.texts, strict=True)


def _unused(taken: Taken) -> dict[str, str]:
    """Columns that are not used, and why: without those that the amounts were made of after all."""
    names, amounts = taken.grid.names, taken.amounts
    made_of = {names[i] for i in (*amounts.from_, *amounts.added)}
    said = {name: why for name, why in taken.found.unused.items() if name not in made_of}
    return {**said, **{names[i]: why for i, why in amounts.unused.items()}}
