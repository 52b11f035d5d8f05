"""Effects: what one option of an offer does, per supplier group and period. Flows and legs in, sums out."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np
from attrs import evolve, fields, frozen

from cashflow.basics.brief import Outlined
from cashflow.basics.columns import stacked
from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.fiscal import Quarters
from cashflow.basics.groupby import exact_sums
from cashflow.basics.money import wide
from cashflow.deals import BANK, BUYER, NATURES, PARTIES, SUPPLIER, Deals, Flow, Scheme, flows_of, settle
from cashflow.deals.model import Legs
from cashflow.measures.catalog import ACCOUNTS, AT, COST_AT, COSTS
from cashflow.measures.exact import Exact, scaled

__all__ = ["Effects", "costs_of", "effects", "held_days", "idle_cost", "long_tenor", "unpaid"]

_VAT = NATURES.index("vat")
_BUYER, _SUPPLIER = PARTIES.index(BUYER), PARTIES.index(SUPPLIER)


@frozen(eq=False, repr=False)
class Effects(Outlined):
    """One option's effects per group (axis 0); minor units of the group's currency. What nobody asks for is not worked out.

    Periods are before, the quarters shown, after; the law of the trade-payable presentation holds over all of them.
    """

    deals: Deals
    flows: list[Flow]
    extra: Legs  # settled: all that is not principal
    quarters: Quarters
    n_groups: int
    basis: int | None = None  # days a year on which the supplier's funding rate counts, as the offer says; None: not known
    sells: bool = False  # whether the option does something about deals that do not move

    @functools.cached_property
    def legs(self) -> Legs:
        """All settled legs."""
        every = _one_after_the_other([settle(self.deals, [f for f in self.flows if f.nature == "principal"]), self.extra])
        return every.take(np.argsort(_kinds(every), kind="stable"))

    @functools.cached_property
    def principal(self) -> Legs:
        """Legs of principal, which is never rounded: flows of whole units are as good as their sums by group and day."""
        flows = [f for f in self.flows if f.nature == "principal"]
        if any(f.per != 1 for f in flows):
            return settle(self.deals, flows)
        return _one_after_the_other([_as_legs(self.deals.group, f) for f in flows])

    @functools.cached_property
    def accounts(self) -> Ints:
        """(n_groups, n_accounts, n_periods), int64: see `cashflow.measures.catalog.ACCOUNTS`; what is not a leg is 0."""
        legs = _one_after_the_other([self.principal, self.extra])
        return _accounts(self.deals, self.flows, legs, self.quarters, self.n_groups)

    @functools.cached_property
    def still(self) -> Ints:
        """(n_groups, n_periods): principal that stays where it is, since another option alone does something about it.

        It is paid on its old day, so that it is neither removed from the baseline nor paid anew.
        """
        n_periods = len(self.quarters) + 2
        at = np.flatnonzero((self.deals.new_day == self.deals.base_day) & (not self.sells))
        cell = self.deals.group[at] * n_periods + self.quarters.period(self.deals.base_day[at])
        return exact_sums(cell, self.deals.amount[at], self.n_groups * n_periods).reshape(self.n_groups, n_periods)

    @property
    def cost(self) -> Ints:
        """(n_groups, n_costs, n_periods): what the buyer pays by nature (`COSTS`), less what it gets."""
        return self.accounts[:, COST_AT]

    @functools.cached_property
    def financing_cost(self) -> Ints:
        """(n_groups,): the same over all natures and periods."""
        sign = _signed(self.extra, _BUYER) * np.array([n in COSTS for n in NATURES])[self.extra.nature]
        return exact_sums(self.extra.group, sign * self.extra.amount, self.n_groups)

    @functools.cached_property
    def held_days(self) -> Ints:
        """(n_groups, n_quarters): Σ over the days of a quarter of the principal held at their close."""
        buyer = _signed(self.principal, _BUYER)
        return held_days(self.deals, self.principal, np.flatnonzero(buyer), buyer, self.quarters, self.n_groups)

    @functools.cached_property
    def unpaid(self) -> Exact:
        """(n_groups, n_costs, n_quarters + 1): accrued and not yet paid before the first quarter and at each quarter end."""
        return unpaid(self.deals, self.flows, self.quarters, self.n_groups)

    @functools.cached_property
    def idle_cost(self) -> Exact:
        """(n_groups,): exact cost of deals that cross no quarter end shown."""
        return idle_cost(self.deals, self.flows, self.quarters, self.n_groups)

    @functools.cached_property
    def _to_supplier(self) -> tuple[Ints, Ints]:
        """Legs that the supplier gets beside principal and VAT, or bears, and their signs: +1 where it bears them."""
        supplier = _signed(self.extra, _SUPPLIER)
        some = np.flatnonzero((self.extra.nature != _VAT) & (supplier != 0))
        return some, supplier[some]

    @functools.cached_property
    def income(self) -> Ints:
        """(n_groups,): what the supplier gets beside principal and VAT, less what it bears and what is withheld."""
        some, sign = self._to_supplier
        return exact_sums(self.extra.group[some], -sign * self.extra.amount[some], self.n_groups)

    @property
    def income_legs(self) -> Ints:
        """(n_groups,): how many rounded legs that is."""
        return np.bincount(self.extra.group[self._to_supplier[0]], minlength=self.n_groups)

    @functools.cached_property
    def wait(self) -> Ints:
        """(n_groups,): Σ principal × (day received − baseline day)."""
        return self._amount_days(SUPPLIER, -1)

    @functools.cached_property
    def buyer_days(self) -> Ints:
        """(n_groups,): Σ principal × (day the buyer pays − baseline day)."""
        return self._amount_days(BUYER, 1)

    def _amount_days(self, party: str, sign: int) -> Ints:
        """Σ principal of a party × (day − baseline day); `sign`: of a leg that it pays."""
        mine = [f for f in self.flows if f.nature == "principal" and party in (f.payer, f.payee)]
        if len(mine) == 1 and mine[0].amount is self.deals.amount and (mine[0].payer == party) == (sign > 0):  # all of it, once
            days = mine[0].day.astype(np.int64) - self.deals.base_day
            return exact_sums(self.deals.group, wide(self.deals.amount, int(np.abs(days).max(initial=0))) * days, self.n_groups)
        signs = sign * _signed(self.principal, PARTIES.index(party))
        return _amount_days(self.principal, np.flatnonzero(signs), signs, self.n_groups, self.deals)

    @property
    def has_bank(self) -> bool:
        """Whether a bank pays anything."""
        return any(f.payer == BANK and np.any(f.amount) for f in self.flows)

    def taken_by(self, which: Ints) -> Effects:
        """Of the groups for which `which` is true, as if they were one: exact sums, and the legs as they were rounded by group.

        What flows say of deals alike in days and keys is added up first, so that few rows are left.
        """
        every = bool(which.all())
        rows: Any = slice(None) if every else np.flatnonzero(which[self.deals.group])
        first, number = self._alike
        at, many = number[rows], len(first)
        sums = lambda values: exact_sums(at, values[rows], many)  # noqa: E731
        deals = self.deals.take(first)
        tax = None if self.deals.tax is None else sums(self.deals.tax)
        group, amount = np.zeros(many, np.int64), sums(self.deals.amount)
        one = evolve(deals, group=group, amount=amount, invoices=sums(self.deals.invoices), tax=tax)
        flows = []
        for flow in self.flows:
            since = None if flow.since is None else flow.since[first]
            summed = amount if flow.amount is self.deals.amount else sums(np.asarray(flow.amount))
            flows.append(evolve(flow, day=flow.day[first], amount=summed, since=since))
        extra = self.extra if every else self.extra.take(np.flatnonzero(which[self.extra.group]))
        return evolve(self, deals=one, flows=flows, extra=evolve(extra, group=np.zeros(len(extra.group), np.int64)), n_groups=1)

    def regrouped(self, to: Ints, size: int) -> Effects:
        """The same with groups added up: group g is a part of group ``to[g]`` of `size`; legs are as they were rounded by group."""
        deals, extra = evolve(self.deals, group=to[self.deals.group]), evolve(self.extra, group=to[self.extra.group])
        return evolve(self, deals=deals, extra=extra, n_groups=size)

    @functools.cached_property
    def _alike(self) -> tuple[Ints, Ints]:
        """A deal of each kind alike in days and keys, and each deal's kind; each alone if a flow tells them apart."""
        first, number = self.deals.alike
        days = [d for f in self.flows for d in (f.day, f.since) if d is not None]
        if all(d is self.deals.base_day or d is self.deals.new_day or np.array_equal(d[first][number], d) for d in days):
            return first, number
        return np.arange(len(self.deals)), np.arange(len(self.deals))


