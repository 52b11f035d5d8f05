"""Many files into their places: each is first written beside its place, then all are moved there, or all stay as they were."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

__all__ = ["PREFIX", "Broken", "beside", "put_in_place", "remove"]

PREFIX = ".cashflow-"
"""What the name of a file begins with that is not in its place yet."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class Broken(Exception):
    """Some files are in their places, and could not be taken back."""

    def __init__(self, wrong: OSError) -> None:
        super().__init__(wrong)
        self.wrong = wrong


def beside(place: Path, data: bytes) -> Path:
    """A new file beside a place, on the disk for sure; who may read it is as for the file that is there, or as for any new one."""
    new = _free(place)
    with _told_of(place):
        try:
            with os.fdopen(os.open(new, _NEW, 0o666), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if place.is_file():
                shutil.copymode(place, new)
        except BaseException:
            remove([new])
            raise
    return new


def put_in_place(done: Sequence[tuple[Path, Path]]) -> None:
    """Move files into their places, in the order given; if one can't be moved, all places have what they had.

    Parameters
    ----------
    done
        What `beside` gave, and the place.

    Raises
    ------
    OSError
        One can't be moved; nothing was.
    Broken
        One can't be moved, and what was moved could not be taken back.
    """
    kept: list[tuple[Path | None, Path]] = []
    moved: list[tuple[Path | None, Path]] = []
    try:
        for _, place in done:
            kept.append((_kept(place), place))
        for (new, place), was in zip(done, kept, strict=True):
            with _told_of(place):
                os.replace(new, place)
            moved.append(was)
    except BaseException as wrong:
        _take_back(moved, wrong)
        raise
    finally:
        remove(old for old, _ in kept if old is not None)


def _take_back(moved: Iterable[tuple[Path | None, Path]], wrong: BaseException) -> None:
    try:
        for old, place in moved:
            if old is None:
                os.unlink(place)
            else:
                os.replace(old, place)
    except OSError as failed:
        raise Broken(wrong if isinstance(wrong, OSError) else failed) from None


def _kept(place: Path) -> Path | None:
    """The file that is in a place, by a second name; `None`: there is none."""
    if not os.path.lexists(place):
        return None
    second = _free(place)
    try:
        os.link(place, second, follow_symlinks=False)
    except (OSError, NotImplementedError):  # a disk that knows no second names
        with _told_of(place):
            shutil.copy2(place, second, follow_symlinks=False)
    return second


def _free(place: Path) -> Path:
    """A name beside a place that no file has."""
    return place.with_name(PREFIX + secrets.token_hex(8))


@contextlib.contextmanager
def _told_of(place: Path) -> Iterator[None]:
    """What the system says of a file by its name beside the place, said of the place."""
    try:
        yield
    except OSError as wrong:
        raise type(wrong)(wrong.errno, wrong.strerror, str(place)) from None


def remove(paths: Iterable[Path]) -> None:
    """Remove files that are there."""
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
