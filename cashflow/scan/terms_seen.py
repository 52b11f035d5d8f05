"""Terms as they come by: each text read once, and the due dates that rows are held against."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import NEVER, NO_DAY, Ints, ends_of
from cashflow.basics.errors import InputError
from cashflow.kernels.whole_memory import TermDays
from cashflow.scan.reduce import Numbering
from cashflow.terms import DIALECTS, PaymentTerms, last_due_days, read_terms
from cashflow.terms.schedule import last_discount_days

__all__ = ["Judged", "TermsSeen"]

_MOST_TEXTS = 50_000
_MOST_DAYS = 1 << 22
_SLACK = 400  # days of room, since files come in order of date; no calendar is asked


@functools.lru_cache(maxsize=1024)
def _parsed(text: str, dialect: str | None) -> PaymentTerms | None:
    """The term of a text, once for all pieces; `None`: it can't be read, or something in it is ignored, which is a finding."""
    try:
        term, notes = read_terms(text, dialect)
    except InputError:
        return None
    return None if notes else term


@frozen(eq=False)
class Judged:
    """What is to be said of the due dates of some rows."""

    bad: Ints | None  # (n,), bool: without a due date, or with an early one; `None`: there is none
    other: Ints | None  # (n,), bool: the stated due date is not that of the terms; `None`: there is none
    by_terms: Ints | None  # (n,), int32: last due day by the terms, where one is stated; `NO_DAY` where it is not known


class TermsSeen:
    """Numbers for texts of terms: −1 for none, −2 for what only the slow reader may judge."""

    def __init__(self, numbering: Numbering, dialect: str | None, codes: Mapping[str, Any] | None) -> None:
        if dialect is not None and dialect not in DIALECTS:
            PaymentTerms.parse("net 30", dialect)  # refuses the dialect, with the known ones
        self.numbering, self.dialect, self.own = numbering, dialect, codes or {}
        self._read: dict[str, PaymentTerms | None] = {}
        self._version, self._first, self._due = -1, 0, np.zeros((1, 0), np.int32)
        self._discount = self._due
        self._early = False

    def codes(self, texts: list[str]) -> Ints:
        """(n,), int32: numbers of some texts."""
        if len(self._read) > _MOST_TEXTS:
            self._read.clear()
        found = [self._one(t) if t else None for t in texts]
        self.numbering.admit((t for t in found if t is not None), ())
        return np.array(
            [-1 if not text else -2 if term is None else self.numbering.place[term] for text, term in zip(texts, found, strict=True)],
            np.int32,
        )

    def _one(self, text: str) -> PaymentTerms | None:
        """The term, if its dates follow from the invoice date alone and its parts need no tax."""
        if text not in self._read:
            own = self.own.get(text, text)
            term = own if isinstance(own, PaymentTerms) else _parsed(own, self.dialect)
            plain = term is not None and term.anchors <= {"invoice"} and not term.needs_tax and not (term.needs_calendar and term.calendar)
            self._read[text] = term if plain else None
        return self._read[text]

    def judged(self, code: Ints, invoice: Ints, due: Ints | None) -> Judged:
        """What the due dates of rows want; `due`: as they are stated, `NO_DAY` where they are not."""
        first, last = ends_of(invoice)
        if (last - first) * (1 + len(self.numbering.terms)) > _MOST_DAYS:
            by_terms = self._each(code, invoice)
        else:
            self._reach(first, last)
            if due is None and not self._early:
                lost = code == -1 if code.min(initial=0) < 0 else np.zeros(0, bool)
                return Judged(lost if lost.any() else None, None, None)
            width = self._due.shape[1]
            place = np.multiply(code, np.int32(width), dtype=np.int32)  # of some millions
            place += invoice
            place += np.int32(width - self._first)
            by_terms = self._due.ravel().take(place)
        if due is None:
            bad = ((by_terms != NO_DAY) & (by_terms < invoice)) | ((code == -1) & (by_terms == NO_DAY))
            return Judged(bad if bad.any() else None, None, None)
        bad = due < invoice
        if bad.any():  # or not stated
            stated = np.where(due == NO_DAY, by_terms, due)
            bad = ((stated != NO_DAY) & (stated < invoice)) | ((code == -1) & (stated == NO_DAY))
        other = due != by_terms
        other &= due != NO_DAY
        other &= by_terms != NO_DAY
        return Judged(bad if bad.any() else None, other if other.any() else None, by_terms)

    def days(self, first: int, last: int, *, discounts: bool) -> TermDays | None:
        """Days of the terms for invoice days from `first` to `last`; `discounts`: those of discounts, too. `None`: there are too many."""
        if (last - first) * (1 + len(self.numbering.terms)) > _MOST_DAYS:
            return None
        self._reach(first, last)
        asked = discounts and any(t.discounts for t in self.numbering.terms)
        return TermDays(self._first, self._due.shape[1], self._due.ravel(), self._early, self._discount.ravel() if asked else None)

    def last_due(self, code: int, day: int) -> int:
        """The last due day of one row by its terms; its day lies among those of `days`."""
        return int(self._due[code + 1, day - self._first])

    def _each(self, code: Ints, invoice: Ints) -> Ints:
        """Last due days row by row: a table of so many days would be too wide."""
        out = np.full(len(code), NO_DAY, np.int32)
        for number, term in enumerate(self.numbering.terms):
            rows = np.flatnonzero(code == number)
            if len(rows) and not term.needs_calendar:
                out[rows] = last_due_days(term, {"invoice": invoice[rows]})
        return out

    def _reach(self, first: int, last: int) -> None:
        """Know the last due day of every term on the days from `first` to `last`; unknown where a payer's calendar decides."""
        n_days = self._due.shape[1]
        if self._version == self.numbering.version and self._first <= first and last < self._first + n_days:
            return
        wider = (max(last, self._first + n_days - 1) - min(first, self._first)) * (1 + len(self.numbering.terms))
        if n_days and self._version == self.numbering.version and wider <= _MOST_DAYS:
            first, last = min(first, self._first), max(last, self._first + n_days - 1)
        first, last = first - _SLACK, last + _SLACK
        days = np.arange(first, last + 1, dtype=np.int32)
        unknown = np.full(len(days), NO_DAY, np.int32)
        rows = [unknown if t.needs_calendar else last_due_days(t, {"invoice": days}) for t in self.numbering.terms]
        self._due, self._first, self._version = np.array([unknown, *rows], np.int32), first, self.numbering.version
        self._discount = np.array([unknown, *(_last_discounts(t, days) for t in self.numbering.terms)], np.int32)
        self._early = bool(((self._due != NO_DAY) & (self._due < days)).any())


def _last_discounts(term: PaymentTerms, days: Ints) -> Ints:
    """(n,), int32: for invoice days the last day on which a discount is taken, as far as the invoice day tells."""
    if not term.discounts:
        return np.full(len(days), NO_DAY, np.int32)
    if term.needs_calendar or not term.anchors <= {"invoice"}:
        return np.full(len(days), NEVER, np.int32)
    return last_discount_days(term, days)
