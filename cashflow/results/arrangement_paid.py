"""Paid invoices among what nothing touches: of millions only those are looked at that can make a range of days wider.

A few of them, taken evenly, tell nearly all; of the others the days to the due date are compared with what is known by then.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import numpy as np
from attrs import frozen

from cashflow.basics.days import NEVER, NO_DAY, Ints, to_day
from cashflow.basics.errors import CalendarRangeError
from cashflow.payments import Items, Payments
from cashflow.results.arrangement import Ends, Ranges

__all__ = ["paid_that_matter"]

_SAMPLE = 2_048
_BLOCK = 65_536


def paid_that_matter(payments: Payments, ranges: Ranges) -> Iterator[Items]:
    """Items of the invoices that are `Payments.closed`, as far as they may make ranges wider, to which the caller adds them at once."""
    closed, table = payments.closed, payments.table
    many = int(np.count_nonzero(closed))
    if many <= 2 * _SAMPLE or table.too_wide(payments.ledger):
        yield from payments.blocks(np.flatnonzero(closed), in_order=False)
        return
    yield from payments.blocks(np.flatnonzero(closed)[:: many // _SAMPLE], in_order=False)
    terms = _Terms.of(payments)
    known, found, count = _Known.of(payments, terms, ranges), list[Ints](), 0
    for start in range(0, len(closed), _BLOCK):
        some = slice(start, start + _BLOCK)
        rows = np.flatnonzero(known.may_widen(payments, some) & closed[some]) + start
        found, count = [*found, rows], count + len(rows)
        if count > _SAMPLE:
            yield from payments.blocks(np.concatenate(found), in_order=False)
            known, found, count = _Known.of(payments, terms, ranges), [], 0
    if count:
        yield from payments.blocks(np.concatenate(found), in_order=False)


@frozen(eq=False)
class _Terms:
    """After how many days parts are due by some terms, by code + 1; of what no stated date says all."""

    asked: Ints  # bool: a stated date does not say all
    shortest: Ints  # int64
    longest: Ints

    @classmethod
    def of(cls, payments: Payments) -> _Terms:
        """Of regular terms by all days of the ledger; of others, or beyond a calendar, only a look at the invoice tells."""
        n_parts = payments.table.lines.n_parts
        asked = n_parts != 1
        asked[0] = False  # without terms
        shortest, longest = np.full(len(asked), NO_DAY, np.int64), np.full(len(asked), NEVER, np.int64)
        unstated = bool((payments.ledger.due_day == NO_DAY).any())
        for code in np.flatnonzero((n_parts > 0) & (asked | unstated)).tolist():
            with contextlib.suppress(CalendarRangeError):
                shortest[code], longest[code] = _of_terms(payments, code - 1)
        return cls(asked, shortest, longest)


def _of_terms(payments: Payments, code: int) -> tuple[int, int]:
    """Fewest and most days to a due day of some regular terms, in all currencies."""
    table, bounds = payments.table, payments.ledger.bounds
    day = np.arange(bounds.first_day, bounds.last_day + 1, dtype=np.int32)
    known, found = table.reach(bounds.first_day, bounds.last_day), []
    for currency, rest in enumerate(table.lines.rests(code).tolist()):
        known.fill_due(np.full(len(day), rest), day)
        found.append(known.due[table.lines.of(code, currency)][:, day - known.first_day] - day)
    return min(int(some.min()) for some in found), max(int(some.max()) for some in found)


@frozen(eq=False)
class _Known:
    """What is known of ranges: what is no shorter and no longer makes none of them wider at an end from one on up to `as_of`."""

    terms: _Terms
    ends: Ends
    last: int  # of the ends as many lie before `as_of`, when all of this is paid
    low: Ints  # (n_currencies, n_ends)
    high: Ints

    @classmethod
    def of(cls, payments: Payments, terms: _Terms, ranges: Ranges) -> _Known:
        last = int(ranges.ends.at(np.array([to_day(payments.policy.as_of)]))[0])
        low, high = (part[:, :last][:, ::-1] for part in ranges.extremes)
        return cls(terms, ranges.ends, last, np.maximum.accumulate(low, axis=1)[:, ::-1], np.minimum.accumulate(high, axis=1)[:, ::-1])

    def may_widen(self, payments: Payments, some: slice) -> Ints:
        """(n,), bool: invoices that may be owed for fewer days than is known, or for more, if they are closed."""
        ledger = payments.ledger
        day, due, code = ledger.invoice_day[some], ledger.due_day[some], ledger.terms_code[some]
        first = int(self.ends.at(day.min(keepdims=True))[0])
        if first >= self.last:
            return np.zeros(len(day), bool)
        low, high = self.low[:, first], self.high[:, first]
        terms = (self.terms.shortest < low.max()) | (self.terms.longest > high.min())
        if len(low) > 1:
            low, high = (part.take(ledger.currency.codes[some]) for part in (low, high))
        days = due - day
        out: Ints = (days < low) | (days > high)
        if int(due.min()) == NO_DAY:
            out = np.where(due == NO_DAY, terms.take(code + 1), out)
        terms &= self.terms.asked
        if terms.any():
            out |= terms.take(code + 1)
        return out
