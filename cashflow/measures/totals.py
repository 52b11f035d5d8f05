"""Scenario totals per currency: accepted effects summed, shares weighted exactly, rounded so that all sums hold."""

from __future__ import annotations

import functools
from collections.abc import Callable
from fractions import Fraction

import numpy as np
from attrs import frozen

from cashflow.basics.days import NEVER, NO_DAY, Ints
from cashflow.basics.errors import must_choose
from cashflow.basics.fiscal import Quarters
from cashflow.deals.model import wide
from cashflow.measures.effects import COSTS
from cashflow.measures.exact import Exact

__all__ = ["VIEWS", "ScenarioTotals", "Weighted", "checked_view", "counted_costs", "scenario_totals", "views_of"]

VIEWS = ("trade_payable", "borrowing_net", "borrowing_gross", "agency")


def checked_view(view: str) -> str:
    """The view, if it is one."""
    if view not in VIEWS:
        raise must_choose("is no view", "view", view, VIEWS)
    return view


"""How a bank's payment to the supplier is read; see `docs/conventions.md`."""


_PRICE = ("discount", "uplift")
"""Natures of cost that change the price of what was bought: operating, however interest is classified."""


@frozen(eq=False)
class Weighted:
    """Atoms of some accepted groups of one currency, with their acceptance weights."""

    weight: list[Fraction]
    removed: Ints  # (n_groups, n_periods): principal no longer paid on its base day
    buyer_principal: Ints
    to_bank: Ints
    bank_principal: Ints
    agency_to_bank: Ints
    agency_from_bank: Ints
    held_days: Ints  # (n_groups, n_quarters)
    cost: Ints  # (n_groups, n_costs, n_periods)
    vat: Ints  # (n_groups, n_periods)
    prepaid: Ints  # (n_groups, n_quarters): change in what is paid and not yet invoiced
    unpaid: Exact  # (n_groups, n_costs, n_quarters + 1)
    idle_cost: Exact  # (n_groups,)
    amount: Ints  # (n_groups,): principal moved
    amount_days: Ints  # (n_groups,)
    first_day: Ints  # (n_groups,): first day on which what moves is paid, with or without the offer; `NEVER`: nothing moves
    last_day: Ints  # (n_groups,): the last one; `NO_DAY`: nothing moves

    @functools.cached_property
    def shares(self) -> list[tuple[Fraction, Ints]]:
        """Each weight above 0, and the groups that have it: weights are few, groups are many."""
        kinds = {id(w): w for w in self.weight}
        number = {share: n for n, share in enumerate(dict.fromkeys(kinds.values()))}
        code = {key: number[share] for key, share in kinds.items()}
        of_group = np.array([code[id(w)] for w in self.weight], np.int64)
        return [(share, np.flatnonzero(of_group == n)) for share, n in number.items() if share]


@frozen(eq=False)
class ScenarioTotals:
    """One scenario in one currency, minor units; period axes are before, quarters, after."""

    principal_change: Ints  # (n_periods,): scenario principal paid less base
    cost_paid: dict[str, Ints]  # nature → (n_periods,)
    cost_accrued: dict[str, Ints]  # nature → (n_periods,)
    vat_paid: Ints  # (n_periods,): on uplifts and fees, less that in discounts; cash, not cost
    closing_change: Ints  # (n_quarters,)
    cash_held: Ints  # (n_quarters,)
    average_held: list[Fraction]  # (n_quarters,): mean of the principal held at the close of each day of the quarter
    free_cash_flow_change: dict[str, Ints]  # view → (n_periods,)
    cash_change: Ints  # (n_quarters,): all cash, cumulative, at each quarter end
    debt_change: dict[str, Ints]  # view → (n_quarters,): what the bank has paid and is owed, where the view calls it debt
    financing_cost: int
    idle_cost: int
    amount_moved: Fraction
    amount_days: Fraction
    all_in_rate: float | None
    first_moved: int | None  # first day on which a payment that moves would have been made, or is made; `None`: nothing moves
    all_back: int | None  # last day on which one is made: then nothing is held any more

    def average_since_first_move(self, quarters: Quarters) -> list[Fraction]:
        """(n_quarters,): mean of the principal held at the close of each day from the first move to the quarter end.

        From the first day shown, if that is later; 0 where nothing has moved by then.
        """
        out, total = [], Fraction(0)
        for average, first, last in zip(self.average_held, quarters.first.tolist(), quarters.last.tolist(), strict=True):
            total += average * (last - first + 1)
            start = last + 1 if self.first_moved is None else max(self.first_moved, int(quarters.first[0]))
            out.append(total / (last - start + 1) if start <= last else Fraction(0))
        return out

    @property
    def uses_bank(self) -> bool:
        """Whether a bank is owed anything at a quarter end, or pays in another quarter than it is repaid."""
        first = self.free_cash_flow_change["trade_payable"]
        return any((first != other).any() for other in self.free_cash_flow_change.values())


def counted_costs(interest_paid: str | None) -> tuple[str, ...]:
    """Natures of cost that count in free cash flow."""
    return tuple(n for n in COSTS if interest_paid != "financing" or n in _PRICE)


def views_of(own: Ints, to_bank: Ints, from_bank: Ints, long_to: Ints, long_from: Ints) -> dict[str, Ints]:
    """Change in free cash flow by view: the buyer's own payments (in every view), and what goes to and comes from a bank."""
    return {
        "trade_payable": own - to_bank,
        "borrowing_net": own,
        "borrowing_gross": own - from_bank,
        "agency": own - (to_bank - long_to) - long_from,
    }


