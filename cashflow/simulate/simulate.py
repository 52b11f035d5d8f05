"""Simulate: what if suppliers decide by chance? Moments and the law of one quarter in closed form, seeded draws. Effects only."""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from inspect import signature
from typing import Any

import numpy as np
from attrs import evolve

from cashflow.basics.days import DateGiven, Ints
from cashflow.basics.door import unquoted
from cashflow.basics.errors import InputError, every_choice, must_choose, nearest
from cashflow.basics.fractions import NumberGiven, number_of
from cashflow.basics.money import MoneyGiven, to_minor
from cashflow.basics.rates import fraction
from cashflow.basics.whole_numbers import whole_number
from cashflow.compare.compare import compare
from cashflow.compare.result import Result
from cashflow.engine.choice import rejudged
from cashflow.ledger.groups import Groups
from cashflow.ledger.model import Ledger, LedgerSource
from cashflow.measures import checked_presentation
from cashflow.measures.distribution import checked, law_of, moments, shares_of_variance
from cashflow.measures.draws import checked_seed, draw_sums
from cashflow.measures.shown import currency_at, quarter_at
from cashflow.offers import Scenario
from cashflow.offers.arguments import verb
from cashflow.results.comparison import ScenarioResult
from cashflow.simulate.decisions import Stakes, checked_measure, stakes
from cashflow.simulate.simulation import Simulation, Swing

__all__ = ["simulate"]


@verb
def simulate(
    what: Result | Ledger | LedgerSource,
    scenario: Scenario | str | None = None,
    *,
    target: MoneyGiven | None = None,
    quarter: DateGiven | None = None,
    measure: str = "free_cash_flow_change",
    presentation: str = "trade_payable",
    currency: str | None = None,
    draws: int = 10_000,
    seed: int | np.random.Generator | None = None,
    correlation: NumberGiven | Mapping[str, Any] = 0,
    levels: Sequence[NumberGiven] = (0.05, 0.25, 0.5, 0.75, 0.95),
    top: int = 5,
    fast: bool | None = None,
    **options: Any,
) -> Simulation:
    """How sure a figure is if each supplier accepts with its own probability, and which unknown matters most.

    Every offer to a supplier is one decision: it accepts in full or not at all, with the probability of the offer's `acceptance`.
    Mean and covariance of all quarters come from formulas, not from draws: in float64, so to some 15 digits of what is at stake. So
    does the law of the asked quarter, whose error bound is stated. Draws, whole minor units, give whatever needs all quarters at once.

    Parameters
    ----------
    what
        A `Result`, or a ledger (or a scan of one): then `scenario` is compared first, with the further `options` of `compare`.
    scenario
        Name of one of the result's scenarios (needed if it has several), or with a ledger a `Scenario`.
    target
        Amount in major units; gives the chance that the measure is at least this in `quarter`.
    quarter
        Its label, or a date in it; by default the first one whose expected figure is not what it is if all refuse.
    measure
        ``free_cash_flow_change``, ``cash_retained``, ``closing_payables``, ``cash_paid``, ``net_debt_change`` or another figure by quarter.
        Averages by day and accruals are rounded supplier by supplier.
    presentation
        Of measures that are presented, such as ``free_cash_flow_change``: one of `PRESENTATION_NAMES`.
    currency
        Needed if something moves in several and no reporting currency is given. By default, where one is: all currencies together,
        what each decision adds translated and rounded by itself.
    draws
        How many; 0: only what needs none.
    seed
        A whole number, by default 1; the same seed gives the same bytes. Python: also a generator of numpy. Refused without draws.
    correlation
        Of the acceptances of two suppliers with the same probability: one common factor. 0: independent.
    levels
        Quantiles to show.
    top
        How many suppliers the tornado moves.
    fast
        Whether numba adds up the draws; see `cashflow.measures.draws`.
    **options
        For `compare`: policy, fiscal, quarters, reporting …

    Returns
    -------
    Simulation
        With the frames `moments`, `quantiles`, `suppliers` and `tornado`; it prints itself.

    Raises
    ------
    InputError
        A measure, quarter, target or scenario that is not there; payables that the ledger can't tell in that quarter; sums beyond
        9.2e18 minor units.

    Examples
    --------
    Two suppliers of 1,000,000.00 each, three in four accept: both do in 9 of 16 cases.

    >>> import pandas as pd, cashflow as cf
    >>> rows = pd.DataFrame({"supplier": ["Acme", "Bolt"], "invoice": ["1", "2"], "invoice_date": ["2025-05-21"] * 2,
    ...     "amount": ["1000000.00"] * 2, "currency": "EUR", "terms": "net 30"})
    >>> june = cf.Scenario("June", cf.Offer(extend={"to": "2025-08-15"}, acceptance={"share": 0.75}))
    >>> found = cf.simulate(cf.read_ledger(rows), june, target="2000000", quarters=("2025-04-01", "2025-09-30"))
    >>> found.chance
    0.5625
    """
    result, chosen = _compared(what, scenario, options)
    chosen, named, measure, presentation = every_choice(
        lambda: _scenario(result, chosen),
        lambda: _currency(result, chosen, currency),
        lambda: checked_measure(measure),
        lambda: checked_presentation(presentation, measure),
    )
    top = whole_number(top, "top")
    seed = checked_seed(seed, draws)
    translation = None if named is not None or result.in_total is None else result.in_total.translation
    unit = named if translation is None else translation.currency
    at_stake = stakes(result, chosen, named, measure, presentation)
    p, values = checked(at_stake.chances, at_stake.values)
    factor = float(fraction(correlation, "correlation"))
    mean, covariance = moments(p, values, factor)
    at = _quarter(result, quarter, mean)
    result.baseline.coverage.refuse(measure, at)
    wanted = None if target is None else _target(target, unit)
    return Simulation(
        result=result,
        scenario=chosen,
        currency=unit,
        translation=translation,
        measure=measure,
        presentation=presentation,
        quarter=at,
        target=wanted,
        stakes=at_stake,
        mean=mean + at_stake.baseline.astype(np.float64),
        covariance=covariance,
        law=law_of(p, values[:, at], factor),
        shares=shares_of_variance(p, values[:, at], factor),
        drawn=draw_sums(p, values, draws, seed, correlation=factor, fast=fast) + at_stake.baseline.astype(np.int64),
        seed=None if isinstance(seed, np.random.Generator) or not draws else int(seed),
        correlation=factor,
        levels=_levels(levels),
        swings=_swings(
            result, chosen, named, at_stake, at, wanted, top=top, measure=measure, presentation=presentation, correlation=factor
        ),
    )


