"""The compiled twin of the kernels: the same sums. Imported only when it is chosen; kept on disk."""

from __future__ import annotations

import numpy as np
from llvmlite import ir
from numba import int64, njit, types, uint64
from numba.core import cgutils
from numba.extending import intrinsic

__all__ = ["add_cells", "add_chosen", "add_moved", "add_steps", "rounded_floats", "rounded_integers"]

_compiled = njit(cache=True, nogil=True, boundscheck=False, error_model="numpy")
_COLUMNS = 16  # read of a row at a time: two vectors of the widest processors, four of most
_VECTOR = ir.VectorType(ir.IntType(64), _COLUMNS)


@_compiled
def add_steps(table, row, cls, amount, start, at, change):  # type: ignore[no-untyped-def]
    """As `grids.add_steps`; the table has a row a group."""
    for i in range(row.shape[0]):
        kind, place, money = uint64(cls[i]), uint64(row[i]), amount[i]
        for step in range(start[kind], start[kind + uint64(1)]):
            table[place, uint64(at[step])] += money * change[step]


@intrinsic
def _add_rows(typing, sums, to, near, places):  # type: ignore[no-untyped-def]
    """``sums[to : to + 16] += near[p : p + 16]`` for each place p, as vectors: of so short a loop the compiler makes single additions."""

    def code(context, builder, signature, given):  # type: ignore[no-untyped-def]
        def row(argument, place):  # type: ignore[no-untyped-def]
            array = context.make_array(signature.args[argument])(context, builder, given[argument])
            return builder.bitcast(builder.gep(array.data, [place]), _VECTOR.as_pointer())

        total = builder.load(row(0, given[1]), align=8)
        for place in cgutils.unpack_tuple(builder, given[3]):
            total = builder.add(total, builder.load(row(2, place), align=8))
        builder.store(total, row(0, given[1]), align=8)
        return context.get_dummy_value()

    return types.void(sums, to, near, places), code


@_compiled
def add_chosen(table, chosen, out):  # type: ignore[no-untyped-def]
    """As `grids.add_chosen`: four groups at a time are copied to where the processor is quick, then every scenario is visited once.

    Of every row as many columns are read as a vector holds; what it takes from the row behind goes into columns that are not handed out.
    """
    n_groups, n_rows, width = table.shape
    if out.shape[0] < n_rows // 8:  # so few rows of a group are read that all of them cost more
        _add_few(table, chosen, out)
        return
    size, flat = n_rows * width, table.reshape(-1)
    near = np.zeros(4 * size + _COLUMNS, np.int64)
    sums = np.zeros(((width + _COLUMNS - 1) // _COLUMNS, out.shape[0] * _COLUMNS), np.int64)
    for g in range(0, n_groups, 4):
        some = flat[g * size : (g + 4) * size]
        for i in range(some.shape[0]):
            near[i] = some[i]
        near[some.shape[0] :] = 0  # a group beyond the last adds nothing
        for part in range(sums.shape[0]):
            _visit(near, part * _COLUMNS, size, width, chosen, g, sums[part])
    for b in range(out.shape[0]):
        for c in range(width):
            out[b, c] += sums[c // _COLUMNS, b * _COLUMNS + c % _COLUMNS]


@_compiled
def _add_few(table, chosen, out):  # type: ignore[no-untyped-def]
    for g in range(chosen.shape[0]):
        for b in range(chosen.shape[1]):
            row = uint64(chosen[g, b])
            for c in range(table.shape[2]):
                out[b, c] += table[g, row, c]


@_compiled
def _visit(near, start, size, width, chosen, g, sums):  # type: ignore[no-untyped-def]
    last, step, columns = chosen.shape[0] - 1, uint64(width), uint64(_COLUMNS)
    one, two, three, four = chosen[g], chosen[min(g + 1, last)], chosen[min(g + 2, last)], chosen[min(g + 3, last)]
    first, second, third, fourth = uint64(start), uint64(start + size), uint64(start + 2 * size), uint64(start + 3 * size)
    for b in range(chosen.shape[1]):
        places = (
            first + uint64(one[b]) * step,
            second + uint64(two[b]) * step,
            third + uint64(three[b]) * step,
            fourth + uint64(four[b]) * step,
        )
        _add_rows(sums, uint64(b) * columns, near, places)  # type: ignore[call-arg]  # numba gives the first argument


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
