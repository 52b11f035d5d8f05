"""The least cost of a target: one search of the whole problem where it is small, near the relaxed optimum where it is large."""

from __future__ import annotations

from attrs import evolve

from cashflow.solve.bound import lower_bound, reduced_costs
from cashflow.solve.highs import Relaxed, Rows
from cashflow.solve.problem import Answer, Problem
from cashflow.solve.rounding import GOOD, polished, rounded, searched_whole

__all__ = ["least_of"]

WHOLE = 4_000
"""Options up to which the whole is searched at once: quicker than the way round up to some 500 suppliers, slower from 2,000 on."""


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
    if not relaxed.solve(Rows.of(problem, target)):
        return None
    price, prices = relaxed.prices()
    bound = lower_bound(problem, target, price, prices)
    found = searched_whole(problem, target) if len(problem.columns) <= WHOLE else None
    if found is None:  # too large, or the nodes that are looked at gave no whole choice
        found = _near_relaxed(problem, target, relaxed, bound, price, prices)
    best = min((a for a in (found, spare) if a is not None), key=lambda a: a.cost, default=None)
    if best is None:
        return None
    known = bound if found is None or found.bound is None else max(bound, found.bound)
    return evolve(best, bound=min(known, best.cost), price=price, prices=prices)


def _near_relaxed(problem: Problem, target: int, relaxed: Relaxed, bound: int, price: float, prices: tuple[float, ...]) -> Answer | None:
    """A whole choice near the relaxed optimum, made cheaper as long as it is further from the bound than is good."""
    far_enough = lambda a: a.cost - bound <= GOOD * max(abs(a.cost), 1)  # noqa: E731
    reduced = reduced_costs(problem.columns, price, prices)
    found = rounded(problem, target, problem.columns.cost, relaxed.values(), reduced, far_enough)
    if found is None or found.proven or far_enough(found):
        return found
    better = polished(problem, target, found, reduced)
    return better if better.cost < found.cost else found
