"""Fiscal calendars: which quarters there are, what they are called, and which quarter a day lies in."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from typing import Literal

import numpy as np
from attrs import field, frozen

from cashflow.basics.brief import Outlined
from cashflow.basics.days import DateGiven, DatesGiven, Ints, by_day, date_list, date_or_none, to_date, to_day
from cashflow.basics.door import checked_class, names_of, one_line
from cashflow.basics.errors import CalendarRangeError, InputError, nearest
from cashflow.basics.whole_numbers import is_whole_number

__all__ = ["FiscalCalendar", "Quarters", "month_of"]

_MOST = 400
_MANY = 4_000
"""Days from which each calendar day that occurs is looked up once."""
_MONTHS = [m.lower() for m in calendar.month_name[1:]]
_LENGTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
"""Calendar months of each kind of period."""
_QUARTER = range(80, 102)
"""Days of what everybody calls a quarter, those of 12 to 14 weeks among them."""


def month_of(value: str | int, name: str = "fiscal_year_starts") -> int:
    """A month, 1 to 12, from its number or from its name, of which three letters do; `name`: for messages.

    Examples
    --------
    >>> month_of("March"), month_of("sep"), month_of(12)
    (3, 9, 12)
    """
    if not isinstance(value, str) and not is_whole_number(value):
        raise InputError("must be a month, as a name or 1 to 12", column=name, value=value)
    if is_whole_number(value, 1, 12):
        return int(value)
    matches = [i for i, m in enumerate(_MONTHS, 1) if len(str(value)) >= 3 and m.startswith(str(value).strip().lower())]
    if len(matches) != 1:
        raise InputError(f"is not a month. {nearest(str(value), [m.title() for m in _MONTHS])}", column=name, value=value)
    return matches[0]


def _dates(value: DatesGiven | None) -> tuple[dt.date, ...] | None:
    return None if value is None else date_list(value, "quarter_ends")


def _names(value: Sequence[str] | None) -> tuple[str, ...] | None:
    return None if value is None else tuple(one_line(name, "labels") for name in names_of(value, "labels"))


@frozen(eq=False, repr=False)
class Quarters(Outlined):
    """Consecutive fiscal quarters to show. `first[i]` to `last[i]` are day numbers, both inclusive."""

    labels: tuple[str, ...]
    first: Ints  # (n_quarters,), int32
    last: Ints  # (n_quarters,), int32

    def __len__(self) -> int:
        return len(self.labels)

    def period(self, days: Ints) -> Ints:
        """(n,), int64: 0 before the first quarter, 1 … n_quarters in one, n_quarters + 1 after the last."""
        edges = np.append(self.first, self.last[-1] + 1)
        if len(days) < _MANY:
            return np.searchsorted(edges, days, side="right")
        return by_day(days, lambda some: np.searchsorted(edges, some, side="right").astype(np.int32)).astype(np.int64)

    def describe(self) -> list[str]:
        """What reports must say of them: that they are not quarters, if they are not.

        Examples
        --------
        >>> FiscalCalendar(period="half-year").quarters("2025-01-01", "2025-12-31").describe()
        ["the periods shown have 181 to 184 days each; 'quarter' stands for one of them"]
        >>> FiscalCalendar().quarters("2025-01-01", "2025-12-31").describe()
        []
        """
        low, high = (int(end) for end in ((self.last - self.first).min() + 1, (self.last - self.first).max() + 1))
        if low in _QUARTER and high in _QUARTER:
            return []
        days = f"{low} days" if low == high else f"{low} to {high} days each"
        return [f"the periods shown have {days}; 'quarter' stands for one of them"]


@checked_class
@frozen
class FiscalCalendar:
    """Fiscal years of four quarters of three calendar months, of other periods, or explicit quarter ends (4-4-5).

    Parameters
    ----------
    starts
        Month the fiscal year starts in, by name or number.
    named_by
        ``"start"`` or ``"end"``: the calendar year that names the fiscal year. Needed unless it
        starts in January. Starting April 2025: ``"start"`` says FY2025, ``"end"`` FY2026.
    period
        What figures are told by: ``"quarter"``, or ``"month"``, ``"half-year"`` or ``"year"``, which then stand wherever a quarter is
        spoken of: who reports half-yearly asks for cash at the half-year's end.
    quarter_ends
        Explicit last days of consecutive quarters, for 4-4-5 and 52/53-week years; then
        `first_day` is the first day of the first of them. Without `labels` a quarter is called by its last day.
    first_day
        First day of the first of the explicit quarters.
    labels
        Names of the explicit quarters, as many as there are.
    many_quarters
        Allow more than 400 quarters; without it so many are taken for a mistyped date.

    Examples
    --------
    >>> FiscalCalendar("April", named_by="start").quarters("2025-04-01", "2025-09-30").labels
    ('FY2025 Q1', 'FY2025 Q2')
    >>> FiscalCalendar("April", named_by="end", period="half-year").quarters("2025-04-01", "2026-03-31").labels
    ('FY2026 H1', 'FY2026 H2')
    >>> FiscalCalendar(period="month").quarters("2025-05-01", "2025-06-30").labels
    ('May 2025', 'Jun 2025')
    """

    starts: int = field(default=1, converter=month_of)
    named_by: Literal["start", "end"] | None = None
    period: Literal["month", "quarter", "half-year", "year"] = field(default="quarter", kw_only=True)
    quarter_ends: tuple[dt.date, ...] | None = field(default=None, kw_only=True, converter=_dates)
    first_day: dt.date | None = field(default=None, kw_only=True, converter=date_or_none)
    labels: tuple[str, ...] | None = field(default=None, kw_only=True, converter=_names)
    many_quarters: bool = field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.period, str) or self.period not in _LENGTHS:
            raise InputError(f"is not a period. {nearest(str(self.period), list(_LENGTHS))}", column="period", value=self.period)
        if self.quarter_ends is not None:
            self._check_ends(self.quarter_ends)
        elif self.first_day is not None or self.labels is not None:
            name = "labels" if self.first_day is None else "first_day"
            raise InputError("applies to quarter_ends, which are not given", column=name, hint="Give quarter_ends, too, or leave it out")
        elif self.starts != 1 and self.named_by is None and self.period != "month":
            hint = "Say 'start' if April 2025 opens FY2025, 'end' if it opens FY2026"
            raise InputError("must be given for a fiscal year that does not start in January", column="fiscal_year_named_by", hint=hint)
        if not isinstance(self.many_quarters, bool):
            raise InputError("must be true or false", column="many_quarters", value=self.many_quarters)
        if self.named_by not in (None, "start", "end"):
            raise InputError("must be 'start' or 'end'", column="fiscal_year_named_by", value=self.named_by)

    def _check_ends(self, ends: Sequence[dt.date]) -> None:
        if not ends or list(ends) != sorted(set(ends)):
            raise InputError("must be rising dates", column="quarter_ends")
        if self.first_day is None or self.first_day > ends[0]:
            raise InputError("must be given with quarter_ends, and not lie after the first of them", column="first_day")
        if self.labels is not None and len(self.labels) != len(ends):
            raise InputError("must be as many as quarter_ends", column="labels")
        if self.labels is not None and len(set(self.labels)) != len(self.labels):
            twice = next(name for name in self.labels if self.labels.count(name) > 1)
            raise InputError("names two quarters, and figures are asked for by name", column="labels", value=twice)
        if self.starts != 1 or self.named_by is not None or self.period != "quarter":
            name = "fiscal_year_starts" if self.starts != 1 else "period" if self.named_by is None else "fiscal_year_named_by"
            raise InputError("contradicts quarter_ends", column=name, hint="Leave one of them out")

    def quarters(self, first: DateGiven, last: DateGiven) -> Quarters:
        """Whole fiscal quarters from `first` to `last`, both inclusive.

        Parameters
        ----------
        first, last
            First day of the first quarter and last day of the last one: dates or ISO text.

        Returns
        -------
        Quarters

        Raises
        ------
        InputError
            The days do not bound whole fiscal quarters; the message names the nearest ones.
        InputError
            They are more than 400.
        CalendarRangeError
            Explicit quarter ends do not reach that far.
        """
        low, high = to_day(first, "quarters.from"), to_day(last, "quarters.to")
        if high < low:
            raise InputError("ends before it starts", column="quarters", value=f"{first} to {last}")
        found = self.covering(low, high)
        if found.first[0] != low or found.last[-1] != high:
            hint = f"Whole {self.period}s around it: from {to_date(found.first[0])} to {to_date(found.last[-1])}"
            raise InputError(
                f"are not whole fiscal {self.period}s", column="quarters", value=f"{to_date(low)} to {to_date(high)}", hint=hint
            )
        return found

    def has(self, quarters: Quarters) -> bool:
        """Whether some quarters, with their labels, are of this calendar."""
        try:
            own = self.quarters(to_date(int(quarters.first[0])), to_date(int(quarters.last[-1])))
        except InputError:
            return False
        return own.labels == quarters.labels and np.array_equal(own.last, quarters.last)

    def covering(self, low: int, high: int) -> Quarters:
        """The quarters that hold the day numbers `low` to `high`."""
        if self.quarter_ends is not None:
            return self._listed(low, high)
        several = (self._start_month(high) - self._start_month(low)) // self.months + 1
        if several > _MOST and not self.many_quarters:
            reason = f"{to_date(low)} to {to_date(high)} are {several:,} {self.period}s, more than {_MOST}; a date is probably mistyped"
            hint = "Name the quarters to show, or say many_quarters = true in [calendar] (Python: FiscalCalendar(many_quarters=True))"
            raise InputError(reason, column="quarters", hint=hint)
        months = np.arange(self._start_month(low), self._start_month(high) + self.months + 1, self.months).astype("datetime64[M]")
        edges = months.astype("datetime64[D]").astype(np.int32)
        return Quarters(tuple(self._label(m) for m in months[:-1].astype(int)), edges[:-1], edges[1:] - 1)

    @property
    def months(self) -> int:
        """Calendar months of a period."""
        return _LENGTHS[self.period]

    def _start_month(self, day: int) -> int:
        date = to_date(day)
        month = (date.year - 1970) * 12 + date.month - 1
        return month - (date.month - self.starts) % self.months

    def _label(self, month: int) -> str:
        year, since = 1970 + month // 12, (month % 12 + 1 - self.starts) % 12
        if self.period == "month":  # of the calendar, whenever the fiscal year starts
            return f"{_MONTHS[month % 12][:3].title()} {year}"
        start_year = year if month % 12 + 1 >= self.starts else year - 1
        fiscal_year = f"{start_year}" if self.starts == 1 else f"FY{start_year + (self.named_by == 'end')}"
        number = since // self.months + 1
        return {"quarter": f"{fiscal_year} Q{number}", "half-year": f"{fiscal_year} H{number}", "year": fiscal_year}[self.period]

    def _listed(self, low: int, high: int) -> Quarters:
        assert self.quarter_ends is not None and self.first_day is not None
        last = np.array([to_day(d) for d in self.quarter_ends], np.int32)
        first = np.append(to_day(self.first_day), last[:-1] + 1).astype(np.int32)
        if low < first[0] or high > last[-1]:
            known = f"{to_date(first[0])} to {to_date(last[-1])}"
            reason = f"the fiscal calendar covers {known}, and {to_date(low)} to {to_date(high)} was asked for"
            raise CalendarRangeError(reason, column="quarters", hint="List more quarter_ends")
        names = self.labels or tuple(f"quarter to {d}" for d in self.quarter_ends)
        keep = slice(int(np.searchsorted(last, low)), int(np.searchsorted(last, high)) + 1)
        return Quarters(names[keep], first[keep], last[keep])
