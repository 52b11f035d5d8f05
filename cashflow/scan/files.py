"""The files of a scan: what a path names, which columns they have, and which of them must be read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from glob import has_magic
from pathlib import Path
from typing import Any

from attrs import frozen

from cashflow.basics.arrow_columns import know_extensions
from cashflow.basics.currencies import CURRENCIES, WITHDRAWN
from cashflow.basics.door import path_of, told
from cashflow.basics.errors import InputError, first_line
from cashflow.basics.folders import files_in, files_like, is_folder, is_there, no_such_file
from cashflow.basics.shown import common_start
from cashflow.ledger.layout.table.plain import is_plain
from cashflow.ledger.model import EVENT_COLUMNS
from cashflow.ledger.opening.csv_head import check_width
from cashflow.ledger.opening.frames import is_stream
from cashflow.ledger.opening.source import files_of_tables, is_several
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.values.texts import plain_text
from cashflow.scan.places import places_of

__all__ = ["TEXTS", "Parquet", "Places", "files_of", "head_of", "is_parquet", "is_scanned", "need_arrow", "parquet_of"]

MOST_BYTES = 100_000_000
"""Files of that size together, without Parquet among them, are read in memory."""
_PARQUET, TEXTS = (".parquet", ".pq"), (".csv", ".txt", ".tsv", ".tab", ".asc")
_TABLES = (*TEXTS, ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".json", ".jsonl", ".ndjson", ".feather", ".arrow", ".gz", ".zip")
_MAY_BE_EMPTY = ("due_date", "paid_date", *EVENT_COLUMNS)


def need_arrow(what: str = "Parquet is", extra: str = "arrow") -> None:
    """Refuse, in a sentence, where pyarrow is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        hint = f'Install it: pip install "cashflow-terms[{extra}]"'
        raise InputError(f"{what} read by the package pyarrow, which is not installed", hint=hint) from None
    know_extensions()


def is_parquet(path: Path) -> bool:
    """Whether a file is read as Parquet."""
    return path.suffix.lower() in _PARQUET


def is_scanned(path: Path) -> bool:
    """Whether a path is read in batches: Parquet, also among the files of a folder or pattern, or many large files of other kinds.

    Fewer are read in memory, where rows are compared with each other and tables of one export are joined; also Parquet whose columns
    have other names than ours.
    """
    if not is_several(path):
        return is_parquet(path)
    if is_folder(path) and any(f.suffix.lower() in (".xml", ".pdf") for f in files_in(path)):
        return False
    files = [f for f in files_of_tables(path) if f.suffix.lower() in (*_PARQUET, *_TABLES)]
    large = sum(f.stat().st_size for f in files) > MOST_BYTES
    return large or any(is_parquet(f) and is_plain([*head_of(f).names, "invoice"]) for f in files)


def files_of(path: str | Path | Sequence[Any]) -> list[Path]:
    """The files that a path names, in order: a file, a folder (Parquet and CSV in it, deep), a pattern like ``2025/*.parquet``, a list.

    Files and folders whose names begin with ``_`` or ``.`` are left out, as other tools do, and those of open workbooks (``~``).

    Raises
    ------
    InputError
        There is none; or a file that is neither Parquet nor CSV, since nothing is left out in silence.
    """
    if isinstance(path, str | os.PathLike):
        found = _named(path_of(path), str(path))
    elif isinstance(path, Mapping) or not isinstance(path, Iterable):
        hint = "Make a reader of batches: pyarrow.RecordBatchReader.from_batches(schema, batches)" if is_stream(path) else None
        raise InputError(f"must be a path, a pattern or a list of them, not {told(path)}", column="path", hint=hint)
    else:
        found = [f for p in path for f in files_of(p)]
    if not found:
        raise InputError("there is no file in it", file=str(path), hint="Name a Parquet or CSV file, a folder of them, or a pattern")
    twice = {f for f in found if found.count(f) > 1} if len(set(found)) < len(found) else set()
    if twice:
        raise InputError("is named twice, and would be counted twice", file=min(twice))
    return found


def _named(path: Path, text: str) -> list[Path]:
    if is_folder(path):
        found = [f for f in files_in(path) if not any(p[0] in "._~" for p in f.relative_to(path).parts)]
        if not found:
            raise InputError("is an empty folder", file=path, hint="Name a Parquet or CSV file, or a folder of them")
    elif has_magic(text) and not is_there(path):
        found = files_like(path)
    elif is_there(path):
        found = [path]
    else:
        raise no_such_file(path)
    for file in found:
        if file.suffix.lower() not in (*_PARQUET, *_TABLES):
            hint = "A scan reads .parquet and .csv; e-invoices are read by read_ledger" if file.suffix.lower() in (".xml", ".pdf") else None
            raise InputError("is neither Parquet nor CSV", file=file, hint=hint or "Move it away, or name the files by a pattern")
    return found


Places = list[tuple[tuple[list[str], list[Any]], Mapping[str, str]]]
"""Names and types of the columns of some files, and where the ledger's stand."""


