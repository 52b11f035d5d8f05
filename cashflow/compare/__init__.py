"""Compare: scenarios against the baseline, quarter by quarter.

The verb (`compare`), and the result that a user holds (`result`), which joins figures, explanations and reports from the rooms below.
"""

from cashflow.compare.compare import compare
from cashflow.compare.result import Result

__all__ = ["Result", "compare"]
