"""Figures of a grid's scenarios as arrays, straight from the sums of the tables."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.money import round_ratios
from cashflow.measures.catalog import AT, COSTS, MEASURES, timed
from cashflow.sweep.by_supplier import Grid
from cashflow.sweep.weights import BANK_ACCOUNTS
from cashflow.sweep.whole_life import WholeLife

__all__ = ["OF_LIVES", "amounts", "families_of", "lives"]

OF_LIVES = ("held", "legs", "other")
"""Families of tables that `lives` is read off."""

_TIMED = ("in the period", "at its end", "over the life")


def families_of(grid: Grid, measure: str, presentation: str) -> tuple[str, ...]:
    """The families of tables that a measure is read off; all of them where it is not a sum of the suppliers' figures."""
    asked = MEASURES[measure]
    if asked.timing == "on its average day":
        return ("other",)
    if asked.timing == "accrued":
        return ("legs", "other")
    if asked.timing not in _TIMED:
        return ()
    family = {"removed": "held", "principal": "held", "vat": "legs"} | dict.fromkeys(COSTS, "legs") | dict.fromkeys(BANK_ACCOUNTS, "bank")
    family |= {"prepaid": "other"} if grid.book.prepays else {"prepaid": "held"}
    return tuple(dict.fromkeys(family[a] for a in asked.coefficients(presentation, _interest_paid(grid)))) or ("held",)


def amounts(grid: Grid, measure: str, presentation: str, code: int) -> Ints:
    """(n_scenarios, n_quarters), int64: one measure in one currency; its families must be there. Over the life (n_scenarios, 1)."""
    asked = MEASURES[measure]
    if asked.timing == "on its average day":
        return _average(grid, code)
    coefficients = asked.coefficients(presentation, _interest_paid(grid))
    accounts = grid.accounts(code, names=coefficients)
    found = np.zeros(accounts.shape[::2], np.int64)
    for account, coefficient in coefficients.items():
        found += coefficient * accounts[:, AT[account]]
    out = found[:, 1:-1] + np.diff(_owed(grid, code), axis=1) if asked.timing == "accrued" else timed(found, asked.timing)
    return out if asked.baseline is None else out + grid.baseline.figure(asked.baseline, code)


def lives(grid: Grid, code: int) -> Iterator[WholeLife]:
    """Scenario by scenario over its whole life, in one currency; the families `OF_LIVES` must be there.

    No total of any period is made, and nothing is looked up by supplier: a text of a thousand scenarios asks for nothing else.
    """
    own = lambda measure: amounts(grid, measure, "trade_payable", code).tolist()  # noqa: E731
    moved, days, idle = grid.sums("other")[code][:, -3:].T
    columns = moved.tolist(), days.tolist(), own("financing_cost"), own("vat"), round_ratios(idle, grid.book.per("other")[-1]).tolist()
    held = own("cash_retained")
    for n, (amount, amount_days, (cost,), (vat,), idle_cost) in enumerate(zip(*columns, strict=True)):
        yield WholeLife(amount, amount_days, cost, vat, idle_cost, held[n])


def _interest_paid(grid: Grid) -> str | None:
    return grid.book.reporting.free_cash_flow.interest_paid


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


def _average(grid: Grid, code: int) -> Ints:
    plan, quarters = grid.book.plan, grid.book.quarters
    start = len(plan.accrues) * plan.ends
    held, days = grid.sums("other")[code][:, start : start + len(quarters)], quarters.last - quarters.first + 1
    return np.stack([round_ratios(held[:, q], int(d)) for q, d in enumerate(days)], axis=1)
