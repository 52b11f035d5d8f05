"""Arithmetic of months on day numbers, by look-up."""

from __future__ import annotations

import numpy as np

from cashflow.basics.days import Ints

__all__ = ["day_in_month", "day_of_month", "first_day", "month_number", "month_start"]

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
