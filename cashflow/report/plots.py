"""The pictures of each kind of result, by name: what `result.plot(name)` draws from the result's own frames."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from cashflow.basics.errors import must_choose
from cashflow.basics.money import from_minor
from cashflow.measures.catalog import MEASURES
from cashflow.measures.shown import currency_at
from cashflow.report.figures import break_even_bars, chance_bars, cost_curve, level_lines, period_bars, presentation_bars, unwind_bars

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["comparison_plots", "projection_plots", "simulation_plots", "solution_plots"]

Plots = dict[str, Callable[..., Any]]
_FLOWS = ("in the period", "accrued")


def comparison_plots(result: Any) -> Plots:
    """Unwind, presentations, every measure by quarter, and the suppliers' break-even."""
    plots: Plots = {"unwind": partial(_unwind, result), "presentations": partial(_presentations, result)}
    plots |= _measures(result.quarters, result.currencies)
    return plots | {"break_even": partial(_break_even, result)}


def projection_plots(quarters: pd.DataFrame, currencies: Sequence[str]) -> Plots:
    """Every measure by quarter."""
    return _measures(quarters.assign(scenario="baseline"), currencies)


def simulation_plots(found: Any) -> Plots:
    """Chances of the figure in the quarter asked for."""
    return {"chances": partial(_chances, found)}


def solution_plots(found: Any) -> Plots:
    """Cost against cash; and the pictures of the comparison of what was found."""
    return {
        "curve": partial(_curve, found),
        "unwind": partial(_unwind, found.result),
        "presentations": partial(_presentations, found.result),
    }


def _one(known: Sequence[str], asked: str | None) -> str:
    return known[currency_at(known, asked)]


def _unwind(result: Any, ax: Axes | None, currency: str | None = None, presentation: str = "trade_payable", scenarios: Any = None) -> Axes:
    return unwind_bars(result.contents(), _one(result.currencies, currency), presentation=presentation, scenarios=scenarios, ax=ax)


def _presentations(
    result: Any, ax: Axes | None, currency: str | None = None, measure: str = "free_cash_flow_change", scenario: str | None = None
) -> Axes:
    return presentation_bars(result.presentations, _one(result.currencies, currency), measure, scenario=scenario, ax=ax)


def _measures(quarters: pd.DataFrame, currencies: Sequence[str]) -> Plots:
    """A picture of every measure that has a column, by its name."""
    return {measure: partial(_by_quarter, quarters, currencies, measure) for measure in MEASURES if measure in quarters}


def _by_quarter(quarters: pd.DataFrame, currencies: Sequence[str], measure: str, ax: Axes | None, currency: str | None = None) -> Axes:
    """What is paid in a quarter as bars, a level as lines from quarter to quarter."""
    one = _one(currencies, currency)
    mine = quarters[quarters["currency"] == one]
    table = mine.pivot(index="scenario", columns="quarter", values=measure)
    table = table.loc[list(dict.fromkeys(mine["scenario"])), list(dict.fromkeys(mine["quarter"]))].dropna(axis=0, how="all")
    words = f"{MEASURES[measure].words[:1].upper()}{MEASURES[measure].words[1:]}"
    if MEASURES[measure].timing in _FLOWS:
        return period_bars(table.dropna(axis=1), one, f"{words}, {one}", ax=ax)
    return level_lines(table.dropna(axis=1), one, words, ax=ax)


def _break_even(result: Any, ax: Axes | None, currency: str | None = None, scenario: str | None = None) -> Axes:
    names = list(dict.fromkeys(result.suppliers["scenario"])) if len(result.suppliers) else []
    if scenario is None and len(names) == 1:
        scenario = names[0]
    if scenario not in names:
        reason = "must be given: there are several" if scenario is None else "is not a scenario of this result"
        raise must_choose(reason, "scenario", scenario, names)
    mine = result.suppliers[result.suppliers["scenario"] == scenario]
    return break_even_bars(mine, _one(result.currencies, currency), ax=ax)


def _chances(found: Any, ax: Axes | None) -> Axes:
    amounts = [float(from_minor(int(v), found.currency)) for v in found.drawn[:, found.quarter]]
    words = f"{MEASURES[found.measure].words}, {found.result.shown.labels[found.quarter]}"
    target = None if found.target is None else from_minor(found.target, found.currency)
    return chance_bars(amounts, found.currency, f"{words[:1].upper()}{words[1:]}", target=target, chance=found.chance, ax=ax)


def _curve(found: Any, ax: Axes | None) -> Axes:
    return cost_curve(found.curve, found.setting.currency, target=found.target, ax=ax)
