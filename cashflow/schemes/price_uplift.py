"""The supplier waits and gets a higher price."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from attrs import field, frozen

from cashflow.basics.door import checked_class
from cashflow.basics.fractions import NumberGiven
from cashflow.deals import BUYER, SUPPLIER, Deals, Flow, Scheme
from cashflow.schemes.flows import principal, share_of
from cashflow.schemes.inputs import Vat, percent_of, share, vat_assumed, vat_on, vat_text

__all__ = ["PriceUplift"]


def _rate(value: NumberGiven) -> Fraction:
    return share(value, "rate")


@checked_class
@frozen
class PriceUplift(Scheme):
    """The buyer pays the amount and a share more on the new date.

    Parameters
    ----------
    rate
        Share, 0 to 1: 0.013 is 1.3 %.
    of
        What it is taken of: ``"gross"`` (with VAT) or ``"net"`` (without). No default.
    vat
        ``"invoice"``: the uplift is price, with VAT at the invoice's own rates: on top of a share of net, within a share of
        gross. ``"none"``: no VAT on it. Or a rate, 0.2, on top of the uplift.

    Examples
    --------
    >>> str(PriceUplift(0.013, of="net"))
    'later for 1.3 % more of net, VAT as invoiced'
    """

    name: ClassVar[str] = "price_uplift"
    earlier: ClassVar[bool] = False
    rate: Fraction = field(converter=_rate)
    of: str = field(converter=percent_of)
    vat: Vat = field(default="invoice", converter=vat_on)

    def flows(self, deals: Deals) -> Iterator[Flow]:
        """Principal, uplift and its VAT, buyer to supplier, on the new day."""
        yield principal(deals, BUYER, SUPPLIER, deals.new_day)
        yield from share_of(deals, BUYER, SUPPLIER, "uplift", deals.new_day, self.of, self.vat, self.rate.numerator, self.rate.denominator)

    def assumptions(self, tax_stated: bool) -> list[str]:
        """The VAT on the uplift."""
        return vat_assumed(self.vat, self, tax_stated)

    def __str__(self) -> str:
        return f"later for {float(self.rate) * 100:g} % more of {self.of}, {vat_text(self.vat)}"
