"""Solve: the offers that reach a cash target at least cost.

A question in words (`menu`, `asked`, `question`) becomes options in exact numbers (`choices`, `constraints`, `problem`). `optimum` looks
for the answer: `least` with HiGHS (`highs`, `rounding`), `greedy` without; `bound` proves how far it is from the best. Solvers work in
floats, and each answer is read back as whole minor units. `solution` and `frames` say what was found.
"""

from cashflow.solve.asked import Constraints
from cashflow.solve.solution import Solution
from cashflow.solve.solve import solve

__all__ = ["Constraints", "Solution", "solve"]
