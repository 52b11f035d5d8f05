"""Part of a pass over a ledger: a thread's blocks of rows, added up and sorted out by themselves.

The kernel takes payments off and sums what is left by due day, as far as one due day pays it: most invoices go no other way. It names
the others, which are put aside until `finish`: cells, and rows that go one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from cashflow.basics.days import NO_DAY, Ints
from cashflow.kernels.block_memory import BlockRows
from cashflow.kernels.owed import owed_kernel
from cashflow.kernels.owed_memory import OwedFound, OwedRules, OwedSums, OwedTerms
from cashflow.payments.cells import Cells, PaymentFlows
from cashflow.payments.cut_items import items_due_and_paid
from cashflow.payments.day_flows import DayFlows
from cashflow.payments.ledger_blocks import Blocks, block_rows
from cashflow.payments.regular import least_amounts
from cashflow.payments.table_days import TableDays

if TYPE_CHECKING:
    from cashflow.payments.items import Payments

__all__ = ["PassPart", "PassRules"]

_MANY = 65_536  # rows that are worked on at once, where it is not the kernel that does it


@frozen(eq=False)
class PassRules:
    """What all parts look up."""

    by_table: Ints  # (n_codes + 1,), bool by code + 1: terms whose due days are in the table
    owed: OwedRules
    stated: tuple[int, int, bool]  # first and last due day that is stated; and whether some invoice states none


class PassPart:
    """What `add` has found out: sums, and rows that are put aside; what is paid by an odd day is added to `flows`."""

    def __init__(self, payments: Payments, rules: PassRules, days: TableDays, flows: DayFlows) -> None:
        """`days` are filled in where something is asked that they do not know; no other part has them."""
        self._payments, self._ledger, self._rules, self._days, self.flows = payments, payments.ledger, rules, days, flows
        self._kernel, self._terms = owed_kernel(len(self._ledger)), self._of_table()
        self.sums = OwedSums(len(rules.owed.chosen))
        self._cells, self._by_row, self._cut = PutAside(4), PutAside(1), PutAside(1)
        self._unknown, self._early = PutAside(3), PutAside(3)

    def _of_table(self) -> OwedTerms:
        lines, known = self._payments.table.lines, self._days
        due = known.due if known.due.size else np.full((len(lines), 1), NO_DAY, np.int32)  # no invoice date is known
        days = due.ravel(), known.first_day, due.shape[1]
        return OwedTerms(self._rules.by_table, least_amounts(lines), max(1, len(lines.currencies)), lines.last, lines.part_line, *days)

    def blocks(self) -> Blocks:
        """Those of the ledger, of the size that the kernel wants."""
        return Blocks(self._ledger, self._kernel.block)

    def add(self, blocks: Blocks) -> None:
        """Go over the blocks that no other part has taken."""
        for some, block, paid in blocks:
            due = self._due(block)
            found = self._kernel.add(self._rules.owed, self._terms, self.sums, block, self._placed(due), paid)
            self._put_aside(some.start, block, due, found)
        self._others(0)

    def finish(self) -> None:
        """Add up what was put aside; what was looked up meanwhile may stand in the policy's table by now."""
        payments, ledger, rules = self._payments, self._ledger, self._rules.owed
        if len(self._cells):
            amount, code, day, inner = self._cells.taken()
            block = BlockRows(amount, code, day, day, inner, None)
            self.flows.add(Cells.of_block(ledger, block, payments.table.lines).settled(payments.table))
        for items in payments.blocks(self._by_row.in_order()):
            rest = items.take(np.flatnonzero(~items.kept))
            of = ledger.currency.codes[rest.invoice], ledger.invoice_day[rest.invoice]
            self.flows.add(PaymentFlows(*of, rest.due_day, rest.base_day, rest.amount, rest.discount))
        if rules.before > NO_DAY:
            self.sums.counts[:] += items_due_and_paid(ledger, payments.policy, self._cut.in_order(), rules.before, self.flows.as_of)

    def another(self) -> PassPart:
        """One for another thread, which has found out nothing yet."""
        flows = DayFlows(len(self._ledger.currency.values), self.flows.as_of)
        return PassPart(self._payments, self._rules, self._days.copy(), flows)

    def join(self, other: PassPart) -> None:
        """Add what another part has found."""
        self.sums.join(other.sums)
        self.flows.join(other.flows)

    def _put_aside(self, start: int, block: BlockRows, due: Ints, found: OwedFound) -> None:
        self._to_cells(block, found.by_terms)
        self._by_row.add(found.by_row + start)
        self._cut.add(found.cut + start)
        self._early.add(found.early + start, due[found.early], found.early_left)
        self._unknown.add(found.unknown + start, found.left, found.seen_left)
        self._others(_MANY)

    def _to_cells(self, block: BlockRows, at: Ints) -> None:
        """Their columns are taken while they are in the processor's cache."""
        inner = np.zeros(len(at), np.int32) if block.inner is None else block.inner[at]
        self._cells.add(block.amount[at], block.code[at], block.day[at], inner)

    def _others(self, most: int) -> None:
        """Work the rows off that the kernel named, where they are more than so many."""
        if len(self._unknown) > most:
            self._sort_out(*self._unknown.taken())
        if len(self._early) > most:
            self._one_due(*self._early.taken())

    def _due(self, rows: BlockRows) -> Ints:
        """(n,), int32: stated due days, or those of the last part of terms; `NO_DAY` of terms that the table does not hold."""
        if not self._rules.stated[2]:
            return rows.stated
        due, lost = self._kernel.due_days(self._terms, rows)
        if len(lost):
            self._fill_due(rows.take(lost))
            due, _ = self._kernel.due_days(self._terms, rows)
        return np.asarray(due)

    def _fill_due(self, rows: BlockRows) -> None:
        currency = np.zeros(len(rows), np.int64) if rows.inner is None else rows.inner
        self._days.fill_due(self._payments.table.lines.base(rows.code, currency), rows.day)

    def _placed(self, due: Ints) -> Ints:
        """The same, days beyond the window at its ends, where nothing is known; of what is not summed by due day, any day."""
        first = self._rules.owed.first_day
        last = first + self._rules.owed.n_days - 1
        low, high, lacks = self._rules.stated
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
        self.flows.add(PaymentFlows(ledger.currency.codes[rows], ledger.invoice_day[rows], due, base, *money))

    def _sort_out(self, rows: Ints, left: Ints, seen_left: Ints) -> None:
        """Rows whose terms have a due day that the table lacked."""
        every = block_rows(self._ledger, slice(None))
        self._fill_due(every.take(rows))
        found = self._kernel.sort_out(self._terms, self._rules.owed, self.sums, rows, left, seen_left, every)
        self._to_cells(every, rows[found.by_terms])
        self._by_row.add(rows[found.by_row])
        self._cut.add(rows[found.cut])
        if len(found.one):
            one, left, due = rows[found.one], left[found.one], found.one_due
            theirs = every.take(one)
            early = self._kernel.owe(self._rules.owed, self.sums, left, theirs.day, self._placed(due), theirs.inner)
            self._early.add(one[early], due[early], left[early])


class PutAside:
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
        out = [np.concatenate(c) if c else np.zeros(0, np.int64) for c in self._columns]
        self._columns = [list[Ints]() for _ in self._columns]
        return out

    def in_order(self) -> Ints:
        """As `taken`, the positions alone, rising: what is sorted out late comes after later rows, and items are made of rows in order."""
        return np.sort(self.taken()[0])
