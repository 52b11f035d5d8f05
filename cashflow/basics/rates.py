"""Rates at the door: plain numbers become exact fractions, and a day count has a name."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from fractions import Fraction

from cashflow.basics.day_counts import year_fraction, year_fraction_parts
from cashflow.basics.errors import InputError, nearest

__all__ = ["DAY_COUNTS", "annual_rate", "day_count", "fraction", "year_fraction", "year_fraction_parts"]

DAY_COUNTS = {"ACT/360": 360, "ACT/365F": 365}
"""Days a year on each day count; interest = amount × rate × calendar days / days a year."""


def fraction(value: object, name: str, *, highest: int = 1) -> Fraction:
    """Exact fraction from 0 to `highest` of a number as the user wrote it; 0.065 is 65/1000, and so is ``"6.5%"``.

    Examples
    --------
    >>> fraction(0.065, "annual_rate")
    Fraction(13, 200)
    """
    if isinstance(value, Fraction):
        number = value
    elif isinstance(value, int | float | str | Decimal) and not isinstance(value, bool):
        text = str(value).strip()
        percent = text.endswith("%")
        try:
            number = Fraction(Decimal(text.removesuffix("%").strip())) / (100 if percent else 1)
        except (InvalidOperation, ValueError, OverflowError):
            raise InputError("is not a number", column=name, value=value, hint=f"Write e.g. {name} = 0.065 for 6.5 %") from None
    else:
        raise InputError("is not a number", column=name, value=value, hint=f"Write e.g. {name} = 0.065 for 6.5 %")
    if number < 0:
        raise InputError("must not be negative", column=name, value=value)
    if number > highest:
        hint = f"Write {float(number) / 100:g} for {float(number):g} %" if number <= 100 and highest == 1 else None
        raise InputError(f"must not exceed {highest}", column=name, value=value, hint=hint)
    return number


def annual_rate(value: object) -> Fraction:
    """Exact annual rate as a decimal fraction, 0 to 1."""
    return fraction(value, "annual_rate")


def day_count(name: object) -> str:
    """A day count that is known, spelt as in `DAY_COUNTS`."""
    aliases = {"ACTUAL/360": "ACT/360", "ACT/365": "ACT/365F", "ACTUAL/365": "ACT/365F", "ACT/365 FIXED": "ACT/365F"}
    word = str(name).strip().upper()
    found = aliases.get(word, word)
    if found not in DAY_COUNTS:
        raise InputError(f"is no day count known here. {nearest(found, DAY_COUNTS)}", column="day_count", value=name)
    return found
