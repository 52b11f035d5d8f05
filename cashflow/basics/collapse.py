"""The kernel: rows summed into cells by code and day, exactly, in chunks that stay in the processor's cache.

Owns arrays only; what codes, days and columns mean is `payments.cells`. `np.add.at` on int64 is exact, needs no cast of the
amounts, and is faster than `np.bincount`, whose float64 weights lose minor units beyond 2**53. With numba installed a compiled
twin gives the same sums; see `engine`.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import sys

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError

__all__ = ["CHUNK", "Layout", "Rounded", "add_rows", "check_columns", "engine"]

CHUNK = 114_688
"""Rows at a time: a chunk and its scratch space stay in the processor's cache, and below 2 MB; half as many are 4 % slower."""
_TWIN = "cashflow.basics.collapse_numba"
_WORTH_IMPORTING = 100_000_000  # rows from which the twin saves more than its import and first call cost (0.4 s)
_WORTH_CALLING = 100_000
_CHOICES = ("auto", "numpy", "numba")


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


def check_columns(layout: Layout, code: Ints, inner: Ints | None, day: Ints, amount: Ints) -> int:
    """Refuse a column that does not fit the layout: a bad day or code would land in another code's cell, unseen.

    Returns
    -------
    int
        The largest amount there is, without its sign: what `add_rows` wants to know.
    """
    if not len(code):
        return 0
    last = layout.first_day + layout.n_days - 1
    limits = [("terms", code, -1, layout.n_codes - 1), ("invoice_date", day, layout.first_day, last)]
    limits += [] if inner is None else [("currency", inner, 0, layout.n_inner - 1)]
    for name, column, low, high in limits:
        least, most = int(column.min()), int(column.max())
        if least < low or most > high:
            raise InputError("does not fit the cells it is summed into", column=name, value=least if least < low else most)
    largest = max(int(amount.max()), -int(amount.min()))
    if largest * len(amount) >= 2**63 or (layout.rounded is not None and largest > layout.rounded.largest):
        raise InputError("is so large that sums might not fit", column="amount", hint="Sums must stay below 9.2e18 minor units")
    return largest


def engine(rows: int, asked: str | None = None) -> str:
    """``numpy`` or ``numba``: which kernel sums so many rows.

    Parameters
    ----------
    rows
        How many.
    asked
        ``numpy``, ``numba``, or ``auto``: numba if it is installed and the rows are worth its import, or it is in use already.
        By default what the environment variable ``CASHFLOW_KERNEL`` says, else ``auto``. The sums are the same.
    """
    choice = asked or os.environ.get("CASHFLOW_KERNEL") or "auto"
    if choice not in _CHOICES:
        raise InputError("must be 'auto', 'numpy' or 'numba'", column="CASHFLOW_KERNEL", value=choice)
    if choice != "auto":
        return choice
    worth = rows >= (_WORTH_CALLING if _TWIN in sys.modules else _WORTH_IMPORTING)
    return "numba" if worth and importlib.util.find_spec("numba") is not None else "numpy"


def add_rows(
    layout: Layout,
    cells: Ints,
    columns: Ints,
    code: Ints,
    inner: Ints | None,
    day: Ints,
    amount: Ints,
    largest: int,
    *,
    rows: Ints | None = None,
    kernel: str | None = None,
) -> None:
    """Add rows to cells and columns, in place.

    Parameters
    ----------
    layout
        How cells lie.
    cells, columns
        As from `Layout.empty`.
    code, inner, day, amount : (n,)
        int32 or smaller, `None` where there is one inner value, int32, int64. They must fit the layout: `check_columns`.
    largest
        No amount is larger.
    rows : (n_rows,), optional
        Only the rows at these positions.
    kernel
        As for `engine`.
    """
    many = len(code) if rows is None else len(rows)
    if engine(many, kernel) == "numpy":
        add, step = _NumpyKernel(min(CHUNK, many)), CHUNK
    else:
        add, step = _twin(), max(many, 1) if rows is None else 16 * CHUNK
    for start in range(0, many, step):
        which = slice(start, start + step) if rows is None else rows[start : start + step]
        second = None if inner is None or layout.n_inner == 1 else np.ascontiguousarray(inner[which])
        add(layout, cells, columns, code[which], second, day[which], amount[which], largest)


class _NumpyKernel:
    """Adds a chunk; its arrays serve every chunk again, because fresh memory costs more than the arithmetic."""

    def __init__(self, size: int) -> None:
        self.small, self.index = np.empty(size, np.int32), np.empty(size, np.int64)

    def __call__(
        self, layout: Layout, cells: Ints, columns: Ints, code: Ints, inner: Ints | None, day: Ints, amount: Ints, largest: int
    ) -> None:
        n = len(code)
        index = self.index[:n]
        narrow = layout.n_cells + abs(layout.shift) < 2**31  # int32 arithmetic is twice as fast
        at = self.small[:n] if narrow else index
        np.multiply(code, layout.stride, out=at, dtype=at.dtype)
        if inner is not None:
            at += (inner * layout.n_days).astype(at.dtype)
        at += day
        at += layout.shift
        if narrow:
            np.copyto(index, at)
        np.add.at(cells, index, amount)
        if layout.rounded is not None:
            self._add_rounded(layout, layout.rounded, columns, code, index, amount)

    def _add_rounded(self, layout: Layout, rounded: Rounded, columns: Ints, code: Ints, index: Ints, amount: Ints) -> None:
        flag = np.greater_equal(code, rounded.low, out=self.small.view(bool)[: len(code)])  # whose numbers are in the index by now
        if rounded.high < layout.n_codes - 1:
            flag &= code <= rounded.high
        some = flag.nonzero()[0]
        if not len(some):
            return
        place = index.take(some)
        place -= (rounded.low + 1) * layout.stride
        money = amount.take(some, out=some, mode="clip")  # in memory that is near
        signed = int(money.min()) < 0
        for column, numerators in zip(columns, layout.numerators, strict=True):
            part = numerators.take(place)
            part *= np.abs(money) if signed else money
            part += rounded.per // 2
            part //= rounded.per
            np.add.at(column, place, np.where(money < 0, -part, part) if signed else part)


def _twin():  # type: ignore[no-untyped-def]
    try:
        from cashflow.basics.collapse_numba import add_chunk
    except ImportError:
        hint = 'Type pip install "cashflow-terms[fast]", or leave CASHFLOW_KERNEL=numpy'
        raise InputError("needs the package numba, which is not installed", column="CASHFLOW_KERNEL", value="numba", hint=hint) from None
    return add_chunk
