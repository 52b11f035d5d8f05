"""The supplier sells approved invoices to a bank at the buyer's credit, with or without longer terms."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Self

from attrs import evolve, field, frozen

from cashflow.basics.door import checked_class
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.fractions import NumberGiven
from cashflow.deals import BANK, BUYER, SUPPLIER, Deals, Flow, Scheme
from cashflow.schemes.flows import principal, straight_discount, times, yield_discount
from cashflow.schemes.inputs import IMMEDIATE, PaidOn, day_count_of, paid_on, share
from cashflow.schemes.reference_rate import ReferenceRate, annual_rate_of, rate_assumed, rate_moved, rate_text

__all__ = ["ReverseFactoring"]

_DISCOUNTS = {"straight": straight_discount, "to_yield": yield_discount}


def _sold(value: PaidOn | str) -> PaidOn:
    return paid_on(value, "sold")


def _subsidy(value: NumberGiven) -> Fraction:
    return share(value, "subsidy")


def _discount(_: object, __: object, value: object) -> None:
    if value not in _DISCOUNTS:
        raise InputError(f"is not a way to discount. {nearest(str(value), _DISCOUNTS)}", column="discount", value=value)


@checked_class
@frozen
class ReverseFactoring(Scheme):
    """The supplier sells the invoice to a bank, less a discount until the buyer's payment; the buyer pays the bank the face.

    It covers invoices whose date stays as it is, too: then the buyer's own payments don't move.

    Parameters
    ----------
    annual_rate
        Of the discount, decimal, 0 to 1. Or a `ReferenceRate`, as such or as a table of its settings: fixed on the day of sale.
    day_count
        ``"ACT/360"``, ``"ACT/365F"`` …
    sold
        ``"immediate"``, ``"3 days after approval"`` or ``"baseline"``, as `BankPaysNow.bank_pays`.
    discount
        ``"straight"``: face × rate × time, from the face. ``"to_yield"``: the price is face / (1 + rate × time).
    subsidy
        Share of the discount that the buyer bears; it pays it to the bank on the new date, as interest. 1: all of it.

    Examples
    --------
    >>> str(ReverseFactoring(0.05, "ACT/360", subsidy=0.5))
    'sold to a bank at once at 5 % (ACT/360, straight discount), buyer bears 50 %'
    """

    name: ClassVar[str] = "reverse_factoring"
    covers_unmoved: ClassVar[bool] = True
    earlier: ClassVar[bool] = False
    annual_rate: Fraction | ReferenceRate = field(converter=annual_rate_of)
    day_count: str = field(converter=day_count_of)
    sold: PaidOn = field(default=IMMEDIATE, converter=_sold)
    discount: str = field(default="straight", validator=_discount)
    subsidy: Fraction = field(default=Fraction(0), converter=_subsidy)

    @property
    def needs(self) -> tuple[str, ...]:
        """Keys the deals must keep: the day of sale."""
        return self.sold.needs

    def flows(self, deals: Deals) -> Iterator[Flow]:
        """Bank to supplier: principal, less the discount; buyer to bank: principal, and its part of the discount."""
        sold = self.sold.days(deals)
        amount, per = _DISCOUNTS[self.discount](deals, sold, deals.new_day, self.annual_rate, self.day_count)
        yield principal(deals, BANK, SUPPLIER, sold)
        yield principal(deals, BUYER, BANK, deals.new_day)
        own, its = (times(amount, s) for s in ((1 - self.subsidy).numerator, self.subsidy.numerator))
        if self.subsidy < 1:
            yield Flow(sold, SUPPLIER, BANK, "discount", own, per * self.subsidy.denominator)
        if self.subsidy:
            yield Flow(deals.new_day, BUYER, BANK, "interest", its, per * self.subsidy.denominator, since=sold)

    def rates_moved(self, by: Fraction) -> Self:
        """With another annual rate; of a reference rate the margin moves."""
        return evolve(self, annual_rate=rate_moved(self.annual_rate, by))

    def assumptions(self, tax_stated: bool) -> list[str]:
        """When a reference rate is fixed."""
        return rate_assumed(self.annual_rate)

    def __str__(self) -> str:
        way = "discount to yield" if self.discount == "to_yield" else "straight discount"
        bears = f", buyer bears {float(self.subsidy) * 100:g} %" if self.subsidy else ""
        return f"sold to a bank {self.sold} at {rate_text(self.annual_rate)} ({self.day_count}, {way}){bears}"
