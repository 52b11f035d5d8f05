"""Building blocks of a scheme: principal, interest, discount, share and fee flows, exact and additive."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.groupby import exact_sums
from cashflow.basics.money import wide
from cashflow.basics.rates import year_fraction_parts
from cashflow.deals import TAX_AUTHORITY, Deals, Flow
from cashflow.deals.model import Nature, Party
from cashflow.schemes.inputs import Vat
from cashflow.schemes.reference_rate import ReferenceRate, rate_parts, whole_numbers

__all__ = ["fee", "growth", "interest", "principal", "share_of", "straight_discount", "withheld", "yield_discount"]


def times(values: Ints, *factors: Ints | int) -> Ints:
    """Exact product: Python integers where int64 might not hold it."""
    for factor in factors:
        largest = int(np.abs(factor).max(initial=0)) if isinstance(factor, np.ndarray) else abs(factor)
        values = wide(values, largest) * factor
    return values


def principal(deals: Deals, payer: Party, payee: Party, day: Ints) -> Flow:
    """The whole amount of every deal, on `day`."""
    return Flow(day, payer, payee, "principal", deals.amount)


def growth(start: Ints, end: Ints, rate: Fraction | ReferenceRate, day_count: str) -> tuple[Ints, int]:
    """Rate × part of a year, as numerators (n,) over one denominator; the rate is that of the first day."""
    year, per_year = year_fraction_parts(start, end, day_count)
    rates, per_rate = rate_parts(rate, start)
    if len(year) and int(year.min()) < 0 and (rates != 0).any():
        reason = "would run backwards: interest is for being paid later, and some payment is earlier"
        hint = "Write extend = { days = 30 }, or take a discount for payment that is early"
        raise InputError(reason, column="option", hint=hint)
    return times(year, rates), per_year * per_rate


def interest(deals: Deals, payer: Party, payee: Party, start: Ints, end: Ints, rate: Fraction | ReferenceRate, day_count: str) -> Flow:
    """Simple interest on every deal from `start` (first day in) to `end` (last day out), paid on `end`.

    A reference rate is fixed on `start`. Parts of a year are exact by the day count; what is earned at a quarter end is
    spread evenly over the calendar days.

    Examples
    --------
    100.00 for 46 days at 6.5 % on ACT/360 is 0.83, in minor units:

    >>> import numpy as np
    >>> one = np.array([1]); deals = Deals(one, one + 20268, one + 20314, one * 10_000, one, one * 100)
    >>> flow = interest(deals, "buyer", "supplier", deals.base_day, deals.new_day, Fraction("0.065"), "ACT/360")
    >>> round(int(flow.amount[0]) / flow.per, 2)
    83.06
    """
    factor, per = growth(start, end, rate, day_count)
    return Flow(end, payer, payee, "interest", times(deals.amount, factor), per, since=start)


def withheld(flow: Flow, rate: Fraction) -> Iterator[Flow]:
    """Tax withheld from an interest flow: held back from its payee, paid to the tax authority, on the same day."""
    if rate:
        amount, per = times(np.asarray(flow.amount), rate.numerator), flow.per * rate.denominator
        yield Flow(flow.day, flow.payee, flow.payer, "withheld tax", amount, per)
        yield Flow(flow.day, flow.payer, TAX_AUTHORITY, "withheld tax", amount, per)


def straight_discount(deals: Deals, start: Ints, end: Ints, rate: Fraction | ReferenceRate, day_count: str) -> tuple[Ints, int]:
    """Discount on the face from `start` to `end`: amount × rate × part of a year; numerators (n,) over one denominator."""
    factor, per = growth(start, end, rate, day_count)
    return times(deals.amount, factor), per


def yield_discount(deals: Deals, start: Ints, end: Ints, rate: Fraction | ReferenceRate, day_count: str) -> tuple[Ints, int]:
    """Discount to yield: amount × (1 − 1 / (1 + rate × part of a year)), so that the rate is earned on the price paid."""
    factor, per = growth(start, end, rate, day_count)
    distinct, which = np.unique(factor, return_inverse=True)
    # g / per gives g / (per + g): every g has its own denominator, so they are brought to one.
    common = math.lcm(*(per + int(g) for g in distinct))
    factors = whole_numbers([int(g) * (common // (per + int(g))) for g in distinct])
    return times(deals.amount, factors[which]), common


def share_of(
    deals: Deals, payer: Party, payee: Party, nature: Nature, day: Ints, of: str, vat: Vat, factor: Ints | int, per: int
) -> Iterator[Flow]:
    """A share, `factor` / `per`, of every amount, gross or net of VAT, and the VAT on it as its own flow.

    Parameters
    ----------
    of, vat
        ``vat="invoice"``: at the invoice's own rates. A share of the gross amount then holds its VAT, on a share of the net
        amount it comes on top: the same payment. ``"none"``: there is none. A rate: on top of the share.
    factor : (n_deals,), int64, or int
        Numerator.
    """
    tax = np.zeros(len(deals), np.int64) if deals.tax is None else deals.tax
    if of == "net" and deals.tax is None:
        hint = "Give the ledger a column tax_amount, or of = 'gross'"
        raise InputError("is taken net of VAT, and the ledger states no tax", column="of", value="net", hint=hint)
    base = deals.amount if of == "gross" and vat != "invoice" else deals.amount - tax
    yield Flow(day, payer, payee, nature, times(base, factor), per)
    if vat == "invoice" and deals.tax is not None:
        yield Flow(day, payer, payee, "vat", times(tax, factor), per)
    elif isinstance(vat, Fraction) and vat:
        yield Flow(day, payer, payee, "vat", times(base, factor, vat.numerator), per * vat.denominator)


def fee(
    deals: Deals,
    payer: Party,
    payee: Party,
    day: Ints,
    *,
    rate: Fraction = Fraction(0),
    per_invoice: Fraction = Fraction(0),
    minimum: Fraction = Fraction(0),
) -> Flow:
    """A share of the amount whatever the days, plus so much money an invoice, paid on `day`.

    With a `minimum` the fees of an invoice are at least that much money, paid with its first part; credit notes have no
    minimum. It needs the key ``invoice``.
    """
    per = rate.denominator * per_invoice.denominator * minimum.denominator
    of_amount = times(deals.amount, int(rate * per))
    amount = times(deals.invoices, deals.unit, int(per_invoice * per))
    amount = wide(of_amount, 2) + wide(amount, 2)
    return Flow(day, payer, payee, "fee", amount + _missing(deals, amount, int(minimum * per)) if minimum else amount, per)


def _missing(deals: Deals, amount: Ints, minimum: int) -> Ints:
    """What the fees of each invoice lack to the minimum, at its first part."""
    _, number = np.unique(deals.keys["invoice"], return_inverse=True)
    size = int(number.max()) + 1 if len(number) else 0
    owed, fees = exact_sums(number, deals.amount, size), exact_sums(number, amount, size)
    least = times(deals.invoices, deals.unit, minimum)
    return np.where(owed[number] > 0, np.maximum(least - wide(fees, 2)[number] * (deals.invoices > 0), 0), 0)
