"""The compiled twin of the kernels: the same sums. Imported only when it is chosen; kept on disk."""

from __future__ import annotations

import numpy as np
from numba import int64, njit, uint64

__all__ = ["add_cells", "add_chosen", "add_moved", "add_steps", "rounded_floats", "rounded_integers"]

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
    if out.shape[0] < n_rows // 8:  # so few rows of a group are read that copying all of them costs more
        _add_few(table, chosen, out)
        return
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
def _add_few(table, chosen, out):  # type: ignore[no-untyped-def]
    for g in range(chosen.shape[0]):
        for b in range(chosen.shape[1]):
            row = uint64(chosen[g, b])
            for c in range(table.shape[2]):
                out[b, c] += table[g, row, c]


@_compiled
def add_cells(grid, row, cls, amount, place, numerator):  # type: ignore[no-untyped-def]
    """As `grids.add_cells`."""
    for i in range(row.shape[0]):
        kind = uint64(cls[i])
        grid[uint64(place[kind]), uint64(row[i])] += amount[i] * numerator[kind]


@_compiled
def add_moved(grid, start, row, amount, classes, old_place, old, place, new):  # type: ignore[no-untyped-def]
    """As `grids.add_moved`."""
    for n in range(classes.shape[0]):
        kind, before, after = uint64(classes[n]), uint64(old_place[n]), uint64(place[n])
        for i in range(start[kind], start[kind + uint64(1)]):
            at, money = uint64(row[uint64(i)]), amount[uint64(i)]
            grid[before, at] -= money * old[n]
            grid[after, at] += money * new[n]


@_compiled
def rounded_floats(grid, factor, starts, stops, out):  # type: ignore[no-untyped-def]
    """As `grids.rounded_sums`, of numerators that float64 divides exactly."""
    out[:] = 0
    for p in range(starts.shape[0]):
        for d in range(starts[p], stops[p]):
            for i in range(grid.shape[1]):
                out[p, i] += int64(np.rint(grid[d, i] * factor))


@_compiled
def rounded_integers(grid, per, starts, stops, out):  # type: ignore[no-untyped-def]
    """As `grids.rounded_sums`, of larger ones."""
    half = per // 2
    out[:] = 0
    for p in range(starts.shape[0]):
        for d in range(starts[p], stops[p]):
            for i in range(grid.shape[1]):
                value = grid[d, i]
                whole = ((value if value >= 0 else -value) + half) // per
                out[p, i] += whole if value >= 0 else -whole
