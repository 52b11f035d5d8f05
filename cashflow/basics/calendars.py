"""Business calendars: which days are business days, and where a date rolls to.

Rules hold no data: weekend and holidays are arguments, or come by name from the `holidays`
package, and every calendar that has holidays knows the range it is good for.
"""

from __future__ import annotations

import datetime as dt
import functools
import threading
import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import NEVER, NO_DAY, DatesGiven, Ints, date_list, date_or_none, to_date, to_day
from cashflow.basics.errors import CalendarRangeError, InputError, nearest
from cashflow.basics.words import many

__all__ = ["ROLLS", "BusinessCalendar"]

ROLLS = ("following", "preceding", "modified following", "modified preceding", "none")
"""Business-day conventions; a modified form turns back rather than leave the month."""

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FINANCIAL = {"TARGET": "XECB", "TARGET2": "XECB", "T2": "XECB", "FED": "XFED", "FEDWIRE": "XFED"}
_FIRST_YEAR, _LAST_YEAR = 2000, 2050
_LOOKING_UP = threading.Lock()
_UNNAMED = "business days"
_SHOWN = 5
_MANY = 1000  # days from which a table of the calendar's whole range is cheaper than asking numpy for each


def weekday_number(name: object) -> int:
    """0 for Monday … 6 for Sunday, from ``"Thu"``, ``"Thursday"``, ``"thursdays"``."""
    word = str(name).strip().lower()
    for number, short in enumerate(_WEEKDAYS):
        full = to_date(4 + number).strftime("%A").lower()  # day 4 of the epoch was a Monday
        if word in (short.lower(), full, full + "s"):
            return number
    raise InputError(f"is not a weekday. {nearest(word.title(), _WEEKDAYS)}", column="weekday", value=name)


class _Weekend(tuple[int, ...]):
    """Weekdays by number, Monday is 0, as a calendar holds them; a user gives names, because a number has two readings."""

    __slots__ = ()


def _weekend(days: Iterable[str]) -> _Weekend:
    if isinstance(days, _Weekend):  # `attrs.evolve` gives what is held again
        return days
    if isinstance(days, str) or not isinstance(days, Iterable):
        raise InputError('must be a list like ["Sat", "Sun"]', column="weekend", value=days)
    numbers = _Weekend(sorted({weekday_number(d) for d in days}))
    if len(numbers) == 7:
        raise InputError("can't be all seven days", column="weekend")
    return numbers


def _holidays(days: DatesGiven) -> tuple[dt.date, ...]:
    return tuple(sorted(set(date_list(days, "holidays"))))


def _text(name: str) -> str:
    if not isinstance(name, str):
        raise InputError("must be text", column="name", value=name, hint='Write cf.BusinessCalendar.named("TARGET")')
    return name


def _few(days: tuple[dt.date, ...]) -> str:
    """Holidays as a console shows them: many as how many they are."""
    return repr(days) if len(days) <= _SHOWN else f"<{len(days)} days>"


