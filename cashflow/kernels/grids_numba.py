"""The compiled twin of the kernels: the same sums. Imported only when it is chosen; kept on disk."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numba import int64, njit, uint64

from cashflow.basics.days import Ints

__all__ = ["add_cells", "add_chosen", "add_moved", "add_steps", "rounded_floats", "rounded_integers"]

_compiled = njit(cache=True, nogil=True, boundscheck=False, error_model="numpy")


@_compiled
def add_steps(table, row, cls, amount, start, at, change):  # type: ignore[no-untyped-def]
    """As `grids.add_steps`; the table has a row a group."""
    for i in range(row.shape[0]):
        kind, place, money = uint64(cls[i]), uint64(row[i]), amount[i]
        for step in range(start[kind], start[kind + uint64(1)]):
            table[place, uint64(at[step])] += money * change[step]


def add_chosen(table: Ints, chosen: Ints, out: Ints) -> None:
    """As `grids.add_chosen`, so many columns at a time as one line of the loop takes."""
    if len(out) < table.shape[1] // 8:  # so few rows of a group are read that copying all of them costs more
        _add_few(table, chosen, out)
        return
    width, first = table.shape[2], 0
    while first < width:
        columns = 8 if width - first <= 8 else 16
        _ADD_LINES[columns](table[:, :, first : first + columns], chosen, out[:, first : first + columns])
        first += columns


def _add_lines(columns: int) -> Callable[[Ints, Ints, Ints], None]:
    """A loop over lines of a width that the compiler knows: twice as quick as one that it does not know."""

    @_compiled
    def add(table, chosen, out):  # type: ignore[no-untyped-def]
        # eight groups at a time are copied to where the processor is quick, then every scenario is visited once
        n_groups, n_rows, width = table.shape
        near, sums = np.zeros((8, n_rows, columns), table.dtype), np.zeros((out.shape[0], columns), np.int64)
        for g in range(0, n_groups, 8):
            for k in range(8):
                for r in range(n_rows):
                    for c in range(width):
                        near[k, r, c] = table[g + k, r, c] if g + k < n_groups else 0
            some = chosen[g : g + 8]
            last = some.shape[0] - 1  # where groups are missing, its choice in lines of zeros
            for b in range(out.shape[0]):
                r0, r1 = uint64(some[0, b]), uint64(some[min(1, last), b])
                r2, r3 = uint64(some[min(2, last), b]), uint64(some[min(3, last), b])
                r4, r5 = uint64(some[min(4, last), b]), uint64(some[min(5, last), b])
                r6, r7 = uint64(some[min(6, last), b]), uint64(some[min(7, last), b])
                for c in range(columns):
                    low = near[0, r0, c] + near[1, r1, c] + near[2, r2, c] + near[3, r3, c]
                    sums[b, c] += low + near[4, r4, c] + near[5, r5, c] + near[6, r6, c] + near[7, r7, c]
        for b in range(out.shape[0]):
            for c in range(width):
                out[b, c] += sums[b, c]

    return add


_ADD_LINES = {columns: _add_lines(columns) for columns in (8, 16)}


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
