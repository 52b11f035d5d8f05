"""Compare: scenarios against the baseline, quarter by quarter."""

from cashflow.compare.compare import compare
from cashflow.compare.result import Result

__all__ = ["Result", "compare"]
