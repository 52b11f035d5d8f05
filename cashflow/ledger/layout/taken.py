"""What a table is taken for: its columns, rows, amounts, currency and sign; and what must be asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError, shortened
from cashflow.ledger.layout.amounts.amounts import Amounts, amounts_of, chosen_roles
from cashflow.ledger.layout.amounts.by_numbers import payable_gap, rest_gap
from cashflow.ledger.layout.amounts.cents import refuse_implied, without_cents
from cashflow.ledger.layout.amounts.credit_notes import with_credit_notes
from cashflow.ledger.layout.amounts.gaps import Gap, currency_gap, sign_gap, sign_in_doubt, terms_gap
from cashflow.ledger.layout.amounts.installment_column import installment_gap
from cashflow.ledger.layout.amounts.paid_and_discount import less_discount_taken, paid_off
from cashflow.ledger.layout.cells.evidence import currencies_of, currency_in, proposed_currencies
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.words import code_in, fold, roles_of
from cashflow.ledger.layout.columns.digit_days import digit_gap, with_days
from cashflow.ledger.layout.columns.roles import Found, find_roles
from cashflow.ledger.layout.columns.unnamed_sides import side_gap
from cashflow.ledger.layout.currencies.currency_headings import by_headings, by_title
from cashflow.ledger.layout.currencies.currency_names import with_codes
from cashflow.ledger.layout.currencies.foreign_only import completed
from cashflow.ledger.layout.currencies.named_currency import named_currency
from cashflow.ledger.layout.currencies.two_bases import unsaid_basis
from cashflow.ledger.layout.currencies.unread_currencies import (
    refuse_named_otherwise,
    refuse_one_column_each,
    refuse_other_codes,
    unknown_codes,
)
from cashflow.ledger.layout.items.document_types import direction_gap, kind_of_type, marked_credits, type_gap
from cashflow.ledger.layout.items.opening_balance import opening_balances, with_openings, without_nothing_opened
from cashflow.ledger.layout.items.rows import Rows, sort_rows
from cashflow.ledger.layout.items.sections import types_by_headings
from cashflow.ledger.layout.items.totals import without_named_sums, without_subtotals
from cashflow.ledger.layout.items.written_twice import lines_gap
from cashflow.ledger.layout.paid.letters import explained_letters
from cashflow.ledger.layout.paid.parties import customers_of, paid_by_headings, paid_by_status, statuses_of
from cashflow.ledger.layout.paid.planned_dates import without_planned
from cashflow.ledger.layout.paid.several_payments import several_payments, without_payments
from cashflow.ledger.layout.paid.unnamed_status import status_gap
from cashflow.ledger.layout.paid.unread_payments import payment_gap
from cashflow.ledger.layout.profile import Profile, profiles
from cashflow.ledger.layout.questions import Ask, Questions, refuse, what_to_ask
from cashflow.ledger.layout.table.head import Head
from cashflow.ledger.layout.table.page_heads import page_heads
from cashflow.ledger.layout.told import LayoutOptions
from cashflow.ledger.opening.csv_head import Said

__all__ = ["Taken", "take"]


@frozen(eq=False)
class Taken:
    """A table with what each of its parts is taken for."""

    grid: Grid
    profile: Profile
    found: Found
    rows: Rows
    types: Any  # (n_rows,), object: what the type of each row stands for; `None`: there is no such column
    statuses: Any  # the same of its status
    customers: Ints  # (n_rows,), bool: items of customers, in a list of both sides
    amounts: Amounts
    currency: str | None  # of all rows
    currencies: Any  # (n_rows,), object: the currency of each row, by the mark of its amount; `None`: it is otherwise known, or asked for
    why_currency: str
    sign: str | None
    ask: tuple[Ask, ...]
    source: object = None
    said: tuple[Said, ...] = ()  # of rows that are rejected for what they are

    @property
    def passed(self) -> dict[str, Ints]:
        """Kind → (n_rows,), bool: items that are not payables by their account, type or status, each of one kind."""
        grid, at = self.grid, self.found.at
        other, typed, paid = (np.zeros(len(grid), bool) for _ in range(3))
        for i, name in enumerate(grid.names):
            if (pattern := self.profile.others.get(fold(name))) is not None:
                other |= grid.column(i).each(pattern.fullmatch, object).astype(bool)
        for kinds in (self.types, self.statuses):
            if kinds is not None:
                typed |= kinds == "ignored"
        if self.profile.cleared and self.types is not None and "paid_date" in at:
            paid |= (self.types == "payment") & grid.dated(at["paid_date"])
        out, left = {}, self.rows.item.copy()
        for kind, which in (("other account", other), ("customer row", self.customers), ("no payable", typed), ("cleared payment", paid)):
            out[kind] = which & left
            left &= ~which
        return out


def _without_sums(grid: Grid, found: Found, rows: Rows, amounts: Amounts) -> tuple[Rows, Amounts, list[Said]]:
    """Rows without those that sum others up and without openings of nothing; amounts, with openings as items; what is said of them."""
    summed = amounts.summed(grid)
    rows = without_named_sums(grid, found.at, without_subtotals(grid, rows, summed), summed)
    rows, opened = without_nothing_opened(rows, opening_balances(grid, rows, amounts))
    return rows, *with_openings(amounts, opened)


def take(head: Head, profile: Profile, told: LayoutOptions) -> Taken:
    """Find what a table is, from what is told and what stands in it.

    Raises
    ------
    InputError
        Something is lacking, or has two readings: all of it in one sentence, and in `InputError.ask`.
    """
    source = head.sheet.source
    frame = with_days(without_cents(head.below, head.names, source), head.names, told)
    whole = completed(with_codes(frame, head.names, told.map), head.names, told.map)
    grid = Grid(whole.frame, head.names, page_heads(head.names, head.below, head.above))
    found = find_roles(grid, told.map, profile, source)
    if (digits := digit_gap(grid, found.at, told)) is not None:
        refuse(grid, found, profile, Questions(lacks=(digits.words,), ask=(digits.ask,)), source)
    rows = sort_rows(grid, found.at, found.ages, head.above, profile)
    found, planned = without_planned(grid, found, rows.item, profile, told)
    several = several_payments(grid, found.at, rows.item, told, source)
    if several is not None and told.payments:
        found, several = without_payments(found), None
    types = _kinds(grid, found.at, _types(profile, told))
    if types is None:
        types = types_by_headings(rows, _types(profile, told))
    if types is None:
        types = marked_credits(grid, found.at, rows.item, _types(profile, told))
    words = _statuses(profile, told)
    letters = explained_letters(grid, found.at, rows.item, words)
    if letters is not None:
        found, words = evolve(found, at={**found.at, "status": letters.column}), {**letters.kinds, **words}
    statuses = statuses_of(grid, found.at, words, "clearing" in told.map)
    if statuses is None:
        statuses = paid_by_headings(rows, _statuses(profile, told))
    customers = customers_of(grid, found.at, rows, source)
    amounts, said = amounts_of(grid, found.at, found.ages, rows.item, profile, types, told), list[Said]()
    amounts = less_discount_taken(grid, found.at, paid_off(amounts, rows.item))
    amounts = with_credit_notes(grid, found.at, amounts, rows.item)
    if amounts is not None:
        refuse_implied(grid, amounts, rows.item, told, source)
        rows, amounts, said = _without_sums(grid, found, rows, amounts)
        amounts = paid_by_status(grid, found.at, amounts, statuses, rows.item)
    money = _money(grid, head, found, amounts, rows, profile, told)
    found = money.found
    by_profile = profile.sign if profile.sure and profile.fits({fold(n) for n in head.names}) else None  # it may be told of another table
    sign = told.sign or (amounts.sign if amounts is not None else None) or by_profile
    owed = _owed(rows, customers, types, statuses)
    against = sign_gap(grid, found.at, amounts, owed, profile, told) if by_profile and amounts is not None else None
    by_type = type_gap(grid, found.at, rows.item, amounts, types), direction_gap(grid, found.at, rows.item & ~customers)
    gaps = several.gap if several is not None else None, money.gap, against, *by_type
    questions = _with_gaps(_questions(grid, found, rows, amounts, profile, told, money.offered, planned), gaps)
    if questions.lacks:
        doubt = sign_in_doubt(grid, amounts, rows.item, sign) if amounts is not None else []
        refuse(grid, found, profile, evolve(questions, ask=(*questions.ask, *doubt)), source)
    assert amounts is not None
    kinds = types, statuses, customers
    return Taken(
        grid, profile, found, rows, *kinds, amounts, money.whole, money.each, money.why, sign, questions.ask, source, (*whole.said, *said)
    )


@frozen(eq=False)
class _Money:
    """What is known of the currency of the amounts."""

    found: Found  # without the column of currencies, if that is of other amounts
    whole: str | None  # the currency of all rows
    each: Any  # (n_rows,), object: that of each row, by the mark of its amount; `None`: not so
    why: str
    offered: list[str] | None  # what to offer where it must be asked; `None`: it is known
    gap: Gap | None  # of two columns of amounts in two currencies


def _money(grid: Grid, head: Head, found: Found, amounts: Amounts | None, rows: Rows, profile: Profile, told: LayoutOptions) -> _Money:
    refuse_one_column_each(grid, found.at, rows.item, head.sheet.source)
    refuse_other_codes(grid, found.at, rows.item, profile, told, head.sheet.source)
    named = named_currency(grid, found.at, amounts, rows.item, told)
    unsaid = (named.code, named.gap) if named is not None else unsaid_basis(grid, found.at, told)
    if unsaid is not None and told.currency == unsaid[0]:  # so the column of currencies is of other amounts
        found, unsaid = evolve(found, at={r: i for r, i in found.at.items() if r != "currency"}), None
    whole, why, offered = _currency(grid, head, found, amounts, rows, told)
    each = _by_marks(grid, amounts, rows) if offered is not None else None
    if each is None and (offered is not None or told.currency) and not {"currency", "local_currency"} & set(found.at):
        each, why = by_headings(grid, rows, head.above, told.currency, head.sheet.source), why or "by the headings above the rows"
    if each is None and offered is not None and not {"currency", "local_currency"} & set(found.at):
        whole, title = by_title(rows, grid, head.above, suppliers="supplier" not in found.at)
        why, offered = (f"by the title '{shortened(title)}'", None) if whole else (why, offered)
    if each is None and offered is not None and not {"currency", "local_currency"} & set(found.at):
        each = _by_formats(head, amounts, rows)
        why = why if each is None else "by the number formats of the amounts"
    if each is not None:
        offered = None
    elif offered is not None and found.agree:
        offered = list(dict.fromkeys([*found.agree, *offered]))
    strange = unknown_codes(grid, found.at, rows.item, told) if offered is not None else None
    if strange is not None:
        return _Money(found, whole, each, why, None, strange)
    return _Money(found, whole, each, why, offered, unsaid[1] if unsaid is not None else None)


def _with_gaps(questions: Questions, gaps: Sequence[Gap | None]) -> Questions:
    """The same, and what further gaps ask."""
    some = [gap for gap in gaps if gap is not None]
    return evolve(questions, lacks=(*questions.lacks, *(g.words for g in some)), ask=(*questions.ask, *(g.ask for g in some)))


def _questions(
    grid: Grid,
    found: Found,
    rows: Rows,
    amounts: Amounts | None,
    profile: Profile,
    told: LayoutOptions,
    offered: list[str] | None,
    planned: Gap | None,
) -> Questions:
    grouped = rows.group is not None and bool((rows.group[rows.item] != "").any())
    suppliers = grouped or bool({"supplier", "supplier_number"} & set(found.at))
    sure = rows.item & ~rows.bare
    gaps = [
        g
        for g in (
            currency_gap(grid, found.at, sure, profile, told),
            planned or terms_gap(grid, found.at, sure, told),
            lines_gap(grid, found.at, sure, amounts, profile, told),
            status_gap(grid, found.at, sure, _statuses(profile, told)),
            None if planned or found.ages else payment_gap(grid, found.at, sure, profile),
            side_gap(grid, found.at, sure, amounts, told),
            payable_gap(grid, found.at, amounts, profile, told),
            rest_gap(grid, found.at, sure, amounts, profile, told),
            installment_gap(grid, found.at, sure, amounts, told),
        )
        if g
    ]
    return what_to_ask(grid, found, amounts, told, suppliers, offered, gaps)


def _owed(rows: Rows, customers: Ints, *kinds: Any) -> Ints:
    """(n_rows,), bool: items of suppliers that are not payments or credit notes, and not ignored, by their type and status."""
    out: Ints = rows.item & ~customers
    for kind in (k for k in kinds if k is not None):
        out &= ~np.isin(kind.astype(str), ["payment", "credit note", "ignored"])
    return out


def _types(profile: Profile, told: LayoutOptions) -> dict[str, str]:
    """Folded types of documents and what they are: told before the profile's, those before the general ones."""
    return {**profiles()["general"].types, **profile.types, **{fold(word): kind for word, kind in told.types.items()}}


