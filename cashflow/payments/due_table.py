"""Payment days as a table by due day: on which day a policy pays what is due, if the invoice is there by then.

Which day that is depends on nothing but the policy, so that it is worked out once a day and kept for the next ledger.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.errors import CalendarRangeError
from cashflow.payments.payment_days import chosen_days, payment_days
from cashflow.payments.policy import PaymentPolicy

__all__ = ["DueTable"]

_MOST_DAYS = 1 << 17  # beyond that many there is no table


@frozen(eq=False)
class _DueDays:
    """What is known of due days since `first_day`, by currency: a day that is not known yet is `NO_DAY`.

    Threads may learn the same days at once: both write the same, and `chosen`, which tells that a day is known, last.
    """

    first_day: int
    chosen: Ints  # (n_currencies, n_days), int32: the business day or run a policy chooses
    pay: Ints  # int32: when cash leaves

    @classmethod
    def none(cls, n_currencies: int, first_day: int = 0, n_days: int = 0) -> _DueDays:
        return cls(first_day, *(np.full((n_currencies, n_days), NO_DAY, np.int32) for _ in range(2)))

    @property
    def n_days(self) -> int:
        return self.chosen.shape[1]

    def reach(self, first: int, last: int) -> tuple[int, int]:
        """First and last day of one that has room for these, too."""
        return (min(first, self.first_day), max(last, self.first_day + self.n_days - 1)) if self.n_days else (first, last)

    def wider(self, first: int, last: int) -> _DueDays:
        """The same with room from the `first` to the `last` day."""
        out, start = _DueDays.none(len(self.chosen), first, last - first + 1), self.first_day - first
        for new, old in ((out.chosen, self.chosen), (out.pay, self.pay)):  # by the time a day is chosen, all of it is written
            new[:, start : start + self.n_days] = old
        return out


class DueTable:
    """What a policy chooses by currency and due day; it grows with the days that are asked for."""

    def __init__(self, policy: PaymentPolicy, currencies: tuple[str, ...]) -> None:
        self.policy, self.currencies, self._days = policy, currencies, _DueDays.none(len(currencies))

    def _reach(self, first: int, last: int) -> _DueDays:
        """Due days with room for those from `first` to `last`; they stay so, whatever another thread asks for."""
        days = self._days
        first, last = days.reach(first, last)
        if days.n_days < last - first + 1:
            days = self._days = days.wider(first, last)
        return days

    def window(self, first: int, last: int) -> Ints:
        """(n_currencies, n_days), int32: what a policy chooses for the days from `first` to `last`, as far as calendars and runs go.

        A calendar refuses days beyond its range, and here no payment need reach them: then nothing is learned.
        """
        days = self._reach(first, last)
        for code in range(len(self.currencies)):
            try:
                self._learn(days, code, np.arange(first, last + 1, dtype=np.int32))
            except CalendarRangeError:
                continue
        return days.chosen[:, first - days.first_day : last + 1 - days.first_day]

    def pay_days(self, currency: int, due: Ints, invoice: Ints | None = None) -> Ints:
        """(n,), int32: as `payment_days`, with each due day looked up once; without `invoice`, of invoices that are there by then."""
        if not len(due):
            return np.zeros(0, np.int32)
        first, last, name = int(due.min()), int(due.max()), self.currencies[currency]
        low, high = self._days.reach(first, last)
        if high - low > _MOST_DAYS:
            return payment_days(self.policy, name, due, np.full(len(due), NO_DAY, np.int32) if invoice is None else invoice)
        days = self._reach(first, last)
        self._learn(days, currency, due)
        at = due - np.int32(days.first_day)
        out = days.pay[currency].take(at)
        if invoice is not None:
            early = np.flatnonzero(days.chosen[currency].take(at) < invoice)
            if len(early):
                out[early] = payment_days(self.policy, name, due[early], invoice[early])
        return out

    def _learn(self, days: _DueDays, currency: int, due: Ints) -> None:
        """Know some days within reach; a calendar may refuse them."""
        lost = due[np.flatnonzero(days.chosen[currency].take(due - np.int32(days.first_day)) == NO_DAY)]
        if not len(lost):
            return
        lost = np.unique(lost).astype(np.int32)
        chosen = chosen_days(self.policy, self.currencies[currency], lost)
        at = lost - days.first_day
        days.pay[currency, at] = payment_days(self.policy, self.currencies[currency], lost, np.full(len(lost), NO_DAY, np.int32))
        days.chosen[currency, at] = chosen
