"""Frames and columns that come typed: pandas, whatever gives an Arrow stream (polars, DuckDB, pyarrow), Parquet, Arrow files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cashflow.basics.arrow_columns import evened, know_extensions
from cashflow.basics.errors import InputError, first_line, is_foreign_fault
from cashflow.basics.frames import pd
from cashflow.ledger.opening.columns import coded_column, text_column
from cashflow.ledger.opening.csv_head import check_width
from cashflow.ledger.opening.sheet import Opened, Sheet

__all__ = ["is_stream", "open_arrow", "open_arrow_file", "open_frame", "open_parquet", "with_index"]


def with_index(frame: pd.DataFrame) -> pd.DataFrame:
    """A pandas frame whose index is among its columns where it holds something: levels that have a name, as Parquet has it, too.

    Examples
    --------
    >>> frame = pd.DataFrame({"invoice": ["1", "2"], "amount": [10, 20]})
    >>> [*with_index(frame)], [*with_index(frame.set_index("invoice"))]
    (['invoice', 'amount'], ['invoice', 'amount'])
    """
    names = [n for n in frame.index.names if n is not None and n not in frame.columns]
    return frame.reset_index(level=names) if names and not isinstance(frame.index, pd.RangeIndex) else frame


def open_frame(frame: pd.DataFrame) -> Sheet:
    """A pandas frame, its columns as they are."""
    frame = with_index(frame)
    check_width(len(frame.columns), None)
    names = tuple(str(c) for c in frame.columns)
    out = frame.reset_index(drop=True)
    out.columns = pd.RangeIndex(len(names))
    sparse = {at: kind.subtype for at, kind in enumerate(out.dtypes) if isinstance(kind, pd.SparseDtype)}
    out = out.astype(sparse) if sparse else out  # in full: nothing else is known of them here
    return Sheet(out, Opened("frame", why={"frame": "a pandas DataFrame"}), 2, None, names)


def is_stream(given: Any) -> bool:
    """Whether an object gives itself as an Arrow stream or record batch."""
    return hasattr(given, "__arrow_c_stream__") or hasattr(given, "__arrow_c_array__")


def open_arrow(given: Any) -> Sheet:
    """A table of any program that speaks Arrow."""
    pa = _arrow(None, "Arrow streams are")
    try:
        table = pa.table(given) if not isinstance(given, pa.RecordBatchReader) else given.read_all()
    except BaseException as wrong:  # the stream's producer may raise anything
        if not is_foreign_fault(wrong):
            raise
        hint = "Give the whole table, not one column of it" if "non-struct" in str(wrong) else None
        reason = f"is a stream of Arrow that can't be read: {first_line(wrong)}"
        raise InputError(reason, column="frame", value=type(given).__name__, hint=hint) from None
    kind = type(given)
    return _sheet(table, "frame", f"an Arrow stream of {kind.__module__.partition('.')[0]} ({kind.__name__})", None)


def open_parquet(content: bytes, source: Path) -> Sheet:
    """A Parquet file, whole."""
    pa = _arrow(source, "Parquet is")
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        check_width(file.metadata.num_columns, source)
        table = pq.ParquetFile(pa.BufferReader(content), read_dictionary=_coded(file)).read()
    except (pa.ArrowException, OSError, UnicodeDecodeError, OverflowError) as wrong:
        raise InputError(f"is not a Parquet file that can be read: {first_line(wrong)}", file=source) from None
    return _sheet(table, "parquet", "it begins as Parquet does", source)


def _coded(file: Any) -> list[str]:
    """Columns of texts that the file holds as codes: they take fewer bytes than a text of their own would, with its length."""
    size, rows = dict[str, int](), file.metadata.num_rows
    for group in range(file.metadata.num_row_groups):
        for at in range(file.metadata.num_columns):
            column = file.metadata.row_group(group).column(at)
            size[column.path_in_schema] = size.get(column.path_in_schema, 0) + column.total_uncompressed_size
    texts = [c.path for c in file.schema if c.logical_type.type == "STRING" and c.max_repetition_level == 0]
    return [name for name in texts if size.get(name, 0) < _LENGTH * rows]


_LENGTH = 4  # bytes


def open_arrow_file(content: bytes, source: Path, *, stream: bool = False) -> Sheet:
    """An Arrow (IPC) or Feather file, or a stored stream."""
    pa = _arrow(source, "Arrow files are")
    import pyarrow.feather as feather

    try:
        reader = pa.BufferReader(content)
        table = pa.ipc.open_stream(reader).read_all() if stream else feather.read_table(reader, memory_map=False)
        table.validate()
    except (pa.ArrowException, OSError, UnicodeDecodeError, ValueError) as wrong:
        raise InputError(f"is not an Arrow file that can be read: {first_line(wrong)}", file=source) from None
    return _sheet(table, "arrow", "it begins as Arrow does", source)


def _arrow(source: Path | None, what: str) -> Any:
    try:
        import pyarrow
    except ImportError:
        hint = 'Install it: pip install "cashflow-terms[arrow]"'
        raise InputError(f"{what} read by the package pyarrow, which is not installed", file=source, hint=hint) from None
    know_extensions()
    return pyarrow


def _sheet(table: Any, kind: str, why: str, source: Path | None) -> Sheet:
    """Columns keep their types, exact ones too; a column of lists or records is not a column of a ledger."""
    import pyarrow as pa

    check_width(table.num_columns, source)
    try:
        return _flat(table, kind, why, source)
    except UnicodeDecodeError:
        hint = "Write the table again, with names and texts in UTF-8"
        raise InputError("has a column whose name or text is not UTF-8", file=source, hint=hint) from None
    except pa.ArrowException as wrong:
        raise InputError(f"has columns that can't be read: {first_line(wrong)}", file=source) from None


def _in_calendar(table: Any) -> Any:
    """The table with days beyond all calendars (before year 1, after 9999) as texts."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for at, column in enumerate(table.columns):
        if pa.types.is_date(column.type):
            ends = pc.min_max(column.cast(pa.date32()).cast(pa.int32())).as_py()
            first, last = _FIRST_DAY, _LAST_DAY
        elif pa.types.is_timestamp(column.type):
            ends = pc.min_max(column.cast(pa.int64())).as_py()
            second = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[column.type.unit]
            first, last = (day * 86_400 * second for day in (_FIRST_DAY + 1, _LAST_DAY))  # a day less: its zone may lie ahead
        else:
            continue
        if ends["min"] is not None and not first <= ends["min"] <= ends["max"] <= last:
            plain = column.cast(pa.timestamp(column.type.unit)) if pa.types.is_timestamp(column.type) else column
            table = table.set_column(at, table.field(at).name, plain.cast(pa.string()))
    return table


