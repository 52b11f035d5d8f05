"""From a sheet to a table under our names: header, profile, columns, rows, amounts; with what was found, and what must be asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.ledger.csv_head import Said
from cashflow.ledger.layout.amounts import Amounts, amounts_of, chosen_roles
from cashflow.ledger.layout.bills import further_lines
from cashflow.ledger.layout.content import text_of
from cashflow.ledger.layout.evidence import currencies_of, date_order_of, proposed_currencies
from cashflow.ledger.layout.gaps import currency_gap, sign_in_doubt, terms_gap
from cashflow.ledger.layout.grid import Grid
from cashflow.ledger.layout.header import LOOK, header_at
from cashflow.ledger.layout.model import Layout
from cashflow.ledger.layout.ours import our_columns, without_terms_of_credits
from cashflow.ledger.layout.plain import is_plain, plain_layout
from cashflow.ledger.layout.profile import Profile, profile_named, profiles, recognized
from cashflow.ledger.layout.questions import refuse, refuse_headless, refuse_thousands, what_to_ask
from cashflow.ledger.layout.roles import Found, find_roles
from cashflow.ledger.layout.rows import MONEY, WHY, Rows, sort_rows
from cashflow.ledger.layout.told import LayoutOptions
from cashflow.ledger.layout.totals import checked_totals, without_subtotals
from cashflow.ledger.layout.words import code_in, fold
from cashflow.ledger.opening.sheet import Opened, Sheet
from cashflow.ledger.table import Table

__all__ = ["is_plain", "lay_out", "lay_out_table"]


@frozen(eq=False)
class _Head:
    """Where the table begins: its names, the rows below, and what stands above."""

    names: list[str]
    below: pd.DataFrame
    at: int  # position of the header in the sheet; −1: it stands in none of its rows
    above: tuple[tuple[str, ...], ...]

    @property
    def titles(self) -> list[str]:
        """Texts above the header."""
        return [c for row in self.above for c in row if c]


def lay_out(sheet: Sheet, told: LayoutOptions) -> tuple[Layout, Table]:
    """Lay a sheet out as a table under our names.

    What is told goes before what is found. The header is the row of the first 60 that names most of a ledger's columns; a column is
    taken where its name and its content say the same; rows that are no items are said as ignored; what has two readings is asked for. A
    sheet with our own names passes unchanged.

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
        It is no ledger of payables, and is refused by its name; or something must be told: all of it in one sentence and in
        `InputError.ask`.
    """
    head = _head(sheet, told)
    return _lay_out(sheet, head, sheet.first_row + head.at if head.at >= 0 else max(1, sheet.first_row - 1), told)


def lay_out_table(table: Table, told: LayoutOptions, opened: Opened | None = None) -> tuple[Layout, Table]:
    """The same of a table whose columns have the file's names: its header was found before. What else the table says stays."""
    below = table.frame.iloc[:]
    below.columns = pd.RangeIndex(below.shape[1])
    names = [" ".join(str(n).strip("\ufeff").split()) for n in table.frame.columns]
    sheet = Sheet(below, opened or Opened("frame"), table.skipped + 2, table.source, tuple(names), table.too_long, table.said)
    layout, laid = _lay_out(sheet, _Head(names, below, -1, table.above), table.skipped + 1, told)
    return layout, evolve(table, frame=laid.frame, said=laid.said)


def _lay_out(sheet: Sheet, head: _Head, row: int, told: LayoutOptions) -> tuple[Layout, Table]:
    if is_plain(head.names, told):
        frame = head.below
        frame.columns = pd.Index(head.names)
        return plain_layout(head.names, told, sheet.opened, row), _table(sheet, head, row, frame, [])
    first = text_of(sheet.frame.iat[0, 0]) if sheet.frame.size else ""
    refuse_thousands([*head.titles, *head.names], sheet.source)
    profile = profile_named(told.profile) if told.profile else recognized(head.names, first)
    if profile.refuse and not {"supplier", "amount"} & set(told.map):
        raise InputError(profile.refuse, file=sheet.source, hint=profile.hint)
    return _laid(sheet, head, row, profile, told)


