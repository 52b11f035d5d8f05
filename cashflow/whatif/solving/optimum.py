"""Least cost for a target, and the most that can be held: relax, round all but the undecided suppliers, search those.

The relaxed optimum has only a few suppliers between two options. All others are fixed at what it gives them, and branch
and bound runs over the most undecided ones with what is left of the target and of the limits. The relaxed optimum's
prices give the bound, which is computed here and not taken from the solver.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from attrs import evolve, field, frozen

from cashflow.basics.days import Ints
from cashflow.whatif.solving import highs
from cashflow.whatif.solving.bound import lower_bound, reduced_costs, upper_cash
from cashflow.whatif.solving.greedy import greedy
from cashflow.whatif.solving.problem import NONE, Answer, Problem

__all__ = ["Found", "Most", "Optimizer"]

_CORES = ((100, 1_000), (300, 500), (1_000, 200))
"""Suppliers searched, and nodes of the tree looked at. Nodes, never seconds: the same input gives the same answer."""
_WHOLE_NODES, _MOST_NODES = 5_000, 500
"""Nodes for a problem that is searched as a whole. To the cent the most under a limit is a riddle of sums that nobody needs solved."""
_HAIR = 10_000
_GOOD = 1e-5
"""Gap at which no larger core is tried: a tenth of the 0.01 % that is promised for a large problem."""


@frozen(eq=False)
class Most:
    """The most cash that can be held under the limits."""

    answer: Answer
    ceiling: int | None  # no choice holds more; None: nothing is known (greedy)
    prices: tuple[float, ...]  # further cash by one more unit of each limit, at the margin


@frozen(eq=False)
class Found:
    """The answer to a target: the cheapest choice that holds it, or one that holds the most, to 0.01 %."""

    answer: Answer
    most: Most | None  # only where the target was not reached


@frozen(eq=False)
class Optimizer:
    """Answers questions about one problem; the relaxed optimum is found once and started from again.

    Examples
    --------
    Two suppliers; to hold 10 the second is cheaper (5 against 7), to hold 20 both are needed.

    >>> import numpy as np
    >>> problem = Problem(np.array([[7], [5]]), np.array([[10], [10]]), np.array([[True], [True]]))
    >>> [Optimizer(problem).least(target).cost for target in (10, 20)]
    [5, 12]
    >>> Optimizer(problem).most().answer.cash
    20
    """

    problem: Problem
    uses_solver: bool = field(factory=highs.available)
    _relaxed: dict[str, highs.Relaxed] = field(factory=dict, init=False)

    def find(self, target: int) -> Found:
        """The cheapest choice that holds the target; where none does, one that holds the most, to 0.01 %, cheaply."""
        answer = self.least(target)
        if answer is not None:
            return Found(answer, None)
        most = self.most()
        if most.answer.cash >= target:  # large and full to the brim: only the search for the most found it
            return Found(evolve(most.answer, proven=False), None)
        # To the cent the most is a riddle with one dear answer; a hair below it there is room to be cheap.
        nearly = self.least(most.answer.cash - most.answer.cash // _HAIR)
        spare = _cheapened(self.problem, most.answer)
        return Found(nearly if nearly is not None and nearly.cost < spare.cost else spare, most)

    def least(self, target: int, limits: Sequence[int] | None = None) -> Answer | None:
        """The cheapest choice found that holds a target, under the problem's limits or others; `None`: none was found."""
        problem = self._under(limits)
        if not self.uses_solver or not len(problem.columns):
            ranked = evolve(greedy(problem, target), proven=self.uses_solver)  # nothing to choose: proven
            return ranked if problem.keeps(ranked, target) else None
        columns, rows = problem.columns, highs.Rows(target, tuple(r.limit for r in problem.limits))
        relaxed = self._model("least", problem, columns.cost, rows)
        if relaxed is None:
            return None
        price, prices = relaxed.prices()
        bound = lower_bound(problem, target, price, prices)
        far_enough = lambda a: a.cost - bound <= _GOOD * max(abs(a.cost), 1)  # noqa: E731
        reduced = reduced_costs(columns, price, prices)
        found = _rounded(problem, target, columns.cost, relaxed.values(), reduced, far_enough)
        return (
            None
            if found is None
            else evolve(found, bound=min(max(bound, bound if found.bound is None else found.bound), found.cost), price=price, prices=prices)
        )

    def most(self, limits: Sequence[int] | None = None) -> Most:
        """The choice found that holds most cash under the limits."""
        problem = self._under(limits)
        zeros = (0.0,) * len(problem.limits)
        if not self.uses_solver or not len(problem.columns):
            found = greedy(problem, None)
            return Most(found, None if self.uses_solver is False and problem.limits else found.cash, zeros)
        columns, rows = problem.columns, highs.Rows(None, tuple(r.limit for r in problem.limits))
        relaxed = self._model("most", problem, -columns.cash, rows)
        assert relaxed is not None  # no offer at all keeps every limit
        _, prices = relaxed.prices()
        ceiling = upper_cash(problem, prices)
        far_enough = lambda a: ceiling - a.cash <= _GOOD * max(a.cash, 1)  # noqa: E731
        reduced = reduced_costs(evolve(columns, cost=-columns.cash), 0.0, prices)
        best = _rounded(problem, None, -columns.cash, relaxed.values(), reduced, far_enough)
        best = best or problem.answer(np.full(problem.cost.shape[0], NONE), method="HiGHS")
        ceiling = ceiling if best.bound is None else min(ceiling, -best.bound)
        return Most(evolve(best, bound=None), best.cash if best.proven else max(ceiling, best.cash), prices)

    def _under(self, limits: Sequence[int] | None) -> Problem:
        if limits is None:
            return self.problem
        return self.problem.with_limits(evolve(r, limit=n) for r, n in zip(self.problem.limits, limits, strict=True))

    def _model(self, kind: str, problem: Problem, cost: Ints, rows: highs.Rows) -> highs.Relaxed | None:
        """The relaxed model, solved for some bounds; `None`: they can't be kept."""
        if kind not in self._relaxed:
            self._relaxed[kind] = highs.Relaxed(problem.columns, cost, rows)
        return self._relaxed[kind] if self._relaxed[kind].solve(rows) else None


