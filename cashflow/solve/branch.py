"""Branching on large suppliers: where the relaxed optimum splits one that only counts whole, each of its options is tried."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Mapping

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.days import Ints
from cashflow.solve.bound import lower_bound, reduced_costs
from cashflow.solve.highs import Relaxed, Rows
from cashflow.solve.problem import NONE, Answer, Problem
from cashflow.solve.rounding import GOOD, polished, rounded

__all__ = ["least_of"]

_PROMISED = 1e-4
_SOLVED = 12


@frozen(eq=False)
class _Node:
    """A relaxed optimum with some suppliers' options fixed, and the best whole choice near it."""

    bound: int
    fixed: Mapping[int, int]
    split: int | None  # the largest supplier between two options
    answer: Answer | None
    price: float
    prices: tuple[float, ...]
    reduced: Ints


def least_of(problem: Problem, target: int, relaxed: Relaxed, spare: Answer | None = None) -> Answer | None:
    """The cheapest whole choice found, with its bound.

    Parameters
    ----------
    problem, target
        What to choose from, and the cash to hold.
    relaxed
        The relaxed model of the problem.
    spare
        A choice that holds the target and keeps the constraints, if one is at hand.

    Returns
    -------
    Answer or None
        `None`: the constraints can't be kept, or nothing was found.
    """
    rows = highs_rows(problem, target)
    root = _node(problem, target, relaxed, rows, {})
    if root is None:
        return None
    best = _better(root.answer, spare)
    if root.answer is not None and (root.answer.proven or root.answer.bound is not None):  # searched as a whole
        return _with(best, root, max(root.bound, root.answer.bound or root.bound))
    if best is not None and not _near(best, root.bound, GOOD):
        best = _better(polished(problem, target, best, root.reduced), best)
    bound = root.bound
    if best is None or not _near(best, bound, _PROMISED):
        best, bound = _branch(problem, target, relaxed, rows, root, best)
    return _with(best, root, bound)


def highs_rows(problem: Problem, target: int | None) -> Rows:
    """Bounds of a problem's rows."""
    return Rows(target, tuple(r.limit for r in problem.constraints))


def _near(answer: Answer, bound: int, share: float) -> bool:
    return answer.cost - bound <= share * max(abs(answer.cost), 1)


def _better(one: Answer | None, other: Answer | None) -> Answer | None:
    known = [a for a in (one, other) if a is not None]
    return min(known, key=lambda a: a.cost) if known else None


def _with(answer: Answer | None, root: _Node, bound: int) -> Answer | None:
    """An answer with its bound and the prices at the relaxed optimum."""
    return None if answer is None else evolve(answer, bound=min(bound, answer.cost), price=root.price, prices=root.prices)


def _node(problem: Problem, target: int, relaxed: Relaxed, rows: Rows, fixed: Mapping[int, int]) -> _Node | None:
    if not relaxed.solve(rows, fixed):
        return None
    columns, shares = problem.columns, relaxed.values()
    price, prices = relaxed.prices()
    bound = lower_bound(problem, target, price, prices, fixed)
    reduced = reduced_costs(columns, price, prices)
    answer = rounded(problem, target, columns.cost, shares, reduced, lambda a: _near(a, bound, GOOD))
    between = np.flatnonzero((shares > 1e-7) & (shares < 1 - 1e-7))
    between = between[~np.isin(columns.supplier[between], list(fixed))]
    split = int(columns.supplier[between[np.abs(columns.cash[between]).argmax()]]) if len(between) else None
    return _Node(bound, fixed, split, answer, price, prices, reduced)


def _branch(problem: Problem, target: int, relaxed: Relaxed, rows: Rows, root: _Node, best: Answer | None) -> tuple[Answer | None, int]:
    """Best first: the node of lowest bound gives way to one for each option of its split supplier."""
    order = itertools.count()
    open_nodes = [(root.bound, next(order), root)]
    solved = 0
    while open_nodes and solved < _SOLVED:
        bound, _, node = open_nodes[0]
        if node.split is None or (best is not None and _near(best, bound, _PROMISED)):
            break
        heapq.heappop(open_nodes)
        own = problem.columns.option[problem.columns.supplier == node.split]
        for option in (*own.tolist(), NONE):
            child = _node(problem, target, relaxed, rows, {**node.fixed, node.split: option})
            solved += 1
            if child is None:
                continue
            found = child.answer
            if found is not None and not _near(found, child.bound, GOOD):
                found = polished(problem, target, found, child.reduced)
            best = _better(best, found)
            # What a child costs at least, its parent does too.
            heapq.heappush(open_nodes, (max(child.bound, node.bound), next(order), child))
    return best, open_nodes[0][0] if open_nodes else (root.bound if best is None else best.cost)
