"""Figures by day: cash out with payment runs, payables and their peak at the quarter end, cash retained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from cashflow.basics.days import Ints, to_date, to_day
from cashflow.basics.fiscal import Quarters
from cashflow.basics.frames import pd
from cashflow.basics.money import from_minor
from cashflow.measures import BaselineMeasures
from cashflow.measures.coverage import LEDGER_ONLY, MISSING, WITH_PLAN
from cashflow.payments import Payments
from cashflow.report.pictures.of_quarters import currencies_of, in_one, moved_in, one_scenario
from cashflow.report.pictures.picture import Picture
from cashflow.report.svg import Chart, DayFlows, DayLevels, FlowBand, LevelLine, short
from cashflow.results.comparison import Comparison, ScenarioResult
from cashflow.results.held_by_day import held_by_day, owed_by_day, paid_by_day

__all__ = ["cash_by_day_picture", "payables_by_day_picture", "retained_by_day_picture"]

_BASELINE = "Baseline"
_MOST_RUNS = 80  # more than these would be a line of their own


class Daily(Protocol):
    """What a picture by day asks of a comparison, and of a projection, which has no scenarios."""

    @property
    def baseline(self) -> BaselineMeasures: ...

    @property
    def shown(self) -> Quarters: ...

    @property
    def largest_first(self) -> tuple[str, ...]: ...


def _window(shown: Quarters, scenario: ScenarioResult | None, code: int) -> tuple[int, int]:
    """First and last day: the quarters shown; of a scenario those in which something moves, and the days until all of it is back."""
    first, last = int(shown.first[0]), int(shown.last[-1])
    totals = None if scenario is None else scenario.totals[code]
    if totals is None or totals.first_moved is None or totals.all_back is None:
        return first, last
    start = [int(d) for d in shown.first if d <= totals.first_moved]
    end = [int(d) for d in shown.last if d >= totals.all_back]
    return (start or [totals.first_moved - 7])[-1], (end or [totals.all_back + 7])[0]


def _ends(shown: Quarters) -> list[tuple[int, str]]:
    return [(int(d), f"end of {label}") for d, label in zip(shown.last, shown.labels, strict=True)]


def run_days(payments: Payments, currency: str, first: int, last: int) -> list[int]:
    """Days between two on which cash leaves in a payment run; none if the policy has no runs."""
    policy = payments.policy
    calendar, told = policy.calendar(currency), policy.runs(currency)
    if told is None:
        return []
    runs = told.days(calendar, policy.roll, first, last)
    runs = runs[(runs >= first - 3 * policy.settlement_lag - 7) & (runs <= last)]
    if calendar.last is not None:
        runs = runs[runs <= to_day(calendar.last) - 3 * policy.settlement_lag - 7]
    days = calendar.add(runs, policy.settlement_lag) if policy.settlement_lag and len(runs) else runs
    return [int(d) for d in days if first <= d <= last]


def _marks(found: Daily) -> list[tuple[int, str]]:
    """Quarter ends, and the day the ledger was taken."""
    as_of = found.baseline.coverage.known.as_of
    ends = _ends(found.shown)
    return sorted([*ends, (to_day(as_of), "ledger day")]) if as_of is not None and to_day(as_of) not in dict(ends) else ends


def _paid(baseline: BaselineMeasures, code: int) -> dict[int, int]:
    """Cash paid by day in the baseline, in minor units."""
    some = np.flatnonzero(baseline.cash_daily[code])
    return {int(n) + baseline.first_cash_day: int(baseline.cash_daily[code][n]) for n in some}


def _with(paid: Mapping[int, int], change: tuple[Sequence[int], Sequence[int]]) -> dict[int, int]:
    found = dict(paid)
    for day, amount in zip(*change, strict=True):
        found[day] = found.get(day, 0) + amount
    return {d: v for d, v in sorted(found.items()) if v}


def cash_by_day_picture(
    found: Daily, payments: Payments, scenarios: Comparison | None, currency: str | None = None, scenario: str | None = None
) -> Picture:
    """Cash out day by day with payment runs and quarter ends: the baseline, and below it a scenario."""
    one = None if scenarios is None or not scenarios.scenarios else one_scenario(scenarios, scenario)
    currencies = found.baseline.currencies
    charts, rows = list[tuple[str, DayFlows]](), list[dict[str, Any]]()
    for money in currencies_of(found.largest_first, currency, moved_in(currencies, [one] if one else [])):
        code = currencies.index(money)
        first, last = _window(found.shown, one, code)
        paid = _paid(found.baseline, code)
        bands = [FlowBand(_BASELINE, list(paid), list(paid.values()))]
        if one is not None:
            later = _with(paid, paid_by_day(one, code, len(currencies)))
            bands.append(FlowBand(one.scenario.name, list(later), list(later.values())))
        runs = run_days(payments, money, first, last)
        some = runs if len(runs) <= _MOST_RUNS else []
        charts.append((money, DayFlows(f"cash-{code}", f"Cash paid by day, {money}", money, bands, first, last, _marks(found), some)))
        rows += _day_rows({b.name: dict(zip(b.days, b.values, strict=True)) for b in bands}, money, "cash_paid")
    notes = ["Short lines below are payment runs."] if any(chart.runs for _, chart in charts) else []
    notes += _coverage_notes(found.baseline, charts, "cash_paid", "cash paid in")
    title = f"Cash paid by day{in_one(charts)}{_whose(one)}"
    return Picture("cash_by_day", title, _frame(rows, "cash_paid"), charts, notes)


def _whose(one: ScenarioResult | None) -> str:
    return "" if one is None else f": baseline and {one.scenario.name}"


def _day_rows(by_name: Mapping[str, Mapping[int, int]], currency: str, measure: str) -> list[dict[str, Any]]:
    return [
        {"scenario": name, "currency": currency, "day": pd.Timestamp(to_date(day)), measure: from_minor(amount, currency)}
        for name, by_day in by_name.items()
        for day, amount in by_day.items()
    ]


def _frame(rows: list[dict[str, Any]], measure: str) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["scenario", "currency", "day", measure])


def owed(baseline: BaselineMeasures, code: int) -> LevelLine:
    """Payables of the baseline at the close of every day on which they change, in minor units."""
    low = min(baseline.first_day, baseline.first_cash_day)
    high = max(baseline.first_day + baseline.daily.shape[1], baseline.first_cash_day + baseline.left_daily.shape[1])
    net = np.zeros(max(high - low, 1), np.int64)
    net[baseline.first_day - low :][: baseline.daily.shape[1]] += baseline.daily[code]
    net[baseline.first_cash_day - low :][: baseline.left_daily.shape[1]] -= baseline.left_daily[code]
    undated = int(baseline.invoiced[code].sum()) - int(baseline.daily[code].sum())  # in the ledger before its first day
    some = np.flatnonzero(net)
    levels = np.cumsum(net)[some] + undated
    return LevelLine(_BASELINE, [int(d) + low for d in some], [int(v) for v in levels], undated)


def _added(line: LevelLine, name: str, change: tuple[Sequence[int], Sequence[int]]) -> LevelLine:
    """A level with what a scenario adds to it."""
    more = LevelLine(name, *change)
    days = sorted({*line.days, *more.days})
    return LevelLine(name, days, [a + b for a, b in zip(_on(line, days), _on(more, days), strict=True)], line.before)


def _on(line: LevelLine, days: Sequence[int]) -> list[int]:
    """The level at the close of each day."""
    at = np.searchsorted(np.array(line.days, np.int64), np.array(days, np.int64), side="right")
    return [line.values[n - 1] if n else line.before for n in at.tolist()]


def _pays_ahead(baseline: BaselineMeasures) -> bool:
    """Whether something is paid before its invoice: it then leaves payables on another day than that of the cash."""
    settled: Ints = baseline.cash_daily + baseline.discount_daily - baseline.difference_daily
    return not np.array_equal(settled, baseline.left_daily)


def payables_by_day_picture(
    found: Daily, payments: Payments, scenarios: Comparison | None, currency: str | None = None, scenario: str | None = None
) -> Picture:
    """Payables at the close of each day, with their level at quarter ends: the baseline, and a scenario against it."""
    one = None if scenarios is None or not scenarios.scenarios else one_scenario(scenarios, scenario)
    currencies, baseline = found.baseline.currencies, found.baseline
    prepaid = payments if payments.summed is None and one is not None and _pays_ahead(baseline) else None
    charts, rows = list[tuple[str, DayLevels]](), list[dict[str, Any]]()
    for money in currencies_of(found.largest_first, currency, moved_in(currencies, [one] if one else [])):
        code = currencies.index(money)
        lines = [owed(baseline, code)]
        if one is not None:
            lines.append(_added(lines[0], one.scenario.name, owed_by_day(one, code, len(currencies), prepaid)))
        first, last = _window(found.shown, one, code)
        title = f"Payables by day, {money}"
        marks = [(d, f"{words}: {_at_end(lines, d, money)}") for d, words in _ends(found.shown)]
        charts.append((money, DayLevels(f"payables-{code}", title, money, lines, first, last, marks, [d for d, _ in marks])))
        rows += _day_rows({line.name: dict(zip(line.days, line.values, strict=True)) for line in lines}, money, "payables")
    title = f"Payables by day{in_one(charts)}{_whose(one)}"
    notes = _coverage_notes(baseline, charts, "closing_payables", "payables at the end of")
    return Picture("payables_by_day", title, _frame(rows, "payables"), charts, notes)


def _at_end(lines: Sequence[LevelLine], day: int, currency: str) -> str:
    """The level at a quarter end, and how far it is from the baseline's."""
    level, more = lines[-1].at(day), lines[-1].at(day) - lines[0].at(day)
    return short(level, currency) + (f" ({'+' if more > 0 else ''}{short(more, currency)})" if more else "")


