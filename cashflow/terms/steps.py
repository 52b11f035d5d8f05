"""Date steps: each moves day numbers, in the order the steps stand in a term.

A step is evaluated on an array of days at once and is asked once per calendar day, never per
invoice. This room owns month arithmetic; it knows no calendar of holidays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from attrs import field, frozen, validators

from cashflow.basics.days import Ints

__all__ = ["Days", "EndOfMonth", "Months", "NextDay", "SetDay", "Step", "apply_steps"]


class Step(Protocol):
    """One move of a date: `apply` for arrays of day numbers, `str` for the words of it."""

    def apply(self, days: Ints) -> Ints:
        """Move each day number; same shape, int32."""


def _month_start(days: Ints, ahead: int = 0) -> Ints:
    months = days.astype("datetime64[D]").astype("datetime64[M]") + ahead
    return months.astype("datetime64[D]").astype(np.int64)


def _day_in_month(days: Ints, ahead: int, day: Ints | int) -> Ints:
    """Day `day` of the month `ahead` months on, clamped to that month's last day."""
    start, end = _month_start(days, ahead), _month_start(days, ahead + 1)
    return np.minimum(start + day - 1, end - 1).astype(np.int32)


def _ordinal(day: int) -> str:
    ending = "th" if 11 <= day % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


@frozen
class Days:
    """Add calendar days. 31 January + 30 days = 2 March (1 March in a leap year)."""

    days: int = field(validator=[validators.instance_of(int), validators.ge(0), validators.le(3660)])

    def apply(self, days: Ints) -> Ints:
        """Move each day number."""
        return (days + np.int32(self.days)).astype(np.int32)

    def __str__(self) -> str:
        return f"{self.days} days"


@frozen
class Months:
    """Add calendar months; a day the month lacks becomes its last. 31 January + 1 month = 28 February."""

    months: int = field(validator=[validators.instance_of(int), validators.ge(0), validators.le(120)])

    def apply(self, days: Ints) -> Ints:
        """Move each day number."""
        return _day_in_month(days, self.months, days - _month_start(days) + 1)

    def __str__(self) -> str:
        return f"{self.months} month{'' if self.months == 1 else 's'}"


@frozen
class EndOfMonth:
    """Go to the last day of the month; on the last day stay."""

    def apply(self, days: Ints) -> Ints:
        """Move each day number."""
        return (_month_start(days, 1) - 1).astype(np.int32)

    def __str__(self) -> str:
        return "end of month"


_DAY_OF_MONTH = [validators.instance_of(int), validators.ge(1), validators.le(31)]


@frozen
class SetDay:
    """Set the day of the month, in the same month; may go back; clamped to the last day."""

    day: int = field(validator=_DAY_OF_MONTH)

    def apply(self, days: Ints) -> Ints:
        """Move each day number."""
        return _day_in_month(days, 0, self.day)

    def __str__(self) -> str:
        return f"on day {self.day}"


def _sorted_days(days: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(days)))


@frozen
class NextDay:
    """Go to the next of some days of the month, that day included; clamped in short months."""

    days: tuple[int, ...] = field(converter=_sorted_days, validator=validators.deep_iterable(validators.and_(*_DAY_OF_MONTH)))

    def apply(self, days: Ints) -> Ints:
        """Move each day number."""
        best = np.full(days.shape, np.iinfo(np.int32).max, np.int32)
        for ahead in (0, 1):
            for day in self.days:
                there = _day_in_month(days, ahead, day)
                best = np.where(there >= days, np.minimum(best, there), best)
        return best

    def __str__(self) -> str:
        return "next " + " or ".join(_ordinal(d) for d in self.days)


def apply_steps(steps: Sequence[Step], days: Ints) -> Ints:
    """Day numbers after all steps, in the order they stand."""
    for step in steps:
        days = step.apply(days)
    return days.astype(np.int32)
