"""The cells of a source by the rows of a table: how much of each class each supplier and currency has."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.groupby import summed
from cashflow.sweep.sources import CHUNK, Cells, Source

__all__ = ["Block", "Sorted", "in_order", "sorted_cells"]

_BLOCK = 262_144
_DENSE = 4  # places that a row and class may have in a plain table, for each cell there is
_SMALL = 1 << 20  # places that are few in any case
_FITS = 2**62


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


@frozen(eq=False)
class Block:
    """Cells of some rows, class by class: those of class c lie from ``start[c]`` to ``start[c + 1]``."""

    start: Ints  # (n_classes + 1,), int64
    row: Ints
    amount: Ints

    @classmethod
    def of(cls, cells: Sorted) -> Block:
        """The same cells in another order."""
        order = by_small_number(cells.cls)
        start = np.zeros(len(cells.source.items.invoice) + 1, np.int64)
        np.cumsum(np.bincount(cells.cls, minlength=len(start) - 1), out=start[1:])
        return cls(start, cells.row.take(order), cells.amount.take(order))


def in_order(source: Source, position: Ints) -> Iterator[Cells]:
    """The cells of a source as they come, chunk by chunk: (row, class, amount)."""
    plain = bool((position == np.arange(len(position))).all())
    for group, cls, amount in source.cells():
        yield (group if plain else position[group]), cls, amount


def sorted_cells(source: Source, position: Ints, n_rows: int) -> Sorted:
    """The cells of a source by row, merged; `n_rows`: of the table."""
    n_classes = len(source.items.invoice)
    if source.most < _FITS and n_rows * n_classes <= max(_DENSE * source.many, _SMALL):
        return _added_up(source, position, n_rows, n_classes)
    columns: list[list[Ints]] = [[], [], []]
    for row, cls, amount in in_order(source, position):
        for column, values in zip(columns, (row.astype(np.int32), cls.astype(np.int32), amount), strict=True):
            column.append(values)
    row, cls, amount = (np.concatenate(c) if c else np.zeros(0, np.int64) for c in columns)
    order = by_small_number(row)
    return Sorted(source, *_merged(row[order], cls[order], amount[order], n_classes))


def _added_up(source: Source, position: Ints, n_rows: int, n_classes: int) -> Sorted:
    """The cells of many rows and few classes, in a plain table of both: nothing is sorted. What adds up to nothing is no cell."""
    table = np.zeros(n_rows * n_classes, np.int64)
    for row, cls, amount in in_order(source, position):
        at = row.astype(np.int64)
        at *= n_classes
        at += cls
        np.add.at(table, at, amount)
    n_cells = int(np.count_nonzero(table))
    found = Sorted(source, np.empty(n_cells, np.int32), np.empty(n_cells, np.int32), np.empty(n_cells, np.int64))
    step, done = max(1, CHUNK // max(1, n_classes)), 0
    for low in range(0, n_rows, step):
        some = table[low * n_classes : (low + step) * n_classes]
        at = some.nonzero()[0]
        mine = slice(done, done + len(at))
        found.amount[mine] = some.take(at)
        row = at // max(1, n_classes)
        found.row[mine] = row + low
        row *= n_classes
        found.cls[mine] = np.subtract(at, row, out=row)
        done += len(at)
    return found


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
