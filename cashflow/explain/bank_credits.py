"""Where a bank would pay a supplier less than nothing: more credit notes than invoices fall on a day, which no bank settles that way."""

from __future__ import annotations

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.groupby import once, summed
from cashflow.basics.money import exact_total, from_minor
from cashflow.basics.notes import Note
from cashflow.basics.words import many, short_money
from cashflow.deals import BANK, PARTIES, SUPPLIER
from cashflow.ledger.groups import Groups
from cashflow.results.comparison import Comparison, ScenarioResult

__all__ = ["bank_credits"]

_MANY = 6
"""Scenarios up to which each is looked at; of more the report shows a row each."""
_CAUSE = "more credit notes than invoices fall on those days"
_WHY = ("A bank is not paid by a supplier: it pays that much less later", "Here each credit note counts on its own day")


def bank_credits(result: Comparison) -> list[str]:
    """A note a scenario and currency in which a bank's payments to some suppliers are negative: how many, and how much."""
    ledger = result.payments.ledger
    if not ledger.bounds.signed or len(result.scenarios) > _MANY:
        return []
    groups = Groups.of(ledger.currency.values)
    out: list[str] = []
    for found in result.scenarios:
        group, amount = _negative(found)
        for currency in result.largest_first:
            own = np.flatnonzero(groups.currency(group) == result.baseline.code_of(currency))
            if len(own):
                money = short_money(from_minor(exact_total(amount[own]), currency), currency)
                whom = many(len(once(np.sort(group[own]))), "supplier")
                said = f"{many(len(own), 'payment')} of a bank to {whom} {'is' if len(own) == 1 else 'are'} negative, {money} in all"
                out.append(Note(f"{found.scenario.name}, {currency}: {said}: {_CAUSE}", *_WHY))
    return out


def _negative(found: ScenarioResult) -> tuple[Ints, Ints]:
    """Group and amount of what a bank pays to a supplier on a day, over all offers, where that is below nothing."""
    parts = [np.zeros((3, 0), np.int64)]
    for offer in found.offers:
        for option, effects in enumerate(offer.options):
            legs, takes = effects.principal, offer.accepts & (offer.choice == option)
            some = np.flatnonzero((legs.payer == PARTIES.index(BANK)) & (legs.payee == PARTIES.index(SUPPLIER)) & takes[legs.group])
            parts.append(np.stack([offer.covered.groups[legs.group[some]], legs.day[some], legs.amount[some]]).astype(np.int64))
    group, day, amount = np.concatenate(parts, axis=1)
    at, (total,) = summed([group, day], [amount])
    below = total < 0
    return group[at[below]], total[below]
