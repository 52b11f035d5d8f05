"""Kernels of a sweep on int64 arrays: add steps to a table, add up the rows that scenarios choose. numpy, and a compiled twin.

Which one is used is decided as for the sums of invoices: `kernels.choose`. The results are the same.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.money import round_in_place
from cashflow.basics.size import sizes
from cashflow.kernels.choose import engine, twin

__all__ = ["add_chosen", "add_products", "add_steps", "round_grid"]

_CHUNK = 65_536
_NEAR = 64  # groups whose rows are brought near at a time


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


def add_products(grid: Ints, row: Ints, cls: Ints, amount: Ints, place: Ints, numerator: Ints) -> None:
    """Add ``amount × numerator`` of every cell's class to a grid (n_rows, n_days), at the class's day."""
    if engine(len(row), kernel="grids") == "numba":
        twin("grids").add_products(grid, row, cls, amount, place, numerator)
        return
    flat = grid.reshape(-1)
    for start in range(0, len(row), _CHUNK):
        some = slice(start, start + _CHUNK)
        kind = cls[some]
        at = row[some].astype(np.int64) * grid.shape[1]
        at += place.take(kind)
        np.add.at(flat, at, numerator.take(kind) * amount[some])


def round_grid(grid: Ints, per: int) -> None:
    """Whole numbers of ``grid / per``, half away from zero, in place; numerators stay below 2**61."""
    if engine(grid.size // 8, kernel="grids") == "numba":
        twin("grids").round_grid(grid.reshape(-1), per)
        return
    for start in range(0, len(grid), max(1, _CHUNK // grid.shape[1])):
        some = grid[start : start + max(1, _CHUNK // grid.shape[1])]
        round_in_place(some, per)
