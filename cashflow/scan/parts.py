"""A part of a cluster's frame, reduced where it lies: what goes back are sums as bytes, or a refusal as plain values."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cashflow.basics.errors import InputError
from cashflow.scan.batching import Numbered
from cashflow.scan.encoding import packed, unpacked
from cashflow.scan.rows_of import Asked, Sums, added_up
from cashflow.scan.streams import reduce_groups, unused_sums
from cashflow.scan.table_head import TableHead

__all__ = ["added_parts", "part_sums", "sums_of"]


def part_sums(batches: Iterable[Any], number: int, head: TableHead, asked: Asked) -> bytes:
    """What is left of one part."""
    return _packed(lambda: reduce_groups(Numbered(batches), head, asked, (number, f"partition {number}")))


def added_parts(parts: Iterable[bytes], most_rows: int) -> bytes:
    """The sums of several parts as those of one; of refusals the first."""
    return _packed(lambda: added_up(_read(parts), most_rows))


def sums_of(parts: Iterable[bytes], head: TableHead, asked: Asked) -> Sums:
    """The sums of all parts, of which there may be none."""
    return added_up(itertools.chain([unused_sums(head, asked)], _read(parts)), asked.most_rows)


def _packed(sums: Any) -> bytes:
    try:
        return packed(sums())
    except InputError as refused:
        return packed(refused.to_dict())


def _read(parts: Iterable[bytes]) -> Iterator[Any]:
    for part in parts:
        found = unpacked(part)
        if isinstance(found, Mapping):
            error = dict(found["error"])
            raise InputError(error.pop("reason"), **error, ask=found["ask"])
        yield found