def _head(sheet: Sheet, told: LayoutOptions) -> _Head:
    if sheet.names is not None and told.skip_rows is None:
        below = sheet.frame.iloc[:]
        below.index = pd.RangeIndex(len(below))
        return _Head([n.strip(" \ufeff\t\r\n") for n in map(str, sheet.names)], below, -1, ())
    records = sheet.frame.iloc[:LOOK].to_numpy(object).tolist()
    if told.skip_rows is not None:
        at: int | None = told.skip_rows - (sheet.first_row - 1)
        if at is None or not 0 <= at < len(sheet.frame):
            raise InputError("are more rows than the file has", file=sheet.source, column="skip_rows", value=told.skip_rows)
    else:
        found = getattr(sheet, "header", None)
        at = _header(records, told) if found is None or told.map else found
    if at is None:
        begins = next((p for p in profiles().values() if records and fold(text_of(records[0][0])) in p.first_cell), None)
        if begins is not None and begins.refuse:
            raise InputError(begins.refuse, file=sheet.source, hint=begins.hint)
        refuse_headless(records, sheet.source)
    assert at is not None
    names = [" ".join(text_of(c).strip("\ufeff").split()) for c in sheet.frame.iloc[at].tolist()]
    above = tuple(tuple(text_of(c) for c in r) for r in sheet.frame.iloc[:at].to_numpy(object).tolist())
    below = sheet.frame.iloc[at + 1 :]
    below.index = pd.RangeIndex(len(below))
    return _Head(names, below, at, above)


def _header(records: list[list[Any]], told: LayoutOptions) -> int | None:
    """Where the header stands: the first row if it is ours; the first with all names that were told; else where most names are known."""
    first = next((i for i, r in enumerate(records) if any(text_of(c) for c in r)), None)
    if first is None or is_plain([text_of(c) for c in records[first]], told):
        return first
    wanted = {fold(n) for n in told.map.values()}
    mapped = (i for i, r in enumerate(records) if wanted and wanted <= {fold(text_of(c)) for c in r})
    at = next(mapped, None)
    return header_at(records) if at is None else at


def _table(sheet: Sheet, head: _Head, row: int, frame: pd.DataFrame, said: list[Said]) -> Table:
    """The table, with what the opening said of rows below the header."""
    start = head.at + 1
    before = [evolve(s, at=s.at - start) for s in sheet.said if s.at >= start]
    long = np.zeros(0, np.int64) if sheet.too_long is None else sheet.too_long[sheet.too_long >= start] - start
    above = tuple(("",) for _ in range(row - 1 - len(head.above)))
    return Table(frame, long, sheet.source, said=(*before, *said), skipped=row - 1, above=(*above, *head.above))


def _laid(sheet: Sheet, head: _Head, row: int, profile: Profile, told: LayoutOptions) -> tuple[Layout, Table]:
    grid = Grid(head.below, head.names)
    found = find_roles(grid, told.map, profile, sheet.source)
    rows = sort_rows(grid, found.at, found.ages, head.titles, profile)
    types = _kinds(grid, found.at, "document_type", {**profiles()["general"].types, **profile.types})
    amounts = amounts_of(grid, found.at, found.ages, rows.item, profile, types, told)
    if amounts is not None:
        rows = without_subtotals(grid, rows, amounts.from_[0] if amounts.from_ else None, amounts.decimal)
    currency, why_currency, offered = _currency(grid, head, found, amounts, rows, told)
    grouped = rows.group is not None and bool((rows.group[rows.item] != "").any())
    suppliers = grouped or bool({"supplier", "supplier_number"} & set(found.at))
    sure = rows.item & ~rows.bare
    gaps = [g for g in (currency_gap(grid, found.at, sure, profile, told), terms_gap(grid, found.at, sure, told)) if g]
    questions = what_to_ask(grid, found, amounts, told, suppliers, offered, gaps)
    known = profile.sign if profile.sure and profile.fits({fold(n) for n in head.names}) else None  # a profile may be told of another table
    if questions.lacks:
        doubt = sign_in_doubt(grid, amounts, rows.item, told.sign or amounts.sign or known) if amounts is not None else []
        questions = evolve(questions, ask=(*questions.ask, *doubt))
        refuse(grid, found, profile, questions, sheet.source)
    assert amounts is not None
    passed = _passed(grid, found.at, profile, types, rows.item)
    lines, why_lines = further_lines(grid, found.at, amounts.columns, rows.item & ~passed, amounts.decimal, sure=profile.lines)
    item = rows.item & ~passed & ~lines
    said = [Said(o.at, "ignored", o.kind, "", o.label[:200], WHY[o.kind]) for o in rows.others]
    for kind, which in (("no payable", passed), ("line of a bill", lines)):
        said += [Said(i, "ignored", kind, "", "", WHY[kind]) for i in np.flatnonzero(which).tolist()]
    ours = our_columns(grid, found.at, rows, item, amounts, profile, types, currency, _numbers(sheet, head, row))
    said += ours.said
    if "open_amount" in found.at and "amount" not in found.at and "open_amount" not in ours.frame:
        many, first = int(item.sum()), int(np.flatnonzero(item)[0]) if item.any() else 0
        words = f"{many:,} row{'s have' if many != 1 else ' has'} an open balance and no amount: amounts are open balances"
        said.append(Said(first, "flagged", "open balance", "open_amount", "", words))
    order, proof = _date_order(grid, found.at, told)
    sign = told.sign or amounts.sign or known
    if profile.credits_at_once and "terms" in ours.frame:
        ours = evolve(ours, frame=without_terms_of_credits(ours.frame, item, sign, types))
        ours = evolve(ours, why={**ours.why, "terms": "credit notes without a due date are due on their own date, by the profile"})
    why = {
        "profile": f"{profile.title} ({profile.seen})",
        "amount": amounts.words,
        **({"sign": _why_sign(told, amounts, profile)} if sign else {}),
        **({"date_order": proof} if proof else {}),
        **({"decimal": "told" if told.decimal else "by the amounts"} if amounts.decimal else {}),
        **({"currency": why_currency} if currency else {}),
        **({"line of a bill": why_lines} if lines.any() else {}),
        **ours.why,
    }
    layout = Layout(
        sheet.opened,
        profile.name,
        why,
        row,
        ours.columns,
        {**found.unused, **{grid.names[i]: w for i, w in amounts.unused.items()}},
        sign,
        order,
        amounts.decimal,
        None if "currency" in ours.frame else currency,
        dict(Counter(s.kind for s in said if s.status == "ignored")),
        checked_totals(grid, rows, _summed(found.at, amounts), amounts.decimal, passed),
        questions.ask,
    )
    return layout, _table(sheet, head, row, ours.frame, said)


