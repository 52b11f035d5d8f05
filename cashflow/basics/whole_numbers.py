"""Whole numbers at the door: of Python or numpy, within bounds; true and false are none, though Python counts with them."""

from __future__ import annotations

import numbers
import re

from cashflow.basics.errors import InputError

__all__ = ["is_whole_number", "whole_number"]

_MOST = 2**63 - 1
_DAYS = re.compile(r"(?<=\d)\s*days?\s*$", re.IGNORECASE)


def is_whole_number(value: object, least: int = 0, most: int = _MOST) -> bool:
    """Whether a value is a whole number within bounds, both inclusive.

    Examples
    --------
    >>> import numpy as np
    >>> is_whole_number(np.int64(30)), is_whole_number(True), is_whole_number("30"), is_whole_number(30.0), is_whole_number(-1)
    (True, False, False, False, False)
    """
    return isinstance(value, numbers.Integral) and not isinstance(value, bool) and least <= int(value) <= most


def whole_number(value: object, name: str, reason: str = "must be a whole number, 0 or more", *, least: int = 0, most: int = _MOST) -> int:
    """The whole number as Python has it; anything else is refused for a reason, text with what to write.

    Examples
    --------
    >>> whole_number(" 30 ", "days")
    Traceback (most recent call last):
    cashflow.basics.errors.InputError: days ' 30 ': must be a whole number, 0 or more. Write 30, a number and no text
    >>> whole_number("30 days", "days")
    Traceback (most recent call last):
    cashflow.basics.errors.InputError: days '30 days': must be a whole number, 0 or more. Write 30, a number and no text
    """
    if is_whole_number(value, least, most):
        return int(value)  # type: ignore[call-overload]
    text = _DAYS.sub("", value).strip() if isinstance(value, str) else ""
    is_number = text.isascii() and text.isdigit() and len(text) < 19
    raise InputError(reason, column=name, value=value, hint=f"Write {int(text)}, a number and no text" if is_number else None)