def _coverage_notes(baseline: BaselineMeasures, charts: Sequence[tuple[str, DayFlows | DayLevels]], measure: str, words: str) -> list[str]:
    """What the ledger can't tell of the quarters that are drawn."""
    first, last = min(c.first for _, c in charts), max(c.last for _, c in charts)
    every = zip(baseline.quarters.labels, baseline.quarters.first, baseline.quarters.last, baseline.coverage.status(measure), strict=True)
    status = {label: s for label, start, end, s in every if start <= last and end >= first}
    missing = [q for q, s in status.items() if s == MISSING]
    notes = [f"The ledger can't tell all {words} {', '.join(missing)}; drawn is what it holds."] if missing else []
    only = ["Of the invoices in this ledger."] if LEDGER_ONLY in status.values() else []
    return [*notes, *only, *(["With planned invoices."] if WITH_PLAN in status.values() else [])]


def retained_by_day_picture(found: Comparison, currency: str | None = None, scenario: str | None = None) -> Picture:
    """Cash retained at the close of each day by one scenario."""
    one = one_scenario(found, scenario)
    charts, rows, currencies = list[tuple[str, Chart]](), list[dict[str, Any]](), found.baseline.currencies
    for money in currencies_of(found.largest_first, currency, moved_in(currencies, [one])):
        code = currencies.index(money)
        line = LevelLine(one.scenario.name, *held_by_day(one, code, len(currencies)))
        marks = [(d, f"{words}: {short(line.at(d), money)}") for d, words in _ends(found.shown)]
        first, last = _window(found.shown, one, code)
        title = f"Cash retained by day, {money}"
        charts.append((money, DayLevels(f"held-{code}", title, money, [line], first, last, marks, [d for d, _ in marks])))
        rows += _day_rows({line.name: dict(zip(line.days, line.values, strict=True))}, money, "cash_retained")
    title = f"Cash retained by day{in_one(charts)}: {one.scenario.name}"
    return Picture("cash_retained_by_day", title, _frame(rows, "cash_retained"), charts)
