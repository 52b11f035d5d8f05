"""Effects: what one option of an offer does, per supplier group and period. Legs in, sums out."""

from __future__ import annotations

import math

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.fiscal import Quarters
from cashflow.basics.groupby import exact_sums
from cashflow.basics.money import wide
from cashflow.deals import BUYER, NATURES, PARTIES, SUPPLIER, Deals, Flow, Scheme, flows_of, settle
from cashflow.deals.model import Legs
from cashflow.measures.catalog import ACCOUNTS, AT, COST_AT, COSTS
from cashflow.measures.exact import Exact, scaled

__all__ = ["Effects", "costs_of", "effects", "held_days", "idle_cost", "long_tenor", "unpaid"]

_PRINCIPAL, _VAT = NATURES.index("principal"), NATURES.index("vat")
_BUYER, _SUPPLIER = PARTIES.index(BUYER), PARTIES.index(SUPPLIER)


@frozen(eq=False)
class Effects:
    """One option's effects per group (axis 0); minor units of the group's currency.

    Periods are before, the quarters shown, after; the law of the trade-payable presentation holds over all of them.
    """

    legs: Legs
    accounts: Ints  # (n_groups, n_accounts, n_periods), int64: see `cashflow.measures.catalog.ACCOUNTS`; what is not a leg is 0
    held_days: Ints  # (n_groups, n_quarters): Σ over the days of a quarter of the principal held at their close
    unpaid: Exact  # (n_groups, n_costs, n_quarters + 1): accrued and not yet paid before the first quarter and at each quarter end
    idle_cost: Exact  # (n_groups,): exact cost of deals that cross no quarter end shown
    income: Ints  # (n_groups,): what the supplier gets beside principal and VAT, less what it bears and what is withheld
    income_legs: Ints  # (n_groups,): how many rounded legs that is
    wait: Ints  # (n_groups,): Σ principal × (day received − baseline day)
    buyer_days: Ints  # (n_groups,): Σ principal × (day the buyer pays − baseline day)
    basis: int | None = None  # days a year on which the supplier's funding rate counts, as the offer says; None: not known

    @property
    def cost(self) -> Ints:
        """(n_groups, n_costs, n_periods): what the buyer pays by nature (`COSTS`), less what it gets."""
        return self.accounts[:, COST_AT]


def _signed(legs: Legs, party: int) -> Ints:
    """+1 where the party pays, −1 where it is paid, 0 elsewhere."""
    return (legs.payer == party).astype(np.int64) - (legs.payee == party)


def _accounts(deals: Deals, flows: list[Flow], legs: Legs, quarters: Quarters, n_groups: int) -> Ints:
    """(n_groups, n_accounts, n_periods): legs are summed once by payer, payee and nature, and these sums by account."""
    n_periods, parties, natures = len(quarters) + 2, len(PARTIES), len(NATURES)
    codes = (legs.payer.astype(np.int64) * parties + legs.payee) * natures + legs.nature
    kinds, kind = np.unique(codes, return_inverse=True)
    index = (legs.group * max(len(kinds), 1) + kind) * n_periods + quarters.period(legs.day)
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
    """Apply a scheme to collapsed deals and read everything off its legs.

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
    legs = settle(deals, flows)
    _check_principal(deals, legs, scheme, n_groups)
    principal = legs.nature == _PRINCIPAL
    buyer, supplier = _signed(legs, _BUYER), _signed(legs, _SUPPLIER)
    extra = np.flatnonzero(~principal & (legs.nature != _VAT) & (supplier != 0))
    wait = _amount_days(legs, np.flatnonzero(principal & (supplier != 0)), -supplier, n_groups, deals)
    return Effects(
        legs=legs,
        accounts=_accounts(deals, flows, legs, quarters, n_groups),
        held_days=held_days(deals, legs, np.flatnonzero(principal & (buyer != 0)), buyer, quarters, n_groups),
        unpaid=unpaid(deals, flows, quarters, n_groups),
        idle_cost=idle_cost(deals, flows, quarters, n_groups),
        income=exact_sums(legs.group[extra], -supplier[extra] * legs.amount[extra], n_groups),
        income_legs=np.bincount(legs.group[extra], minlength=n_groups),
        wait=wait,
        buyer_days=_amount_days(legs, np.flatnonzero(principal & (buyer != 0)), buyer, n_groups, deals),
    )


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


def _check_principal(deals: Deals, legs: Legs, scheme: Scheme, n_groups: int) -> None:
    """Refuse legs that don't carry the whole principal of each group once."""
    owed = exact_sums(deals.group, deals.amount, n_groups)
    for party, sign, words in ((_BUYER, 1, "the buyer must pay"), (_SUPPLIER, -1, "the supplier must receive")):
        which = np.flatnonzero((legs.nature == _PRINCIPAL) & (_signed(legs, party) != 0))
        got = exact_sums(legs.group[which], sign * _signed(legs, party)[which] * legs.amount[which], n_groups)
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