def _statuses(profile: Profile, told: LayoutOptions) -> dict[str, str]:
    """Folded statuses and what they say of a row, as of types; one that is told to be an invoice says nothing."""
    said = {fold(word): kind if kind in ("paid", "ignored") else "" for word, kind in told.types.items()}
    return {**profiles()["general"].statuses, **profile.statuses, **said}


def _kinds(grid: Grid, at: Mapping[str, int], words: Mapping[str, str]) -> Any:
    """(n_rows,), object: what each row's type stands for; `None`: there is no such column."""
    return grid.column(at["document_type"]).each(lambda t: kind_of_type(t, words), object) if "document_type" in at else None


def _currency(
    grid: Grid, head: Head, found: Found, amounts: Amounts | None, rows: Rows, told: LayoutOptions
) -> tuple[str | None, str, list[str] | None]:
    """The currency of all rows, why, and what to offer where it must be asked (`None`: it is known)."""
    if told.currency:
        refuse_named_otherwise(grid, amounts, told.currency, head.sheet.source)
        place = chosen_roles(found.at, None).get("currency")
        if place and rows.item.any() and not (rows.item & ~grid.filled(found.at[place])).any():
            name = grid.names[found.at[place]]
            reason = f"has a column of currencies, '{name}', and a currency was given too"
            raise InputError(reason, file=head.sheet.source, column=name, value=told.currency, hint="Leave one of them out")
        return told.currency, "told", None
    if amounts is None:
        return None, "", None if "currency" in found.at else _offers(grid, head, None)
    place = chosen_roles(found.at, None).get("currency")
    if place and bool(not rows.item.any() or (grid.filled(found.at[place]) & rows.item).any()):
        return None, "", None
    named = {c for i in amounts.from_ if (c := code_in(grid.names[i]))}
    if len(named) == 1:
        return named.pop(), "by the name of the column of amounts", None
    for i in (*amounts.from_, *amounts.added)[:1]:
        column = grid.column(i)
        marks = currencies_of(column.texts[c] for c in np.unique(column.codes[rows.item & grid.filled(i)]).tolist())
        if len(marks) == 1:
            return marks[0], "by the sign beside each amount", None
    return None, "", _offers(grid, head, amounts)


