"""Days of the month and of the week, and the cut-off after which months are added."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral
from typing import Any, ClassVar, Self

import numpy as np
from attrs import field, frozen

from cashflow.basics.calendars import weekday_number
from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.terms.steps.base import Phrase, Setting, Step
from cashflow.terms.steps.month_days import day_in_month, day_of_month, first_day, month_number, month_start
from cashflow.terms.steps.spelling import WEEKDAY, count_text, day_named, upto, yes_or_no

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT = {"mon": 0, "tues": 1, "wednes": 2, "thurs": 3, "fri": 4, "satur": 5, "sun": 6}
_EXCLUDING = r"( excluding that day)?"


def _day_of_month(value: int) -> int:
    return upto(value, 31, 1)


def _ordinal(day: int) -> str:
    ending = "th" if 11 <= day % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


@frozen
class SetDay(Step):
    """Set the day of the month, in the same month; may go back; clamped to the last day."""

    key: ClassVar[str] = "day_of_month"
    day: int = field(converter=_day_of_month)

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        return day_in_month(days, 0, self.day)

    def to_dict(self) -> dict[str, Any]:
        """As a small table."""
        return {"day_of_month": self.day}

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Self:
        """Of such a table."""
        return cls(table["day_of_month"])

    @classmethod
    def phrases(cls) -> Sequence[Phrase]:
        """Words that are read as this step."""
        return ((r"on day (\d{1,2})", lambda m: (cls(day_named(m[1])),)),)

    def __str__(self) -> str:
        return f"on day {self.day}"


def _sorted_days(days: Iterable[int]) -> tuple[int, ...]:
    if not isinstance(days, Iterable) or isinstance(days, str | Mapping) or not (found := list(days)):
        raise InputError("must be a list of days of the month", column="steps", value=days, hint="Write { next_day = [10, 25] }")
    return tuple(sorted({_day_of_month(day) for day in found}))


@frozen
class NextDay(Step):
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

    key: ClassVar[str] = "next_day"
    settings: ClassVar[tuple[str, ...]] = ("inclusive", "clamp")
    days: tuple[int, ...] = field(converter=_sorted_days)
    inclusive: bool = field(default=True, validator=yes_or_no)
    clamp: bool = field(default=True, validator=yes_or_no)

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

    def to_dict(self) -> dict[str, Any]:
        """As a small table."""
        return {"next_day": list(self.days), "inclusive": self.inclusive, "clamp": self.clamp}

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Self:
        """Of such a table."""
        return cls(table["next_day"], table.get("inclusive", True), table.get("clamp", True))

    @classmethod
    def phrases(cls) -> Sequence[Phrase]:
        """Words that are read as this step."""
        return ((rf"next ((?:\d{{1,2}}(?:st|nd|rd|th)(?: or |(?= |$)))+){_EXCLUDING}( where the month has it)?", cls._of_words),)

    @classmethod
    def _of_words(cls, match: re.Match[str]) -> tuple[Step, ...]:
        return (cls([day_named(d) for d in re.findall(r"\d+", match[1])], inclusive=not match[2], clamp=not match[3]),)

    def __str__(self) -> str:
        words = "next " + " or ".join(_ordinal(d) for d in self.days)
        return words + ("" if self.inclusive else " excluding that day") + ("" if self.clamp else " where the month has it")


def _weekday(value: Any) -> int:
    return upto(value, 6) if isinstance(value, Integral) else weekday_number(value)


@frozen
class NextWeekday(Step):
    """Go to the next weekday of a name; that day itself stays, unless `inclusive` is false."""

    key: ClassVar[str] = "next_weekday"
    settings: ClassVar[tuple[str, ...]] = ("inclusive",)
    weekday: int = field(converter=_weekday)
    inclusive: bool = field(default=True, validator=yes_or_no)

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        start = days if self.inclusive else days + 1
        return (start + (self.weekday - (start + 3)) % 7).astype(np.int32)

    def to_dict(self) -> dict[str, Any]:
        """As a small table."""
        return {"next_weekday": _WEEKDAYS[self.weekday], "inclusive": self.inclusive}

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Self:
        """Of such a table."""
        return cls(table["next_weekday"], table.get("inclusive", True))

    @classmethod
    def phrases(cls) -> Sequence[Phrase]:
        """Words that are read as this step."""
        return ((rf"(?:every |next ){WEEKDAY}{_EXCLUDING}", lambda m: (cls(_SHORT[m[1]], inclusive=not m[2]),)),)

    def __str__(self) -> str:
        return f"next {_WEEKDAYS[self.weekday]}" + ("" if self.inclusive else " excluding that day")


def _cutoff_day(value: int) -> int:
    return upto(value, 31, -27)


def _months(value: int) -> int:
    return upto(value, 120)


@frozen
class Cutoff(Step):
    """After a day of the month, add months; on that day itself, do not.

    Parameters
    ----------
    day
        Day of the month; 0 and below count from the end: 0 is the last day, −1 the one before.
    months
        Months to add after it; the day of the month is kept, clamped.
    """

    key: ClassVar[str] = "cutoff"
    settings: ClassVar[tuple[str, ...]] = ("add_months",)
    day: int = field(converter=_cutoff_day)
    months: int = field(default=1, converter=_months)

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        day = day_of_month(days)
        last = month_start(days, 1) - month_start(days)
        after = day > (self.day if self.day > 0 else last + self.day)
        return np.where(after, day_in_month(days, self.months, day), days).astype(np.int32)

    def to_dict(self) -> dict[str, Any]:
        """As a small table."""
        return {"cutoff": self.day, "add_months": self.months}

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Self:
        """Of such a table."""
        return cls(table["cutoff"], table.get("add_months", 1))

    @classmethod
    def phrases(cls) -> Sequence[Phrase]:
        """Words that are read as this step."""
        return ((r"after day (-?\d{1,2}) add (\d{1,3}) months?", lambda m: (cls(int(m[1]), int(m[2])),)),)

    def __str__(self) -> str:
        return f"after day {self.day} add {count_text(self.months, 'month')}"
