"""Figures by quarter: the unwind, presentations side by side, and every measure; scenarios are bars in groups, or a row each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cashflow.basics.decimals import own_context
from cashflow.basics.errors import must_choose
from cashflow.basics.frames import pd
from cashflow.basics.money import from_minor
from cashflow.basics.words import short_money
from cashflow.measures import checked_presentation
from cashflow.measures.catalog import MEASURES, PRESENTATIONS
from cashflow.measures.shown import currency_at
from cashflow.report.pictures.picture import Picture
from cashflow.report.svg import MOST_ROWS, Chart, quarter_chart
from cashflow.results.comparison import Comparison, ScenarioResult

__all__ = [
    "chosen",
    "currencies_of",
    "in_one",
    "measure_picture",
    "moved_in",
    "one_scenario",
    "presentations_picture",
    "sentence",
    "unwind_picture",
]


def sentence(words: str) -> str:
    """With a capital."""
    return f"{words[:1].upper()}{words[1:]}"


def currencies_of(known: Sequence[str], asked: str | None, some: Sequence[str] = ()) -> list[str]:
    """The currency that is asked for; else those in which something happens, or all."""
    if asked is not None:
        return [known[currency_at(known, asked)]]
    return [c for c in known if c in some] or list(known)


def moved_in(currencies: Sequence[str], some: Sequence[ScenarioResult]) -> list[str]:
    """Currencies, by code, in which scenarios move or cost something."""
    return [c for n, c in enumerate(currencies) if any(s.totals[n].amount_moved or s.totals[n].financing_cost for s in some)]


def chosen(found: Comparison, names: Sequence[str] | str | None) -> list[ScenarioResult]:
    """Scenarios by name, in that order; by default all."""
    known = {s.scenario.name: s for s in found.scenarios}
    asked = known if names is None else [names] if isinstance(names, str) else names
    for name in asked:
        if name not in known:
            raise must_choose("is not a scenario of this result", "scenario", name, known)
    return [known[name] for name in asked]


def one_scenario(found: Comparison, name: str | None) -> ScenarioResult:
    """The scenario of a picture that shows one; a refusal where there are several and none is named."""
    if name is None and len(found.scenarios) == 1:
        return found.scenarios[0]
    known = [s.scenario.name for s in found.scenarios]
    if name not in known:
        raise must_choose(
            "must be given: there are several" if name is None else "is not a scenario of this result", "scenario", name, known
        )
    return found.scenarios[known.index(name)]


def _rows_cut(series: Sequence[object]) -> list[str]:
    return [f"The first {MOST_ROWS} of {len(series):,}; the table has all."] if len(series) > MOST_ROWS else []


def unwind_picture(
    found: Comparison, currency: str | None = None, presentation: str = "trade_payable", scenarios: Sequence[str] | str | None = None
) -> Picture:
    """Change in free cash flow by quarter: what this quarter gains beside what the next one gives back; a chart a currency."""
    checked_presentation(presentation)
    some, labels = chosen(found, scenarios), found.shown.labels
    moved = moved_in(found.baseline.currencies, some)
    charts, rows, notes = list[tuple[str, Chart]](), list[dict[str, Any]](), list[str]()
    for one in currencies_of(found.currencies, currency, moved):
        code = found.baseline.currencies.index(one)
        series = [(s.scenario.name, [int(v) for v in s.totals[code].figure("free_cash_flow_change", presentation)]) for s in some]
        charts.append((one, quarter_chart(f"unwind-{code}", f"Change in free cash flow, {one}", one, labels, series)))
        rows += [
            {"scenario": name, "currency": one, "quarter": q, "free_cash_flow_change": from_minor(v, one)}
            for name, values in series
            for q, v in zip(labels, values, strict=True)
        ]
        notes += [n for s in some if (n := _outside(s, code, one, presentation))]
    how = PRESENTATIONS[presentation].label
    title = f"Change in free cash flow by quarter{in_one(charts)}, {how} presentation{_of(some)}"
    frame = pd.DataFrame(rows, columns=["scenario", "currency", "quarter", "free_cash_flow_change"])
    return Picture("unwind", title, frame, charts, [*_rows_cut(some), *notes[:3]])


def _of(some: Sequence[ScenarioResult]) -> str:
    return f": {some[0].scenario.name}" if len(some) == 1 else ""


def in_one(charts: Sequence[tuple[str, Chart]]) -> str:
    """The currency, where there is one chart."""
    return f", {charts[0][0]}" if len(charts) == 1 else ""


@own_context
def _outside(scenario: ScenarioResult, code: int, currency: str, presentation: str) -> str:
    """What the quarters that are drawn leave out."""
    amount = scenario.totals[code].outside("free_cash_flow_change", presentation)
    said = short_money(from_minor(amount, currency), currency).replace("-", "−")
    return f"{scenario.scenario.name}: {said} more outside the quarters shown." if amount else ""


def presentations_picture(
    found: Comparison, currency: str | None = None, measure: str = "free_cash_flow_change", scenario: str | None = None
) -> Picture:
    """One measure as each presentation reads it, by quarter; a chart a currency."""
    presented = [m.name for m in MEASURES.values() if m.presented]
    if measure not in presented:
        raise must_choose("is not a measure that is presented", "measure", measure, presented)
    one = one_scenario(found, scenario)
    charts, rows = list[tuple[str, Chart]](), list[dict[str, Any]]()
    moved = moved_in(found.baseline.currencies, [one])
    for money in currencies_of(found.currencies, currency, moved):
        code = found.baseline.currencies.index(money)
        series = [(p.label, [int(v) for v in one.totals[code].figure(measure, name)]) for name, p in PRESENTATIONS.items()]
        title = f"{sentence(MEASURES[measure].words)}, {money}, by presentation"
        charts.append((money, quarter_chart(f"presentations-{code}", title, money, found.shown.labels, series)))
        rows += [
            {"presentation": name, "currency": money, "quarter": q, measure: from_minor(v, money)}
            for name, (_, values) in zip(PRESENTATIONS, series, strict=True)
            for q, v in zip(found.shown.labels, values, strict=True)
        ]
    title = f"{sentence(MEASURES[measure].words)} by presentation of the bank-funded amount{in_one(charts)}{_of([one])}"
    return Picture("presentations", title, pd.DataFrame(rows), charts)


def measure_picture(name: str, title: str, labels: Sequence[str], by_currency: Mapping[str, Mapping[str, Sequence[int | None]]]) -> Picture:
    """A measure by quarter: of each currency, values by scenario; a quarter that the ledger can't tell is left out, and said."""
    charts, rows = list[tuple[str, Chart]](), list[dict[str, Any]]()
    unknown = {n for series in by_currency.values() for values in series.values() for n, v in enumerate(values) if v is None}
    some = [n for n in range(len(labels)) if n not in unknown]
    for currency, series in by_currency.items():
        drawn = [(scenario, [int(v) for n in some if (v := values[n]) is not None]) for scenario, values in series.items()]
        charts.append((currency, quarter_chart(f"{name}-{currency}", f"{title}, {currency}", currency, [labels[n] for n in some], drawn)))
        rows += [
            {"scenario": scenario, "currency": currency, "quarter": labels[n], name: None if v is None else from_minor(v, currency)}
            for scenario, values in series.items()
            for n, v in enumerate(values)
        ]
    notes = [f"Not known from this ledger: {', '.join(labels[n] for n in sorted(unknown))}."] if unknown else []
    return Picture(name, f"{title} by quarter{in_one(charts)}", pd.DataFrame(rows), charts, notes)