def _compared(
    what: Result | Ledger | LedgerSource, scenario: Scenario | str | None, options: dict[str, Any]
) -> tuple[Result, Scenario | str | None]:
    """The comparison, made if a ledger is given; and which of its scenarios is asked for."""
    for key in options.keys() - signature(compare).parameters.keys():
        own = [name for name in signature(simulate).parameters if name != "options"]
        known = [*own, *(name for name in signature(compare).parameters if name not in ("ledger", "scenarios"))]
        raise InputError(f"simulate takes no such argument. {nearest(key, known)}", column=key, value=unquoted(options[key]))
    if isinstance(what, Ledger) or (not isinstance(what, Result) and hasattr(what, "ledger")):
        if not isinstance(scenario, Scenario):
            raise InputError("must be a Scenario, if a ledger is given", column="scenario", value=scenario)
        return compare(what, scenario, **options), scenario.name
    if options:
        raise InputError("is for a ledger; a result has been compared already", column=next(iter(options)))
    if not isinstance(what, Result):
        raise InputError("must be a result or a ledger", column="what", value=type(what).__name__)
    return what, scenario


def _scenario(result: Result, scenario: Scenario | str | None) -> ScenarioResult:
    names = [s.scenario.name for s in result.scenarios]
    if scenario is None and len(names) == 1:
        return result.scenarios[0]
    asked = scenario.name if isinstance(scenario, Scenario) else scenario
    if asked not in names:
        reason = "must be given: there are several" if asked is None else "must be one of the result's scenarios"
        raise must_choose(reason, "scenario", asked, names)
    found = result.scenarios[names.index(asked)]
    if isinstance(scenario, Scenario) and scenario.offers != found.scenario.offers:
        hint = "Give its name, or compare this one first"
        raise InputError("has other offers than the scenario of that name in the result", column="scenario", value=asked, hint=hint)
    return found


def _currency(result: Result, scenario: Scenario | str | None, asked: str | None) -> str | None:
    """The currency asked for; else `None`, all together, where there is a total; else the only one in which something moves, or that is."""
    known = result.baseline.currencies
    if asked is not None:
        return known[currency_at(known, asked)]
    if result.in_total is not None:
        return None
    name = scenario.name if isinstance(scenario, Scenario) else scenario
    offers = [o for s in result.scenarios if name in (None, s.scenario.name) for o in s.offers]
    moving = {known[int(c)] for o in offers for c in Groups.of(known).currency(o.covered.groups[np.flatnonzero(o.covered.moved)])}
    choice = sorted(moving or known)
    if len(choice) != 1:
        reason = "must be given: without a reporting currency and exchange rates currencies are not added up"
        raise must_choose(reason, "currency", None, choice)
    return choice[0]


