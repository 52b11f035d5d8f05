"""Figures by quarter: the unwind, presentations side by side, and every measure; scenarios are bars in groups, or a row each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cashflow.basics.errors import must_choose
from cashflow.basics.frames import pd
from cashflow.basics.money import from_minor
from cashflow.basics.words import many, short_money, total_name
from cashflow.measures import ScenarioTotals, checked_presentation
from cashflow.measures.catalog import MEASURES, PRESENTATIONS
from cashflow.measures.shown import currency_at
from cashflow.measures.translation import Translation
from cashflow.report.pictures.picture import Picture
from cashflow.report.scenario_sentences import NO_BANK
from cashflow.report.svg import MOST_ROWS, Chart, quarter_chart
from cashflow.results.comparison import Comparison, ScenarioResult

__all__ = [
    "Told",
    "chosen",
    "currencies_of",
    "in_one",
    "measure_picture",
    "moved_in",
    "names_among",
    "one_scenario",
    "presentations_picture",
    "rates_note",
    "sentence",
    "together",
    "unwind_picture",
]

_YEAR, _MOST_SAID = 4, 3

Series = Sequence[tuple[str, Sequence[int]]]
Told = tuple[str, str]
"""What a chart is of, in words, and its currency: the two are the same but for all currencies together."""


def together(currency: str) -> Told:
    """Of a chart of all currencies together."""
    return total_name(currency), currency


def rates_note(translation: Translation | None) -> list[str]:
    """At which rates a chart of all currencies together stands, for the notes below it."""
    return [] if translation is None else [f"All in {translation.currency}: translated at {translation}, in all quarters."]


def views(
    found: Comparison, some: Sequence[ScenarioResult], currency: str | None, moved: Sequence[str]
) -> list[tuple[Told, list[ScenarioTotals]]]:
    """A chart each, and the totals of its scenarios: all currencies together, where there is a total and no currency is asked for; then
    each currency.
    """  # noqa: D205
    codes = [(one, found.baseline.code_of(one)) for one in currencies_of(found.largest_first, currency, moved)]
    each = [((one, one), [s.totals[code] for s in some]) for one, code in codes]
    if found.in_total is None or currency is not None:
        return each
    places = [next(n for n, s in enumerate(found.scenarios) if s is one) for one in some]
    return [(together(found.in_total.translation.currency), [found.in_total.scenarios[n] for n in places]), *each]


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
    return [known[name] for name in (known if names is None else names_among(known, names))]


def names_among(known: Iterable[str], names: Sequence[str] | str) -> list[str]:
    """Names of scenarios, or one, as they are asked for; a refusal where there is no such scenario."""
    some, asked = list(known), [names] if isinstance(names, str) or not isinstance(names, Iterable) else list(names)
    for name in asked:
        if name not in some:
            raise must_choose("is not a scenario of this result", "scenario", name, some)
    return asked


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


def _shown(labels: Sequence[str], every: Sequence[Sequence[int]]) -> tuple[list[int], list[str]]:
    """Positions of the quarters to draw, and a note: of more than a year, quarters at the ends in which all is zero are left out."""
    some = [n for n in range(len(labels)) if any(values[n] for values in every)]
    if len(labels) <= _YEAR or not some:
        return list(range(len(labels))), []
    last = min(len(labels) - 1, some[-1] + 1)  # the quarter in which it is over is worth seeing
    left = [labels[n] for n in range(len(labels)) if not some[0] <= n <= last]
    return list(range(some[0], last + 1)), ([f"Zero in {', '.join(left)}, not drawn."] if left else [])


def _charts(name: str, title: str, labels: Sequence[str], by_told: Mapping[Told, Series]) -> tuple[list[tuple[str, Chart]], list[str]]:
    """A chart a currency, all of the same quarters, and notes on what is not drawn."""
    where, notes = _shown(labels, [values for series in by_told.values() for _, values in series])
    names = [labels[n] for n in where]
    charts = list[tuple[str, Chart]]()
    for (told, currency), series in by_told.items():
        drawn = [(words, [values[n] for n in where]) for words, values in series]
        mark = f"{name}-{told.replace(' ', '-')}"
        charts.append((told, quarter_chart(mark, f"{title}, {told}", currency, names, drawn)))
    most = max((len(series) for series in by_told.values()), default=0)
    cut = [f"The first {MOST_ROWS} of {most:,}; the table has all."] if most > MOST_ROWS else []
    return charts, [*cut, *notes]


def unwind_picture(
    found: Comparison, currency: str | None = None, presentation: str = "trade_payable", scenarios: Sequence[str] | str | None = None
) -> Picture:
    """Change in free cash flow by quarter: what this quarter gains beside what the next one gives back; a chart a currency, before them one
    of all together where there is a total.
    """  # noqa: D205
    checked_presentation(presentation)
    some, labels = chosen(found, scenarios), found.shown.labels
    moved = moved_in(found.baseline.currencies, some)
    by_told, rows, outside = dict[Told, Series](), list[dict[str, Any]](), list[str]()
    for told, totals in views(found, some, currency, moved):
        named = [(s.scenario.name, t) for s, t in zip(some, totals, strict=True)]
        by_told[told] = [(name, [int(v) for v in t.figure("free_cash_flow_change", presentation)]) for name, t in named]
        rows += [
            {"scenario": name, "currency": told[0], "quarter": q, "free_cash_flow_change": from_minor(v, told[1])}
            for name, values in by_told[told]
            for q, v in zip(labels, values, strict=True)
        ]
        outside += [n for name, t in named if (n := _outside(name, t, told[1], presentation))]
    charts, notes = _charts("unwind", "Change in free cash flow", labels, by_told)
    how = PRESENTATIONS[presentation].label
    title = f"Change in free cash flow by quarter{in_one(charts)}, {how} presentation{_of(some)}"
    frame = pd.DataFrame(rows, columns=["scenario", "currency", "quarter", "free_cash_flow_change"])
    rest = len(outside) - _MOST_SAID
    more = [f"So {'does' if rest == 1 else 'do'} {many(rest, 'other')}."] if rest > 0 else []
    return Picture("unwind", title, frame, charts, [*_rates(found, currency), *notes, *outside[:_MOST_SAID], *more])


def _rates(found: Comparison, currency: str | None) -> list[str]:
    return [] if found.in_total is None or currency is not None else rates_note(found.in_total.translation)


def _of(some: Sequence[ScenarioResult]) -> str:
    return f": {some[0].scenario.name}" if len(some) == 1 else ""


def in_one(charts: Sequence[tuple[str, Chart]]) -> str:
    """The currency, where there is one chart."""
    return f", {charts[0][0]}" if len(charts) == 1 else ""


def _outside(name: str, totals: ScenarioTotals, currency: str, presentation: str) -> str:
    """What the quarters that are drawn leave out."""
    amount = totals.outside("free_cash_flow_change", presentation)
    said = short_money(from_minor(amount, currency), currency).replace("-", "−")
    return f"{name} has {said} more outside the quarters of the result." if amount else ""


def presentations_picture(
    found: Comparison, currency: str | None = None, measure: str = "free_cash_flow_change", scenario: str | None = None
) -> Picture:
    """One measure as each presentation reads it, by quarter; a chart a currency, before them one of all together."""
    presented = [m.name for m in MEASURES.values() if m.presented]
    if measure not in presented:
        raise must_choose("is not a measure that is presented", "measure", measure, presented)
    one = one_scenario(found, scenario)
    by_told, rows = dict[Told, Series](), list[dict[str, Any]]()
    for told, (totals,) in views(found, [one], currency, moved_in(found.baseline.currencies, [one])):
        each = [(p.label, [int(v) for v in totals.figure(measure, name)]) for name, p in PRESENTATIONS.items()]
        by_told[told] = each if totals.uses_bank else [("all presentations", each[0][1])]
        rows += [
            {"presentation": name, "currency": told[0], "quarter": q, measure: from_minor(v, told[1])}
            for name, (_, values) in zip(PRESENTATIONS, each, strict=True)
            for q, v in zip(found.shown.labels, values, strict=True)
        ]
    words = sentence(MEASURES[measure].words)
    charts, notes = _charts("presentations", f"{words} by presentation", found.shown.labels, by_told)
    if not any(t.uses_bank for t in one.totals):
        notes = [NO_BANK, *notes]
    title = f"{words} by presentation of the bank-funded amount{in_one(charts)}{_of([one])}"
    return Picture("presentations", title, pd.DataFrame(rows), charts, [*_rates(found, currency), *notes])


def measure_picture(
    name: str,
    title: str,
    labels: Sequence[str],
    by_told: Mapping[Told, Mapping[str, Sequence[int | None]]],
    translation: Translation | None = None,
) -> Picture:
    """A measure by quarter: of each currency, values by scenario; a quarter that the ledger can't tell is left out, and said."""
    drawn, rows = dict[Told, Series](), list[dict[str, Any]]()
    unknown = {n for series in by_told.values() for values in series.values() for n, v in enumerate(values) if v is None}
    some = [n for n in range(len(labels)) if n not in unknown]
    for (told, currency), series in by_told.items():
        drawn[told, currency] = [(scenario, [int(v) for n in some if (v := values[n]) is not None]) for scenario, values in series.items()]
        rows += [
            {"scenario": scenario, "currency": told, "quarter": labels[n], name: None if v is None else from_minor(v, currency)}
            for scenario, values in series.items()
            for n, v in enumerate(values)
        ]
    charts, notes = _charts(name, title, [labels[n] for n in some], drawn)
    lost = [f"Not known from this ledger: {', '.join(labels[n] for n in sorted(unknown))}."] if unknown else []
    at = "" if "quarter" in title else " by quarter"
    return Picture(name, f"{title}{at}{in_one(charts)}", pd.DataFrame(rows), charts, [*rates_note(translation), *lost, *notes])
