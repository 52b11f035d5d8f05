"""A Dask frame as the rows of a scan: its partitions are reduced by its workers, and added up in a tree; bytes travel, no rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from cashflow.basics.frames import pd
from cashflow.scan.batching import BATCH
from cashflow.scan.cluster_frame import ClusterFrame
from cashflow.scan.frame_columns import arrow_of
from cashflow.scan.parts import added_parts, part_sums, sums_of
from cashflow.scan.places import places_of
from cashflow.scan.rows_of import Asked, Sums
from cashflow.scan.table_head import TableHead

__all__ = ["DaskFrame"]

_AT_ONCE = 8  # sums merged by one task


@frozen(eq=False)
class DaskFrame(ClusterFrame):
    """A frame of Dask: on the cluster of a client, or of the scheduler that Dask would take."""

    client: Any = None

    def sums(self, asked: Asked) -> Sums:
        """The sums of all partitions; what a lost worker had done is done again by another."""
        from dask.delayed import delayed

        head = TableHead.of(self.names, _kinds(self.names), asked.options, asked.keep, "Dask frame")
        head.refuse()
        said = delayed((head, asked), pure=False, traverse=False)
        some = self.frame[list(dict.fromkeys(head.places.values()))]
        one, several = delayed(_part, pure=False), delayed(_several, pure=False)
        parts = [one(part, number, said) for number, part in enumerate(some.to_delayed())]
        while len(parts) > 1:
            parts = [several(parts[at : at + _AT_ONCE], asked.most_rows) for at in range(0, len(parts), _AT_ONCE)]
        return sums_of(self._computed(parts), head, asked)

    def _computed(self, parts: list[Any]) -> Sequence[bytes]:
        from dask.base import compute

        if self.client is None:
            return list(compute(*parts))
        futures = self.client.compute(parts)
        try:
            return list(self.client.gather(futures))
        finally:
            self.client.cancel(futures)


def _kinds(names: Sequence[str]) -> list[Any]:
    """A frame of Dask does not know what its columns of objects hold; its partitions do."""
    import pyarrow as pa

    return [pa.null()] * len(names)


def _part(frame: pd.DataFrame, number: int, said: tuple[TableHead, Asked]) -> bytes:
    """What a worker does with its partition."""
    head, asked = said
    table = arrow_of(frame)
    ours = {theirs: name for name, theirs in head.places.items()}
    places_of([ours[n] for n in table.schema.names], table.schema.types, head.options, asked.keep, f"partition {number}")
    return part_sums(table.to_batches(max_chunksize=BATCH), number, head, asked)


def _several(parts: Sequence[bytes], most_rows: int) -> bytes:
    return added_parts(parts, most_rows)
