"""Text columns of dates: ISO, or any order with one reading only; two readings are refused with both, and times by their zone."""

from __future__ import annotations

import datetime as dt
import functools
import re
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import numpy as np

from cashflow.basics.days import NO_DAY, Ints, to_day
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.frames import pd

__all__ = ["EARLY", "PLACEHOLDER", "SAY_ZONE", "in_zone", "read_dates", "read_each_date", "zone_of"]

PLACEHOLDER = "is a placeholder, taken as no date"
EARLY = "lies before 1900"
SAY_ZONE = "has a time or a zone, so its day is not sure; write the date alone, or say zone (e.g. zone = 'Europe/Berlin')"
_TIME = r"(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(?: ?(Z|[+-]\d{2}(?::?\d{2})?))?)?"
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})" + _TIME)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})" + _TIME)
_MIXED = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4})" + _TIME)


@functools.lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name in the tz database."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError, TypeError):
        known = sorted(available_timezones())
        hint = nearest(str(name), known) if known else "No time zones are installed: pip install tzdata"
        raise InputError("is no time zone like 'Europe/Berlin'", column="zone", value=name, hint=hint) from None


def in_zone(zone: str) -> str:
    """What is said of a date that is the day of a time in a zone."""
    return f"was read as the day in {zone}"


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _readings(text: str, order: str | None) -> tuple[list[dt.date], tuple[str | None, ...]]:
    """The dates that a text may be, and its hour, minute, second, fraction and zone."""
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        found = [_date(int(match[1]), int(match[2]), int(match[3]))]
    elif match := _MIXED.fullmatch(text):
        a, b, year = int(match[1]), int(match[3]), int(match[4])
        by_order = {"dmy": _date(year, b, a), "mdy": _date(year, a, b)}
        found = [by_order[order]] if order else list(by_order.values())
    else:
        return [], ()
    return sorted({d for d in found if d is not None}), match.groups()[-5:]


def _one(text: str, order: str | None, zone: str | None) -> tuple[int, str]:
    text = text.strip()
    if not text:
        return NO_DAY, ""
    found, time = _readings(text, order)
    if len(found) == 2:
        return NO_DAY, f"has two readings, {found[0]} and {found[1]}; write {found[0]}, or say date_order"
    if not found:
        return NO_DAY, "is no date like 2025-06-30"
    if found[0].year >= 2200:
        return NO_DAY, PLACEHOLDER
    if found[0].year < 1900:
        return NO_DAY, EARLY
    *clock, offset = time
    if offset is None and not any(int(part or 0) for part in clock):
        return to_day(found[0]), ""
    return _of_time(found[0], clock, offset, zone)


def _of_time(date: dt.date, clock: list[str | None], offset: str | None, zone: str | None) -> tuple[int, str]:
    """The day of a time, where a zone is told; a time without a zone of its own is one of that zone."""
    hour, minute, second = (int(part or 0) for part in clock[:3])
    try:
        moment = dt.datetime.combine(date, dt.time(hour, minute, second))
        if offset not in (None, "Z"):
            assert offset is not None
            digits = offset[1:].replace(":", "").ljust(4, "0")
            if int(digits[2:]) > 59:
                raise ValueError
            shift = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
            moment = moment.replace(tzinfo=dt.timezone(-shift if offset[0] == "-" else shift))
        elif offset == "Z":
            moment = moment.replace(tzinfo=dt.UTC)
    except ValueError:
        return NO_DAY, "is no date like 2025-06-30"
    if zone is None:
        return NO_DAY, SAY_ZONE
    day = date if moment.tzinfo is None else moment.astimezone(zone_of(zone)).date()
    return to_day(day), in_zone(zone)


def read_dates(texts: np.ndarray[Any, Any], order: str | None = None, zone: str | None = None) -> tuple[Ints, np.ndarray[Any, Any]]:
    """Day numbers of date texts, each distinct text read once.

    Parameters
    ----------
    texts : (n,), object
        ISO dates, ``yyyymmdd``, or day and month in some order before a four-digit year. A time of midnight without a zone may
        follow.
    order
        ``"dmy"`` or ``"mdy"`` for texts like 03/04/2025; without it such a text has two readings.
    zone
        The zone whose day counts where a text has another time, or a zone; without it such a text is refused.

    Returns
    -------
    days : (n,), int32
        `NO_DAY` where blank or unreadable.
    reasons : (n,), object
        Why a text was not read; empty where it was, or was blank.
    """
    codes, values = pd.factorize(np.asarray(texts, object))
    days, reasons = read_each_date([str(v) for v in values], order, zone)
    reasons[days != NO_DAY] = ""
    return days[codes], reasons[codes]


def read_each_date(texts: list[str], order: str | None = None, zone: str | None = None) -> tuple[Ints, np.ndarray[Any, Any]]:
    """`read_dates` for texts that differ; a reason beside a day says that the day is that of a zone.

    Examples
    --------
    >>> [str(d) for d in read_each_date(["2025-06-30T22:00:00Z"], zone="Europe/Berlin")]
    ['[20270]', "['was read as the day in Europe/Berlin']"]
    """
    read = [_one(t, order, zone) for t in texts]
    return np.array([d for d, _ in read], np.int32), np.array([r for _, r in read], object)