def _rounded(
    problem: Problem, target: int | None, cost: Ints, shares: Ints, reduced: Ints, far_enough: Callable[[Answer], bool]
) -> Answer | None:
    """The best whole choice found near a relaxed one; larger and larger cores until it is near enough to the bound."""
    choice, undecided = _nearest_whole(problem, shares, reduced)
    best: Answer | None = None
    value = lambda a: a.cost if target is not None else -a.cash  # noqa: E731
    for size, nodes in _CORES:
        whole = size >= len(undecided)
        if len(undecided) <= _CORES[0][0]:
            nodes = _WHOLE_NODES if target is not None else _MOST_NODES
        found = _core(problem, target, cost, choice, undecided[:size], nodes)
        if found is not None and (best is None or value(found) < value(best) or found.proven):
            best = found
        if whole or (best is not None and far_enough(best)):
            break
    return best


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


def _core(problem: Problem, target: int | None, cost: Ints, choice: Ints, core: Ints, nodes: int) -> Answer | None:
    """Search the core's options with what the others leave of the target and of the limits; checked in whole numbers."""
    columns = problem.columns
    inside = np.zeros(len(choice), bool)
    inside[core] = True
    fixed = problem.answer(np.where(inside, NONE, choice))
    which = np.flatnonzero(inside[columns.supplier])
    whole = len(core) == len(np.unique(columns.supplier))
    rows = highs.Rows(
        None if target is None else target - fixed.cash,
        tuple(r.limit - u for r, u in zip(problem.limits, fixed.used, strict=True)),
    )

    def answer(taken: Ints) -> Answer:
        out = fixed.choice.copy()
        out[columns.supplier[which[taken]]] = columns.option[which[taken]]
        return problem.answer(problem.first_come(out), method="HiGHS")

    keeps = lambda taken: problem.keeps(answer(taken), target)  # noqa: E731
    taken, finished, floor = highs.search(columns.take(which), cost[which], rows, nodes, None if whole else _GOOD / 10, keeps)
    if taken is None:
        return None
    return evolve(answer(taken), proven=whole and finished, bound=math.ceil(floor) if whole and np.isfinite(floor) else None)


def _cheapened(problem: Problem, answer: Answer) -> Answer:
    """The same cash or more for less: suppliers one by one, each to its cheapest option that loses none and keeps the limits."""
    choice, left = answer.choice.copy(), [r.limit - u for r, u in zip(problem.limits, answer.used, strict=True)]
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
