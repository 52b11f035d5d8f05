"""The kernel: rows summed into cells by code and day, exactly, in chunks that stay in the processor's cache.

Owns arrays only; what codes, days and columns mean is `payments.cells`. `np.add.at` on int64 is exact, needs no cast of the
amounts, and is faster than `np.bincount`, whose float64 weights lose minor units beyond 2**53. With numba installed a compiled
twin gives the same sums; see `kernels.choose`.
"""

from __future__ import annotations

import numpy as np

from cashflow.basics.days import Ints, ends_of
from cashflow.basics.errors import InputError
from cashflow.basics.money import round_in_place
from cashflow.kernels.choose import engine, twin
from cashflow.kernels.memory import Layout, Rounded

__all__ = ["CHUNK", "CHUNK_ALONE", "add_rows", "check_columns"]

CHUNK = 114_688
"""Rows at a time where several threads add some: of fewer, each waits for the others between steps longer than the steps take."""
CHUNK_ALONE = 28_672
"""The same where one thread adds all: a chunk and its scratch space stay in the nearest caches; twice as many are 4 % slower."""


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
        least, most = ends_of(column)
        if least < low or most > high:
            raise InputError("does not fit the cells it is summed into", column=name, value=least if least < low else most)
    smallest, largest = ends_of(amount)
    largest = max(largest, -smallest)
    if largest * len(amount) >= 2**63 or (layout.rounded is not None and largest > layout.rounded.largest):
        raise InputError("is so large that sums might not fit", column="amount", hint="Sums must stay below 9.2e18 minor units")
    return largest


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
    chunk: int = CHUNK,
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
    chunk
        Rows at a time.
    """
    many = len(code) if rows is None else len(rows)
    if engine(many, kernel) == "numpy":
        add, step = _NumpyKernel(min(chunk, many)), chunk
    else:
        add, step = twin("collapse").add_chunk, max(many, 1) if rows is None else 16 * CHUNK
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
            round_in_place(part, rounded.per, signed=False)
            np.add.at(column, place, np.where(money < 0, -part, part) if signed else part)
