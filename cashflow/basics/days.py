"""Day numbers: dates as int32 days since 1970-01-01, and rules evaluated once per calendar day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from cashflow.basics.date_meant import date_meant
from cashflow.basics.errors import InputError

__all__ = [
    "NEVER",
    "NO_DAY",
    "DateGiven",
    "DatesGiven",
    "Ints",
    "by_day",
    "date_list",
    "date_or_none",
    "ends_of",
    "first_of",
    "frozen_ints",
    "owned",
    "to_date",
    "to_dates",
    "to_day",
    "to_days",
]

Ints = npt.NDArray[Any]
"""Integer arrays: int32 for days and codes, int64 for money."""

DateGiven = dt.date | np.datetime64 | str
"""A date as a user gives it: a date, a timestamp, or ISO text."""
DatesGiven = Sequence[DateGiven] | npt.NDArray[np.datetime64]
"""Several of them."""

NO_DAY = int(np.iinfo(np.int32).min)
"""No date known."""
NEVER = int(np.iinfo(np.int32).max)
"""A payment that does not happen: the item stays open."""

_PIECE = 1 << 19  # bytes that stay near a processor; where they are fewer, threads wait for each other between calls
_EPOCH = dt.date(1970, 1, 1).toordinal()
_LONGER = ("generic", "Y", "M", "W")
"""Units of numpy's dates of which one holds many days."""


def to_day(value: object, name: str = "date") -> int:
    """Day number of one date: a `date`, `datetime64`, pandas Timestamp, ISO text.

    Examples
    --------
    >>> to_day("2025-06-30")
    20269
    """
    if isinstance(value, str):
        try:
            value = dt.date.fromisoformat(value)
        except ValueError:
            raise InputError("is not a date like 2025-06-30", column=name, value=value, hint=date_meant(value)) from None
    if isinstance(value, np.datetime64):
        value = _day_of(value, name)
    if isinstance(value, dt.datetime) and value == value:  # NaT of pandas is a datetime, and equals nothing
        if value.tzinfo is not None or value.time() != dt.time():
            raise InputError("has a time or a zone, so its date is unclear", column=name, value=str(value), hint="Write the date alone")
        value = value.date()
    if not isinstance(value, dt.date) or value != value:
        raise InputError("is not a date like 2025-06-30", column=name, value=value, hint=date_meant(value))
    return value.toordinal() - _EPOCH


def _day_of(value: np.datetime64, name: str) -> object:
    """The date of a `datetime64`; a time, a month or a year is not one, and is refused as it is of other kinds."""
    day = value.astype("datetime64[D]")
    if np.isnat(value):
        return None
    if np.datetime_data(value.dtype)[0] in _LONGER:
        raise InputError("is not a date like 2025-06-30", column=name, value=str(value))
    if day != value:
        raise InputError("has a time or a zone, so its date is unclear", column=name, value=str(value), hint="Write the date alone")
    return day.item()


def to_date(day: int) -> dt.date:
    """Date of one day number (neither `NO_DAY` nor `NEVER`)."""
    try:
        return dt.date.fromordinal(int(day) + _EPOCH)
    except (ValueError, OverflowError):
        raise InputError("a date lies beyond the year 9999 or before the year 1", column="date") from None


def date_or_none(value: DateGiven | None, name: str = "date") -> dt.date | None:
    """Date of a date or ISO text; `None` stays."""
    return None if value is None else to_date(to_day(value, name))


def date_list(values: DatesGiven, name: str) -> tuple[dt.date, ...]:
    """Dates of a list of dates or ISO texts, in their order."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InputError("must be a list of dates", column=name, value=values)
    return tuple(to_date(to_day(v, name)) for v in values)


def to_dates(days: Ints) -> npt.NDArray[np.datetime64]:
    """Dates of day numbers; `NO_DAY` and `NEVER` become NaT."""
    days = np.asarray(days)
    out = days.astype("int64").astype("datetime64[D]")
    out[(days == NO_DAY) | (days == NEVER)] = np.datetime64("NaT", "D")
    return out


def to_days(values: Any, name: str = "date") -> Ints:
    """Day numbers of a date, or of an array or list of dates; int64, scalars without axes. NaT is refused.

    Examples
    --------
    >>> to_days(["2025-06-30", "2025-07-01"])
    array([20269, 20270])
    """
    if isinstance(values, str | dt.date | np.datetime64):
        if isinstance(values, np.datetime64) and np.isnat(values):
            raise InputError("is not a date (NaT)", column=name)
        return np.asarray(to_day(values, name), np.int64)
    dates = np.asarray(values)
    if dates.dtype.kind != "M":
        if dates.dtype.kind not in "UO":
            raise InputError(f"holds {dates.dtype}, not dates", column=name)
        return np.array([to_day(v, name) for v in dates.ravel().tolist()], np.int64).reshape(dates.shape)
    if np.isnat(dates).any():
        raise InputError("holds no date (NaT)", column=name)
    whole = dates.astype("datetime64[D]")
    long = np.datetime_data(dates.dtype)[0] in _LONGER
    for odd in dates[np.full(dates.shape, True) if long else whole != dates][:1]:
        _day_of(odd, name)
    return whole.astype(np.int64)


def first_of(days: Ints) -> int:
    """The first of some days (int32), those left out that are `NO_DAY`; `NEVER`: none is there."""
    return min(NEVER, int(np.subtract(days, 1).min(initial=NEVER)) + 1)  # NO_DAY − 1 wraps around to the last day there is


def ends_of(values: Ints) -> tuple[int, int]:
    """Least and most of some integers, of which there are any; a piece is read from memory once for both.

    Examples
    --------
    >>> ends_of(np.array([3, -1, 2]))
    (-1, 3)
    """
    most = _PIECE // values.itemsize
    if len(values) <= most:
        return int(values.min()), int(values.max())
    pieces = [values[start : start + most] for start in range(0, len(values), most)]
    low, high = zip(*((piece.min(), piece.max()) for piece in pieces), strict=True)
    return int(min(low)), int(max(high))


def frozen_ints(values: Any, dtype: type = np.int64) -> Ints:
    """Read-only integer array of `values`."""
    out: Ints = np.array(values, dtype=dtype)
    out.setflags(write=False)
    return out


def owned(values: Ints) -> Ints:
    """A read-only view of an array that nobody writes to any more: nothing is copied."""
    out = values.view()
    out.setflags(write=False)
    return out


def by_day(days: Ints, rule: Callable[[Ints], Ints]) -> Ints:
    """Apply a date rule once per calendar day that occurs, then look every row up.

    Rules are written plainly and see each day once; rows only pay for a look-up. Days that do
    not occur are never asked, so that a calendar refuses only dates that are really reached.
    """
    days = np.asarray(days)
    if days.size == 0:
        return days.astype(np.int32)
    low = int(days.min())
    span = int(days.max()) - low + 1
    if span > max(4 * days.size, 200_000):
        used, inverse = np.unique(days, return_inverse=True)
        return np.asarray(rule(used.astype(np.int32)), np.int32)[inverse]
    offset = days - np.asarray(low, days.dtype)
    seen = np.zeros(span, bool)
    seen[offset] = True
    used = np.flatnonzero(seen)
    table = np.zeros(span, np.int32)
    table[used] = rule((used + low).astype(np.int32))
    return table[offset]
