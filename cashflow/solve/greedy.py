"""Without a solver: suppliers ranked by cost per unit of cash, taken until the target is held; and the bound this ranking gives."""

from __future__ import annotations

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.days import Ints
from cashflow.solve.bound import lower_bound
from cashflow.solve.problem import NONE, Answer, Problem

__all__ = ["greedy", "steps"]

_MANY = np.iinfo(np.int64).max


@frozen(eq=False)
class Steps:
    """What each supplier may do next, cheapest cash first: from one option (or none) to one that holds more."""

    supplier: Ints  # (n_steps,)
    before: Ints  # option it leaves, or NONE
    after: Ints  # option it takes
    slope: Ints  # float64: further cost / further cash; does not fall from a supplier's step to its next one
    start: Ints  # (n_suppliers,): where each begins: nothing, or an option that has a negative cost


def steps(problem: Problem) -> Steps:
    """Steps along the lower edge of each supplier's options in the plane of cash and cost: no dearer cash before a cheaper one."""
    rows, none = np.arange(problem.cost.shape[0]), problem.cost.shape[1]  # no offer is an option too, the last one
    cost, cash = (np.pad(t, ((0, 0), (0, 1))) for t in (problem.cost, problem.cash))
    alive = np.zeros(cost.shape, bool)
    alive[problem.columns.supplier, problem.columns.option] = True
    alive[:, none] = True
    cheap = np.where(alive, cost, _MANY)
    now = np.where(cheap == cheap.min(axis=1)[:, None], cash, -_MANY).argmax(axis=1)
    start, parts = now, []
    for _ in range(none):
        more = alive & (cash > cash[rows, now][:, None])
        further = np.where(more, cash - cash[rows, now][:, None], 1)
        slope = np.where(more, (cost - cost[rows, now][:, None]) / further, np.inf)
        flat = np.where(more & (slope == slope.min(axis=1)[:, None]), cash, -_MANY).argmax(axis=1)  # of equal slopes the longest
        go = np.flatnonzero(more.any(axis=1))
        parts.append((go, now[go], flat[go], slope[go, flat[go]]))
        now = now.copy()
        now[go] = flat[go]
    supplier, before, after, slope = (np.concatenate(c) for c in zip(*parts, strict=True))
    order = np.lexsort((supplier, slope))
    named = lambda option: np.where(option == none, NONE, option)  # noqa: E731
    return Steps(supplier[order], named(before[order]), named(after[order]), slope[order], named(start))


def greedy(problem: Problem, target: int | None) -> Answer:
    """Take steps in order of their cost per unit of cash until the target is held; a step beyond a constraint is ignored.

    At the end steps that are not needed are undone, the dearest first. There is no promise that a better choice does
    not exist; `bound` says how much better it could be at most.

    Parameters
    ----------
    problem
        What to choose from.
    target
        Cash to hold; `None`: as much as this ranking reaches.

    Returns
    -------
    Answer
        With ``method = "greedy"``. It may hold less than the target.
    """
    ranked = steps(problem)
    choice, taken = _climb(problem, ranked, target)
    if target is not None:
        _undo(problem, ranked, choice, taken, target)
    answer = problem.answer(problem.first_come(choice))
    if target is None:
        return answer
    price = _price(problem, ranked, target)
    none = (0.0,) * len(problem.constraints)
    return evolve(answer, bound=lower_bound(problem, target, price, none), price=price, prices=none)


class _Running:
    """Running figures of a choice, as Python integers."""

    def __init__(self, problem: Problem, target: int | None) -> None:
        self.problem, self.target = problem, target
        self.cash, self.constraints = 0, [r.limit for r in problem.constraints]
        self.used = [0] * len(self.constraints)

    def of(self, supplier: int, option: int) -> list[int]:
        if option == NONE:
            return [0] * (1 + len(self.constraints))
        tables = [self.problem.cash, *(r.coefficient for r in self.problem.constraints)]
        return [int(t[supplier, option]) for t in tables]

    def step(self, supplier: int, before: int, after: int, *, down: bool = False) -> bool:
        """Take a step if every constraint is kept (and, on the way down, the target)."""
        a, b = self.of(supplier, before), self.of(supplier, after)
        cash = self.cash + b[0] - a[0]
        used = [u + y - x for u, x, y in zip(self.used, a[1:], b[1:], strict=True)]
        if any(u > limit for u, limit in zip(used, self.constraints, strict=True)):
            return False
        if down and self.target is not None and cash < self.target:
            return False
        self.cash, self.used = cash, used
        return True


def _climb(problem: Problem, ranked: Steps, target: int | None) -> tuple[Ints, list[int]]:
    choice, running, taken = np.full(problem.cost.shape[0], NONE), _Running(problem, target), []
    for supplier in np.flatnonzero(ranked.start != NONE):
        if running.step(int(supplier), NONE, int(ranked.start[supplier])):
            choice[supplier] = ranked.start[supplier]
    for number, (supplier, before, after) in enumerate(
        zip(ranked.supplier.tolist(), ranked.before.tolist(), ranked.after.tolist(), strict=True)
    ):
        if target is not None and running.cash >= target:
            break
        if choice[supplier] == before and running.step(supplier, before, after):
            choice[supplier] = after
            taken.append(number)
    return choice, taken


def _undo(problem: Problem, ranked: Steps, choice: Ints, taken: list[int], target: int) -> None:
    """Take back what the target does not need, the dearest cash first."""
    running = _Running(problem, target)
    answer = problem.answer(choice)
    running.cash, running.used = answer.cash, list(answer.used)
    for number in reversed(taken):
        supplier, before, after = (int(c[number]) for c in (ranked.supplier, ranked.before, ranked.after))
        if ranked.slope[number] > 0 and choice[supplier] == after and running.step(supplier, after, before, down=True):
            choice[supplier] = before


def _price(problem: Problem, ranked: Steps, target: int) -> float:
    """The slope at which the steps reach the target if no constraint stops them: the price of the best bound without constraints."""
    begun = np.flatnonzero(ranked.start != NONE)
    held = int(problem.cash[begun, ranked.start[begun]].astype(object).sum())
    tables = [np.where(o == NONE, 0, problem.cash[ranked.supplier, o]) for o in (ranked.before, ranked.after)]
    total = held + np.cumsum((tables[1] - tables[0]).astype(object))
    if not len(total):
        return 0.0
    enough = np.flatnonzero(total >= target)
    return max(0.0, float(ranked.slope[enough[0] if len(enough) else -1]))
