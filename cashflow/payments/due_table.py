"""Payment days as a table by due day: on which day a policy pays what is due, if the invoice is there by then.

Which day that is depends on nothing but the policy, so that it is worked out once a day and kept for the next ledger.
"""

from __future__ import annotations

import numpy as np

from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.errors import CalendarRangeError
from cashflow.payments.payment_days import chosen_days, payment_days
from cashflow.payments.policy import PaymentPolicy

__all__ = ["DueTable"]

_MOST_DAYS = 1 << 17  # beyond that many there is no table


class DueTable:
    """``days[0]`` and ``days[1]`` by currency and due day since `first_day`: the business day or run a policy chooses; when cash leaves.

    A day that is not known yet is `NO_DAY`.
    """

    def __init__(self, policy: PaymentPolicy, currencies: tuple[str, ...]) -> None:
        self.policy, self.currencies, self.first_day = policy, currencies, 0
        self.days = np.full((2, len(currencies), 0), NO_DAY, np.int32)

    def _width(self, first: int, last: int) -> int:
        many = self.days.shape[2]
        return max(last, self.first_day + many - 1) - min(first, self.first_day) if many else last - first

    def reach(self, first: int, last: int) -> None:
        """Make room for due days from `first` to `last`."""
        many = self.days.shape[2]
        if many:
            first, last = min(first, self.first_day), max(last, self.first_day + many - 1)
        if many < last - first + 1:
            wider = np.full((2, len(self.currencies), last - first + 1), NO_DAY, np.int32)
            wider[:, :, self.first_day - first : self.first_day - first + many] = self.days
            self.first_day, self.days = first, wider

    def window(self, first: int, last: int) -> Ints:
        """(n_currencies, n_days), int32: what a policy chooses for the days from `first` to `last`, as far as calendars and runs go.

        A calendar refuses days beyond its range, and here no payment need reach them: then nothing is learned.
        """
        self.reach(first, last)
        for code in range(len(self.currencies)):
            try:
                self._learn(code, np.arange(first, last + 1, dtype=np.int32))
            except CalendarRangeError:
                continue
        return self.days[0, :, first - self.first_day : last + 1 - self.first_day]

    def pay_days(self, currency: int, due: Ints, invoice: Ints | None = None) -> Ints:
        """(n,), int32: as `payment_days`, with each due day looked up once; without `invoice`, of invoices that are there by then."""
        if not len(due):
            return np.zeros(0, np.int32)
        first, last, name = int(due.min()), int(due.max()), self.currencies[currency]
        if self._width(first, last) > _MOST_DAYS:
            return payment_days(self.policy, name, due, np.full(len(due), NO_DAY, np.int32) if invoice is None else invoice)
        self.reach(first, last)
        self._learn(currency, due)
        at = due - np.int32(self.first_day)
        out = self.days[1, currency].take(at)
        if invoice is not None:
            early = np.flatnonzero(self.days[0, currency].take(at) < invoice)
            if len(early):
                out[early] = payment_days(self.policy, name, due[early], invoice[early])
        return out

    def _learn(self, currency: int, due: Ints) -> None:
        """Know some days within reach; a calendar may refuse them."""
        lost = due[np.flatnonzero(self.days[0, currency].take(due - np.int32(self.first_day)) == NO_DAY)]
        if not len(lost):
            return
        lost = np.unique(lost).astype(np.int32)
        chosen = chosen_days(self.policy, self.currencies[currency], lost)
        pay = payment_days(self.policy, self.currencies[currency], lost, np.full(len(lost), NO_DAY, np.int32))
        self.days[:, currency, lost - self.first_day] = chosen, pay