@frozen
class BusinessCalendar:
    """Weekend days and holidays, and the range of days they are known for.

    Parameters
    ----------
    weekend
        Weekdays that are never business days, e.g. ``["Sat", "Sun"]``; none by default.
    holidays
        Dates that are not business days.
    first, last
        Range the holidays are known for. With holidays and no range: the whole years they span.
        Without holidays: no limit.
    name
        Shown in messages and results.

    Examples
    --------
    >>> BusinessCalendar.named("TARGET").is_business_day("2025-05-01")
    False
    """

    weekend: tuple[int, ...] = field(default=(), converter=_weekend)
    holidays: tuple[dt.date, ...] = field(default=(), converter=_holidays, repr=_few)
    first: dt.date | None = field(default=None, converter=date_or_none)
    last: dt.date | None = field(default=None, converter=date_or_none)
    name: str = field(default=_UNNAMED, converter=_text)

    def __attrs_post_init__(self) -> None:
        if self.holidays and self.first is None:
            object.__setattr__(self, "first", dt.date(self.holidays[0].year, 1, 1))
        if self.holidays and self.last is None:
            object.__setattr__(self, "last", dt.date(self.holidays[-1].year, 12, 31))
        if self.first is not None and self.last is not None and self.last < self.first:
            hint = "first is the first day for which the holidays are known, last the last one"
            raise InputError("ends before it starts", column="first", value=f"{self.first} to {self.last}", hint=hint)

    @property
    def closed(self) -> str:
        """Which days are no business days, in words; nothing where all are.

        Examples
        --------
        >>> BusinessCalendar(["Sat", "Sun"], ["2025-12-25"]).closed
        'Sat, Sun and 1 holiday'
        """
        weekend = ", ".join(_WEEKDAYS[day] for day in self.weekend)
        return " and ".join(filter(None, [weekend, many(len(self.holidays), "holiday") if self.holidays else ""]))

    @classmethod
    def named(cls, name: str) -> BusinessCalendar:
        """A calendar of the `holidays` package, weekend Saturday and Sunday.

        Parameters
        ----------
        name
            ``"TARGET"``, ``"FED"``, a market code such as ``"XNYS"``, a country ``"DE"`` or a country and its
            part ``"GB-ENG"``, ``"DE-BY"``. GB needs its part: Easter Monday is a holiday in England only.

        Returns
        -------
        BusinessCalendar
            Good for 2000 to 2050, or as far as the package knows.

        Raises
        ------
        InputError
            No such calendar; the nearest names are in the message.
        """
        return _named(_text(name).strip())

    @property
    def is_named(self) -> bool:
        """Whether it was given a name."""
        return self.name != _UNNAMED

    @functools.cached_property
    def _numpy(self) -> np.busdaycalendar:
        mask = [day not in self.weekend for day in range(7)]
        return np.busdaycalendar(weekmask=mask, holidays=np.array(self.holidays, "datetime64[D]"))

    def _check(self, days: Ints) -> None:
        if days.size:
            low, high = int(days.min()), int(days.max())
            if low == NO_DAY or high == NEVER:
                raise InputError("a missing date reached a business calendar", column="date")
            beyond = low if self.first and low < to_day(self.first) else high
            if (self.first and low < to_day(self.first)) or (self.last and high > to_day(self.last)):
                reason = f"calendar '{self.name}' is good for {self.first} to {self.last}; a payment reaches {to_date(beyond)}"
                raise CalendarRangeError(reason, hint="Give a calendar with a wider range, or check that date in the ledger")

    def is_business_day(self, date: object) -> bool:
        """Whether one date is a business day."""
        self._check(day := np.array([to_day(date)]))
        return bool(np.is_busday(day.astype("datetime64[D]"), busdaycal=self._numpy)[0])

    def roll(self, days: Ints, convention: str) -> Ints:
        """Move day numbers to business days by a convention of `ROLLS`; a business day stays.

        Parameters
        ----------
        days : (n,), int32
            Day numbers inside the calendar's range.
        convention
            One of `ROLLS`.

        Returns
        -------
        (n,), int32
        """
        if convention == "none" or not (self.weekend or self.holidays):
            return np.asarray(days, np.int32)
        return self._moved(days, 0, convention.replace(" ", ""))

    def add(self, days: Ints, lag: int) -> Ints:
        """Day numbers `lag` business days later, or earlier if negative; 0 changes nothing. Saturday: +1 is Monday, −1 is Friday."""
        if lag == 0:
            return np.asarray(days, np.int32)
        return self._moved(days, lag, "preceding" if lag > 0 else "following")

    @functools.cached_property
    def _tables(self) -> dict[tuple[int, str], Ints]:
        return {}

    def _moved(self, days: Ints, lag: int, how: str) -> Ints:
        """Business days by numpy; many days by a table of the whole range, filled once."""
        self._check(days := np.asarray(days))
        if self.first is None or self.last is None or days.size < _MANY:
            moved = self._offset(days, lag, how)
        else:
            low = to_day(self.first)
            table = self._tables.get((lag, how))
            if table is None:
                table = self._tables.setdefault((lag, how), self._offset(np.arange(low, to_day(self.last) + 1), lag, how))
            moved = table[days - low]
        self._check(moved)
        return moved

    def _offset(self, days: Ints, lag: int, how: str) -> Ints:
        dates = days.astype("datetime64[D]")
        return np.busday_offset(dates, lag, roll=how, busdaycal=self._numpy).astype(np.int32)  # type: ignore[call-overload]


@functools.cache
def _named(name: str) -> BusinessCalendar:
    import holidays  # imported late: 50 ms that only named calendars pay

    code = _FINANCIAL.get(name.upper(), name)
    years = range(_FIRST_YEAR, _LAST_YEAR + 1)
    with _LOOKING_UP, warnings.catch_warnings():  # what is caught is caught for the whole process
        warnings.simplefilter("ignore")  # a calendar that ends says so by its range, below
        found = _lookup(holidays, code, years, name)
    first, last = max(_FIRST_YEAR, found.start_year), min(_LAST_YEAR, found.end_year)
    closed = [d for d in found if first <= d.year <= last]
    return BusinessCalendar(weekend=["Sat", "Sun"], holidays=closed, first=dt.date(first, 1, 1), last=dt.date(last, 12, 31), name=name)


def _lookup(package: Any, code: str, years: range, name: str) -> Any:
    countries, markets = package.list_supported_countries(), package.list_supported_financial()
    country, _, part = code.partition("-")
    if code.upper() in markets:
        return package.financial_holidays(code.upper(), years=years)
    if country.upper() in countries:
        parts = countries[country.upper()]
        if country.upper() == "GB" and not part:
            raise InputError("needs its part, e.g. GB-ENG: the parts have different bank holidays", column="business_days", value=name)
        if part and part.upper() not in parts:
            raise InputError(f"is not part of {country.upper()}. {nearest(part.upper(), parts)}", column="business_days", value=name)
        return package.country_holidays(country.upper(), subdiv=part.upper() or None, years=years)
    known = [*_FINANCIAL, *markets, *countries, *(f"GB-{p}" for p in countries["GB"])]
    raise InputError(f"unknown calendar. {nearest(code.upper(), known)}", column="business_days", value=name)
