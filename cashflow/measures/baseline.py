"""Baseline measures: what the policy alone pays, owes and turns over, per currency and quarter."""

from __future__ import annotations

import bisect
import datetime as dt
import functools
from collections.abc import Iterator

import numpy as np
from attrs import frozen

from cashflow.basics.brief import Outlined
from cashflow.basics.days import Ints, to_date, to_day
from cashflow.basics.errors import must_choose
from cashflow.basics.fiscal import Quarters
from cashflow.measures.coverage import Coverage, coverage_of
from cashflow.measures.payable_days import dpo_closing, dpo_countback
from cashflow.payments import Payments
from cashflow.payments.known import known_of

__all__ = ["BaselineMeasures", "baseline_measures"]


@frozen(eq=False, repr=False)
class BaselineMeasures(Outlined):
    """Baseline figures in minor units: axes are currency × period, periods being before, the quarters, after."""

    quarters: Quarters
    currencies: tuple[str, ...]
    invoiced: Ints  # (n_currencies, n_quarters + 2), int64, by invoice date
    # (n_currencies, n_quarters + 2), int64, by baseline payment day: principal less discounts taken, and payment differences
    cash_paid: Ints
    discount_taken: Ints  # (n_currencies, n_quarters + 2), int64, by baseline payment day
    paid_without_date: Ints  # (n_currencies, n_quarters + 2), int64: paid before as_of, no one knows when; in the period of as_of
    payment_differences: Ints  # (n_currencies, n_quarters + 2), int64: paid beyond invoices, within the tolerance; part of the cash
    closing: Ints  # (n_currencies, n_quarters), int64
    daily: Ints  # (n_currencies, n_days), int64 invoiced per day since `first_day`
    first_day: int
    cash_daily: Ints  # (n_currencies, n_cash_days), int64 cash paid per day since `first_cash_day`
    discount_daily: Ints  # (n_currencies, n_cash_days), int64
    difference_daily: Ints  # (n_currencies, n_cash_days), int64
    left_daily: Ints  # (n_currencies, n_cash_days), int64: leaves payables, on the day of payment or, paid before it, of the invoice
    first_cash_day: int
    coverage: Coverage

    def code_of(self, currency: str) -> int:
        """Position of a currency on the first axis of the figures: the `currency` that the other methods take.

        Raises
        ------
        InputError
            It does not occur in the ledger.
        """
        if currency not in self.currencies:
            raise must_choose("does not occur in the ledger", "currency", currency, sorted(self.currencies))
        return self.currencies.index(currency)

    def figure(self, name: str, currency: int) -> Ints:
        """(n_quarters,), int64: one of the baseline's figures, by the name of its measure.

        Parameters
        ----------
        name
            ``invoiced``, ``cash_paid``, ``principal_paid``, ``discount_taken``, ``payment_differences``, ``paid_without_date`` in the
            quarter, or ``closing_payables`` at its end. What is paid and what is owed are positive.
        currency
            Position of the currency; see `code_of`.

        Raises
        ------
        KeyError
            No figure of the baseline has that name.
        """
        if name == "closing_payables":
            return self.closing[currency]
        if name == "principal_paid":
            return (self.cash_paid - self.payment_differences)[currency, 1:-1]
        by_period: dict[str, Ints] = {
            "invoiced": self.invoiced,
            "cash_paid": self.cash_paid,
            "discount_taken": self.discount_taken,
            "payment_differences": self.payment_differences,
            "paid_without_date": self.paid_without_date,
        }
        return by_period[name][currency, 1:-1]

    def planned(self, currency: int) -> int:
        """Minor units of the invoices dated after `as_of`, in a currency."""
        as_of = self.coverage.known.as_of
        return 0 if as_of is None else int(self.daily[currency, max(0, to_day(as_of) + 1 - self.first_day) :].sum())

    def dpo(self, currency: int, closing: Ints) -> tuple[list[float | None], list[float | None]]:
        """Closing and count-back days payable outstanding per quarter, in days; `None` where the ledger can't tell.

        Parameters
        ----------
        currency
            Position of the currency; see `code_of`.
        closing : (n_quarters,)
            Payables at the end of each quarter, in minor units, positive where the buyer owes: `closing`, or with what a scenario adds.

        Returns
        -------
        tuple of lists
            See `dpo_closing` and `dpo_countback`; negative where suppliers owe the buyer.
        """
        days = self.quarters.last - self.quarters.first + 1
        plain = [dpo_closing(int(c), int(i), int(d)) for c, i, d in zip(closing, self.invoiced[currency, 1:-1], days, strict=True)]
        back = [dpo_countback(int(c), self._months(currency, q)) for q, c in enumerate(closing)]
        return list(self.coverage.masked("dpo_closing", plain)), list(self.coverage.masked("dpo_countback", back))

    @functools.cached_property
    def _running(self) -> Ints:
        """(n_currencies, n_days + 1), int64: invoiced before each day."""
        return np.concatenate([np.zeros((len(self.daily), 1), np.int64), np.cumsum(self.daily, axis=1)], axis=1)

    def _months(self, currency: int, quarter: int) -> Iterator[tuple[int, int]]:
        """(days, invoiced) of the months up to a quarter's end, latest first, back to the first invoice; only those that are complete."""
        end, since = int(self.quarters.last[quarter]), self.coverage.history_from(quarter, int(self.quarters.first[quarter]))
        starts, running = self._month_starts, self._running[currency]
        upto = lambda day: int(running[min(max(day - self.first_day, 0), len(running) - 1)])  # noqa: E731  invoiced before `day`
        for start in reversed(starts[: bisect.bisect_right(starts, end)] if end >= self.first_day else []):
            if start < since:
                return
            yield end - start + 1, upto(end + 1) - upto(start)
            end = start - 1

    @functools.cached_property
    def _month_starts(self) -> list[int]:
        """First days of the months from that of the first day on."""
        ends = np.array([self.first_day, max(self.first_day, int(self.quarters.last.max(initial=self.first_day)))], "datetime64[D]")
        first, last = ends.astype("datetime64[M]").astype(np.int64)
        days: list[int] = np.arange(first, last + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64).tolist()
        return days


