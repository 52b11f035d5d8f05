"""Paid invoices among what nothing touches: of millions only those are looked at that can make a range of days wider.

A few of them, taken evenly, tell nearly all; of the others the days to the due date are compared with what is known by then.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen

from cashflow.basics.days import NEVER, NO_DAY, Ints, to_day
from cashflow.payments import Items, Payments
from cashflow.results.arrangement import Ranges

__all__ = ["paid_that_matter"]

_SAMPLE = 8_192
_BLOCK = 65_536


def paid_that_matter(payments: Payments, ranges: Ranges) -> Iterator[Items]:
    """Items of the invoices that are `Payments.closed`, as far as they may make ranges wider, to which the caller adds them at once."""
    closed, table = payments.closed, payments.table
    many = int(np.count_nonzero(closed))
    if many <= 2 * _SAMPLE or table.too_wide(payments.ledger):
        yield from payments.blocks(np.flatnonzero(closed), in_order=False)
        return
    step = many // _SAMPLE
    yield from payments.blocks(np.flatnonzero(closed)[::step], in_order=False)
    found, count = list[Ints](), 0
    known = _Known.of(payments, ranges)
    for start in range(0, len(closed), _BLOCK):
        some = slice(start, start + _BLOCK)
        rows = np.flatnonzero(known.may_widen(payments, some, closed[some])) + start
        found, count = [*found, rows], count + len(rows)
        if count > _SAMPLE:
            yield from payments.blocks(np.concatenate(found), in_order=False)
            found, count, known = [], 0, _Known.of(payments, ranges)
    if count:
        yield from payments.blocks(np.concatenate(found), in_order=False)


@frozen(eq=False)
class _Known:
    """What is known of ranges: what is no shorter and no longer makes none of them wider at an end from one on up to `as_of`."""

    ranges: Ranges
    last: int  # of the ends as many lie before `as_of`, when all of this is paid
    low: Ints  # (n_currencies, n_ends)
    high: Ints

    @classmethod
    def of(cls, payments: Payments, ranges: Ranges) -> _Known:
        last = int(ranges.ends.at(np.array([to_day(payments.policy.as_of)]))[0])
        low, high = (part[:, :last][:, ::-1] for part in ranges.extremes)
        return cls(ranges, last, np.maximum.accumulate(low, axis=1)[:, ::-1], np.minimum.accumulate(high, axis=1)[:, ::-1])

    def may_widen(self, payments: Payments, some: slice, closed: Ints) -> Ints:
        """(n,), bool: closed invoices that may be owed for fewer days than is known, or for more."""
        ledger = payments.ledger
        day, due, code = ledger.invoice_day[some], ledger.due_day[some], ledger.terms_code[some]
        first = int(self.ranges.ends.at(day.min(keepdims=True))[0])
        if first >= self.last:
            return np.zeros(len(day), bool)
        low, high = self.low[:, first], self.high[:, first]
        if len(low) > 1:
            low, high = (part.take(ledger.currency.codes[some]) for part in (low, high))
        days = due - day
        out: Ints = (days < low) | (days > high)
        other = payments.table.lines.n_parts.take(code + 1) != 1
        if not ledger.bounds.states_due or int(due.min()) == NO_DAY:
            other |= due == NO_DAY
        at = np.flatnonzero(other & closed)
        shortest, longest = _bounds(payments, at + some.start)
        low, high = (np.broadcast_to(part, len(day))[at] for part in (low, high))
        out[at] = (shortest < low) | (longest > high)
        out &= closed
        return out


def _bounds(payments: Payments, rows: Ints) -> tuple[Ints, Ints]:
    """(n,), int64 each: no part of an invoice is due after fewer days, or after more."""
    ledger, table = payments.ledger, payments.table
    code, currency, day, stated = (c[rows] for c in (ledger.terms_code, ledger.currency.codes, ledger.invoice_day, ledger.due_day))
    early, late = np.full(len(rows), NO_DAY, np.int64), np.full(len(rows), NEVER, np.int64)
    known = np.flatnonzero(table.lines.n_parts.take(code + 1))  # of other terms only a look at the invoice tells
    if len(known):
        base, at = table.lines.base(code[known], currency[known]), day[known]
        table.reach(ledger.bounds.first_day, ledger.bounds.last_day)
        table.fill_due(base, at)
        first = last = table.due.ravel().take(table.places(base, at)).astype(np.int64)
        for column in table.lines.part_line:
            line = column.take(base)
            part = table.due.ravel().take(table.places(np.where(line < 0, base, line), at))
            first, last = np.minimum(first, part), np.maximum(last, part)
        says = stated[known] != NO_DAY
        early[known] = np.where(says, np.minimum(first, stated[known]), first)
        late[known] = np.where(says, np.maximum(last, stated[known]), last)
    return early - day, late - day
