"""Payment runs: the days a buyer pays on, and which of them an invoice gets."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Literal

import numpy as np
from attrs import field, frozen

from cashflow.basics.calendars import BusinessCalendar
from cashflow.basics.days import DatesGiven, Ints, to_date, to_day
from cashflow.basics.errors import InputError

from .run_days import rolled, run_days

__all__ = ["CHOICES", "PaymentRuns"]

CHOICES = ("last on or before due", "first on or after due")
_EVERY_DAY = re.compile(r"\s*(?:none|daily|every\s+(?:day|business\s+day|working\s+day|weekday))\s*", re.IGNORECASE)
_MARGIN = 70  # days looked at beyond the dates asked for: a monthly run is never further away


def _on(value: str | DatesGiven) -> str | tuple[dt.date, ...]:
    if isinstance(value, str):
        if _EVERY_DAY.fullmatch(value):
            raise InputError(
                "is every day, which takes no payment runs", column="payment_runs.on", value=value, hint='Write payment_runs = "none"'
            )
        run_days(value)  # refuses what it can't read
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
        ``"10th and 25th"``, ``"15th and last"`` (of each month), ``"first and third Friday"``, ``"5th business day"``,
        ``"last business day"``, or a list of dates. A day on which the calendar is closed moves as the policy's roll says:
        ``"last"`` may then fall into the next month; business days of the month never do.
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
            return rolled(np.array([to_day(d) for d in self.on], np.int32), calendar, roll)
        span = low - _MARGIN, high + _MARGIN
        return np.unique(np.concatenate([days.days(calendar, roll, *span) for days in run_days(self.on)]))


_Runs = PaymentRuns | Literal["none"] | Mapping[str, str | DatesGiven]
PaymentRunsGiven = _Runs | Mapping[str, _Runs | None] | None
"""Payment runs as a user gives them: ``{"on": "every Thursday", "choose": "last on or before due"}``; or such tables by currency."""
