"""Whatever hands on rows as Arrow batches: readers, data sets, relations, frames in memory; and whether it can be read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from attrs import field, frozen

from cashflow.basics.door import told
from cashflow.basics.errors import InputError, first_line, is_foreign_fault
from cashflow.basics.frames import pd
from cashflow.ledger.opening.frames import is_stream, with_index
from cashflow.scan.batching import BATCH
from cashflow.scan.files import need_arrow
from cashflow.scan.frame_columns import arrow_of

__all__ = ["Feed", "feed_of", "is_feed"]

Batches = Callable[[Sequence[str]], Iterator[Any]]


@frozen(eq=False)
class Feed:
    """Columns, and what reads some of them from the start."""

    kind: str  # what findings and refusals call it
    schema: Any
    batches: Batches
    again: bool = True  # whether it can be read more than once
    frame: pd.DataFrame | None = None  # of pandas, whose cells may be of several kinds
    _read: list[int] = field(factory=list, init=False)

    def read(self, names: Sequence[str]) -> Iterator[Any]:
        """Record batches of some columns; what their maker says of a failure is told.

        Raises
        ------
        InputError
            It can be read once, and was read; or it broke off.
        """
        if self._read and not self.again:
            hint = "Give a function that makes a new one: cf.scan(lambda: …); or compare first, and project its scan.ledger()"
            raise InputError(f"is a {self.kind} that can be read once, and was read already", column="ledger", hint=hint)
        self._read.append(1)
        try:
            yield from self.batches(names)
        except InputError:
            raise
        except BaseException as wrong:  # the maker of the batches may raise anything
            if not is_foreign_fault(wrong):
                raise
            raise InputError(f"is a {self.kind} that can't be read to its end: {first_line(wrong)}", column="ledger") from wrong


def is_feed(given: Any) -> bool:
    """Whether something hands on Arrow batches, or is a function that makes such."""
    return is_stream(given) or callable(given) or _package(given) in ("polars", "duckdb", "pyarrow")


def feed_of(given: Any) -> Feed:
    """What reads some rows, by what they are."""
    need_arrow("Streams and frames are")
    import pyarrow as pa
    import pyarrow.dataset as ds

    package = _package(given)
    try:
        if isinstance(given, ds.Dataset):
            return Feed("dataset", given.schema, _Reads(_dataset_batches, given))
        if isinstance(given, ds.Scanner):
            return Feed("scanner", given.projected_schema, _Reads(_scanner_batches, given))
        if isinstance(given, pd.DataFrame):
            return _of_pandas(given)
        if package == "polars":
            return _of_polars(given)
        if package == "duckdb":
            return _of_duckdb(given)
        if isinstance(given, pa.RecordBatchReader):
            return Feed("reader", given.schema, _Reads(_picked, given), again=False)
        if is_stream(given):
            return _of_stream(given)
        if callable(given):
            return _of_function(given)
    except InputError:
        raise
    except BaseException as wrong:
        if not is_foreign_fault(wrong):
            raise
        raise InputError(f"can't be opened as a stream of Arrow: {first_line(wrong)}", column="path", value=told(given)) from wrong
    raise InputError(f"hands on no rows: {told(given)}", column="path", hint=HINT)


@frozen(eq=False)
class _Reads:
    """What reads some columns of something given. It can be pickled wherever that can; a copy reads the very same thing."""

    how: Callable[[Any, Sequence[str]], Iterator[Any]]  # a function of this module, so that it has a name
    given: Any

    def __call__(self, names: Sequence[str]) -> Iterator[Any]:
        return self.how(self.given, names)

    def __deepcopy__(self, memo: object) -> _Reads:
        return self


def _dataset_batches(given: Any, names: Sequence[str]) -> Iterator[Any]:
    return iter(given.to_batches(columns=list(names), batch_size=BATCH))


def _scanner_batches(given: Any, names: Sequence[str]) -> Iterator[Any]:
    return _picked(given.to_batches(), names)


def _picked(batches: Any, names: Sequence[str]) -> Iterator[Any]:
    """Some columns of batches that have all."""
    for batch in batches:
        yield batch.select(list(names))


def _of_pandas(given: pd.DataFrame) -> Feed:
    frame = with_index(given)
    if not all(isinstance(name, str) for name in frame.columns):
        frame = frame.set_axis([str(name) for name in frame.columns], axis=1)
    return Feed("frame", arrow_of(frame.iloc[:0]).schema, _Reads(_frame_batches, frame), frame=frame)


def _frame_batches(frame: pd.DataFrame, names: Sequence[str]) -> Iterator[Any]:
    return iter(arrow_of(frame.loc[:, list(names)]).to_batches(max_chunksize=BATCH))


HINT = "Give files, a frame or relation of Spark, Dask, DuckDB, polars or pandas, or a reader or data set of pyarrow"


def _package(given: Any) -> str:
    return type(given).__module__.partition(".")[0].lstrip("_")


def _of_polars(given: Any) -> Feed:
    """A frame, or what makes one: batch by batch, where this polars can do that."""
    import polars as pl

    if not isinstance(given, pl.DataFrame | pl.LazyFrame):
        raise InputError(f"is no frame: {told(given)}", column="path", hint="Give a polars DataFrame or LazyFrame")
    return Feed("frame", _plain_arrow(given.lazy().head(0).collect()).schema, _Reads(_polars_batches, given))


def _plain_arrow(frame: Any) -> Any:
    """Of a frame of polars, with texts as every Arrow program knows them."""
    import polars as pl

    return frame.to_arrow(compat_level=pl.CompatLevel.oldest())


def _polars_batches(given: Any, names: Sequence[str]) -> Iterator[Any]:
    for part in _polars_parts(given.select(list(names))):
        for piece in part.iter_slices(BATCH):
            yield from _plain_arrow(piece).to_batches()


def _polars_parts(given: Any) -> Iterator[Any]:
    """Frames of a frame, or of what makes one."""
    import polars as pl

    if isinstance(given, pl.DataFrame):
        yield given
    elif hasattr(given, "collect_batches"):
        yield from given.collect_batches(chunk_size=BATCH)
    else:  # of an older polars: all of it is in memory
        yield given.collect()


def _of_duckdb(given: Any) -> Feed:
    """A relation is asked again at each reading; of a connection only its last result is left."""
    import duckdb

    if not isinstance(given, duckdb.DuckDBPyRelation):
        hint = "Give the relation: cf.scan(con.sql('select …'))"
        raise InputError("is a connection of DuckDB, not rows of it", column="path", hint=hint)
    return Feed("relation", _duckdb_reader(given.limit(0)).schema, _Reads(_duckdb_batches, given))


def _duckdb_reader(relation: Any) -> Any:
    new = hasattr(relation, "to_arrow_reader")
    return relation.to_arrow_reader(BATCH) if new else relation.fetch_arrow_reader(BATCH)


def _duckdb_batches(given: Any, names: Sequence[str]) -> Iterator[Any]:
    quoted = ", ".join('"' + n.replace('"', '""') + '"' for n in names)
    return iter(_duckdb_reader(given.project(quoted)))


def _of_stream(given: Any) -> Feed:
    """Anything else that speaks Arrow; its first stream tells its columns, and is the first that is read."""
    import pyarrow as pa

    if not hasattr(given, "__arrow_c_stream__"):
        table = pa.table(pa.record_batch(given))
        return Feed("table", table.schema, _Reads(_table_batches, table))
    if isinstance(given, pa.Table):
        return Feed("table", given.schema, _Reads(_table_batches, given))
    return _first_kept("reader", lambda: pa.RecordBatchReader.from_stream(given))


def _table_batches(table: Any, names: Sequence[str]) -> Iterator[Any]:
    return iter(table.select(list(names)).to_batches(max_chunksize=BATCH))


def _of_function(given: Callable[[], Any]) -> Feed:
    """A function that makes a new reader each time."""

    def made() -> Feed:
        found = given()
        if not is_feed(found) or callable(found):
            raise InputError(f"gave no reader of Arrow, but {told(found)}", column="path", hint="Let it return a pyarrow.RecordBatchReader")
        return feed_of(found)

    first = made()
    waiting = [first]

    def read(names: Sequence[str]) -> Iterator[Any]:
        return (waiting.pop() if waiting else made()).read(names)

    return Feed(first.kind, first.schema, read)


def _first_kept(kind: str, opened: Callable[[], Any]) -> Feed:
    first = opened()
    waiting = [first]
    return Feed(kind, first.schema, lambda names: _picked(waiting.pop() if waiting else opened(), names))
