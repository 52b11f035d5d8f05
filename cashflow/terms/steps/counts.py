"""Days, weeks and months are added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import Ints
from cashflow.terms.steps.base import Phrase, Setting, Step
from cashflow.terms.steps.month_days import first_day, month_number
from cashflow.terms.steps.spelling import DAYS, NOW, moved_text, signed, upto


def _days(value: int) -> int:
    return upto(value, 3660, -3660)


def _weeks(value: int) -> int:
    return upto(value, 520, -520)


def _months(value: int) -> int:
    return upto(value, 120, -120)


@frozen
class Days(Step):
    """Add calendar days, or with a negative number go back. 31 January + 30 days = 2 March (1 March in a leap year)."""

    key: ClassVar[str] = "days"
    days: int = field(converter=_days)

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        return (days + np.int32(self.days)).astype(np.int32)

    def to_dict(self) -> dict[str, Any]:
        """As a small table."""
        return {"days": self.days}

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Self:
        """Of such a table."""
        return cls(table["days"])

    @classmethod
    def phrases(cls) -> Sequence[Phrase]:
        """Words that are read as this step."""
        return (
            (NOW, lambda _: (cls(0),)),
            (r"(\d{1,4}) days?( back)", signed(cls)),
            (rf"(?:within )?{DAYS}", lambda m: None if m[0].isdigit() else (cls(int(m[1])),)),
        )

    def __str__(self) -> str:
        return f"{self.days} days" if self.days >= 0 else moved_text(self.days, "day")


@frozen
class Weeks(Step):
    """Add weeks of seven days."""

    key: ClassVar[str] = "weeks"
    weeks: int = field(converter=_weeks)

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        return (days + np.int32(7 * self.weeks)).astype(np.int32)

    def to_dict(self) -> dict[str, Any]:
        """As a small table."""
        return {"weeks": self.weeks}

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Self:
        """Of such a table."""
        return cls(table["weeks"])

    @classmethod
    def phrases(cls) -> Sequence[Phrase]:
        """Words that are read as this step."""
        return ((r"(?:net |within )?(\d{1,3}) weeks?( back)?(?: net)?", signed(cls)),)

    def __str__(self) -> str:
        return moved_text(self.weeks, "week")


@frozen
class Months(Step):
    """Add calendar months; a day the month lacks becomes its last. 31 January + 1 month = 28 February."""

    key: ClassVar[str] = "months"
    months: int = field(converter=_months)

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        month = month_number(days)
        there = first_day(month + self.months) + (days - first_day(month))
        return np.minimum(there, first_day(month + (self.months + 1)) - 1).astype(np.int32)

    def to_dict(self) -> dict[str, Any]:
        """As a small table."""
        return {"months": self.months}

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Self:
        """Of such a table."""
        return cls(table["months"])

    @classmethod
    def phrases(cls) -> Sequence[Phrase]:
        """Words that are read as this step."""
        return ((r"(?:net |within )?(\d{1,3}) months?( back)?(?: net)?", signed(cls)),)

    def __str__(self) -> str:
        return moved_text(self.months, "month")
