"""Days that programs write where they know none: the first and last ones of their calendars."""

from __future__ import annotations

import datetime as dt

import numpy as np

from cashflow.basics.days import Ints

__all__ = ["NO_DATES", "are_no_dates", "is_no_date"]

NO_DATES = (
    "0001-01-01",  # .NET
    "1753-01-01",  # SQL Server's datetime, Business Central
    "1899-12-30", "1899-12-31", "1900-01-01",  # spreadsheets, Access, SQL Server's smalldatetime, Dynamics
    "1970-01-01",  # Unix
    "2079-06-06", "2099-12-31", "9999-12-31",  # "never"
)  # fmt: skip
_DATES = frozenset(map(dt.date.fromisoformat, NO_DATES))
_DAYS = np.array([(d - dt.date(1970, 1, 1)).days for d in sorted(_DATES)], np.int64)


def is_no_date(date: dt.date) -> bool:
    """Whether a date stands for none.

    Examples
    --------
    >>> is_no_date(dt.date(9999, 12, 31)), is_no_date(dt.date(2026, 1, 1))
    (True, False)
    """
    return date in _DATES


def are_no_dates(days: Ints) -> Ints:
    """(n,), bool: the same of day numbers.

    Examples
    --------
    >>> are_no_dates(np.array([0, 20_454])).tolist()
    [True, False]
    """
    out: Ints = np.zeros(len(days), bool)
    for day in _DAYS.tolist():
        out |= days == day
    return out
