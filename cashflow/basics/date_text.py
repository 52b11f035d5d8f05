"""Texts of dates: in any usual form with one reading only; two readings are refused with both, and times by their zone."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
from attrs import evolve, field, frozen

from cashflow.basics.days import NO_DAY, Ints, to_day
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.month_names import month_of
from cashflow.basics.placeholder_days import is_no_date
from cashflow.basics.valueless import WORDS_FOR_NONE, valueless
from cashflow.basics.weekday_names import on_weekdays, without_weekday

__all__ = [
    "EARLY",
    "NO_TEXT",
    "ORDERS",
    "PLACEHOLDER",
    "SAY_ORDER",
    "SAY_ZONE",
    "DateText",
    "date_text",
    "in_zone",
    "is_blank",
    "read_each_date",
    "zone_of",
]

PLACEHOLDER = "is a placeholder, taken as no date"
EARLY = "lies before 1900"
SAY_ZONE = "has a time or a zone, so its date is unclear; write the date alone, or say zone (e.g. zone = 'Europe/Berlin')"
ORDERS = {"ymd": "year first", "dmy": "day first", "mdy": "month first"}
"""Orders of the numbers of a date, as they are told and in words; in this order they are proposed."""
SAY_ORDER = "say date_order"
"""How the refusal of a date with several readings ends."""
NO_TEXT = WORDS_FOR_NONE | {""}
"""Texts, without case, that stand for a blank cell."""
_NONE = "is not a date like 2025-06-30"
_OTHER_DAY = "is not on the day of the week that stands before it"
_NO_DAY = "names a month and no day; write the whole date, like 2025-06-30"
_ZONE = r"Z|[+-]\d{2}(?::?\d{2})?"
_TIME = (
    rf"(?:(?:T| +|, ?)(\d{{1,2}}):(\d{{2}})(?::(\d{{2}})(?:\.(\d+))?)?(?: ?([AaPp])\.?[Mm]\.?)?(?: ?({_ZONE}))?"
    r"|(?:Z|[+-]\d{2}:\d{2}))?"  # a date with a zone and no time (xsd:date) is that date
)
_ISO = re.compile(r"(?P<year>\d{4})([-/.]) ?(?P<month>\d{1,2})\2 ?(?P<day>\d{1,2})" + _TIME)
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})" + _TIME)
_MIXED = re.compile(r"(\d{1,2}) ?([/.\-]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})" + _TIME)
_NAME = r"([^\W\d_]{3,12})"
_BY = r"[ /\-]?\.?[ /\-]{0,2}"
_DAY_NAME_YEAR = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th|er|º|°)?{_BY}(?:de |of )?{_NAME}\.?,?{_BY}(?:de |del )?(\d{{4}}|\d{{2}})" + _TIME)
_NAME_DAY_YEAR = re.compile(rf"{_NAME}\.?[ \-]?(\d{{1,2}})(?:st|nd|rd|th)?(?:, ?| |-)(\d{{4}})" + _TIME)
_YEAR_NAME_DAY = re.compile(rf"(\d{{4}})[ /\-]?{_NAME}\.?[ /\-]?(\d{{1,2}})" + _TIME)
_NAME_YEAR = re.compile(rf"{_NAME}\.?[ /\-']{{0,2}}(\d{{4}})|(\d{{4}})[ /\-]?{_NAME}")
_MONTH_YEAR = re.compile(r"(?:0?[1-9]|1[0-2])[./\-]\d{4}|\d{4}[./\-](?:0?[1-9]|1[0-2])")
_POINTS = re.compile(r"(?:\d{4}\. ?\d{1,2}\. ?\d{1,2}|\d{1,2}\. ?\d{1,2}\. ?\d{4}) ?\.")
_ERAS = {"令和": 2019, "平成": 1989}
_SIGNS = re.compile(r"(令和|平成)?\s?(\d{1,4}|元)\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_ZEROS = re.compile(r"0+(?:([./\-])0+(?:\1 ?0+)?)?" + _TIME)


@functools.lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name in the tz database."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError, TypeError):
        known = sorted(available_timezones())
        hint = nearest(str(name), known) if known else "No time zones are installed: pip install tzdata"
        raise InputError("is not a time zone like 'Europe/Berlin'", column="zone", value=name, hint=hint) from None


def in_zone(zone: str) -> str:
    """What is said of a date that is the day of a time in a zone."""
    return f"was read as the day in {zone}"


def is_blank(text: str) -> bool:
    """Whether a text stands for a blank cell, like ``N/A``."""
    return text.strip().casefold() in NO_TEXT


@frozen
class DateText:
    """What a text can mean: a date, or a date by order of day, month and year; nothing: the reason."""

    date: dt.date | None = None  # whatever the order
    by_order: Mapping[str, dt.date] = field(factory=dict)  # "dmy", "mdy" or "ymd" → date
    places: tuple[int, int, int] | None = None  # the numbers of a text that wants an order
    mark: str = ""  # between them
    clock: tuple[int, int, int, bool] = (0, 0, 0, False)  # hour, minute, second, and whether there is a fraction of one
    offset: str | None = None
    reason: str = ""

    @property
    def two_digits(self) -> bool:
        """Whether it wants an order, and its year has two digits."""
        return self.places is not None and max(self.places) < 100

    def reading(self, order: str | None) -> list[dt.date]:
        """The dates it can be, in that order or in any."""
        if self.date is not None:
            return [self.date]
        if order is not None and (order != "ymd" or self.two_digits):
            return [self.by_order[order]] if order in self.by_order else []
        return sorted({*self.by_order.values()})


def _date(year: int, month: int | None, day: int) -> dt.date | None:
    try:
        return dt.date(year, month or 0, day)
    except ValueError:
        return None


def _year(digits: str) -> int:
    """A year; of two digits by the rule of POSIX: 69 to 99 are 1969 to 1999."""
    return int(digits) if len(digits) == 4 else int(digits) + (2000 if int(digits) <= 68 else 1900)


def _clock(parts: tuple[str | None, ...]) -> dict[str, Any] | None:
    """Clock and offset of a match; `None`: an hour past 12 with a half of the day."""
    hour, minute, second = (int(p or 0) for p in parts[:3])
    if parts[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if parts[4] in "Pp" else 0)
    return {"clock": (hour, minute, second, bool(int(parts[3] or 0))), "offset": parts[5]}


def _numbers(text: str) -> DateText | None:
    """A date of digits alone; `None`: it is none."""
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        time = _clock(match.groups()[-6:])
        date = _date(int(match["year"]), int(match["month"]), int(match["day"]))
        return None if time is None else DateText(date, reason=_NONE, **time)
    match = _MIXED.fullmatch(text)
    time = _clock(match.groups()[-6:]) if match else None
    if not match or time is None:
        return None
    a, b, last = int(match[1]), int(match[3]), _year(match[4])
    found = {"dmy": _date(last, b, a), "mdy": _date(last, a, b)}
    if len(match[4]) == 2 and match[2] != ".":
        found["ymd"] = _date(_year(f"{a:02d}"), b, int(match[4]))
    by_order = {order: date for order, date in found.items() if date is not None}
    return DateText(by_order=by_order, places=(a, b, int(match[4])), mark=match[2], reason=_NONE, **time)


def _named(text: str) -> DateText | None:
    """A date with a month's name; `None`: it is none."""
    for pattern, day, name, year in ((_DAY_NAME_YEAR, 1, 2, 3), (_NAME_DAY_YEAR, 2, 1, 3), (_YEAR_NAME_DAY, 3, 2, 1)):
        match = pattern.fullmatch(text)
        month = month_of(match[name]) if match else None
        time = _clock(match.groups()[-6:]) if match else None
        if match and month and time is not None:
            return DateText(_date(_year(match[year]), month, int(match[day])), reason=_NONE, **time)
    match = _NAME_YEAR.fullmatch(text)
    return DateText(reason=_NO_DAY) if match and month_of(match[1] or match[4]) else None


