"""Figures of the baseline and of a scenario in one currency: by quarter, by presentation, by nature of cost; as numbers and by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cashflow.basics.day_counts import DAYS_A_YEAR
from cashflow.basics.days import Ints, to_date
from cashflow.basics.fiscal import Quarters
from cashflow.basics.money import from_minor, whole
from cashflow.basics.rates import Rate
from cashflow.measures import PRESENTATION_NAMES, BaselineMeasures, ScenarioTotals
from cashflow.measures.catalog import COSTS, DEFAULT_PRESENTATION, MEASURES, by_presentation, quarterly
from cashflow.measures.reporting import Reporting
from cashflow.measures.translation import Translation, rate_words

__all__ = [
    "OF_PRESENTATION",
    "ONLY_OF_SCENARIO",
    "SCENARIO_COLUMNS",
    "baseline_figures",
    "presentation_rows",
    "quarter_list",
    "rates_dict",
    "scenario_dict",
    "scenario_figure",
    "scenario_figures",
]


def quarter_list(quarters: Quarters) -> list[dict[str, str]]:
    """Label, first and last day of each quarter."""
    ends = zip(quarters.labels, quarters.first, quarters.last, strict=True)
    return [{"label": n, "first_day": to_date(a).isoformat(), "last_day": to_date(b).isoformat()} for n, a, b in ends]


def baseline_figures(baseline: BaselineMeasures, currency: int) -> dict[str, dict[str, Any]]:
    """The baseline's figures per quarter: amounts in minor units, and numbers; `None` where the ledger can't tell."""
    closing, back = baseline.dpo(currency, baseline.closing[currency])
    names = [n for n in _OF_BASELINE if n != "paid_without_date" or baseline.paid_without_date.any()]
    minor = {name: baseline.coverage.masked(name, baseline.figure(name, currency)) for name in names}
    return {"minor": minor, "numbers": {"dpo_closing": closing, "dpo_countback": back}}


_OF_BASELINE = ("invoiced", "cash_paid", "discount_taken", "payment_differences", "closing_payables", "paid_without_date")


def scenario_figure(
    baseline: BaselineMeasures, currency: int, totals: ScenarioTotals, name: str, presentation: str = DEFAULT_PRESENTATION
) -> Ints:
    """(n_quarters,), minor units: a measure of a scenario, with the baseline's part where it is a level; (1,) over the whole life."""
    measure, found = MEASURES[name], totals.figure(name, presentation)
    return found if measure.baseline is None else baseline.figure(measure.baseline, currency).astype(object) + found


def scenario_figures(baseline: BaselineMeasures, currency: int, totals: ScenarioTotals) -> dict[str, dict[str, Any]]:
    """A scenario's figures per quarter: amounts in minor units, and numbers; levels are `None` where the baseline's are."""
    minor = {name: scenario_figure(baseline, currency, totals, name) for name in _OF_SCENARIO}
    plain, back = baseline.dpo(currency, minor["closing_payables"])
    per_held = [totals.financing_cost / int(h) if h else None for h in minor["cash_retained"]]
    minor = {k: baseline.coverage.masked(k, v) for k, v in minor.items()}
    minor |= {f"free_cash_flow_change_{v}": totals.figure("free_cash_flow_change", v) for v in PRESENTATION_NAMES}
    return {"minor": minor, "numbers": {"dpo_closing": plain, "dpo_countback": back, "cost_per_cash_retained": per_held}}


_OF_SCENARIO = tuple(n for n in quarterly() if n not in by_presentation())
OF_PRESENTATION = tuple(n for n in quarterly() if n not in _OF_SCENARIO)
SCENARIO_COLUMNS = (*_OF_SCENARIO, *(f"free_cash_flow_change_{v}" for v in PRESENTATION_NAMES), "cost_per_cash_retained")
"""Of the frame of quarters, beside what the baseline has; the last one is a number."""
ONLY_OF_SCENARIO = tuple(name for name in SCENARIO_COLUMNS if name not in _OF_BASELINE)
"""Those that a baseline alone does not have."""


def presentation_rows(totals: ScenarioTotals, presentation: str, currency: str, settings: Reporting) -> dict[str, Any]:
    """One presentation, per quarter: change in free cash flow, its running total, cash, debt, net debt; leverage if it was asked for."""
    rows: dict[str, Any] = {name: totals.figure(name, presentation) for name in OF_PRESENTATION}
    if settings.ebitda is None or settings.ratio_currency != currency:
        return {"minor": rows, "numbers": {}}
    ratio = [Fraction(settings.minor("net_debt") + int(n), settings.minor("ebitda")) for n in rows["net_debt_change"]]
    numbers: dict[str, Any] = {"net_debt_to_ebitda": [float(r) for r in ratio]}
    if settings.limit is not None:
        numbers["covenant_kept"] = [r <= settings.limit for r in ratio]
    return {"minor": rows, "numbers": numbers}


def _amounts(values: Any, currency: str) -> list[Decimal | None]:
    return [None if v is None else from_minor(int(v), currency) for v in values]


def figures_dict(figures: dict[str, dict[str, Any]], currency: str) -> dict[str, Any]:
    """Figures by name: amounts as Decimal in major units."""
    out: dict[str, Any] = {k: _amounts(values, currency) for k, values in figures["minor"].items()}
    return out | {k: [v if v is None or isinstance(v, bool) else float(v) for v in values] for k, values in figures["numbers"].items()}


