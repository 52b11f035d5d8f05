"""Legs of a sweep: what is rounded at settlement, so is not proportional: interest, fees, discounts and VAT by group and day.

For every asked extension the exact amounts of all classes stand added up by group and day, as `settle` would find them among the
deals of that extension; they are rounded once, and added up by period. From one extension to the next only the classes that move are
taken from one day and put on another (`leg_tracks`), some rows of the table at a time, so that their sums stay in the cache.
"""

from __future__ import annotations

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.groupby import run_starts, summed
from cashflow.basics.money import round_in_place
from cashflow.kernels.grids import Grid, add_cells, add_moved, grid_of, rounded_sums
from cashflow.sweep.cells_by_row import Block, Sorted
from cashflow.sweep.day_steps import NotShared
from cashflow.sweep.leg_tracks import Change, State, Track, tracks
from cashflow.sweep.weights import Plan

__all__ = ["fill_legs"]

_DENSE = 8  # days that a group may have on average for each of its cells, while sums lie in a plain grid
_LARGEST_GRID = 250_000  # sums by day and row at a time: they stay in the cache
_MOST_STATES = 4_000_000  # classes × extensions that are looked at at a time; 16 bytes each


def fill_legs(table: Ints, plan: Plan, days: list[int], cells: list[Sorted]) -> None:
    """Add rounded legs to a table [group, extension, column]; columns are the periods of each nature of cost, and of VAT.

    Parameters
    ----------
    table : (n_groups, 1 + n_extensions, n_columns), int64
        Changed in place; row 0 of a group stands for no extension at all.
    plan
        Natures and quarters.
    days
        Extensions, rising.
    cells
        Of each source, in the rows of the table.
    """
    reach = [_reach(c, len(table)) for c in cells]
    together = max(1, _MOST_STATES // max(1, sum(len(c.source.items.invoice) for c in cells)))
    for first in range(0, len(days), together):
        some = days[first : first + together]
        _fill_some(table[:, 1 + first : 1 + first + len(some)], plan, some, cells, reach)


def _fill_some(table: Ints, plan: Plan, days: list[int], cells: list[Sorted], reach: list[float]) -> None:
    """Some extensions at once; in two halves, where a common denominator of all of them is too large. `table` has theirs alone."""
    try:
        found = [(track, _most(track, reach)) for track in tracks(plan, days, [c.source for c in cells])]
    except NotShared:
        if len(days) == 1:
            raise
        half = len(days) // 2
        _fill_some(table[:, :half], plan, days[:half], cells, reach)
        _fill_some(table[:, half:], plan, days[half:], cells, reach)
        return
    for track, most in found:
        _add(table, track, plan, cells, most)


def _most(track: Track, reach: list[float]) -> float:
    """No sum of a row and day is larger, without its sign."""
    most = sum(reach[source] * size for source, size in track.largest.items())
    if most >= 2**61:
        raise NotShared
    return most


def _reach(cells: Sorted, n_rows: int) -> float:
    """The most that one row has, without signs."""
    held = np.zeros(n_rows)
    np.add.at(held, cells.row, np.abs(cells.amount).astype(float))
    return float(held.max(initial=0)) * 1.001


def _add(table: Ints, track: Track, plan: Plan, cells: list[Sorted], most: float) -> None:
    """Round by row and day, and add by period, some rows at a time. `table` is (n_rows, n_extensions, n_columns)."""
    n_days, period = len(track.days), plan.quarters.period(track.days)
    used = {s.source for s in track.states[0]}
    if len(table) * n_days > _DENSE * sum(len(cells[source].row) for source in used) + _LARGEST_GRID:
        for number, states in enumerate(track.states):
            _add_few(table[:, number], track, states, period, cells)
        return
    starts, changes = run_starts(period), [track.changes(number) for number in range(len(track.states))]
    columns, n_rows = track.first + period[starts], max(1, _LARGEST_GRID // n_days)
    for low in range(0, len(table), n_rows):
        some = table[low : low + n_rows]
        grid, sums = grid_of(n_days, len(some), most), np.empty((len(changes), len(starts), len(some)), np.int64)
        mine = {source: cells[source].rows(low, low + len(some)) for source in used}
        blocks: dict[int, Block] = {}
        for number, (states, changed) in enumerate(zip(track.states, changes, strict=True)):
            _set(grid, mine, blocks, states, changed)
            rounded_sums(grid, track.per, starts, sums[number])
        for at, column in enumerate(columns.tolist()):
            some[:, :, column] += track.sign * sums[:, at].T


def _set(grid: Grid, cells: dict[int, Sorted], blocks: dict[int, Block], states: list[State], changed: list[Change] | None) -> None:
    """Bring a grid from one extension to the next; `blocks` are made when they are first asked for."""
    if changed is None:
        grid.fill(0)
        for state in states:
            of = cells[state.source]
            add_cells(grid, of.row, of.cls, of.amount, state.place, state.numerator)
    for change in changed or ():
        if change.source not in blocks:
            blocks[change.source] = Block.of(cells[change.source])
        block = blocks[change.source]
        old, new = (change.old_place, change.old_numerator), (change.place, change.numerator)
        add_moved(grid, block.start, block.row, block.amount, change.classes, old, new)


def _add_few(table: Ints, track: Track, states: list[State], period: Ints, cells: list[Sorted]) -> None:
    """The same at one extension, where a row has few cells and there are many days: by sorting. `table` is (n_rows, n_columns)."""
    n_days = len(track.days)
    key = np.concatenate([cells[s.source].row.astype(np.int64) * n_days + s.place[cells[s.source].cls] for s in states])
    values = np.concatenate([s.numerator[cells[s.source].cls] * cells[s.source].amount for s in states])
    at, sums = summed([key], [values], "quicksort")
    whole = np.array(sums[0], np.int64)
    round_in_place(whole, track.per)
    np.add.at(table, (key[at] // n_days, track.first + period[key[at] % n_days]), track.sign * whole)
