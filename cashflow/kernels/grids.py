"""Kernels of a sweep: steps of a table, rows that scenarios choose, sums by day and row that are rounded; and a compiled twin.

Which one is used is decided as for the sums of invoices: `kernels.choose`. The results are the same.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from cashflow.basics.days import Ints
from cashflow.basics.money import round_in_place
from cashflow.basics.size import sizes
from cashflow.kernels.choose import engine, twin

__all__ = ["Grid", "add_cells", "add_chosen", "add_moved", "add_steps", "grid_of", "rounded_sums"]

_CHUNK = 65_536
_EXACT = 2**48
"""Numerators below this are rounded exactly in float64, and so are sums of them."""
_NEAR = 64  # groups whose rows are brought near at a time

Grid = NDArray[Any]
"""(n_days, n_rows), float64 or int64: sums by day and row."""


class _Steps(Protocol):
    @property
    def start(self) -> Ints: ...
    @property
    def at(self) -> Ints: ...
    @property
    def change(self) -> Ints: ...
    @property
    def ranks(self) -> list[tuple[Ints, Ints | None]]: ...


def add_steps(table: Ints, row: Ints, cls: Ints, amount: Ints, steps: _Steps) -> None:
    """Add ``amount × change`` of every step of a cell's class to the cell's row of a table.

    Parameters
    ----------
    table : (n_rows, n_extensions, n_columns), int64, contiguous
        Changed in place.
    row, cls, amount : (n_cells,)
        Cells; int32 or int64.
    steps
        A `Steps`.
    """
    if engine(len(row), kernel="grids") == "numba":
        twin("grids").add_steps(table.reshape(len(table), -1), row, cls, amount, steps.start, steps.at, steps.change)
        return
    for start in range(0, len(row), _CHUNK):
        some = slice(start, start + _CHUNK)
        _add_ranks(table, row[some], cls[some], amount[some], steps)


def _add_ranks(table: Ints, row: Ints, cls: Ints, amount: Ints, steps: _Steps) -> None:
    flat, first = table.reshape(-1), row.astype(np.int64) * (table.shape[1] * table.shape[2])
    for places, changes in steps.ranks:
        place = places.take(cls)
        some = np.flatnonzero(place >= 0)
        if len(some) < len(place):
            if not len(some):
                return
            place, cls, amount, first = place[some], cls[some], amount[some], first[some]
        place += first
        np.add.at(flat, place, amount if changes is None else amount * changes.take(cls))


def add_chosen(table: Ints, chosen: Ints, out: Ints) -> None:
    """Add to each scenario the rows it chooses: ``out[b] += Σ table[g, chosen[g, b]]``.

    Parameters
    ----------
    table : (n_groups, n_extensions, n_columns), int64
        Whose sums fit.
    chosen : (n_groups, n_scenarios), small unsigned
        Positions along the extensions.
    out : (n_scenarios, n_columns), int64
        Changed in place.
    """
    many = chosen.shape[1]
    if engine(chosen.size * table.shape[2] // 4, kernel="grids") == "numba":
        twin("grids").add_chosen(table, chosen, out)
    elif many <= sizes().one_by_one:
        rows, first = table.reshape(-1, table.shape[2]), np.arange(len(table)) * table.shape[1]
        for number in range(many):
            out[number] += rows.take(first + chosen[:, number], axis=0).sum(axis=0)
    else:
        buffer, near, places = np.empty_like(out), np.empty((_NEAR, *table.shape[1:]), np.int64), np.empty((_NEAR, many), np.intp)
        for start in range(0, len(table), _NEAR):
            n = min(_NEAR, len(table) - start)
            np.copyto(places[:n], chosen[start : start + n])
            np.copyto(near[:n], table[start : start + n])  # read in order, which memory is quick at; rows are then taken at random
            for block, which in zip(near[:n], places[:n], strict=True):
                block.take(which, axis=0, out=buffer, mode="clip")
                out += buffer


def grid_of(n_days: int, n_rows: int, most: float) -> Grid:
    """A grid of sums by day and row, of which none is larger than `most`, without its sign.

    Whole numbers that `rounded_sums` divides exactly lie in float64, which is quicker; larger ones in int64.
    """
    return np.empty((n_days, n_rows), np.float64 if most < _EXACT else np.int64)


def add_cells(grid: Grid, row: Ints, cls: Ints, amount: Ints, place: Ints, numerator: Ints) -> None:
    """Add ``amount × numerator`` of every cell's class to a grid (n_days, n_rows), on the class's day."""
    if engine(len(row), kernel="grids") == "numba":
        twin("grids").add_cells(grid, row, cls, amount, place, numerator)
        return
    flat, first = grid.reshape(-1), place * grid.shape[1]
    for start in range(0, len(row), _CHUNK):
        some = slice(start, start + _CHUNK)
        kind = cls[some]
        at = first.take(kind)
        at += row[some]
        np.add.at(flat, at, (numerator.take(kind) * amount[some]).astype(grid.dtype))


def add_moved(grid: Grid, start: Ints, row: Ints, amount: Ints, classes: Ints, old: tuple[Ints, Ints], new: tuple[Ints, Ints]) -> None:
    """Take the cells of some classes off one day of a grid (n_days, n_rows) and put them on another.

    Parameters
    ----------
    grid
        Changed in place.
    start, row, amount
        Cells class by class: those of class c lie from ``start[c]`` to ``start[c + 1]``.
    classes
        Which ones.
    old, new
        Day and numerator of each of these, before and after.
    """
    if engine(len(row), kernel="grids") == "numba":
        twin("grids").add_moved(grid, start, row, amount, classes, *old, *new)
        return
    first = start.take(classes)
    many = start.take(classes + 1) - first
    some = many.nonzero()[0]
    if not len(some):
        return
    first, many = first[some], many[some]
    which = np.repeat(first - np.cumsum(many) + many, many)
    which += np.arange(len(which))
    flat, rows, money = grid.reshape(-1), row.take(which), amount.take(which).astype(grid.dtype)
    for sign, (place, numerator) in ((-1, old), (1, new)):
        at = np.repeat(place[some] * grid.shape[1], many)
        at += rows
        value = np.repeat((sign * numerator[some]).astype(grid.dtype), many)
        value *= money
        np.add.at(flat, at, value)


def rounded_sums(grid: Grid, per: int, starts: Ints, out: Ints) -> None:
    """Whole numbers of ``grid / per``, half away from zero, added up over runs of days.

    Parameters
    ----------
    grid : (n_days, n_rows)
        As from `grid_of`; numerators stay below 2**61.
    per
        Positive.
    starts
        Where the runs start, rising from 0.
    out : (n_runs, n_rows), int64
        The sums are written there.

    Notes
    -----
    In float64 a numerator n below 2**48 is multiplied by ``(1 / per) × (1 + 2**-50)``. Three roundings to the nearest float leave the
    product larger than n / per by a part of itself between 5 × 2**-53 and 11 × 2**-53: a half goes beyond the half, away from zero, and
    no other number, which is at least 1 / (2 × per) away from it, gets there.
    """
    exact, stops = grid.dtype == np.float64, np.append(starts[1:], len(grid))
    if engine(grid.size // 8, kernel="grids") == "numba":
        work = twin("grids").rounded_floats if exact else twin("grids").rounded_integers
        work(grid, _factor(per) if exact else per, starts, stops, out)
        return
    scratch = np.empty((int((stops - starts).max(initial=0)), grid.shape[1]), grid.dtype)
    for low, high, sums in zip(starts.tolist(), stops.tolist(), out, strict=True):
        some = scratch[: high - low]
        if exact:
            np.multiply(grid[low:high], _factor(per), out=some)
            np.rint(some, out=some)
        else:
            np.copyto(some, grid[low:high])
            round_in_place(some, per)
        sums[:] = some.sum(axis=0)


def _factor(per: int) -> float:
    return 1 / per * (1 + 2.0**-50)
