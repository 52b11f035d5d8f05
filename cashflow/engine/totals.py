"""What the offers of one scenario add up to: accepted effects with their weights, per currency."""

from __future__ import annotations

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.fiscal import Quarters
from cashflow.engine.choice import OfferResult
from cashflow.ledger.groups import Groups
from cashflow.measures import Effects, ScenarioTotals, scenario_totals
from cashflow.measures.exact import Exact
from cashflow.measures.reporting import Reporting
from cashflow.measures.totals import Weighted
from cashflow.payments import Payments

__all__ = ["totals_of"]


def totals_of(payments: Payments, offers: list[OfferResult], quarters: Quarters, settings: Reporting) -> list[ScenarioTotals]:
    """What the offers of one scenario add up to, per currency of the ledger."""
    groups = Groups.of(payments.ledger.currency.values)
    totals = []
    for currency in range(len(payments.ledger.currency.values)):
        parts = [p for o in offers for p in _parts(o, currency, groups)]
        totals.append(scenario_totals(parts, quarters, settings.free_cash_flow.interest_paid))
    return totals


def _parts(offer: OfferResult, currency: int, groups: Groups) -> list[Weighted]:
    """Accepted groups of one currency, an entry an option."""
    mine = groups.currency(offer.covered.groups) == currency
    return [_weighted(offer, np.flatnonzero(mine & (offer.choice == o)), e) for o, e in enumerate(offer.options)]


def _weighted(offer: OfferResult, which: Ints, option: Effects) -> Weighted:
    covered = offer.covered
    return Weighted(
        weight=[offer.weight[g] for g in which],
        accounts=offer.accounts(option, which),
        held_days=option.held_days[which],
        unpaid=Exact(option.unpaid.numerator[which], option.unpaid.per),
        idle_cost=Exact(option.idle_cost.numerator[which], option.idle_cost.per),
        amount=covered.amount[which],
        amount_days=option.buyer_days[which],
        first_day=covered.first_day[which],
        last_day=covered.last_day[which],
    )
