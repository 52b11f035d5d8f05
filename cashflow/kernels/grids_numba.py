"""The compiled twin of the kernels: the same sums. Imported only when it is chosen; kept on disk."""

from __future__ import annotations

import numpy as np
from numba import int64, njit, uint64

__all__ = ["add_chosen", "add_products", "add_steps", "round_grid"]

_EXACT = 2**52  # numbers below this divide exactly in float64
_compiled = njit(cache=True, nogil=True, boundscheck=False, error_model="numpy")


@_compiled
def add_steps(table, row, cls, amount, start, at, change):  # type: ignore[no-untyped-def]
    """As `grids.add_steps`; the table has a row a group."""
    for i in range(row.shape[0]):
        kind, place, money = uint64(cls[i]), uint64(row[i]), amount[i]
        for step in range(start[kind], start[kind + uint64(1)]):
            table[place, uint64(at[step])] += money * change[step]


@_compiled
def add_chosen(table, chosen, out):  # type: ignore[no-untyped-def]
    """As `grids.add_chosen`: two groups at a time are copied to where the processor is quick, then every scenario is visited once."""
    n_groups, n_rows, width = table.shape
    one, two = np.empty((n_rows, width), np.int64), np.empty((n_rows, width), np.int64)
    for g in range(0, n_groups - 1, 2):
        for r in range(n_rows):
            for c in range(width):
                one[r, c] = table[g, r, c]
        for r in range(n_rows):
            for c in range(width):
                two[r, c] = table[g + 1, r, c]
        for b in range(chosen.shape[1]):
            a, z = uint64(chosen[g, b]), uint64(chosen[g + 1, b])
            for c in range(width):
                out[b, c] += one[a, c] + two[z, c]
    if n_groups % 2:
        for b in range(chosen.shape[1]):
            a = uint64(chosen[n_groups - 1, b])
            for c in range(width):
                out[b, c] += table[n_groups - 1, a, c]


@_compiled
def add_products(grid, row, cls, amount, place, numerator):  # type: ignore[no-untyped-def]
    """As `grids.add_products`."""
    for i in range(row.shape[0]):
        kind = uint64(cls[i])
        grid[uint64(row[i]), uint64(place[kind])] += amount[i] * numerator[kind]


@_compiled
def round_grid(grid, per):  # type: ignore[no-untyped-def]
    """As `grids.round_grid`; most divide in float64, which is quick."""
    half, divisor = per // 2, float(per)
    for i in range(grid.shape[0]):
        value = grid[i]
        size = (value if value >= 0 else -value) + half
        whole = int64(size / divisor) if size < _EXACT else size // per
        grid[i] = whole if value >= 0 else -whole