_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896  # 0001-01-01 and 9999-12-31


def _column(column: Any) -> pd.Series[Any]:
    """A column of `evened` in its type; texts as those of a file, which is what they are read as."""
    import pyarrow as pa

    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return text_column(column.fill_null("") if column.null_count else column)
    if pa.types.is_dictionary(column.type):
        return coded_column(column)
    if pa.types.is_interval(column.type):  # pandas has no such type; its cells are refused where they are looked at
        return pd.Series(column.to_pylist(), dtype=object)
    return column.to_pandas(types_mapper=pd.ArrowDtype)


def _is_number(kind: Any) -> bool:
    """Whether any bytes are a value of a type, so that none need be looked at."""
    import pyarrow as pa

    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_date32(kind) or pa.types.is_decimal128(kind))


def _flat(table: Any, kind: str, why: str, source: Path | None) -> Sheet:
    import pyarrow as pa

    table = pa.table([evened(c) for c in table.columns], names=table.column_names) if table.num_columns else table
    nested = [at for at in range(table.num_columns) if pa.types.is_nested(table.schema.field(at).type)]
    flat = table.select([at for at in range(table.num_columns) if at not in set(nested)])
    names = tuple(str(n) for n in flat.column_names)
    flat = _in_calendar(flat.rename_columns([str(at) for at in range(len(names))]))
    try:
        for column in flat.columns:
            column.validate(full=not _is_number(column.type))
    except pa.ArrowInvalid:
        hint = "Write the table again, with names and texts in UTF-8"
        raise InputError("has a column whose name or text is not UTF-8", file=source, hint=hint) from None
    frame = pd.concat([_column(c) for c in flat.columns], axis=1) if len(names) else flat.to_pandas(ignore_metadata=True)
    frame.columns = pd.RangeIndex(len(names))
    reasons = {kind: why}
    if nested:
        left = ", ".join(f"'{table.column_names[at]}'" for at in nested)
        reasons["nested"] = f"columns of lists or records are left out: {left}"
    return Sheet(frame, Opened(kind, why=reasons), 2, source, names, dropped={"nested column": len(nested)} if nested else {})
