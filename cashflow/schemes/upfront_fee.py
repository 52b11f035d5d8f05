"""The supplier waits and is paid a fee for it before."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from attrs import field, frozen

from cashflow.basics.door import checked_class
from cashflow.basics.fractions import NumberGiven
from cashflow.deals import BUYER, SUPPLIER, Deals, Flow, Scheme
from cashflow.schemes.flows import principal, share_of
from cashflow.schemes.inputs import BASELINE, PaidOn, Vat, paid_on, percent_of, share, vat_assumed, vat_on, vat_text

__all__ = ["UpfrontFee"]


def _rate(value: NumberGiven) -> Fraction:
    return share(value, "rate")


def _paid(value: PaidOn | str) -> PaidOn:
    return paid_on(value, "paid")


@checked_class
@frozen
class UpfrontFee(Scheme):
    """The buyer pays the supplier a share of the amount as a fee up front, and the amount itself on the new date.

    Parameters
    ----------
    rate
        Share, 0 to 1: 0.01 is 1 %.
    of
        What it is taken of: ``"gross"`` (with VAT) or ``"net"`` (without). No default.
    paid
        When the fee is paid: ``"baseline"`` (the day the supplier would have been paid), ``"immediate"``, or ``"3 days after approval"``.
    vat
        ``"none"``; ``"invoice"``: at the invoice's own rates; or a rate on top of the fee.

    Examples
    --------
    >>> str(UpfrontFee(0.01, of="gross", paid="immediate"))
    'later for a fee of 1 % of gross, paid at once, no VAT on it'
    """

    name: ClassVar[str] = "upfront_fee"
    earlier: ClassVar[bool] = False
    rate: Fraction = field(converter=_rate)
    of: str = field(converter=percent_of)
    paid: PaidOn = field(default=BASELINE, converter=_paid)
    vat: Vat = field(default="none", converter=vat_on)

    @property
    def needs(self) -> tuple[str, ...]:
        """Keys the deals must keep: the day of the fee."""
        return self.paid.needs

    def flows(self, deals: Deals) -> Iterator[Flow]:
        """Fee and its VAT before, principal on the new day, buyer to supplier."""
        yield principal(deals, BUYER, SUPPLIER, deals.new_day)
        day = self.paid.days(deals)
        yield from share_of(deals, BUYER, SUPPLIER, "fee", day, self.of, self.vat, self.rate.numerator, self.rate.denominator)

    def assumptions(self, tax_stated: bool) -> list[str]:
        """The VAT on the fee."""
        return vat_assumed(self.vat, self, tax_stated)

    def __str__(self) -> str:
        return f"later for a fee of {float(self.rate) * 100:g} % of {self.of}, paid {self.paid}, {vat_text(self.vat)}"
