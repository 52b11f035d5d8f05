"""Base measures: what the policy alone pays, owes and turns over, per currency and quarter."""

from __future__ import annotations

import datetime as dt

import numpy as np
from attrs import frozen

from cashflow.basics.days import NEVER, Ints, to_date, to_day
from cashflow.basics.errors import InputError
from cashflow.basics.fiscal import Quarters
from cashflow.ledger.model import Ledger
from cashflow.measures.dpo import dpo_closing, dpo_countback
from cashflow.payments import Payments

__all__ = ["BaseMeasures", "base_measures"]


@frozen(eq=False)
class BaseMeasures:
    """Base figures in minor units: axes are currency × period, periods being before, the quarters, after."""

    quarters: Quarters
    currencies: tuple[str, ...]
    invoiced: Ints  # (n_currencies, n_quarters + 2), int64, by invoice date
    cash_paid: Ints  # (n_currencies, n_quarters + 2), int64, by base payment day, less the discounts taken
    discount_taken: Ints  # (n_currencies, n_quarters + 2), int64, by base payment day
    closing: Ints  # (n_currencies, n_quarters), int64
    daily: Ints  # (n_currencies, n_days), int64 invoiced per day since `first_day`
    first_day: int

    def dpo(self, currency: int, closing: Ints) -> tuple[list[float | None], list[float | None]]:
        """Closing and count-back DPO per quarter for some closing payables (n_quarters) of a currency."""
        days = self.quarters.last - self.quarters.first + 1
        plain = [dpo_closing(int(c), int(i), int(d)) for c, i, d in zip(closing, self.invoiced[currency, 1:-1], days, strict=True)]
        back = [dpo_countback(int(c), self._months(currency, int(q))) for c, q in zip(closing, self.quarters.last, strict=True)]
        return plain, back

    def _months(self, currency: int, end: int) -> list[tuple[int, int]]:
        """(days, invoiced) of the calendar months up to `end`, latest first, back to the first invoice of the ledger."""
        running = np.concatenate([[0], np.cumsum(self.daily[currency])])
        upto = lambda day: int(running[min(max(day - self.first_day, 0), len(running) - 1)])  # noqa: E731  invoiced before `day`
        months = []
        while end >= self.first_day:
            start = to_day(to_date(end).replace(day=1))
            months.append((end - start + 1, upto(end + 1) - upto(start)))
            end = start - 1
        return months


def _check_size(ledger: Ledger) -> None:
    if len(ledger) and int(np.abs(ledger.amount).max()) * len(ledger) >= 2**63:
        largest = int(np.abs(ledger.amount).argmax())
        hint = "Check the largest amount; sums must stay below 9.2e18 minor units"
        raise InputError("is so large that sums might not fit", row=int(ledger.row[largest]), column="amount", hint=hint)


def _by_day(currency: Ints, day: Ints, amount: Ints, n_currencies: int, first_day: int, n_days: int) -> Ints:
    """(n_currencies, n_days), int64: collapse rows into days first, because days are few and rows are many."""
    cells = np.zeros(n_currencies * n_days, np.int64)
    index = day.astype(np.int64) - first_day
    if n_currencies > 1:
        index += currency.astype(np.int64) * n_days
    np.add.at(cells, index, amount)
    return cells.reshape(n_currencies, n_days)


def _by_period(daily: Ints, first_day: int, quarters: Quarters) -> Ints:
    """(n_currencies, n_quarters + 2), int64: days summed into before, the quarters, after."""
    out = np.zeros((len(quarters) + 2, len(daily)), np.int64)
    np.add.at(out, quarters.period(np.arange(first_day, first_day + daily.shape[1])), daily.T)
    return out.T.copy()


def base_measures(payments: Payments, quarters: Quarters) -> BaseMeasures:
    """Sum the base payments into quarters, block by block; sums are exact integers.

    Parameters
    ----------
    payments
        Base payments (lazy).
    quarters
        Quarters to show.

    Returns
    -------
    BaseMeasures
    """
    ledger = payments.ledger
    _check_size(ledger)
    n_currencies, n_periods = len(ledger.currency.values), len(quarters) + 2
    first_day = int(ledger.invoice_day.min()) if len(ledger) else 0
    n_days = int(ledger.invoice_day.max()) - first_day + 1 if len(ledger) else 1
    daily = _by_day(ledger.currency.codes, ledger.invoice_day, ledger.amount, n_currencies, first_day, n_days)
    invoiced = _by_period(daily, first_day, quarters)
    cash, settled, off = (np.zeros((n_currencies, n_periods), np.int64) for _ in range(3))
    for items in payments.blocks():
        items = items.take(np.flatnonzero(items.base_day != NEVER)) if (items.base_day == NEVER).any() else items
        if not len(items.invoice):
            continue
        currency, invoice_day = ledger.currency.codes[items.invoice], ledger.invoice_day[items.invoice]
        low = int(items.base_day.min())
        span = max(int(items.base_day.max()), int(invoice_day.max())) - low + 1
        paid = _by_day(currency, items.base_day, items.amount, n_currencies, low, span)
        cash += _by_period(paid, low, quarters)
        if payments.policy.discounts.take:
            off += _by_period(_by_day(currency, items.base_day, items.discount, n_currencies, low, span), low, quarters)
        # An item paid before its invoice leaves payables, at the earliest, with its invoice.
        early = np.flatnonzero(items.base_day < invoice_day)
        for days, sign in ((items.base_day, -1), (invoice_day, 1)):
            paid += sign * _by_day(currency[early], days[early], items.amount[early], n_currencies, low, span)
        settled += _by_period(paid, low, quarters)
    closing = np.cumsum(invoiced - settled, axis=1)[:, 1:-1]
    return BaseMeasures(quarters, ledger.currency.values, invoiced, cash - off, off, closing, daily, first_day)


def span_of(payments: Payments) -> tuple[dt.date, dt.date]:
    """First invoice date and last base payment date (of what is ever paid)."""
    low, high = int(payments.ledger.invoice_day.min()), int(payments.ledger.invoice_day.max())
    for items in payments.blocks():
        paid = items.base_day[items.base_day != NEVER]
        if len(paid):
            low, high = min(low, int(paid.min())), max(high, int(paid.max()))
    return to_date(low), to_date(high)
