"""The pictures of each kind of result by name: what `result.picture(name)` makes and `result.plot(name)` draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from cashflow.basics.days import DateGiven, Ints, to_date
from cashflow.basics.errors import InputError
from cashflow.basics.fractions import NumberGiven
from cashflow.basics.frames import pd
from cashflow.basics.money import from_minor, to_minor
from cashflow.measures import checked_presentation
from cashflow.measures.catalog import DEFAULT_PRESENTATION, MEASURES, PRESENTATION_LABELS, in_scenario, measure_of
from cashflow.measures.shown import quarter_at
from cashflow.report.pictures.of_causes import bridge_picture
from cashflow.report.pictures.of_chance import chances_picture, law_picture, tornado_picture
from cashflow.report.pictures.of_days import cash_by_day_picture, payables_by_day_picture, retained_by_day_picture
from cashflow.report.pictures.of_open_items import ageing_picture
from cashflow.report.pictures.of_quarters import (
    Told,
    currencies_of,
    measure_picture,
    names_among,
    presentations_picture,
    sentence,
    together,
    unwind_picture,
)
from cashflow.report.pictures.of_settings import curve_picture, setting_picture
from cashflow.report.pictures.of_suppliers import benefit_picture, break_even_picture
from cashflow.report.pictures.picture import Picture

__all__ = ["comparison_pictures", "projection_pictures", "simulation_pictures", "solution_pictures", "sweep_pictures"]

Pictures = dict[str, Callable[..., Picture]]


def comparison_pictures(result: Any) -> Pictures:
    """Unwind, bridge, presentations, days, benefit, ageing, and every measure by quarter."""
    return {
        "unwind": partial(_unwind, result),
        "bridge": partial(_bridge, result),
        "presentations": partial(_presentations, result),
        "cash_by_day": partial(_cash_by_day, result, result.payments, result),
        "payables_by_day": partial(_payables_by_day, result, result.payments, result),
        "cash_retained_by_day": partial(_retained_by_day, result),
        "benefit": partial(_benefit, result),
        "break_even": partial(_break_even, result),
        "ageing": partial(_ageing, result.payments),
    } | _measures(result.quarters, result)


def projection_pictures(found: Any) -> Pictures:
    """Cash and payables by day, ageing, and every measure by quarter."""
    return {
        "cash_by_day": partial(_baseline_cash_by_day, found),
        "payables_by_day": partial(_baseline_payables_by_day, found),
        "ageing": partial(_ageing, found.baseline_payments),
    } | _measures(found.quarters.assign(scenario="baseline"), found)


def simulation_pictures(found: Any) -> Pictures:
    """Chances of the figure in the quarter asked for, and what each unknown moves it."""
    return {"chances": partial(_chances, found), "tornado": partial(_tornado, found)}


def solution_pictures(found: Any) -> Pictures:
    """Cost against cash; and the pictures of the comparison of what was found."""
    return {"curve": partial(_curve, found)} | comparison_pictures(found.result)


def sweep_pictures(found: Any) -> Pictures:
    """A figure of one quarter over what is swept."""
    return {"setting": partial(_setting, found)}


def _unwind(result: Any, currency: str | None = None, presentation: str = "trade_payable", scenarios: Any = None) -> Picture:
    return unwind_picture(result, currency, presentation, scenarios)


def _bridge(result: Any, currency: str | None = None, scenario: str | None = None, quarter: Any = None) -> Picture:
    return bridge_picture(result, currency, scenario, quarter)


def _presentations(
    result: Any, currency: str | None = None, measure: str = "free_cash_flow_change", scenario: str | None = None
) -> Picture:
    return presentations_picture(result, currency, measure, scenario)


def _cash_by_day(found: Any, payments: Any, scenarios: Any, currency: str | None = None, scenario: str | None = None) -> Picture:
    return cash_by_day_picture(found, payments, scenarios, currency, scenario)


def _payables_by_day(found: Any, payments: Any, scenarios: Any, currency: str | None = None, scenario: str | None = None) -> Picture:
    return payables_by_day_picture(found, payments, scenarios, currency, scenario)


def _baseline_cash_by_day(found: Any, currency: str | None = None) -> Picture:
    return cash_by_day_picture(found, found.baseline_payments, None, currency, None)


def _baseline_payables_by_day(found: Any, currency: str | None = None) -> Picture:
    return payables_by_day_picture(found, found.baseline_payments, None, currency, None)


def _retained_by_day(result: Any, currency: str | None = None, scenario: str | None = None) -> Picture:
    return retained_by_day_picture(result, currency, scenario)


def _benefit(result: Any, currency: str | None = None, scenario: str | None = None, against: str = "usual payment day") -> Picture:
    return benefit_picture(result, result.suppliers, currency, scenario, against)


def _break_even(
    result: Any, currency: str | None = None, scenario: str | None = None, against: str = "usual payment day", step: NumberGiven = 0.005
) -> Picture:
    return break_even_picture(result, result.suppliers, currency, scenario, against, step)


def _ageing(payments: Any, currency: str | None = None, on: DateGiven | None = None) -> Picture:
    return ageing_picture(payments, currency, on)


def _measures(quarters: pd.DataFrame, found: Any) -> Pictures:
    """A picture of every measure that has a column, by its name."""
    return {measure: partial(_by_quarter, quarters, found, measure) for measure in MEASURES if measure in quarters}


def _by_quarter(
    quarters: pd.DataFrame,
    found: Any,
    measure: str,
    currency: str | None = None,
    scenarios: Sequence[str] | str | None = None,
) -> Picture:
    labels, known = list(dict.fromkeys(quarters["quarter"])), list(dict.fromkeys(quarters["scenario"]))
    some = known if scenarios is None else names_among(known, scenarios)
    told = [((one, one), quarters[quarters["currency"] == one]) for one in currencies_of(found.largest_first, currency)]
    translation = found.reporting.translation_of(found.baseline.currencies) if currency is None else None
    if translation is not None:
        total = found.total if "scenario" in found.total else found.total.assign(scenario="baseline")
        told.insert(0, (together(translation.currency), total))
    by_told: dict[tuple[str, str], dict[str, list[int | None]]] = {}
    for (words, one), mine in told:
        table = {name: list(mine[mine["scenario"] == name][measure]) for name in some}
        values = {name: [None if _lost(v) else to_minor(v, one) for v in row] for name, row in table.items() if not all(map(_lost, row))}
        by_told[words, one] = {str(name): row for name, row in values.items()}
    return measure_picture(measure, sentence(MEASURES[measure].words), labels, by_told, translation)


def _lost(value: Any) -> bool:
    return value is None or bool(value != value)


def _simulated(found: Any) -> str:
    how = _as_presented(found.presentation if MEASURES[found.measure].presented else DEFAULT_PRESENTATION)
    together = _TOGETHER if found.translation else ""
    return f"{sentence(MEASURES[found.measure].words)}{how}, {found.result.shown.labels[found.quarter]}{together}"


_TOGETHER = ", all currencies"


def _as_presented(presentation: str) -> str:
    """The presentation in words, where it is not the one that is meant if none is said."""
    return "" if presentation == DEFAULT_PRESENTATION else f" ({PRESENTATION_LABELS[presentation]} presentation)"


def _tornado(found: Any) -> Picture:
    expected = to_minor(found.moments["mean"][found.quarter], found.currency)
    return tornado_picture(found.tornado, expected, found.currency, _simulated(found))


def _chances(found: Any) -> Picture:
    words = _simulated(found)
    asked = found.currency, words, found.target, found.chance
    if len(found.drawn):
        return chances_picture(found.drawn[:, found.quarter], *asked)
    if found.law is None:
        raise InputError(
            "are needed: the exact law is not known here", column="draws", value=0, hint="Write simulate(result, draws=10_000)"
        )
    return law_picture(found.law, int(found.stakes.baseline[found.quarter]), *asked)


def _curve(found: Any) -> Picture:
    setting = found.setting
    told = f"{_TOGETHER if setting.translation else ''}, {setting.currency}"
    title = f"Least cost of holding cash on {to_date(setting.by)}{_as_presented(setting.presentation)}{told}"
    return curve_picture(found.curve, setting.currency, from_minor(setting.target, setting.currency), title)


def _swept(found: Any, measure: str, presentation: str, currency: str | None) -> dict[Told, Ints]:
    """A figure of all scenarios, of all currencies together where there is a total, and of each."""
    some = found.largest_first if currency is None else currencies_of(found.largest_first, currency)
    each = {(c, c): found.amounts(measure, presentation=presentation, currency=c) for c in some}
    if currency is not None or found.in_total is None:
        return each
    return {together(found.in_total.largest_first[0]): found.in_total.amounts(measure, presentation=presentation), **each}


def _setting(
    found: Any,
    currency: str | None = None,
    measure: str = "free_cash_flow_change",
    presentation: str = "trade_payable",
    quarter: Any = None,
) -> Picture:
    words = measure_of(measure, in_scenario()).words
    checked_presentation(presentation)
    tables = _swept(found, measure, presentation, currency)
    if quarter is None:  # the first in which the scenarios differ from nothing
        changed = [q for q in range(len(found.shown)) if any(t.shape[1] > q and t[:, q].any() for t in tables.values())]
        at = changed[0] if changed else 0
    else:
        at = quarter_at(found.shown, quarter)
    label = found.shown.labels[at] if all(t.shape[1] == len(found.shown) for t in tables.values()) else "the whole life"
    amounts = {told: [int(row[min(at, len(row) - 1)]) for row in t] for told, t in tables.items()}
    shown = currencies_of(found.largest_first, currency, [c for c in found.largest_first if any(amounts.get((c, c), []))])
    amounts = {told: values for told, values in amounts.items() if told[0] != told[1] or told[1] in shown}
    translation = None if all(words == one for words, one in amounts) else found.reporting.translation_of(found.baseline.currencies)
    return setting_picture(found.names, amounts, label, words, len(found.refused), translation)
