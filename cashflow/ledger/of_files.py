"""What is told of some files alone, where a ledger is several files: by the name of a file, or a pattern of names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePath
from typing import Any

from cashflow.basics.errors import InputError, nearest
from cashflow.basics.shown import common_start, file_name

__all__ = ["OF_FILES", "OF_TABLES", "files_of", "pattern_of", "settled_files", "typed_files"]

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
OF_FILES = (*OF_TABLES, "currency", "zone", "round")
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


def _fits(pattern: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether the end of a path fits, in small letters or large; ``**`` stands for any folders, or none."""
    at = set(range(len(parts)))
    for one in pattern:
        if one == "**":
            at = set(range(min(at, default=len(parts) + 1), len(parts) + 1))
        else:
            at = {n + 1 for n in at if n < len(parts) and fnmatchcase(parts[n].casefold(), one.casefold())}
    return len(parts) in at


def settled_files(
    files: Mapping[str, Mapping[str, Any]], paths: Sequence[Path], source: object, folder: Path | None = None
) -> dict[Path, dict[str, Any]]:
    """What is told of each of some files alone, by its path; of what is told twice, the later.

    Parameters
    ----------
    files
        As `files_of` gives them.
    paths, folder
        All that are read, and the folder that holds them, if one was given.
    source
        Named in a refusal.

    Raises
    ------
    InputError
        A name or pattern that none of the files has.

    Examples
    --------
    >>> paths = [Path("exports/us/b.csv"), Path("exports/us.csv")]
    >>> found = settled_files({"us*": {"currency": "USD"}, "us/b.csv": {"sheet": "AP"}}, paths, "exports")
    >>> [found[path] for path in paths]
    [{'sheet': 'AP'}, {'currency': 'USD'}]
    """
    out: dict[Path, dict[str, Any]] = {path: {} for path in paths}
    for name, told in files.items():
        for path in _meant(name, paths, source, folder):
            out[path] = _beside(out[path], told)
    return {path: own for path, own in out.items() if own}


def _beside(own: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """What is told of a file, and what is told of it later, which goes before."""
    kept = {k: v for k, v in own.items() if k != "date_format" or told.get("date_order") is None}  # the form would go before the order
    return {**kept, **{k: {**kept.get(k, {}), **v} if k in _TABLES else v for k, v in told.items()}}


def _meant(name: str, paths: Sequence[Path], source: object, folder: Path | None) -> list[Path]:
    """The files that a name or pattern means: ``a[1].csv`` is that file, if there is one, and not ``a1.csv``."""
    found = _own(name, paths, folder) or [p for p in paths if _fits(PurePath(name).parts, p.parts)]
    if not found:
        known = [file_name(p if folder is None or p == folder else p.relative_to(folder)) for p in paths]
        reason = f"is none of the files that are read. {nearest(name, known if folder is not None else [p.name for p in paths])}"
        raise InputError(reason, file=source, column="files", value=name)
    return found


def _own(name: str, paths: Sequence[Path], folder: Path | None) -> list[Path]:
    """The files whose own name that is: one as it is shown, seen from the folder; else all that end so."""
    shown = [p for p in paths if {name, os.fspath(PurePath(name))} & _shown(p, folder)]  # ./a.csv is a.csv
    parts = PurePath(name).parts
    return shown or [p for p in paths if p.parts[-len(parts) :] == parts or file_name(p.name) == name]


def _shown(path: Path, folder: Path | None) -> set[str]:
    as_read = path if folder is None else path.relative_to(folder)
    return {file_name(as_read), os.fspath(as_read), os.fspath(path)}


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
