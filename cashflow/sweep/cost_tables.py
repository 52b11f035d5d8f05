"""Legs of a sweep: what is rounded at settlement, so is not proportional: interest, fees, discounts and VAT by group and day.

For every asked extension the exact amounts of all classes are added up by group and day, as `settle` would find them among the
deals of that extension, rounded once, and added up by period.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.groupby import run_starts, summed
from cashflow.deals import BUYER, Flow
from cashflow.kernels.grids import add_products, round_grid
from cashflow.sweep.day_steps import NotShared
from cashflow.sweep.sources import Cells, Moved, Source
from cashflow.sweep.weights import Plan

__all__ = ["Sorted", "fill_legs", "in_order", "sorted_cells"]

_DENSE = 8  # days that a group may have on average for each of its cells, while sums lie in a plain grid
_LARGEST_GRID = 250_000  # sums by row and day at a time: they stay in the cache
_BLOCK = 262_144


@frozen(eq=False)
class Sorted:
    """Cells of a source in the rows of a table, by row; one a row and class."""

    source: Source
    row: Ints  # (n_cells,), int32, rising
    cls: Ints  # int32
    amount: Ints

    def rows(self, low: int, high: int) -> Sorted:
        """Those of some rows, which are counted from `low`."""
        mine = slice(*np.searchsorted(self.row, np.array([low, high], self.row.dtype)))  # of another type, all rows would be cast
        return Sorted(self.source, self.row[mine] - np.int32(low), self.cls[mine], self.amount[mine])


def in_order(source: Source, position: Ints) -> Iterator[Cells]:
    """The cells of a source as they come, chunk by chunk: (row, class, amount)."""
    plain = bool((position == np.arange(len(position))).all())
    for group, cls, amount in source.cells():
        yield (group if plain else position[group]), cls, amount


def sorted_cells(source: Source, position: Ints) -> Sorted:
    """The cells of a source by row, merged."""
    columns: list[list[Ints]] = [[], [], []]
    for row, cls, amount in in_order(source, position):
        for column, values in zip(columns, (row.astype(np.int32), cls.astype(np.int32), amount), strict=True):
            column.append(values)
    row, cls, amount = (np.concatenate(c) if c else np.zeros(0, np.int64) for c in columns)
    order = by_small_number(row)
    return Sorted(source, *_merged(row[order], cls[order], amount[order], len(source.items.invoice)))


def by_small_number(values: Ints) -> Ints:
    """Order of non-negative integers below 2**32, by two passes of numpy's quick sort of 16-bit numbers."""
    if not len(values):
        return np.zeros(0, np.int64)
    order = np.argsort((values & 0xFFFF).astype(np.uint16), kind="stable")
    if int(values.max()) > 0xFFFF:
        order = order[np.argsort((values[order] >> 16).astype(np.uint16), kind="stable")]
    return order


def _merged(row: Ints, cls: Ints, amount: Ints, n_classes: int) -> tuple[Ints, Ints, Ints]:
    """Rows rise; cells of one row and class become one. Block by block, because small arrays sort in the cache."""
    out: list[tuple[Ints, Ints, Ints]] = []
    start = 0
    while start < len(row):
        stop = min(start + _BLOCK, len(row))
        stop = int(np.searchsorted(row, row[stop - 1], side="right"))
        key = (row[start:stop] - row[start]).astype(np.int64) * n_classes + cls[start:stop]
        at, (money,) = summed([key], [amount[start:stop]], "quicksort")
        place, kind = np.divmod(key[at], n_classes)
        out.append(((place + row[start]).astype(np.int32), kind.astype(np.int32), money))
        start = stop
    if not out:
        return row, cls, amount
    row, cls, amount = (np.concatenate(c) for c in zip(*out, strict=True))
    return row, cls, amount


@frozen(eq=False)
class _Kind:
    """One kind of leg at one extension: which column of the plan it belongs to, and by source and flow where and how much a unit is."""

    first: int  # of the kind's columns in the table
    sign: int  # +1: the buyer pays
    days: Ints  # distinct days, rising
    per: int
    parts: list[tuple[int, Ints, Ints]]  # (source, (n_classes,) position among `days`, (n_classes,) numerator)


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
    for number, k in enumerate(days, 1):
        moved = [c.source.at(k) for c in cells]
        for kind in _kinds(plan, cells, moved):
            _check(kind, reach)
            _add(table[:, number], kind, plan, cells)


