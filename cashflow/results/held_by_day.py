"""Cash retained, cash paid and payables day by day, cash retained by supplier: from the same legs as the totals, weighted exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.groupby import by_equality, exact_sums
from cashflow.basics.money import whole
from cashflow.deals import BUYER, NATURES, PARTIES
from cashflow.engine.choice import OfferResult
from cashflow.ledger.groups import Groups
from cashflow.measures.catalog import AT, MEASURES
from cashflow.payments import Payments
from cashflow.results.comparison import ScenarioResult

__all__ = ["held_by_day", "held_by_supplier", "owed_by_day", "paid_by_day"]

_BUYER, _PRINCIPAL = PARTIES.index(BUYER), NATURES.index("principal")


def held_by_day(found: ScenarioResult, code: int, n_currencies: int) -> tuple[list[int], list[int]]:
    """Days on which the principal held changes, rising, and what is held at the close of each, in minor units.

    At a quarter end it is the figure ``cash_retained``, unless a share makes that round its running totals otherwise.
    """
    change = _summed(found, code, n_currencies, (_PRINCIPAL,))
    days, levels = _levels(change)
    return days, levels


def paid_by_day(found: ScenarioResult, code: int, n_currencies: int) -> tuple[list[int], list[int]]:
    """Days on which cash paid changes, rising, and how much more (or less) the buyer pays on each: principal, cost and VAT, in minor units.

    Over a quarter it is what the scenario adds to ``cash_paid``, unless a share makes that round its running totals otherwise.
    """
    days, levels = _levels(_summed(found, code, n_currencies, range(len(NATURES))))
    return days, [before - level for before, level in zip([0, *levels], levels, strict=False)]


def owed_by_day(found: ScenarioResult, code: int, n_currencies: int, prepaid: Payments | None) -> tuple[list[int], list[int]]:
    """Days on which payables change against the baseline, rising, and by how much at the close of each, in minor units.

    As `held_by_day`, but what is paid before it is invoiced leaves payables with its invoice, as in ``closing_payables``: `prepaid`
    are the payments, if there are such ones.
    """
    change = _summed(found, code, n_currencies, (_PRINCIPAL,))
    for day, amount in _prepaid(found, code, n_currencies, prepaid) if prepaid else ():
        change[day] = change.get(day, Fraction(0)) + amount
    return _levels(change)


def _levels(change: dict[int, Fraction]) -> tuple[list[int], list[int]]:
    days = sorted(d for d, amount in change.items() if amount)
    level, levels = Fraction(0), []
    for day in days:
        level += change[day]
        levels.append(whole(level))
    return days, levels


def _summed(found: ScenarioResult, code: int, n_currencies: int, natures: Sequence[int]) -> dict[int, Fraction]:
    """Day by day what the buyer no longer pays, less what it pays instead: principal, and payments of some natures."""
    change: dict[int, Fraction] = {}
    for offer in found.offers:
        for share, some, option in _accepted(offer, code, n_currencies):
            for day, amount in _changes(offer, some, option, natures):
                change[day] = change.get(day, Fraction(0)) + share * amount
    return change


def _accepted(offer: OfferResult, code: int, n_currencies: int) -> Iterator[tuple[Fraction, Ints, int]]:
    """Groups of a currency that accept, by share and option taken: (share, (n_groups,) bool, option)."""
    mine = Groups(n_currencies).currency(offer.covered.groups) == code
    number, shares = by_equality(offer.weight)
    for share, n in sorted((shares[n], n) for n in np.unique(number[mine]).tolist() if shares[n]):
        same = mine & (number == n)
        for option in np.unique(offer.choice[same]).tolist():
            yield share, same & (offer.choice == option), option


def _changes(offer: OfferResult, some: Ints, option: int, natures: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Day by day what the buyer no longer pays, less what it pays instead."""
    deals, legs = offer.covered.deals, offer.options[option].legs
    sign = (legs.payee == _BUYER).astype(np.int64) - (legs.payer == _BUYER)
    paid = np.flatnonzero(np.isin(legs.nature, np.array(natures)) & (sign != 0) & some[legs.group])
    kept = np.flatnonzero(some[deals.group])
    day = np.concatenate([deals.base_day[kept], legs.day[paid]]).astype(np.int64)
    amount = np.concatenate([deals.amount[kept], sign[paid] * legs.amount[paid]])
    each, at = np.unique(day, return_inverse=True)
    yield from zip(each.tolist(), (int(v) for v in exact_sums(at, amount, len(each))), strict=True)


def _prepaid(found: ScenarioResult, code: int, n_currencies: int, payments: Payments) -> Iterator[tuple[int, Fraction]]:
    """Of what the baseline pays before its invoice and the scenario later: off from that day to the invoice, or to an earlier new day."""
    for number, deals in found.rows.of_all():
        choices = found.choices[number]
        early = np.minimum(deals.new_day, payments.ledger.invoice_day[deals.keys["invoice"]])
        mine = np.flatnonzero((deals.base_day < early) & (Groups(n_currencies).currency(deals.group) == code))
        at = np.searchsorted(choices.groups, deals.group[mine])
        for share in {choices.weight[a] for a in np.unique(at).tolist()} - {Fraction(0)}:
            some = mine[np.array([choices.weight[a] == share for a in at.tolist()], bool)]
            day = np.concatenate([deals.base_day[some], early[some]]).astype(np.int64)
            each, where = np.unique(day, return_inverse=True)
            sums = exact_sums(where, np.concatenate([-deals.amount[some], deals.amount[some]]), len(each))
            yield from ((d, share * int(v)) for d, v in zip(each.tolist(), sums, strict=True))


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
