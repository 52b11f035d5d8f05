"""Threads that read parts of a scan: what all have done is told, and a failure or an interrupt stops all of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import copy_context
from typing import Any, Generic, TypeAlias, TypeVar

__all__ = ["InTurns", "Tell", "Watch", "by_threads"]

Tell: TypeAlias = Callable[[int, int, int], None]
"""Called with rows, bytes done and bytes in all (0: not known)."""
T = TypeVar("T")
P = TypeVar("P")


class _Stopped(Exception):
    """Another thread has failed, or the user has interrupted."""


class Watch:
    """Counts what all threads have done, tells it, and stops them."""

    def __init__(self, tell: Tell | None, size: int) -> None:
        self.tell, self.size, self.rows, self.done = tell, size, 0, 0
        self._lock, self._stop = threading.Lock(), False

    def add(self, rows: int, size: int) -> None:
        """Rows and bytes that were done."""
        if self._stop:
            raise _Stopped
        with self._lock:
            done = self.done + size
            self.rows, self.done = self.rows + rows, min(self.size, done) if self.size else done
            if self.tell is not None:
                self.tell(self.rows, self.done, self.size)

    def stop(self) -> None:
        """All threads end at their next batch."""
        self._stop = True


class InTurns(Generic[P]):
    """Parts that threads take in turns."""

    def __init__(self, parts: Iterable[P]) -> None:
        self._parts, self._lock = iter(parts), threading.Lock()

    def __iter__(self) -> InTurns[P]:
        return self

    def __next__(self) -> P:
        with self._lock:
            return next(self._parts)


def by_threads(workers: int, work: Callable[[Any], T], parts: Sequence[Any], watch: Watch) -> Iterator[T]:
    """What the work gives of each part, as it is done; each thread has the context of who asks, as those of `in_threads` have."""
    from concurrent.futures import ThreadPoolExecutor, as_completed

    pool = ThreadPoolExecutor(workers)
    try:
        for done in as_completed([pool.submit(copy_context().run, work, part) for part in parts]):
            yield done.result()
    finally:
        watch.stop()
        pool.shutdown(cancel_futures=True)
