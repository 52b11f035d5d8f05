"""Cells of separated text, as they stand: by Arrow or pandas where rows have as many as are expected, else row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.ledger.opening.columns import text_column

__all__ = ["CSV_OPTIONS", "MANY_COLUMNS", "cells_of_text", "cells_with", "cut_rows"]

CSV_OPTIONS: dict[str, Any] = {
    "engine": "c", "dtype": object, "keep_default_na": False, "na_filter": False, "skip_blank_lines": False, "header": None,
}  # fmt: skip
"""How pandas reads cells as they stand."""
MANY_COLUMNS = 1_000
"""From here on pandas takes longer for the columns than a reading row by row for the cells."""
_LARGE = 1 << 18  # bytes, from which on Arrow pays


def cells_of_text(
    content: bytes, separator: str, width: int, source: object, *, wider: int = 0, quoted: bool = True, even: bool = False
) -> tuple[pd.DataFrame, Ints]:
    """All cells without a header, and each row's number of cells where some row has more than are expected.

    Parameters
    ----------
    content
        UTF-8 that begins with the header.
    separator
        One sign.
    width
        Cells of the header.
    source
        What the text is of, for the refusal.
    wider
        Cells of most rows, where that is more than the header has.
    quoted
        Whether quotes may hold separators and line breaks.
    even
        Whether every quote is known to stand where it should.
    """
    frame = _by_arrow(content, separator, width, quoted) if even and wider <= width else None
    if frame is not None:
        return frame, np.zeros(len(frame), np.int64)
    quoting: dict[str, Any] = {} if quoted else {"quoting": csv.QUOTE_NONE}
    first = separator.encode() * (wider - 1) + b"\n" if wider > width else b""
    try:
        if max(width, wider) > MANY_COLUMNS:
            raise pd.errors.ParserError
        frame = pd.read_csv(io.BytesIO(first + content), sep=separator, **CSV_OPTIONS, **quoting)
        frame = frame.iloc[1:].reset_index(drop=True) if first else frame
        short = frame.iloc[:, -1].isna().any()  # a row with fewer fields lacks the last one, too
        return frame.fillna("") if short else frame, np.zeros(len(frame), np.int64)
    except pd.errors.ParserError:
        pass  # a row is longer than the first one: read row by row, and say which
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), delimiter=separator, **quoting))
    except csv.Error as wrong:
        raise InputError(f"is not CSV that can be read: {wrong}", file=source) from None
    most = max(width, wider)
    return cut_rows(rows, most), np.array([cells_with(r, most) for r in rows], np.int64)


def _by_arrow(content: bytes, separator: str, width: int, quoted: bool) -> pd.DataFrame | None:
    """The cells as Arrow reads them, which takes a quarter of the time; `None`: it is not there, or some row has more or fewer cells."""
    if len(content) < _LARGE or not 1 < width <= MANY_COLUMNS or _ends_lines(content):
        return None
    try:
        import pyarrow as pa
        import pyarrow.csv as reader
    except ImportError:
        return None
    names = [str(at) for at in range(width)]
    wraps = quoted and b'"' in content
    quote = '"' if quoted else False
    parsing = reader.ParseOptions(delimiter=separator, quote_char=quote, ignore_empty_lines=False, newlines_in_values=wraps)
    as_text = reader.ConvertOptions(check_utf8=False, column_types=dict.fromkeys(names, pa.large_string()))
    reading = reader.ReadOptions(use_threads=False, column_names=names)  # its threads end the process where memory does
    try:
        table = reader.read_csv(pa.BufferReader(content), reading, parsing, as_text)
    except pa.ArrowInvalid:
        return None
    return pd.DataFrame({at: text_column(column) for at, column in enumerate(table.columns)}, copy=False)


def _ends_lines(content: bytes) -> bool:
    """Whether a carriage return stands somewhere without a line feed behind it."""
    if b"\r" not in content:
        return False
    signs = np.frombuffer(content, np.uint8)
    at = np.flatnonzero(signs == ord("\r"))
    return bool(at[-1] == len(signs) - 1 or (signs[at + 1] != ord("\n")).any())


def cells_with(row: Sequence[str], width: int) -> int:
    """Cells of a row, blank ones beyond the header not counted."""
    last = len(row)
    while last > width and not row[last - 1].strip():
        last -= 1
    return last


def cut_rows(rows: Sequence[Sequence[Any]], width: int) -> pd.DataFrame:
    """Rows of one width: further fields left out, missing ones empty."""
    even = [[*r[:width], *[""] * (width - len(r))] for r in rows]
    return pd.DataFrame(np.array(even, object).reshape(len(even), width), dtype=object)
