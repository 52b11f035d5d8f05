"""A reference rate and a margin: what the rate of a deal is, fixed on the first day of its interest period."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import evolve, field, frozen

from cashflow.basics.days import DateGiven, Ints, to_date, to_day
from cashflow.basics.door import checked_class
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.fractions import NumberGiven
from cashflow.basics.rates import fraction

__all__ = ["ReferenceRate", "annual_rate_of", "common_parts", "rate_assumed", "rate_moved", "rate_parts", "rate_text", "whole_numbers"]

Fixings = tuple[tuple[int, Fraction], ...]


def _signed(value: NumberGiven, column: str) -> Fraction:
    """A rate that may be negative, from −1 to 1."""
    text = str(value).strip()
    if isinstance(value, int | float | str | Decimal | Fraction) and not isinstance(value, bool) and text.startswith("-"):
        return -fraction(-value if isinstance(value, Fraction) else text[1:], column)
    return fraction(value, column)


def _fixings(given: FixingsGiven) -> Fixings:
    """Day and rate, in order of day; a single value holds on every day."""
    value: Any = given
    if isinstance(value, tuple) and value and all(isinstance(v, tuple) and tuple(map(type, v)) == (int, Fraction) for v in value):
        return value  # as this class holds them
    if not isinstance(value, Mapping):
        return ((-(2**31), _signed(value, "reference")),)
    if not value:
        raise InputError("has no rate in it", column="reference", hint="Write reference = { 2025-06-01 = 0.0215 }")
    return tuple(sorted((to_day(day, "reference"), _signed(rate, f"reference.{day}")) for day, rate in value.items()))


def _margin(value: NumberGiven) -> Fraction:
    return _signed(value, "margin")


def _floor(value: NumberGiven | None) -> Fraction | None:
    return None if value is None else _signed(value, "floor")


@checked_class
@frozen
class ReferenceRate:
    """Reference rate plus margin, fixed for a deal on the first day of its interest period.

    Nothing is looked up: the reference is a value, or a table of dates and values that the user gives. A value of the table
    holds from its date until the next one, the last one for good.

    Parameters
    ----------
    reference
        A decimal, e.g. 0.0215, or a table of them: ``{"2025-06-01": 0.0215, "2025-07-01": 0.0205}``. It may be negative.
    margin
        Added to it. 0.015 is 150 basis points.
    floor
        The reference counts as at least this, before the margin; `None`: no floor. (For a floor on the sum of both give
        floor − margin.)

    Raises
    ------
    InputError
        A day before the first of the table; a sum below 0 or above 1 on some day.

    Examples
    --------
    >>> rate = ReferenceRate({"2025-06-01": 0.0215, "2025-07-01": -0.001}, margin=0.015, floor=0)
    >>> str(rate), rate.on("2025-06-30"), rate.on("2025-07-01")
    ('reference + 1.5 %, reference at least 0 %', Fraction(73, 2000), Fraction(3, 200))
    """

    reference: Fixings = field(converter=_fixings)
    margin: Fraction = field(default=Fraction(0), converter=_margin)
    floor: Fraction | None = field(default=None, converter=_floor)

    def __attrs_post_init__(self) -> None:
        for day, rate in zip((d for d, _ in self.reference), self._rates(), strict=True):
            since = "" if day < -(10**6) else f" from {to_date(day)} on"
            if rate > 1:
                hint = "Write annual_rate = { reference = 0.0215, margin = 0.015 } for 3.65 %"
                raise InputError(f"reference rate plus margin exceeds 1{since}", column="annual_rate", value=float(rate), hint=hint)
            if rate < 0:
                hint = "Give floor = 0, or a larger margin"
                raise InputError(f"reference rate plus margin is negative{since}", column="annual_rate", value=float(rate), hint=hint)

    def _rates(self) -> list[Fraction]:
        return [(r if self.floor is None else max(r, self.floor)) + self.margin for _, r in self.reference]

    def on(self, date: DateGiven) -> Fraction:
        """The rate of a deal whose interest starts on `date`."""
        numerators, per = self.parts(np.array([to_day(date)]))
        return Fraction(int(numerators[0]), per)

    def parts(self, start: Ints) -> tuple[Ints, int]:
        """Numerators (n,), int64, over one denominator, of the rates fixed on some days."""
        days = np.array([d for d, _ in self.reference], np.int64)
        at = np.searchsorted(days, start, side="right") - 1
        if (at < 0).any():
            first, asked = to_date(int(days[0])), to_date(int(np.asarray(start)[at < 0].min()))
            reason = f"has no rate for {asked}, when the interest of some deal starts; its first is of {first}"
            raise InputError(reason, column="reference", hint="Give a rate from that day on, or an earlier one")
        numerators, per = common_parts(self._rates())
        return numerators[at], per

    def __str__(self) -> str:
        low = "" if self.floor is None else f", reference at least {float(self.floor) * 100:g} %"
        what = "reference" if len(self.reference) > 1 else f"{float(self.reference[0][1]) * 100:g} %"
        return f"{what} + {float(self.margin) * 100:g} %{low}"


FixingsGiven = NumberGiven | Mapping[str, NumberGiven] | Mapping[dt.date, NumberGiven] | Fixings
"""A reference rate as a user gives it: a number, or numbers by date."""
RateGiven = ReferenceRate | NumberGiven | Mapping[str, NumberGiven | Mapping[str, NumberGiven] | Mapping[dt.date, NumberGiven] | None]
"""An annual rate as a user gives it: a number, or reference, margin and floor."""


def annual_rate_of(value: RateGiven) -> Fraction | ReferenceRate:
    """An annual rate at the door: a decimal, or a reference rate and a margin (also as a table)."""
    if isinstance(value, ReferenceRate):
        return value
    if not isinstance(value, Mapping):
        return fraction(value, "annual_rate")
    known = ("reference", "margin", "floor")
    for key in value:
        if key not in known:
            raise InputError(f"is not a setting of a rate. {nearest(str(key), known)}", column="annual_rate", value=key)
    if "reference" not in value:
        hint = "Write annual_rate = { reference = 0.0215, margin = 0.015 }"
        raise InputError("says no reference", column="annual_rate", hint=hint)
    given: dict[str, Any] = dict(value)
    return ReferenceRate(**given)


def rate_parts(rate: Fraction | ReferenceRate, start: Ints) -> tuple[Ints, int]:
    """Numerators (n,) over one denominator: the annual rate of deals whose interest starts on some days."""
    if isinstance(rate, ReferenceRate):
        return rate.parts(start)
    return np.repeat(whole_numbers([rate.numerator]), len(start)), rate.denominator


def whole_numbers(values: list[int]) -> Ints:
    """As int64, or as Python integers where that might not hold them."""
    return np.array(values, np.int64 if all(abs(v) < 2**62 for v in values) else object)


def common_parts(values: list[Fraction]) -> tuple[Ints, int]:
    """Numerators of some fractions over one denominator."""
    per = math.lcm(*(v.denominator for v in values))
    return whole_numbers([int(v * per) for v in values]), per


def rate_moved(rate: Fraction | ReferenceRate, by: Fraction) -> Fraction | ReferenceRate:
    """A rate moved by so much; of a reference rate the margin. A rate below 0 or above 1 is refused."""
    if isinstance(rate, ReferenceRate):
        return evolve(rate, margin=rate.margin + by)
    if not 0 <= rate + by <= 1:
        raise InputError("would move the rate below 0 % or above 100 %", column="annual_rate", value=f"{float(rate):g}")
    return rate + by


def rate_assumed(rate: Fraction | ReferenceRate) -> list[str]:
    """What a rate assumes, for the report."""
    words = "a reference rate is fixed on the first day of the interest; the last one given holds on"
    return [words] if isinstance(rate, ReferenceRate) else []


def rate_text(rate: Fraction | ReferenceRate) -> str:
    """A rate in words."""
    return str(rate) if isinstance(rate, ReferenceRate) else f"{float(rate) * 100:g} %"