def _total(parts: list[Weighted], name: str, width: int) -> Exact:
    """(width,): exact weighted sum over all groups of all parts."""
    total = Exact(np.zeros(width, object))
    for part in parts:
        values = getattr(part, name)
        exact = values if isinstance(values, Exact) else Exact(values)
        rows = exact.numerator.reshape(len(part.weight), width)
        for share, which in part.shares:
            some = rows if len(which) == len(rows) else rows[which]
            sums = wide(some, len(which)).sum(axis=0).astype(object)
            total = total.plus(Exact(sums * share.numerator, exact.per * share.denominator))
    return total


def _one(parts: list[Weighted], name: str) -> Fraction:
    """Exact weighted sum of one number a group."""
    total = _total(parts, name, 1)[0]
    assert total is not None
    return total


def _rounded(values: Exact) -> Ints:
    """Whole minor units as Python integers, half away from zero."""
    size = (2 * np.abs(values.numerator) + values.per) // (2 * values.per)
    return np.where(values.numerator < 0, -size, size)


def _differences(values: Exact) -> Ints:
    """Values rounded so that their running totals are the rounded running totals, and parts add up to the rounded whole."""
    return np.diff(_rounded(Exact(np.cumsum(values.numerator), values.per)), prepend=np.zeros(1, object))


def scenario_totals(parts: list[Weighted], quarters: Quarters, interest_paid: str | None) -> ScenarioTotals:
    """Sum what was accepted, in one currency.

    Parameters
    ----------
    parts
        One entry an offer and option.
    quarters
        Quarters shown.
    interest_paid
        ``"operating"`` (or not stated): interest and fees count in free cash flow; ``"financing"``: they do not. Uplifts, discounts and
        their VAT always do.

    Returns
    -------
    ScenarioTotals
    """
    n_quarters, n_periods = len(quarters), len(quarters) + 2
    names = ("removed", "buyer_principal", "to_bank", "bank_principal", "agency_to_bank", "agency_from_bank")
    removed, principal, to_bank, from_bank, long_to, long_from = (_differences(_total(parts, name, n_periods)) for name in names)
    paid, owed = _costs(parts, n_quarters)
    cost = sum(paid.values(), np.zeros(n_periods, object))
    vat = _differences(_total(parts, "vat", n_periods))
    counted = vat + sum(paid[n] for n in counted_costs(interest_paid))
    held = np.cumsum(removed - principal)[1:-1]
    average = _total(parts, "held_days", n_quarters)
    days = quarters.last - quarters.first + 1
    financing_cost = int(cost.sum())
    amount_days = _one(parts, "amount_days")
    own = removed - (principal - to_bank) - counted  # the buyer's own payments of principal to suppliers are operating in every view
    return ScenarioTotals(
        principal_change=principal - removed,
        cost_paid=paid,
        vat_paid=vat,
        cost_accrued={k: paid[k] + np.diff(np.array([0, *owed[k], 0], object)) for k in COSTS},
        closing_change=held + _rounded(_total(parts, "prepaid", n_quarters)),
        cash_held=held,
        average_held=[Fraction(v, average.per * int(d)) for v, d in zip(average.numerator, days, strict=True)],
        free_cash_flow_change=views_of(own, to_bank, from_bank, long_to, long_from),
        cash_change=np.cumsum(removed - principal - cost - vat)[1:-1],
        debt_change={
            "trade_payable": np.zeros(n_quarters, object),
            "borrowing_net": np.cumsum(from_bank - to_bank)[1:-1],
            "borrowing_gross": np.cumsum(from_bank - to_bank)[1:-1],
            "agency": np.cumsum(long_from - long_to)[1:-1],
        },
        financing_cost=financing_cost,
        idle_cost=int(_rounded(_total(parts, "idle_cost", 1))[0]),
        amount_moved=_one(parts, "amount"),
        amount_days=amount_days,
        all_in_rate=float(financing_cost * 365 / amount_days) if amount_days else None,
        first_moved=_end(parts, "first_day", min),
        all_back=_end(parts, "last_day", max),
    )


def _end(parts: list[Weighted], name: str, which: Callable[[list[int]], int]) -> int | None:
    """First or last day of all that is accepted and moves."""
    found = [getattr(p, name)[groups] for p in parts for _, groups in p.shares]
    days = np.concatenate([np.zeros(0, np.int64), *found])
    days = days[(days != NEVER) & (days != NO_DAY)]
    return which(days.tolist()) if len(days) else None


def _costs(parts: list[Weighted], n_quarters: int) -> tuple[dict[str, Ints], dict[str, Ints]]:
    """By nature: paid per period, and what is owed before the first quarter and at each quarter end.

    The whole is rounded once; the nature with the largest amount takes what rounding leaves between it and its parts.
    """
    n_periods = n_quarters + 2
    paid = _total(parts, "cost", len(COSTS) * n_periods)
    owed = _total(parts, "unpaid", len(COSTS) * (n_quarters + 1))
    return _parts_of_whole(paid, _differences), _parts_of_whole(owed, _rounded)


def _parts_of_whole(values: Exact, rounded: Callable[[Exact], Ints]) -> dict[str, Ints]:
    """Rows by nature, rounded so that they add up to their rounded sum."""
    exact = values.numerator.reshape(len(COSTS), -1)
    rows = [rounded(Exact(row, values.per)) for row in exact]
    largest = int(np.argmax(np.abs(exact.sum(axis=1))))
    rows[largest] = rows[largest] + rounded(Exact(exact.sum(axis=0), values.per)) - sum(rows)
    return dict(zip(COSTS, rows, strict=True))
