"""Business days of a calendar: moved to one, or counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

import numpy as np
from attrs import field, frozen

from cashflow.basics.calendars import ROLLS
from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError, nearest
from cashflow.terms.steps.base import Phrase, Setting, Step
from cashflow.terms.steps.spelling import signed, upto

_DIRECTIONS = ("following", "preceding", "modified following", "modified preceding", "nearest")


@frozen
class BusinessDay(Step):
    """Move to a business day of the calendar that is given with the schedule; without one every day is a business day."""

    key: ClassVar[str] = "business_day"
    direction: str = field(default="following")

    @direction.validator
    def _check(self, _: object, value: object) -> None:
        if value not in _DIRECTIONS:
            raise InputError(f"unknown business-day rule. {nearest(str(value), _DIRECTIONS)}", column="business_day", value=value)

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number; `nearest` prefers the later of two equally near days."""
        calendar = None if setting is None else setting.calendar
        if calendar is None:
            return days.astype(np.int32)
        if self.direction in ROLLS:
            return calendar.roll(days, self.direction)
        after, before = calendar.roll(days, "following"), calendar.roll(days, "preceding")
        return np.where(after - days <= days - before, after, before).astype(np.int32)

    def to_dict(self) -> dict[str, Any]:
        """As a small table."""
        return {"business_day": self.direction}

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Self:
        """Of such a table."""
        return cls(table["business_day"])

    @classmethod
    def phrases(cls) -> Sequence[Phrase]:
        """Words that are read as this step."""
        return ((r"((?:modified )?(?:following|preceding)|nearest) business day", lambda m: (cls(m[1]),)),)

    @property
    def uses_calendar(self) -> bool:
        """It does."""
        return True

    def __str__(self) -> str:
        return f"{self.direction} business day"


def _days(value: int) -> int:
    return upto(value, 366, -366)


@frozen
class BusinessDays(Step):
    """Add business days of the calendar, or with a negative number go back; of a Saturday +1 is Monday, −1 is Friday."""

    key: ClassVar[str] = "business_days"
    days: int = field(converter=_days)

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number; without a calendar every day is a business day."""
        calendar = None if setting is None else setting.calendar
        return (days + self.days).astype(np.int32) if calendar is None else calendar.add(days, self.days)

    def to_dict(self) -> dict[str, Any]:
        """As a small table."""
        return {"business_days": self.days}

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Self:
        """Of such a table."""
        return cls(table["business_days"])

    @classmethod
    def phrases(cls) -> Sequence[Phrase]:
        """Words that are read as this step."""
        return ((r"(?:net |within )?(\d{1,3}) (?:business|working) days?( back)?(?: net)?", signed(cls)),)

    @property
    def uses_calendar(self) -> bool:
        """It does."""
        return True

    def __str__(self) -> str:
        words = f"{abs(self.days)} business day{'' if abs(self.days) == 1 else 's'}"
        return words if self.days >= 0 else f"{words} back"
