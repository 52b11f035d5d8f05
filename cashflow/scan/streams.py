"""A stream of Arrow batches as the rows of a scan: taken batch by batch by threads, or laid out in memory where it is small and must be."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from attrs import field, frozen

from cashflow.scan.batching import Numbered, under_our_names
from cashflow.scan.cut import WHOLE
from cashflow.scan.feeds import Feed
from cashflow.scan.frame_columns import are_mixed
from cashflow.scan.pieces import reader_for, reduce_batch, reducer_of, say_whole
from cashflow.scan.rows_of import Asked, Sums, added_up
from cashflow.scan.table_head import TableHead
from cashflow.scan.tally import Tally
from cashflow.scan.watch import InTurns, Tell, Watch, by_threads
from cashflow.scan.whole import NotByBatches, lay_whole

__all__ = ["Streamed", "reduce_groups", "unused_sums"]

Groups = Iterator[tuple[list[Any], int]]


@frozen(eq=False)
class Streamed:
    """Rows that come as Arrow batches, all through this machine."""

    feed: Feed
    tell: Tell | None
    workers: int
    name: str | None = field(default=None, init=False)
    files: tuple[Path, ...] = field(default=(), init=False)

    @property
    def names(self) -> Sequence[str]:
        """Its columns."""
        return [str(n) for n in self.feed.schema.names]

    def sizes(self) -> dict[Path, int]:
        """There are no files."""
        return {}

    def sums(self, asked: Asked) -> Sums:
        """The sums of all rows; up to two million of them are kept until it is known whether they can be read by batches."""
        schema = self.feed.schema
        head = TableHead.of(self.names, schema.types, asked.options, asked.keep, self.feed.kind)
        stream = Numbered(self.feed.read(list(head.places.values()) if head.refusal is None else schema.names))
        first, watch = stream.up_to(WHOLE), Watch(self.tell, 0)
        small = stream.ended
        if small and any(are_mixed(group[0].schema) for group, _ in first):
            return self._whole([], head, asked)
        if head.refusal is None:
            try:
                return self._by_batches(iter(first) if small else _and_then(first, stream), head, asked, watch, whole=small)
            except NotByBatches:  # only where all rows are here
                pass
        elif not small:
            head.refuse()
        return self._whole([b for group, _ in first for b in group], head, asked)

    def _by_batches(self, groups: Groups, head: TableHead, asked: Asked, watch: Watch, *, whole: bool) -> Sums:
        def work(mine: Groups) -> Sums:
            return reduce_groups(mine, head, asked, (0, self.feed.kind), watch, whole=whole)

        shared = InTurns(groups)
        parts = [work(shared)] if self.workers <= 1 or whole else by_threads(self.workers, work, [shared] * self.workers, watch)
        return added_up(itertools.chain(parts, [unused_sums(head, asked)]), asked.most_rows)

    def _whole(self, batches: list[Any], head: TableHead, asked: Asked) -> Sums:
        """All rows at once, which say together what one of them doesn't."""
        import pyarrow as pa

        frame, places = self.feed.frame, head.places if head.refusal is None else {}
        options = head.options if places else asked.options
        given: Any
        if frame is not None:
            given = frame.loc[:, list(places.values())].set_axis(list(places), axis=1) if places else frame
        else:
            given = pa.Table.from_batches(batches, None if batches else self.feed.schema)
            given = given.select(list(places.values())).rename_columns(list(places)) if places else given
        ledger, found, rows, how = lay_whole(given, options, self.feed.kind)
        reducer = reducer_of(asked.policy, asked.keep, asked.most_rows, len(rows))
        say_whole(reducer, ledger, found, how, 0, self.feed.kind)
        return added_up([reducer.result(), unused_sums(head, asked)], asked.most_rows)


def _and_then(first: list[tuple[list[Any], int]], rest: Groups) -> Groups:
    """The groups that were kept, none of them longer than it is needed, and the rest."""
    while first:
        yield first.pop(0)
    yield from rest


def reduce_groups(
    groups: Groups, head: TableHead, asked: Asked, place: tuple[int, str], watch: Watch | None = None, *, whole: bool = False
) -> Sums:
    """The sums of groups of batches, by one thread; `place`: the number and name of where they stand."""
    number, name = place
    reducer = reducer_of(asked.policy, asked.keep, asked.most_rows, 0)
    reader = reader_for(reducer, head.options, name, number, asked.keep, whole=whole)
    for group, first in groups:
        row = first
        for batch in under_our_names(group, head.places):
            reduce_batch(reader, reducer, batch, row, {})
            row += batch.num_rows
        if watch is not None:
            watch.add(row - first, sum(map(_size, group)))
    return reducer.result()


def _size(batch: Any) -> int:
    try:
        return int(batch.nbytes)
    except TypeError:  # of views, before pyarrow 19
        return int(batch.get_total_buffer_size())


def unused_sums(head: TableHead, asked: Asked) -> Sums:
    """No rows, but the columns that look like ones of ours."""
    reducer = reducer_of(asked.policy, asked.keep, asked.most_rows, 0)
    reducer.say(Tally.unused_of(head.unused, 0, head.kind))
    return reducer.result()