def _as_legs(group: Ints, flow: Flow) -> Legs:
    """A flow of whole units, row by row."""
    payer, payee, nature = (
        np.full(len(group), c, np.int8) for c in (PARTIES.index(flow.payer), PARTIES.index(flow.payee), NATURES.index(flow.nature))
    )
    return Legs(group, flow.day, payer, payee, nature, np.asarray(flow.amount))


def _one_after_the_other(parts: list[Legs]) -> Legs:
    return parts[0] if len(parts) == 1 else Legs(*stacked(parts, [f.name for f in fields(Legs)]))


def _signed(legs: Legs, party: int) -> Ints:
    """+1 where the party pays, −1 where it is paid, 0 elsewhere."""
    return (legs.payer == party).astype(np.int64) - (legs.payee == party)


def _kinds(legs: Legs) -> Ints:
    """(n,), int16: payer, payee and nature as one number."""
    return (legs.payer.astype(np.int16) * len(PARTIES) + legs.payee) * len(NATURES) + legs.nature


def _accounts(deals: Deals, flows: list[Flow], legs: Legs, quarters: Quarters, n_groups: int) -> Ints:
    """(n_groups, n_accounts, n_periods): legs are summed once by payer, payee and nature, and these sums by account."""
    n_periods, parties, natures = len(quarters) + 2, len(PARTIES), len(NATURES)
    codes = _kinds(legs)
    kinds = np.flatnonzero(np.bincount(codes, minlength=1))
    kind = np.zeros(int(kinds.max(initial=0)) + 1, np.int64)
    kind[kinds] = np.arange(len(kinds))
    index = (legs.group * max(len(kinds), 1) + kind[codes]) * n_periods + quarters.period(legs.day)
    sums = exact_sums(index, legs.amount, n_groups * len(kinds) * n_periods).reshape(n_groups, len(kinds), n_periods)
    out = np.zeros((n_groups, len(ACCOUNTS), n_periods), sums.dtype)
    for number, code in enumerate(kinds.tolist()):
        payer, rest = divmod(code, parties * natures)
        payee, nature = divmod(rest, natures)
        for at, account in enumerate(ACCOUNTS):
            sign = 0 if account.long else account.sign(PARTIES[payer], PARTIES[payee], NATURES[nature])
            if sign:
                out[:, at] += sign * sums[:, number]
    for account in (a for a in ACCOUNTS if a.long):
        out[:, AT[account.name]] = long_tenor(deals, flows, str(account.payer), str(account.payee), quarters, n_groups)
    return out


