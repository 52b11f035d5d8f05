"""Tables to files: whole or not at all, and safe to open in a spreadsheet."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.basics.shown import json_text, printable

__all__ = ["RUN", "Written", "as_written", "csv_text", "manifest", "write_files"]

RUN = "run.json"
"""What a run was made of, and what it wrote; the last file to be replaced."""
_PREFIX = ".cashflow-"
_FULL = (errno.ENOSPC, errno.EDQUOT)
_FORMULA = re.compile(r"(^|[;\t\r\n])([\s'\"]*)([=+\-@＝＋－＠﹦﹢﹣])")


def _safe(value: object) -> object:
    """Text that a spreadsheet of any locale would run as a formula gets an apostrophe; signs that are not seen are marked."""
    if not isinstance(value, str):
        return value
    text = _FORMULA.sub(r"\1\2'\3", value)
    return printable(text[:1].replace("\t", "'\t").replace("\r", "'\r") + text[1:])


def csv_text(frame: pd.DataFrame) -> str:
    """A frame as CSV: ISO dates, amounts with all their digits, text that can't become a formula or drive a terminal.

    Examples
    --------
    >>> csv_text(pd.DataFrame({"supplier": ["=1+1", "a;=1"], "amount": [-5, 1]})).splitlines()
    ['supplier,amount', "'=1+1,-5", "a;'=1,1"]
    """
    out = frame.rename(columns=lambda c: _safe(str(c)))
    for at, kind in enumerate(out.dtypes):
        if isinstance(kind, pd.CategoricalDtype) or pd.api.types.is_string_dtype(kind) or kind.kind == "O":
            out.isetitem(at, out.iloc[:, at].astype(object).map(_safe).to_numpy())
        elif kind.kind == "f":  # written by Python: by numpy its print options would change the digits
            out.isetitem(at, out.iloc[:, at].astype(object).to_numpy())
    return out.to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n")


def manifest(sha256: Mapping[str, str], settings: Mapping[str, Any]) -> str:
    """What a run was made of: versions, and a hash of each input, as JSON. No clock, no machine.

    Parameters
    ----------
    sha256
        Hashes by name, taken when the inputs were read: a file that is looked at later may be another one by then.
    settings
        What else is kept.
    """
    from importlib.metadata import version  # imported late: 10 ms that only files pay

    versions = {name: version(name) for name in ("cashflow-terms", "numpy", "pandas", "holidays")}
    return json_text({"versions": versions, "sha256": dict(sha256), **settings}) + "\n"


def as_written(files: Mapping[str, str | bytes]) -> dict[str, bytes]:
    """The bytes of files as they are written: a ``run.json``, with the hash of each of the others, is the last."""
    content = {name: text.encode("utf-8", "replace") if isinstance(text, str) else text for name, text in files.items()}
    if RUN in content:
        hashes = {n: _hash(c) for n, c in content.items() if n != RUN}
        content[RUN] = (json_text({**json.loads(content.pop(RUN)), "files": hashes}) + "\n").encode()
    return content


class Written(list[Path]):
    """Paths written, in the order given, and `notes`: what was found in the folder."""

    notes: tuple[str, ...] = ()


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> Written:
    """Write files into a folder: each is first written beside its place; when all are there they are moved into it, ``run.json`` last.

    Files of others stay, and those of an earlier run that this one does not name. But in a folder inside the folder, such as that
    of the offer letters, what an earlier run wrote (its ``run.json`` says so) is removed if this run writes there, too.

    Parameters
    ----------
    folder
        Made if it does not exist.
    files
        Name → content; a name may hold folders (``offer_letters/acme.html``). A ``run.json`` gets the hash of each file.

    Returns
    -------
    Written
        Paths in the order given. Its `notes` say where the folder held a run that was broken off, and what was removed.

    Raises
    ------
    InputError
        The folder can't be made or written, the disk is full, or a folder stands where a file must go; nothing was replaced then.
    KeyboardInterrupt
        Its text says what is true of the folder.
    """
    content = as_written(files)
    done: list[tuple[str, Path]] = []
    replacing, made = False, [d for d in dict.fromkeys((folder / name).parent for name in content) if not d.exists() and d != folder]
    try:
        _make(folder, content)
        notes, stale = _earlier(folder, content)
        try:
            for name, data in content.items():
                done.append((_beside(folder, name, data), folder / name))
            replacing = True
            _replace(done)
        finally:
            _remove(temporary for temporary, _ in done)
        _remove(stale)
    except OSError as wrong:
        _remove_empty(made)
        raise _refusal(wrong, folder, replacing) from None
    except KeyboardInterrupt as wish:
        if wish.args:
            raise
        raise KeyboardInterrupt(f"the files in {folder} may be of two runs" if replacing else "nothing was written") from None
    written = Written(folder / name for name in files)
    written.notes = tuple(notes)
    return written


def _remove_empty(folders: Iterable[Path]) -> None:
    """Folders that were made for files that are not there."""
    for folder in folders:
        with contextlib.suppress(OSError):  # it holds something, or was not made
            folder.rmdir()


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _make(folder: Path, content: Mapping[str, bytes]) -> None:
    """Make the folders, and refuse what stands in the way, before anything is written."""
    for name in content:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.is_dir():
            raise InputError("is a folder where a file must be written; nothing was written", file=place, hint="Move it away")


def _beside(folder: Path, name: str, data: bytes) -> str:
    """A temporary file with a content, on the disk for sure."""
    handle, temporary = tempfile.mkstemp(dir=(folder / name).parent, prefix=_PREFIX)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
    except BaseException:
        _remove([temporary])
        raise
    return temporary


def _replace(done: Sequence[tuple[str, Path]]) -> None:
    """Move all into their places; a first interruption waits until the last one stands there."""
    stopped: KeyboardInterrupt | None = None
    for temporary, place in sorted(done, key=lambda d: d[1].name == RUN):
        try:
            os.replace(temporary, place)
        except KeyboardInterrupt as wish:
            stopped = wish
            if os.path.exists(temporary):
                os.replace(temporary, place)
    if stopped:
        raise KeyboardInterrupt("all files were written")


def _remove(paths: Iterable[str | Path]) -> None:
    for path in paths:
        if os.path.exists(path):
            os.unlink(path)


def _earlier(folder: Path, content: Mapping[str, bytes]) -> tuple[list[str], list[Path]]:
    """What is said of an earlier run in the folder, and which of its files go."""
    notes = []
    left = [*folder.glob(f"{_PREFIX}*"), *folder.glob(f"*/{_PREFIX}*")]
    _remove(left)
    said = _said_by(folder / RUN)
    same = {n: p for n, h in said.items() if (p := _inside(folder, n)) and p.is_file() and _hash(p.read_bytes()) == h}
    other = sorted(set(said) - set(same))
    if left or other:
        odd = f"{', '.join(printable(n) for n in other[:3])}{' …' if len(other) > 3 else ''}"
        which = f": {odd} {'is' if len(other) == 1 else 'are'} not as its run.json says" if other else ", whose leftovers were removed"
        notes.append(f"{folder} held a run that was broken off or changed afterwards{which}; all files of this run are written again")
    inner = {Path(n).parts[0] for n in content if len(Path(n).parts) > 1}
    old = {n: p for n, p in same.items() if n not in content and len(Path(n).parts) > 1}
    stale = [path for name, path in old.items() if Path(name).parts[0] in inner]
    if stale:
        notes.append(f"{len(stale)} files of an earlier run were removed, since this run does not make them")
    kept = sorted({Path(n).parts[0] for n in old} - inner)
    notes += [f"{folder / name} is of an earlier run" for name in kept]
    return notes, stale


def _said_by(path: Path) -> dict[str, str]:
    """Files and hashes that a ``run.json`` names; none if it is not one of ours."""
    try:
        said = json.loads(path.read_bytes())
        named = said.get("files", {}) if isinstance(said, dict) else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return {str(k): str(v) for k, v in named.items()} if isinstance(named, dict) else {}


def _inside(folder: Path, name: str) -> Path | None:
    """A file that a ``run.json`` names, if it lies in the folder: the file may be anybody's."""
    try:
        path = (folder / name).resolve()
        return folder / name if path.is_relative_to(folder.resolve()) else None
    except (OSError, ValueError):
        return None


def _refusal(wrong: OSError, folder: Path, replacing: bool) -> InputError:
    said = "the disk is full" if wrong.errno in _FULL else f"can't be written: {wrong.strerror}"
    so_far = "some files may be of this run, others of an earlier one" if replacing else "nothing was replaced"
    return InputError(f"{said}; {so_far}", file=folder, hint="Free some space, or name another folder")
