"""Solve: the offers that reach a cash target at least cost."""

from cashflow.solve.asked import Constraints
from cashflow.solve.solution import Solution
from cashflow.solve.solve import solve

__all__ = ["Constraints", "Solution", "solve"]
