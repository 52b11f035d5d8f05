"""When suppliers close their own books: dates, the month their year ends, or a column with either."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
from attrs import frozen

from cashflow.basics.days import DateGiven, Ints, to_day
from cashflow.basics.errors import InputError
from cashflow.basics.fiscal import FiscalCalendar, month_of

__all__ = ["PeriodEnds"]


@frozen
class PeriodEnds:
    """The suppliers' own period ends: exactly one of dates, the month a year ends in, or a column.

    Parameters
    ----------
    dates
        Day numbers of period ends.
    year_ends
        Month, 1 to 12; the quarter ends of such years count.
    column
        Ledger column with a date or a month for each supplier.

    Examples
    --------
    >>> PeriodEnds.of({"year_ends": "March"}).of_supplier(None, to_day("2025-06-01"), to_day("2025-08-15")).astype("datetime64[D]")
    array(['2025-06-30'], dtype='datetime64[D]')
    """

    dates: tuple[int, ...] = ()
    year_ends: int | None = None
    column: str | None = None

    @classmethod
    def of(cls, value: PeriodEndsGiven) -> PeriodEnds | None:
        """From a date, a list of dates, ``{"year_ends": "March"}``, or the name of a column."""
        if value is None or isinstance(value, PeriodEnds):
            return value
        if isinstance(value, Mapping) and set(value) == {"year_ends"}:
            return cls(year_ends=month_of(value["year_ends"], "supplier_period_ends"))
        if isinstance(value, list | tuple) and value:
            return cls(dates=tuple(sorted({to_day(v, "supplier_period_ends") for v in value})))
        if isinstance(value, dt.date | np.datetime64) or (isinstance(value, str) and value[:1].isdigit()):
            return cls(dates=(to_day(value, "supplier_period_ends"),))
        if isinstance(value, str) and value.strip():
            return cls(column=value)
        hint = 'Write a date, [2025-06-30, 2025-09-30], { year_ends = "March" } or a column\'s name'
        raise InputError("are not period ends", column="supplier_period_ends", value=value, hint=hint)

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
