"""Which way the invoices of a batch go, where each is paid whole, on one day, or not at all: by masks over the batch, no row by itself.

The same as `payments.regular` and `payments.known` say of any ledger, to whom everything else is left: payments of parts, invoices without
a date, and what depends on cents.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from cashflow.basics.days import NO_DAY, Ints, to_day
from cashflow.ledger.model import Ledger, Paid
from cashflow.payments import PaymentPolicy
from cashflow.payments.day_table import DayTable
from cashflow.payments.known import GRACE_DAYS, seen_in
from cashflow.payments.regular import least_amounts, ways_of
from cashflow.payments.seen import Seen
from cashflow.scan.rows import some_rows
from cashflow.terms import calendar_of
from cashflow.terms.schedule import due_days

__all__ = ["SortedBatch", "Sorter", "taken_of"]

_MOST_PLACES = 1 << 22
_SLACK = 400
_UNKNOWN = -1


@frozen(eq=False)
class SortedBatch:
    """Positions in a batch, each int64; `None`: all of them."""

    kept: Ints | None  # payments that keep their dates
    cells: Ints | None  # open invoices that are paid by their terms
    one: Ints  # open invoices that are paid by the due day they state
    by_row: Ints  # open invoices that must be worked out one by one
    seen: Seen


class Sorter:
    """Sorts batches out under a policy; what it knows of due days serves the next batch."""

    def __init__(self, policy: PaymentPolicy, table: DayTable) -> None:
        self.policy, self.table, self._first = policy, table, 0
        self._due = np.zeros((0, 0), np.int8)  # items due before the day that counts, by line of a rest and invoice day
        self._last = np.zeros((0, 0), np.int32)  # last due day of regular terms
        lines = table.lines
        self._regular, self._all_regular = lines.regular, bool(lines.regular[1:].all())
        take = policy.discounts.take
        self._offers = np.array([False, *(take and bool(t.discounts) for t in lines.terms)])
        self._least = least_amounts(lines)
        self._as_of = NO_DAY if policy.as_of is None else to_day(policy.as_of)
        self._before = NO_DAY if policy.as_of is None else self._as_of - GRACE_DAYS

    def sort_out(self, ledger: Ledger) -> SortedBatch | None:
        """Which way the invoices go, and what they show as of the policy's day; `None`: these must be looked at one by one."""
        bounds, paid = ledger.bounds, ledger.paid
        width = bounds.last_day - bounds.first_day + 1 + 2 * _SLACK
        if bounds.undated or ledger.count is not None or paid.undated is not None or width * self.table.lines.n_base > _MOST_PLACES:
            return None
        if (len(paid.invoice) > 1 and not (np.diff(paid.invoice) > 0).all()) or not (paid.amount == ledger.amount.take(paid.invoice)).all():
            return None
        in_time = _up_to(paid.day, self._as_of)
        kept = in_time if self.policy.baseline == "terms" else None
        is_open = np.ones(len(ledger), bool)
        is_open[paid.invoice if kept is None else paid.invoice[kept]] = False
        asks = bounds.states_due or self._before != NO_DAY  # else no due day is looked up
        stated, many = self._looked_up(ledger, self._places(ledger)) if asks else (None, None)
        seen = Seen() if many is None else self._seen(ledger, stated, many, in_time)
        return SortedBatch(kept, *self._ways(ledger, is_open, stated), seen)

    def _ways(self, ledger: Ledger, is_open: Ints, stated: Ints | None) -> tuple[Ints | None, Ints, Ints]:
        none, by_terms = np.zeros(0, np.int64), is_open
        one = np.zeros(len(is_open), bool) if stated is None else is_open & stated
        if stated is not None:
            by_terms = is_open & ~stated
        if self._all_regular and not ledger.bounds.lacks_terms and (stated is None or not self._offers.any()):
            return (None if by_terms.all() else by_terms.nonzero()[0]), one.nonzero()[0], none
        place = ledger.terms_code + 1
        regular = self._regular.take(place)
        by_terms = by_terms & regular
        one &= (regular | (place == 0)) & ~self._offers.take(place)
        by_row = is_open & ~by_terms & ~one
        return (None if by_terms.all() else by_terms.nonzero()[0]), one.nonzero()[0], by_row.nonzero()[0]

    def _seen(self, ledger: Ledger, stated: Ints | None, many: Ints, in_time: Ints | None) -> Seen:
        """As `known.seen_in`: items due long before the day, and those of them that are paid by it; `many`: items due by the terms."""
        before, paid = self._before, ledger.paid
        of, days = (paid.invoice, paid.day) if in_time is None else (paid.invoice[in_time], paid.day[in_time])
        if stated is not None:
            old = ledger.due_day < before
            old &= ledger.invoice_day < before
            np.copyto(many, old, where=stated, casting="unsafe")
        small = _within(ledger.amount, int(self._least.max()))
        many[small[ledger.amount[small] == 0]] = 0
        apart = self._cut(ledger, stated, small)
        many[apart] = 0
        due, settled = int(many.sum(dtype=np.int64)), int(many.take(of).sum(dtype=np.int64))
        if len(apart):
            some = _some(ledger, apart)
            cut = seen_in(some, self.policy, self.table, ways_of(some, self.policy, self.table, _MOST_PLACES))
            due, settled = due + cut.due, settled + cut.paid
        first = {"first_paid": int(days.min())} if len(days) else {}
        return Seen(due, settled, planned=_planned(ledger, self._as_of), **first)

    def _places(self, ledger: Ledger) -> Ints:
        """(n,), int32: where each row's terms, currency and invoice day lie in the tables."""
        bounds, n, n_days = ledger.bounds, len(self.table.lines.currencies), self._due.shape[1]
        if not n_days or bounds.first_day < self._first or bounds.last_day >= self._first + n_days:
            low, n_days = bounds.first_day - _SLACK, bounds.last_day - bounds.first_day + 1 + 2 * _SLACK
            self._due, self._first = np.full((self.table.lines.n_base, n_days), _UNKNOWN, np.int8), low
            self._last = np.full(self._due.shape, NO_DAY, np.int32)
            self._due[np.repeat(~self._regular, n)] = 0  # whose due days are asked row by row
            self._by_terms_alone(np.arange(low, low + n_days, dtype=np.int32))
        place = np.multiply(ledger.terms_code, np.int32(n * n_days), dtype=np.int32)
        if n > 1:
            place += ledger.currency.codes * np.int32(n_days)
        place += ledger.invoice_day
        place += np.int32(n * n_days - self._first)
        return place

    def _by_terms_alone(self, days: Ints) -> None:
        """Know what is due on all days by terms that no calendar of the payer's bears on."""
        n = len(self.table.lines.currencies)
        for code, term in enumerate(self.table.lines.terms):
            if self._regular[code + 1] and not term.needs_calendar:
                due = np.stack(due_days(term, {"invoice": days}, calendar_of(term, None)))
                rests = slice((code + 1) * n, (code + 2) * n)
                many = np.count_nonzero(due < self._before, axis=0)
                self._due[rests] = np.where(days < self._before, np.minimum(many, np.iinfo(np.int8).max), 0)
                self._last[rests] = due[-1]

    def _looked_up(self, ledger: Ledger, place: Ints) -> tuple[Ints | None, Ints | None]:
        """Rows that state a due day that is not their terms', and by their terms how many items of each are due.

        `None`: no row states one; there is no day to count by. Only days that matter are asked for: a calendar may not know others.
        """
        many, stated = self._due.ravel().take(place), ledger.due_day != NO_DAY if ledger.bounds.states_due else None
        if len(many) and int(many.min()) == _UNKNOWN:
            asked = ledger.invoice_day < self._before
            asked = asked if stated is None else asked | stated
            asked &= many == _UNKNOWN
            if asked.any():
                self._learn(place[asked])
                many = self._due.ravel().take(place)
            np.maximum(many, 0, out=many)
        if stated is not None:
            stated &= ledger.due_day != self._last.ravel().take(place)
        return stated, None if self._before == NO_DAY else many

    def _learn(self, places: Ints) -> None:
        there = np.zeros(self._due.size, bool)
        there[places] = True
        at = np.flatnonzero(there)
        line, day = np.divmod(at, self._due.shape[1])
        day = (day + self._first).astype(np.int32)
        self.table.reach(int(day.min()), int(day.max()))
        many = self.table.due_before(line, day, self._before)
        self._due.ravel()[at] = np.where(day < self._before, np.minimum(many, np.iinfo(np.int8).max), 0)
        lines = self.table.lines
        self._last.ravel()[at] = self.table.last_due(lines.term_of(line), lines.currency_of(line), day)

    def _cut(self, ledger: Ledger, stated: Ints | None, small: Ints) -> Ints:
        """Positions of rows that are cut into items to be counted: of terms that are not regular, or so small that a part is nothing."""
        odd = np.zeros(0, np.int64)
        if not self._all_regular:
            odd = np.flatnonzero(~self._regular.take(ledger.terms_code + 1) & (ledger.terms_code >= 0))
        least = self._least.take(ledger.terms_code[small] + 1)
        small = small[(np.abs(ledger.amount[small]) <= least) & (least > 0)]
        return np.union1d(odd, small if stated is None else small[~stated[small]])


