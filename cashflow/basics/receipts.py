"""Files read whole: their bytes, and what was read, by hash, for the record of a run."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import TypeVar

from cashflow.basics.errors import InputError

__all__ = ["named", "now_read", "read_bytes", "receipts", "was_read"]

T = TypeVar("T")
_MOST = 1 << 30
"""Bytes that a pipe may give: of a file the size is known, a pipe may never end."""
_WAIT, _BREATH = 5.0, 0.02  # seconds
_INPUTS: set[str] = set()  # of this process, by their real paths
_OPEN: ContextVar[dict[Path, str] | None] = ContextVar("receipts", default=None)


@contextlib.contextmanager
def receipts() -> Iterator[dict[Path, str]]:
    """Keep the SHA-256 of every file that `read_bytes` reads inside: of the bytes that were read, whatever becomes of the file.

    Yields
    ------
    dict
        Path → hash, filled as files are read.
    """
    outer, mine = _OPEN.get(), dict[Path, str]()
    token = _OPEN.set(mine)
    try:
        yield mine
    finally:
        _OPEN.reset(token)
        if outer is not None:
            outer |= mine


def read_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises
    ------
    OSError
        It can't be read.
    InputError
        It is a device, or a pipe that does not end; or it was read before, with other bytes: it changed in between.
    """
    content = _content(path)
    now_read([path])
    kept = _OPEN.get()
    if kept is not None:
        found = hashlib.sha256(content).hexdigest()
        if kept.setdefault(path, found) != found:
            raise InputError("changed while it was read", file=path, hint="Run again once it is complete")
    return content


def now_read(paths: Iterable[Path]) -> None:
    """Remember files as inputs: what this process has read it does not write over."""
    _INPUTS.update(map(os.path.realpath, paths))


def was_read(path: Path) -> bool:
    """Whether a file is there that this process has read."""
    return os.path.realpath(path) in _INPUTS and path.exists()


def _content(path: Path) -> bytes:
    """All of a file, or of a pipe such as ``/dev/stdin`` and ``<(…)`` of a shell; a device is asked for nothing."""
    kind = path.stat().st_mode
    if stat.S_ISCHR(kind) or stat.S_ISBLK(kind):
        raise InputError("is a device or a terminal, not a file", file=path, hint="Name a file")
    if not stat.S_ISFIFO(kind):
        return path.read_bytes()
    content = _of_pipe(path)
    if len(content) > _MOST:
        raise InputError("is a pipe that gives more than 1 GB", file=path, hint="Write it into a file, and name that")
    return content


def _of_pipe(path: Path) -> bytes:
    """What a pipe gives, and a byte more than it may; one that has no other end is waited for some seconds, not for ever."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with open(handle, "rb") as pipe:
        first, until = _first_byte(handle), time.monotonic() + _WAIT
        while first == b"" and time.monotonic() < until:
            time.sleep(_BREATH)
            first = _first_byte(handle)
        if first == b"":
            raise InputError("is a pipe into which nothing is written", file=path, hint="Name a file")
        os.set_blocking(handle, True)
        begun = first or b""
        return begun + pipe.read(_MOST + 1 - len(begun))


def _first_byte(handle: int) -> bytes | None:
    """The first byte of a pipe; empty: nobody writes into it; `None`: its writer has written nothing yet."""
    try:
        return os.read(handle, 1)
    except BlockingIOError:
        return None


def named(kept: Mapping[Path, T], folder: Path) -> dict[str, T]:
    """What is kept of files by their names as seen from a folder; of one elsewhere by its own name, and no more of its path than needed.

    Those in the folder come first, each in order of their paths: threads read files in any order.
    """
    out: dict[str, T] = {}
    inside = {path: path.is_relative_to(folder) for path in kept}
    for path, found in sorted(kept.items(), key=lambda one: (not inside[one[0]], one[0])):
        parts = path.relative_to(folder).parts if inside[path] else path.parts[-1:]
        while "/".join(parts) in out and len(parts) < len(path.parts):
            parts = path.parts[-len(parts) - 1 :]
        out["/".join(parts)] = found
    return out
