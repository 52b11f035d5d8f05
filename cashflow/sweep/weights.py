"""Weights: what one unit of each class adds to every figure that is proportional to amounts, at one extension."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.fiscal import Quarters
from cashflow.deals import BUYER, PARTIES, Flow, settle
from cashflow.measures.catalog import ACCOUNTS, AT, COSTS
from cashflow.measures.effects import held_days, idle_cost, long_tenor, unpaid
from cashflow.sweep.day_steps import NotShared, Weights
from cashflow.sweep.sources import Moved, Source

__all__ = ["BANK_ACCOUNTS", "Bank", "Held", "Other", "Plan"]


@frozen(eq=False)
class Plan:
    """Which columns the tables of an offer need."""

    quarters: Quarters
    natures: tuple[str, ...]  # of cost that occur
    accrues: tuple[str, ...]  # of these, those that are earned over time
    vat: bool
    bank: bool

    @property
    def n_periods(self) -> int:
        """Before, the quarters, after."""
        return len(self.quarters) + 2

    @property
    def ends(self) -> int:
        """The day before the first quarter, and every quarter end."""
        return len(self.quarters) + 1


def _principal(moved: Moved) -> list[tuple[Flow, Ints]]:
    """Flows of principal in whole units."""
    out = []
    for flow in moved.flows:
        if flow.nature == "principal":
            amount = np.asarray(flow.amount)
            if flow.per != 1 and (amount % flow.per).any():
                raise NotShared  # rounded at settlement, so not proportional
            out.append((flow, amount // flow.per))
    return out


@frozen(eq=False)
class Held:
    """Principal that would have been paid by the end of a period and is not, for the days of `Plan.ends`."""

    plan: Plan

    def of(self, source: Source, moved: Moved) -> Weights:
        """See `Weigh`."""
        deals, quarters, periods = moved.deals, self.plan.quarters, np.arange(self.plan.ends)
        total = (quarters.period(deals.base_day)[:, None] <= periods) * deals.amount[:, None]
        left = deals.amount.copy()
        for flow, amount in _principal(moved):
            sign = (flow.payer == BUYER) - (flow.payee == BUYER)
            if sign:
                total = total - (quarters.period(flow.day)[:, None] <= periods) * (sign * amount)[:, None]
                left -= sign * amount
        if left.any():
            raise NotShared  # compare says what is wrong with the scheme
        return total, [1] * self.plan.ends

    def state(self, moved: Moved) -> Ints | None:
        """The periods of the days, if the whole amount is paid on each of them."""
        code = 1 + self.plan.quarters.period(moved.deals.base_day)
        for flow in moved.flows:
            if flow.nature == "principal" and BUYER in (flow.payer, flow.payee):
                if flow.per != 1 or (flow.amount != moved.deals.amount).any() or int(code.max(initial=0)) > 2**50 // self.plan.n_periods:
                    return None
                code = code * self.plan.n_periods + self.plan.quarters.period(flow.day)
        return code


BANK_ACCOUNTS = ("to_bank", "from_bank", "long_to_bank", "long_from_bank")
"""Accounts in the order of the tables of `Bank`."""


@frozen(eq=False)
class Bank:
    """Per period: principal to a bank, from it to suppliers, and the parts of these of deals with a long tenor."""

    plan: Plan

    def of(self, source: Source, moved: Moved) -> Weights:
        """See `Weigh`."""
        n, some, plan = len(moved.deals), _principal(moved), self.plan
        whole, long = [], []
        for account in (ACCOUNTS[AT[name]] for name in BANK_ACCOUNTS[:2]):
            payer, payee = str(account.payer), str(account.payee)
            total = np.zeros(n * plan.n_periods, np.int64)
            for flow, amount in some:
                if (flow.payer, flow.payee) == (payer, payee):
                    np.add.at(total, np.arange(n) * plan.n_periods + plan.quarters.period(flow.day), amount)
            whole.append(total.reshape(n, plan.n_periods))
            long.append(long_tenor(moved.deals, moved.flows, payer, payee, plan.quarters, n))
        return np.concatenate([*whole, *long], axis=1), [1] * (4 * plan.n_periods)

    def state(self, moved: Moved) -> Ints | None:
        """The new day: a scheme looks at one deal at a time, and nothing else of it changes."""
        return _new_day(moved)


@frozen(eq=False)
class Other:
    """Per nature that accrues what is owed at `Plan.ends`; per quarter held days and prepaid; amount, amount × days, idle cost."""

    plan: Plan

    def of(self, source: Source, moved: Moved) -> Weights:
        """See `Weigh`."""
        deals, quarters, n, plan = moved.deals, self.plan.quarters, len(moved.deals), self.plan
        legs = settle(deals, [f for f in moved.flows if f.nature == "principal"])
        sign = (legs.payer == _BUYER).astype(np.int64) - (legs.payee == _BUYER)
        owed, idle = unpaid(deals, moved.flows, quarters, n), idle_cost(deals, moved.flows, quarters, n)
        days = deals.new_day.astype(np.int64) - deals.base_day
        invoiced = source.payments.ledger.invoice_day[source.items.invoice[moved.which]]
        early = np.minimum(deals.new_day, invoiced)
        prepaid = [np.where((deals.base_day <= q) & (q < early), -deals.amount, 0) for q in quarters.last]
        parts = [*(owed.numerator[:, COSTS.index(nature)] for nature in plan.accrues)]
        parts += [held_days(deals, legs, np.flatnonzero(sign), sign, quarters, n), np.stack(prepaid, axis=1)]
        parts += [np.stack([deals.amount * (days != 0), _buyer_days(moved), idle.numerator], axis=1)]
        per = [owed.per] * (len(plan.accrues) * plan.ends) + [1] * (2 * len(quarters) + 2) + [idle.per]
        return np.concatenate(parts, axis=1), per

    def state(self, moved: Moved) -> Ints | None:
        """The new day: a scheme looks at one deal at a time, and nothing else of it changes."""
        return _new_day(moved)


def _buyer_days(moved: Moved) -> Ints:
    """(n_deals,): Σ principal × days from the baseline day to the day the buyer pays it, which may not be the new day."""
    total: Ints = np.zeros(len(moved.deals), np.int64)
    baseline = moved.deals.base_day.astype(np.int64)
    for flow, amount in _principal(moved):
        total = total + ((flow.payer == BUYER) - (flow.payee == BUYER)) * amount * (flow.day - baseline)
    return total


def _new_day(moved: Moved) -> Ints:
    return moved.deals.new_day.astype(np.int64) + 2**33


_BUYER = PARTIES.index(BUYER)
