"""Figures of a grid's scenarios as arrays, straight from the sums of the tables."""

from __future__ import annotations

import math

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.money import round_ratios
from cashflow.measures.catalog import AT, COSTS, MEASURES, timed
from cashflow.sweep.by_supplier import Grid
from cashflow.sweep.weights import BANK_ACCOUNTS

__all__ = ["amounts", "families_of"]

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
