"""Kernels of a sweep: steps of a table, rows that scenarios choose, sums by day and row that are rounded; and a compiled twin.

Which one is used is decided as for the sums of invoices: `kernels.choose`. The results are the same.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.money import round_in_place
from cashflow.basics.size import sizes
from cashflow.basics.threads import by_share
from cashflow.kernels.choose import engine, twin

__all__ = ["SMALL", "add_cells", "add_chosen", "add_moved", "add_steps", "rounded_sums"]

SMALL = 2**26
"""Figures below this, without their sign, may be looked up as int32: `_TOGETHER` of them add up to one, too."""
_TOGETHER = 32

_CHUNK = 65_536
_EXACT = 2**48
"""Numerators below this are divided and rounded in float64, which is quick, and exact: see `rounded_sums`."""
_MIDDLE = 1.5 * 2.0**52
_BITS = int(np.float64(_MIDDLE).view(np.int64))
_NEAR = 64  # groups whose rows are brought near at a time
_BUFFER = 1 << 21  # bytes of what is taken from them at once: no more than the processor keeps near


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
    table : (n_groups, n_extensions, n_columns), int64, or int32 of figures below `SMALL`
        Whose sums fit int64.
    chosen : (n_groups, n_scenarios), small unsigned
        Positions along the extensions.
    out : (n_scenarios, n_columns), int64
        Changed in place.
    """
    numba = engine(chosen.size * table.shape[2] // 4, kernel="grids") == "numba"
    look_up = twin("grids").add_chosen if numba else _add_chosen

    def add(groups: slice) -> Ints:
        own = np.zeros_like(out) if groups.start else out
        look_up(table[groups], chosen[groups], own)
        return own

    for own in by_share(len(table), add, chosen.size):
        if own is not out:
            out += own


def _add_chosen(table: Ints, chosen: Ints, out: Ints) -> None:
    many = chosen.shape[1]
    if many <= sizes().one_by_one:
        rows, first = table.reshape(-1, table.shape[2]), np.arange(len(table)) * table.shape[1]
        for number in range(many):
            out[number] += rows.take(first + chosen[:, number], axis=0).sum(axis=0, dtype=np.int64)
    else:
        _add_near(table, chosen, out)


def _add_near(table: Ints, chosen: Ints, out: Ints) -> None:
    """Scenarios of some groups at a time: calls are few, since threads wait for each other between them."""
    (n_groups, n_rows, width), kind = table.shape, table.dtype
    most = max(1, min(_NEAR if kind == np.int64 else _TOGETHER, _BUFFER // max(1, out.size * kind.itemsize)))
    taken, sums = np.empty((most, *out.shape), kind), np.empty(out.shape, kind)
    near, places = np.empty((_NEAR, n_rows, width), kind), np.empty((_NEAR, len(out)), np.intp)
    first = np.arange(_NEAR)[:, None] * n_rows
    for start in range(0, n_groups, _NEAR):
        n = min(_NEAR, n_groups - start)
        np.add(chosen[start : start + n], first[:n], out=places[:n])
        np.copyto(near[:n], table[start : start + n])  # read in order, which memory is quick at; rows are then taken at random
        for low in range(0, n, most):
            some = places[low : min(low + most, n)]
            near.reshape(-1, width).take(some, axis=0, out=taken[: len(some)], mode="clip")
            out += np.add.reduce(taken[: len(some)], axis=0, out=sums)


def add_cells(grid: Ints, row: Ints, cls: Ints, amount: Ints, place: Ints, numerator: Ints) -> None:
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
        np.add.at(flat, at, numerator.take(kind) * amount[some])


def add_moved(grid: Ints, start: Ints, row: Ints, amount: Ints, classes: Ints, old: tuple[Ints, Ints], new: tuple[Ints, Ints]) -> None:
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
    flat, rows, money = grid.reshape(-1), row.take(which), amount.take(which)
    for sign, (place, numerator) in ((-1, old), (1, new)):
        at = np.repeat(place[some] * grid.shape[1], many)
        at += rows
        value = np.repeat(sign * numerator[some], many)
        value *= money
        np.add.at(flat, at, value)


def rounded_sums(grid: Ints, per: int, most: float, starts: Ints, out: Ints) -> None:
    """Whole numbers of ``grid / per``, half away from zero, added up over runs of days.

    Parameters
    ----------
    grid : (n_days, n_rows), int64
        Numerators below 2**61.
    per
        Positive.
    most
        No numerator is larger, without its sign.
    starts
        Where the runs start, rising from 0.
    out : (n_runs, n_rows), int64
        The sums are written there.

    Notes
    -----
    A numerator n below 2**48 is multiplied in float64 by ``(1 / per) × (1 + 2**-50)``. Three roundings to the nearest float leave the
    product larger than n / per by a part of itself between 5 × 2**-53 and 11 × 2**-53: a half goes beyond the half, away from zero, and
    no other number, which is at least 1 / (2 × per) away from it, gets there. What is added up are whole numbers, in int64.
    """
    exact, stops = most < _EXACT, np.append(starts[1:], len(grid))
    if engine(grid.size // 8, kernel="grids") == "numba":
        work = twin("grids").rounded_floats if exact else twin("grids").rounded_integers
        work(grid, _factor(per) if exact else per, starts, stops, out)
        return
    scratch = np.empty((int((stops - starts).max(initial=0)), grid.shape[1]), np.int64)
    for low, high, sums in zip(starts.tolist(), stops.tolist(), out, strict=True):
        some = scratch[: high - low]
        if exact:
            _rounded_beside(grid[low:high], per, some)
        else:
            np.copyto(some, grid[low:high])
            round_in_place(some, per)
        some.sum(axis=0, out=sums)
        if exact:
            sums -= _wrapped(_BITS * (high - low))


def _rounded_beside(grid: Ints, per: int, out: Ints) -> None:
    """Each number's whole part of ``grid / per``, as the distance from `_BITS`.

    Between 2**52 and 2**53 neighbouring floats are whole numbers, and their bits are neighbouring integers: adding 1.5 × 2**52 there and
    back turns whole numbers to floats, rounds to the nearest, and turns back to whole numbers, each in one quick pass.
    """
    np.add(grid, _BITS, out=out)
    part = out.view(np.float64)
    part -= _MIDDLE
    part *= _factor(per)
    part += _MIDDLE


def _wrapped(value: int) -> int:
    """As int64 wraps around; so do sums of numbers that lie beside `_BITS`, and the difference of both is right."""
    return (value + 2**63) % 2**64 - 2**63


def _factor(per: int) -> float:
    return 1 / per * (1 + 2.0**-50)
