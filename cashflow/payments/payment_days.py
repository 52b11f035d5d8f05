"""Payment days by a policy: roll, payment run, lag, nothing before the invoice and nothing up to `as_of`."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from cashflow.basics.days import NO_DAY, Ints, by_day, to_date, to_day
from cashflow.basics.errors import CalendarRangeError
from cashflow.payments.policy import PaymentPolicy
from cashflow.payments.runs import CHOICES
from cashflow.terms import PaymentTerms, day_table

__all__ = ["chosen_days", "last_payment_days", "payment_days", "payment_table", "promised_day"]


def _pick(runs: Ints, days: Ints, rule: str) -> Ints:
    """The run for each day, or a refusal where the listed runs do not reach."""
    at = np.searchsorted(runs, days, side="right") - 1 if rule == CHOICES[0] else np.searchsorted(runs, days, side="left")
    # Beyond the first and last run known there may be others, nearer.
    out = (days < runs[0]) | (days > runs[-1]) if len(runs) else np.ones(len(days), bool)
    if out.any():
        known = f"{to_date(runs[0])} to {to_date(runs[-1])}" if len(runs) else "no day at all"
        reason = f"payment runs are known for {known}, and a payment needs one for {to_date(days[out][0])}"
        raise CalendarRangeError(reason, column="payment_runs.on", hint="List more run days, or widen the calendar")
    return runs[at].astype(np.int32)


def _first_pay_day(policy: PaymentPolicy, currency: str, days: Ints) -> Ints:
    """First run, or without runs first business day, on or after each day."""
    calendar, runs = policy.calendar(currency), policy.runs(currency)
    if runs is None:
        return calendar.roll(days, "following" if policy.roll != "none" else "none")
    return _pick(runs.days(calendar, policy.roll, int(days.min()), int(days.max())), days, CHOICES[1])


def chosen_days(policy: PaymentPolicy, currency: str, due: Ints) -> Ints:
    """(n,), int32: business days or payment runs that a policy chooses for due days, wherever invoices and `as_of` lie."""
    return by_day(due, lambda d: _chosen_day(policy, currency, d))


def _chosen_day(policy: PaymentPolicy, currency: str, days: Ints) -> Ints:
    calendar, runs = policy.calendar(currency), policy.runs(currency)
    rolled = calendar.roll(days, policy.roll)
    if runs is None:
        return rolled
    return _pick(runs.days(calendar, policy.roll, int(rolled.min()), int(rolled.max())), rolled, runs.choose)


def payment_days(policy: PaymentPolicy, currency: str, due: Ints, invoice: Ints) -> Ints:
    """Days cash leaves for items due on `due`: roll, run, not before the invoice, lag, not before `as_of`.

    Parameters
    ----------
    policy
        The payment policy.
    currency
        Chooses the business calendar and the payment runs.
    due, invoice : int32, both of one shape
        Day the policy works from, and invoice date.

    Returns
    -------
    int32, of that shape
    """
    calendar = policy.calendar(currency)
    if len(due) == 0:
        return np.asarray(due, np.int32)
    day = chosen_days(policy, currency, due)
    early = day < invoice
    if early.any():
        day[early] = by_day(invoice[early], lambda d: _first_pay_day(policy, currency, d))
    paid = by_day(day, lambda d: calendar.add(d, policy.settlement_lag)) if policy.settlement_lag else day
    if policy.as_of is not None:
        late = paid <= to_day(policy.as_of)
        if late.any():
            tomorrow = np.array([to_day(policy.as_of) + 1], np.int32)
            paid[late] = calendar.add(_first_pay_day(policy, currency, tomorrow), policy.settlement_lag)[0]
    return paid


def last_payment_days(policy: PaymentPolicy, currency: str, last: Ints, invoice: Ints) -> Ints:
    """Days cash leaves for the last run (without runs: business day) on or before some days.

    Parameters
    ----------
    policy, currency
        As for `payment_days`.
    last, invoice : (n,), int32
        Last day the run may be on (`NO_DAY`: none), and invoice date.

    Returns
    -------
    (n,), int32
        `NO_DAY` where that run lies before the invoice date, or its cash leaves on or before `as_of`.
    """
    calendar = policy.calendar(currency)
    out = np.full(len(last), NO_DAY, np.int32)
    some = np.flatnonzero((last != NO_DAY) & (last >= invoice))
    if not len(some):
        return out
    run = by_day(last[some], lambda d: _last_pay_day(policy, currency, d))
    some, run = some[run >= invoice[some]], run[run >= invoice[some]]
    paid = by_day(run, lambda d: calendar.add(d, policy.settlement_lag)) if policy.settlement_lag else run
    out[some] = np.where(paid > to_day(policy.as_of), paid, NO_DAY) if policy.as_of is not None else paid
    return out


def _last_pay_day(policy: PaymentPolicy, currency: str, days: Ints) -> Ints:
    calendar, runs = policy.calendar(currency), policy.runs(currency)
    if runs is None:
        return calendar.roll(days, "preceding" if policy.roll != "none" else "none")
    return _pick(runs.days(calendar, policy.roll, int(days.min()), int(days.max())), days, CHOICES[0])


def promised_day(policy: PaymentPolicy, currency: str, day: int) -> int:
    """A promised date, or the last business day before it."""
    how = "none" if policy.roll == "none" else "preceding"
    return int(policy.calendar(currency).roll(np.array([day], np.int32), how)[0])


def payment_table(
    terms: Iterable[PaymentTerms], policy: PaymentPolicy, currency: str, first: object, last: object
) -> tuple[list[tuple[int, int]], Ints, Ints]:
    """Due days and payment days of many terms for every anchor day of a window.

    Parameters
    ----------
    terms
        Whose installments are the lines; every event is taken to fall on the anchor day.
    policy, currency
        Business calendar, roll, payment runs and lag.
    first, last
        The window, both inclusive.

    Returns
    -------
    lines : list of (term, installment)
        Positions of each line.
    due, paid : (n_lines, n_days), int32
        Contract due day, and day cash leaves, ``[line, anchor_day - first]``.

    Examples
    --------
    >>> from cashflow.payments import PaymentPolicy
    >>> policy = PaymentPolicy(payment_runs={"on": "every Thursday", "choose": "last on or before due"})
    >>> _, due, paid = payment_table([PaymentTerms.net(30)], policy, "EUR", "2025-05-31", "2025-06-01")
    >>> [to_date(d).isoformat() for d in (*due[0], *paid[0])]
    ['2025-06-30', '2025-07-01', '2025-06-26', '2025-06-26']
    """
    lines, due = day_table(terms, first, last, policy.calendar(currency))
    anchors = np.arange(to_day(first), to_day(last) + 1, dtype=np.int32)
    return lines, due, payment_days(policy, currency, due, np.broadcast_to(anchors, due.shape))
