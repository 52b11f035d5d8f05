"""The door of the reading room: a path, an open file, a frame or an Arrow stream becomes a table of cells under its own names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from attrs import evolve

from cashflow.basics.days import Ints
from cashflow.basics.door import path_of
from cashflow.basics.errors import InputError
from cashflow.basics.folders import is_folder
from cashflow.basics.frames import pd
from cashflow.ledger.csv_head import Said
from cashflow.ledger.opening.kinds import kind_of, unpacked
from cashflow.ledger.opening.opened import Opened
from cashflow.ledger.opening.records import arrow_frame, is_arrow_stream, json_frame, parquet_frame
from cashflow.ledger.opening.sap_list import without_rules
from cashflow.ledger.opening.text import SEPARATORS, FindHeader, as_utf8, begin_of
from cashflow.ledger.opening.told import OpenOptions
from cashflow.ledger.opening.workbook import column_of, workbook_cells
from cashflow.ledger.table import Table, csv_table, header_names, some_bytes

__all__ = ["open_bytes", "open_table"]

_NAMES = {v: k for k, v in SEPARATORS.items() if len(k) > 2}


def open_table(given: Any, told: OpenOptions, find_header: FindHeader) -> Table:
    """Open what is given.

    Parameters
    ----------
    given
        A path, an open file, a pandas frame, or an object that hands on its columns as Arrow does.
    told
        What the user says of it.
    find_header
        Finds the header among the first rows of a text or a workbook.

    Raises
    ------
    InputError
        No such file; no table; or what it is, if it is something else.
    """
    if isinstance(given, Table):
        return given
    if isinstance(given, pd.DataFrame):
        return Table(given.reset_index(drop=True), np.zeros(0, np.int64), opened=Opened("frame"))
    if is_arrow_stream(given):
        return Table(arrow_frame(given), np.zeros(0, np.int64), opened=Opened("arrow"))
    if hasattr(given, "read"):
        found = given.read()
        name = getattr(given, "name", None)
        path = Path(name) if isinstance(name, str) else Path("table")
        return open_bytes(found.encode() if isinstance(found, str) else bytes(found), path, told, find_header)
    path = path_of(given)
    if is_folder(path):
        raise InputError("is a folder, not a file", file=path)
    return open_bytes(some_bytes(path), path, told, find_header)


def open_bytes(content: bytes, path: Path, told: OpenOptions, find_header: FindHeader, container: str | None = None) -> Table:
    """The table in the bytes of a file."""
    if not content:
        raise InputError("is empty", file=path)
    kind = "text" if told.encoding is not None and container is None else kind_of(content, path)
    if kind in ("gz", "zip"):
        if container is not None:
            raise InputError("is an archive in an archive", file=path, hint="Unpack it")
        content, name = unpacked(content, kind, path)
        return open_bytes(content, path, told, find_header, name)
    if kind == "workbook":
        found = _of_workbook(content, path, told, find_header)
    elif kind in ("parquet", "arrow"):
        found = Table(parquet_frame(content, kind, path), np.zeros(0, np.int64), path, opened=Opened(kind))
    elif kind == "json":
        found = Table(json_frame(content, path), np.zeros(0, np.int64), path, opened=Opened("json"))
    else:
        found = _of_text(content, path, told, find_header)
    if container is None:
        return found
    assert found.opened is not None
    return evolve(found, opened=evolve(found.opened, container=container))


def _of_text(content: bytes, path: Path, told: OpenOptions, find_header: FindHeader) -> Table:
    content, encoding, why = as_utf8(content, told.encoding, path)
    content = without_rules(content).replace(b"\0", "\u2400".encode())
    begin = begin_of(content, told.separator, find_header, path, told.skip_rows)
    plain = begin.known == 0 and told.separator is None and told.skip_rows is None  # of a header nobody knows the first line is taken
    place = None if plain else (begin.start, begin.above, begin.separator)
    table = csv_table(content, path, place)
    above = [line.split(begin.separator) for line in content[: begin.start].decode().lstrip("\ufeff").splitlines()]
    opened = Opened("text", encoding, _NAMES[begin.separator], why={"encoding": why, "separator": begin.why})
    return evolve(table, opened=opened, above=tuple(tuple(c.strip() for c in cells) for cells in above))


def _of_workbook(content: bytes, path: Path, told: OpenOptions, find_header: FindHeader) -> Table:
    rows, sheet, why = workbook_cells(content, told.sheet, find_header, path)
    looked = [column_of(list(r)) for r in rows[:200]]
    at = told.skip_rows if told.skip_rows is not None else find_header(looked)[0]
    if at >= len(rows):
        raise InputError("has no row below those to skip", file=path, column="skip_rows", value=at)
    width = max((i + 1 for i, c in enumerate(rows[at]) if str(c).strip()), default=0)
    names = header_names(column_of(list(rows[at][:width])), path)
    below = _without_blank_end(rows[at + 1 :])
    frame = pd.DataFrame(_columns(below, width), columns=pd.Index(names), dtype=object)
    long = [i for i, r in enumerate(below) if any(str(c).strip() for c in r[width:])]
    said = tuple(Said(i, "rejected", "broken row", "", "", "has cells to the right of the header") for i in long)
    above = tuple(tuple(c.strip() for c in column_of(list(r))) for r in rows[:at])
    opened = Opened("workbook", sheet=sheet, why={"sheet": why})
    return Table(frame, np.zeros(0, np.int64), path, said=said, skipped=at, opened=opened, above=above)


def _without_blank_end(rows: list[list[Any]]) -> list[list[Any]]:
    last = len(rows)
    while last and not any(c != "" and c is not None and str(c).strip() for c in rows[last - 1]):
        last -= 1
    return rows[:last]


def _columns(rows: list[list[Any]], width: int) -> Ints:
    out = np.empty((width, len(rows)), object)
    even = [r[:width] if len(r) >= width else [*r, *[""] * (width - len(r))] for r in rows]
    for at, cells in enumerate(zip(*even, strict=True)):
        out[at] = column_of(list(cells))
    return out.T
