"""Which quarters are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cashflow.basics.days import to_day
from cashflow.basics.errors import InputError
from cashflow.basics.fiscal import FiscalCalendar, Quarters
from cashflow.measures.base import span_of
from cashflow.payments import Payments

__all__ = ["quarters_of"]


def quarters_of(payments: Payments, calendar: FiscalCalendar | None, quarters: Quarters | Sequence[Any] | None) -> Quarters:
    """Quarters to show: given as such, as (from, to), or all that the ledger and its payments touch."""
    fiscal = calendar or FiscalCalendar()
    if isinstance(quarters, Quarters):
        if calendar is not None and not calendar.has(quarters):
            hint = "Leave one of them out, or write quarters=fiscal.quarters(from, to)"
            raise InputError("are no quarters of the fiscal calendar that is given, too", column="quarters", hint=hint)
        return quarters
    if quarters is not None:
        first, last = quarters
        return fiscal.quarters(first, last)
    first_day, last_day = payments.invoice_days
    if last_day < first_day:
        raise InputError("is empty, so quarters = (from, to) must be given", column="ledger")
    first, last = span_of(payments)
    return fiscal.covering(to_day(first), to_day(last))
