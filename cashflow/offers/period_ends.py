"""When suppliers close their own books: dates, the month their year ends, or a column with either."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import DateGiven, Ints, to_day
from cashflow.basics.door import listed
from cashflow.basics.errors import InputError
from cashflow.basics.fiscal import FiscalCalendar, month_of

__all__ = ["PeriodEnds"]

_HINT = 'Write a date, [2025-06-30, 2025-09-30], { year_ends = "March" } or a column\'s name'


def _dates(value: Sequence[DateGiven | int]) -> tuple[int, ...]:
    return tuple(sorted({v if type(v) is int else to_day(v, "supplier_period_ends") for v in value}))


def _month(value: str | int | None) -> int | None:
    return None if value is None else month_of(value, "supplier_period_ends")


@frozen
class PeriodEnds:
    """The suppliers' own period ends: exactly one of dates, the month a year ends in, or a column.

    Parameters
    ----------
    dates
        Period ends, as dates or day numbers.
    year_ends
        Month, by name or 1 to 12; the quarter ends of such years count.
    column
        Ledger column with a date or a month for each supplier.

    Examples
    --------
    >>> PeriodEnds.of({"year_ends": "March"}).of_supplier(None, to_day("2025-06-01"), to_day("2025-08-15")).astype("datetime64[D]")
    array(['2025-06-30'], dtype='datetime64[D]')
    """

    dates: tuple[int, ...] = field(default=(), converter=_dates)
    year_ends: int | None = field(default=None, converter=_month)
    column: str | None = None

    def __attrs_post_init__(self) -> None:
        if bool(self.dates) + (self.year_ends is not None) + bool(self.column) != 1:
            raise InputError("must be dates, the month a year ends in or a column, one of them", column="supplier_period_ends", hint=_HINT)

    @classmethod
    def of(cls, value: PeriodEndsGiven) -> PeriodEnds | None:
        """From a date, a list of dates, ``{"year_ends": "March"}``, or the name of a column."""
        if value is None or isinstance(value, PeriodEnds):
            return value
        if isinstance(value, Mapping) and set(value) == {"year_ends"}:
            return cls(year_ends=value["year_ends"])
        value = listed(value)
        if isinstance(value, list | tuple) and value:
            return cls(dates=tuple(to_day(v, "supplier_period_ends") for v in value))
        if isinstance(value, dt.date | np.datetime64) or (isinstance(value, str) and value[:1].isdigit()):
            return cls(dates=(to_day(value, "supplier_period_ends"),))
        if isinstance(value, str) and value.strip():
            return cls(column=value)
        raise InputError("are not period ends", column="supplier_period_ends", value=value, hint=_HINT)

    def of_supplier(self, text: str | None, first: int, last: int) -> Ints:
        """Day numbers of a supplier's period ends from `first` to `last`, given its column's text if there is one."""
        if self.column is not None:
            if not text:
                return np.zeros(0, np.int64)
            is_month = not text[:1].isdigit() or (text.isascii() and len(text) <= 2)
            own = PeriodEnds.of({"year_ends": int(text) if text.isdigit() else text} if is_month else text)
            assert own is not None
            return own.of_supplier(None, first, last)
        if self.year_ends is None:
            return np.array([d for d in self.dates if first <= d <= last], np.int64)
        ends = FiscalCalendar(self.year_ends % 12 + 1, "end", many_quarters=True).covering(first, last).last.astype(np.int64)
        return ends[ends <= last]


PeriodEndsGiven = PeriodEnds | DateGiven | Sequence[DateGiven] | Mapping[str, str | int] | None
"""The suppliers' period ends as a user gives them: a date, dates, ``{"year_ends": "March"}``, or a column's name."""
