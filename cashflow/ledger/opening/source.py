"""The door of the reading room: whatever holds a table, to its sheets."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from glob import has_magic
from pathlib import Path
from typing import Any

from attrs import evolve

from cashflow.basics.columns import by_name
from cashflow.basics.door import path_of
from cashflow.basics.door import told as as_told
from cashflow.basics.errors import InputError
from cashflow.basics.folders import files_in, files_like, is_folder, is_there, no_such_file
from cashflow.basics.frames import pd
from cashflow.basics.receipts import read_bytes
from cashflow.ledger.opening.containers import from_gz, from_zip, zip_kind
from cashflow.ledger.opening.frames import is_stream, open_arrow, open_arrow_file, open_frame, open_parquet
from cashflow.ledger.opening.headers import FindHeader, first_even_row
from cashflow.ledger.opening.json_records import open_json
from cashflow.ledger.opening.kinds import kind_of
from cashflow.ledger.opening.options import OpenOptions
from cashflow.ledger.opening.sheet import Sheet
from cashflow.ledger.opening.text import open_text
from cashflow.ledger.opening.workbook import open_html, open_spreadsheetml, open_workbook

__all__ = ["files_of_tables", "is_several", "open_sheet"]

_NAMELESS = Path("the open file")
_INVOICES = (".xml", ".pdf")
_FRAME = "Make a table of it: pandas.DataFrame(…)"
_WHAT = "a path, an open file, a DataFrame, or an object that gives an Arrow stream"


def open_sheet(given: Any, told: OpenOptions | None = None, find_header: FindHeader = first_even_row) -> Sheet | list[Sheet]:
    """Whatever holds a table, as a sheet; a folder, a pattern like ``exports/*.csv`` or a list of paths as several, in order.

    What a file is, is found by its content, not by its name.

    Parameters
    ----------
    given
        A path; an open file (text or bytes); a pandas frame; an object with ``__arrow_c_stream__`` (polars, DuckDB, pyarrow).
    told
        What is not to be found by evidence.
    find_header
        From the first records, as text, to the position of the header among them, or `None`.

    Raises
    ------
    InputError
        There is nothing, it can't be opened (the sentence says what it is), or an option does not fit it.
    """
    told = OpenOptions() if told is None else told
    if isinstance(given, pd.DataFrame):
        return _with_none(open_frame(given), told)
    if is_stream(given):
        return _with_none(open_arrow(given), told)
    if hasattr(given, "read"):
        return _open_file(given, told, find_header)
    if isinstance(given, list | tuple) and given:
        return [s for one in given for s in _listed(open_sheet(path_of(one), told, find_header))]
    if not isinstance(given, str | os.PathLike):
        hint = "Add .collect() to it" if hasattr(given, "collect") else None
        hint = "Wrap it in io.BytesIO(…)" if isinstance(given, bytes | bytearray) else hint
        hint = _FRAME if isinstance(given, Mapping) or hasattr(given, "ndim") else hint
        raise InputError(f"must be {_WHAT}, not {as_told(given)}", column="path", hint=hint)
    path = path_of(given)
    if is_several(path):
        return [s for file in files_of_tables(path) for s in _listed(_open_path(file, told, find_header))]
    return _open_path(path, told, find_header)


def is_several(path: Path) -> bool:
    """Whether a path names a folder, or files by a pattern."""
    return is_folder(path) or (has_magic(str(path)) and not is_there(path))


def _listed(found: Sheet | list[Sheet]) -> list[Sheet]:
    return [found] if isinstance(found, Sheet) else found


def _seen(folder: Path) -> list[Path]:
    """Files in a folder, without those whose names begin as hidden and temporary ones do."""
    return [f for f in files_in(folder) if not any(p[0] in "._~" for p in f.relative_to(folder).parts)]


def files_of_tables(path: Path) -> list[Path]:
    """The files of a folder (with those in its folders) or of a pattern, in order of their names.

    Raises
    ------
    InputError
        There is none, or the folder holds e-invoices.
    """
    if is_folder(path):
        found = _seen(path)
        invoice = next((f for f in found if f.suffix.lower() in _INVOICES), None)
        if invoice is not None:
            hint = "Name the tables by a pattern: '*.csv'"
            raise InputError(f"holds an e-invoice beside tables: {invoice.name}", file=path, hint=hint)
    else:
        found = files_like(path)
    if not found:
        what = "is an empty folder" if is_folder(path) else "there is no file in it"
        raise InputError(what, file=path, hint="Name a file, a folder of them, or a pattern like 'exports/*.csv'")
    return found


def _open_path(path: Path, told: OpenOptions, find_header: FindHeader) -> Sheet | list[Sheet]:
    try:
        content = read_bytes(path)
    except FileNotFoundError:
        raise no_such_file(path) from None
    except OSError as wrong:
        raise InputError(f"can't be read: {wrong.strerror}", file=path) from None
    return _open_bytes(content, path, told, find_header)


def _open_file(given: Any, told: OpenOptions, find_header: FindHeader) -> Sheet | list[Sheet]:
    """An open file, from where it stands; opened as text it was decoded by whoever opened it."""
    name = getattr(given, "name", None)
    source = Path(name) if isinstance(name, str) and name and "\0" not in name else _NAMELESS
    try:
        content = given.read()
        if isinstance(content, str):
            content, told = content.encode("utf-8"), evolve(told, encoding=None)
    except UnicodeError:
        raise InputError("was opened as text of an encoding it is not", file=source, hint="Open it as bytes: open(path, 'rb')") from None
    except (OSError, ValueError, TypeError) as wrong:
        raise InputError(f"can't be read: {str(wrong)[:120]}", file=source) from None
    if not isinstance(content, bytes | bytearray | memoryview):
        raise InputError(f"gives neither text nor bytes, but {as_told(content)}", file=source)
    found = _open_bytes(bytes(content), source, told, find_header)
    return found if source is not _NAMELESS else evolve(found, source=None) if isinstance(found, Sheet) else found


def _open_bytes(
    content: bytes, source: Path, told: OpenOptions, find_header: FindHeader, container: str | None = None
) -> Sheet | list[Sheet]:
    kind = kind_of(content, source)
    if kind == "zip":
        kind = zip_kind(content, source)
    if kind in ("zip", "gz"):
        if container is not None:
            raise InputError(f"is packed twice ({container})", file=source, hint="Unpack it, and name the file in it")
        inside, name = (from_gz(content, source), "") if kind == "gz" else from_zip(content, source)
        return _open_bytes(inside, source, told, find_header, f"{kind}: {name}" if name else kind)
    found = _open_kind(kind, content, source, told, find_header)
    sheets = [evolve(s, opened=evolve(s.opened, container=container)) for s in _listed(found)]
    return sheets[0] if isinstance(found, Sheet) else sheets


def _open_kind(kind: str, content: bytes, source: Path, told: OpenOptions, find_header: FindHeader) -> Sheet | list[Sheet]:
    if kind == "text":
        _refuse(told, ("sheet",), "text, which has no sheets", source)
        return open_text(content, source, told, find_header)
    if kind == "json":
        _refuse(told, ("sheet", "separator", "skip_rows"), "JSON", source)
        return open_json(content, source, told.encoding)
    if kind == "html":
        _refuse(told, ("separator",), "an HTML page, whose tables have cells", source)
        return open_html(content, source, told, find_header)
    if kind in ("workbook", "ole", "spreadsheetml"):
        _refuse(told, ("encoding",), "a workbook, which says its encoding itself", source)
        work = open_spreadsheetml if kind == "spreadsheetml" else open_workbook
        return work(content, source, told, find_header)
    if kind == "parquet":
        return _with_none(open_parquet(content, source), told)
    return _with_none(open_arrow_file(content, source, stream=kind == "arrow stream"), told)


def _with_none(sheet: Sheet, told: OpenOptions) -> Sheet:
    """A sheet of which nothing can be told."""
    what = {"frame": "a frame"}.get(sheet.opened.kind, sheet.opened.kind)
    _refuse(told, ("encoding", "separator", "sheet", "skip_rows"), f"{what}, whose columns are given", sheet.source)
    return sheet


def _refuse(told: OpenOptions, options: Sequence[str], what: str, source: Path | None) -> None:
    """Refuse an option that means nothing for what was given."""
    for name, value in by_name(told, options).items():
        if value is not None:
            raise InputError(f"was given, but this is {what}", file=source, column=name, value=value, hint=f"Leave '{name}' out")
