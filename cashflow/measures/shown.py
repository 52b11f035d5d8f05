"""Which quarters are shown, and which quarter and currency a question is about: one grammar for every verb."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cashflow.basics.days import DateGiven, to_day
from cashflow.basics.errors import InputError, must_choose
from cashflow.basics.fiscal import FiscalCalendar, Quarters
from cashflow.measures.baseline import span_of
from cashflow.payments import Payments

__all__ = ["currency_at", "quarter_at", "quarters_of", "reaching"]


def quarters_of(payments: Payments, calendar: FiscalCalendar | None, quarters: Quarters | Sequence[DateGiven] | None) -> Quarters:
    """Quarters to show: given as such, as (from, to), or all that the ledger and its payments touch."""
    fiscal = calendar or FiscalCalendar()
    if isinstance(quarters, Quarters):
        if calendar is not None and not calendar.has(quarters):
            hint = "Leave one of them out, or write quarters=fiscal.quarters(from, to)"
            raise InputError("are not quarters of the fiscal calendar that is given, too", column="quarters", hint=hint)
        return quarters
    if quarters is not None:
        first, last = quarters
        return fiscal.quarters(first, last)
    first_day, last_day = payments.invoice_days
    if last_day < first_day:
        raise InputError("is empty, so quarters = (from, to) must be given", column="ledger")
    first, last = span_of(payments)
    return fiscal.covering(to_day(first), to_day(last))


def reaching(shown: Quarters, calendar: FiscalCalendar | None, day: int) -> Quarters:
    """Quarters shown by default, and those after them up to the one with a day, as far as the fiscal calendar goes.

    Examples
    --------
    >>> reaching(FiscalCalendar().quarters("2025-04-01", "2025-06-30"), None, to_day("2025-11-15")).labels
    ('2025 Q2', '2025 Q3', '2025 Q4')
    """
    fiscal = calendar or FiscalCalendar()
    last = day if fiscal.quarter_ends is None else min(day, max(to_day(e) for e in fiscal.quarter_ends))
    return fiscal.covering(int(shown.first[0]), max(last, int(shown.last[-1])))


def quarter_at(shown: Quarters, asked: Any, name: str = "quarter") -> int:
    """Position of a quarter among those shown.

    Parameters
    ----------
    shown
        The quarters.
    asked
        Its label, a date in it (its last day is one), or None if only one is shown.
    name
        Of the setting, for messages.

    Raises
    ------
    InputError
        None of those shown, with the nearest ones.

    Examples
    --------
    >>> shown = FiscalCalendar().quarters("2025-04-01", "2025-09-30")
    >>> quarter_at(shown, "2025 Q3"), quarter_at(shown, "2025-05-15"), quarter_at(shown, "2025-06-30")
    (1, 0, 0)
    """
    labels = shown.labels
    if asked is None:
        if len(labels) == 1:
            return 0
        raise must_choose("must be given: there are several", name, None, labels)
    if isinstance(asked, str) and asked in labels:
        return labels.index(asked)
    try:
        day = to_day(asked, name)
    except InputError:
        raise must_choose("is not one of the quarters shown", name, asked, labels) from None
    at = int(shown.period(np.array([day]))[0]) - 1
    if not 0 <= at < len(labels):
        near = labels if at < 0 else labels[::-1]
        raise must_choose("is not in any quarter shown", name, asked, near, f"Shown: {labels[0]} to {labels[-1]}")
    return at


def currency_at(known: Sequence[str], asked: str | None) -> int:
    """Position of a currency among those of a ledger; it may be left out where there is only one.

    Raises
    ------
    InputError
        Not in the ledger, or not given where there are several.

    Examples
    --------
    >>> currency_at(["EUR"], None), currency_at(["EUR", "USD"], "USD")
    (0, 1)
    """
    if asked is None and len(known) == 1:
        return 0
    if asked is None:
        raise must_choose("must be given: currencies are not added up here", "currency", None, sorted(known))
    if asked not in known:
        raise must_choose("does not occur in the ledger", "currency", asked, sorted(known))
    return list(known).index(asked)
