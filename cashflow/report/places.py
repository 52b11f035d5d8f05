"""Places that files are to be written into: folders that must be made, what stands there and stays, and why a place can't be used."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from cashflow.basics.errors import InputError
from cashflow.basics.receipts import was_read

__all__ = [
    "FULL",
    "RUN",
    "check_ours",
    "check_places",
    "check_same",
    "check_writable",
    "make_folders",
    "missing_folders",
    "refusal",
    "remove_empty",
]

RUN = "run.json"
"""What a run was made of, and what it wrote; the last file to be replaced."""
FULL = (errno.ENOSPC, errno.EDQUOT)
"""What the system says where no space is left."""
_ELSEWHERE = "Name another folder"
_WRITABLE = 0o222


def missing_folders(folders: Iterable[Path]) -> list[Path]:
    """Folders that are not there, and those above them, the innermost first."""
    all_of = {above for folder in folders for above in (folder, *folder.parents) if not os.path.lexists(above)}
    return sorted(all_of, key=lambda f: len(f.parts), reverse=True)


def make_folders(folder: Path, names: Iterable[str]) -> None:
    """Make the folders of some files."""
    for parent in dict.fromkeys((folder / name).parent for name in names):
        parent.mkdir(parents=True, exist_ok=True)


def remove_empty(folders: Iterable[Path]) -> None:
    """Remove folders in which nothing is: they were made for files that are not there."""
    for folder in folders:
        with contextlib.suppress(OSError):  # it holds something, or was not made
            folder.rmdir()


def check_places(folder: Path, names: Iterable[str]) -> None:
    """Refuse what stands in the way and must stay, before anything is written."""
    for place in (folder / name for name in names):
        above = next((p for p in place.parents if os.path.lexists(p)), None)
        if above is not None and not above.is_dir():
            what = "is a link to a folder that is not there" if above.is_symlink() else "is a file where a folder must be"
            raise InputError(f"{what}; nothing was written", file=above, hint=_ELSEWHERE)
        if place.is_dir():
            raise InputError("is a folder where a file must be written; nothing was written", file=place, hint="Move it away")
        if place.name != RUN and was_read(place):
            reason = "is one of the files that were read, and would be written over; nothing was written"
            raise InputError(reason, file=place, hint=f"{_ELSEWHERE} or file")
        if place.is_file() and not place.stat().st_mode & _WRITABLE:
            raise InputError("is write-protected; nothing was written", file=place, hint=f"{_ELSEWHERE}, or allow it to be written")


def check_writable(place: Path) -> None:
    """Refuse a file that can't be written where it is to stand, before long work of which it is the end."""
    check_places(place.parent, [place.name])
    above = next(p for p in place.parents if os.path.lexists(p))
    if not os.access(above, os.W_OK | os.X_OK):
        raise refusal(PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(above)), above, "nothing was written")


def check_ours(folder: Path, content: Mapping[str, bytes], said: Collection[str]) -> None:
    """Refuse to replace files of others by those of a run.

    Parameters
    ----------
    folder, content
        Where, and the files by name.
    said
        What a ``run.json`` in the folder says was written by a run.
    """
    for name, data in content.items():
        place = folder / name
        if name in said or not os.path.lexists(place) or (name == RUN and said):
            continue
        if not place.is_file() or not _is_like(place, data):
            hint = f"{_ELSEWHERE}, or move it away"
            raise InputError("is there already, and no run of cashflow has written it; nothing was written", file=place, hint=hint)


def check_same(folder: Path, files: Mapping[str, str]) -> None:
    """Refuse to replace files that are given to be changed, where somebody has changed them."""
    for name, text in files.items():
        place = folder / name
        if place.is_file() and place.read_bytes() != text.encode():
            raise InputError("is there already, with another content; nothing was written", file=place, hint=_ELSEWHERE)


def _is_like(place: Path, data: bytes) -> bool:
    """Whether a file holds the same bytes, or is a table with the same columns, as a refused run or a script leaves."""
    there = place.read_bytes()
    return there == data or (place.suffix == ".csv" and there.partition(b"\n")[0] == data.partition(b"\n")[0])


def refusal(wrong: OSError, folder: Path, so_far: str) -> InputError:
    """Why files can't be written, and what is true of the folder.

    Parameters
    ----------
    wrong
        What the system says.
    folder
        Where they were to go.
    so_far
        What was written.
    """
    place, code = wrong.filename or folder, wrong.errno
    if code in FULL:
        return InputError(f"the disk is full; {so_far}", file=folder, hint="Free some space, or name another folder")
    if code == errno.EFBIG:
        return InputError(f"is larger than a file may be here; {so_far}", file=place, hint=f"{_ELSEWHERE}, or raise the limit (ulimit -f)")
    if code == errno.ENAMETOOLONG:
        return InputError(f"is a longer name than the disk takes; {so_far}", file=place, hint="Name a shorter one")
    if code in (errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY):
        hint = f"If another program has it open, close it there; else {_ELSEWHERE.lower()} that you may write into"
        return InputError(f"can't be written: {wrong.strerror}; {so_far}", file=place, hint=hint)
    return InputError(f"can't be written: {wrong.strerror}; {so_far}", file=place, hint=_ELSEWHERE)
