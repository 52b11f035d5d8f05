"""One pass over a ledger with payments or stated due dates: a block of invoices at a time, while it is in the processor's cache.

The kernel takes payments off and sums what is left by due day, as far as one due day pays it: most invoices go no other way. It names
the others. Those that are paid by their terms alone go into cells; those paid in part, or with a discount beside a stated due date, row
by row. Items due and paid are counted on the way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cashflow.basics.days import NEVER, NO_DAY, Ints, first_of, to_day
from cashflow.kernels.block_memory import BlockRows
from cashflow.kernels.owed import owed_kernel
from cashflow.kernels.owed_memory import OWED_APART, OWED_BY_DUE, OWED_COUNTED, OwedFound, OwedRules, OwedSums, OwedTerms
from cashflow.payments.cells import Cells, PaymentFlows
from cashflow.payments.cut_items import items_due_and_paid
from cashflow.payments.day_table import MANY_CELLS
from cashflow.payments.ledger_blocks import block_rows, blocks_of
from cashflow.payments.regular import least_amounts
from cashflow.payments.table_days import TableDays

if TYPE_CHECKING:
    from cashflow.payments.day_flows import DayFlows
    from cashflow.payments.items import Payments

__all__ = ["OnePass"]

_MANY = 65_536  # rows that are worked on at once, where it is not the kernel that does it
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
        self._days = self._reached()
        self._terms = self._of_table()
        self._unknown, self._early, self._cells, self._by_row, self._cut = _Rows(3), _Rows(3), _Rows(1), _Rows(1), _Rows(1)
        self._kernel = owed_kernel(len(self._ledger))
        self._kind = self._kinds()
        self._stated = self._all_stated()
        self._rules = self._looked_up()
        self._sums = OwedSums(len(self._ledger.currency.values) * self._rules.n_days)

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
        if self._by_table.any() and self._payments.dated:
            return self._table.reach(bounds.first_day, bounds.last_day)
        return TableDays.none(self._policy, self._table.lines)

    def _of_table(self) -> OwedTerms:
        lines, known = self._table.lines, self._days
        due = known.due if known.due.size else np.full((len(lines), 1), NO_DAY, np.int32)  # no invoice date is known
        days = due.ravel(), known.first_day, due.shape[1]
        return OwedTerms(self._by_table, least_amounts(lines), max(1, len(lines.currencies)), lines.last, lines.part_line, *days)

    def _looked_up(self) -> OwedRules:
        """The window holds invoice days, payments, and due days that are not too far away; beyond it is a day that is not known."""
        ledger, days, due = self._ledger, self._ledger.paid.day, self._near(*self._stated)
        ends = [due, (ledger.bounds.first_day, ledger.bounds.last_day)]
        if len(days):
            ends.append((int(days.min()), min(int(days.max()), self._upto)))
        if self._before > NO_DAY:
            ends.append((self._before - 1, self._before))
        known = [(low, high) for low, high in ends if low <= high]  # else there is no such day
        first, last = min((low for low, _ in known), default=0) - 1, max((high for _, high in known), default=0) + 1
        n_days = last - first + 1
        chosen = np.full((len(ledger.currency.values), n_days), NEVER if self._payments.stays_open else NO_DAY, np.int32)
        if due[0] <= due[1] and not self._payments.stays_open:
            chosen[:, due[0] - first : due[1] + 1 - first] = self._table.by_due.window(*due)
        seen = self._upto if self._before == NO_DAY else min(self._upto, self._as_of)
        return OwedRules(first, n_days, chosen.ravel(), self._kind, self._before, self._upto, seen)

    def _all_stated(self) -> tuple[int, int, bool]:
        """First and last due day that is stated; and whether some invoice states none."""
        low, high, lacks = NEVER, NO_DAY, False
        for start in range(0, len(self._ledger), _MANY):
            due = self._ledger.due_day[start : start + _MANY]
            high, least = max(high, int(due.max())), int(due.min())
            if least == NO_DAY:
                lacks, least = True, first_of(due)
            low = min(low, least)
        return low, high, lacks

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
        for some, rows, paid in blocks_of(self._ledger, self._kernel.block):
            due = self._due(rows)
            found = self._kernel.add(self._rules, self._terms, self._sums, rows, self._placed(due), paid)
            self._put_aside(some.start, due, found)
        self._others(0)
        self._finish()

    def _put_aside(self, start: int, due: Ints, found: OwedFound) -> None:
        self._cells.add(found.by_terms + start)
        self._by_row.add(found.by_row + start)
        self._cut.add(found.cut + start)
        self._early.add(found.early + start, due[found.early], found.early_left)
        self._unknown.add(found.unknown + start, found.left, found.seen_left)
        self._others(_MANY)

    def _others(self, most: int) -> None:
        """Work the rows off that the kernel named, where they are more than so many."""
        if len(self._unknown) > most:
            self._sort_out(*self._unknown.taken())
        if len(self._early) > most:
            self._one_due(*self._early.taken())

    def _due(self, rows: BlockRows) -> Ints:
        """(n,), int32: stated due days, or those of the last part of terms; `NO_DAY` of terms that the table does not hold."""
        if not self._stated[2]:
            return rows.stated
        due, lost = self._kernel.due_days(self._terms, rows)
        if len(lost):
            self._fill_due(rows.take(lost))
            due, _ = self._kernel.due_days(self._terms, rows)
        return np.asarray(due)

    def _fill_due(self, rows: BlockRows) -> None:
        currency = np.zeros(len(rows), np.int64) if rows.inner is None else rows.inner
        self._days.fill_due(self._table.lines.base(rows.code, currency), rows.day)

    def _placed(self, due: Ints) -> Ints:
        """The same, days beyond the window at its ends, where nothing is known; of what is not summed by due day, any day."""
        first, last = self._rules.first_day, self._rules.first_day + self._rules.n_days - 1
        low, high, lacks = self._stated
        if not lacks and first < low and high < last:
            return due
        return due if first < int(due.min()) and int(due.max()) < last else np.clip(due, first, last)

    def _one_due(self, rows: Ints, due: Ints, left: Ints) -> None:
        """Rows whose open amount is paid by one due day, each by itself: before its invoice is there, or by a day that is looked up now."""
        if self._payments.stays_open:
            return
        ledger, base = self._ledger, np.empty(len(rows), np.int32)
        self._payments.pay(rows, due, np.ones(len(rows), bool), base)
        money = left, np.zeros(len(rows), np.int64)
        self._flows.add(PaymentFlows(ledger.currency.codes[rows], ledger.invoice_day[rows], due, base, *money))

    def _sort_out(self, rows: Ints, left: Ints, seen_left: Ints) -> None:
        """Rows whose terms have a due day that the table lacked."""
        every = block_rows(self._ledger, slice(None))
        self._fill_due(every.take(rows))
        found = self._kernel.sort_out(self._terms, self._rules, self._sums, rows, left, seen_left, every)
        self._cells.add(rows[found.by_terms])
        self._by_row.add(rows[found.by_row])
        self._cut.add(rows[found.cut])
        if len(found.one):
            one, left, due = rows[found.one], left[found.one], found.one_due
            theirs = every.take(one)
            early = self._kernel.owe(self._rules, self._sums, left, theirs.day, self._placed(due), theirs.inner)
            self._early.add(one[early], due[early], left[early])

    def _finish(self) -> None:
        """Add up what the blocks left."""
        ledger, sums = self._ledger, self._sums
        paid, later = self._grid(sums.paid), self._grid(sums.leaves_later)
        if sums.ends[0] <= sums.ends[1]:
            self._flows.add_days(self._rules.first_day, paid, later, *sums.ends.tolist())
            self._taken_off()
        if not self._payments.stays_open:
            self._owed()
        if len(self._cells):
            self._flows.add(Cells.of(ledger, self._table.lines, *self._cells.taken()).settled(self._table))
        for items in self._payments.blocks(self._by_row.in_order()):
            rest = items.take(np.flatnonzero(~items.kept))
            of = ledger.currency.codes[rest.invoice], ledger.invoice_day[rest.invoice]
            self._flows.add(PaymentFlows(*of, rest.due_day, rest.base_day, rest.amount, rest.discount))
        if self._before > NO_DAY:
            sums.counts[:] += items_due_and_paid(ledger, self._policy, self._cut.in_order(), self._before, self._as_of)

    def _owed(self) -> None:
        """What is open by due day: each day is looked up once."""
        owed, reached, first = self._grid(self._sums.owed), self._grid(self._sums.reached), self._rules.first_day
        for code in range(len(owed)):
            at = np.flatnonzero(reached[code])
            due = (at + first).astype(np.int32)
            day = self._table.by_due.pay_days(code, due)
            self._flows.add(PaymentFlows(np.full(len(at), code), day, due, day, owed[code, at], np.zeros(len(at), np.int64)))

    def _taken_off(self) -> None:
        """Discounts taken off payments, and what was paid beyond."""
        ledger, paid = self._ledger, self._ledger.paid
        if not (paid.discount.any() or paid.difference.any()):
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
        return int(self._sums.counts[0]), int(self._sums.counts[1])

    def invoiced(self, first_day: int, n_days: int) -> Ints:
        """(n_currencies, n_days), int64: amounts by currency and invoice day."""
        return self._grid(self._sums.invoiced)[:, first_day - self._rules.first_day :][:, :n_days]


class _Rows:
    """Columns of rows that are put aside; positions first."""

    def __init__(self, n_columns: int) -> None:
        self._columns = [list[Ints]() for _ in range(n_columns)]

    def __len__(self) -> int:
        return sum(len(some) for some in self._columns[0])

    def add(self, *columns: Ints) -> None:
        """Put some aside."""
        if len(columns[0]):
            for column, some in zip(self._columns, columns, strict=True):
                column.append(some)

    def taken(self) -> list[Ints]:
        """All of them, which are then no longer there."""
        out = [np.concatenate([np.zeros(0, np.int64), *c]) for c in self._columns]
        self._columns = [list[Ints]() for _ in self._columns]
        return out

    def in_order(self) -> Ints:
        """As `taken`, the positions alone, rising: what is sorted out late comes after later rows, and items are made of rows in order."""
        return np.sort(self.taken()[0])
