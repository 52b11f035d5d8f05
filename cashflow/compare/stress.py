"""Scenarios under stress, beside what was planned: frames, and by name."""

from __future__ import annotations

from typing import Any

from cashflow.basics.days import Ints
from cashflow.basics.framed import framed
from cashflow.basics.frames import pd
from cashflow.basics.money import from_minor
from cashflow.measures import PRESENTATION_NAMES, ScenarioTotals
from cashflow.results.comparison import Comparison
from cashflow.results.figures import scenario_figure

__all__ = ["stress_costs_frame", "stress_frame", "stress_list"]

PLANNED = "as planned"


def _totals(result: Comparison, name: str, code: int | None) -> ScenarioTotals:
    """Of a scenario in one currency; `None`: in all together."""
    at = next(n for n, s in enumerate(result.scenarios) if s.scenario.name == name)
    if code is not None:
        return result.scenarios[at].totals[code]
    assert result.in_total is not None
    return result.in_total.scenarios[at]


def _cash(result: Comparison, name: str, code: int) -> Ints:
    """(n_quarters,): all the cash the buyer pays in a scenario, minor units, also where the ledger lacks some of it."""
    return scenario_figure(result.baseline, code, _totals(result, name, code), "cash_paid")


def _many(result: Comparison) -> list[tuple[str, str, Comparison]]:
    """(scenario, stress, result), each scenario that has a stress with its plan first."""
    names = dict.fromkeys(s.scenario for s in result.stressed)
    out: list[tuple[str, str, Comparison]] = []
    for name in names:
        out.append((name, PLANNED, result))
        out += [(name, s.words, s.result) for s in result.stressed if s.scenario == name]
    return out


def stress_frame(result: Comparison) -> pd.DataFrame:
    """One row a scenario, stress, currency and quarter."""
    rows: list[dict[str, Any]] = []
    for currency in result.currencies:
        code = result.baseline.code_of(currency)
        for name, words, found in _many(result):
            mine, plan = _totals(found, name, code), _totals(result, name, code)
            cash, planned = _cash(found, name, code), _cash(result, name, code)
            for q, label in enumerate(result.shown.labels):
                row: dict[str, Any] = {"scenario": name, "stress": words, "currency": currency, "quarter": label}
                for presentation in PRESENTATION_NAMES:
                    change, was = (int(t.figure("free_cash_flow_change", presentation)[q]) for t in (mine, plan))
                    row[f"free_cash_flow_change_{presentation}"] = from_minor(change, currency)
                    row[f"difference_{presentation}"] = from_minor(change - was, currency)
                level = result.baseline.coverage.masked("cash_paid", cash)[q]
                row["cash_paid"] = None if level is None else from_minor(int(level), currency)
                rows.append(row | {"cash_paid_difference": from_minor(int(cash[q] - planned[q]), currency)})
    changes = [f"{what}_{p}" for p in PRESENTATION_NAMES for what in ("free_cash_flow_change", "difference")]
    return framed(rows, ["scenario", "stress", "currency", "quarter", *changes, "cash_paid", "cash_paid_difference"])


def stress_costs_frame(result: Comparison) -> pd.DataFrame:
    """One row a scenario, stress and currency."""
    rows = []
    for currency in result.currencies:
        code = result.baseline.code_of(currency)
        for name, words, found in _many(result):
            mine, plan = _totals(found, name, code), _totals(result, name, code)
            money = {"financing_cost": mine.financing_cost, "financing_cost_difference": mine.financing_cost - plan.financing_cost}
            row: dict[str, Any] = {"scenario": name, "stress": words, "currency": currency}
            rows.append(row | {k: from_minor(v, currency) for k, v in money.items()} | {"all_in_rate": mine.all_in_rate})
    return framed(rows, ["scenario", "stress", "currency", "financing_cost", "financing_cost_difference", "all_in_rate"])


def stress_list(result: Comparison, name: str, code: int | None, currency: str) -> list[dict[str, Any]]:
    """The variations of one scenario in one currency (`code` `None`: in all together), by name: amounts as Decimal in major units."""
    plan = _totals(result, name, code)
    money = lambda values: [from_minor(int(v), currency) for v in values]  # noqa: E731
    out = []
    for stressed in result.stressed:
        if stressed.scenario != name:
            continue
        mine = _totals(stressed.result, name, code)
        change, was = ({v: t.figure("free_cash_flow_change", v) for v in PRESENTATION_NAMES} for t in (mine, plan))
        out.append(
            {
                "stress": stressed.words,
                "free_cash_flow_change": {v: money(change[v]) for v in PRESENTATION_NAMES},
                "free_cash_flow_change_outside": {
                    v: from_minor(mine.outside("free_cash_flow_change", v), currency) for v in PRESENTATION_NAMES
                },
                "difference": {v: money(change[v] - was[v]) for v in PRESENTATION_NAMES},
                "financing_cost": from_minor(mine.financing_cost, currency),
                "financing_cost_difference": from_minor(mine.financing_cost - plan.financing_cost, currency),
                "all_in_rate": mine.all_in_rate,
            }
        )
    return out
