"""Which of the contract's early-payment discounts a policy takes."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from attrs import field, frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.fractions import NumberGiven
from cashflow.basics.rates import DAYS_A_YEAR, fixed_day_count, fraction

__all__ = ["DiscountRule", "DiscountsGiven"]


def _rate(value: object) -> Fraction:
    return fraction(value, "discounts.hurdle_rate")


@frozen
class DiscountRule:
    """Which early-payment discounts are taken.

    Parameters
    ----------
    take
        False: none, whatever it is worth.
    hurdle_rate
        Taken where the discount's annual rate is at least this: simple, ``off / (amount − off) × days a year / days`` from the
        day it is paid to the day it would be paid otherwise; 0 to 1. Zero: all that can be.
    day_count
        Of that rate, one of ``ACT/360`` and ``ACT/365F``; it has no default, because the rates differ by 1.4 %.

    Examples
    --------
    >>> print(DiscountRule.of({"hurdle_rate": 0.12, "day_count": "ACT/365F"}))
    taken where they are worth 12 % a year or more (simple, ACT/365F)
    """

    take: bool = False
    hurdle_rate: Fraction = field(default=Fraction(0), converter=_rate)
    day_count: str = field(default="ACT/365F", converter=fixed_day_count)

    @classmethod
    def of(cls, value: DiscountsGiven) -> DiscountRule:
        """From ``"skip"``, ``"take"`` or ``{"hurdle_rate": 0.12, "day_count": "ACT/365F"}``."""
        if isinstance(value, DiscountRule):
            return value
        if value in ("skip", "take"):
            return cls(value == "take")
        hint = 'Write "skip", "take", or { hurdle_rate = 0.12, day_count = "ACT/365F" }'
        if not isinstance(value, Mapping):
            raise InputError("must be 'skip', 'take' or a hurdle rate with its day count", column="discounts", value=value, hint=hint)
        for key in value:
            if key not in ("hurdle_rate", "day_count"):
                raise InputError(f"unknown key. {nearest(str(key), ('hurdle_rate', 'day_count'))}", column="discounts", value=key)
        for key in ("hurdle_rate", "day_count"):
            if key not in value:
                raise InputError("is missing; there is no default", column=f"discounts.{key}", hint=hint)
        return cls(True, value["hurdle_rate"], str(value["day_count"]))

    def __str__(self) -> str:
        if not self.take:
            return "never taken"
        if not self.hurdle_rate:
            return "taken wherever a payment can still reach them"
        return f"taken where they are worth {float(self.hurdle_rate * 100):g} % a year or more (simple, {self.day_count})"

    def gain(self, off: Ints, whole: Ints, days: Ints) -> Ints:
        """Sign and order of what taking is worth at the hurdle rate: ``whole × off × basis − rate × (whole − off) × days``.

        `days` is Σ amount × days over the parts of `whole`. Times a positive constant that is the same for all tiers of a unit.
        """
        rate, basis = self.hurdle_rate, DAYS_A_YEAR[self.day_count]
        top = [max((abs(int(v)) for v in (x.max(), x.min())), default=0) if x.size else 0 for x in (off, whole, days)]
        if max(top[1] * top[0] * basis * rate.denominator, rate.numerator * top[1] * top[2]) >= 2**62:
            off, whole, days = (x.astype(object) for x in (off, whole, days))
        out: Ints = whole * off * (basis * rate.denominator) - rate.numerator * (whole - off) * days
        return out


DiscountsGiven = DiscountRule | Literal["skip", "take"] | Mapping[str, NumberGiven]
"""The contract's discounts as a user gives them: ``"skip"``, ``"take"`` or a hurdle rate and its day count."""