def _by_period(daily: Ints, first_day: int, quarters: Quarters) -> Ints:
    """(n_currencies, n_quarters + 2), int64: days summed into before, the quarters, after."""
    out = np.zeros((len(quarters) + 2, len(daily)), np.int64)
    np.add.at(out, quarters.period(np.arange(first_day, first_day + daily.shape[1])), daily.T)
    return out.T.copy()


def baseline_measures(payments: Payments, quarters: Quarters) -> BaselineMeasures:
    """Sum the baseline payments into quarters: regular invoices by cells, the others block by block; sums are exact integers.

    Parameters
    ----------
    payments
        Baseline payments (lazy).
    quarters
        Quarters to show.

    Returns
    -------
    BaselineMeasures

    Raises
    ------
    InputError
        Amounts so large that sums might not fit int64.
    """
    ledger, currencies, found = payments.ledger, payments.ledger.currency.values, payments.by_day
    daily, first, flows, undated = found.invoiced, found.first_day, found.flows, ledger.undated
    invoiced = _by_period(daily, first, quarters)
    np.add.at(invoiced[:, 0], ledger.currency.codes[undated], ledger.amount[undated])  # at some time, by the first day they are known of
    sums = flows.sums.copy()
    cash, off, settled, beyond = (_by_period(s, flows.first_day, quarters) for s in sums)
    closing = np.cumsum(invoiced - settled, axis=1)[:, 1:-1]
    coverage = coverage_of(known_of(payments), quarters)
    without = _without_date(payments, quarters)
    if without.any():  # these went in as differences, which take off all their cash
        beyond += without
        sums[3][:, to_day(payments.policy.as_of) - flows.first_day] += without.sum(axis=1)
    by_day = sums[0], sums[1], sums[3], sums[2], flows.first_day
    return BaselineMeasures(quarters, currencies, invoiced, cash, off, without, beyond, closing, daily, first, *by_day, coverage)


def _without_date(payments: Payments, quarters: Quarters) -> Ints:
    """(n_currencies, n_quarters + 2), int64: what is paid without a date, in the period of as_of."""
    paid, currency = payments.ledger.paid, payments.ledger.currency
    out = np.zeros((len(currency.values), len(quarters) + 2), np.int64)
    if paid.undated is not None:
        day = quarters.period(paid.day[paid.undated])
        np.add.at(out, (currency.codes[paid.invoice[paid.undated]], day), paid.amount[paid.undated])
    return out


def span_of(payments: Payments) -> tuple[dt.date, dt.date]:
    """First invoice date and last baseline payment date (of what is ever paid); without an invoice date, the first payment, if any."""
    flows = payments.by_day.flows
    found = [(flows.first_paid, flows.last_paid)] if flows.first_paid <= flows.last_paid else []
    ends = found + ([payments.invoice_days] if payments.dated or not found else [])
    return to_date(min(low for low, _ in ends)), to_date(max(high for _, high in ends))
