"""Payment runs: the days a buyer pays on, and which of them an invoice gets."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Literal

import numpy as np
from attrs import field, frozen

from cashflow.basics.calendars import BusinessCalendar, weekday_number
from cashflow.basics.days import DatesGiven, Ints, to_date, to_day
from cashflow.basics.errors import InputError
from cashflow.terms import Months, SetDay

__all__ = ["CHOICES", "PaymentRuns"]

CHOICES = ("last on or before due", "first on or after due")
_LAST_OPEN = re.compile(
    r"(?:(?:,\s*|\s+)and\s+|,\s*|^\s*)last\s+(?:business|working)\s+day(?:\s+of\s+(?:the|each)\s+month)?\s*$", re.IGNORECASE
)
_EVERY_DAY = re.compile(r"\s*(?:none|daily|every\s+(?:day|business\s+day|working\s+day|weekday))\s*", re.IGNORECASE)
_MARGIN = 70  # days looked at beyond the dates asked for: a monthly run is never further away


def _on(value: str | DatesGiven) -> str | tuple[dt.date, ...]:
    if isinstance(value, str):
        if _EVERY_DAY.fullmatch(value):
            raise InputError(
                "is every day, which takes no payment runs", column="payment_runs.on", value=value, hint='Write payment_runs = "none"'
            )
        if (others := _LAST_OPEN.sub("", value)) or not value:
            _nominal(others, 0, 1)  # refuses what it can't read
        return value
    if isinstance(value, list | tuple) and value:
        return tuple(sorted({to_date(to_day(d, "payment_runs.on")) for d in value}))
    raise InputError("must be words like 'every Thursday' or '10th and 25th', or a list of dates", column="payment_runs.on", value=value)


@frozen
class PaymentRuns:
    """Days on which payments are made, and the rule that picks one for a due date.

    Parameters
    ----------
    on
        ``"every Thursday"``, ``"every Tuesday and Thursday"``, ``"every second Thursday from 2025-01-02"``,
        ``"10th and 25th"``, ``"15th and last"`` (of each month), ``"last business day"``, or a list of dates.
        A day of the month on a closed day moves as the policy's roll says: ``"last"`` may then fall into the next
        month; ``"last business day"`` never does.
    choose
        ``"last on or before due"`` or ``"first on or after due"``; no default, because the two
        differ by a quarter for an item due on a quarter end.

    Examples
    --------
    >>> PaymentRuns("every Thursday", "last on or before due").on
    'every Thursday'
    """

    on: str | tuple[dt.date, ...] = field(converter=_on)
    choose: str = field()

    @choose.validator
    def _check(self, _: object, value: object) -> None:
        if value not in CHOICES:
            raise InputError(f"must be '{CHOICES[0]}' or '{CHOICES[1]}'", column="payment_runs.choose", value=value)

    def days(self, calendar: BusinessCalendar, roll: str, low: int, high: int) -> Ints:
        """Run days around `low` to `high`, each nominal day moved to a business day; sorted."""
        if not isinstance(self.on, str):
            return _rolled(np.array([to_day(d) for d in self.on], np.int32), calendar, roll)
        span = low - _MARGIN, high + _MARGIN
        others = _LAST_OPEN.sub("", self.on)  # of 'last business day' alone nothing is left
        days = _rolled(_nominal(others, *span), calendar, roll) if others else np.zeros(0, np.int32)
        if others == self.on:
            return days
        return np.unique(np.concatenate([days, _rolled(_nominal("last", *span), calendar, "preceding")]))


def _rolled(nominal: Ints, calendar: BusinessCalendar, roll: str) -> Ints:
    """Business days of nominal run days; sorted."""
    if calendar.first is not None:
        nominal = nominal[nominal >= to_day(calendar.first) + 7]  # a roll must not leave the known range
    if calendar.last is not None:
        nominal = nominal[nominal <= to_day(calendar.last) - 7]
    return np.unique(calendar.roll(nominal, roll)) if len(nominal) else nominal


_Runs = PaymentRuns | Literal["none"] | Mapping[str, str | DatesGiven]
PaymentRunsGiven = _Runs | Mapping[str, _Runs | None] | None
"""Payment runs as a user gives them: ``{"on": "every Thursday", "choose": "last on or before due"}``; or such tables by currency."""


def _nominal(words: str, low: int, high: int) -> Ints:
    """Nominal run days between two day numbers, from words."""
    text = " ".join(words.lower().split())
    span = np.arange(low, high + 1, dtype=np.int32)
    if match := re.fullmatch(r"every (second|other) (\w+) from (\d{4}-\d{2}-\d{2})", text):
        start = to_day(match[3], "payment_runs.on")
        if (start + 3) % 7 != weekday_number(match[2]):
            raise InputError(f"{match[3]} is not a {match[2].title()}", column="payment_runs.on", value=words)
        return span[(span - start) % 14 == 0]
    if text.startswith("every "):
        names = re.split(r", and |, | and ", text.removeprefix("every "))
        try:
            weekdays = [weekday_number(n) for n in names]
        except InputError:
            hint = "Write 'every Thursday', 'every second Thursday from 2025-01-02', '10th and 25th', or a list of dates"
            raise InputError("is not a list of run days that can be read", column="payment_runs.on", value=words, hint=hint) from None
        return span[np.isin((span + 3) % 7, weekdays)]
    pieces = re.split(r", and |, | and ", text.removesuffix(" of the month").removesuffix(" of each month"))
    found = [31 if p == "last" else int(m[1]) if (m := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", p)) else 0 for p in pieces]
    if not all(1 <= d <= 31 for d in found):
        hint = "Write 'every Thursday', '10th and 25th', '15th and last', 'last business day', or a list of dates"
        raise InputError("is not a list of run days that can be read", column="payment_runs.on", value=words, hint=hint)
    days = [SetDay(d).apply(Months(k).apply(span[:1])) for d in found for k in range((high - low) // 28 + 2)]
    all_days = np.unique(np.concatenate(days))
    return all_days[(all_days >= low) & (all_days <= high)]
