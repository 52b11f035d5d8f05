"""The supplier waits and is paid interest for it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from attrs import field, frozen

from cashflow.basics.rates import annual_rate, day_count
from cashflow.deals import BUYER, SUPPLIER, Deals, Flow
from cashflow.schemes.flows import interest, principal

__all__ = ["LaterWithInterest"]


@frozen
class LaterWithInterest:
    """The buyer pays principal and simple interest to the supplier on the new date.

    Parameters
    ----------
    annual_rate
        Decimal, 0 to 1: 0.065 is 6.5 % a year.
    day_count
        ``"ACT/360"`` or ``"ACT/365F"``; no default, the same rate costs 1.4 % more on 360.

    Examples
    --------
    >>> str(LaterWithInterest(0.065, "ACT/360"))
    'later with 6.5 % interest (ACT/360)'
    """

    needs: ClassVar[tuple[str, ...]] = ()
    annual_rate: Fraction = field(converter=annual_rate)
    day_count: str = field(converter=day_count)

    def flows(self, deals: Deals) -> Iterator[Flow]:
        """Principal and interest, buyer to supplier, on the new day."""
        yield principal(deals, BUYER, SUPPLIER, deals.new_day)
        yield interest(deals, BUYER, SUPPLIER, deals.base_day, deals.new_day, self.annual_rate, self.day_count)

    def __str__(self) -> str:
        return f"later with {float(self.annual_rate) * 100:g} % interest ({self.day_count})"