def rates_dict(translation: Translation, currencies: Sequence[str]) -> dict[str, Any]:
    """The reporting currency of a total, and what one unit of each other currency is worth in it."""
    rates = {c: rate_words(translation.rates[c]) for c in currencies if c != translation.currency}
    return {"currency": translation.currency, "exchange_rates": rates, "exchange_rates_source": translation.source}


def scenario_dict(
    baseline: BaselineMeasures, code: int, totals: ScenarioTotals, quarters: Quarters, settings: Reporting, expected: bool
) -> dict[str, Any]:
    """One scenario in one currency, by name: amounts as Decimal in major units."""
    currency = baseline.currencies[code]
    money = lambda minor: from_minor(whole(minor), currency)  # noqa: E731
    entry = figures_dict(scenario_figures(baseline, code, totals), currency)
    entry["free_cash_flow_change"] = {v: entry.pop(f"free_cash_flow_change_{v}") for v in PRESENTATION_NAMES}
    entry["free_cash_flow_change_outside"] = {v: money(totals.outside("free_cash_flow_change", v)) for v in PRESENTATION_NAMES}
    entry["presentations"] = {v: figures_dict(presentation_rows(totals, v, currency, settings), currency) for v in PRESENTATION_NAMES}
    entry["uses_bank"] = totals.uses_bank
    entry["financing_cost"] = money(totals.financing_cost)
    entry["financing_cost_by_nature"] = _by_nature(totals, currency)
    entry["all_in_rate"] = totals.all_in_rate
    entry["all_in_rate_as"] = _rates(totals)
    entry["vat"] = money(int(totals.figure("vat")[0]))
    entry["cost_without_quarter_end_effect"] = money(totals.idle_cost)
    entry |= _saved(totals, settings, money)
    held = totals.figure("cash_retained")
    entry["to_hold_the_level"] = _to_hold(held, quarters, currency)
    entry["held"] = _held(totals)
    entry["level"] = _level(held, quarters, currency)
    entry["expected_value"] = expected
    return entry


def _by_nature(totals: ScenarioTotals, currency: str) -> dict[str, Any]:
    return {
        nature: {
            "paid": _amounts(totals.cost_paid[nature][1:-1], currency),
            "accrued": _amounts(totals.cost_accrued[nature][1:-1], currency),
            "total": from_minor(int(totals.cost_paid[nature].sum()), currency),
        }
        for nature in COSTS
        if totals.cost_paid[nature].any() or totals.cost_accrued[nature].any()
    }


def _rates(totals: ScenarioTotals) -> dict[str, float]:
    """The all-in rate on other conventions; the effective one over the average number of days moved."""
    if not totals.amount_days or not -1 < totals.financing_cost * 365 / totals.amount_days < 10:
        return {}  # more than all in a year, or a fee on next to nothing: no rate that means anything in another form
    simple = Rate(totals.financing_cost * 365 / totals.amount_days, "ACT/365F")
    rates = {"simple, ACT/365F": simple, "simple, ACT/360": simple.to(day_count="ACT/360")}
    days = whole(totals.amount_days / totals.amount_moved) if totals.amount_moved else 0
    if days > 0 and simple.value * days > -365:
        rates["effective, ACT/365F"] = simple.to("effective", days=days)
    return {k: float(r) for k, r in rates.items()}


def _saved(totals: ScenarioTotals, settings: Reporting, money: Callable[[int | Fraction], Decimal]) -> dict[str, Decimal | str | None]:
    """What the cash saves at the buyer's own borrowing rate, and the cost less that."""
    if settings.borrowing_rate is None:
        return {"borrowing_saved": None, "cost_net_of_borrowing": None, "borrowing_rate": None}
    days = DAYS_A_YEAR[settings.borrowing_day_count]
    saved = whole(settings.borrowing_rate * totals.amount_days / days)
    at = f"{float(settings.borrowing_rate) * 100:g} % ({settings.borrowing_day_count})"
    return {"borrowing_saved": money(saved), "cost_net_of_borrowing": money(totals.financing_cost - saved), "borrowing_rate": at}


def _held(totals: ScenarioTotals) -> dict[str, Any]:
    """How long what moves is held on average, weighted by amount; from which day on some of it is, and by when all of it is back."""
    days = float(totals.amount_days / totals.amount_moved) if totals.amount_moved else None
    ends = {"first_moved_on": totals.first_moved, "all_back_on": totals.all_back}
    return {"average_days": days} | {k: None if d is None else to_date(d).isoformat() for k, d in ends.items()}


def _to_hold(held: Ints, quarters: Quarters, currency: str) -> list[dict[str, Decimal | str] | None]:
    """Per quarter: what falls back by the end of the next one shown, so must be deferred again to hold the level."""
    out: list[dict[str, Decimal | str] | None] = []
    for now, later, day in zip(held[:-1], held[1:], quarters.last[1:], strict=True):
        less = int(now) - int(later)
        out.append({"amount": from_minor(less, currency), "by": to_date(day).isoformat()} if now > 0 and less > 0 else None)
    return [*out, None]


def _level(held: Ints, quarters: Quarters, currency: str) -> dict[str, Decimal | str] | None:
    """The highest cash retained at a quarter end shown, what of it lasts to the last one, and what has run off."""
    values: Sequence[int] = [int(h) for h in held]
    top = max(values, default=0)
    if top <= 0:
        return None
    at = values.index(top)
    lasting = max(0, min(values[at:]))
    named = {"highest": top, "lasting": lasting, "run_off": top - lasting}
    dates = {"on": to_date(quarters.last[at]).isoformat(), "lasting_until": to_date(quarters.last[-1]).isoformat()}
    return {**{k: from_minor(v, currency) for k, v in named.items()}, **dates}
