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
from cashflow.results.comparison import Comparison, ScenarioResult

__all__ = ["SIMULATED", "Stakes", "checked_measure", "stakes"]

_BY_DECISION = ("in the period", "at its end", "on its average day", "accrued")

SIMULATED = tuple(n for n in quarterly() if MEASURES[n].counts or MEASURES[n].presented if MEASURES[n].timing in _BY_DECISION)
"""What can be simulated: figures that add up decision by decision."""


@frozen(eq=False, repr=False)
class Stakes(Outlined):
    """One decision a row: an offer to a supplier, in one currency; ordered by supplier and offer."""

    supplier: list[str]
    offer: list[int]
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


def stakes(result: Comparison, scenario: ScenarioResult, currency: str, measure: str, presentation: str) -> Stakes:
    """What is at stake with every supplier of a scenario.

    Parameters
    ----------
    result
        A comparison.
    scenario
        One of its scenarios.
    currency
        Suppliers with offers in other currencies are left out: currencies never add.
    measure, presentation
        One of `SIMULATED`; the presentation counts where the measure is presented.

    Returns
    -------
    Stakes
    """
    checked_measure(measure)
    checked_presentation(presentation)
    currencies = result.baseline.currencies
    code = currencies.index(currency)
    interest_paid = result.reporting.free_cash_flow.interest_paid
    rows: list[tuple[str, int, str, Fraction, bool]] = []
    parts: list[Ints] = [np.zeros((0, len(result.shown)), np.int64)]
    for number, offer in enumerate(scenario.offers, 1):
        mine = np.flatnonzero(Groups.of(currencies).currency(offer.covered.groups) == code)
        names = [str(o) for o in offer.covered.offer.options]
        some = offer.decides
        rows += [(offer.suppliers[g], number, names[int(offer.choice[g])], offer.weight[g], bool(some[g])) for g in mine]
        parts.append(_values(offer, mine, MEASURES[measure], presentation, interest_paid, result.shown))
    values = np.concatenate(parts)
    order = sorted(range(len(rows)), key=lambda i: rows[i][:2])
    told = np.array([s != MISSING for s in result.baseline.coverage.status(measure)])
    level = MEASURES[measure].baseline
    baseline = np.zeros(len(result.shown), np.int64) if level is None else result.baseline.figure(level, code) * told
    supplier, number_, option, probability, decides = ([rows[i][k] for i in order] for k in range(5))
    return Stakes(supplier, number_, option, probability, values[order], baseline, decides)  # type: ignore[arg-type]


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
