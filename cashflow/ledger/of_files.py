"""What is told of some files alone, where a ledger is several files: by the name of a file, or a pattern of names."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from glob import escape, has_magic
from pathlib import Path, PurePath
from typing import Any
from unicodedata import normalize

from cashflow.basics.door import path_of
from cashflow.basics.errors import InputError, asked, closest, nearest, to_type
from cashflow.basics.folders import is_folder
from cashflow.basics.shown import common_start, file_name

__all__ = ["OF_FILES", "OF_TABLES", "ask_of_file", "files_of", "opened_as", "pattern_of", "settled_files", "typed_files"]

OF_TABLES = (
    "encoding",
    "separator",
    "sheet",
    "skip_rows",
    "map",
    "types",
    "profile",
    "sign",
    "owed",
    "decimal",
    "date_order",
    "date_format",
)
"""What is told of how a table is laid out and written; e-invoices are all written in one way."""
OF_FILES = (*OF_TABLES, "currency", "zone", "round", "terms")
"""What may be told of a file alone."""
_TABLES = ("map", "types")
_KEYS = "|".join(k.replace("_", "[_-]") for k in OF_FILES)
_TYPED = re.compile(rf"(?P<name>.+):(?P<key>{_KEYS})(?:\.(?P<inner>[^=]+))?=(?P<value>.+)", re.S)
_ANY = re.compile(r"(?P<name>[^=]+):(?P<key>[\w-]+)(?:\.(?P<inner>[^=]+))?=(?P<value>.+)", re.S)
_HOW = 'Write files = { "us.csv" = { date_order = "mdy" } }, or --files us.csv:date_order=mdy'


def files_of(given: Any) -> dict[str, dict[str, Any]]:
    """Options by name of a file, or texts like ``us.csv:date_order=mdy``, as tables.

    Examples
    --------
    >>> files_of(["us.csv:date_order=mdy", "us.csv:map.supplier=Vendor", "2025-*.csv:skip-rows=3"])
    {'us.csv': {'date_order': 'mdy', 'map': {'supplier': 'Vendor'}}, '2025-*.csv': {'skip_rows': 3}}
    """
    if given is None:
        return {}
    tables = given if isinstance(given, Mapping) else _of_texts([given] if isinstance(given, str) else given)
    for name, told in tables.items():
        if not isinstance(name, str) or not name.strip() or not isinstance(told, Mapping):
            raise InputError("must be a table of options by the name of a file", column="files", value=name, hint=_HOW)
        for key in told:
            if key not in OF_FILES:
                raise InputError(f"is not told of one file. {nearest(str(key), OF_FILES)}", column=f"files '{name}'", value=key)
    return {name: dict(told) for name, told in tables.items()}


def _of_texts(given: Any) -> dict[str, dict[str, Any]]:
    """What was typed, as tables."""
    if not isinstance(given, Iterable):
        raise InputError("must be a table of options by the name of a file", column="files", value=given, hint=_HOW)
    out: dict[str, dict[str, Any]] = {}
    for one in given:
        found = _TYPED.fullmatch(one) or _ANY.fullmatch(one) if isinstance(one, str) else None
        key = found["key"].replace("-", "_") if found is not None else ""
        if found is None or (key in OF_FILES and bool(found["inner"]) != (key in _TABLES)):
            hint = "Write NAME:KEY=VALUE: us.csv:date_order=mdy, or us.csv:map.supplier=Vendor"
            raise InputError("must name a file, an option and its value", column="files", value=one, hint=hint)
        told = out.setdefault(found["name"], {})
        if found["inner"]:
            told.setdefault(key, {})[found["inner"].strip()] = found["value"]
        else:
            told[key] = _value(key, found["value"])
    return out


def typed_files(files: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """The same as one types it: ``us.csv:date_order`` and its value.

    Examples
    --------
    >>> typed_files({"us.csv": {"round": True, "map": {"supplier": "Vendor"}}})
    {'us.csv:round': 'true', 'us.csv:map.supplier': 'Vendor'}
    """
    out: dict[str, str] = {}
    for name, told in files.items():
        for key, value in told.items():
            inner = {f".{k}": v for k, v in value.items()} if isinstance(value, Mapping) else {"": value}
            out |= {f"{name}:{key}{k}": str(v).lower() if isinstance(v, bool) else str(v) for k, v in inner.items()}
    return out


def _value(key: str, text: str) -> Any:
    """A text as the value of an option; what is none is refused there."""
    if key == "skip_rows" and text.isdecimal():
        return int(text)
    return {"true": True, "false": False}.get(text, text) if key == "round" else text


def opened_as(files: Mapping[str, Mapping[str, Any]], paths: Sequence[Path], given: object) -> dict[Path, dict[str, Any]]:
    """What is told of each of some files, before they are opened: names that none of them has may be those of sheets in them."""
    source = path_of(given) if isinstance(given, str | os.PathLike) else None
    seen = _seen_from(paths, source)
    return _told_each({path: path for path in paths}, [(told, _meant(name, told, seen, source)) for name, told in files.items()])


def settled_files(
    files: Mapping[str, Mapping[str, Any]],
    paths: Iterable[Path],
    given: object,
    books: Mapping[Path, Path] | None = None,
    left: Mapping[str, str] | None = None,
) -> dict[Path, dict[str, Any]]:
    """What is told of each of some files alone, by its path; of what is told twice, the later.

    Parameters
    ----------
    files
        As `files_of` gives them.
    paths
        All that are read.
    given
        What named them: a path, a folder, a pattern, or else a list.
    books
        Of those that are sheets, the workbook of each; what is told of a workbook is told of its sheets.
    left
        Names of files and sheets that are passed over, each with the reason.

    Raises
    ------
    InputError
        A name or pattern that none of the files has, or a name that several have.

    Examples
    --------
    >>> paths = [Path("exports/us/b.csv"), Path("exports/us.csv")]
    >>> found = settled_files({"us*": {"currency": "USD"}, "us/b.csv": {"sheet": "AP"}}, paths, "exports/**/*.csv")
    >>> [found[path] for path in paths]
    [{'sheet': 'AP'}, {'currency': 'USD'}]
    """
    source = path_of(given) if isinstance(given, str | os.PathLike) else None
    of = {path: (books or {}).get(path, path) for path in paths}
    seen = _seen_from([*dict.fromkeys((*of.values(), *of))], source)
    meant = [(told, _meant(name, told, seen, source)) for name, told in files.items()]
    for name, (_, found) in zip(files, meant, strict=True):
        if not found:
            raise _unknown(name, seen, source, left or {})
    return _told_each(of, meant)


def _unknown(name: str, seen: Mapping[Path, PurePath], source: Path | None, left: Mapping[str, str]) -> InputError:
    """The refusal of a name that nothing has that is read."""
    why = next((why for one, why in left.items() if name.strip().casefold() in (one.casefold(), one.rpartition("/")[2].casefold())), None)
    if why is None:
        return InputError(f"is none of the files that are read. {_near(name, seen)}", file=source, column="files", value=name)
    hint = "If it is a sheet that holds payables, name it beside the others, as one of several"
    return InputError(f"is not read: it {why}", file=source, column="files", value=name, hint=hint)


def _told_each(of: Mapping[Path, Path], meant: Sequence[tuple[Mapping[str, Any], Sequence[Path]]]) -> dict[Path, dict[str, Any]]:
    """What is told of each path, in order: of it, or of what it is a part `of`."""
    out: dict[Path, dict[str, Any]] = {path: {} for path in of}
    for told, found in meant:
        for path in (p for p, book in of.items() if {p, book} & {*found}):
            out[path] = _beside(out[path], told)
    return {path: own for path, own in out.items() if own}


def _beside(own: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """What is told of a file, and what is told of it later, which goes before."""
    kept = {k: v for k, v in own.items() if k != "date_format" or told.get("date_order") is None}  # the form would go before the order
    return {**kept, **{k: {**kept.get(k, {}), **v} if k in _TABLES else v for k, v in told.items()}}


def _seen_from(paths: Sequence[Path], source: Path | None) -> dict[Path, PurePath]:
    """Each file as it is seen from the folder that was given, that a pattern begins with, or that holds all of a list."""
    try:
        if source is not None and is_folder(source):
            folder = source
        elif source is not None:
            fixed = next((n for n, part in enumerate(source.parts) if not _is_fixed(part)), len(source.parts))
            folder = Path(*paths[0].parts[: min(fixed, len(paths[0].parts) - 1)])
        else:
            folder = Path(os.path.commonpath([p.parent for p in paths]))
        return {p: p.relative_to(folder) for p in paths}
    except ValueError:  # some of a list begin at a root, and some do not
        return {p: p for p in paths}


def _is_fixed(part: str) -> bool:
    """Whether a part of a pattern stands for one name."""
    return not has_magic(part) or escape(re.sub(r"\[([*?[])\]", r"\1", part)) == part


def _meant(name: str, told: Mapping[str, Any], seen: Mapping[Path, PurePath], source: Path | None) -> list[Path]:
    """The files that a name or pattern means, or none: ``a[1].csv`` is that file, if there is one, and not ``a1.csv``."""
    found = _named(PurePath(name), name, seen)
    if not found and "\\" in name:  # typed where folders are separated so
        found = _named(PurePath(name.replace("\\", "/")), name, seen)
    if len(found) > 1:
        raise _which(name, told, [seen[p] for p in found], source)
    for pattern in () if found else dict.fromkeys((name, name.replace("\\", "/"))):
        found = found or _fitting(PurePath(pattern).parts, seen)
    return found


def _near(name: str, seen: Mapping[Path, PurePath]) -> str:
    """What may be meant by a name that no file has: a folder, whose files a pattern means, or the nearest name."""
    shown = [file_name(s) for s in seen.values()]
    folder = PurePath(name.replace("\\", "/"))
    if any(_folded(folder.parts) == _folded(s.parts[: len(folder.parts)]) for s in seen.values()):
        return f"It is a folder: write '{folder.as_posix()}/**' for all files in it"
    bare = dict(zip((file_name(p.name) for p in seen), shown, strict=True)) if len(folder.parts) == 1 else {}
    close = closest(name, list(bare))
    return f"Did you mean '{bare[close]}'? {nearest('', shown)}" if close else nearest(name, shown)


def _named(name: PurePath, text: str, seen: Mapping[Path, PurePath]) -> list[Path]:
    """The files that have a name, whatever signs are in it: one that has it as a whole, seen from the folder; else all that end so.

    Those that have it in the same letters go before others, but not before several of them.
    """
    parts = _folded(name.parts)
    for found in (
        [p for p, s in seen.items() if s == name or file_name(s) == text],
        [p for p in seen if p == name],
        [p for p, s in seen.items() if _folded(s.parts) == parts],
    ):
        if found:
            return found
    return [p for p in seen if _folded(p.parts[-len(parts) :]) == parts or file_name(p.name) == text]


def _folded(parts: Sequence[str]) -> list[str]:
    """Parts in small letters, without blanks around them; a letter with its accent is one sign, which a Mac writes as two."""
    return [normalize("NFC", part.strip().casefold()) for part in parts]


def _which(name: str, told: Mapping[str, Any], found: Sequence[PurePath], source: Path | None) -> InputError:
    """The refusal of a name that several files have: one of them is asked for, or a pattern for all."""
    names = [file_name(s) for s in found]
    typed = ["=".join(next(iter(typed_files({n: told or _EXAMPLE}).items()))) for n in (*names, f"**/{escape(name)}")]
    asks = [asked("which of the files is meant", typed, "--files")]
    listed = f"{', '.join(names[:_LISTED])}{f' and {len(names) - _LISTED:,} more' if len(names) > _LISTED else ''}"
    hint = f"Name one with its folder: {asks[0]['type']}; or all of them: --files {shlex.quote(typed[-1])}"
    return InputError(f"is the name of {len(names):,} files: {listed}", file=source, column="files", value=name, hint=hint, ask=asks)


_EXAMPLE = {"date_order": "mdy"}
_LISTED = 5


def _fitting(pattern: Sequence[str], seen: Mapping[Path, PurePath]) -> list[Path]:
    """The files that a pattern means, seen from the folder; else those of one that begins with the folder's own name.

    What stands above the folder is else no part of it: in ``uk/exports`` the pattern ``uk/**`` means what lies in a folder ``uk`` there.
    """
    found = [p for p, s in seen.items() if _fits(pattern, s.parts)]
    return found or [p for p, s in seen.items() if _fits_from_above(pattern, p.parts, len(p.parts) - len(s.parts))]


def _fits_from_above(pattern: Sequence[str], parts: Sequence[str], above: int) -> bool:
    """Whether a path fits a pattern whose first parts name the last of so many folders, one by one."""
    for many in range(1, min(above, len(pattern) - 1) + 1):
        first, own = pattern[:many], parts[above - many : above]
        named = all(a != "**" and fnmatchcase(b, a) for a, b in zip(_folded(first), _folded(own), strict=True))
        if named and _fits(pattern[many:], parts[above:], whole=True):
            return True
    return False


def _fits(pattern: Sequence[str], parts: Sequence[str], *, whole: bool = False) -> bool:
    """Whether the end of a path fits, or the whole, in small letters or large; ``**`` stands for any folders, or none."""
    at, parts = {0} if whole else set(range(len(parts))), _folded(parts)
    for one in _folded(pattern):
        if one == "**":
            at = set(range(min(at, default=len(parts) + 1), len(parts) + 1))
        else:
            at = {n + 1 for n in at if n < len(parts) and fnmatchcase(parts[n], one)}
    return len(parts) in at


def ask_of_file(wrong: InputError, name: str) -> None:
    """Turn what a refusal asks of how a table is opened into questions of one file: told of all, others would be refused for it."""
    flags = {f"--{key}": key for key in ("encoding", "sheet")}
    if len(wrong.ask) != 1 or (key := flags.get(str(wrong.ask[0]["type"]).partition(" ")[0])) is None:
        return
    typed = [f"{name}:{key}={choice}" for choice in wrong.ask[0]["choices"]]
    wrong.ask = [asked(f'{key} of {name} ([ledger.files."{name}"] {key})', typed, "--files")]
    wrong.hint = f"Type: {to_type(wrong.ask)}"


def pattern_of(names: Sequence[str], every: Sequence[str]) -> list[str]:
    """Some names of files as one pattern that none of the others has; else as they are.

    Examples
    --------
    >>> every = ["de.csv", "us-01.csv", "us-02.csv"]
    >>> pattern_of(["us-01.csv", "us-02.csv"], every), pattern_of(["de.csv", "us-01.csv"], every)
    (['us-0*.csv'], ['de.csv', 'us-01.csv'])
    """
    start = _same([*names])
    end = _same([n[len(start) :][::-1] for n in names])[::-1]
    pattern = f"{start}*{end}"
    fits = [n for n in every if _fits(PurePath(pattern).parts, PurePath(n).parts)]
    return [pattern] if len(names) > 1 and start and sorted(fits) == sorted(names) else [*names]


def _same(texts: Sequence[str]) -> str:
    """What all begin with."""
    return texts[0][: min(common_start(texts[0], t) for t in texts)]
