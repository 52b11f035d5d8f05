"""CSV files in chunks: the cells that `ledger.table` reads, never the whole file at once."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.ledger.table import CSV_OPTIONS, Table, cut_rows, delimiter_of, header_names

__all__ = ["header_of", "read_chunks"]

CHUNK = 100_000
_LONGEST = 1 << 20  # a header line


def header_of(path: Path) -> list[str]:
    """Names of the columns, as they stand."""
    for table, _, _ in read_chunks(path):
        return [str(c) for c in table.frame.columns]
    return []


class _Watched(io.RawIOBase):
    """A file that counts what is read of it, and refuses what is no text."""

    def __init__(self, path: Path) -> None:
        try:
            self.file = path.open("rb")
        except OSError as wrong:
            raise InputError(f"can't be read: {wrong.strerror}", file=path) from None
        self.path, self.done = path, 0

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        many = self.file.readinto(into)
        if b"\0" in bytes(into[:many]) or (self.done == 0 and bytes(into[:2]) == b"PK"):
            raise InputError("is no CSV text", file=self.path, hint="Save the sheet as 'CSV UTF-8'")
        self.done += many
        return many

    def close(self) -> None:
        self.file.close()
        super().close()


def _opened(path: Path) -> tuple[_Watched, io.TextIOWrapper]:
    raw = _Watched(path)
    return raw, io.TextIOWrapper(io.BufferedReader(raw, 1 << 20), encoding="utf-8-sig", newline="")


def read_chunks(path: Path) -> Iterator[tuple[Table, Ints, int]]:
    """Tables of successive rows, their row numbers (2: the first below the header), and the bytes read for them.

    A row with more fields than the first stops pandas; from its chunk on the file is read row by row, as `read_csv` does.

    Raises
    ------
    InputError
        No CSV, not UTF-8, no header.
    """
    try:
        yield from _tables(path)
    except UnicodeDecodeError:
        raise InputError("is not UTF-8 text", file=path, hint="Save it as 'CSV UTF-8'") from None
    except csv.Error as wrong:
        raise InputError(f"is no CSV that can be read: {wrong}", file=path) from None


def _tables(path: Path) -> Iterator[tuple[Table, Ints, int]]:
    with _opened(path)[1] as file:
        start = file.read(_LONGEST)
    if not start.strip() and len(start) < _LONGEST:
        raise InputError("is empty", file=path)
    names: list[str] | None = None
    row, before = 2, 0
    for frame, width, done in _frames(path, delimiter_of(start)):
        if names is None:
            at = next((i for i in range(len(frame)) if any(str(v).strip() for v in frame.iloc[i])), None)
            if at is None:
                continue
            names = header_names(frame.iloc[at], path)
            frame, width = frame.iloc[at + 1 :], width[at + 1 :]
        frame = frame.set_axis(pd.Index(names), axis=1).reset_index(drop=True)
        yield Table(frame, np.flatnonzero(width > len(names)), path), np.arange(row, row + len(frame)), done - before
        row, before = row + len(frame), done


def _frames(path: Path, delimiter: str) -> Iterator[tuple[pd.DataFrame, Ints, int]]:
    """Cells of successive rows, how many fields each has (where some row may have too many), bytes read so far."""
    raw, file = _opened(path)
    rows = 0
    with file:
        try:
            for frame in pd.read_csv(file, sep=delimiter, chunksize=CHUNK, **CSV_OPTIONS):
                rows += len(frame)
                yield frame.fillna("") if frame.iloc[:, -1].isna().any() else frame, np.zeros(len(frame), np.int64), raw.done
            return
        except pd.errors.ParserError:
            pass  # a row is longer than the first one
    raw, file = _opened(path)
    with file:
        reader = csv.reader(file, delimiter=delimiter)
        head = list(itertools.islice(reader, rows))
        first = next((r for r in head if any(c.strip() for c in r)), None)
        while many := list(itertools.islice(reader, CHUNK)):
            first = first or next((r for r in many if any(c.strip() for c in r)), None)
            width = max(1, len(first or ()))
            yield cut_rows(many, width), np.array([len(r) for r in many], np.int64), raw.done