def _by_formats(head: Head, amounts: Amounts | None, rows: Rows) -> Any:
    """(n_rows,), object: the currency that each amount of a workbook is shown in by its number format; `None`: not all are."""
    if amounts is None or not amounts.from_ or not rows.item.any():
        return None
    shown = head.sheet.shown().get(amounts.from_[0], {})
    found = np.array([*(shown.get(n, "") for n in head.numbers.tolist()), ""], object)[:-1] if shown else None
    return found if found is not None and bool((found[rows.item] != "").all()) else None


def _by_marks(grid: Grid, amounts: Amounts | None, rows: Rows) -> Any:
    """(n_rows,), object: the currency of each row, where every amount has the mark of one; `None` elsewhere."""
    if amounts is None or not amounts.from_ or not rows.item.any():
        return None
    found = grid.column(amounts.from_[0]).each(lambda t: currency_in(t) if any(c.isdigit() for c in t) else "", object)
    return found if bool((found[rows.item] != "").all()) else None


def _offers(grid: Grid, head: Head, amounts: Amounts | None) -> list[str]:
    columns = (*amounts.from_, *amounts.added) if amounts else ()
    columns = (*columns, *(i for i, n in enumerate(grid.names) if "currency" in roles_of(n)))
    texts = [t for i in columns for t in grid.column(i).texts[:5_000]]
    return proposed_currencies([*texts, *head.titles, *head.names])