def _of_weekday(text: str) -> DateText | None:
    """A date behind a day of the week; only readings on that day count."""
    rest, days = without_weekday(text)
    found = (_numbers(rest) or _named(rest)) if days else None
    if found is None or (found.date is None and not found.by_order):
        return found
    good = {order: date for order, date in found.by_order.items() if on_weekdays(date, days)}
    if good or (found.date is not None and on_weekdays(found.date, days)):
        return evolve(found, by_order=good)
    return DateText(reason=_OTHER_DAY)


def _plain(text: str) -> str:
    """A date without a point behind it, as in Hungary, and without the signs of east Asia for year, month and day."""
    if _POINTS.fullmatch(text):
        return text[:-1].rstrip()
    found = _SIGNS.fullmatch(text)
    if not found:
        return text
    era, year = found[1], 1 if found[2] == "元" else int(found[2])
    if not era and len(found[2]) < 4:
        return text
    return f"{(_ERAS[era] - 1 if era else 0) + year:04d}-{found[3]}-{found[4]}"


@functools.lru_cache(maxsize=50_000)
def date_text(text: str) -> DateText:
    """What a text can mean.

    Examples
    --------
    >>> date_text("03/04/2025").by_order["dmy"]
    datetime.date(2025, 4, 3)
    """
    text = _plain(text.strip().replace("\u00a0", " "))
    if is_blank(text):
        return DateText()
    if _ZEROS.fullmatch(text):
        return DateText(reason=PLACEHOLDER)
    if wrong := valueless(text):
        return DateText(reason=wrong)
    found = _numbers(text) or _named(text) or _of_weekday(text)
    if found is not None:
        return found
    return DateText(reason=_NO_DAY if _MONTH_YEAR.fullmatch(text) else _NONE)


