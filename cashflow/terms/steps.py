"""Date steps: each moves day numbers, in the order the steps stand in a term.

A step is evaluated on an array of days at once and is asked once per calendar day, never per
invoice. Counts, months and days of the month are here; periods and exceptions next door.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import numpy as np
from attrs import field, frozen, validators

from cashflow.basics.calendars import BusinessCalendar, weekday_number
from cashflow.basics.days import Ints

__all__ = ["Cutoff", "Days", "Months", "NextDay", "NextWeekday", "SetDay", "Setting", "Step", "Weeks", "apply_steps"]

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@frozen(eq=False)
class Setting:
    """What a step may look at beside the day it moves: the day its installment counts from, and a business calendar."""

    anchor: Ints
    calendar: BusinessCalendar | None = None


class Step(Protocol):
    """One move of a date: `apply` for arrays of day numbers, `str` for the words of it."""

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number; same shape, int32."""


# Months by look-up: numpy converts a day to its month in some 15 ns, a table answers in one or two.
_FIRST_DAYS = np.arange("1900-01", "2301-01", dtype="datetime64[M]").astype("datetime64[D]").astype(np.int32)
_FIRST_MONTH = (1900 - 1970) * 12
_LOW, _HIGH = int(_FIRST_DAYS[0]), int(_FIRST_DAYS[-1])
_MONTH_OF = np.repeat(np.arange(len(_FIRST_DAYS) - 1) + _FIRST_MONTH, np.diff(_FIRST_DAYS))  # int64: the next look-up's index


def month_number(days: Ints) -> Ints:
    """Months since January 1970 of the month each day lies in."""
    if days.size and int(days.min()) >= _LOW and int(days.max()) < _HIGH:
        return _MONTH_OF[days - _LOW]
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def first_day(months: Ints) -> Ints:
    """Day number of the first day of months counted since January 1970."""
    place = months - _FIRST_MONTH
    if place.size and int(place.min()) >= 0 and int(place.max()) < len(_FIRST_DAYS):
        return _FIRST_DAYS[place]
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def month_start(days: Ints, ahead: int | Ints = 0) -> Ints:
    """First day of the month `ahead` months on."""
    return first_day(month_number(days) + ahead)


def day_in_month(days: Ints, ahead: int | Ints, day: Ints | int) -> Ints:
    """Day `day` of the month `ahead` months on, clamped to that month's last day."""
    month = month_number(days) + ahead
    return np.minimum(first_day(month) + (day - 1), first_day(month + 1) - 1).astype(np.int32)


def day_of_month(days: Ints) -> Ints:
    """1 to 31."""
    return days - month_start(days) + 1


def _ordinal(day: int) -> str:
    ending = "th" if 11 <= day % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def _upto(most: int, least: int = 0) -> list[Any]:
    return [validators.instance_of(int), validators.ge(least), validators.le(most)]


def _moved(number: int, unit: str) -> str:
    return _count(number, unit) if number >= 0 else f"{_count(-number, unit)} back"


@frozen
class Days:
    """Add calendar days, or with a negative number go back. 31 January + 30 days = 2 March (1 March in a leap year)."""

    days: int = field(validator=_upto(3660, -3660))

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        return (days + np.int32(self.days)).astype(np.int32)

    def __str__(self) -> str:
        return f"{self.days} days" if self.days >= 0 else _moved(self.days, "day")


@frozen
class Weeks:
    """Add weeks of seven days."""

    weeks: int = field(validator=_upto(520, -520))

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        return (days + np.int32(7 * self.weeks)).astype(np.int32)

    def __str__(self) -> str:
        return _moved(self.weeks, "week")


@frozen
class Months:
    """Add calendar months; a day the month lacks becomes its last. 31 January + 1 month = 28 February."""

    months: int = field(validator=_upto(120, -120))

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        month = month_number(days)
        there = first_day(month + self.months) + (days - first_day(month))
        return np.minimum(there, first_day(month + (self.months + 1)) - 1).astype(np.int32)

    def __str__(self) -> str:
        return _moved(self.months, "month")


_DAY_OF_MONTH = [validators.instance_of(int), validators.ge(1), validators.le(31)]


@frozen
class SetDay:
    """Set the day of the month, in the same month; may go back; clamped to the last day."""

    day: int = field(validator=_DAY_OF_MONTH)

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        return day_in_month(days, 0, self.day)

    def __str__(self) -> str:
        return f"on day {self.day}"


def _sorted_days(days: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(days)))


@frozen
class NextDay:
    """Go to the next of some days of the month.

    Parameters
    ----------
    days
        Days of the month, 1 to 31.
    inclusive
        A day that is one of them stays; else the next one counts.
    clamp
        In a month that lacks the day its last day counts; else that month is skipped.
    """

    days: tuple[int, ...] = field(
        converter=_sorted_days, validator=[validators.min_len(1), validators.deep_iterable(validators.and_(*_DAY_OF_MONTH))]
    )
    inclusive: bool = True
    clamp: bool = True

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        if not days.size:
            return days.astype(np.int32)
        months = np.arange(month_number(days.min(keepdims=True)).item(), month_number(days.max(keepdims=True)).item() + 3)
        found = [self._in_months(months, day) for day in self.days]  # the 31st is never more than two months away
        there = np.unique(np.concatenate(found))
        return there[np.searchsorted(there, days, side="left" if self.inclusive else "right")].astype(np.int32)

    def _in_months(self, months: Ints, day: int) -> Ints:
        start, following = first_day(months), first_day(months + 1)
        there = start + (day - 1)
        return np.minimum(there, following - 1) if self.clamp else there[there < following]

    def __str__(self) -> str:
        words = "next " + " or ".join(_ordinal(d) for d in self.days)
        return words + ("" if self.inclusive else " excluding that day") + ("" if self.clamp else " where the month has it")


def _weekday(value: Any) -> int:
    return value if isinstance(value, int) else weekday_number(value)


@frozen
class NextWeekday:
    """Go to the next weekday of a name; that day itself stays, unless `inclusive` is false."""

    weekday: int = field(converter=_weekday, validator=[validators.ge(0), validators.le(6)])
    inclusive: bool = True

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        start = days if self.inclusive else days + 1
        return (start + (self.weekday - (start + 3)) % 7).astype(np.int32)

    def __str__(self) -> str:
        return f"next {_WEEKDAYS[self.weekday]}" + ("" if self.inclusive else " excluding that day")


@frozen
class Cutoff:
    """After a day of the month, add months; on that day itself, do not.

    Parameters
    ----------
    day
        Day of the month; 0 and below count from the end: 0 is the last day, −1 the one before.
    months
        Months to add after it; the day of the month is kept, clamped.
    """

    day: int = field(validator=[validators.instance_of(int), validators.ge(-27), validators.le(31)])
    months: int = field(default=1, validator=_upto(120))

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        day = day_of_month(days)
        last = month_start(days, 1) - month_start(days)
        after = day > (self.day if self.day > 0 else last + self.day)
        return np.where(after, day_in_month(days, self.months, day), days).astype(np.int32)

    def __str__(self) -> str:
        return f"after day {self.day} add {_count(self.months, 'month')}"


def apply_steps(steps: Sequence[Step], days: Ints, calendar: BusinessCalendar | None = None) -> Ints:
    """Day numbers after all steps, in the order they stand; `days` are the anchor days."""
    setting = Setting(days, calendar)
    for step in steps:
        days = step.apply(days, setting)
    return days.astype(np.int32)