def effects(deals: Deals, scheme: Scheme, quarters: Quarters, n_groups: int) -> Effects:
    """Apply a scheme to collapsed deals; everything is read off its flows and legs.

    Parameters
    ----------
    deals
        Collapsed deals; `group` counts from 0 to `n_groups` − 1.
    scheme
        The option.
    quarters
        Quarters shown.
    n_groups
        Number of groups.

    Returns
    -------
    Effects

    Raises
    ------
    InputError
        The scheme does not pay the full principal exactly once to the supplier and once by the buyer.
    """
    flows = flows_of(scheme, deals)
    extra = settle(deals, [f for f in flows if f.nature != "principal"])
    found = Effects(deals, flows, extra, quarters, n_groups, sells=bool(scheme.covers_unmoved))
    _check_principal(found, scheme)
    return found


def long_tenor(deals: Deals, flows: list[Flow], payer: str, payee: str, quarters: Quarters, n_groups: int) -> Ints:
    """Principal between two parties of deals with a long tenor; principal is never rounded, so flows are as good as legs."""
    n_periods = len(quarters) + 2
    total = np.zeros(n_groups * n_periods, np.int64)
    which = np.flatnonzero(deals.keys.get("long_tenor", np.zeros(len(deals), np.int64)))
    for flow in flows:
        if (flow.payer, flow.payee, flow.nature) == (payer, payee, "principal") and len(which):
            index = deals.group[which] * n_periods + quarters.period(flow.day[which])
            total = total + exact_sums(index, np.asarray(flow.amount)[which], len(total)) // flow.per
    return total.reshape(n_groups, n_periods)


def held_days(deals: Deals, legs: Legs, which: Ints, sign: Ints, quarters: Quarters, n_groups: int) -> Ints:
    """Principal that would have been paid by the close of a day and is not, summed over the days of each quarter."""
    group = np.concatenate([deals.group, legs.group[which]])
    day = np.concatenate([deals.base_day, legs.day[which]]).astype(np.int64)
    amount = wide(np.concatenate([deals.amount, -sign[which] * legs.amount[which]]), 400)
    sums = []
    for first, last in zip(quarters.first, quarters.last, strict=True):
        open_days = np.clip(int(last) + 1 - day, 0, int(last) + 1 - int(first))
        sums.append(exact_sums(group, amount * open_days, n_groups))
    return np.stack(sums, axis=1)


