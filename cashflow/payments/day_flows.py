"""Sums by currency and day of what is paid, discounted, leaves payables and is paid beyond; days are added as they are reached."""

from __future__ import annotations

import numpy as np

from cashflow.basics.days import NEVER, NO_DAY, Ints
from cashflow.payments.cells import PaymentFlows

__all__ = ["DayFlows"]


class DayFlows:
    """``sums[k, currency, day - first_day]``: cash paid, discounts, what leaves payables, payment differences.

    ``overdue[currency]`` is what of them was due by `as_of` and is paid after it.
    """

    def __init__(self, n_currencies: int, as_of: int = NO_DAY) -> None:
        self.first_day, self.sums = 0, np.zeros((4, n_currencies, 0), np.int64)
        self.as_of, self.overdue = as_of, np.zeros(n_currencies, np.int64)
        self.first_paid, self.last_paid = NEVER, NO_DAY  # of all that is ever paid

    def _reach(self, low: int, high: int) -> None:
        n_days = self.sums.shape[2]
        if n_days:
            low, high = min(low, self.first_day), max(high, self.first_day + n_days - 1)
        if n_days < high - low + 1:
            wider = np.zeros((*self.sums.shape[:2], high - low + 1), np.int64)
            wider[:, :, self.first_day - low : self.first_day - low + n_days] = self.sums
            self.first_day, self.sums = low, wider

    def add(self, paid: PaymentFlows) -> None:
        """Add sums or items; one paid before its invoice leaves payables, at the earliest, with its invoice."""
        some = slice(None) if int(paid.base_day.max(initial=0)) < NEVER else np.flatnonzero(paid.base_day != NEVER)
        day, amount, off, currency = paid.base_day[some], paid.amount[some], paid.discount[some], paid.currency[some]
        if not len(day):
            return
        leaves = np.maximum(day, paid.invoice_day[some])
        self._paid(int(day.min()), int(day.max()), int(leaves.max()))
        at = currency.astype(np.int64) * self.sums.shape[2] - self.first_day
        if self.as_of != NO_DAY:
            late = np.flatnonzero((paid.due_day[some] <= self.as_of) & (day > self.as_of))
            np.add.at(self.overdue, currency[late], amount[late])
        cash, discounts, settled, beyond = (s.reshape(-1) for s in self.sums)
        np.add.at(cash, at + day, amount - off)
        np.add.at(settled, at + leaves, amount)
        if off.any():
            np.add.at(discounts, at + day, off)
        if paid.difference is not None and paid.difference.any():
            np.add.at(cash, at + day, paid.difference[some])
            np.add.at(beyond, at + day, paid.difference[some])

    def add_days(self, first_day: int, paid: Ints, later: Ints, low: int, high: int) -> None:
        """Add whole days since one.

        Parameters
        ----------
        first_day
            Of the days of `paid` and `later`.
        paid, later : (n_currencies, n_days), int64
            What is paid; what to add to it for when it leaves payables.
        low, high
            First and last day on which something is paid.
        """
        moved = np.flatnonzero(later.any(axis=0))
        last = max(high, first_day + int(moved.max(initial=0)))
        self._paid(low, high, last)
        some, mine = slice(low - first_day, last + 1 - first_day), slice(low - self.first_day, last + 1 - self.first_day)
        self.sums[0][:, mine] += paid[:, some]
        self.sums[2][:, mine] += paid[:, some] + later[:, some]

    def join(self, other: DayFlows) -> None:
        """Add the sums of others, of the same currencies and day."""
        n_days = other.sums.shape[2]
        if n_days:
            self._reach(other.first_day, other.first_day + n_days - 1)
            self.sums[:, :, other.first_day - self.first_day :][:, :, :n_days] += other.sums
        self.overdue += other.overdue
        self.first_paid, self.last_paid = min(self.first_paid, other.first_paid), max(self.last_paid, other.last_paid)

    def _paid(self, low: int, high: int, leaves: int) -> None:
        self._reach(low, leaves)
        self.first_paid, self.last_paid = min(self.first_paid, low), max(self.last_paid, high)
