"""Checks of rows against themselves and each other: order of dates, stated due dates, numbers used again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from cashflow.basics.days import NO_DAY, Ints, to_date
from cashflow.basics.frames import pd
from cashflow.ledger.clearing.folding import codes_of, folded
from cashflow.ledger.findings import Notebook
from cashflow.ledger.values.term_text import Terms
from cashflow.ledger.values.texts import Texts

__all__ = ["check_order", "flag_duplicates"]


def check_order(columns: dict[str, Any], terms: Terms, notes: Notebook) -> None:
    """Due before invoice is rejected; paid before invoice and a due date that is not the terms' are flagged."""
    invoice, stated, paid, by_terms = columns["invoice_date"], columns["due_date"], columns["paid_date"], terms.last_due
    due = np.where(stated != NO_DAY, stated, by_terms)
    early = np.flatnonzero((due != NO_DAY) & (due < invoice) & ~notes.rejected)
    reasons = _each(lambda i: f"lies before the invoice date {to_date(int(invoice[i]))}")
    notes.reject(early, "due before invoice", "due_date", _each(lambda i: to_date(int(due[i]))), reasons)
    before = np.flatnonzero((paid != NO_DAY) & (paid < invoice) & ~notes.rejected)
    reasons = _each(lambda i: f"a prepayment, {invoice[i] - paid[i]} days before the invoice; kept")
    notes.flag(before, "prepayment", "paid_date", _each(lambda i: to_date(int(paid[i]))), reasons)
    other = np.flatnonzero((stated != NO_DAY) & (by_terms != NO_DAY) & (stated != by_terms) & ~notes.rejected)
    reasons = _each(lambda i: f"by the terms '{terms.terms[terms.code[i]]}' it is {to_date(int(by_terms[i]))}; the stated date counts")
    notes.flag(other, "other due date", "due_date", _each(lambda i: to_date(int(due[i]))), reasons)


def _each(words: Any) -> Any:
    """Words about rows by position, made for those alone that are listed."""
    return lambda which: np.array([str(words(at)) for at in which.tolist()], object)


def flag_duplicates(texts: Texts, columns: dict[str, Any], keep: Ints, notes: Notebook) -> None:
    """Flag invoice numbers that a supplier uses again: the same row again, or with another date or amount."""
    _flag_spellings(columns, keep, notes)
    strings = texts.strings("invoice")
    if strings.differ() if strings is not None else _differ(columns["invoice"].tolist()):  # which is the usual case
        return
    coded = {k: columns[k].codes[keep] for k in ("supplier", "currency")}
    frame = pd.DataFrame({**coded, **{k: columns[k][keep] for k in ("invoice", "invoice_date", "amount")}})
    key, whole = ["supplier", "invoice"], ["supplier", "invoice", "invoice_date", "amount", "currency"]
    shared = np.flatnonzero(frame["invoice"].ne("") & frame.duplicated(key, keep=False))
    if not len(shared):
        return
    some, rows = frame.iloc[shared], keep[shared]
    first, twin = (_first_of(some, by) for by in (key, whole))
    again = np.flatnonzero(first != np.arange(len(shared)))
    places = keep[shared[again]]

    def words(which: Ints) -> Any:
        at = again[np.searchsorted(places, which)]
        said = zip(*(rows[x].tolist() for x in (at, twin[at], first[at])), strict=True)
        return np.array([_twice(row, same, other, notes.place) for row, same, other in said], object)

    notes.flag(places, "duplicate", "invoice", columns["invoice"], words)


def _flag_spellings(columns: dict[str, Any], keep: Ints, notes: Notebook) -> None:
    """Flag rows of one supplier, day and amount whose numbers are the same but for case, spaces and leading zeros."""
    supplier, currency, numbers = columns["supplier"], columns["currency"], columns["invoice"]
    of_name = codes_of(folded(supplier.values))
    values = [of_name[supplier.codes[keep]], currency.codes[keep], columns["invoice_date"][keep], columns["amount"][keep]]
    same = _hashes(values)
    ordered = np.sort(same)
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    some = np.flatnonzero(np.isin(same, again)) if len(again) else np.zeros(0, np.int64)
    some = some[numbers[keep[some]] != ""]
    if not len(some):
        return
    rows = keep[some]
    exact = [f"{s}\n{n}" for s, n in zip(supplier.codes[rows].tolist(), numbers[rows].tolist(), strict=True)]
    frame = pd.DataFrame({n: v[some] for n, v in enumerate(values)} | {"number": [_bare(n) for n in numbers[rows].tolist()]})
    first = _first_of(frame, [*frame.columns])
    codes = codes_of(exact)
    other = np.flatnonzero(codes[first] != codes)
    words = {int(rows[at]): _near(notes, numbers, int(rows[first[at]])) for at in other.tolist()}
    notes.flag(rows[other], "possible duplicate", "invoice", numbers, words)


def _near(notes: Notebook, numbers: Any, first: int) -> str:
    return f"may be a duplicate of {notes.place(first)}, number '{numbers[first]}': same supplier, date and amount; kept"


_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # odd, so that nothing is lost


def _bare(number: str) -> str:
    """A number without case, spaces and leading zeros."""
    return _ZEROS.sub("", "".join(number.casefold().split()))


def _hashes(columns: list[Ints]) -> Ints:
    """(n,), uint64: the same for rows that say the same, and now and then for others."""
    out: Ints = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        out = (out ^ column.astype(np.int64).view(np.uint64)) * _SPREAD
        out ^= out >> np.uint64(32)
    return out


def _differ(numbers: list[str]) -> bool:
    """Whether no two hashes are the same, and so no two texts."""
    hashes = np.sort(np.fromiter(map(hash, numbers), np.int64, len(numbers)))
    return bool((hashes[1:] != hashes[:-1]).all())


def _twice(row: int, same: int, other: int, place: Callable[[int], str]) -> str:
    if same != row:
        return f"looks like a duplicate of {place(same)}; kept"
    return f"is in {place(other)} as well, with another date or amount; kept"


def _first_of(frame: pd.DataFrame, by: list[str]) -> Ints:
    """(n,): position of the first row that says the same in some columns."""
    group = frame.groupby(by, sort=False, observed=True).ngroup().to_numpy()
    _, first = np.unique(group, return_index=True)
    return first[group]