def _amount_days(legs: Legs, which: Ints, sign: Ints, n_groups: int, deals: Deals) -> Ints:
    """Σ principal received × day − Σ deal amount × baseline day."""
    group = np.concatenate([legs.group[which], deals.group])
    day = np.concatenate([legs.day[which], deals.base_day]).astype(np.int64)
    amount = np.concatenate([legs.amount[which] * sign[which], -deals.amount])
    since = int(day.min()) if len(day) else 0
    longest = int(day.max()) - since if len(day) else 0
    return exact_sums(group, wide(amount, longest) * (day - since), n_groups)


def _check_principal(found: Effects, scheme: Scheme) -> None:
    """Refuse legs that don't carry the whole principal of each group once."""
    deals, owed = found.deals, None
    for party, words in ((BUYER, "the buyer must pay"), (SUPPLIER, "the supplier must receive")):
        mine = [f for f in found.flows if f.nature == "principal" and party in (f.payer, f.payee)]
        if len(mine) == 1 and mine[0].amount is deals.amount and (mine[0].payer == BUYER if party == BUYER else mine[0].payee == SUPPLIER):
            continue
        owed = exact_sums(deals.group, deals.amount, found.n_groups) if owed is None else owed
        legs, sign = found.principal, _signed(found.principal, PARTIES.index(party)) * (1 if party == BUYER else -1)
        which = np.flatnonzero(sign)
        got = exact_sums(legs.group[which], sign[which] * legs.amount[which], found.n_groups)
        if (got != owed).any():
            at = int(np.flatnonzero(got != owed)[0])
            reason = f"{words} the whole principal exactly once; here {got[at]} of {owed[at]} minor units"
            raise InputError(reason, column="scheme", value=type(scheme).__name__)


def costs_of(flows: list[Flow]) -> list[tuple[Flow, int]]:
    """Flows that are cost to the buyer, with +1, or relief, with −1."""
    extra = [f for f in flows if f.nature in COSTS]
    return [(f, 1) for f in extra if f.payer == BUYER] + [(f, -1) for f in extra if f.payee == BUYER]


def idle_cost(deals: Deals, flows: list[Flow], quarters: Quarters, n_groups: int) -> Exact:
    """(n_groups,): exact cost of deals that cross no quarter end shown."""
    crossed = np.searchsorted(quarters.last, deals.base_day) != np.searchsorted(quarters.last, deals.new_day)
    idle = np.flatnonzero(~crossed)
    total = Exact(np.zeros(n_groups, np.int64))
    for flow, sign in costs_of(flows):
        total = total.plus(Exact(exact_sums(deals.group[idle], sign * np.asarray(flow.amount)[idle], n_groups), flow.per))
    return total


def unpaid(deals: Deals, flows: list[Flow], quarters: Quarters, n_groups: int) -> Exact:
    """Interest earned and not yet paid at each quarter end: the interest of day d is earned at the close of day d."""
    ends = [int(quarters.first[0]) - 1, *(int(q) for q in quarters.last)]
    found: dict[int, Exact] = {}
    for flow, sign in costs_of(flows):
        if flow.since is not None:
            own, at = _unpaid_flow(deals, flow, sign, ends, n_groups), COSTS.index(flow.nature)
            found[at] = found[at].plus(own) if at in found else own
    per = math.lcm(*(f.per for f in found.values()))
    parts = {at: scaled(f.numerator, per // f.per) for at, f in found.items()}
    total = np.zeros((n_groups, len(COSTS), len(ends)), object if any(p.dtype == object for p in parts.values()) else np.int64)
    for at, part in parts.items():
        total[:, at] = part
    return Exact(total, per)


def _unpaid_flow(deals: Deals, flow: Flow, sign: int, ends: list[int], n_groups: int) -> Exact:
    """(n_groups, n_ends) of one flow, earned evenly from its first day to the one before its last."""
    since = np.asarray(flow.since)
    amount, span = sign * np.asarray(flow.amount), np.maximum(flow.day.astype(np.int64) - since, 1)
    daily, left = amount // span, amount % span
    scale = math.lcm(*(int(s) for s in np.unique(span[left != 0])))
    if scale > 1:
        daily = amount.astype(object) * scale // span.astype(object)
    sums = []
    for end in ends:
        open_now = np.flatnonzero((since <= end) & (end < flow.day))
        elapsed = (end + 1 - since[open_now]).astype(np.int64)
        some = wide(daily[open_now], int(elapsed.max()) if len(elapsed) else 1) * elapsed
        sums.append(exact_sums(deals.group[open_now], some, n_groups))
    return Exact(np.stack(sums, axis=1), flow.per * scale)
