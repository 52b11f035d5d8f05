"""Stakes: what each supplier's yes adds to a measure, quarter by quarter. Effects in, whole minor units out."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import must_choose
from cashflow.measures import checked_view
from cashflow.measures.coverage import MISSING
from cashflow.measures.effects import COSTS
from cashflow.measures.totals import counted_costs, views_of
from cashflow.whatif.judge import OfferResult
from cashflow.whatif.result import Result, ScenarioResult

__all__ = ["MEASURES", "Stakes", "checked_measure", "stakes"]

MEASURES = ("free_cash_flow_change", "cash_held", "closing_payables", "financing_cost_paid")
"""What can be simulated; columns of the frame `quarters` by the same names."""


@frozen(eq=False)
class Stakes:
    """One decision a row: an offer to a supplier, in one currency; ordered by supplier and offer."""

    supplier: list[str]
    offer: list[int]
    option: list[str]
    probability: list[Fraction]
    values: Ints  # (n, n_quarters): minor units its acceptance adds
    base: Ints  # (n_quarters,): the measure when all refuse; 0 where it is not known, so that only changes are left
    decides: list[bool]  # whether there is anything for it to accept; else its probability is 0

    @property
    def chances(self) -> Ints:
        """(n,), float64."""
        return np.array([float(p) for p in self.probability])

    def __len__(self) -> int:
        return len(self.supplier)


def checked_measure(measure: str) -> str:
    """The measure, if it can be simulated."""
    if measure not in MEASURES:
        raise must_choose("can't be simulated", "measure", measure, MEASURES)
    return measure


def stakes(result: Result, scenario: ScenarioResult, currency: str, measure: str, view: str) -> Stakes:
    """What is at stake with every supplier of a scenario.

    Parameters
    ----------
    result
        A comparison.
    scenario
        One of its scenarios.
    currency
        Suppliers with offers in other currencies are left out: currencies never add.
    measure, view
        One of `MEASURES`; the view counts for the change in free cash flow only.

    Returns
    -------
    Stakes
    """
    checked_measure(measure)
    checked_view(view)
    currencies = result.base.currencies
    code = currencies.index(currency)
    interest_paid = result.reporting.free_cash_flow.interest_paid
    rows: list[tuple[str, int, str, Fraction, bool]] = []
    parts: list[Ints] = [np.zeros((0, len(result.shown)), np.int64)]
    for number, offer in enumerate(scenario.offers, 1):
        mine = np.flatnonzero(offer.covered.groups % len(currencies) == code)
        names = [str(o) for o in offer.covered.offer.options]
        some = offer.decides
        rows += [(offer.suppliers[g], number, names[int(offer.choice[g])], offer.weight[g], bool(some[g])) for g in mine]
        parts.append(_values(offer, mine, measure, view, interest_paid))
    values = np.concatenate(parts)
    order = sorted(range(len(rows)), key=lambda i: rows[i][:2])
    told = np.array([s != MISSING for s in result.base.coverage.status(measure)])
    base = result.base.closing[code] * told if measure == "closing_payables" else np.zeros(len(result.shown), np.int64)
    supplier, number_, option, probability, decides = ([rows[i][k] for i in order] for k in range(5))
    return Stakes(supplier, number_, option, probability, values[order], base, decides)  # type: ignore[arg-type]


def _values(offer: OfferResult, which: Ints, measure: str, view: str, interest_paid: str | None) -> Ints:
    """(n, n_quarters) of the option each group takes; the same sums as in `scenario_totals`, before any weight."""
    take = lambda name: _taken(offer, which, name)  # noqa: E731
    paid, removed = take("buyer_principal"), offer.removed[which]
    held = np.cumsum(removed - paid, axis=1)[:, 1:-1]
    if measure == "cash_held":
        return held
    if measure == "closing_payables":
        return held + offer.covered.prepaid[which]
    cost = take("cost")
    if measure == "financing_cost_paid":
        return cost.sum(axis=1)[:, 1:-1]
    counted = take("vat") + cost[:, [COSTS.index(n) for n in counted_costs(interest_paid)]].sum(axis=1)
    to_bank = take("to_bank")
    own = removed - (paid - to_bank) - counted
    return views_of(own, to_bank, take("bank_principal"), take("agency_to_bank"), take("agency_from_bank"))[view][:, 1:-1]


def _taken(offer: OfferResult, which: Ints, name: str) -> Ints:
    """Rows of an effect, each group's from the option it takes."""
    every = np.stack([getattr(o, name) for o in offer.options])
    return every[offer.choice[which], which]
