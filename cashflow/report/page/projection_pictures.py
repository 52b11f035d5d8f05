"""The pictures of a projection: cash out by day, or by month where days are too many, and payables at quarter ends."""

from __future__ import annotations

import numpy as np

from cashflow.basics.days import to_date, to_day
from cashflow.measures.coverage import LEDGER_ONLY, WITH_PLAN
from cashflow.report.format import Projected
from cashflow.report.svg import Bars, DaysAxis, DaysBars

__all__ = ["cash_bars", "payables_bars"]

_MOST_DAYS = 400


def cash_bars(found: Projected, code: int) -> DaysBars:
    """Cash paid in the quarters shown, the days up to the ledger day apart; by month where they are more than some thirteen months."""
    base, currency, shown = found.baseline, found.baseline.currencies[code], found.shown
    first, last = int(shown.first[0]), int(shown.last[-1])
    days = base.first_cash_day + np.arange(base.cash_daily.shape[1])
    some = np.flatnonzero((base.cash_daily[code] != 0) & (days >= first) & (days <= last))
    paid = {int(days[n]): int(base.cash_daily[code, n]) for n in some}
    as_of = base.coverage.known.as_of
    past = to_day(as_of) if as_of is not None and first <= to_day(as_of) else None
    by_month = last - first > _MOST_DAYS
    spans = _months(paid, past) if by_month else [(day, day, v) for day, v in sorted(paid.items())]
    marks = [(int(d), label) for d, label in zip(shown.last, shown.labels, strict=True)]
    title = f"Cash paid by {'month' if by_month else 'day'}, {currency}"
    words = ("", "") if past is None else (f"up to {as_of}", "to be paid")
    return DaysBars(f"cash-{code}", title, currency, spans, DaysAxis(first, last, marks), past, *words)


def _months(paid: dict[int, int], past: int | None) -> list[tuple[int, int, int]]:
    """Sums by calendar month; the month of the day `past` in two parts."""
    sums: dict[tuple[int, int, bool], list[int]] = {}
    for day, value in sorted(paid.items()):
        date = to_date(day)
        month = sums.setdefault((date.year, date.month, past is not None and day > past), [day, day, 0])
        month[1], month[2] = day, month[2] + value
    return [(first, last, value) for first, last, value in sums.values()]


def payables_bars(found: Projected, code: int) -> Bars:
    """Payables at each quarter end; those of the ledger's invoices alone apart from those of all; where the ledger can't tell, that."""
    base, currency = found.baseline, found.baseline.currencies[code]
    values = [None if v is None else int(v) for v in base.coverage.masked("closing_payables", base.closing[code])]
    status = base.coverage.status("closing_payables")
    apart = [q for q, one in enumerate(status) if one == LEDGER_ONLY]
    series = [("with planned invoices" if WITH_PLAN in status else "payables at the end", values)]
    title = f"Payables at quarter ends, {currency}"
    return Bars(f"payables-{code}", title, currency, found.shown.labels, series, apart, "of the ledger's invoices only")
