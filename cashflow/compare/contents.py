"""What ``--json`` prints of a comparison by currency, and of all currencies together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cashflow.compare.stress import stress_list
from cashflow.measures import BaselineMeasures, ScenarioTotals
from cashflow.results.bank_ahead import bank_ahead
from cashflow.results.comparison import Comparison, ScenarioResult
from cashflow.results.completeness import coverage_list
from cashflow.results.figures import baseline_figures, figures_dict, rates_dict, scenario_dict
from cashflow.results.supplier_finance import Balances, balances_dict
from cashflow.results.suppliers import accepted_dict

__all__ = ["currency_entry", "total_entry"]

Entry = dict[str, Any]


def currency_entry(found: Comparison, currency: str, finance: Sequence[Sequence[Balances | None]]) -> Entry:
    """The baseline and each scenario in one currency.

    Parameters
    ----------
    found, currency
        The comparison, and one of its currencies.
    finance
        What is owed through a bank, per scenario and currency code.
    """
    code = found.baseline.code_of(currency)
    entries = [
        _scenario(found, s, s.totals[code], found.baseline, code, currency) | {"supplier_finance": balances_dict(owed[code], currency)}
        for s, owed in zip(found.scenarios, finance, strict=True)
    ]
    return _entries(found, found.baseline, code, currency, entries)


def total_entry(found: Comparison) -> Entry | None:
    """All currencies together, as one of them, with the rates; `None` without a reporting currency."""
    total = found.in_total
    if total is None:
        return None
    currency = total.translation.currency
    entries = [_scenario(found, s, t, total.baseline, None, currency) for s, t in zip(found.scenarios, total.scenarios, strict=True)]
    return rates_dict(total.translation, found.currencies) | _entries(found, total.baseline, 0, currency, entries)


def _scenario(
    found: Comparison, of: ScenarioResult, totals: ScenarioTotals, baseline: BaselineMeasures, code: int | None, currency: str
) -> Entry:
    """A scenario in one currency; `code` `None`: in all together."""
    settings, codes = (found.reporting, range(len(of.totals))) if code is None else (found.reporting_by_currency, [code])
    return (
        scenario_dict(baseline, code or 0, totals, found.shown, settings, of.is_expected_value)
        | {"stress": stress_list(found, of.scenario.name, code, currency)}
        | accepted_dict(of.offers, codes, len(of.totals))
        | {"bank_pays_days_earlier": None if code is None else bank_ahead(of.offers, code, len(of.totals))}
        | {"has_an_end": all(o.has_an_end for o in of.scenario.offers)}
    )


def _entries(found: Comparison, baseline: BaselineMeasures, code: int, currency: str, entries: Sequence[Entry]) -> Entry:
    scenarios = {s.scenario.name: entry for s, entry in zip(found.scenarios, entries, strict=True)}
    figures = figures_dict(baseline_figures(baseline, code), currency)
    return {"baseline": figures, "coverage": coverage_list(baseline.coverage), "scenarios": scenarios}
