"""Record batches in sizes that suit: small ones put together, large ones cut; each with the number of its first row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cashflow.basics.arrow_columns import evened

__all__ = ["BATCH", "Numbered", "grouped", "under_our_names"]

BATCH = 1 << 18
"""Rows of a batch of what others hand on; of files we read twice as many at a time."""
FIRST_ROW = 2  # as below a header, like in a frame or a Parquet file


def grouped(batches: Iterable[Any], most: int = BATCH) -> Iterator[list[Any]]:
    """Lists of batches of some `most` rows together; what is larger is cut, without a copy."""
    waiting: list[Any] = []
    rows = 0
    for batch in batches:
        for at in range(0, batch.num_rows, most):
            piece = batch.slice(at, most)
            if waiting and rows + piece.num_rows > most:
                yield waiting
                waiting, rows = [], 0
            waiting, rows = [*waiting, piece], rows + piece.num_rows
    if waiting:
        yield waiting


def under_our_names(batches: list[Any], places: Mapping[str, str]) -> Iterator[Any]:
    """One batch of several (more, where one would be too large), its columns under our names; the others are left out."""
    import pyarrow as pa

    table = pa.Table.from_batches(batches).select(list(places.values())).rename_columns(list(places))
    if len(batches) > 1:
        even = pa.table([evened(c) for c in table.columns], names=table.column_names)
        table = even.unify_dictionaries().combine_chunks()
    yield from table.to_batches()


class Numbered:
    """Groups of batches in order, each with the number of its first row."""

    def __init__(self, batches: Iterable[Any]) -> None:
        self._groups = grouped(batches)
        self._row, self.ended = FIRST_ROW, False

    def __iter__(self) -> Numbered:
        return self

    def __next__(self) -> tuple[list[Any], int]:
        """The next group."""
        group = next(self._groups, None)
        if group is None:
            self.ended = True
            raise StopIteration
        first = self._row
        self._row += sum(b.num_rows for b in group)
        return group, first

    def up_to(self, rows: int) -> list[tuple[list[Any], int]]:
        """The first groups, until there are more rows than these, or none is left."""
        out = []
        for group, first in self:
            out.append((group, first))
            if self._row - FIRST_ROW > rows:
                break
        return out
