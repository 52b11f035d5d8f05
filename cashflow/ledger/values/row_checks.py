"""Checks of rows against themselves and each other: order of dates, stated due dates, numbers used again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from cashflow.basics.alike import mixed, repeated, row_hashes
from cashflow.basics.days import NO_DAY, Ints, to_date
from cashflow.basics.frames import pd
from cashflow.basics.strings import text_hashes
from cashflow.ledger.clearing.folding import codes_of, folded
from cashflow.ledger.findings import Notebook
from cashflow.ledger.values.term_text import Terms

__all__ = ["bare_number", "check_order", "flag_duplicates", "other_due_words", "prepayment_words"]


def check_order(columns: dict[str, Any], terms: Terms, notes: Notebook) -> None:
    """Due before invoice is rejected; paid before invoice and a due date that is not the terms' are flagged."""
    invoice, stated, paid, by_terms = columns["invoice_date"], columns["due_date"], columns["paid_date"], terms.last_due
    due = np.where(stated != NO_DAY, stated, by_terms)
    early = np.flatnonzero((due != NO_DAY) & (due < invoice) & ~notes.rejected)
    reasons = _each(lambda day: f"lies before the invoice date {to_date(day)}", invoice)
    notes.reject(early, "due before invoice", "due_date", _each(to_date, due), reasons)
    before = np.flatnonzero((paid != NO_DAY) & (paid < invoice) & ~notes.rejected)
    notes.flag(before, "prepayment", "paid_date", _each(to_date, paid), _each(prepayment_words, invoice, paid))
    other = np.flatnonzero((stated != NO_DAY) & (by_terms != NO_DAY) & (stated != by_terms) & ~notes.rejected)
    reasons = _each(lambda code, day: other_due_words(str(terms.terms[code]), day), terms.code, by_terms)
    notes.flag(other, "other due date", "due_date", _each(to_date, due), reasons)


def prepayment_words(invoice_day: int, paid_day: int) -> str:
    """What is said of a payment before its invoice."""
    return f"a prepayment, {invoice_day - paid_day} days before the invoice; kept"


def other_due_words(term: str, by_terms: int) -> str:
    """What is said of a stated due date that is not the terms'."""
    return f"by the terms '{term}' it is {to_date(by_terms)}; the stated date counts"


def _each(words: Callable[..., Any], *columns: Ints) -> Any:
    """Words about rows by position, of what these columns hold there: made for the rows alone that are listed, and once for all alike."""

    def said(which: Ints) -> Any:
        held = list(zip(*(c[which].tolist() for c in columns), strict=True))
        made = {values: str(words(*values)) for values in set(held)}
        return np.array([made[values] for values in held], object)

    return said


def flag_duplicates(columns: dict[str, Any], keep: Ints, notes: Notebook) -> None:
    """Flag invoice numbers that a supplier uses again: the same row again, or with another date or amount.

    With another due date it is not the row again: it may be an installment, see `ledger.counted_twice`.
    """
    _flag_spellings(columns, keep, notes)
    hashes = mixed(text_hashes(columns["invoice"]), columns["supplier"].codes.astype(np.uint64))
    alike = keep[repeated(hashes if len(keep) == len(hashes) else hashes[keep])]
    coded = {k: columns[k].codes[alike] for k in ("supplier", "currency")}
    frame = pd.DataFrame({**coded, **{k: columns[k][alike] for k in ("invoice", "invoice_date", "amount", "due_date")}})
    key, whole = ["supplier", "invoice"], ["supplier", "invoice", "invoice_date", "amount", "currency", "due_date"]
    shared = np.flatnonzero(frame["invoice"].ne("") & frame.duplicated(key, keep=False))
    if not len(shared):
        return
    some, rows = frame.iloc[shared], alike[shared]
    first, twin = (_first_of(some, by) for by in (key, whole))
    again = np.flatnonzero(first != np.arange(len(shared)))
    places = rows[again]

    def words(which: Ints) -> Any:
        at = again[np.searchsorted(places, which)]
        said = zip(*(rows[x].tolist() for x in (at, twin[at], first[at])), strict=True)
        return np.array([_twice(row, same, other, notes.place) for row, same, other in said], object)

    notes.flag(places, "duplicate", "invoice", columns["invoice"], words)


def _flag_spellings(columns: dict[str, Any], keep: Ints, notes: Notebook) -> None:
    """Flag rows of one supplier, day and amount whose numbers are the same but for case, spaces and leading zeros."""
    supplier, currency, numbers = columns["supplier"], columns["currency"], columns["invoice"]
    of_name = codes_of(folded(supplier.values))
    whole: Any = keep if len(keep) < len(notes.rejected) else slice(None)  # a slice copies nothing
    values = [of_name[supplier.codes[whole]], currency.codes[whole], columns["invoice_date"][whole], columns["amount"][whole]]
    some = repeated(row_hashes(values))
    if len(some):
        some = some[numbers[keep[some]] != ""]
    if not len(some):
        return
    rows = keep[some]
    given = numbers[rows].tolist()
    exact = [f"{s}\n{n}" for s, n in zip(supplier.codes[rows].tolist(), given, strict=True)]
    frame = pd.DataFrame({n: v[some] for n, v in enumerate(values)} | {"number": list(map(bare_number, given))})
    first = _first_of(frame, [*frame.columns])
    codes = codes_of(exact)
    other = np.flatnonzero(codes[first] != codes)
    words = {int(rows[at]): _near(notes.place(int(rows[first[at]])), given[first[at]]) for at in other.tolist()}
    notes.flag(rows[other], "possible duplicate", "invoice", numbers, words)


def _near(place: str, number: str) -> str:
    return f"may be a duplicate of {place}, number '{number}': same supplier, date and amount; kept"


_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


def bare_number(number: str) -> str:
    """A number without case, spaces and leading zeros."""
    return _ZEROS.sub("", "".join(number.casefold().split()))


def _twice(row: int, same: int, other: int, place: Callable[[int], str]) -> str:
    if same != row:
        return f"looks like a duplicate of {place(same)}; kept"
    return f"is in {place(other)} as well, with another date or amount; kept"


def _first_of(frame: pd.DataFrame, by: list[str]) -> Ints:
    """(n,): position of the first row that says the same in some columns."""
    group = frame.groupby(by, sort=False, observed=True).ngroup().to_numpy()
    _, first = np.unique(group, return_index=True)
    return first[group]
