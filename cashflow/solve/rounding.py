"""Whole choices: near a relaxed optimum, or better than one at hand, by branch and bound over a core of suppliers."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from attrs import evolve

from cashflow.basics.days import Ints
from cashflow.solve import highs
from cashflow.solve.problem import NONE, Answer, Problem

__all__ = ["GOOD", "cheapened", "polished", "rounded", "searched_whole"]

_CORES = ((100, 1_000), (300, 500), (1_000, 200))
"""Suppliers searched, and nodes of the tree looked at. Nodes, never seconds: the same input gives the same answer."""
_TO_THE_END, _TO_A_GAP, _MOST_NODES = 5_000, 1_000, 500
"""Nodes for a problem that is searched as a whole: one of few suppliers, one of more, and for the most.
To the cent the most under a constraint is a riddle of sums that nobody needs solved."""
_ROUNDS = 10
GOOD = 1e-5
"""Gap at which no more is tried: a tenth of the 0.01 % that is promised for a large problem."""


def rounded(
    problem: Problem, target: int | None, cost: Ints, shares: Ints, reduced: Ints, far_enough: Callable[[Answer], bool]
) -> Answer | None:
    """The best whole choice found near a relaxed one; larger and larger cores until it is near enough to the bound."""
    choice, undecided = _nearest_whole(problem, shares, reduced)
    best: Answer | None = None
    value = lambda a: a.cost if target is not None else -a.cash  # noqa: E731
    for size, nodes in _CORES:
        whole = size >= len(undecided)
        if target is None and len(undecided) <= _CORES[0][0]:
            nodes = _MOST_NODES
        found = _core(problem, target, cost, choice, undecided[:size], nodes)
        if found is not None and (best is None or value(found) < value(best) or found.proven):
            best = found
        if whole or (best is not None and far_enough(best)):
            break
    return best


def searched_whole(problem: Problem, target: int) -> Answer | None:
    """The cheapest choice of all suppliers at once; `None`: none was found. Few suppliers are searched to the end, more to a small gap."""
    everybody = np.unique(problem.columns.supplier)
    near, nodes = (None, _TO_THE_END) if len(everybody) <= _CORES[0][0] else (GOOD, _TO_A_GAP)
    nothing = np.full(problem.cost.shape[0], NONE)
    return _core(problem, target, problem.columns.cost, nothing, everybody, nodes, near)


def _nearest_whole(problem: Problem, shares: Ints, reduced: Ints) -> tuple[Ints, Ints]:
    """Each supplier's largest share, and the suppliers that have a choice at all, the most undecided first."""
    columns, (n, options) = problem.columns, problem.cost.shape
    table = np.zeros((n, options + 1))
    table[columns.supplier, columns.option] = shares
    table[:, options] = 1 - table.sum(axis=1)
    choice = table.argmax(axis=1)
    split = table[np.arange(n), choice] < 1 - 1e-7
    costs = np.full((n, options + 1), np.inf)
    costs[columns.supplier, columns.option] = reduced
    costs[:, options] = 0.0
    two = np.partition(costs, 1, axis=1)[:, :2]
    some = np.unique(columns.supplier)
    largest = np.zeros(n)
    np.maximum.at(largest, columns.supplier, np.abs(columns.cash).astype(np.float64))
    gap = (two[:, 1] - two[:, 0])[some]
    return np.where(choice == options, NONE, choice), some[_order(gap, gap / np.maximum(largest[some], 1.0), ~split[some])]


def _order(gap: Ints, gap_per_cash: Ints, decided: Ints) -> Ints:
    """Split suppliers first, then by turns the one that loses least by changing, and the one that loses least per unit of cash.

    The first kind are mostly small and fill the target finely; the second are large enough to make up for a split one.
    """
    rank = np.empty((2, len(gap)))
    for row, by in zip(rank, (gap, gap_per_cash), strict=True):
        row[np.lexsort((by, decided))] = np.arange(len(gap))
    return np.lexsort((rank[0], rank.min(axis=0)))


def polished(problem: Problem, target: int, answer: Answer, reduced: Ints) -> Answer:
    """A cheaper choice, if there is one near: round by round the suppliers whose option loses most at the prices are searched anew."""
    columns, (n, options) = problem.columns, problem.cost.shape
    costs = np.full((n, options + 1), np.inf)
    costs[columns.supplier, columns.option] = reduced
    costs[:, options] = 0.0
    some = np.unique(columns.supplier)
    for _ in range(_ROUNDS):
        choice = np.where(answer.choice == NONE, options, answer.choice)
        loses = costs[np.arange(n), choice] - costs.min(axis=1)
        near = np.partition(costs, 1, axis=1)[:, 1] - costs.min(axis=1)
        half = _CORES[-1][0] // 2
        core = np.unique(np.concatenate([some[np.lexsort((some, -loses[some]))][:half], some[np.lexsort((some, near[some]))][:half]]))
        found = _core(problem, target, columns.cost, answer.choice, core, _CORES[-1][1])
        if found is None or found.cost >= answer.cost:
            break
        answer = found
    return answer


def _core(
    problem: Problem, target: int | None, cost: Ints, choice: Ints, core: Ints, nodes: int, near: float | None = GOOD / 10
) -> Answer | None:
    """Search the core's options with what the others leave of the target and of the constraints; checked in whole numbers."""
    columns = problem.columns
    inside = np.zeros(len(choice), bool)
    inside[core] = True
    fixed = problem.answer(np.where(inside, NONE, choice))
    which = np.flatnonzero(inside[columns.supplier])
    whole = len(core) == len(np.unique(columns.supplier))
    rows = highs.Rows(
        None if target is None else target - fixed.cash,
        tuple(r.limit - u for r, u in zip(problem.constraints, fixed.used, strict=True)),
    )

    def answer(taken: Ints) -> Answer:
        out = fixed.choice.copy()
        out[columns.supplier[which[taken]]] = columns.option[which[taken]]
        return problem.answer(problem.first_come(out), method="HiGHS")

    keeps = lambda taken: problem.keeps(answer(taken), target)  # noqa: E731
    gap = None if target is None and whole else near
    taken, finished, floor = highs.search(columns.take(which), cost[which], rows, nodes, gap, keeps)
    if taken is None:
        return None
    return evolve(
        answer(taken), proven=whole and finished and gap is None, bound=math.ceil(floor) if whole and np.isfinite(floor) else None
    )


def cheapened(problem: Problem, answer: Answer) -> Answer:
    """The same cash or more for less: suppliers one by one, each to its cheapest option that loses none and keeps the constraints."""
    choice, left = answer.choice.copy(), [r.limit - u for r, u in zip(problem.constraints, answer.used, strict=True)]
    columns = problem.columns
    begins = np.searchsorted(columns.supplier, np.arange(len(choice) + 1))
    for supplier in np.flatnonzero(choice != NONE).tolist():
        own = range(begins[supplier], begins[supplier + 1])
        now = next(c for c in own if columns.option[c] == choice[supplier])
        for c in sorted(own, key=lambda c: (columns.cost[c], columns.option[c])):
            more = [int(u[c]) - int(u[now]) for u in columns.used]
            if columns.cash[c] >= columns.cash[now] and all(m <= room for m, room in zip(more, left, strict=True)):
                choice[supplier] = columns.option[c]
                left = [room - m for room, m in zip(left, more, strict=True)]
                break
    return problem.answer(problem.first_come(choice), method=answer.method)
