"""Rows by quarter: the baseline and each scenario in a currency, or in all together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cashflow.basics.days import to_date
from cashflow.basics.fiscal import Quarters
from cashflow.basics.framed import framed
from cashflow.basics.frames import pd
from cashflow.basics.money import from_minor
from cashflow.measures import BaselineMeasures, ScenarioTotals
from cashflow.measures.coverage import Coverage
from cashflow.results.comparison import Comparison
from cashflow.results.completeness import coverage_columns
from cashflow.results.figures import SCENARIO_COLUMNS, baseline_figures, scenario_figures

__all__ = ["baseline_and_scenarios", "quarter_rows", "quarters_frame"]

Rows = list[dict[str, Any]]


def baseline_and_scenarios(
    found: Comparison, currency: str, baseline: BaselineMeasures, code: int, totals: Sequence[ScenarioTotals]
) -> Rows:
    """The baseline, then each scenario; `code`: of the currency in the baseline."""
    rows = quarter_rows(found.shown, "baseline", currency, baseline_figures(baseline, code))
    for scenario, mine in zip(found.scenarios, totals, strict=True):
        rows += quarter_rows(found.shown, scenario.scenario.name, currency, scenario_figures(baseline, code, mine))
    return rows


def quarter_rows(shown: Quarters, name: str, currency: str, figures: dict[str, Any]) -> Rows:
    """A row a quarter: amounts as Decimal in major units."""
    rows = []
    for q, label in enumerate(shown.labels):
        row: dict[str, Any] = {"scenario": name, "currency": currency, "quarter": label}
        row |= {"first_day": pd.Timestamp(to_date(shown.first[q])), "last_day": pd.Timestamp(to_date(shown.last[q]))}
        for key, values in figures["minor"].items():
            row[key] = None if values[q] is None else from_minor(int(values[q]), currency)
        for key, values in figures["numbers"].items():
            row[key] = values[q]
        rows.append(row)
    return rows


def quarters_frame(rows: Rows, coverage: Coverage) -> pd.DataFrame:
    """The rows as a frame, with what is known of each quarter; of a baseline alone with empty columns of scenarios."""
    frame, known = pd.DataFrame(rows), coverage_columns(coverage)
    for name in (n for n in SCENARIO_COLUMNS if n not in frame):
        frame[name] = pd.Series(float("nan"), frame.index, float if name == SCENARIO_COLUMNS[-1] else object)
    for name, values in known.items():
        frame[name] = pd.Series(values * (len(frame) // max(1, len(values))), dtype=object)  # a reason, or None: whatever pandas infers
    return framed(frame, [*frame.columns])
