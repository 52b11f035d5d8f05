"""The end or the start of a period: week, fortnight, ten days, half month, month, quarter, half-year, year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import Ints, date_or_none, to_day
from cashflow.basics.errors import InputError, nearest
from cashflow.terms.steps.base import Phrase, Setting, Step
from cashflow.terms.steps.month_days import day_of_month, first_day, month_number, month_start
from cashflow.terms.steps.spelling import EOM, ISO

PERIODS = ("week", "fortnight", "ten days", "half month", "month", "quarter", "half year", "year")
"""A week ends on Sunday; fortnights are counted from a day that is stated. Ten-day periods are 1–10, 11–20, 21–end; half
months 1–15, 16–end; the others are of the calendar year."""

_MONTHS = {"month": 1, "quarter": 3, "half year": 6, "year": 12}
_PARTS = {"ten days": (1, 11, 21), "half month": (1, 16)}


def _check(_: object, __: object, value: str) -> None:
    if value not in PERIODS:
        raise InputError(f"is not a period. {nearest(str(value), PERIODS)}", column="period", value=value)


def _bounds(days: Ints, period: str, start: dt.date | None) -> tuple[Ints, Ints]:
    """First day of the period each day lies in, and of the next one."""
    if period in ("week", "fortnight"):
        length = 7 if start is None else 14
        first = days - (days - (-3 if start is None else to_day(start))) % length
        return first, first + length
    if period in _MONTHS:
        length = _MONTHS[period]
        month = month_number(days)
        first_month = month - month % length
        return first_day(first_month), first_day(first_month + length)
    starts = np.array(_PARTS[period])
    part = np.searchsorted(starts, day_of_month(days), side="right") - 1
    first = month_start(days) + starts[part] - 1
    following = np.where(
        part + 1 < len(starts), month_start(days) + starts[np.minimum(part + 1, len(starts) - 1)] - 1, month_start(days, 1)
    )
    return first, following


@frozen
class _Period(Step):
    """A period, and for fortnights a day one of them starts on."""

    period: str = field(validator=_check)
    start: dt.date | None = field(default=None, converter=date_or_none)

    @start.validator
    def _check_start(self, _: object, value: dt.date | None) -> None:
        if (self.period == "fortnight") != (value is not None):
            reason = "a fortnight needs a day that one starts on" if value is None else "only a fortnight has a start of its own"
            raise InputError(reason, column="start", value=value, hint='Write { end_of = "fortnight", start = 2025-01-06 }')

    def _words(self) -> str:
        return self.period if self.start is None else f"{self.period} starting {self.start}"


@frozen
class EndOf(_Period):
    """Go to the last day of the period; on it, stay."""

    key: ClassVar[str] = "end_of"
    settings: ClassVar[tuple[str, ...]] = ("start",)

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        return (_bounds(days, self.period, self.start)[1] - 1).astype(np.int32)

    def to_dict(self) -> dict[str, Any]:
        """As a small table."""
        return {"end_of": self.period} | ({"start": self.start.isoformat()} if self.start else {})

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Self:
        """Of such a table."""
        return cls(table["end_of"], table.get("start"))

    @classmethod
    def phrases(cls) -> Sequence[Phrase]:
        """Words that are read as this step."""
        return (
            (rf"(?:net |n/ ?)?{EOM}", lambda _: (cls("month"),)),
            (rf"end of (?:the )?({'|'.join(PERIODS)})(?: starting ({ISO}))?", lambda m: (cls(m[1], m[2]),)),
        )

    def __str__(self) -> str:
        return f"end of {self._words()}"


@frozen
class StartOf(_Period):
    """Go back to the first day of the period; on it, stay."""

    key: ClassVar[str] = "start_of"
    settings: ClassVar[tuple[str, ...]] = ("start",)

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        return _bounds(days, self.period, self.start)[0].astype(np.int32)

    def to_dict(self) -> dict[str, Any]:
        """As a small table."""
        return {"start_of": self.period} | ({"start": self.start.isoformat()} if self.start else {})

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Self:
        """Of such a table."""
        return cls(table["start_of"], table.get("start"))

    @classmethod
    def phrases(cls) -> Sequence[Phrase]:
        """Words that are read as this step."""
        return ((rf"start of (?:the )?({'|'.join(PERIODS)})(?: starting ({ISO}))?", lambda m: (cls(m[1], m[2]),)),)

    def __str__(self) -> str:
        return f"start of {self._words()}"
