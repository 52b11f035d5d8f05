"""A bar on a terminal for work that takes long; nothing where nobody watches."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import Any

__all__ = ["progress_bar"]


@contextlib.contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int, int], None] | None]:
    """What `cashflow.scan` calls with rows, bytes done and bytes in all; `None` if stderr is not a terminal.

    The bar is removed when the work is done, fails or is interrupted.
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
    """Appears when there is something to tell."""

    def __init__(self, title: str) -> None:
        self.title = title
        self._bar: Any = None

    def update(self, rows: int, done: int, size: int) -> None:
        if self._bar is None:
            self._start()
        self._bar.update(self._task, completed=done, total=size or None, rows=rows)

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rows]:,} rows"), TimeRemainingColumn())
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task(self.title, total=None, rows=0)
        self._bar.start()

    def stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()
