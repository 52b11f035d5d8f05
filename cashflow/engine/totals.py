"""What the offers of one scenario add up to: accepted effects with their weights, per currency."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.fiscal import Quarters
from cashflow.basics.groupby import by_identity, exact_sums
from cashflow.basics.money import wide
from cashflow.engine.choice import OfferResult
from cashflow.ledger.groups import Groups
from cashflow.measures import Effects, ScenarioTotals, scenario_totals
from cashflow.measures.catalog import AT
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
    """Accepted groups of one currency, an entry an option and share."""
    mine = groups.currency(offer.covered.groups) == currency
    code, shares = by_identity(offer.weight)
    parts: dict[tuple[int, Fraction], Ints] = {}
    for number, share in enumerate(shares):
        for option in range(len(offer.options)) if share else ():
            some = mine & (code == number) & (offer.choice == option)
            parts[option, share] = parts[option, share] | some if (option, share) in parts else some
    return [_weighted(offer, which, offer.options[option], share) for (option, share), which in parts.items() if which.any()]


def _weighted(offer: OfferResult, which: Ints, option: Effects, share: Fraction) -> Weighted:
    """Groups that take an option with the same share, as if they were one."""
    covered, found, some = offer.covered, option.taken_by(which), np.flatnonzero(which)
    accounts = found.accounts.astype(object)  # sums over all of them may leave int64
    deals = found.deals
    accounts[0, AT["removed"]] = exact_sums(offer.quarters.period(deals.base_day), deals.amount, accounts.shape[2])
    if covered.prepaid.any():
        level = wide(covered.prepaid[some], len(some)).sum(axis=0)
        accounts[0, AT["prepaid"], 1:] = np.diff(level, prepend=0, append=0)
    return Weighted(
        weight=[share],
        accounts=accounts,
        held_days=found.held_days,
        unpaid=found.unpaid,
        idle_cost=found.idle_cost,
        amount=wide(covered.amount[some], len(some)).sum(keepdims=True),
        amount_days=found.buyer_days,
        first_day=covered.first_day[some].min(keepdims=True),
        last_day=covered.last_day[some].max(keepdims=True),
    )
