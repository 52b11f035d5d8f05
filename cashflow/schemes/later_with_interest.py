"""The supplier waits and is paid interest for it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Self

from attrs import evolve, field, frozen

from cashflow.basics.door import checked_class
from cashflow.basics.fractions import NumberGiven
from cashflow.deals import BUYER, SUPPLIER, Deals, Flow, Scheme
from cashflow.schemes.flows import interest, principal, withheld
from cashflow.schemes.inputs import day_count_of, share
from cashflow.schemes.reference_rate import ReferenceRate, annual_rate_of, rate_assumed, rate_moved, rate_text

__all__ = ["LaterWithInterest"]


def _withholding(value: NumberGiven) -> Fraction:
    return share(value, "withholding_tax")


@checked_class
@frozen
class LaterWithInterest(Scheme):
    """The buyer pays principal and simple interest to the supplier on the new date.

    Parameters
    ----------
    annual_rate
        Decimal, 0 to 1: 0.065 is 6.5 % a year. Or a `ReferenceRate`, as such or as a table of its settings: fixed on the
        baseline date, the first day of the interest.
    day_count
        ``"ACT/360"``, ``"ACT/365F"``, ``"30E/360"`` …, any of `cashflow.rates.DAY_COUNTS` but ACT/ACT ICMA; no default, the
        same rate costs 1.4 % more on 360.
    withholding_tax
        Share of the interest that is held back from the supplier and paid to the tax authority.

    Examples
    --------
    >>> str(LaterWithInterest(0.065, "ACT/360"))
    'later with 6.5 % interest (ACT/360)'
    >>> str(LaterWithInterest({"reference": 0.0215, "margin": 0.03}, "ACT/360"))
    'later with 2.15 % + 3 % interest (ACT/360)'
    """

    name: ClassVar[str] = "later_with_interest"
    earlier: ClassVar[bool] = False
    annual_rate: Fraction | ReferenceRate = field(converter=annual_rate_of)
    day_count: str = field(converter=day_count_of)
    withholding_tax: Fraction = field(default=Fraction(0), converter=_withholding)

    def flows(self, deals: Deals) -> Iterator[Flow]:
        """Principal and interest, buyer to supplier, on the new day; withheld tax to the tax authority."""
        yield principal(deals, BUYER, SUPPLIER, deals.new_day)
        earned = interest(deals, BUYER, SUPPLIER, deals.base_day, deals.new_day, self.annual_rate, self.day_count)
        yield earned
        yield from withheld(earned, self.withholding_tax)

    def rates_moved(self, by: Fraction) -> Self:
        """With another annual rate; of a reference rate the margin moves."""
        return evolve(self, annual_rate=rate_moved(self.annual_rate, by))

    def assumptions(self, tax_stated: bool) -> list[str]:
        """The tax withheld, and when a reference rate is fixed."""
        held = f"{float(self.withholding_tax) * 100:g} %" if self.withholding_tax else "no tax"
        return [f"{held} is withheld from interest paid to suppliers", *rate_assumed(self.annual_rate)]

    def __str__(self) -> str:
        return f"later with {rate_text(self.annual_rate)} interest ({self.day_count})"