def _reach(cells: Sorted, n_rows: int) -> float:
    """The most that one row has, without signs."""
    held = np.zeros(n_rows)
    np.add.at(held, cells.row, np.abs(cells.amount).astype(float))
    return float(held.max(initial=0)) * 1.001


def _check(kind: _Kind, reach: list[float]) -> None:
    if sum(reach[source] * float(np.abs(numerator).max(initial=0)) for source, _, numerator in kind.parts) >= 2**61:
        raise NotShared


def _kinds(plan: Plan, cells: list[Sorted], moved: list[Moved]) -> list[_Kind]:
    """Kinds of legs that the buyer pays or is paid, principal left out."""
    flows: dict[tuple[str, str, str], list[tuple[int, Flow]]] = {}
    for source, some in enumerate(moved):
        for flow in some.flows:
            if len(flow.day) and flow.nature != "principal" and BUYER in (flow.payer, flow.payee) and flow.payer != flow.payee:
                flows.setdefault((flow.payer, flow.payee, flow.nature), []).append((source, flow))
    return [_kind(plan, cells, moved, key, same) for key, same in flows.items()]


def _kind(plan: Plan, cells: list[Sorted], moved: list[Moved], key: tuple[str, str, str], same: list[tuple[int, Flow]]) -> _Kind:
    named = [*plan.natures, *(["vat"] if plan.vat else [])]
    if key[2] not in named:
        raise NotShared
    per = math.lcm(*(f.per for _, f in same))
    days = np.unique(np.concatenate([f.day for _, f in same]))
    parts = []
    for source, flow in same:
        n = len(cells[source].source.items.invoice)
        place, numerator = np.zeros(n, np.int64), np.zeros(n, np.int64)
        amount, factor = np.asarray(flow.amount), per // flow.per
        if factor >= 2**62 or any(abs(int(v)) * factor >= 2**62 for v in (amount.min(initial=0), amount.max(initial=0))):
            raise NotShared
        place[moved[source].which] = np.searchsorted(days, flow.day)
        numerator[moved[source].which] = amount.astype(np.int64) * factor
        parts.append((source, place, numerator))
    return _Kind(named.index(key[2]) * plan.n_periods, 1 if key[0] == BUYER else -1, days, per, parts)


def _add(table: Ints, kind: _Kind, plan: Plan, cells: list[Sorted]) -> None:
    """Round by row and day, and add by period, some rows at a time. `table` is (n_rows, n_columns)."""
    n_days, period = len(kind.days), plan.quarters.period(kind.days)
    n_cells = sum(len(cells[source].row) for source, _, _ in kind.parts)
    if len(table) * n_days > _DENSE * n_cells + _LARGEST_GRID:
        _add_few(table, kind, period, cells)
        return
    most = max(1, _LARGEST_GRID // n_days)
    starts = run_starts(period)
    grid = np.empty((min(most, len(table)), n_days), np.int64)
    for low in range(0, len(table), most):
        some = grid[: len(table) - low]
        some.fill(0)
        for source, place, numerator in kind.parts:
            of = cells[source].rows(low, low + len(some))
            add_products(some, of.row, of.cls, of.amount, place, numerator)
        round_grid(some, kind.per)
        table[low : low + len(some), kind.first + period[starts]] += kind.sign * np.add.reduceat(some, starts, axis=1)


def _add_few(table: Ints, kind: _Kind, period: Ints, cells: list[Sorted]) -> None:
    """The same, where a row has few cells and there are many days: by sorting."""
    n_days = len(kind.days)
    key = np.concatenate([cells[s].row.astype(np.int64) * n_days + place[cells[s].cls] for s, place, _ in kind.parts])
    values = np.concatenate([numerator[cells[s].cls] * cells[s].amount for s, _, numerator in kind.parts])
    at, sums = summed([key], [values], "quicksort")
    grid = np.array(sums, np.int64)
    round_grid(grid, kind.per)
    np.add.at(table, (key[at] // n_days, kind.first + period[key[at] % n_days]), kind.sign * grid[0])
