"""What a scan is given: files, or whatever hands on rows; each with the settings that make sense of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.basics.threads import cores
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.read import ArrowTable, Place
from cashflow.scan.dask_frames import DaskFrame
from cashflow.scan.feeds import feed_of, is_feed
from cashflow.scan.files import files_of, is_parquet, need_arrow
from cashflow.scan.on_disk import Files
from cashflow.scan.rows_of import Rows
from cashflow.scan.spark_frames import SparkFrame
from cashflow.scan.spread import check_client
from cashflow.scan.streams import Streamed
from cashflow.scan.table_head import refuse_of_files
from cashflow.scan.watch import Tell

__all__ = ["ScanGiven", "rows_given"]


class InBatches(Protocol):
    """A data set or scanner of pyarrow."""

    def to_batches(self) -> Any:
        """Its rows."""
        ...


class LazyRows(Protocol):
    """A lazy frame of polars."""

    def collect_schema(self) -> Any:
        """Its columns."""
        ...


class OnDask(Protocol):
    """A frame of Dask."""

    def to_delayed(self) -> Any:
        """Its partitions."""
        ...


class OnSpark(Protocol):
    """A frame of Spark."""

    def mapInArrow(self, func: Any, schema: Any) -> Any:
        """What a function makes of its partitions."""
        ...


Frames: TypeAlias = "pd.DataFrame | ArrowTable | InBatches | LazyRows | OnDask | OnSpark"
ScanGiven: TypeAlias = "Place | Sequence[Place] | Frames | Callable[[], ArrowTable | InBatches | LazyRows]"
"""What `scan` takes: files, frames, what hands on Arrow batches, or a function that makes such a one."""


def check_count(name: str, value: Any) -> None:
    """Refuse what is no number of things."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise InputError("must be a whole number of 1 or more", column=name, value=value)


def rows_given(given: Any, options: ReadOptions, tell: Tell | None, workers: int | None, client: Any) -> Rows:
    """Where the rows come from; see `cashflow.scan`."""
    if workers is not None:
        check_count("workers", workers)
    cluster, stream = _cluster_of(given), is_feed(given)
    if client is not None:
        if cluster == "Spark" or (cluster is None and stream):
            raise InputError("is for files and frames of Dask", column="client", hint="Leave it out")
        check_client(client)
    for name, value in (("progress", tell), ("workers", workers)):
        if value is not None and (cluster or client is not None):
            whose = "client" if client is not None else "path"
            raise InputError("has its own workers and its own progress", column=whose, hint=f"Leave out {name}")
    if cluster:
        need_arrow(f"{cluster} frames are", cluster.lower())
        refuse_of_files(options, f"{cluster} frame")
        return SparkFrame(given) if cluster == "Spark" else DaskFrame(given, client)
    if stream:
        feed = feed_of(given)
        refuse_of_files(options, feed.kind)
        return Streamed(feed, tell, workers or cores())
    files = files_of(given)
    if any(is_parquet(f) for f in files):
        need_arrow()
    if all(is_parquet(f) for f in files):
        refuse_of_files(options, "Parquet file", named=True)
    one = str(given) if isinstance(given, str | Path) else None
    rows = Files(tuple(files), one, tell, workers or cores(), client)
    rows.owns(options)  # refuses a name that no file has
    return rows


def _cluster_of(given: Any) -> str | None:
    """Which engine a frame is one of; it is not imported for that."""
    packages = {c.__module__.partition(".")[0] for c in type(given).__mro__}
    if "pyspark" in packages:
        return "Spark"
    return "Dask" if packages & {"dask", "dask_expr"} else None
