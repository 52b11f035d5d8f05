"""A part of a cluster's frame, reduced where it lies: what goes back are sums as bytes, or a refusal as plain values."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from cashflow.basics.errors import InputError
from cashflow.scan.batching import Numbered
from cashflow.scan.encoding import packed, unpacked
from cashflow.scan.rows_of import Asked, Sums, added_up, compact
from cashflow.scan.streams import reduce_groups, unused_sums
from cashflow.scan.table_head import TableHead

__all__ = ["added_parts", "or_refusal", "part_sums", "read_parts", "sums_of"]


def part_sums(batches: Iterable[Any], number: int, head: TableHead, asked: Asked) -> bytes:
    """What is left of one part."""
    return packed(reduce_groups(Numbered(batches), head, asked, (number, f"partition {number}")))


def added_parts(parts: Iterable[bytes], most_rows: int) -> bytes:
    """The sums of several parts, as those of one."""
    return packed(compact(added_up(read_parts(parts), most_rows)))


def or_refusal(made: Callable[[], bytes]) -> bytes:
    """What is made, or why it can't be, for engines that would do it again and hide the reason: who reads it is refused."""
    try:
        return made()
    except InputError as refused:
        return packed(refused.to_dict())


def sums_of(parts: Iterable[bytes], head: TableHead, asked: Asked) -> Sums:
    """The sums of all parts, of which there may be none."""
    return added_up(itertools.chain([unused_sums(head, asked)], read_parts(parts)), asked.most_rows)


def read_parts(parts: Iterable[bytes]) -> Iterator[Any]:
    """The sums of each part; the refusal, where one is."""
    for part in parts:
        found = unpacked(part)
        if isinstance(found, Mapping):
            error = dict(found["error"])
            raise InputError(error.pop("reason"), **error, ask=found["ask"])
        yield found
