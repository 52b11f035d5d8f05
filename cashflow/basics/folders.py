"""What is at a path: a folder, a file or nothing; what may not be looked at is refused, never passed over."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

from cashflow.basics.errors import InputError

__all__ = ["files_in", "is_folder", "is_there", "no_reading"]


def is_folder(path: Path) -> bool:
    """Whether a folder is there."""
    try:
        return path.is_dir()
    except OSError as wrong:
        no_reading(wrong, path)


def is_there(path: Path) -> bool:
    """Whether anything is there."""
    try:
        return path.exists()
    except OSError as wrong:
        no_reading(wrong, path)


def files_in(folder: Path) -> list[Path]:
    """All files in a folder, also those in its folders, in order of their names.

    Raises
    ------
    InputError
        A folder in it may not be read.
    """
    found = []
    try:
        for base, _, names in os.walk(folder, onerror=_stop):
            found += [Path(base, name) for name in names]
        return sorted((f for f in found if f.is_file()), key=lambda f: f.relative_to(folder).as_posix())
    except OSError as wrong:
        no_reading(wrong, Path(wrong.filename or folder))


def _stop(wrong: OSError) -> None:
    raise wrong


def no_reading(wrong: OSError, path: Path) -> NoReturn:
    """Refuse a path as the system does."""
    raise InputError(f"can't be read: {wrong.strerror}", file=path) from None