def _numbers(sheet: Sheet, head: _Head, row: int) -> Ints:
    """(n_rows,): numbers of the rows below the header in their file."""
    given = getattr(sheet, "rows", None)
    return np.arange(row + 1, row + 1 + len(head.below)) if given is None else np.asarray(given)[head.at + 1 :]


def _summed(at: Mapping[str, int], amounts: Amounts) -> list[tuple[int, ...]]:
    """Columns in which sums are looked for: those that amounts are made of, then others of money."""
    others = [at[r] for r in MONEY if r in at and at[r] not in amounts.from_]
    return [*([amounts.ages] if amounts.ages else []), *((i,) for i in (*amounts.from_, *others))]


def _why_sign(told: LayoutOptions, amounts: Amounts, profile: Profile) -> str:
    return "told" if told.sign else "by the columns of the amounts" if amounts.sign else f"by the profile {profile.name} ({profile.seen})"


def _kinds(grid: Grid, at: Mapping[str, int], role: str, words: Mapping[str, str]) -> Any:
    """(n_rows,), object: what each row's type or status stands for; `None`: there is no such column."""
    return grid.column(at[role]).each(lambda t: words.get(fold(t), ""), object) if role in at else None


def _passed(grid: Grid, at: Mapping[str, int], profile: Profile, types: Any, item: Ints) -> Ints:
    """(n_rows,), bool: items that are no payables by their type or status."""
    out = np.zeros(len(grid), bool)
    for kinds in (types, _kinds(grid, at, "status", profile.statuses)):
        if kinds is not None:
            out |= kinds == "ignored"
    return out & item


def _date_order(grid: Grid, at: Mapping[str, int], told: LayoutOptions) -> tuple[str | None, str]:
    if told.date_order:
        return told.date_order, "told"
    roles = [r for r in ("invoice_date", "due_date", "posting_date", "paid_date") if r in at]
    order, proof = date_order_of(t for r in roles for c, t in _pairs(grid, at[r]) if isinstance(c, str))
    return order, f"'{proof}' proves it" if order else ""


def _pairs(grid: Grid, column: int) -> Any:
    found = grid.column(column)
    return zip(found.cells, found.texts, strict=True)


def _currency(
    grid: Grid, head: _Head, found: Found, amounts: Amounts | None, rows: Rows, told: LayoutOptions
) -> tuple[str | None, str, list[str] | None]:
    """The currency of all rows, why, and what to offer where it must be asked (`None`: it is known)."""
    if told.currency:
        return told.currency, "told", None
    if amounts is None:
        return None, "", None if "currency" in found.at else _offers(grid, head, None)
    place = chosen_roles(found.at, None).get("currency")
    if place and bool(not rows.item.any() or (grid.filled(found.at[place]) & rows.item).any()):
        return None, "", None
    named = {c for i in amounts.from_ if (c := code_in(grid.names[i]))}
    if len(named) == 1:
        return named.pop(), "by the name of the column of amounts", None
    for i in (*amounts.from_, *amounts.ages)[:1]:
        column = grid.column(i)
        marks = currencies_of(column.texts[c] for c in np.unique(column.codes[rows.item & grid.filled(i)]).tolist())
        if len(marks) == 1:
            return marks[0], "by the sign beside each amount", None
    return None, "", _offers(grid, head, amounts)


def _offers(grid: Grid, head: _Head, amounts: Amounts | None) -> list[str]:
    columns = (*amounts.from_, *amounts.ages) if amounts else ()
    texts = [t for i in columns for t in grid.column(i).texts[:5_000]]
    return proposed_currencies([*texts, *head.titles, *head.names])
