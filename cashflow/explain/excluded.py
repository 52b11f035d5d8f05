"""What an explanation does not count, and why: items in no offer, that stay where they were, that nobody accepts, without effect."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cashflow.basics.days import NEVER, Ints
from cashflow.basics.groupby import distinct
from cashflow.basics.money import exact_total
from cashflow.deals import Deals, place
from cashflow.engine.choice import OfferResult
from cashflow.engine.covers import Covers
from cashflow.engine.limits import limited
from cashflow.engine.row_deals import HARD_LIMIT, group_of, owned
from cashflow.ledger.groups import Groups
from cashflow.ledger.model import Ledger
from cashflow.payments import Items, Payments
from cashflow.results.comparison import ScenarioResult

__all__ = ["not_counted"]

Seen = tuple[int, Ints, Ints, Ints]


class _Tally:
    """How many items, and how much, by reason."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.found: dict[str, list[int]] = {}

    def add(self, reason: str, which: Ints, invoice: Ints, amount: Ints) -> None:
        """Add some items by a mask or by positions."""
        amounts = amount[which]
        have = self.found.setdefault(reason, [0, 0])
        have[0] += int(self.ledger.invoices_in(invoice[which]).sum())
        have[1] += exact_total(amounts)


def not_counted(payments: Payments, found: ScenarioResult, seen: Sequence[Seen], code: int) -> dict[str, tuple[int, int]]:
    """Items that contribute nothing to a number: how many, and their principal in minor units, by reason.

    Parameters
    ----------
    payments, found
        Baseline payments, and the scenario.
    seen
        What contributes: offer, and invoice, baseline day and new day of its items.
    code
        Currency.
    """
    tally = _Tally(payments.ledger)
    _unmoved(payments, found, code, tally)
    groups = Groups.of(payments.ledger.currency.values)
    for number, deals in found.rows.of_all():
        mine = deals.take(np.flatnonzero(groups.currency(deals.group) == code))
        if not len(mine):
            continue
        offer = found.offers[number]
        at = np.searchsorted(offer.covered.groups, mine.group)
        moves, says_no = mine.new_day != mine.base_day, ~offer.accepts[at]
        here = _present(mine, [s for s in seen if s[0] == number])
        of = mine.keys["invoice"], mine.amount
        tally.add(f"offer {number + 1}: the supplier does not accept", moves & says_no, *of)
        tally.add(f"offer {number + 1}: moved, without effect on this number", moves & ~says_no & ~here, *of)
        sold = _sells_unmoved(offer)[at] & ~moves
        tally.add(f"offer {number + 1}: sold on its old day, without effect on this number", sold & ~here, *of)
    return {reason: (many, total) for reason, (many, total) in tally.found.items()}


def _present(deals: Deals, seen: Sequence[Seen]) -> Ints:
    """(n_deals,), bool: deals that contribute something."""
    columns = [(deals.keys["invoice"], deals.base_day, deals.new_day), *(s[1:] for s in seen)]
    code = distinct([np.concatenate([c[k] for c in columns]).astype(np.int64) for k in range(3)])[1]
    return np.isin(code[: len(deals)], code[len(deals) :])


def _sells_unmoved(offer: OfferResult) -> Ints:
    """(n_groups,), bool: suppliers that sell to a bank what stays on its old day, too."""
    sells = np.array([o.covers_unmoved for o in offer.covered.offer.options])
    return sells[offer.choice] & offer.accepts


def _unmoved(payments: Payments, found: ScenarioResult, code: int, tally: _Tally) -> None:
    """Items that no offer owns, that their offer may not move, and that stay where they were."""
    scenario = found.scenario
    rows = Covers.of(payments.ledger, scenario)
    for items in payments.blocks():
        mine = payments.ledger.currency.codes[items.invoice] == code
        free = mine.copy()
        for number, movable, held in owned(items, payments, scenario, rows):
            for reason, which in held.items():
                tally.add(f"offer {number + 1}: {reason}", which[mine.take(which)], items.invoice, items.amount)
                free[which] = False
            _stays(payments, found, number, items.take(movable[mine.take(movable)]), tally)
            free[movable] = False
        tally.add("in no offer of the scenario", free, items.invoice, items.amount)


def _stays(payments: Payments, found: ScenarioResult, number: int, items: Items, tally: _Tally) -> None:
    offer, result = found.scenario.offers[number], found.offers[number]
    placed, stopped, _ = limited(place(items, payments, offer.extend), payments, offer, found.scenario.limits)
    items, never = placed.items, placed.items.base_day == NEVER
    still = ~never & (placed.new_day == items.base_day)
    if len(items.invoice):
        still &= ~_sells_unmoved(result)[np.searchsorted(result.covered.groups, group_of(payments, items.invoice))]
    tally.add(f"offer {number + 1}: stays open, never paid", never, items.invoice, items.amount)
    tally.add(f"offer {number + 1}: {HARD_LIMIT}", still & stopped, items.invoice, items.amount)
    tally.add(f"offer {number + 1}: its date does not move", still & ~stopped, items.invoice, items.amount)
