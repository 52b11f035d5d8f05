"""What is told of one of several sheets alone: how it is opened, and that it is meant to be a ledger."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import evolve

from cashflow.basics.errors import InputError
from cashflow.ledger.layout.table.header import header_at
from cashflow.ledger.opening.folder import File
from cashflow.ledger.opening.sheet import SEVERAL, Sheet
from cashflow.ledger.opening.source import open_sheet
from cashflow.ledger.options import ReadOptions

__all__ = ["as_told"]

_OPENING = ("encoding", "separator", "skip_rows")


def as_told(file: File, owns: Mapping[Path, Mapping[str, Any]], options: ReadOptions) -> File:
    """A file with what is told of it alone; a sheet of which is told how it is opened is opened once more.

    Parameters
    ----------
    file
        As it was opened.
    owns
        What is told of each file, by path; of a workbook of several sheets also by its own.
    options
        What is told of all.

    Raises
    ------
    InputError
        It can't be told of a sheet, or the sheet can't be opened so.
    """
    own, book = owns.get(file.path, {}), file.book
    if book is None:
        return evolve(file, own=own)
    named = {name.strip().casefold() for name in options.files} & {file.name.casefold(), file.path.name.casefold()}
    file = evolve(file, own=own, perhaps=file.perhaps and not named)  # who tells something of it by its name means it
    of_book = owns.get(book, {})
    if own.get("sheet") != of_book.get("sheet"):
        reason = "is told of a sheet, and not of its workbook"
        raise InputError(reason, file=file.name, column="sheet", value=own["sheet"], hint="Leave it out, or tell it of the workbook")
    if all(own.get(key) == of_book.get(key) for key in _OPENING):
        return file
    name = file.sheet.opened.sheet
    found = open_sheet(book, evolve(options.of_file(own).opening, sheet=name), header_at)
    sheet = found if isinstance(found, Sheet) else next(one for one in found if one.opened.sheet == name)
    opened = evolve(sheet.opened, why={**sheet.opened.why, "sheet": SEVERAL})
    return evolve(file, sheet=evolve(sheet, opened=opened, source=file.path))
