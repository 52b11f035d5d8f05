"""Exceptions: yearly closures, replacement dates, a fixed date, and no day before the anchor."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import Ints, to_date, to_day
from cashflow.basics.errors import InputError
from cashflow.terms.steps.base import Phrase, Setting, Step
from cashflow.terms.steps.spelling import ISO


def _month_day(value: Any) -> tuple[int, int]:
    try:
        month, day = (int(p) for p in value.split("-")) if isinstance(value, str) else value
        dt.date(2024, month, day)  # refuses 02-30
    except (TypeError, ValueError):
        hint = 'Write { not_between = ["12-20", "01-06"] }; in Python NotBetween("12-20", "01-06")'
        raise InputError("is not a month and a day", column="not_between", value=value, hint=hint) from None
    return month, day


@frozen
class NotBetween(Step):
    """A yearly no-payment period: a day inside it moves to the day after it.

    Parameters
    ----------
    first, last
        Month and day, both inclusive; the period may run over the year end.
    """

    key: ClassVar[str] = "not_between"
    example: ClassVar[str] = '{ not_between = ["12-20", "01-06"] }, each a month and a day'
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

    def to_dict(self) -> dict[str, Any]:
        """As a small table."""
        return {"not_between": [f"{m:02d}-{d:02d}" for m, d in (self.first, self.last)]}

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Self:
        """Of such a table."""
        return cls(*table["not_between"])

    @classmethod
    def phrases(cls) -> Sequence[Phrase]:
        """Words that are read as this step."""
        return ((r"not between (\d{2}-\d{2}) and (\d{2}-\d{2})", lambda m: (cls(m[1], m[2]),)),)

    def __str__(self) -> str:
        return f"not between {self.first[0]:02d}-{self.first[1]:02d} and {self.last[0]:02d}-{self.last[1]:02d}"


def _in_year(year: int, month_day: tuple[int, int]) -> int:
    """Day number in a year; 29 February is the 28th where there is none."""
    month, day = month_day
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return to_day(dt.date(year, month, 28 if (month, day) == (2, 29) and not leap else day))


def _dates(value: Any) -> tuple[tuple[dt.date, dt.date], ...]:
    pairs = list(value.items() if isinstance(value, Mapping) else value)
    if not pairs:
        raise InputError("must name a date, and by which it is replaced", column="steps", value=value, hint=f"Write {Replace.example}")
    return tuple(sorted((to_date(to_day(a)), to_date(to_day(b))) for a, b in pairs))


@frozen
class Replace(Step):
    """Explicit replacement dates: a day that is one of them becomes the other."""

    key: ClassVar[str] = "replace"
    example: ClassVar[str] = '{ replace = { "2025-12-31" = "2026-01-02" } }'
    dates: tuple[tuple[dt.date, dt.date], ...] = field(converter=_dates)

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        out = days.astype(np.int32)
        for old, new in self.dates:
            out = np.where(days == to_day(old), to_day(new), out)
        return out.astype(np.int32)

    def to_dict(self) -> dict[str, Any]:
        """As a small table."""
        return {"replace": {a.isoformat(): b.isoformat() for a, b in self.dates}}

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Self:
        """Of such a table."""
        return cls(table["replace"])

    @classmethod
    def phrases(cls) -> Sequence[Phrase]:
        """Words that are read as this step."""
        return ((rf"{ISO} becomes {ISO}(?: or {ISO} becomes {ISO})*", lambda m: (cls(re.findall(rf"({ISO}) becomes ({ISO})", m[0])),)),)

    def __str__(self) -> str:
        return " or ".join(f"{old} becomes {new}" for old, new in self.dates)


def _date(value: Any) -> dt.date:
    return to_date(to_day(value))


@frozen
class OnDate(Step):
    """At a fixed date, whatever the anchor."""

    key: ClassVar[str] = "on_date"
    date: dt.date = field(converter=_date)

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        return np.full(days.shape, to_day(self.date), np.int32)

    def to_dict(self) -> dict[str, Any]:
        """As a small table."""
        return {"on_date": self.date.isoformat()}

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Self:
        """Of such a table."""
        return cls(table["on_date"])

    @classmethod
    def phrases(cls) -> Sequence[Phrase]:
        """Words that are read as this step."""
        return ((rf"(?:net )?(?:on|by|until) ({ISO})(?: net)?", lambda m: (cls(m[1]),)),)

    def __str__(self) -> str:
        return f"on {self.date}"


@frozen
class NotBeforeAnchor(Step):
    """A day before the anchor becomes the anchor's day (a set day of the month may go back)."""

    key: ClassVar[str] = "not_before"

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        return (days if setting is None else np.maximum(days, setting.anchor)).astype(np.int32)

    def to_dict(self) -> dict[str, Any]:
        """As a small table."""
        return {"not_before": "anchor"}

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Self:
        """Of such a table."""
        if table["not_before"] != "anchor":
            raise InputError("is not known", column="steps", value=table["not_before"], hint='Write { not_before = "anchor" }')
        return cls()

    @classmethod
    def phrases(cls) -> Sequence[Phrase]:
        """Words that are read as this step."""
        return ((r"not before the anchor", lambda _: (cls(),)),)

    def __str__(self) -> str:
        return "not before the anchor"
