"""Spellings that several steps share: patterns of their words, and numbers in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from cashflow.basics.errors import InputError
from cashflow.basics.whole_numbers import whole_number

__all__ = ["DAYS", "EOM", "ISO", "NOW", "WEEKDAY", "count_text", "day_named", "moved_text", "signed", "upto", "yes_or_no"]

EOM = r"(?:the )?(?:end of (?:the )?(?:invoice )?month|eom|month end)"
DAYS = r"(?:net[ -]?|n/ ?|nt? ?)?(\d{1,4})(?: ?d(?:ays?)?)?(?: net)?"
NOW = (
    r"(?:(?:due |payable |payment )?(?:(?:up)?on receipt|now|immediately|immediate|at once)"
    r"|immediate payment|cash|at sight|up ?front|in advance)"
)
WEEKDAY = r"(mon|tues|wednes|thurs|fri|satur|sun)day"
ISO = r"\d{4}-\d{2}-\d{2}"
_LAST_DAY = 31


def day_named(number: str) -> int:
    """A day of the month; one that no month has is refused."""
    if not 1 <= int(number) <= _LAST_DAY:
        reason = f"names day {int(number)} of a month, which no month has. Write 'end of month then {int(number)} days' for that many days"
        raise ValueError(f"{reason} after the month end, or a day from 1 to 31, e.g. '25th prox'")
    return int(number)


def signed(make: Callable[[int], Any]) -> Callable[[re.Match[str]], tuple[Any, ...]]:
    """A count, and whether it goes back, as a step."""
    return lambda m: (make(-int(m[1]) if m[2] else int(m[1])),)


def count_text(number: int, unit: str) -> str:
    """A number with its unit."""
    return f"{number} {unit}{'' if number == 1 else 's'}"


def upto(value: Any, most: int, least: int = 0, name: str = "steps") -> int:
    """A whole number within bounds, of Python's or numpy's; `true` is none, though Python counts with it."""
    return whole_number(value, name, f"must be a whole number from {least} to {most}", least=least, most=most)


def yes_or_no(_: Any, attribute: Any, value: Any) -> None:
    """A validator of a setting that is true or false."""
    if not isinstance(value, bool):
        raise InputError("must be true or false", column=f"steps.{attribute.name}", value=value)


def moved_text(number: int, unit: str) -> str:
    """A number with its unit, and whether it goes back."""
    return count_text(number, unit) if number >= 0 else f"{count_text(-number, unit)} back"
