"""The files of a folder, a pattern or a list, each opened; what in a folder is not a table is ignored by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import field, frozen

from cashflow.basics.door import path_of
from cashflow.basics.errors import InputError
from cashflow.basics.folders import is_folder
from cashflow.basics.shown import file_name
from cashflow.ledger.of_files import ask_of_file
from cashflow.ledger.opening.headers import FindHeader
from cashflow.ledger.opening.options import OpenOptions
from cashflow.ledger.opening.sheet import Sheet
from cashflow.ledger.opening.source import files_of_tables, is_several, open_sheet

__all__ = ["TABLES", "File", "Passed", "files_of_several", "open_files"]

TABLES = (
    ".csv", ".tsv", ".tab", ".asc", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".json", ".jsonl", ".ndjson", ".parquet", ".pq", ".feather",
    ".arrow", ".gz", ".zip",
)  # fmt: skip
"""Endings of files that hold a table, or are refused."""
_PERHAPS = ("", ".txt", ".dat", ".lst", ".out", ".prn")
"""Endings of files that hold a table or anything else."""


@frozen(eq=False)
class File:
    """A file, opened."""

    name: str  # as it is called in findings
    sheet: Sheet
    path: Path  # of one of several sheets, as if the workbook were a folder
    book: Path | None = None  # the workbook of such a sheet
    perhaps: bool = False  # whether it may be no table at all
    own: Mapping[str, Any] = field(factory=dict)  # what is told of it alone


@frozen
class Passed:
    """A file that is ignored, and why."""

    name: str
    reason: str
    rows: int = 0  # that may be invoices, though it is not read


def files_of_several(given: Any) -> tuple[list[Path], bool]:
    """The files that a folder, a pattern or a list names, in order, and whether they all must be tables, since they were meant.

    Raises
    ------
    InputError
        There is none, or one is named twice.
    """
    if isinstance(given, list | tuple):
        if any(isinstance(one, Mapping) for one in given):
            raise InputError("must be paths, not rows", column="path", hint="Make a table of them: pandas.DataFrame(…)")
        named = [path_of(one) for one in given]
        found = [f for p in named for f in (files_of_tables(p) if is_several(p) else [p])]
    elif not is_several(path := path_of(given)):  # of several sheets
        named = found = [path]
    else:
        named, found = [], files_of_tables(path)
    twice = [f for f, many in Counter(found).items() if many > 1]
    if twice:
        raise InputError("is named twice, and would be counted twice", file=min(twice))
    return found, bool(named) or not is_folder(path_of(given))


def open_files(given: Any, told: Callable[[Path], OpenOptions], find_header: FindHeader) -> tuple[list[File], list[Passed]]:
    """All files of a folder, a pattern or a list.

    Parameters
    ----------
    given, find_header
        As for `open_sheet`.
    told
        What is told of a file.

    Returns
    -------
    files
        In order of their names.
    passed
        Those of a folder whose endings are not those of tables, and texts in it that are none.

    Raises
    ------
    InputError
        A file can't be read; there is none.
    """
    paths, meant = files_of_several(given)
    alone = not isinstance(given, list | tuple) and not is_several(path_of(given))
    names = _names(paths, None if meant else path_of(given))
    files: list[File] = []
    passed: list[Passed] = []
    for path, name in zip(paths, names, strict=True):
        ending = path.suffix.lower()
        perhaps = not meant and ending in _PERHAPS
        if not meant and not perhaps and ending not in TABLES:
            passed.append(Passed(name, f"is not a table by its ending, {ending}"))
            continue
        try:
            sheet = open_sheet(path, told(path), find_header)
        except InputError as wrong:
            if not perhaps:
                if not alone:
                    ask_of_file(wrong, name)
                    if wrong.column == "sheet" and "no sheets" in wrong.reason:  # told of all files, workbooks and others
                        wrong.hint = f"Tell it of the workbooks alone: --files '*.xlsx:sheet={wrong.value}'"
                raise
            passed.append(Passed(name, f"is not a table: {wrong.reason}"))
            continue
        if isinstance(sheet, Sheet):
            files.append(File(name, sheet, path, perhaps=perhaps))
            continue
        within = "" if alone else f"{name}/"
        passed += [Passed(f"{within}{file_name(other)}", why, rows) for other, (why, rows) in sheet[0].opened.left.items()]
        files += [_of_sheet(one, within, path) for one in sheet]
    return files, passed


def _of_sheet(sheet: Sheet, within: str, book: Path) -> File:
    """One of several sheets; `within`: its workbook's name, where the ledger is several files."""
    assert sheet.source is not None
    return File(f"{within}{file_name(sheet.source.name)}", sheet, sheet.source, book, perhaps=sheet.opened.perhaps)


def _names(paths: Sequence[Path], folder: Path | None) -> list[str]:
    """Names of files in findings: as seen from the folder, or no more of their paths than tells them apart."""
    if folder is not None:
        return [file_name(p.relative_to(folder)) for p in paths]
    many = Counter(p.name.casefold() for p in paths)
    return [file_name(p.name if many[p.name.casefold()] == 1 else p) for p in paths]
