"""What the offers of one scenario add up to: accepted effects with their weights, per currency."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.fiscal import Quarters
from cashflow.basics.groupby import by_equality, exact_sums
from cashflow.basics.money import wide
from cashflow.engine.choice import OfferResult
from cashflow.ledger.groups import Groups
from cashflow.measures import Effects, ScenarioTotals, scenario_totals
from cashflow.measures.catalog import AT
from cashflow.measures.reporting import Reporting
from cashflow.measures.totals import ScenarioFlows, Weighted, WeightedFlows, scenario_flows
from cashflow.payments import Payments

__all__ = ["flows_of_offers", "totals_of"]


def totals_of(payments: Payments, offers: list[OfferResult], quarters: Quarters, settings: Reporting) -> list[ScenarioTotals]:
    """What the offers of one scenario add up to, per currency of the ledger."""
    each = range(len(payments.ledger.currency.values))
    parts = [[_weighted(*taken) for o in offers for taken in _taken(payments, o, currency)] for currency in each]
    return [scenario_totals(some, quarters, settings.free_cash_flow.interest_paid) for some in parts]


def flows_of_offers(payments: Payments, offers: list[OfferResult], currency: int, quarters: Quarters, settings: Reporting) -> ScenarioFlows:
    """What the offers pay in one currency: as `totals_of`, without what they hold and accrue."""
    taken = [taken for o in offers for taken in _taken(payments, o, currency)]
    parts = [WeightedFlows([share], _accounts(offer, which, option.taken_by(which))) for offer, which, option, share in taken]
    return scenario_flows(parts, quarters, settings.free_cash_flow.interest_paid)


def _taken(payments: Payments, offer: OfferResult, currency: int) -> Iterator[tuple[OfferResult, Ints, Effects, Fraction]]:
    """Accepted groups of one currency as a mask, an entry an option and share."""
    mine = Groups.of(payments.ledger.currency.values).currency(offer.covered.groups) == currency
    code, shares = by_equality(offer.weight)
    for number, share in enumerate(shares):
        for n, option in enumerate(offer.options) if share else ():
            which = mine & (code == number) & (offer.choice == n)
            if which.any():
                yield offer, which, option, share


def _accounts(offer: OfferResult, which: Ints, found: Effects) -> Ints:
    """(1, n_accounts, n_periods), Python integers, of some groups of an offer as one: sums over all of them may leave int64."""
    covered, deals = offer.covered, found.deals
    accounts = found.accounts.astype(object)
    accounts[0, AT["removed"]] = exact_sums(offer.quarters.period(deals.base_day), deals.amount, accounts.shape[2])
    accounts[0, [AT["removed"], AT["principal"]]] -= found.still[0]
    if covered.prepaid.any():
        some = np.flatnonzero(which)
        level = wide(covered.prepaid[some], len(some)).sum(axis=0)
        accounts[0, AT["prepaid"], 1:] = np.diff(level, prepend=0, append=0)
    return accounts


def _weighted(offer: OfferResult, which: Ints, option: Effects, share: Fraction) -> Weighted:
    """Groups that take an option with the same share, as if they were one."""
    covered, found, some = offer.covered, option.taken_by(which), np.flatnonzero(which)
    return Weighted(
        weight=[share],
        accounts=_accounts(offer, which, found),
        held_days=found.held_days,
        unpaid=found.unpaid,
        idle_cost=found.idle_cost,
        amount=wide(covered.amount[some], len(some)).sum(keepdims=True),
        amount_days=found.buyer_days,
        first_day=covered.first_day[some].min(keepdims=True),
        last_day=covered.last_day[some].max(keepdims=True),
    )
