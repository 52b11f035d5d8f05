"""From sheets to a table under its own names: the header taken out, rows numbered as in the file."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from attrs import evolve

from cashflow.basics.door import path_of
from cashflow.basics.errors import InputError
from cashflow.basics.folders import is_folder
from cashflow.basics.frames import pd
from cashflow.ledger.opening.headers import HEAD_ROWS, FindHeader, first_even_row
from cashflow.ledger.opening.options import OpenOptions
from cashflow.ledger.opening.pages import text_of
from cashflow.ledger.opening.sheet import Sheet
from cashflow.ledger.opening.source import open_sheet
from cashflow.ledger.table import Table, header_names

__all__ = ["open_table"]


def open_table(given: Any, told: OpenOptions, find_header: FindHeader) -> Table:
    """Open what is given.

    Parameters
    ----------
    given
        A path, an open file, a pandas frame, or an object that hands on its columns as Arrow does; a table stays as it is.
    told
        What the user says of it.
    find_header
        Finds the header among the first rows of a text or a workbook.

    Raises
    ------
    InputError
        No such file; no table; or what it is, if it is something else; several files.
    """
    if isinstance(given, Table):
        return given
    if isinstance(given, str | os.PathLike) and is_folder(path := path_of(given)):
        raise InputError("is a folder; one file is needed here", file=path)
    sheet = open_sheet(given, told, find_header)
    if isinstance(sheet, list):
        raise InputError("are several files; one is needed here", file=str(given))
    return _table(sheet, find_header)


def _table(sheet: Sheet, find_header: FindHeader) -> Table:
    long = np.zeros(0, np.int64) if sheet.too_long is None else sheet.too_long
    if sheet.names is not None:
        frame = sheet.frame.set_axis(pd.Index(sheet.names), axis=1)
        return Table(frame, long, sheet.source, said=sheet.said, opened=sheet.opened)
    looked = text_of(sheet.frame.head(HEAD_ROWS).to_numpy(object).tolist())
    at = _header(sheet, looked, find_header)
    names = header_names(looked[at], sheet.source)
    frame = sheet.frame.iloc[at + 1 :].set_axis(pd.Index(names), axis=1).reset_index(drop=True)
    said = tuple(evolve(s, at=s.at - at - 1) for s in sheet.said if s.at > at)
    numbers = None if sheet.rows is None else sheet.rows[at + 1 :]
    above = sheet.above(tuple(c.strip() for c in row) for row in looked[:at])
    long, skipped = long[long > at] - at - 1, sheet.number(at) - 1
    return Table(frame, long, sheet.source, said=said, skipped=skipped, opened=sheet.opened, above=above, numbers=numbers)


def _header(sheet: Sheet, looked: list[list[str]], find_header: FindHeader) -> int:
    """The position of the header: as opening found it, the row of known names, or the first row of the usual width."""
    if sheet.header is not None:
        return sheet.header
    at = find_header(looked)
    at = first_even_row(looked) if at is None else at
    if at is None:
        raise InputError("has no header of several columns", file=sheet.source, hint="A row must name the columns: supplier, amount, …")
    return at
