"""Building blocks of a scheme: principal, interest and fee flows, exact and additive."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.rates import DAY_COUNTS
from cashflow.deals import Deals, Flow
from cashflow.deals.model import Party, wide

__all__ = ["fee", "interest", "principal"]


def principal(deals: Deals, payer: Party, payee: Party, day: Ints) -> Flow:
    """The whole amount of every deal, on `day`."""
    return Flow(day, payer, payee, "principal", deals.amount)


def interest(deals: Deals, payer: Party, payee: Party, start: Ints, end: Ints, rate: Fraction, day_count: str) -> Flow:
    """Simple interest on every deal from `start` (first day in) to `end` (last day out), paid on `end`.

    Examples
    --------
    100.00 for 46 days at 6.5 % on ACT/360 is 0.83, in minor units:

    >>> import numpy as np
    >>> one = np.array([1]); deals = Deals(one, one + 20268, one + 20314, one * 10_000, one, one * 100)
    >>> flow = interest(deals, "buyer", "supplier", deals.base_day, deals.new_day, Fraction("0.065"), "ACT/360")
    >>> round(int(flow.amount[0]) / flow.per, 2)
    83.06
    """
    days = end.astype(np.int64) - start
    longest = int(np.abs(days).max()) if len(days) else 0
    amount = wide(deals.amount, longest * rate.numerator) * days * rate.numerator
    return Flow(end, payer, payee, "interest", amount, DAY_COUNTS[day_count] * rate.denominator, since=start)


def fee(deals: Deals, payer: Party, payee: Party, day: Ints, *, rate: Fraction = Fraction(0), per_invoice: Fraction = Fraction(0)) -> Flow:
    """A share of the amount whatever the days, plus so much money an invoice, paid on `day`."""
    per = rate.denominator * per_invoice.denominator
    of_amount = wide(deals.amount, 2 * rate.numerator * per_invoice.denominator) * (rate.numerator * per_invoice.denominator)
    of_count = deals.invoices * deals.unit * (per_invoice.numerator * rate.denominator)
    return Flow(day, payer, payee, "fee", of_amount + of_count, per)
