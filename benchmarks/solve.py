"""SOLVE: least cost to hold a target: 20,000 suppliers, 8 options each, 20 constraints; the floor is the relaxed problem alone.

A seeded problem in numbers: cash by size of supplier, cost by rate and days, constraints by region, tier, bank, number of
suppliers and three further sums. What is asserted: every constraint kept, the target held, and the certificate within 0.01 %
(small: 1 %, whole suppliers weigh more there).
"""

import numpy as np

from cashflow.solve import highs
from cashflow.solve.greedy import greedy
from cashflow.solve.optimum import Optimizer
from cashflow.solve.problem import Constraint, Problem

from .run import Work

SIZES = {"small": (300, 4, 1e-2), "full": (20_000, 8, 1e-4)}


def problem_of(suppliers, options, seed=7):
    """The problem, and a target near half of what everybody's largest option would hold."""
    rng = np.random.default_rng(seed)
    size = rng.lognormal(16, 1.3, suppliers)[:, None]
    share = rng.uniform(0.2, 1, (suppliers, options))
    rate, days = rng.uniform(0.03, 0.09, (suppliers, options)), rng.integers(15, 90, (suppliers, options))
    cash = np.rint(size * share).astype(np.int64)
    cost = np.rint(size * share * rate * days / 360 * rng.uniform(1, 1.5, (suppliers, options))).astype(np.int64)
    region, tier = rng.integers(0, 12, suppliers)[:, None], rng.integers(0, 4, suppliers)[:, None]
    tables = [np.where(region == r, cash, 0) for r in range(12)] + [np.where(tier == t, cash, 0) for t in range(4)]
    tables += [np.where(rng.random(cash.shape) < 0.4, cash, 0), np.ones(cash.shape, np.int64)]
    tables += [rng.integers(0, 100, cash.shape) * cash // 100, (rng.random(cash.shape) < 0.3).astype(np.int64)]
    tops = [int(t.max(axis=1).sum()) for t in tables]
    constraints = [
        Constraint(f"constraint {k}", t, top * (50, 42, 60)[k % 3] // 100) for k, (t, top) in enumerate(zip(tables, tops, strict=True))
    ]
    return Problem(cost, cash, np.ones(cash.shape, bool), constraints), int(cash.max(axis=1).sum()) * 42 // 100


def certified(problem, target, gap):
    """The answer, checked."""
    found = Optimizer(problem).least(target)
    assert found is not None and problem.keeps(found, target)
    assert found.gap <= gap, found.gap
    return found.cost, found.gap


def relaxed(problem, target):
    """The relaxed problem alone."""
    rows = highs.Rows(target, tuple(r.limit for r in problem.constraints))
    assert highs.Relaxed(problem.columns, problem.columns.cost, rows).solve(rows)


def work(size):
    suppliers, options, gap = SIZES[size]
    problem, target = problem_of(suppliers, options)
    title = f"{suppliers:,} suppliers x {options} options x {len(problem.constraints)} constraints: least cost, certified within {gap:.2%}"
    if not highs.available():
        missing = {"HiGHS": 'pip install "cashflow-terms[optimize]"'}
        return Work(title=title, rows=problem.cost.size, ours={"ranking": lambda: greedy(problem, target).cost}, missing=missing, rounds=1)
    return Work(
        title=title,
        rows=problem.cost.size,
        ours={"cashflow, HiGHS": lambda: certified(problem, target, gap)},
        floor=lambda: relaxed(problem, target),
        rounds=1 if size == "full" else 5,
        facts={"gap": certified(problem, target, gap)[1]},
    )
