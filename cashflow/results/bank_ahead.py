"""By how many days a bank that the buyer pays interest to pays suppliers before their baseline day, which raises the cost a year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cashflow.deals import BANK, BUYER, NATURES, PARTIES
from cashflow.engine.choice import OfferResult
from cashflow.measures import Effects

__all__ = ["bank_ahead"]

_BANK, _BUYER, _INTEREST = PARTIES.index(BANK), PARTIES.index(BUYER), NATURES.index("interest")


def bank_ahead(offers: Sequence[OfferResult], code: int, n_currencies: int) -> float | None:
    """Days on average in one currency, weighted by amount and acceptance; `None` where no such bank pays before the baseline day.

    Sums are floats: an average number of days is taken of them, no money is booked from them.
    """
    ahead = amount = 0.0
    for offer in offers:
        mine = offer.covered.groups % n_currencies == code
        for option, effects in enumerate(offer.options):
            took = np.flatnonzero(mine & (offer.choice == option) & offer.decides)
            if len(took) and _bears_interest(effects):
                weight = np.array([float(offer.weight[g]) for g in took.tolist()])
                ahead -= float(weight @ effects.wait[took].astype(float))
                amount += float(weight @ offer.covered.amount[took].astype(float))
    return ahead / amount if amount > 0 and ahead > 0 else None


def _bears_interest(effects: Effects) -> bool:
    legs = effects.extra
    return bool(((legs.nature == _INTEREST) & (legs.payer == _BUYER) & (legs.payee == _BANK)).any())
