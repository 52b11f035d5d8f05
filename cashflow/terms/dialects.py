"""Readings of "30 days end of month", by the name of who reads it so."""

from __future__ import annotations

from collections.abc import Callable

from cashflow.basics.errors import UnknownTermsError
from cashflow.terms.steps import Cutoff, Days, EndOf, Months, Step

__all__ = ["DIALECTS", "SeveralReadings", "month_end"]

_MONTH_END = EndOf("month")


def _days_first(days: int) -> tuple[Step, ...]:
    return Days(days), _MONTH_END


def _month_end_first(days: int) -> tuple[Step, ...]:
    return _MONTH_END, Days(days)


def _months_first(days: int) -> tuple[Step, ...]:
    if days % 30 or not days:
        raise UnknownTermsError(f"{days} days are not whole months, so dialect 'months_then_eom' does not fit", column="terms", value=days)
    return Months(days // 30), _MONTH_END


def _commercial_months(days: int) -> tuple[Step, ...]:
    return (Months(days // 30), *((Days(days % 30),) if days % 30 else ()), _MONTH_END)


def _from_the_26th(days: int) -> tuple[Step, ...]:
    return Cutoff(25), _MONTH_END, Days(days)


_READINGS: dict[str, Callable[[int], tuple[Step, ...]]] = {
    "days_then_eom": _days_first,
    "eom_then_days": _month_end_first,
    "months_then_eom": _months_first,
    "us_eom": _month_end_first,
    "us_eom_26th": _from_the_26th,
    "fr_lme_days_first": _days_first,
    "fr_lme_eom_first": _month_end_first,
    "it_commercial_months": _commercial_months,
    "sap": _month_end_first,
    "odoo16": _days_first,
    "odoo17": _month_end_first,
}

DIALECTS = tuple(_READINGS)
"""Names that choose a reading of "30 days end of month"; see `docs/terms.md`."""


class SeveralReadings(Exception):
    """Raised inside the parser: the text has readings, one for each of some dialects."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(names)
        self.names = names


def month_end(days: int, dialect: str | None) -> tuple[Step, ...]:
    """Steps of "so many days end of month"; without a dialect, the names of its readings as `SeveralReadings`."""
    if dialect is None:
        whole_months = days % 30 == 0 and days > 0
        raise SeveralReadings(("days_then_eom", "eom_then_days", *(("months_then_eom",) if whole_months else ())))
    return _READINGS[dialect](days)
