"""Day counts: which part of a year lies between two dates, by seven exact rules. Knows no rate and no amount.

In every rule the first day is in and the last day is out.
"""

from __future__ import annotations

import math
import re
from typing import Any, TypedDict

import numpy as np
import numpy.typing as npt

from cashflow.basics.days import NEVER, NO_DAY, Ints, to_date, to_day, to_days
from cashflow.basics.errors import InputError, nearest

__all__ = ["DAYS_A_YEAR", "DAY_COUNTS", "PeriodRule", "day_count", "fixed_day_count", "year_fraction", "year_fraction_parts"]

DAY_COUNTS = ("ACT/360", "ACT/365F", "ACT/ACT ISDA", "ACT/ACT ICMA", "30/360", "30U/360", "30E/360", "30E/360 ISDA")
"""The day counts known, as they are spelt here."""

DAYS_A_YEAR = {"ACT/360": 360, "ACT/365F": 365}
"""The day counts for which a number of days is enough: the days of their year."""

_ALIASES = {
    "ACT/360": "A/360, FRENCH",
    "ACT/365F": "ACT/365, ACT/365 FIXED, A/365, A/365F, ENGLISH",
    "ACT/ACT ISDA": "ACT/ACT, A/A",
    "ACT/ACT ICMA": "ACT/ACT ISMA, ACT/ACT BOND, ISMA-99, ICMA",
    "30/360": "BOND BASIS, 30/360 BOND BASIS, 30/360 ISDA, 30A/360, 360/360",
    "30U/360": "30/360 US, 30US/360, 30/360 SIA, 30/360 NASD, US 30/360, NASD 30/360",
    "30E/360": "EUROBOND BASIS, EUROBOND, 30/360 EUROBOND BASIS, 30/360 ICMA, 30/360 ISMA, 30/360 EUROPEAN, EUROPEAN 30/360, 30S/360",
    "30E/360 ISDA": "30/360 GERMAN, GERMAN",
}


class PeriodRule(TypedDict, total=False):
    """What two of the day counts ask beside the dates; see `year_fraction`."""

    period: tuple[Any, Any] | None
    frequency: int | None
    termination_date: Any


def _key(name: str) -> str:
    return re.sub(r"[^A-Z0-9/]", "", name.upper().replace("ACTUAL", "ACT"))


_KNOWN = {_key(word): name for name, words in _ALIASES.items() for word in (name, *words.split(","))}


def day_count(name: str) -> str:
    """Return a day count that is known, spelt as in `DAY_COUNTS`.

    Parameters
    ----------
    name
        Any usual spelling: ``Actual/360``, ``act/365 (fixed)``, ``30/360 US``, ``Eurobond basis``. Case, spaces and
        brackets don't matter. ``ACT/365`` is read as fixed, ``ACT/ACT`` as ISDA, ``30/360`` as the bond basis of
        ISDA 2006 (no rule for February; that one is ``30/360 US``).

    Raises
    ------
    InputError
        None of them; names the nearest.

    Examples
    --------
    >>> day_count("Actual/365 (Fixed)"), day_count("30/360 US"), day_count("Act/Act")
    ('ACT/365F', '30U/360', 'ACT/ACT ISDA')
    """
    found = _KNOWN.get(_key(name)) if isinstance(name, str) else None
    if found is None:
        raise InputError(f"unknown day count. {nearest(str(name).strip().upper(), DAY_COUNTS)}", column="day_count", value=name)
    return found


def fixed_day_count(name: str) -> str:
    """Return a day count that asks for days only, of `DAYS_A_YEAR`; for places that know no dates."""
    found = day_count(name)
    if found not in DAYS_A_YEAR:
        hint = f"Here only {' and '.join(DAYS_A_YEAR)} are known"
        raise InputError("depends on the dates, not only on their distance", column="day_count", value=name, hint=hint)
    return found


def year_fraction_parts(
    start: Any,
    end: Any,
    day_count: str,
    *,
    period: tuple[Any, Any] | None = None,
    frequency: int | None = None,
    termination_date: Any = None,
) -> tuple[Ints, int]:
    """Exact year fractions of day numbers: ``numerators / per``.

    The rules, options and errors are those of `year_fraction`; this is its form for exact interest.

    Parameters
    ----------
    start, end : (n,), int32
        Day numbers (days since 1970-01-01); shapes broadcast, scalars too.
    day_count, period, frequency, termination_date
        As in `year_fraction`.

    Returns
    -------
    numerators : (n,), int64
        Signed: negative where `end` lies before `start`.
    per
        One positive denominator for all rows: 360, 365, 133,590 (= 365 × 366) for ACT/ACT ISDA; for ACT/ACT ICMA
        the least common multiple of frequency × days of the coupon periods touched.

    Examples
    --------
    >>> import numpy as np
    >>> year_fraction_parts(np.array([20259, 20262]), np.array([20315, 20268]), "ACT/360")
    (array([56,  6]), 360)
    """
    name = _resolve(day_count)
    first, last = np.broadcast_arrays(_checked(start, "start"), _checked(end, "end"))
    if name == "ACT/ACT ICMA":
        return _icma(first, last, period, frequency)
    if period is not None or frequency is not None:
        raise InputError("period and frequency belong to ACT/ACT ICMA only", column="day_count", value=name)
    if termination_date is not None and name != "30E/360 ISDA":
        raise InputError("termination_date belongs to 30E/360 ISDA only", column="day_count", value=name)
    if name in ("ACT/360", "ACT/365F"):
        return last - first, 360 if name == "ACT/360" else 365
    if name == "ACT/ACT ISDA":
        return _since_year_zero(last) - _since_year_zero(first), 365 * 366
    sign = np.where(last < first, -1, 1)
    return sign * _thirty(np.minimum(first, last), np.maximum(first, last), name, termination_date), 360


