"""Least cost for a target, and the most that can be held.

A problem of some hundred suppliers is searched as a whole, in one run of branch and bound. A larger one is relaxed first:
its optimum has only a few suppliers between two options. All others are fixed at what it gives them, and branch and bound
runs over the most undecided ones with what is left of the target and of the constraints. The relaxed optimum's prices give a
bound, which is computed here and not taken from the solver.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import evolve, field, frozen

from cashflow.basics.one_at_a_time import OneAtATime
from cashflow.solve import highs
from cashflow.solve.bound import reduced_costs, upper_cash
from cashflow.solve.greedy import greedy
from cashflow.solve.least import least_of
from cashflow.solve.problem import NONE, Answer, Problem
from cashflow.solve.rounding import GOOD, cheapened, rounded

__all__ = ["Found", "Most", "Optimizer"]

_HAIR = 1_000
"""To the cent the most is a riddle with one dear answer; a thousandth below it there is room to be cheap."""


@frozen(eq=False)
class Most:
    """The most cash that can be held under the constraints."""

    answer: Answer
    ceiling: int | None  # no choice holds more; None: nothing is known (greedy)
    prices: tuple[float, ...]  # further cash by one more unit of each constraint, at the margin


@frozen(eq=False)
class Found:
    """The answer to a target: the cheapest choice that holds it, or one that holds the most, to 0.1 %."""

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
    _turn: OneAtATime = field(factory=OneAtATime, init=False)  # of threads: a relaxed model is worked on, and holds one answer

    def find(self, target: int) -> Found:
        """The cheapest choice that holds the target; where none does, one that holds the most, to 0.1 %, cheaply."""
        answer = self.least(target)
        if answer is not None:
            return Found(answer, None)
        most = self.most()
        enough = target if most.answer.cash >= target else most.answer.cash - most.answer.cash // _HAIR
        cheap = self.least(enough, spare=cheapened(self.problem, most.answer))
        assert cheap is not None
        # Full to the brim, only the search for the most may find a choice that holds the target.
        return Found(cheap, None if most.answer.cash >= target else most)

    def least(self, target: int, constraints: Sequence[int] | None = None, spare: Answer | None = None) -> Answer | None:
        """The cheapest choice found that holds a target, under the problem's constraints or others; `None`: none was found.

        `spare` is a choice at hand that does.
        """
        with self._turn:
            return self._least(target, self._under(constraints), spare)

    def _least(self, target: int, problem: Problem, spare: Answer | None) -> Answer | None:
        if not self.uses_solver or not len(problem.columns):
            ranked = greedy(problem, target) if len(problem.columns) else problem.nobody()
            return ranked if problem.keeps(ranked, target) and (spare is None or ranked.cost < spare.cost) else spare
        return least_of(problem, target, self._model("least", problem), spare) or spare

    def most(self, constraints: Sequence[int] | None = None) -> Most:
        """The choice found that holds most cash under the constraints."""
        with self._turn:
            return self._most(self._under(constraints))

    def _most(self, problem: Problem) -> Most:
        zeros = (0.0,) * len(problem.constraints)
        if not len(problem.columns):
            return Most(problem.nobody(), 0, zeros)
        if not self.uses_solver:
            found = greedy(problem, None)
            return Most(found, None if problem.constraints else found.cash, zeros)
        columns, relaxed = problem.columns, self._model("most", problem)
        solved = relaxed.solve(highs.Rows.of(problem, None))
        assert solved  # no offer at all keeps every constraint
        _, prices = relaxed.prices()
        ceiling = upper_cash(problem, prices)
        far_enough = lambda a: ceiling - a.cash <= GOOD * max(a.cash, 1)  # noqa: E731
        reduced = reduced_costs(evolve(columns, cost=-columns.cash), 0.0, prices)
        best = rounded(problem, None, -columns.cash, relaxed.values(), reduced, far_enough)
        best = best or problem.answer(np.full(problem.cost.shape[0], NONE), method="HiGHS")
        ceiling = ceiling if best.bound is None else min(ceiling, -best.bound)
        return Most(evolve(best, bound=None), best.cash if best.proven else max(ceiling, best.cash), prices)

    def __reduce__(self) -> tuple[type[Optimizer], tuple[Problem, bool]]:
        return Optimizer, (self.problem, self.uses_solver)  # a copy makes its models anew: the solver's can't be copied

    def _under(self, constraints: Sequence[int] | None) -> Problem:
        if constraints is None:
            return self.problem
        return self.problem.with_constraints(evolve(r, limit=n) for r, n in zip(self.problem.constraints, constraints, strict=True))

    def _model(self, kind: str, problem: Problem) -> highs.Relaxed:
        """The relaxed model that costs least or holds most, made once."""
        if kind not in self._relaxed:
            target, cost = (0, problem.columns.cost) if kind == "least" else (None, -problem.columns.cash)
            self._relaxed[kind] = highs.Relaxed(problem.columns, cost, highs.Rows.of(problem, target))
        return self._relaxed[kind]
