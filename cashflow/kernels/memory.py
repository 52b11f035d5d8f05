"""How the sums of a kernel lie in memory: cells by code, inner code and day, and columns of numbers that are rounded row by row."""

from __future__ import annotations

import functools

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints

__all__ = ["Layout", "Rounded"]


@frozen(eq=False)
class Rounded:
    """Further columns of the codes `low` to `high`: amounts × numerators / per, rounded half away from zero, row by row.

    Rounding row by row is not linear, so cells hold the sums of the rounded numbers. A code without a column has 0 there.
    """

    low: int
    high: int  # inclusive
    numerators: Ints  # (n_columns, high − low + 1), int64
    per: int

    @property
    def largest(self) -> int:
        """Amounts up to this size fit: numerator × amount stays within int64."""
        return max(0, 2**62 - self.per) // max(1, int(self.numerators.max(initial=0)))


@frozen(eq=False)
class Layout:
    """How cells lie in memory: ``cell = ((code + 1) * n_inner + inner) * n_days + day - first_day``.

    Code −1 has cells of its own, so that no row is lost. `inner` is a second, small dictionary (currencies).
    """

    n_codes: int
    n_inner: int
    first_day: int
    n_days: int
    rounded: Rounded | None = None

    @property
    def n_cells(self) -> int:
        """Number of cells."""
        return (self.n_codes + 1) * self.n_inner * self.n_days

    @property
    def stride(self) -> int:
        """Cells of one code."""
        return self.n_inner * self.n_days

    @property
    def shift(self) -> int:
        """What is added to ``code * stride + inner * n_days + day``."""
        return self.stride - self.first_day

    @functools.cached_property
    def numerators(self) -> Ints:
        """(n_columns, cells of the codes with columns), int64: the numerators by cell, because looking up is quicker than dividing."""
        found = self.rounded
        return np.zeros((0, 0), np.int64) if found is None else np.repeat(found.numerators, self.stride, axis=1)

    def empty(self) -> tuple[Ints, Ints]:
        """Zero cells (n_cells,) and zero columns (n_columns, cells of the codes with columns)."""
        found = self.rounded
        shape = (0, 0) if found is None else (len(found.numerators), (found.high - found.low + 1) * self.stride)
        return np.zeros(self.n_cells, np.int64), np.zeros(shape, np.int64)