@frozen(eq=False)
class Parquet:
    """A Parquet file: where the ledger's columns stand, and what its statistics say of its row groups."""

    path: Path
    names: Mapping[str, str]  # the ledger's column → the file's
    meta: Any
    suppliers: bool = False  # whether it matters who they are
    stated: bool = False  # whether one currency is told, and all rows state theirs

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self.meta.num_rows)

    def columns_of(self, group: int) -> tuple[list[str], dict[str, str]]:
        """Columns of a row group that must be read, and those that statistics show to hold one text, with it.

        Bounds prove it: between a least and a greatest text that are the same lies no other. A supplier is there where none is
        missing and all are numbers, or are numbered (`_all_numbered`).
        """
        row_group = self.meta.row_group(group)
        found = {row_group.column(i).path_in_schema: row_group.column(i).statistics for i in range(row_group.num_columns)}
        constants, read = {}, []
        for name, inside in self.names.items():
            text = None if name == "supplier" and self.suppliers else _constant(name, found.get(inside))
            if text is None:
                read.append(name)
            elif text:
                constants[name] = text
        return read, constants


def _constant(name: str, statistics: Any) -> str | None:
    """The text that a column holds in all rows, `""` if it is empty, `None` if it must be read."""
    if statistics is None or not statistics.has_null_count:
        return None
    if name in _MAY_BE_EMPTY and statistics.num_values == 0:
        return ""
    if statistics.null_count or not statistics.has_min_max or name not in ("currency", "supplier"):
        return None
    try:
        low, high = statistics.min, statistics.max
    except (ValueError, OverflowError):
        return None  # no UTF-8, or a date beyond all calendars: it is read, and told with its column
    if name == "currency":
        return low if isinstance(low, str) and low == high and low in CURRENCIES and low not in WITHDRAWN else None
    return "?" if isinstance(low, int) or _all_numbered(low, high) else None  # else one may be a word for none, or for a sum


def _all_numbered(low: Any, high: Any) -> bool:
    """Whether all texts between two begin with a letter or digit and hold a digit, as V000123: no word for none or for a sum does.

    All have what the two begin with in common, and a character between those that follow it.
    """
    if not isinstance(low, str) or not isinstance(high, str):
        return False
    same = common_start(low, high)
    common = low[:same]
    after = low[same : same + 1] + high[same : same + 1]
    digits = len(after) == 2 and after.isascii() and after.isdigit()
    first = (common or low)[:1]
    return first.isascii() and first.isalnum() and (digits or any(c.isdigit() for c in common if c.isascii()))


def _has_blanks(path: Path, name: str) -> bool:
    """Whether some cell of a column is blank."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, read_dictionary=[name]) as file:
        for group in range(file.metadata.num_row_groups):
            column = file.read_row_group(group, columns=[name]).column(0)
            if column.null_count or any(v is None or not plain_text(v) for v in column.unique().to_pylist()):
                return True
    return False


@frozen(eq=False)
class Head:
    """What a Parquet file says of itself."""

    path: Path
    schema: Any  # of Arrow
    meta: Any

    @property
    def names(self) -> list[str]:
        """Of its columns, without the spaces round them."""
        return [str(n).strip() for n in self.schema.names]


def head_of(path: Path) -> Head:
    """The head of a Parquet file; refused where it is none."""
    need_arrow()
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        meta = pq.read_metadata(path)
        check_width(meta.num_columns, path)
        file = pq.ParquetFile(path, metadata=meta)
        _ = [str(n) for n in file.schema_arrow.names]
        groups = [meta.row_group(g) for g in range(meta.num_row_groups)]
        _ = [group.column(c).path_in_schema for group in groups for c in range(group.num_columns)]
    except UnicodeDecodeError:
        raise InputError("has a column whose name is not UTF-8 text", file=path, hint="Write the file again, with names in UTF-8") from None
    except (pa.ArrowInvalid, OSError) as wrong:
        raise InputError(f"is not a Parquet file that can be read: {first_line(wrong)}", file=path) from None
    with file:
        return Head(path, file.schema_arrow, file.metadata)


def parquet_of(head: Head, options: ReadOptions, keep: Sequence[str] | None, known: Places) -> Parquet:
    """A Parquet file's columns, checked as those of a CSV file are; no row is read.

    `keep` are further columns that are kept, with the suppliers; `None`: neither. `known`: where they stand in files whose columns have
    the same names and types; filled here.

    Raises
    ------
    InputError
        No Parquet; a column missing, or there twice.
    """
    names, kinds = head.schema.names, head.schema.types
    alike = next((places for some, places in known if some == (names, kinds)), None)
    places = places_of(names, kinds, options, keep, head.path) if alike is None else alike
    if alike is None:
        known.append(((names, kinds), places))
    stated = bool(options.currency and "currency" in places and not _has_blanks(head.path, places["currency"]))
    return Parquet(head.path, places, head.meta, keep is not None, stated)
