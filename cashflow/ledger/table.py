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
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError, nearest

__all__ = ["Table", "check_columns", "read_csv", "table_of", "text_column"]


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


@frozen(eq=False)
class Table:
    """A table as it stands: its cells as text (or, from a frame, as they are), and rows with more fields than the header."""

    frame: pd.DataFrame
    too_long: Ints  # positions of such rows; their further fields are left out
    source: Path | None = None


def table_of(given: Any) -> Table:
    """A table from a frame or the path of a CSV file."""
    if isinstance(given, pd.DataFrame):
        return Table(given.reset_index(drop=True), np.zeros(0, np.int64))
    if not isinstance(given, str | Path):
        raise InputError("must be a pandas DataFrame or a path", column="frame", value=type(given).__name__)
    return read_csv(Path(given))


def read_csv(path: Path) -> Table:
    """A CSV file as text; the delimiter is the comma, or ; or tab where the header has no comma.

    Rows keep their place, blank ones too. Quoted fields may hold line breaks.

    Raises
    ------
    InputError
        No such file, no CSV, not UTF-8, no header.
    """
    text = _text(path)
    header = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = next((d for d in (",", ";", "\t") if d in header), ",")
    frame, width = _cells(text, delimiter, path)
    while len(frame) and not any(str(v).strip() for v in frame.iloc[0]):
        frame = frame.iloc[1:]
    names = [str(v).strip() for v in frame.iloc[0]]
    if len([n for n in names if n]) < 2:
        hint = "The first row must name the columns: supplier,invoice,invoice_date,amount,…"
        raise InputError("has no header of several columns", file=path, hint=hint)
    rows = frame.iloc[1:]
    rows.columns = pd.Index(names)
    too_long = np.flatnonzero(width[len(width) - len(rows) :] > len(names))
    return Table(rows.reset_index(drop=True), too_long, path)


def _cells(text: str, delimiter: str, path: Path) -> tuple[pd.DataFrame, Ints]:
    """All cells without a header, and each row's number of fields where some row has more than the first."""
    options: dict[str, Any] = {"dtype": object, "keep_default_na": False, "na_filter": False, "skip_blank_lines": False, "header": None}
    try:
        frame = pd.read_csv(io.StringIO(text), sep=delimiter, engine="c", **options).fillna("")
        return frame, np.zeros(len(frame), np.int64)
    except pd.errors.ParserError:
        pass  # a row is longer than the first one: read slowly, and say which
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as wrong:
        raise InputError(f"is no CSV that can be read: {wrong}", file=path) from None
    first = next((r for r in rows if any(c.strip() for c in r)), [])
    cells = [r[: len(first)] + [""] * (len(first) - len(r)) for r in rows]
    return pd.DataFrame(cells, dtype=object), np.array([len(r) for r in rows], np.int64)


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
        texts = np.array([*(_plain(v) for v in column.cat.categories.tolist()), ""], object)
        return texts[column.cat.codes.to_numpy()]
    values = column.to_numpy(dtype=object)
    if pd.api.types.infer_dtype(values, skipna=False) == "string":  # the usual case: nothing missing, nothing but text
        return np.array([v.strip() for v in values.tolist()], object) if len(values) else values
    codes, distinct = pd.factorize(column, use_na_sentinel=True)
    texts = np.array([*(_plain(v) for v in distinct.tolist()), ""], object)
    return texts[codes]


def _plain(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # an integer column with gaps, as pandas reads it
    if isinstance(value, Decimal) and value.is_finite():
        return format(value, "f")
    return str(value).strip()
