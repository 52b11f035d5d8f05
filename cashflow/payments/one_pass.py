"""One pass over a ledger with payments or stated due dates: a block of invoices at a time, while it is in the processor's cache.

Most invoices are summed by the day on which they are paid or due; see `payments.pass_part`. Of the others, those that are paid by their
terms alone go into cells; those paid in part, or with a discount beside a stated due date, row by row. Items due and paid are counted
on the way. All cores look at a large ledger, each at the next block: what they find is added up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cashflow.basics.days import NEVER, NO_DAY, Ints, first_of, to_day
from cashflow.basics.threads import by_share, in_threads, shares
from cashflow.kernels.owed_memory import OWED_APART, OWED_BY_DUE, OWED_COUNTED, OwedRules
from cashflow.payments.cells import PaymentFlows
from cashflow.payments.day_table import MANY_CELLS
from cashflow.payments.pass_part import PassPart, PassRules
from cashflow.payments.table_days import TableDays

if TYPE_CHECKING:
    from cashflow.payments.day_flows import DayFlows
    from cashflow.payments.items import Payments

__all__ = ["OnePass"]

_MOST_COPIED = 1 << 20  # places of a table of which each thread has its own
_LONGEST_TERMS = 400  # due days of terms are expected within so many days; later ones go by themselves
_LONGEST_STATED = 3660  # the same of stated ones, where they are too far apart for a table


class OnePass:
    """What `add` has found out: `invoiced` and `counts`; and `flows` are added to."""

    def __init__(self, payments: Payments, flows: DayFlows, before: int) -> None:
        """Of items due before a day, and invoiced before it, the counts are made; `NO_DAY`: none are."""
        self._payments, self._flows, self._before = payments, flows, before
        self._ledger, self._policy, self._table = payments.ledger, payments.policy, payments.table
        self._as_of = NO_DAY if self._policy.as_of is None else to_day(self._policy.as_of)
        self._upto = self._as_of if self._policy.baseline == "terms" else NEVER
        self._by_table = self._table.lines.regular & (not self._table.too_wide(self._ledger))  # by code + 1
        self._kind, stated = self._kinds(), self._all_stated()
        self._rules = self._looked_up(stated)
        self._days = self._reached()
        self._part = PassPart(payments, PassRules(self._by_table, self._rules, stated), self._days, flows)

    def _kinds(self) -> Ints:
        lines, take = self._table.lines, self._policy.discounts.take
        kind = np.full(len(lines.terms) + 1, OWED_APART, np.int8)
        one = self._by_table & (lines.n_parts == 1)
        offers = np.array([False, *(take and bool(t.discounts) for t in lines.terms)])
        kind[one] = np.where(offers[one], OWED_COUNTED, OWED_BY_DUE)
        kind[0] = OWED_BY_DUE  # without terms a due date is stated
        return kind

    def _reached(self) -> TableDays:
        bounds = self._ledger.bounds
        if not (self._by_table.any() and self._payments.dated):
            return TableDays.none(self._policy, self._table.lines)
        days = self._table.reach(bounds.first_day, bounds.last_day)
        return days.copy() if days.due.size <= _MOST_COPIED else days

    def _looked_up(self, stated: tuple[int, int, bool]) -> OwedRules:
        """The window holds invoice days, payments, and due days that are not too far away; beyond it is a day that is not known."""
        ledger, paid, due = self._ledger, self._ledger.paid.days, self._near(*stated)
        ends = [due, (ledger.bounds.first_day, ledger.bounds.last_day)]
        ends.append((paid[0], min(paid[1], self._upto)))
        if self._before > NO_DAY:
            ends.append((self._before - 1, self._before))
        known = [(low, high) for low, high in ends if low <= high]  # else there is no such day
        first, last = min((low for low, _ in known), default=0) - 1, max((high for _, high in known), default=0) + 1
        n_days = last - first + 1
        chosen = np.full((len(ledger.currency.values), n_days), NEVER if self._payments.stays_open else NO_DAY, np.int32)
        if due[0] <= due[1] and not self._payments.stays_open:
            chosen[:, due[0] - first : due[1] + 1 - first] = self._table.by_due.window(*due)
        seen = self._upto if self._before == NO_DAY else min(self._upto, self._as_of)
        all_kept = paid[1] <= self._upto and not ledger.paid.some_empty
        return OwedRules(first, n_days, chosen.ravel(), self._kind, self._before, self._upto, seen, all_kept)

    def _all_stated(self) -> tuple[int, int, bool]:
        """First and last due day that is stated; and whether some invoice states none."""
        due, bounds = self._ledger.due_day, self._ledger.bounds
        if bounds.first_due > NO_DAY or not bounds.states_due:
            return (bounds.first_due, bounds.last_due, False) if bounds.states_due else (NEVER, NO_DAY, bool(len(due)))
        return min(by_share(len(due), lambda rows: first_of(due[rows]))), bounds.last_due, True

    def _near(self, low: int, high: int, lacks: bool) -> tuple[int, int]:
        """First and last due day to look up: those that are stated, and those of terms as they usually are."""
        ledger, bounds = self._ledger, self._ledger.bounds
        if lacks and self._payments.dated:
            low, high = min(low, bounds.first_day), max(high, bounds.last_day + _LONGEST_TERMS)
        if (high - low) * len(ledger.currency.values) > max(MANY_CELLS, 2 * len(ledger)):
            near = (bounds.first_day, bounds.last_day) if self._payments.dated else (low, low)
            low, high = max(low, near[0] - _LONGEST_STATED), min(high, near[1] + _LONGEST_STATED)
        return low, high

    def add(self) -> None:
        """Go over all rows."""
        parts = [self._part, *(self._part.another() for _ in range(1, self._threads()))]  # all of them before one fills in days
        blocks = self._part.blocks()
        in_threads(len(parts), lambda part: part.add(blocks), parts)
        self._table.keep(self._days)
        in_threads(len(parts), lambda part: part.finish(), parts)
        for other in parts[1:]:
            self._part.join(other)
        self._add_up()

    def _threads(self) -> int:
        return shares(len(self._ledger)) if max(self._days.due.size, len(self._rules.chosen)) <= _MOST_COPIED else 1

    def _add_up(self) -> None:
        """Sums by day to flows."""
        sums = self._part.sums
        paid, later = self._grid(sums.paid), self._grid(sums.leaves_later)
        low, high = self._ledger.paid.days if self._rules.all_kept else sums.ends.tolist()
        if low <= high:
            self._flows.add_days(self._rules.first_day, paid, later, low, high)
            self._taken_off()
        if not self._payments.stays_open:
            self._owed()

    def _owed(self) -> None:
        """What is open by due day: each day is looked up once."""
        owed, reached, first = self._grid(self._part.sums.owed), self._grid(self._part.sums.reached), self._rules.first_day
        for code in range(len(owed)):
            at = np.flatnonzero(reached[code])
            due = (at + first).astype(np.int32)
            day = self._table.by_due.pay_days(code, due)
            self._flows.add(PaymentFlows(np.full(len(at), code), day, due, day, owed[code, at], np.zeros(len(at), np.int64)))

    def _taken_off(self) -> None:
        """Discounts taken off payments, and what was paid beyond."""
        ledger, paid = self._ledger, self._ledger.paid
        if paid.to_the_cent:
            return
        some = np.flatnonzero((paid.day <= self._upto) & (paid.amount != 0) & ((paid.discount != 0) | (paid.difference != 0)))
        of, day, off = paid.invoice[some], paid.day[some], paid.discount[some]
        if paid.undated is not None:  # the difference takes off all of it
            off = np.where(paid.undated[some], 0, off)
        money = np.zeros(len(some), np.int64), off, paid.difference[some]
        self._flows.add(PaymentFlows(ledger.currency.codes[of], ledger.invoice_day[of], day, day, *money))

    def _grid(self, sums: Ints) -> Ints:
        return sums.reshape(len(self._ledger.currency.values), self._rules.n_days)

    @property
    def counts(self) -> tuple[int, int]:
        """Items due, and items paid of them."""
        return int(self._part.sums.counts[0]), int(self._part.sums.counts[1])

    def invoiced(self, first_day: int, n_days: int) -> Ints:
        """(n_currencies, n_days), int64: amounts by currency and invoice day."""
        return self._grid(self._part.sums.invoiced)[:, first_day - self._rules.first_day :][:, :n_days]
