"""Scenario totals per currency: accepted effects summed, shares weighted exactly, rounded so that all sums hold."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
from attrs import frozen

from cashflow.basics.brief import Outlined
from cashflow.basics.columns import column
from cashflow.basics.days import NEVER, NO_DAY, Ints
from cashflow.basics.fiscal import Quarters
from cashflow.basics.money import round_each, whole
from cashflow.deals.model import wide
from cashflow.measures.catalog import ACCOUNTS, AT, COSTS, DEFAULT_PRESENTATION, MEASURES, PRESENTATION_NAMES, timed
from cashflow.measures.exact import Exact

__all__ = ["ScenarioFlows", "ScenarioTotals", "Weighted", "WeightedFlows", "rate_a_year", "scenario_flows", "scenario_totals"]


@frozen(eq=False)
class WeightedFlows:
    """What some accepted groups of one currency pay, with their acceptance weights."""

    weight: list[Fraction]
    accounts: Ints  # (n_groups, n_accounts, n_periods): see `cashflow.measures.catalog.ACCOUNTS`

    @functools.cached_property
    def shares(self) -> list[tuple[Fraction, Ints]]:
        """Each weight above 0, and the groups that have it: weights are few, groups are many."""
        kinds = {id(w): w for w in self.weight}
        number = {share: n for n, share in enumerate(dict.fromkeys(kinds.values()))}
        code = {key: number[share] for key, share in kinds.items()}
        of_group = np.array([code[id(w)] for w in self.weight], np.int64)
        return [(share, np.flatnonzero(of_group == n)) for share, n in number.items() if share]


@frozen(eq=False)
class Weighted(WeightedFlows):
    """Atoms of some accepted groups of one currency, with their acceptance weights."""

    held_days: Ints  # (n_groups, n_quarters)
    unpaid: Exact  # (n_groups, n_costs, n_quarters + 1)
    idle_cost: Exact  # (n_groups,)
    amount: Ints  # (n_groups,): principal moved
    amount_days: Ints  # (n_groups,)
    first_day: Ints  # (n_groups,): first day on which what moves is paid, with or without the offer; `NEVER`: nothing moves
    last_day: Ints  # (n_groups,): the last one; `NO_DAY`: nothing moves


@frozen(eq=False, repr=False)
class ScenarioFlows(Outlined):
    """What one scenario pays in one currency, minor units; period axes are before, quarters, after."""

    quarters: Quarters
    accounts: dict[str, Ints]  # account → (n_periods,), whole minor units
    interest_paid: str | None

    def figure(self, name: str, presentation: str = DEFAULT_PRESENTATION) -> Ints:
        """What the scenario adds to a measure, in whole minor units: (n_quarters,), or (1,) over the whole life.

        Parameters
        ----------
        name
            Of a `Measure` that a scenario has.
        presentation
            The presentation, for measures that are presented.
        """
        return timed(self.by_period(name, presentation), MEASURES[name].timing)

    def by_period(self, name: str, presentation: str = DEFAULT_PRESENTATION) -> Ints:
        """(n_periods,), Python integers: what the scenario adds to a measure before, in, and after the quarters shown; minor units.

        Not summed up: a level is the running total of what is added. Cash the buyer keeps is positive in changes of cash and of free
        cash flow, as cash it pays is in measures of what is paid. `name` and `presentation` as of `figure`.
        """
        found = np.zeros(len(self.quarters) + 2, object)
        for account, coefficient in MEASURES[name].coefficients(presentation, self.interest_paid).items():
            found = found + coefficient * self.accounts[account]
        return found

    def outside(self, name: str, presentation: str = DEFAULT_PRESENTATION) -> int:
        """What the scenario adds to a measure before and after the quarters shown, in minor units; as `by_period`."""
        found = self.by_period(name, presentation)
        return int(found[0] + found[-1])

    @property
    def cost_paid(self) -> dict[str, Ints]:
        """Nature → (n_periods,)."""
        return {nature: self.accounts[nature] for nature in COSTS}

    @property
    def financing_cost(self) -> int:
        """Over the whole life."""
        return int(self.figure("financing_cost")[0])


@frozen(eq=False, repr=False)
class ScenarioTotals(ScenarioFlows):
    """The same, and what it holds, accrues and moves."""

    cost_accrued: dict[str, Ints]  # nature → (n_periods,)
    average_held: list[Fraction]  # (n_quarters,): mean of the principal held at the close of each day of the quarter
    idle_cost: int
    amount_moved: Fraction
    amount_days: Fraction
    first_moved: int | None  # first day on which a payment that moves would have been made, or is made; `None`: nothing moves
    all_back: int | None  # last day on which one is made: then nothing is held any more

    def figure(self, name: str, presentation: str = DEFAULT_PRESENTATION) -> Ints:
        """See `ScenarioFlows.figure`."""
        timing = MEASURES[name].timing
        if timing == "on its average day":
            return _whole(self.average_held)
        if timing == "since the first move":
            return _whole(self._average_since_first_move)
        if timing == "beyond that":
            return self.figure("cash_retained") - _whole(self._average_since_first_move)
        return timed(self.by_period(name, presentation), timing)

    def by_period(self, name: str, presentation: str = DEFAULT_PRESENTATION) -> Ints:
        """See `ScenarioFlows.by_period`; what is accrued counts where it is earned."""
        if MEASURES[name].timing == "accrued":
            return sum(self.cost_accrued.values(), np.zeros(len(self.quarters) + 2, object))
        return super().by_period(name, presentation)

    @property
    def all_in_rate(self) -> float | None:
        """Cost a year of what moves, ACT/365F; `None` where nothing moves."""
        return rate_a_year(self.financing_cost, self.amount_days)

    @functools.cached_property
    def _average_since_first_move(self) -> list[Fraction]:
        """(n_quarters,): mean of the principal held at the close of each day from the first move to the quarter end.

        From the first day shown, if that is later; 0 where nothing has moved by then.
        """
        out, total, quarters = [], Fraction(0), self.quarters
        for average, first, last in zip(self.average_held, quarters.first.tolist(), quarters.last.tolist(), strict=True):
            total += average * (last - first + 1)
            start = last + 1 if self.first_moved is None else max(self.first_moved, int(quarters.first[0]))
            out.append(total / (last - start + 1) if start <= last else Fraction(0))
        return out

    @property
    def uses_bank(self) -> bool:
        """Whether a bank is owed anything at a quarter end, or pays in another quarter than it is repaid."""
        changes = [self.by_period("free_cash_flow_change", presentation) for presentation in PRESENTATION_NAMES]
        return any((changes[0] != other).any() for other in changes[1:])


def rate_a_year(cost: int, amount_days: int | Fraction) -> float | None:
    """Cost a year of what moves, ACT/365F; `None` where nothing moves."""
    return float(cost * 365 / Fraction(amount_days)) if amount_days else None


def _whole(values: list[Fraction]) -> Ints:
    """Whole minor units, half away from zero."""
    return np.array([whole(v) for v in values], object)


def _total(parts: Sequence[WeightedFlows], name: str, width: int) -> Exact:
    """(width,): exact weighted sum over all groups of all parts."""
    total = Exact(np.zeros(width, object))
    for part in parts:
        values = column(part, name)
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
    return round_each(values.numerator, values.per)


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
    n_quarters = len(quarters)
    accounts, unpaid = _accounts(parts, n_quarters), _total(parts, "unpaid", len(COSTS) * (n_quarters + 1))
    owed = _parts_of_whole(unpaid, _rounded)  # before the first quarter and at each quarter end
    average = _total(parts, "held_days", n_quarters)
    days = quarters.last - quarters.first + 1
    return ScenarioTotals(
        quarters=quarters,
        accounts=accounts,
        cost_accrued={k: accounts[k] + np.diff(np.array([0, *owed[k], 0], object)) for k in COSTS},
        average_held=[Fraction(v, average.per * int(d)) for v, d in zip(average.numerator, days, strict=True)],
        interest_paid=interest_paid,
        idle_cost=int(_rounded(_total(parts, "idle_cost", 1))[0]),
        amount_moved=_one(parts, "amount"),
        amount_days=_one(parts, "amount_days"),
        first_moved=_end(parts, "first_day", min),
        all_back=_end(parts, "last_day", max),
    )


def _end(parts: list[Weighted], name: str, which: Callable[[list[int]], int]) -> int | None:
    """First or last day of all that is accepted and moves."""
    found = [column(p, name)[groups] for p in parts for _, groups in p.shares]
    days = np.concatenate([np.zeros(0, np.int64), *found])
    days = days[(days != NEVER) & (days != NO_DAY)]
    return which(days.tolist()) if len(days) else None


def scenario_flows(parts: Sequence[WeightedFlows], quarters: Quarters, interest_paid: str | None) -> ScenarioFlows:
    """What was accepted pays, in one currency; parameters as of `scenario_totals`."""
    return ScenarioFlows(quarters, _accounts(parts, len(quarters)), interest_paid)


def _accounts(parts: Sequence[WeightedFlows], n_quarters: int) -> dict[str, Ints]:
    """By account, paid per period.

    Cost as a whole is rounded once; the nature with the largest amount takes what rounding leaves between it and its parts.
    """
    paid = _total(parts, "accounts", len(ACCOUNTS) * (n_quarters + 2))
    rows = paid.numerator.reshape(len(ACCOUNTS), -1)
    accounts = {name: _differences(Exact(rows[at], paid.per)) for name, at in AT.items() if name not in COSTS}
    return accounts | _parts_of_whole(Exact(rows[[AT[n] for n in COSTS]], paid.per), _differences)


def _parts_of_whole(values: Exact, rounded: Callable[[Exact], Ints]) -> dict[str, Ints]:
    """Rows by nature, rounded so that they add up to their rounded sum."""
    exact = values.numerator.reshape(len(COSTS), -1)
    rows = [rounded(Exact(row, values.per)) for row in exact]
    largest = int(np.argmax(np.abs(exact.sum(axis=1))))
    rows[largest] = rows[largest] + rounded(Exact(exact.sum(axis=0), values.per)) - sum(rows)
    return dict(zip(COSTS, rows, strict=True))
