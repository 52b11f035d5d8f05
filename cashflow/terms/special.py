"""Steps that are exceptions: branches by day, business days, yearly closures, replacement and fixed dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from attrs import field, frozen, validators

from cashflow.basics.calendars import ROLLS
from cashflow.basics.days import Ints, to_date, to_day
from cashflow.basics.errors import InputError, nearest
from cashflow.terms.steps import Days, Setting, Step, day_of_month

__all__ = ["Branch", "BusinessDay", "BusinessDays", "NotBeforeAnchor", "NotBetween", "OnDate", "Replace", "uses_calendar"]

_DIRECTIONS = ("following", "preceding", "modified following", "modified preceding", "nearest")


def _branches(value: Iterable[Any]) -> tuple[tuple[int, int, tuple[Step, ...]], ...]:
    return tuple((int(low), int(high), tuple(steps) or (Days(0),)) for low, high, steps in value)


@frozen
class Branch:
    """Other steps by the day of the month, as day limits in an ERP.

    Parameters
    ----------
    ranges
        ``(first day, last day, steps)``; together they must cover the days 1 to 31 once, in order.
    """

    ranges: tuple[tuple[int, int, tuple[Step, ...]], ...] = field(converter=_branches)

    @ranges.validator
    def _check(self, _: object, value: tuple[tuple[int, int, tuple[Step, ...]], ...]) -> None:
        days = [d for low, high, _ in value for d in range(low, high + 1)]
        if days != list(range(1, 32)):
            raise InputError("day ranges must cover the days 1 to 31 once, in order", column="branch")

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        out, day = days.astype(np.int32), day_of_month(days)
        for low, high, steps in self.ranges:
            moved = days
            for step in steps:
                moved = step.apply(moved, setting)
            out = np.where((day >= low) & (day <= high), moved, out)
        return out.astype(np.int32)

    def __str__(self) -> str:
        return " or ".join(f"day {low} to {high} ({' then '.join(str(s) for s in steps)})" for low, high, steps in self.ranges)


@frozen
class BusinessDay:
    """Move to a business day of the calendar that is given with the schedule; without one every day is a business day."""

    direction: str = field(default="following")

    @direction.validator
    def _check(self, _: object, value: object) -> None:
        if value not in _DIRECTIONS:
            raise InputError(f"is no business-day rule. {nearest(str(value), _DIRECTIONS)}", column="business_day", value=value)

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number; `nearest` prefers the later of two equally near days."""
        calendar = None if setting is None else setting.calendar
        if calendar is None:
            return days.astype(np.int32)
        if self.direction in ROLLS:
            return calendar.roll(days, self.direction)
        after, before = calendar.roll(days, "following"), calendar.roll(days, "preceding")
        return np.where(after - days <= days - before, after, before).astype(np.int32)

    def __str__(self) -> str:
        return f"{self.direction} business day"


@frozen
class BusinessDays:
    """Add business days of the calendar, or with a negative number go back; of a Saturday +1 is Monday, −1 is Friday."""

    days: int = field(validator=[validators.instance_of(int), validators.ge(-366), validators.le(366)])

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number; without a calendar every day is a business day."""
        calendar = None if setting is None else setting.calendar
        return (days + self.days).astype(np.int32) if calendar is None else calendar.add(days, self.days)

    def __str__(self) -> str:
        words = f"{abs(self.days)} business day{'' if abs(self.days) == 1 else 's'}"
        return words if self.days >= 0 else f"{words} back"


def _month_day(value: Any) -> tuple[int, int]:
    month, day = (int(p) for p in value.split("-")) if isinstance(value, str) else value
    dt.date(2024, month, day)  # refuses 02-30
    return month, day


@frozen
class NotBetween:
    """A yearly no-payment period: a day inside it moves to the day after it.

    Parameters
    ----------
    first, last
        Month and day, both inclusive; the period may run over the year end.
    """

    first: tuple[int, int] = field(converter=_month_day)
    last: tuple[int, int] = field(converter=_month_day)

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        out = days.astype(np.int32)
        years = days.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
        for year in range(int(years.min()) - 1, int(years.max()) + 1) if len(days) else ():
            low, high = _in_year(year, self.first), _in_year(year + (self.last < self.first), self.last)
            out = np.where((days >= low) & (days <= high), high + 1, out)
        return out.astype(np.int32)

    def __str__(self) -> str:
        return f"not between {self.first[0]:02d}-{self.first[1]:02d} and {self.last[0]:02d}-{self.last[1]:02d}"


def _in_year(year: int, month_day: tuple[int, int]) -> int:
    """Day number in a year; 29 February is the 28th where there is none."""
    month, day = month_day
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return to_day(dt.date(year, month, 28 if (month, day) == (2, 29) and not leap else day))


def _dates(value: Any) -> tuple[tuple[dt.date, dt.date], ...]:
    pairs = value.items() if isinstance(value, Mapping) else value
    return tuple(sorted((to_date(to_day(a)), to_date(to_day(b))) for a, b in pairs))


@frozen
class Replace:
    """Explicit replacement dates: a day that is one of them becomes the other."""

    dates: tuple[tuple[dt.date, dt.date], ...] = field(converter=_dates)

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        out = days.astype(np.int32)
        for old, new in self.dates:
            out = np.where(days == to_day(old), to_day(new), out)
        return out.astype(np.int32)

    def __str__(self) -> str:
        return " or ".join(f"{old} becomes {new}" for old, new in self.dates)


def _date(value: Any) -> dt.date:
    return to_date(to_day(value))


@frozen
class OnDate:
    """At a fixed date, whatever the anchor."""

    date: dt.date = field(converter=_date)

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        return np.full(days.shape, to_day(self.date), np.int32)

    def __str__(self) -> str:
        return f"on {self.date}"


@frozen
class NotBeforeAnchor:
    """A day before the anchor becomes the anchor's day (a set day of the month may go back)."""

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        return (days if setting is None else np.maximum(days, setting.anchor)).astype(np.int32)

    def __str__(self) -> str:
        return "not before the anchor"


def uses_calendar(step: Step) -> bool:
    """Whether a step, or one inside a branch, looks at business days."""
    if isinstance(step, Branch):
        return any(uses_calendar(s) for _, _, steps in step.ranges for s in steps)
    return isinstance(step, BusinessDay | BusinessDays)