def _quarter(result: Result, wanted: Any, mean: Ints) -> int:
    if wanted is None:
        moved = np.flatnonzero(np.abs(mean) >= 0.5)
        return int(moved[0]) if len(moved) else 0
    return quarter_at(result.shown, wanted)


def _target(value: Any, currency: str) -> int:
    try:
        return to_minor(value, currency)
    except InputError as wrong:
        wrong.column = "target"
        raise


def _levels(values: Any) -> tuple[float, ...]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        hint = "Write levels = [0.05, 0.5, 0.95]"
        raise InputError("must be a list of numbers between 0 and 1", column="levels", value=values, hint=hint)
    return tuple(_level(v) for v in values)


def _level(value: Any) -> float:
    value = number_of(value, "levels") if isinstance(value, str) else value
    number = not isinstance(value, bool) and isinstance(value, numbers.Real | Decimal)
    if not number or (isinstance(value, Decimal) and not value.is_finite()) or not 0 < value < 1:
        raise InputError("must lie between 0 and 1", column="levels", value=value)
    return float(value)


def _swings(
    result: Result,
    scenario: ScenarioResult,
    currency: str | None,
    own: Stakes,
    at: int,
    target: int | None,
    *,
    top: int,
    measure: str,
    presentation: str,
    correlation: float,
) -> list[Swing]:
    """The tornado: each unknown at both its ends, other things being equal; largest swing of the expected figure first."""

    def end(p: Ints, some: Stakes) -> tuple[float, float | None]:
        column = some.values[:, at].astype(np.int64)
        law = None if target is None else law_of(p, column, correlation)
        chance = None if law is None or target is None else law.at_least(target - int(some.baseline[at]))[0]
        return float(p @ column.astype(np.float64)) + float(some.baseline[at]), chance

    p, column = own.chances, own.values[:, at].astype(np.float64)
    swings = []
    open_ = np.flatnonzero((p > 0) & (p < 1) & (column != 0))
    for i in sorted(open_.tolist(), key=lambda i: (-abs(column[i]), own.supplier[i], own.offer[i], own.currency[i]))[:top]:
        ends = [end(np.where(np.arange(len(p)) == i, sure, p), own) for sure in (0.0, 1.0)]
        swings.append(Swing(f"acceptance of {own.supplier[i]}" + _which(own, i), "refuses", "accepts", *ends[0], *ends[1]))
    if len(open_):
        moved = [np.where((p > 0) & (p < 1), np.clip(p + step, 0, 1), p) for step in (-0.1, 0.1)]
        low, high = (end(q, own) for q in moved)
        swings.append(Swing("acceptance of all suppliers", "10 points less", "10 points more", *low, *high))
    ranges = [r for o in scenario.offers for r in o.rates if r is not None and r[0] < r[1]]
    if ranges:
        some = [stakes(result, _at_rates(result, scenario, which), currency, measure, presentation) for which in (0, 1)]
        low, high = (end(s.chances, s) for s in some)
        on = " or ".join(dict.fromkeys(b for o in scenario.offers if (b := o.covered.offer.funding_bases)))
        words = f"low end ({_percent(ranges, 0)}, {on})", f"high end ({_percent(ranges, 1)}, {on})"
        swings.append(Swing("funding rate of the suppliers", words[0], words[1], *low, *high))
    return sorted(swings, key=lambda s: -abs(s.high - s.low))


def _which(own: Stakes, i: int) -> str:
    """Which of its decisions, where a supplier has several."""
    mine = [j for j, name in enumerate(own.supplier) if name == own.supplier[i]]
    offer = f"offer {own.offer[i]}" if len({own.offer[j] for j in mine}) > 1 else ""
    words = ", ".join(filter(None, [offer, own.currency[i] if len({own.currency[j] for j in mine}) > 1 else ""]))
    return f" ({words})" if words else ""


def _percent(ranges: list[tuple[Fraction, Fraction]], end: int) -> str:
    rates = sorted({r[end] for r in ranges})
    return f"{float(rates[0]):.3%}" + (f" to {float(rates[-1]):.3%}" if len(rates) > 1 else "")


def _at_rates(result: Result, scenario: ScenarioResult, end: int) -> ScenarioResult:
    """The scenario judged again with every supplier at one end of its range."""
    ledger = result.payments.ledger
    offers = [rejudged(ledger, o, [None if r is None else (r[end], r[end]) for r in o.rates]) for o in scenario.offers]
    return evolve(scenario, offers=offers)
