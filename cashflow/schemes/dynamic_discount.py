"""The buyer pays early from its own cash and takes a discount that grows with the days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import ClassVar, Self

import numpy as np
from attrs import evolve, field, frozen

from cashflow.basics.door import checked_class
from cashflow.basics.errors import InputError
from cashflow.basics.fractions import NumberGiven
from cashflow.basics.whole_numbers import whole_number
from cashflow.deals import BUYER, SUPPLIER, Deals, Flow, Scheme
from cashflow.schemes.flows import growth, principal, share_of
from cashflow.schemes.inputs import Vat, day_count_of, percent_of, share, vat_assumed, vat_on, vat_text
from cashflow.schemes.reference_rate import ReferenceRate, annual_rate_of, common_parts, rate_assumed, rate_moved, rate_text

__all__ = ["DiscountSchedule", "DynamicDiscount"]


StepsGiven = Mapping[int, NumberGiven] | Mapping[str, NumberGiven] | Sequence[Mapping[str, NumberGiven] | tuple[int, NumberGiven]]
"""Steps as a user gives them: ``{30: 0.02}``, or tables of days_early and rate."""


@checked_class
@frozen
class DynamicDiscount(Scheme):
    """Paid early, less a discount at an annual rate for the days from the payment to the contract due date.

    Parameters
    ----------
    annual_rate
        Of the discount, decimal, 0 to 1. Or a `ReferenceRate`, as such or as a table of its settings: fixed on the day of
        payment. (0.1 % a day is 0.36 on ACT/360.)
    day_count
        ``"ACT/360"``, ``"ACT/365F"`` …
    of
        What the discount is taken of: ``"gross"`` (with VAT) or ``"net"`` (without). No default.
    vat
        ``"invoice"``: the invoice's VAT falls with the price. ``"none"``: it stays. Or a rate on top of the discount.

    Examples
    --------
    >>> str(DynamicDiscount(0.12, "ACT/360", of="gross"))
    'paid early for a discount of 12 % a year (ACT/360) of gross, VAT as invoiced'
    """

    name: ClassVar[str] = "dynamic_discount"
    needs: ClassVar[tuple[str, ...]] = ("due_day",)
    earlier: ClassVar[bool] = True
    annual_rate: Fraction | ReferenceRate = field(converter=annual_rate_of)
    day_count: str = field(converter=day_count_of)
    of: str = field(converter=percent_of)
    vat: Vat = field(default="invoice", converter=vat_on)

    def flows(self, deals: Deals) -> Iterator[Flow]:
        """Principal, buyer to supplier, on the new day; the discount and its VAT come off it."""
        due = np.maximum(deals.keys["due_day"], deals.new_day)
        factor, per = growth(deals.new_day, due, self.annual_rate, self.day_count)
        yield principal(deals, BUYER, SUPPLIER, deals.new_day)
        yield from share_of(deals, SUPPLIER, BUYER, "discount", deals.new_day, self.of, self.vat, factor, per)

    def rates_moved(self, by: Fraction) -> Self:
        """With another annual rate; of a reference rate the margin moves."""
        return evolve(self, annual_rate=rate_moved(self.annual_rate, by))

    def assumptions(self, tax_stated: bool) -> list[str]:
        """When a reference rate is fixed, and the VAT on the discount."""
        return [*rate_assumed(self.annual_rate), *vat_assumed(self.vat, self, tax_stated)]

    def __str__(self) -> str:
        rate = f"{rate_text(self.annual_rate)} a year ({self.day_count})"
        return f"paid early for a discount of {rate} of {self.of}, {vat_text(self.vat)}"


def _steps(value: StepsGiven) -> tuple[tuple[int, Fraction], ...]:
    """Steps by days early, ascending."""
    hint = "Write steps = [{ days_early = 30, rate = 0.02 }, { days_early = 15, rate = 0.01 }]"
    if not isinstance(value, Mapping | tuple | list):
        raise InputError("must be steps", column="steps", value=value, hint=hint)
    pairs = []
    for step in value.items() if isinstance(value, Mapping) else value:
        if isinstance(step, Mapping) and set(step) == {"days_early", "rate"}:
            step = (step["days_early"], step["rate"])
        if not isinstance(step, tuple | list) or len(step) != 2:
            raise InputError("must say days_early and rate", column="steps", value=step, hint=hint)
        days, rate = step
        if isinstance(days, str) and days.isdecimal():  # a key of a what-if file
            days = int(days)
        days = whole_number(days, "steps.days_early", "must be a whole number of days from 0 to 3660", most=3660)
        pairs.append((days, share(rate, "steps.rate")))
    if not pairs:
        raise InputError("has no step", column="steps")
    if len({d for d, _ in pairs}) < len(pairs):
        raise InputError("names the same number of days twice", column="steps")
    return tuple(sorted(pairs))


@checked_class
@frozen
class DiscountSchedule(Scheme):
    """Paid early, less a discount by a table of days: paid so many days before the contract due date, so much.

    Parameters
    ----------
    steps
        ``{30: 0.02, 15: 0.01}``, in a what-if file ``{ 30 = 0.02, 15 = 0.01 }`` or ``[{ days_early = 30, rate = 0.02 }, ...]``: paid
        30 days early or more, 2 %; 15 to 29 days early, 1 %; less than that, nothing.
    of, vat
        As `DynamicDiscount`.

    Examples
    --------
    >>> str(DiscountSchedule({30: 0.02, 15: 0.01}, of="gross", vat="none"))
    'paid early for a discount of 1 % from 15 days, 2 % from 30 days early, of gross, no VAT on it'
    """

    name: ClassVar[str] = "discount_schedule"
    needs: ClassVar[tuple[str, ...]] = ("due_day",)
    earlier: ClassVar[bool] = True
    steps: tuple[tuple[int, Fraction], ...] = field(converter=_steps)
    of: str = field(converter=percent_of)
    vat: Vat = field(default="invoice", converter=vat_on)

    def flows(self, deals: Deals) -> Iterator[Flow]:
        """Principal, buyer to supplier, on the new day; the discount and its VAT come off it."""
        early = deals.keys["due_day"].astype(np.int64) - deals.new_day
        factors, per = common_parts([Fraction(0), *(rate for _, rate in self.steps)])
        factor = factors[np.searchsorted([days for days, _ in self.steps], early, side="right")]
        yield principal(deals, BUYER, SUPPLIER, deals.new_day)
        yield from share_of(deals, SUPPLIER, BUYER, "discount", deals.new_day, self.of, self.vat, factor, per)

    def assumptions(self, tax_stated: bool) -> list[str]:
        """The VAT on the discount."""
        return vat_assumed(self.vat, self, tax_stated)

    def __str__(self) -> str:
        steps = ", ".join(f"{float(rate) * 100:g} % from {days} days" for days, rate in self.steps)
        return f"paid early for a discount of {steps} early, of {self.of}, {vat_text(self.vat)}"
