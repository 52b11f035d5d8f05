"""A bar on a terminal for work that takes long; nothing where nobody watches."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

__all__ = ["AFTER", "progress_bar"]

AFTER = 2.0
"""Seconds until a bar shows: what is done by then needs none."""


@contextlib.contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int, int], None] | None]:
    """What `cashflow.scan` calls with rows, bytes done and bytes in all; `None` if stderr is not a terminal.

    The bar shows after `AFTER` seconds, also where nothing is told of how far the work is: then it says how long it has taken.
    It is removed when the work is done, fails or is interrupted.
    """
    if not sys.stderr.isatty():
        yield None
        return
    bar = _Bar(title)
    try:
        yield bar.update
    finally:
        bar.stop()


class _Bar:
    """Appears when the work has taken long."""

    def __init__(self, title: str) -> None:
        self.title = title
        self._bar: Any = None
        self._told: dict[str, Any] = {"total": None, "said": ""}
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = threading.Timer(AFTER, self._start)
        self._timer.daemon = True
        self._timer.start()

    def update(self, rows: int, done: int, size: int) -> None:
        with self._lock:
            self._told = {"completed": done, "total": size or None, "said": f"{rows:,} rows"}
            if self._bar is not None:
                self._bar.update(self._task, **self._told)

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

        said = TextColumn("{task.fields[said]}")
        columns = (TextColumn("{task.description}"), BarColumn(), said, TimeElapsedColumn(), TimeRemainingColumn())
        with self._lock:
            if self._timer is None:  # stopped meanwhile
                return
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task(self.title, **self._told)
            self._bar.start()

    def stop(self) -> None:
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = None
            if self._bar is not None:
                self._bar.stop()
