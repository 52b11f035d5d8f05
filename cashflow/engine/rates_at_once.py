"""One coverage judged with many rates at once: a copy of each group a rate, so that what is worked out in arrays is worked out once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.columns import column
from cashflow.basics.days import Ints
from cashflow.basics.fiscal import Quarters
from cashflow.deals import Deals, Flow, Scheme
from cashflow.deals.scheme import told_flows
from cashflow.engine.choice import OfferResult, funding_rates, offer_result
from cashflow.engine.coverage import Covered
from cashflow.ledger.model import Ledger
from cashflow.measures.exact import scaled

__all__ = ["judged_with"]

_PER_GROUP = ("groups", "items", "moved", "amount", "amount_days", "prepaid", "first_day", "last_day")


def judged_with(ledger: Ledger, covered: Covered, options: Sequence[tuple[Scheme, ...]], quarters: Quarters) -> OfferResult:
    """What each group takes with each of several sets of options, and what that does.

    Parameters
    ----------
    covered
        What the offer covers; the sets differ in rates alone.
    options
        Sets of options, each in the order of the offer's.

    Returns
    -------
    OfferResult
        With ``len(options)`` × n_groups groups: all of the first set, then all of the second, and so on.
    """
    times, n_groups = len(options), len(covered.groups)
    stacked = tuple(_Stacked(same, n_groups) for same in zip(*options, strict=True))
    more: dict[str, Any] = {name: np.concatenate([column(covered, name)] * times) for name in _PER_GROUP}
    more["late"] = {unmoved: np.concatenate([late] * times) for unmoved, late in covered.late.items()}
    offer = evolve(covered.offer, options=stacked)
    copies = evolve(covered, offer=offer, deals=_copies(covered.deals, times, n_groups), **more)
    return offer_result(ledger, copies, quarters, rates=funding_rates(ledger, covered) * times)


def _copies(deals: Deals, times: int, n_groups: int) -> Deals:
    """The deals so many times, the groups of each copy after those of the one before."""
    found = Deals.joined([deals] * times)
    return evolve(found, group=found.group + np.repeat(np.arange(times) * n_groups, len(deals)))


@frozen
class _Stacked(Scheme):
    """Schemes that differ in their rates: each for the deals of its own copy of the groups."""

    schemes: tuple[Scheme, ...]
    n_groups: int

    @property
    def as_offered(self) -> Scheme:
        """As the schemes."""
        offered = tuple(s.as_offered for s in self.schemes)
        return self if all(a is b for a, b in zip(offered, self.schemes, strict=True)) else evolve(self, schemes=offered)

    def flows(self, deals: Deals) -> Iterable[Flow]:
        """The flows of each copy, joined where they are of one kind."""
        rows = [np.flatnonzero(deals.group // self.n_groups == n) for n in range(len(self.schemes))]
        taken = [deals.take(some) for some in rows]
        each = [told_flows(s, own) for s, own in zip(self.schemes, taken, strict=True)]
        kinds = {tuple((f.payer, f.payee, f.nature, f.since is None) for f in flows) for flows in each}
        if len(kinds) == 1:
            joined = ((_joined(deals, rows, same), same) for same in zip(*each, strict=True))
            return [evolve(f, amount=deals.amount) if _is_principal(same, taken) else f for f, same in joined]
        return [_joined(deals, [some], (flow,)) for some, flows in zip(rows, each, strict=True) for flow in flows]


def _is_principal(flows: Sequence[Flow], each: Sequence[Deals]) -> bool:
    """Whether flows are the whole amounts of their deals: as such they need not be added up to see that all is paid once."""
    return all(f.amount is deals.amount and f.per == 1 for f, deals in zip(flows, each, strict=True))


def _of_first(name: str, stacked: _Stacked) -> object:
    return column(stacked.schemes[0], name)


for _name in ("needs", "covers_unmoved", "earlier", "pays_supplier_by_baseline", "day_count"):
    setattr(_Stacked, _name, property(partial(_of_first, _name)))  # what the schemes, which differ in rates alone, have in common


def _joined(deals: Deals, rows: Sequence[Ints], flows: Sequence[Flow]) -> Flow:
    """Flows of some deals as one of all: nothing is paid in the others."""
    per = math.lcm(*(f.per for f in flows))
    parts = [scaled(np.asarray(f.amount), per // f.per) for f in flows]
    amount = np.zeros(len(deals), np.result_type(*(p.dtype for p in parts)))
    day, since = deals.base_day.copy(), deals.base_day.copy()
    for some, part, flow in zip(rows, parts, flows, strict=True):
        amount[some], day[some] = part, flow.day
        if flow.since is not None:
            since[some] = flow.since
    first = flows[0]
    return Flow(day, first.payer, first.payee, first.nature, amount, per, None if first.since is None else since)
