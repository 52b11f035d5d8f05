"""The pictures of each kind of result by name: what `result.picture(name)` makes and `result.plot(name)` draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from cashflow.basics.days import DateGiven, to_date
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
    currencies_of,
    measure_picture,
    names_among,
    presentations_picture,
    sentence,
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
    } | _measures(result.quarters, result.largest_first)


def projection_pictures(found: Any) -> Pictures:
    """Cash and payables by day, ageing, and every measure by quarter."""
    quarters, currencies = found.quarters.assign(scenario="baseline"), found.largest_first
    return {
        "cash_by_day": partial(_baseline_cash_by_day, found),
        "payables_by_day": partial(_baseline_payables_by_day, found),
        "ageing": partial(_ageing, found.baseline_payments),
    } | _measures(quarters, currencies)


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


def _measures(quarters: pd.DataFrame, currencies: Sequence[str]) -> Pictures:
    """A picture of every measure that has a column, by its name."""
    return {measure: partial(_by_quarter, quarters, currencies, measure) for measure in MEASURES if measure in quarters}


def _by_quarter(
    quarters: pd.DataFrame,
    currencies: Sequence[str],
    measure: str,
    currency: str | None = None,
    scenarios: Sequence[str] | str | None = None,
) -> Picture:
    labels, known = list(dict.fromkeys(quarters["quarter"])), list(dict.fromkeys(quarters["scenario"]))
    some = known if scenarios is None else names_among(known, scenarios)
    by_currency: dict[str, dict[str, list[int | None]]] = {}
    for one in currencies_of(currencies, currency):
        mine = quarters[quarters["currency"] == one]
        table = {name: list(mine[mine["scenario"] == name][measure]) for name in some}
        values = {name: [None if _lost(v) else to_minor(v, one) for v in row] for name, row in table.items() if not all(map(_lost, row))}
        by_currency[one] = {str(name): row for name, row in values.items()}
    return measure_picture(measure, sentence(MEASURES[measure].words), labels, by_currency)


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


def _setting(
    found: Any,
    currency: str | None = None,
    measure: str = "free_cash_flow_change",
    presentation: str = "trade_payable",
    quarter: Any = None,
) -> Picture:
    words = measure_of(measure, in_scenario()).words
    checked_presentation(presentation)
    tables = {c: found.amounts(measure, presentation=presentation, currency=c) for c in found.largest_first}
    if quarter is None:  # the first in which the scenarios differ from nothing
        changed = [q for q in range(len(found.shown)) if any(t.shape[1] > q and t[:, q].any() for t in tables.values())]
        at = changed[0] if changed else 0
    else:
        at = quarter_at(found.shown, quarter)
    label = found.shown.labels[at] if all(t.shape[1] == len(found.shown) for t in tables.values()) else "the whole life"
    amounts = {c: [int(row[min(at, len(row) - 1)]) for row in t] for c, t in tables.items()}
    return setting_picture(found.names, amounts, label, words, currency, len(found.refused))
