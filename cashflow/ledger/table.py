"""Tables at the door: CSV files and frames to columns of text, with the spreadsheet's row numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cashflow.basics.errors import InputError, nearest

__all__ = ["check_columns", "read_csv", "text_column"]


def _bytes(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError("there is no such file", file=path) from None
    except IsADirectoryError:
        raise InputError("is a folder, not a CSV file", file=path) from None
    except OSError as wrong:
        raise InputError(f"can't be read: {wrong.strerror}", file=path) from None
    if not content.strip():
        raise InputError("is empty", file=path)
    if b"\0" in content[:100_000] or content[:2] == b"PK":
        raise InputError("is no CSV text", file=path, hint="Save the sheet as 'CSV UTF-8'")
    return content


def _text(path: Path) -> str:
    try:
        return _bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        hint = "Save it as 'CSV UTF-8'"
        raise InputError(f"is not UTF-8 text (byte {wrong.start})", file=path, hint=hint) from None


def read_csv(path: Path) -> pd.DataFrame:
    """A CSV file as a frame of text; the delimiter is the comma, or ; or tab where the header has no comma.

    Rows keep their place, blank ones too. Quoted fields may hold line breaks.

    Raises
    ------
    InputError
        No such file, no CSV, not UTF-8, or a row with more fields than the header.
    """
    text = _text(path)
    header = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = next((d for d in (",", ";", "\t") if d in header), ",")
    try:
        frame = pd.read_csv(
            io.StringIO(text),
            sep=delimiter,
            dtype=str,
            keep_default_na=False,
            na_filter=False,
            skip_blank_lines=False,
            header=None,
            engine="c",
        )
    except pd.errors.ParserError:
        _say_ragged(path, text, delimiter)
        raise InputError("is no CSV that can be read", file=path) from None
    # pandas gives short rows NaN even with na_filter off on some versions.
    frame = frame.fillna("")
    while len(frame) and not any(str(v).strip() for v in frame.iloc[0]):
        frame = frame.iloc[1:]
    names = [str(v).strip() for v in frame.iloc[0]]
    if len([n for n in names if n]) < 2:
        raise InputError(
            "has no header of several columns",
            file=path,
            hint="The first row must name the columns: supplier,invoice,invoice_date,amount,…",
        )
    rows = frame.iloc[1:]
    rows.columns = pd.Index(names)
    return rows.reset_index(drop=True)


def _say_ragged(path: Path, text: str, delimiter: str) -> None:
    width = 0
    try:
        for number, fields in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
            width = width or len(fields)
            if width and len(fields) > width:
                hint = "Put fields that contain the delimiter in double quotes"
                raise InputError(f"has {len(fields)} fields, the header {width}", file=path, row=number, hint=hint)
    except csv.Error as wrong:
        raise InputError(f"is no CSV that can be read: {wrong}", file=path) from None


def check_columns(frame: pd.DataFrame, required: Iterable[str], optional: Iterable[str], source: object) -> pd.DataFrame:
    """The frame with tidy column names, after a refusal of missing and doubled ones."""
    names = [str(c).strip() for c in frame.columns]
    known = {n.lower().replace(" ", "_"): n for n in names}
    wanted = [*required, *optional]
    renamed = [n.lower().replace(" ", "_") if n.lower().replace(" ", "_") in wanted else n for n in names]
    doubled = sorted({n for n in renamed if renamed.count(n) > 1 and n})
    if doubled:
        raise InputError("stands more than once in the header", file=source, column=doubled[0], hint="Rename or remove one of them")
    missing = [c for c in required if c not in renamed]
    if missing:
        seen = ", ".join(n for n in names if n) or "none"
        word = "column is" if len(missing) == 1 else "columns are"
        raise InputError(f"the {word} missing: {', '.join(missing)}. Seen: {seen}", file=source, hint=_rename_hint(missing[0], list(known)))
    out = frame.copy(deep=False)
    out.columns = pd.Index(renamed)
    return out.loc[:, [bool(n) for n in renamed]]


def _rename_hint(column: str, seen: list[str]) -> str | None:
    said = nearest(column, seen)
    return f"Rename the column that holds it to '{column}'" + (f"; {said.split('?')[0]}?" if said.startswith("Did") else "")


def text_column(frame: pd.DataFrame, name: str) -> np.ndarray[Any, Any]:
    """(n,), object: a column as stripped text; missing values are empty."""
    if name not in frame:
        return np.full(len(frame), "", object)
    column = frame[name]
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object)
    codes, values = pd.factorize(column, use_na_sentinel=True)
    texts = np.array([*(_plain(v) for v in values.tolist()), ""], object)
    return texts[codes]


def _plain(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # an integer column with gaps, as pandas reads it
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    return str(value).strip()
