"""Ctrl-C, and the system's wish to end: while the command line starts, while it works, and while files are written."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import Any

__all__ = ["Stopped", "held", "stoppable"]

_WISHES = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
Handler = Callable[[int, Any], Any]


class Stopped(KeyboardInterrupt):
    """The command line was told to stop; `number` is that of the signal."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Raise `Stopped` where the process is told to stop, except by what it was told to ignore, as under ``nohup``."""
    with _handled(_raise, [s for s in _WISHES if signal.getsignal(s) != signal.SIG_IGN]):
        yield


@contextlib.contextmanager
def held() -> Iterator[Callable[[], None]]:
    """Let wishes to stop wait, so that what is begun is ended; they are heard at the end.

    Yields
    ------
    callable
        To be called where a stop would do no harm: there they are heard, too.
    """
    came: list[int] = []
    old = {s: h for s in _WISHES if callable(h := signal.getsignal(s))}

    def hear() -> None:
        while came:
            number = came.pop(0)
            old[number](number, None)

    with _handled(lambda number, _: came.append(number), [*old]):
        yield hear
    hear()


@contextlib.contextmanager
def _handled(handler: Handler, numbers: list[int]) -> Iterator[None]:
    """Signals to a handler; what they did before is done again afterwards. Only the main thread hears signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, was in before.items():
            signal.signal(number, was)


def _raise(number: int, _: Any) -> None:
    raise Stopped(number)


def _end(number: int, _: Any) -> None:
    """End at once, with a sentence: nothing is begun yet, or all is done."""
    with contextlib.suppress(OSError):  # nobody listens
        os.write(2, b"cashflow: stopped\n")
    os._exit(128 + number)


def _is_command() -> bool:
    """Whether this process is the command line, by its name or by ``python -m cashflow``."""
    name = (sys.argv or [""])[0]
    return PurePath(name).stem == "cashflow" or (name == "-m" and not {"cashflow", "-mcashflow"}.isdisjoint(sys.orig_argv))


if _is_command() and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, _end)  # to load all modules takes a second, in which many a typing mistake is seen
