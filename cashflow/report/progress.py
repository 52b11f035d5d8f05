"""A bar on a terminal for work that takes long; nothing where nobody watches."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

__all__ = ["progress_bar"]


@contextlib.contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int, int], None] | None]:
    """What `cashflow.scan` calls with rows, bytes done and bytes in all; `None` if stderr is no terminal.

    The bar is removed when the work is done, fails or is interrupted.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rows]:,} rows"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None, rows=0)
        yield lambda rows, done, size: bar.update(task, completed=done, total=size or None, rows=rows)