_resolve = day_count


def year_fraction(
    start: Any,
    end: Any,
    day_count: str,
    *,
    period: tuple[Any, Any] | None = None,
    frequency: int | None = None,
    termination_date: Any = None,
) -> Any:
    """Part of a year from `start` to `end`, first day in, last day out.

    - ``ACT/360``, ``ACT/365F``: calendar days / 360, / 365.
    - ``ACT/ACT ISDA``: days in leap years / 366 + days in other years / 365.
    - ``ACT/ACT ICMA``: days / (frequency × days of the coupon period); where the dates leave the period, the same in
      each period before or after it, found by steps of 12 / frequency months from its end. The steps keep to month ends
      if both dates of the period are month ends, else to the later of their two days of the month.
    - ``30/360`` (bond basis), 360 × years + 30 × months + days, /360, after: a start on the 31st becomes the 30th; then
      an end on the 31st becomes the 30th if the start is the 30th. February has no rule.
    - ``30U/360`` (30/360 US): first, if both are the last of February, the end becomes the 30th; if the start is the last
      of February, it becomes the 30th. Then as 30/360.
    - ``30E/360``: a 31st becomes the 30th, at both ends.
    - ``30E/360 ISDA``: a 31st or last of February becomes the 30th, at both ends; but an end on the last of February
      that is the termination date stays.

    Parameters
    ----------
    start, end : date, ISO text, or (n,) datetime64[D]
        Shapes broadcast. NaT is refused.
    day_count
        A name or alias, see `day_count`.
    period
        ACT/ACT ICMA: first and last date of one regular (or notional) coupon period.
    frequency
        ACT/ACT ICMA: coupons a year, 1 to 12. May be left out where the period is a whole number of months. A period that
        is not needs it, and must then hold all the dates.
    termination_date
        30E/360 ISDA: the last date of the contract, or `True` if every `end` is it. Without it no `end` is.

    Returns
    -------
    float or (n,), float64
        A number for two dates, an array if either is one. Where `end` lies before `start`: minus the fraction of the
        two exchanged. Exact numbers: `year_fraction_parts`.

    Raises
    ------
    InputError
        An unknown day count, no date, no period for ACT/ACT ICMA, or one that is not regular.

    References
    ----------
    2006 ISDA Definitions, section 4.16 (b), (d), (e), (f), (g), (h); ICMA rule 251; SIA Standard Securities Calculation
    Methods (30/360 US, read for a security that pays at month ends). The rival readings of 30/360 differ from 2007-02-28 to
    2007-08-31: 183 days by 30/360, 180 by 30U/360, 182 by 30E/360, 180 by 30E/360 ISDA.

    Examples
    --------
    >>> year_fraction("2025-06-20", "2025-08-15", "ACT/360") == 56 / 360
    True
    >>> round(year_fraction("2003-11-01", "2004-05-01", "ACT/ACT ISDA"), 12)
    0.497724380567
    >>> year_fraction("2003-11-01", "2004-05-01", "ACT/ACT ICMA", period=("2003-11-01", "2004-05-01"))
    0.5
    """
    numerators, per = year_fraction_parts(
        to_days(start, "start"), to_days(end, "end"), day_count, period=period, frequency=frequency, termination_date=termination_date
    )
    return int(numerators) / per if np.ndim(numerators) == 0 else numerators / per


def _checked(days: Any, name: str) -> npt.NDArray[np.int64]:
    """Day numbers as int64; the marks for no date are refused."""
    out = np.asarray(days)
    if out.dtype.kind not in "iu":
        raise InputError(f"holds {out.dtype}, not whole day numbers", column=name)
    if out.size and (int(out.min()) <= NO_DAY or int(out.max()) >= NEVER):
        raise InputError("holds a day that is not a date", column=name)
    return out.astype(np.int64)