def _within(amount: Ints, most: int) -> Ints:
    """Positions of amounts that are no larger than so much, without their sign."""
    return np.flatnonzero((amount + most).view(np.uint64) <= 2 * most)


def _up_to(days: Ints, last: int) -> Ints | None:
    """Positions of days up to the last one; `None`: all are."""
    return None if not len(days) or int(days.max()) <= last else np.flatnonzero(days <= last)


def _planned(ledger: Ledger, as_of: int) -> dict[str, int]:
    """Invoices dated after the day, by currency."""
    if ledger.bounds.last_day <= as_of:
        return {}
    codes = taken_of(ledger.currency.codes, np.flatnonzero(ledger.invoice_day > as_of))
    many = np.bincount(codes, minlength=len(ledger.currency.values)).tolist()
    return {c: n for c, n in zip(ledger.currency.values, many, strict=True) if n}


def taken_of(column: Ints, rows: Ints) -> Ints:
    """Some rows of a column, which may hold one value in the memory of one."""
    return np.broadcast_to(column[0], len(rows)) if len(column) and column.strides == (0,) else column.take(rows)


def _some(ledger: Ledger, rows: Ints) -> Ledger:
    """Some invoices, with their payments."""
    place = np.full(len(ledger), -1)
    place[rows] = np.arange(len(rows))
    paid = ledger.paid
    mine = np.flatnonzero(place[paid.invoice] >= 0)
    return some_rows(ledger, rows, Paid(place[paid.invoice[mine]], paid.day[mine], paid.amount[mine], paid.discount[mine]))
