"""Steps to the end or the start of a period: week, ten days, half month, month, quarter, half-year, year."""

from __future__ import annotations

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError, nearest
from cashflow.terms.steps import Setting, day_of_month, month_start

__all__ = ["PERIODS", "EndOf", "StartOf"]

PERIODS = ("week", "ten days", "half month", "month", "quarter", "half year", "year")
"""A week ends on Sunday. Ten-day periods are 1–10, 11–20, 21–end; half months 1–15, 16–end; the others are of the calendar year."""

_MONTHS = {"month": 1, "quarter": 3, "half year": 6, "year": 12}
_PARTS = {"ten days": (1, 11, 21), "half month": (1, 16)}


def _check(_: object, __: object, value: str) -> None:
    if value not in PERIODS:
        raise InputError(f"is no period. {nearest(str(value), PERIODS)}", column="period", value=value)


def _bounds(days: Ints, period: str) -> tuple[Ints, Ints]:
    """First day of the period each day lies in, and of the next one."""
    if period == "week":
        first = days - (days + 3) % 7
        return first, first + 7
    if period in _MONTHS:
        length = _MONTHS[period]
        month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        into = month % length
        return month_start(days, -into), month_start(days, length - into)
    starts = np.array(_PARTS[period])
    part = np.searchsorted(starts, day_of_month(days), side="right") - 1
    first = month_start(days) + starts[part] - 1
    following = np.where(
        part + 1 < len(starts), month_start(days) + starts[np.minimum(part + 1, len(starts) - 1)] - 1, month_start(days, 1)
    )
    return first, following


@frozen
class EndOf:
    """Go to the last day of the period; on it, stay."""

    period: str = field(validator=_check)

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        return (_bounds(days, self.period)[1] - 1).astype(np.int32)

    def __str__(self) -> str:
        return f"end of {self.period}"


@frozen
class StartOf:
    """Go back to the first day of the period; on it, stay."""

    period: str = field(validator=_check)

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        return _bounds(days, self.period)[0].astype(np.int32)

    def __str__(self) -> str:
        return f"start of {self.period}"
