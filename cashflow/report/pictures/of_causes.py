"""The bridge: change in free cash flow of a quarter by cause, to the total that each presentation shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.basics.money import from_minor
from cashflow.measures import ScenarioTotals
from cashflow.measures.catalog import COSTS, MEASURES, PRESENTATIONS
from cashflow.measures.shown import quarter_at
from cashflow.report.pictures.of_quarters import currencies_of, in_one, moved_in, one_scenario, sentence
from cashflow.report.pictures.picture import Picture
from cashflow.report.svg import BarRow, BarRows, Chart
from cashflow.results.comparison import Comparison

__all__ = ["bridge_picture", "causes_of"]

_FIXED = ("No longer paid on the usual day", "Paid to suppliers on the new day", "Repaid to the bank")
_BANK = "Bank-funded, read as borrowing"
_TOTAL = "Change in free cash flow"


def causes_of(totals: ScenarioTotals, quarter: int, presentation: str) -> dict[str, int]:
    """What makes the change in free cash flow of a quarter, by cause, in minor units; the causes add up to the figure exactly.

    Principal counts in every presentation; what a presentation adds for the bank's part is a cause of its own.
    """
    plain = MEASURES["free_cash_flow_change"].coefficients(interest_paid=totals.interest_paid)
    here = {name: int(amounts[quarter + 1]) for name, amounts in totals.accounts.items()}
    found = {
        _FIXED[0]: plain.get("removed", 0) * here["removed"],
        _FIXED[1]: plain.get("principal", 0) * (here["principal"] - here["to_bank"]),
        _FIXED[2]: plain.get("principal", 0) * here["to_bank"],
    }
    found |= {sentence(nature): plain.get(nature, 0) * here[nature] for nature in (*COSTS, "vat")}
    found["VAT"] = found.pop("Vat")
    found[_BANK] = sum(c * here[account] for account, c in PRESENTATIONS[presentation].operating.items())
    return {cause: amount for cause, amount in found.items() if amount or cause in _FIXED[:2]}


def bridge_picture(found: Comparison, currency: str | None = None, scenario: str | None = None, quarter: Any = None) -> Picture:
    """Change in free cash flow of one quarter by cause, a column a presentation; by default the first quarter that changes."""
    one = one_scenario(found, scenario)
    if not len(found.shown):
        raise InputError("has no quarter", column="quarters")
    charts, rows, at = list[tuple[str, Chart]](), list[dict[str, Any]](), _first(found, one.totals, quarter)
    for money in currencies_of(found.largest_first, currency, moved_in(found.baseline.currencies, [one])):
        totals = one.totals[found.baseline.code_of(money)]
        which = PRESENTATIONS if totals.uses_bank else {"trade_payable": PRESENTATIONS["trade_payable"]}
        causes = {p: causes_of(totals, at, p) for p in which}
        heads = [PRESENTATIONS[p].label for p in which] if len(which) > 1 else ["all presentations alike"]
        charts.append((money, BarRows(f"bridge-{money}", f"Change in free cash flow by cause, {money}", money, heads, _steps(causes))))
        rows += [
            {"currency": money, "quarter": found.shown.labels[at], "presentation": p, "cause": cause, "amount": from_minor(amount, money)}
            for p, each in causes.items()
            for cause, amount in [*each.items(), (_TOTAL, sum(each.values()))]
        ]
    title = f"Change in free cash flow of {found.shown.labels[at]} by cause{in_one(charts)}: {one.scenario.name}"
    return Picture("bridge", title, pd.DataFrame(rows), charts)


def _first(found: Comparison, totals: list[ScenarioTotals], quarter: Any) -> int:
    """The quarter that is asked for, or the first in which something changes in any currency."""
    if quarter is not None:
        return quarter_at(found.shown, quarter)
    changed = [q for q in range(len(found.shown)) if any(t.figure("free_cash_flow_change")[q] for t in totals)]
    return changed[0] if changed else 0


def _steps(causes: Mapping[str, Mapping[str, int]]) -> list[BarRow]:
    """Rows that lead from zero to the total; a cause that a presentation lacks has no bar there."""
    names = list(dict.fromkeys(cause for each in causes.values() for cause in each))
    order = [n for n in names if n != _BANK] + [n for n in names if n == _BANK]
    level = dict.fromkeys(causes, 0)
    rows = []
    for cause in order:
        bars: list[tuple[int, int] | None] = []
        for presentation, each in causes.items():
            start = level[presentation]
            level[presentation] = start + each.get(cause, 0)
            bars.append((start, level[presentation]) if cause in each else None)
        rows.append(BarRow(cause, bars, "step"))
    return [*rows, BarRow(_TOTAL, [(0, v) for v in level.values()], "total")]
