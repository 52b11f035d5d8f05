"""Work that the cores of this machine share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextvars import copy_context
from typing import TypeVar

from cashflow.basics.size import sizes, taken

__all__ = ["by_share", "cores", "in_threads", "one_by_one", "shares", "slices"]

T = TypeVar("T")
P = TypeVar("P")


def cores() -> int:
    """Cores that this process may use, where the system says so; else those of the machine."""
    asked = getattr(os, "sched_getaffinity", None)
    return len(asked(0)) if asked else os.cpu_count() or 1


def shares(rows: int) -> int:
    """How many threads look at so many rows: one a core, where each has enough to do."""
    many = max(1, min(cores(), rows // max(1, sizes().threads)))
    if many > 1:
        taken("rows", "by all cores")
    return many


def by_share(rows: int, work: Callable[[slice], T], size: int | None = None) -> list[T]:
    """What the work gives of each share of so many rows, in order; each is a thread's. `size`: what is looked at, if it is not the rows."""
    many = min(shares(rows if size is None else size), max(1, rows))
    return in_threads(many, work, slices(rows, many))


def slices(rows: int, many: int) -> list[slice]:
    """So many slices of about as many rows each.

    Examples
    --------
    >>> slices(5, 2)
    [slice(0, 2, None), slice(2, 5, None)]
    """
    return [slice(k * rows // many, (k + 1) * rows // many) for k in range(many)]


def in_threads(workers: int, work: Callable[[P], T], parts: Sequence[P]) -> list[T]:
    """What the work gives of each part, in order; by one thread, where that is all there are.

    Each thread has the context of who asks: the sizes that hold there, and what is kept of the ways taken and the files read.
    """
    return list(one_by_one(workers, work, parts))


def one_by_one(workers: int, work: Callable[[P], T], parts: Sequence[P]) -> Iterator[T]:
    """As `in_threads`, each as soon as it and those before it are done: what was taken is kept by nobody else."""
    from concurrent.futures import ThreadPoolExecutor

    if min(workers, len(parts)) <= 1:
        yield from map(work, parts)
        return
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(lambda own, part: own.run(work, part), [copy_context() for _ in parts], parts)
