"""A lock of one value: threads that share the value take turns in what must not happen twice at once."""

from __future__ import annotations

import threading
from types import TracebackType

__all__ = ["OneAtATime"]


class OneAtATime:
    """A lock that a thread may take again; a copy of it, or one that was pickled, is a lock of its own.

    Examples
    --------
    >>> import copy
    >>> turn = OneAtATime()
    >>> with turn, turn:
    ...     copy.deepcopy(turn) is turn
    False
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self._lock.release()

    def __reduce__(self) -> tuple[type[OneAtATime], tuple[()]]:
        return OneAtATime, ()
