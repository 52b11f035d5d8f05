"""Figures of a grid's scenarios as arrays, straight from the sums of the tables."""

from __future__ import annotations

import math

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.money import round_ratios
from cashflow.measures.effects import COSTS
from cashflow.measures.totals import counted_costs, views_of
from cashflow.whatif.sweeping.grid import Grid

__all__ = ["amounts", "families_of"]


def families_of(grid: Grid, measure: str) -> tuple[str, ...]:
    """The families of tables that a measure is read off."""
    return {
        "principal_paid": ("held",),
        "cash_held": ("held",),
        "closing_payables": ("held", "other") if grid.book.prepays else ("held",),
        "financing_cost_paid": ("legs",),
        "vat_paid": ("legs",),
        "financing_cost_accrued": ("legs", "other"),
        "average_cash_held": ("other",),
        "free_cash_flow_change": ("held", "bank", "legs"),
    }.get(measure, ("held", "legs"))


def amounts(grid: Grid, measure: str, view: str, code: int) -> Ints:
    """(n_scenarios, n_quarters), int64: one measure (of `outcome.MEASURES`) in one currency; its families must be there."""
    if measure == "cash_held":
        return _held(grid, code)[:, 1:]
    if measure == "closing_payables":
        return grid.base.closing[code] + _held(grid, code)[:, 1:] + _prepaid(grid, code)
    if measure == "principal_paid":
        return _principal(grid, code)
    if measure == "vat_paid":
        return _vat(grid, code)[:, 1:-1]
    if measure == "financing_cost_paid":
        return _cost(grid, code, COSTS)[:, 1:-1]
    if measure == "cash_paid":
        beyond = grid.base.payment_differences[code, 1:-1]
        return _principal(grid, code) + beyond + (_cost(grid, code, COSTS) + _vat(grid, code))[:, 1:-1]
    if measure == "financing_cost_accrued":
        return _cost(grid, code, COSTS)[:, 1:-1] + np.diff(_owed(grid, code), axis=1)
    if measure == "average_cash_held":
        return _average(grid, code)
    return _change(grid, view, code)


def _held(grid: Grid, code: int) -> Ints:
    return grid.sums("held")[code]


def _principal(grid: Grid, code: int) -> Ints:
    base = grid.base
    return (base.cash_paid - base.payment_differences)[code, 1:-1] - np.diff(_held(grid, code), axis=1)


def _cost(grid: Grid, code: int, natures: tuple[str, ...]) -> Ints:
    """(n_scenarios, n_periods)."""
    plan, legs = grid.book.plan, grid.sums("legs")[code]
    total = np.zeros((len(grid), plan.n_periods), np.int64)
    for at, nature in enumerate(plan.natures):
        if nature in natures:
            total += legs[:, at * plan.n_periods : (at + 1) * plan.n_periods]
    return total


def _vat(grid: Grid, code: int) -> Ints:
    plan = grid.book.plan
    return grid.sums("legs")[code][:, -plan.n_periods :] if plan.vat else np.zeros((len(grid), plan.n_periods), np.int64)


def _change(grid: Grid, view: str, code: int) -> Ints:
    plan = grid.book.plan
    counted = _vat(grid, code) + _cost(grid, code, counted_costs(grid.book.reporting.free_cash_flow.interest_paid))
    held = np.diff(_held(grid, code), axis=1)
    bank = grid.sums("bank")[code].reshape(len(grid), 4, plan.n_periods)[:, :, 1:-1] if plan.bank else np.zeros((len(grid), 4, 1), np.int64)
    own = held + bank[:, 0] - counted[:, 1:-1]
    return views_of(own, *(bank[:, n] for n in range(4)))[view]


def _owed(grid: Grid, code: int) -> Ints:
    """(n_scenarios, n_quarters + 1): accrued and not paid, rounded."""
    plan, pers = grid.book.plan, grid.book.per("other")
    if not plan.accrues:
        return np.zeros((len(grid), plan.ends), np.int64)
    used = len(plan.accrues) * plan.ends
    per = math.lcm(*pers[:used])
    other = grid.sums("other")[code][:, :used]
    factors = np.array([per // p for p in pers[:used]], object)
    exact = other if (factors == 1).all() else other.astype(object) * factors
    total = exact.reshape(len(grid), len(plan.accrues), plan.ends).sum(axis=1)
    return round_ratios(total.ravel(), per).reshape(total.shape)


def _quarterly(grid: Grid, code: int) -> Ints:
    """Held days and prepaid, (n_scenarios, 2 × n_quarters)."""
    plan = grid.book.plan
    start = len(plan.accrues) * plan.ends
    return grid.sums("other")[code][:, start : start + 2 * len(plan.quarters)]


def _prepaid(grid: Grid, code: int) -> Ints | int:
    return 0 if not grid.book.prepays else _quarterly(grid, code)[:, len(grid.book.quarters) :]


def _average(grid: Grid, code: int) -> Ints:
    quarters = grid.book.quarters
    held, days = _quarterly(grid, code)[:, : len(quarters)], quarters.last - quarters.first + 1
    return np.stack([round_ratios(held[:, q], int(d)) for q, d in enumerate(days)], axis=1)
