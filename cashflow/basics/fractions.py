"""Plain numbers at the door become exact fractions; powers of them to a stated precision."""

from __future__ import annotations

import numbers
import re
from decimal import Decimal, InvalidOperation, localcontext
from fractions import Fraction

from cashflow.basics.decimals import OWN
from cashflow.basics.errors import InputError

__all__ = ["NumberGiven", "annual_rate", "fraction", "number_of", "power", "range_of"]

NumberGiven = float | Decimal | Fraction | str
"""A rate or share as a user gives it: 0.065, ``"0.065"``, ``"6.5%"``, a Decimal or Fraction; exact as written."""

_DECIMALS = 30
"""Decimals to which powers that are no fraction are rounded."""
_DECIMAL_COMMA = re.compile(r"[-+]?(?:0*,\d+|\d{1,3},(?:\d{1,2}|\d{4,})|\d{4,},\d+)")
"""A comma that can't stand between thousands: behind a nought or four digits, or not before three. ``1,500`` has two readings."""


_RANGE = re.compile(r"\s*([\d.,]+)\s*(%?)\s*(to|–|—|\.\.|-)\s*([\d.,]+)\s*(%?)\s*")


def range_of(text: str) -> tuple[str, str] | None:
    """Both ends of a range as they are written; `None`: it is none. A hyphen alone may stand in a name, or a month.

    Examples
    --------
    >>> range_of("6% to 9%"), range_of("6–9 %"), range_of("0.06 to 0.09"), range_of("2025-06")
    (('6%', '9%'), ('6%', '9%'), ('0.06', '0.09'), None)
    """
    found = _RANGE.fullmatch(text)
    if found is None or (found[3] == "-" and "%" not in text):
        return None
    return f"{found[1]}{found[2] or found[5]}", f"{found[4]}{found[5]}"


def fraction(value: object, name: str, *, lowest: int = 0, highest: int = 1) -> Fraction:
    """Exact fraction from `lowest` to `highest` of a number as the user wrote it; 0.065 is 65/1000, and so is ``"6.5%"``.

    Examples
    --------
    >>> fraction(0.065, "annual_rate")
    Fraction(13, 200)
    """
    number = number_of(value, name)
    if number < lowest:
        raise InputError("must not be negative" if lowest == 0 else f"must not be below {lowest}", column=name, value=value)
    if number > highest:
        hint = f"Write {float(number) / 100:g} for {float(number):g} %" if number <= 100 and highest == 1 else None
        raise InputError(f"must not exceed {highest}", column=name, value=value, hint=hint)
    return number


def number_of(value: object, name: str) -> Fraction:
    """The exact number as it is written, a trailing % being a hundredth; ``"6,5 %"`` is 6.5 %, ``"0,064"`` is 0.064."""
    hint = f"Write e.g. {name} = 0.065 for 6.5 %"
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool) or not isinstance(value, numbers.Real | str | Decimal):
        raise InputError("is not a number", column=name, value=value, hint=hint)
    text = str(value).strip()
    if isinstance(value, str) and (ends := range_of(text)):
        low, high = (f"{float(number_of(end, name)):g}" for end in ends)
        raise InputError("is a range, where one number is due", column=name, value=value, hint=f"Write {name} = {low}, or {name} = {high}")
    percent = text.endswith("%")
    written = text.removesuffix("%").strip()
    if _DECIMAL_COMMA.fullmatch(written):
        written = written.replace(",", ".")
    try:
        number = Decimal(written, OWN)
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite():
        raise InputError("is not a number", column=name, value=value, hint=hint)
    if abs(number.adjusted()) > 100:
        raise InputError("is too large or too fine for a rate", column=name, value=value)
    return Fraction(number) / (100 if percent else 1)


def annual_rate(value: object) -> Fraction:
    """Exact annual rate as a decimal fraction, 0 to 1."""
    return fraction(value, "annual_rate")


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """A positive number to a power: exact if the exponent is whole and small, else rounded to `_DECIMALS`."""
    if exponent.denominator == 1 and abs(exponent) <= 100:
        return base**exponent.numerator
    with localcontext(OWN) as context:
        context.prec = 2 * _DECIMALS
        try:
            found = (Decimal(base.numerator) / base.denominator) ** (Decimal(exponent.numerator) / exponent.denominator)
        except ArithmeticError:
            raise InputError("is too large a rate to be compounded", column="rate", value=float(base) - 1) from None
        if found.adjusted() > _DECIMALS:
            raise InputError("is too large a rate to be compounded", column="rate", value=float(base) - 1)
        return round(Fraction(found), _DECIMALS)
