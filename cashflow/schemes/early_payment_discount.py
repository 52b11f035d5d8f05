"""The buyer pays early from its own cash and takes a fixed discount, newly offered."""

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

__all__ = ["EarlyPaymentDiscount"]


def _rate(value: NumberGiven) -> Fraction:
    return share(value, "rate")


@checked_class
@frozen
class EarlyPaymentDiscount(Scheme):
    """Paid early, less a fixed share, whatever the days.

    It is a new offer. Whether discounts that the contract has are taken is the policy's `discounts`.

    Parameters
    ----------
    rate
        Share, 0 to 1: 0.02 is 2 %.
    of
        What it is taken of: ``"gross"`` (with VAT) or ``"net"`` (without). No default.
    vat
        ``"invoice"``: the invoice's VAT falls with the price. ``"none"``: it stays. Or a rate on top of the discount.

    Examples
    --------
    >>> str(EarlyPaymentDiscount(0.02, of="gross"))
    'paid early for a discount of 2 % of gross, VAT as invoiced'
    """

    name: ClassVar[str] = "early_payment_discount"
    earlier: ClassVar[bool] = True
    rate: Fraction = field(converter=_rate)
    of: str = field(converter=percent_of)
    vat: Vat = field(default="invoice", converter=vat_on)

    def flows(self, deals: Deals) -> Iterator[Flow]:
        """Principal, buyer to supplier, on the new day; the discount and its VAT come off it."""
        yield principal(deals, BUYER, SUPPLIER, deals.new_day)
        yield from share_of(
            deals, SUPPLIER, BUYER, "discount", deals.new_day, self.of, self.vat, self.rate.numerator, self.rate.denominator
        )

    def assumptions(self, tax_stated: bool) -> list[str]:
        """The VAT on the discount."""
        return vat_assumed(self.vat, self, tax_stated)

    def __str__(self) -> str:
        return f"paid early for a discount of {float(self.rate) * 100:g} % of {self.of}, {vat_text(self.vat)}"
