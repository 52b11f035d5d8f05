"""A policy's table of payment days for the terms and currencies of a ledger, and the cache of the last ones."""

from __future__ import annotations

from collections import deque

from cashflow.ledger.model import Ledger
from cashflow.payments.due_table import DueTable
from cashflow.payments.lines import Lines
from cashflow.payments.policy import PaymentPolicy
from cashflow.payments.table_days import TableDays
from cashflow.terms import PaymentTerms

__all__ = ["MANY_CELLS", "DayTable", "day_table_of"]

MANY_CELLS = 1 << 18


class DayTable:
    """A policy's payment days for some lines; what is known of them grows with the invoice days that are asked for."""

    def __init__(self, policy: PaymentPolicy, lines: Lines) -> None:
        self.policy, self.lines, self.by_due = policy, lines, DueTable(policy, lines.currencies)
        self._days = TableDays.none(policy, lines)

    def reach(self, first: int, last: int) -> TableDays:
        """What is known of the invoice days from `first` to `last`, and of others.

        It stays as it is, with room for these: another thread that asks for further days is given wider memory.
        """
        days = self._days
        if not days.holds(first, last):
            days = self._days = days.wider(first, last)
        return days

    def keep(self, days: TableDays) -> None:
        """Go on with what somebody has filled in a copy of, unless there is room for other days by now."""
        now = self._days
        if days.holds(now.first_day, now.first_day + now.n_days - 1):
            self._days = days

    def too_wide(self, ledger: Ledger, most: int = MANY_CELLS) -> bool:
        """Whether it would hold far more days than the ledger has invoices."""
        return len(self.lines) * (ledger.bounds.last_day - ledger.bounds.first_day + 1) > max(most, 2 * len(ledger))


class DayTableCache:
    """A cache of the tables that were asked for last: ledgers are asked about often, and their days looked up once.

    A table only ever gains days, and what a day is depends on nothing but its policy, terms and currencies; threads may share it.
    """

    def __init__(self, most: int = 4) -> None:
        self._tables: deque[DayTable] = deque(maxlen=most)

    def of(self, policy: PaymentPolicy, terms: tuple[PaymentTerms, ...], currencies: tuple[str, ...]) -> DayTable:
        """The policy's table for some terms and currencies."""
        for table in tuple(self._tables):
            if table.policy is policy and table.lines.same(terms, currencies, policy.discounts.take):
                return table
        table = DayTable(policy, Lines(terms, currencies, policy.discounts.take))
        self._tables.append(table)
        return table


_LAST = DayTableCache()


def day_table_of(policy: PaymentPolicy, terms: tuple[PaymentTerms, ...], currencies: tuple[str, ...]) -> DayTable:
    """The policy's table for some terms and currencies, from the cache of the last ones."""
    return _LAST.of(policy, terms, currencies)
