"""Tables of other programs: Arrow streams and files, Parquet, JSON; as frames of columns."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd

__all__ = ["arrow_frame", "is_arrow_stream", "json_frame", "parquet_frame"]

_NESTED = "holds lists or records; a cell must hold one value"


def is_arrow_stream(given: Any) -> bool:
    """Whether an object hands on its columns as Arrow does: polars, DuckDB, pyarrow and others."""
    return hasattr(given, "__arrow_c_stream__")


def _arrow() -> Any:
    try:
        import pyarrow
    except ImportError:
        hint = 'Install it: pip install "cashflow-terms[arrow]"'
        raise InputError("Arrow and Parquet are read by the package pyarrow, which is not installed", hint=hint) from None
    return pyarrow


def arrow_frame(given: Any) -> pd.DataFrame:
    """The frame of an Arrow stream; of a lazy one all of it is read."""
    pa = _arrow()
    return _framed(pa.table(given) if not isinstance(given, pa.Table) else given, None)


def parquet_frame(content: bytes, kind: str, path: Path) -> pd.DataFrame:
    """The frame of a file of Parquet or Arrow."""
    pa = _arrow()
    try:
        if kind == "parquet":
            import pyarrow.parquet as pq

            return _framed(pq.read_table(io.BytesIO(content)), path)
        with pa.ipc.open_file(pa.BufferReader(content)) as file:
            return _framed(file.read_all(), path)
    except (pa.ArrowInvalid, OSError, UnicodeDecodeError) as wrong:
        said = str(wrong).splitlines()[0][:120]
        raise InputError(f"is no {kind.title()} file that can be read ({said})", file=path) from None


def _framed(table: Any, path: Path | None) -> pd.DataFrame:
    """Columns of text as objects, decimals exact, dates as timestamps."""
    import pyarrow as pa

    for field in table.schema:
        if pa.types.is_nested(field.type):
            raise InputError(_NESTED, file=path, column=field.name)
        inner = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        if pa.types.is_binary(inner) or pa.types.is_large_binary(inner):
            raise InputError("is a column of bytes, not of text", file=path, column=field.name, hint="Write it as text (UTF-8)")
    try:
        table.validate(full=True)
    except pa.ArrowInvalid:
        raise InputError("holds text that is not UTF-8", file=path, hint="Write the file anew, with text in UTF-8") from None
    integers = {pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()}
    kinds = {kind: pd.Series([], dtype=str(kind).replace("int", "Int").replace("uInt", "UInt")).dtype for kind in integers}
    return table.to_pandas(types_mapper=kinds.get, date_as_object=False)


def json_frame(content: bytes, path: Path) -> pd.DataFrame:
    """The frame of records: a list of them, one list inside an object, or one record a line. Numbers are exact."""
    text = content.decode("utf-8", "replace").lstrip("\ufeff")
    try:
        found = json.loads(text, parse_float=Decimal)
    except (json.JSONDecodeError, RecursionError, ValueError) as wrong:
        found = _by_line(text, path, wrong)
    if isinstance(found, dict):
        lists = {k: v for k, v in found.items() if isinstance(v, list) and v and all(isinstance(r, dict) for r in v)}
        if len(lists) != 1:
            said = f" It has several: {', '.join(lists)}" if lists else ""
            raise InputError(f"is no list of records.{said}", file=path, hint="Write a list of objects, one an invoice")
        (found,) = lists.values()
    if not found or not all(isinstance(r, dict) for r in found):
        raise InputError("is no list of records", file=path, hint="Write a list of objects, one an invoice")
    names = list(dict.fromkeys(k for record in found for k in record))
    for name in names:
        at = next((i for i, r in enumerate(found) if isinstance(r.get(name), list | dict)), None)
        if at is not None and not (isinstance(found[at][name], list) and all(isinstance(v, str) for v in found[at][name])):
            raise InputError(_NESTED, file=path, row=at + 2, column=name)
    return pd.DataFrame({n: pd.Series([_cell(r.get(n)) for r in found], dtype=object) for n in names})


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return ", ".join(value) if isinstance(value, list) else value


def _by_line(text: str, path: Path, wrong: Exception) -> list[Any]:
    out = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                out.append(json.loads(line, parse_float=Decimal))
            except (json.JSONDecodeError, RecursionError, ValueError):
                at = f" (line {number})" if out else f" ({wrong})"
                raise InputError(f"is no JSON{at[:120]}", file=path) from None
    return out
