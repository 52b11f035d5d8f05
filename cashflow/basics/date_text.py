"""Text columns of dates: ISO, or any order with one reading only; two readings are refused with both."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import numpy as np

from cashflow.basics.days import NO_DAY, Ints, to_day
from cashflow.basics.frames import pd

__all__ = ["PLACEHOLDER", "read_dates", "read_each_date"]

PLACEHOLDER = "is a placeholder, taken as no date"
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MIXED = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4})(?: \d{1,2}:\d{2}(?::\d{2})?)?")


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _readings(text: str, order: str | None) -> list[dt.date]:
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        found = [_date(int(match[1]), int(match[2]), int(match[3]))]
    elif match := _MIXED.fullmatch(text):
        a, b, year = int(match[1]), int(match[3]), int(match[4])
        by_order = {"dmy": _date(year, b, a), "mdy": _date(year, a, b)}
        found = [by_order[order]] if order else list(by_order.values())
    else:
        found = []
    return sorted({d for d in found if d is not None})


def _one(text: str, order: str | None) -> tuple[int, str]:
    text = text.strip()
    if not text:
        return NO_DAY, ""
    found = _readings(text, order)
    if len(found) == 2:
        return NO_DAY, f"has two readings, {found[0]} and {found[1]}; write {found[0]}, or say date_order"
    if not found:
        return NO_DAY, "is no date like 2025-06-30"
    if found[0].year >= 2200:
        return NO_DAY, PLACEHOLDER
    if found[0].year < 1900:
        return NO_DAY, "lies before 1900"
    return to_day(found[0]), ""


def read_dates(texts: np.ndarray[Any, Any], order: str | None = None) -> tuple[Ints, np.ndarray[Any, Any]]:
    """Day numbers of date texts, each distinct text read once.

    Parameters
    ----------
    texts : (n,), object
        ISO dates (a time part is dropped), ``yyyymmdd``, or day and month in some order before a four-digit year.
    order
        ``"dmy"`` or ``"mdy"`` for texts like 03/04/2025; without it such a text has two readings.

    Returns
    -------
    days : (n,), int32
        `NO_DAY` where blank or unreadable.
    reasons : (n,), object
        Why a text was not read; empty where it was, or was blank.
    """
    codes, values = pd.factorize(np.asarray(texts, object))
    days, reasons = read_each_date([str(v) for v in values], order)
    return days[codes], reasons[codes]


def read_each_date(texts: list[str], order: str | None = None) -> tuple[Ints, np.ndarray[Any, Any]]:
    """`read_dates` for texts that differ."""
    read = [_one(t, order) for t in texts]
    return np.array([d for d, _ in read], np.int32), np.array([r for _, r in read], object)
