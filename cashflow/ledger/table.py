"""Tables at the door: CSV files and frames to columns of text, with the spreadsheet's row numbers."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.door import path_of
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.frames import pd
from cashflow.basics.receipts import read_bytes
from cashflow.ledger.asks import currency_ask, terms_ask
from cashflow.ledger.csv_head import Said, check_width, look_at
from cashflow.ledger.opening.cells import cells_of_text
from cashflow.ledger.opening.sheet import Opened

__all__ = ["Said", "Table", "check_columns", "header_names", "no_text", "read_csv", "table_of"]


def _bytes(path: Path, in_parquet: str) -> bytes:
    try:
        content = read_bytes(path)
    except FileNotFoundError:
        raise InputError("there is no such file", file=path) from None
    except IsADirectoryError:
        raise InputError("is a folder, not a CSV file", file=path) from None
    except OSError as wrong:
        raise InputError(f"can't be read: {wrong.strerror}", file=path) from None
    if not content:
        raise InputError("is empty", file=path)
    if content.startswith(b"PAR1"):
        hint = in_parquet or f"Read it by cf.scan('{path.name}'), which takes the place of a ledger"
        raise InputError("is a Parquet file, not a CSV file", file=path, hint=hint)
    if b"\0" in content or content[:2] == b"PK":
        raise InputError("is no CSV text", file=path, hint="Save the sheet as 'CSV UTF-8'")
    return content


def _check_text(content: bytes, path: Path) -> None:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise no_text(path, wrong.start) from None


def no_text(path: Path, at: int) -> InputError:
    """The refusal of a file that is not UTF-8 from a byte on, which counts from 0."""
    return InputError(f"is not UTF-8 text (byte {at})", file=path, hint="Save it as 'CSV UTF-8'")


@frozen(eq=False)
class Table:
    """A table as it stands: its cells as text (or, from a frame, as they are), and rows with more fields than the header."""

    frame: pd.DataFrame
    too_long: Ints  # positions of such rows; their further fields are left out
    source: Path | None = None
    files: tuple[str, ...] = ()  # the file of each row, where a row is a file
    said: tuple[Said, ...] = ()
    skipped: int = 0  # lines above the header
    opened: Opened | None = None  # how it was opened, and why
    layout: Any = None  # what was found of its layout
    above: tuple[tuple[str, ...], ...] = ()  # cells of the lines above the header, where there are any
    numbers: Ints | None = None  # numbers of its rows, where they don't follow one another
    likely_decimal: str | None = None  # the decimal sign found in the table beside it, for amounts that have two readings


def table_of(given: Any) -> Table:
    """A table from a frame or the path of a CSV file; a table stays as it is."""
    if isinstance(given, Table):
        return given
    if isinstance(given, pd.DataFrame):
        return Table(given.reset_index(drop=True), np.zeros(0, np.int64))
    if not isinstance(given, str | Path):
        raise InputError("must be a pandas DataFrame or a path", column="frame", value=type(given).__name__)
    return read_csv(path_of(given), "Write it as CSV, or give a DataFrame: payments are matched in memory")


def read_csv(path: Path, in_parquet: str = "") -> Table:
    """A CSV file as text; the delimiter is the comma, or ; or tab where the header has no comma.

    Rows keep their place, blank ones too. Quoted fields may hold line breaks; a quote that is not closed is left out, and told.
    `in_parquet`: what is said to do about a file that is Parquet.

    Raises
    ------
    InputError
        No such file, no CSV, not UTF-8, no header.
    """
    content = _bytes(path, in_parquet)
    _check_text(content, path)
    head = look_at(io.BytesIO(content), path)
    names = header_names(head.names, path)
    if len(head.offsets):
        mended = bytearray(content)
        head.without(mended, 0)
        content = bytes(mended)
    frame, width = cells_of_text(content[head.start :], head.delimiter, len(head.names), path)
    rows = frame.iloc[1:]
    rows.columns = pd.Index(names)
    too_long = np.flatnonzero(width[1:] > len(names))
    return Table(rows.reset_index(drop=True), too_long, path, said=head.said(0, len(rows)), skipped=head.skipped)


def header_names(cells: Iterable[Any], path: object) -> list[str]:
    """Names of the columns, from the cells of the header."""
    names = [str(v).strip() for v in cells]
    if len([n for n in names if n]) < 2:
        hint = "The first row must name the columns: supplier,invoice,invoice_date,amount,…"
        raise InputError("has no header of several columns", file=path, hint=hint)
    return names


def check_columns(frame: pd.DataFrame, required: Iterable[str], optional: Iterable[str], source: object) -> pd.DataFrame:
    """The frame with tidy column names, after a refusal of missing and doubled ones."""
    check_width(len(frame.columns), source)
    names = [str(c).strip() for c in frame.columns]
    known = {n.lower().replace(" ", "_"): n for n in names}
    wanted = {*required, *optional}
    renamed = [n.lower().replace(" ", "_") if n.lower().replace(" ", "_") in wanted else n for n in names]
    doubled = sorted(n for n, many in Counter(renamed).items() if many > 1 and n)
    if doubled:
        raise InputError("stands more than once in the header", file=source, column=doubled[0], hint="Rename or remove one of them")
    missing = [c for c in required if c not in renamed]
    if missing:
        seen = ", ".join(n for n in names if n) or "none"
        word = "column is" if len(missing) == 1 else "columns are"
        reason = f"the {word} missing: {', '.join(missing)}. Seen: {seen}"
        if missing == ["currency"]:
            raise InputError(reason, file=source, hint=_CURRENCY, ask=currency_ask())
        hint, ask = _rename_hint(missing[0], list(known)), terms_ask() if missing == ["terms"] else []
        if ask:
            hint = f"{hint}; or add due_date, or say the terms of all rows: --terms 'net 30' (terms = \"net 30\" under [ledger])"
        raise InputError(reason, file=source, hint=hint, ask=ask)
    out = frame.copy(deep=False)
    out.columns = pd.Index(renamed)
    return out.loc[:, [bool(n) for n in renamed]]


_CURRENCY = (
    'If all rows are in one currency, say which: --currency EUR with check, currency = "EUR" under [ledger] in a what-if file '
    "(Python: currency='EUR'). Else add the column"
)


def _rename_hint(column: str, seen: list[str]) -> str | None:
    said = nearest(column, seen)
    return f"Rename the column that holds it to '{column}'" + (f"; {said.split('?')[0]}?" if said.startswith("Did") else "")
