"""From which day to which day what moves is paid, with or without the offer: by supplier and extension, and by scenario."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from attrs import evolve

from cashflow.basics.days import NEVER, NO_DAY, Ints
from cashflow.basics.groupby import run_starts
from cashflow.sweep.cells_by_row import sorted_cells
from cashflow.sweep.sources import Cells, Source

__all__ = ["Ends", "by_extension", "by_scenario"]

Ends = tuple[Ints, Ints]
"""First and last days: `NEVER` and `NO_DAY` where nothing moves."""
_BLOCK = 1 << 18  # numbers looked up at a time: they fit a core's cache


def by_extension(sources: Sequence[Source], days: Sequence[int], position: Ints, n_groups: int) -> Ends:
    """(n_groups, 1 + n_extensions), int32 each; without an extension nothing moves.

    Which classes a group has is sorted out once, not for each extension: an extension then looks at as many numbers as there are
    groups with a class, not at the invoices.
    """
    shape = 1 + len(days), n_groups
    first, last = np.full(shape, NEVER, np.int32), np.full(shape, NO_DAY, np.int32)
    for source in sources:
        if source.counted is True:
            continue
        there = sorted_cells(_numbered(source), position, n_groups)
        start = run_starts(there.row)
        rows = there.row[start]
        for number, k in enumerate(days if len(start) else (), 1):
            low, high = source.ends(k)
            first[number, rows] = np.minimum(first[number, rows], np.minimum.reduceat(low.take(there.cls), start))
            last[number, rows] = np.maximum(last[number, rows], np.maximum.reduceat(high.take(there.cls), start))
    return np.ascontiguousarray(first.T), np.ascontiguousarray(last.T)


def _numbered(source: Source) -> Source:
    """The source with one for each of its cells: amounts may add up to nothing, and what moves is still paid on some day."""

    def ones() -> Iterator[Cells]:
        for group, cls, amount in source.cells():
            yield group, cls, np.ones(len(amount), np.int64)

    return evolve(source, cells=ones, most=source.many)


def by_scenario(ends: Ends, rows: Ints, chosen: Ints) -> Ends:
    """(n_scenarios,) each: the least and the largest day over some rows, each with its choice in every scenario, (n_rows, n_scenarios)."""
    n = chosen.shape[1]
    first, last = np.full(n, NEVER, np.int64), np.full(n, NO_DAY, np.int64)
    step = max(1, _BLOCK // max(1, n))
    for at in range(0, len(rows), step):
        mine, choice = rows[at : at + step], chosen[at : at + step].astype(np.int64)
        np.minimum(first, np.take_along_axis(ends[0][mine], choice, axis=1).min(axis=0), out=first)
        np.maximum(last, np.take_along_axis(ends[1][mine], choice, axis=1).max(axis=0), out=last)
    return first, last
