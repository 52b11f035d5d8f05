"""Cash retained day by day, and by supplier at a quarter end: from the same legs as the totals, weighted exactly."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.groupby import exact_sums
from cashflow.basics.money import whole
from cashflow.deals import BUYER, NATURES, PARTIES
from cashflow.engine.choice import OfferResult
from cashflow.ledger.groups import Groups
from cashflow.measures.catalog import AT, MEASURES
from cashflow.results.comparison import ScenarioResult

__all__ = ["held_by_day", "held_by_supplier"]

_BUYER, _PRINCIPAL = PARTIES.index(BUYER), NATURES.index("principal")


def held_by_day(found: ScenarioResult, code: int, n_currencies: int) -> tuple[list[int], list[int]]:
    """Days on which the principal held changes, rising, and what is held at the close of each, in minor units.

    At a quarter end it is the figure ``cash_retained``, unless a share makes that round its running totals otherwise.
    """
    change: dict[int, Fraction] = {}
    for offer in found.offers:
        for share, some, option in _accepted(offer, code, n_currencies):
            for day, amount in _changes(offer, some, option):
                change[day] = change.get(day, Fraction(0)) + share * amount
    days = sorted(d for d, amount in change.items() if amount)
    level, levels = Fraction(0), []
    for day in days:
        level += change[day]
        levels.append(whole(level))
    return days, levels


def _accepted(offer: OfferResult, code: int, n_currencies: int) -> Iterator[tuple[Fraction, Ints, int]]:
    """Groups of a currency that accept, by share and option taken: (share, (n_groups,) bool, option)."""
    mine = Groups(n_currencies).currency(offer.covered.groups) == code
    shares = {w for w, m in zip(offer.weight, mine.tolist(), strict=True) if m and w}
    for share in sorted(shares):
        same = mine & np.array([w == share for w in offer.weight], bool)
        for option in np.unique(offer.choice[same]).tolist():
            yield share, same & (offer.choice == option), option


def _changes(offer: OfferResult, some: Ints, option: int) -> Iterator[tuple[int, int]]:
    """Day by day what the buyer no longer pays, less what it pays instead."""
    deals, legs = offer.covered.deals, offer.options[option].legs
    sign = (legs.payee == _BUYER).astype(np.int64) - (legs.payer == _BUYER)
    paid = np.flatnonzero((legs.nature == _PRINCIPAL) & (sign != 0) & some[legs.group])
    kept = np.flatnonzero(some[deals.group])
    day = np.concatenate([deals.base_day[kept], legs.day[paid]]).astype(np.int64)
    amount = np.concatenate([deals.amount[kept], sign[paid] * legs.amount[paid]])
    each, at = np.unique(day, return_inverse=True)
    yield from zip(each.tolist(), (int(v) for v in exact_sums(at, amount, len(each))), strict=True)


def held_by_supplier(found: ScenarioResult, code: int, n_currencies: int, quarter: int) -> dict[str, Fraction]:
    """What each supplier that accepts adds to the cash retained at the end of a quarter, exactly, in minor units."""
    counts, out = MEASURES["cash_retained"].coefficients(), dict[str, Fraction]()
    for offer in found.offers:
        for share, some, option in _accepted(offer, code, n_currencies):
            which = np.flatnonzero(some)
            accounts = offer.accounts(offer.options[option], which)
            held = sum(c * accounts[:, AT[a], : quarter + 2].sum(axis=1) for a, c in counts.items())
            for g, amount in zip(which.tolist(), np.asarray(held).tolist(), strict=True):
                out[offer.suppliers[g]] = out.get(offer.suppliers[g], Fraction(0)) + share * int(amount)
    return out