def _since_year_zero(days: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Years since a fixed one in 365 × 366 parts: a day of a leap year is 365 of them, of another year 366."""
    years = days.astype("datetime64[D]").astype("datetime64[Y]")
    new_year = years.astype("datetime64[D]").astype(np.int64)
    length = (years + np.timedelta64(1, "Y")).astype("datetime64[D]").astype(np.int64) - new_year
    return years.astype(np.int64) * (365 * 366) + (days - new_year) * (731 - length)


def _civil(days: npt.NDArray[np.int64]) -> tuple[Ints, Ints, npt.NDArray[np.bool_]]:
    """Month number since 1970-01, day of the month, and whether it is the last of a February."""
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    day = days - months.astype("datetime64[D]").astype(np.int64) + 1
    ends = (days + 1).astype("datetime64[D]").astype("datetime64[M]") != months
    number = months.astype(np.int64)
    return number, day, ends & (number % 12 == 1)


def _thirty(start: npt.NDArray[np.int64], end: npt.NDArray[np.int64], name: str, termination_date: Any) -> npt.NDArray[np.int64]:
    """Days by a rule of the 30/360 family; start on or before end."""
    month1, day1, february1 = _civil(start)
    month2, day2, february2 = _civil(end)
    if name == "30E/360 ISDA":
        if isinstance(termination_date, bool | np.bool_):
            last = np.full(end.shape, bool(termination_date))
        else:
            last = end == (NO_DAY if termination_date is None else to_day(termination_date, "termination_date"))
        day1, day2 = np.where(february1, 30, day1), np.where(february2 & ~last, 30, day2)
    elif name == "30U/360":
        day1, day2 = np.where(february1, 30, day1), np.where(february1 & february2, 30, day2)
    day1 = np.minimum(day1, 30)
    if name in ("30/360", "30U/360"):
        day2 = np.where((day2 == 31) & (day1 == 30), 30, day2)
    else:
        day2 = np.minimum(day2, 30)
    return (month2 - month1) * 30 + day2 - day1


def _icma(
    start: npt.NDArray[np.int64], end: npt.NDArray[np.int64], period: tuple[Any, Any] | None, frequency: int | None
) -> tuple[Ints, int]:
    """ACT/ACT ICMA: whole coupon periods are 1 / frequency each, a part of one its share of the days."""
    if period is None:
        hint = "Give period = (first date, last date) of a regular coupon period, and frequency"
        raise InputError("needs a coupon period", column="day_count", value="ACT/ACT ICMA", hint=hint)
    if isinstance(period, str) or len(tuple(period)) != 2:
        raise InputError("must be two dates", column="period", value=period)
    first, last = (to_day(date, "period") for date in period)
    if last <= first:
        raise InputError("must end after it starts", column="period", value=period)
    low, high = (int(min(start.min(), end.min())), int(max(start.max(), end.max()))) if start.size else (first, first)
    bounds, coupons = _schedule(first, last, frequency, low, high)
    at1, at2 = (np.searchsorted(bounds, days, "right") - 1 for days in (start, end))
    lengths = np.append(np.diff(bounds), 1)
    parts1, parts2 = start - bounds[at1], end - bounds[at2]
    touched = {int(n) for at, parts in ((at1, parts1), (at2, parts2)) for n in np.unique(lengths[at][parts != 0])}
    per = coupons * math.lcm(1, *touched)
    share = np.array([per // (coupons * int(n)) if int(n) in touched else 0 for n in lengths], np.int64)
    return (at2 - at1) * (per // coupons) + parts2 * share[at2] - parts1 * share[at1], per


def _schedule(first: int, last: int, frequency: int | None, low: int, high: int) -> tuple[Ints, int]:
    """Ends of the coupon periods from `low` to `high`, and coupons a year."""
    a, b = to_date(first), to_date(last)
    months = (b.year - a.year) * 12 + b.month - a.month
    month_end = to_date(first + 1).day == 1 and to_date(last + 1).day == 1
    roll = 31 if month_end else max(a.day, b.day)
    base = np.datetime64(b, "M").astype(np.int64)

    def bound(number: int) -> int:
        month = np.datetime64(int(base) + number * months, "M")
        length = int(((month + np.timedelta64(1, "M")).astype("datetime64[D]") - month.astype("datetime64[D]")).astype(int))
        return int(month.astype("datetime64[D]").astype(np.int64)) + min(roll, length) - 1

    regular = months > 0 and 12 % months == 0 and (bound(-1), bound(0)) == (first, last)
    if frequency is not None and (isinstance(frequency, bool) or frequency not in (1, 2, 3, 4, 6, 12)):
        raise InputError("must be 1, 2, 3, 4, 6 or 12 coupons a year", column="frequency", value=frequency)
    if not regular:
        if frequency is None:
            raise InputError("is not a whole part of a year in months", column="period", value=f"{a} to {b}", hint="Give frequency")
        if low < first or high > last:
            raise InputError("is not regular and does not hold all the dates", column="period", value=f"{a} to {b}")
        return np.array([first, last], np.int64), frequency
    if frequency is not None and frequency * months != 12:
        raise InputError(f"does not agree with a period of {months} months", column="frequency", value=frequency)
    # A month has 28 to 31 days: the first number is early enough for `low`, the last one late enough for `high`.
    before, after = ((days - last) // (months * (28 if far else 31)) for days, far in ((low, low < last), (high, high > last)))
    return np.array([bound(n) for n in range(before - 1, after + 2)], np.int64), 12 // months
