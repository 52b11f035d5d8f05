"""Tables to files: whole or not at all, and safe to open in a spreadsheet."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cashflow._stops import held
from cashflow.basics.frames import pd
from cashflow.basics.shown import json_text, printable
from cashflow.basics.words import many
from cashflow.report.places import RUN, check_ours, check_places, make_folders, missing_folders, refusal, remove_empty
from cashflow.report.placing import PREFIX, Broken, beside, put_in_place, remove

__all__ = ["RUN", "Written", "as_written", "csv_text", "manifest", "write_files"]

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

    If one can't be moved, what was moved is taken back. A wish to stop is heard between two files, before the first is moved.

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
        The folder can't be made or written, the disk is full, or something stands in a place that must not be replaced: a folder, a
        file that is write-protected, that this process has read, or, with a ``run.json``, that no run wrote. Nothing was replaced
        then.
    KeyboardInterrupt
        Its text says what is true of the folder.
    """
    content, so_far = as_written(files), "nothing was written"
    try:
        with held() as hear:
            notes = _written(folder, content, hear)
            so_far = "all files were written"
    except KeyboardInterrupt as wish:
        wish.args = (so_far,)
        raise
    written = Written(folder / name for name in files)
    written.notes = tuple(notes)
    return written


def _written(folder: Path, content: Mapping[str, bytes], hear: Callable[[], None]) -> list[str]:
    """Write files, all or none, and give notes on the folder."""
    done: list[tuple[Path, Path]] = []
    missing = missing_folders({(folder / name).parent for name in content})
    try:
        check_places(folder, content)
        make_folders(folder, content)
        notes, stale = _earlier(folder, content)
        for name, data in content.items():
            done.append((beside(folder / name, data), folder / name))
            hear()
        put_in_place(sorted(done, key=lambda d: d[1].name == RUN))
        remove(stale)
    except OSError as wrong:
        raise refusal(wrong, folder, "nothing was replaced") from None
    except Broken as wrong:
        raise refusal(wrong.wrong, folder, "some files may be of this run, others of an earlier one") from None
    finally:
        remove(new for new, _ in done)
        remove_empty(missing)
    return notes


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _earlier(folder: Path, content: Mapping[str, bytes]) -> tuple[list[str], list[Path]]:
    """What is said of an earlier run in the folder, and which of its files go."""
    notes = []
    left = [*folder.glob(f"{PREFIX}*"), *folder.glob(f"*/{PREFIX}*")]
    remove(left)
    said = _said_by(folder / RUN)
    if RUN in content and not left:
        check_ours(folder, content, said)
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
        were, them = ("were", "them") if len(stale) > 1 else ("was", "it")
        notes.append(f"{many(len(stale), 'file')} of an earlier run {were} removed, since this run does not make {them}")
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