def _one(text: str, order: str | None, zone: str | None) -> tuple[int, str]:
    parsed = date_text(text)
    found = parsed.reading(order)
    if found and (found[0].year >= 2200 or all(map(is_no_date, found))):
        return NO_DAY, PLACEHOLDER
    if len(found) > 1:
        dates = dict.fromkeys(parsed.by_order[o] for o in ORDERS if o in parsed.by_order)
        *some, last = [f"{date} ({_orders_of(date, parsed)})" for date in dates]
        many = f"has {'two' if len(found) == 2 else 'three'} readings, {', '.join(some)} and {last}"
        return NO_DAY, f"{many}; write the one that is meant, or {SAY_ORDER}"
    if not found:
        return NO_DAY, parsed.reason
    if found[0].year < 1900:
        return NO_DAY, EARLY
    if parsed.offset is None and not any(parsed.clock):
        return to_day(found[0]), ""
    return _of_time(found[0], parsed, zone)


def _orders_of(date: dt.date, parsed: DateText) -> str:
    """The orders in which a text is some date, in words and as they are told."""
    orders = [o for o in ORDERS if parsed.by_order.get(o) == date]
    return " or ".join(f"{ORDERS[o]}: '{o}'" for o in orders)


def _of_time(date: dt.date, parsed: DateText, zone: str | None) -> tuple[int, str]:
    """The day of a time, where a zone is told; a time without a zone of its own is one of that zone."""
    offset = parsed.offset
    try:
        moment = dt.datetime.combine(date, dt.time(*parsed.clock[:3]))
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
        return NO_DAY, _NONE
    if zone is None:
        return NO_DAY, SAY_ZONE
    day = date if moment.tzinfo is None else moment.astimezone(zone_of(zone)).date()
    return to_day(day), in_zone(zone)


def read_each_date(texts: list[str], order: str | None = None, zone: str | None = None) -> tuple[Ints, np.ndarray[Any, Any]]:
    """Day numbers of date texts that differ, and why one was not read, or that its day is that of a zone.

    Parameters
    ----------
    texts
        Dates as ``yyyy-mm-dd`` or ``yyyymmdd``, with a month's name, or with day and month in some order before the year. A time of
        midnight without a zone may follow.
    order
        ``"dmy"``, ``"mdy"`` or ``"ymd"`` (years of two digits) for texts like 03/04/2025; without it such a text has two readings.
    zone
        The zone whose day counts where a text has another time, or a time with a zone; without it such a text is refused.

    Returns
    -------
    days : (n,), int32
        `NO_DAY` where blank or unreadable.
    reasons : (n,), object
        Empty where a date was read as it stands, or nothing stood.

    Examples
    --------
    >>> [str(d) for d in read_each_date(["2025-06-30T22:00:00Z"], zone="Europe/Berlin")]
    ['[20270]', "['was read as the day in Europe/Berlin']"]
    """
    read = [_one(t, order, zone) for t in texts]
    return np.array([d for d, _ in read], np.int32), np.array([r for _, r in read], object)
