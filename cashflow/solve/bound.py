"""The certificate: a cost that no choice can beat, from prices of cash and of the constraints; and what prices say of each option."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from attrs import evolve

from cashflow.basics.days import Ints
from cashflow.solve.problem import Columns, Problem

__all__ = ["lower_bound", "reduced_costs", "upper_cash"]


def reduced_costs(columns: Columns, price: float, prices: Sequence[float]) -> Ints:
    """(n_columns,), float64: cost, less the price of the cash retained, plus the prices of what is used of the constraints."""
    out = columns.cost - price * columns.cash
    for each, used in zip(prices, columns.used, strict=True):
        if each:
            out = out + each * used
    return out


def lower_bound(problem: Problem, target: int, price: float, prices: Sequence[float], fixed: Mapping[int, int] | None = None) -> int:
    """A cost that no choice which holds the target and keeps the constraints can beat, whatever the prices, if none is negative.

    The Lagrangian bound: price × target − Σ prices × constraints + Σ over suppliers of the least reduced cost (or nothing).
    Suppliers in `fixed` take the option said there (`NONE`: none).

    The worst error of its floating-point sums is taken off; costs are whole numbers, so what is left is rounded up.

    Examples
    --------
    One supplier, 7 for 10 of cash: to hold 10 at a price of 0.7 costs at least 7.

    >>> one = np.array([[7]]), np.array([[10]]), np.array([[True]])
    >>> lower_bound(Problem(*one), 10, 0.7, ())
    7
    """
    return _bound(problem, problem.columns, target, price, prices, fixed or {})


def upper_cash(problem: Problem, prices: Sequence[float]) -> int:
    """Cash that no choice which keeps the constraints can exceed: the same bound, with cash in the place of cost."""
    columns = problem.columns
    return -_bound(problem, evolve(columns, cost=-columns.cash), 0, 0.0, prices, {})


def _bound(problem: Problem, columns: Columns, target: int, price: float, prices: Sequence[float], taken: Mapping[int, int]) -> int:
    constraints = [r.limit for r in problem.constraints]
    fixed = [price * target, *(-p * limit for p, limit in zip(prices, constraints, strict=True))]
    least, largest = np.zeros(problem.cost.shape[0]), np.zeros(problem.cost.shape[0])
    reduced = reduced_costs(columns, price, prices)
    np.minimum.at(least, columns.supplier, reduced)
    for supplier, option in taken.items():
        own = np.flatnonzero((columns.supplier == supplier) & (columns.option == option))
        least[supplier] = reduced[own[0]] if len(own) else 0.0
    sizes = evolve(columns, cost=np.abs(columns.cost), cash=np.abs(columns.cash), used=np.abs(columns.used))
    np.maximum.at(largest, columns.supplier, reduced_costs(sizes, -price, prices))
    # Each term is a sum of products of figures rounded to doubles; fsum adds the terms without error of its own.
    share = (2 * len(prices) + 8) * 2.0**-53
    error = share * (math.fsum(abs(f) for f in fixed) + math.fsum(largest))
    return math.ceil(math.fsum([*fixed, *least, -error]))
