"""What is at a path: a folder, a file or nothing; what may not be looked at is refused, never ignored."""

from __future__ import annotations

import difflib
import fnmatch
import os
import re
from glob import glob, has_magic
from pathlib import Path
from typing import NoReturn

from cashflow.basics.errors import InputError

__all__ = ["files_in", "files_like", "is_folder", "is_there", "no_reading", "no_such_file", "path_from"]


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


def files_like(pattern: Path) -> list[Path]:
    """Files whose paths are as a pattern says, in order; a file's own name is matched whatever its large letters, on every system.

    ``exports/*.csv`` would else pass over ``UK.CSV`` without a word, and on some systems alone. What a spreadsheet keeps of an open
    workbook (``~$book.xlsx``) is none of them.
    """
    head, last = os.path.split(str(pattern))
    found = {Path(f) for f in glob(str(pattern), recursive=True)}
    if last != "**":
        folders = glob(head, recursive=True) if has_magic(head) else [head]
        same = re.compile(fnmatch.translate(last.lower())).match
        for folder in {*folders, *([""] if head.startswith("**") else [])}:
            names = (n for n in _names_in(folder) if not n.startswith(".") or last.startswith("."))
            found |= {Path(folder, name) for name in names if same(name.lower())}
    return sorted(f for f in found if f.is_file() and not f.name.startswith("~$"))


def _names_in(folder: str) -> list[str]:
    """What is in a folder; nothing where it is none, or may not be looked at."""
    try:
        return os.listdir(folder or ".")
    except OSError:
        return []


def _stop(wrong: OSError) -> None:
    raise wrong


def no_reading(wrong: OSError, path: Path) -> NoReturn:
    """Refuse a path as the system does."""
    raise InputError(f"can't be read: {wrong.strerror}", file=path) from None


_MOST = 10_000  # names of a folder that are compared


def no_such_file(path: Path, *, column: str | None = None, hint: str | None = None) -> InputError:
    """The refusal of a path where nothing is: with the nearest name in its folder, or the folder that is not there.

    Examples
    --------
    >>> print(no_such_file(Path("nowhere/ledger.csv"), hint="Name another"))
    nowhere/ledger.csv: there is no such file: there is no folder 'nowhere'. Name another
    """
    reason = "there is no such file"
    other = Path(str(path).replace("\\", "/"))
    if other != path and other.exists():  # written where a backslash separates folders
        return InputError(reason, file=path, column=column, hint=f"Did you mean '{other.as_posix()}'? Folders are separated by / here")
    try:
        with os.scandir(path.parent) as found:
            names = [entry.name for _, entry in zip(range(_MOST), found, strict=False)]
    except FileNotFoundError:
        return InputError(f"{reason}: there is no folder '{path.parent}'", file=path, column=column, hint=hint)
    except (OSError, ValueError):
        names = []
    folded = {n.casefold(): n for n in sorted(names, reverse=True)}
    near = difflib.get_close_matches(path.name.casefold(), folded, n=1, cutoff=0.6)
    said = f"Did you mean '{path.with_name(folded[near[0]])}'?" if near else hint
    return InputError(reason, file=path, column=column, hint=said)


def path_from(path: Path, folder: Path) -> str:
    """A path as a file in a folder names it; from one drive to another, the whole path.

    Examples
    --------
    >>> path_from(Path("exports/may.csv"), Path("whatifs"))
    '../exports/may.csv'
    """
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:
        return path.resolve().as_posix()
