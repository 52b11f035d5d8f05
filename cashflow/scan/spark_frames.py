"""A Spark frame as the rows of a scan: its executors reduce their partitions and add sums up; bytes travel, no rows."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import Any

from attrs import frozen

from cashflow.basics.errors import InputError, first_line
from cashflow.scan.cluster_frame import ClusterFrame
from cashflow.scan.parts import added_parts, or_refusal, part_sums, sums_of
from cashflow.scan.rows_of import Asked, Sums
from cashflow.scan.table_head import TableHead

__all__ = ["SparkFrame"]

_PIECE = 64 << 20  # bytes of a row
_ROW = "part int, at int, sums binary"


@frozen(eq=False)
class SparkFrame(ClusterFrame):
    """A frame of Spark, classic or by Spark Connect."""

    def sums(self, asked: Asked) -> Sums:
        """The sums of all partitions: one stage reduces them, a second one (as many tasks as Spark sees fit) adds them up."""
        head = TableHead.of(self.names, _kinds(self.frame.schema), asked.options, asked.keep, "Spark frame")
        head.refuse()
        some = self.frame.select(*(_quoted(n) for n in dict.fromkeys(head.places.values())))
        parts = some.mapInArrow(functools.partial(_part, head=head, asked=asked), _ROW)
        few = parts.repartition("part").mapInArrow(functools.partial(_merged, most_rows=asked.most_rows), _ROW)
        return sums_of(_whole_parts((r["part"], r["at"], r["sums"]) for r in _collected(few)), head, asked)


def _quoted(name: str) -> str:
    """A column's name, of which no sign means anything else."""
    return "`" + name.replace("`", "``") + "`"


def _kinds(schema: Any) -> list[Any]:
    """Arrow types of a frame's columns, as far as they matter before a row is read: lists and records, and bytes."""
    import pyarrow as pa

    known = {"ArrayType": pa.list_(pa.null()), "MapType": pa.list_(pa.null()), "StructType": pa.list_(pa.null()), "BinaryType": pa.binary()}
    return [known.get(type(f.dataType).__name__, pa.null()) for f in schema.fields]


def _part(batches: Iterator[Any], head: TableHead, asked: Asked) -> Iterator[Any]:
    """What an executor does with its partition."""
    from pyspark import TaskContext

    context = TaskContext.get()
    number = 0 if context is None else context.partitionId()
    yield from _rows(number, or_refusal(lambda: part_sums(batches, number, head, asked)))


def _merged(batches: Iterator[Any], most_rows: int) -> Iterator[Any]:
    """What an executor does with the sums of several partitions."""
    rows = [r for batch in batches for r in zip(*(c.to_pylist() for c in batch.columns), strict=True)]
    if rows:
        yield from _rows(min(r[0] for r in rows), or_refusal(lambda: added_parts(_whole_parts(rows), most_rows)))


def _rows(part: int, data: bytes) -> Iterator[Any]:
    """Bytes as rows that Spark can hold."""
    import pyarrow as pa

    for number, at in enumerate(range(0, len(data), _PIECE)):
        columns = [pa.array([part], pa.int32()), pa.array([number], pa.int32()), pa.array([data[at : at + _PIECE]], pa.binary())]
        yield pa.RecordBatch.from_arrays(columns, names=["part", "at", "sums"])


def _whole_parts(rows: Iterable[tuple[int, int, bytes]]) -> Iterator[bytes]:
    """The bytes of each part, put together again."""
    pieces: dict[int, dict[int, bytes]] = {}
    for part, at, data in rows:
        pieces.setdefault(part, {})[at] = bytes(data)
    for part in sorted(pieces):
        yield b"".join(pieces[part][at] for at in sorted(pieces[part]))


def _collected(frame: Any) -> list[Any]:
    """What the executors made; what failed there is told in a sentence, with Spark's own words behind it."""
    try:
        return list(frame.collect())
    except Exception as wrong:
        text = str(wrong)
        if "No module named 'cashflow'" in text:
            hint = "Install cashflow-terms[arrow] for the Python of the executors, or say which that is: PYSPARK_PYTHON"
            raise InputError("can't be read: the executors of Spark have no cashflow", file="Spark frame", hint=hint) from wrong
        if "spark.driver.maxResultSize" in text:
            hint = "Give Spark more, e.g. spark.driver.maxResultSize=4g; or keep fewer columns"
            raise InputError("has sums that are larger than the driver may collect", file="Spark frame", hint=hint) from wrong
        raise InputError(f"can't be read: Spark says {first_line(wrong)}", file="Spark frame") from wrong
