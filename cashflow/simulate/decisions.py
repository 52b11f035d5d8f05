"""Contribution of each supplier's acceptance to a measure, quarter by quarter. Effects in, whole minor units out."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
from attrs import frozen

from cashflow.basics.brief import Outlined
from cashflow.basics.days import Ints
from cashflow.basics.fiscal import Quarters
from cashflow.basics.money import round_ratios
from cashflow.engine.choice import OfferResult
from cashflow.ledger.groups import Groups
from cashflow.measures import Effects, checked_presentation
from cashflow.measures.catalog import AT, MEASURES, Measure, measure_of, quarterly, timed
from cashflow.measures.coverage import MISSING
from cashflow.measures.translated import translated, translated_flow
from cashflow.results.comparison import Comparison, ScenarioResult

__all__ = ["SIMULATED", "Stakes", "checked_measure", "stakes"]

_BY_DECISION = ("in the period", "at its end", "on its average day", "accrued")

SIMULATED = tuple(n for n in quarterly() if MEASURES[n].counts or MEASURES[n].presented if MEASURES[n].timing in _BY_DECISION)
"""What can be simulated: figures that add up decision by decision."""


@frozen(eq=False, repr=False)
class Stakes(Outlined):
    """One decision a row: an offer to a supplier, in one currency; ordered by supplier, offer and currency."""

    supplier: list[str]
    offer: list[int]
    currency: list[str]  # in which it is owed; the values may be translated
    option: list[str]
    probability: list[Fraction]
    values: Ints  # (n, n_quarters): minor units its acceptance adds
    baseline: Ints  # (n_quarters,): the measure when all refuse; 0 where it is not known, so that only changes are left
    decides: list[bool]  # whether there is anything for it to accept; else its probability is 0

    @property
    def chances(self) -> Ints:
        """(n,), float64."""
        return np.array([float(p) for p in self.probability])

    def __len__(self) -> int:
        return len(self.supplier)


def checked_measure(measure: str) -> str:
    """The measure, if it can be simulated."""
    return measure_of(measure, SIMULATED, "can't be simulated").name


def stakes(result: Comparison, scenario: ScenarioResult, currency: str | None, measure: str, presentation: str) -> Stakes:
    """What is at stake with every supplier of a scenario.

    Parameters
    ----------
    result
        A comparison.
    scenario
        One of its scenarios.
    currency
        Suppliers with offers in other currencies are left out: currencies never add. `None`: of a comparison with a total all of them,
        what each decision adds translated into the reporting currency and rounded by itself.
    measure, presentation
        One of `SIMULATED`; the presentation counts where the measure is presented.

    Returns
    -------
    Stakes
    """
    checked_measure(measure)
    checked_presentation(presentation)
    currencies = result.baseline.currencies
    codes = range(len(currencies)) if currency is None else [currencies.index(currency)]
    interest_paid = result.reporting.free_cash_flow.interest_paid
    rows: list[tuple[str, int, str, str, Fraction, bool]] = []
    parts: list[Ints] = [np.zeros((0, len(result.shown)), np.int64)]
    for number, offer in enumerate(scenario.offers, 1):
        of_groups = Groups.of(currencies).currency(offer.covered.groups)
        names = [str(o) for o in offer.covered.offer.options]
        some = offer.decides
        for code in codes:
            mine = np.flatnonzero(of_groups == code)
            own = currencies[code]
            rows += [(offer.suppliers[g], number, own, names[int(offer.choice[g])], offer.weight[g], bool(some[g])) for g in mine]
            values = _values(offer, mine, MEASURES[measure], presentation, interest_paid, result.shown)
            parts.append(values if currency else _in_total(values, MEASURES[measure], result, own))
    values = np.concatenate(parts)
    order = sorted(range(len(rows)), key=lambda i: rows[i][:3])
    columns = ([rows[i][k] for i in order] for k in range(6))
    supplier, number_, own_, option, probability, decides = columns
    baseline = _baseline(result, currency, measure)
    return Stakes(supplier, number_, own_, option, probability, values[order], baseline, decides)  # type: ignore[arg-type]


def _baseline(result: Comparison, currency: str | None, measure: str) -> Ints:
    """(n_quarters,): the measure when all refuse; 0 where it is not known."""
    level = MEASURES[measure].baseline
    if level is None:
        return np.zeros(len(result.shown), np.int64)
    told = np.array([s != MISSING for s in result.baseline.coverage.status(measure)])
    if currency is not None:
        return result.baseline.figure(level, result.baseline.currencies.index(currency)) * told
    assert result.in_total is not None
    return result.in_total.baseline.figure(level, 0) * told


def _in_total(values: Ints, asked: Measure, result: Comparison, currency: str) -> Ints:
    """(n, n_quarters), int64: in the reporting currency; flows by their running totals, as a comparison has them."""
    assert result.in_total is not None
    rate = result.in_total.translation.minor_rate(currency)
    of = translated_flow if asked.timing in ("in the period", "accrued") else translated
    return of(values, rate).astype(np.int64)


def _values(offer: OfferResult, which: Ints, asked: Measure, presentation: str, interest_paid: str | None, quarters: Quarters) -> Ints:
    """(n, n_quarters) of the option each group takes, before any weight; what has no whole minor units is rounded by group."""
    if asked.timing == "on its average day":
        days = quarters.last - quarters.first + 1
        held = _taken(offer, which, lambda o: o.held_days)
        return np.stack([round_ratios(held[:, q], int(d)) for q, d in enumerate(days)], axis=1)
    accounts = _taken(offer, which, lambda o: offer.accounts(o, np.arange(len(offer.covered.groups))))
    found = np.zeros(accounts.shape[::2], accounts.dtype)
    for account, coefficient in asked.coefficients(presentation, interest_paid).items():
        found = found + coefficient * accounts[:, AT[account]]
    if asked.timing == "accrued":
        return found[:, 1:-1] + np.diff(_taken(offer, which, _owed), axis=1)
    return timed(found, asked.timing)


def _owed(option: Effects) -> Ints:
    """(n_groups, n_quarters + 1): accrued and not yet paid, rounded by group."""
    total = option.unpaid.numerator.sum(axis=1)
    return round_ratios(total.ravel(), option.unpaid.per).reshape(total.shape)


def _taken(offer: OfferResult, which: Ints, of: Callable[[Effects], Ints]) -> Ints:
    """Rows of an effect, each group's from the option it takes."""
    every = np.stack([of(o) for o in offer.options])
    return every[offer.choice[which], which]
