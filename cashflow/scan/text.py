"""CSV files in chunks: the cells that `ledger.table` reads, never the whole file at once."""

from __future__ import annotations

import codecs
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
from cashflow.ledger.opening.cells import CSV_OPTIONS, MANY_COLUMNS, cells_with, cut_rows
from cashflow.ledger.opening.csv_head import Head, look_at
from cashflow.ledger.table import Table, header_names

__all__ = ["NotText", "header_of", "read_chunks"]

CHUNK = 100_000


def header_of(path: Path) -> list[str]:
    """Names of the columns, as they stand."""
    for table, _, _ in read_chunks(path):
        return [str(c) for c in table.frame.columns]
    return []


class NotText(InputError):
    """A file is not UTF-8 text, or holds a NUL character."""


class _Watched(io.RawIOBase):
    """A file from its header on, without its stray quotes; counts what is read of it, and refuses what is not text."""

    def __init__(self, path: Path, head: Head | None = None) -> None:
        try:
            self.file = path.open("rb")
        except OSError as wrong:
            raise InputError(f"can't be read: {wrong.strerror}", file=path) from None
        self.path, self.head, self.done = path, head, 0 if head is None else head.start
        self.file.seek(self.done)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.done = self.file.seek(offset, whence)
        return self.done

    def readinto(self, into: Any) -> int:
        many = self.file.readinto(into)
        if b"\0" in bytes(into[:many]) or (self.done == 0 and bytes(into[:2]) == b"PK"):
            raise NotText("is not CSV text", file=self.path, hint="Save the sheet as 'CSV UTF-8'")
        if self.head is not None and len(self.head.offsets):
            self.head.without(memoryview(into)[:many], self.done)
        self.done += many
        return many

    def close(self) -> None:
        self.file.close()
        super().close()


def _opened(path: Path, head: Head) -> tuple[_Watched, io.TextIOWrapper]:
    raw = _Watched(path, head)
    return raw, io.TextIOWrapper(io.BufferedReader(raw, 1 << 20), encoding="utf-8", newline="")


def read_chunks(path: Path) -> Iterator[tuple[Table, Ints, int]]:
    """Tables of successive rows, their row numbers (2: the first below the header), and the bytes read for them.

    A row with more fields than the first stops pandas; from its chunk on the file is read row by row, as in memory.

    Raises
    ------
    InputError
        No CSV, not UTF-8, no header.
    """
    try:
        yield from _tables(path)
    except UnicodeDecodeError:
        raise NotText(f"is not UTF-8 text (byte {_first_odd_byte(path) or 0})", file=path) from None
    except csv.Error as wrong:
        raise InputError(f"is not CSV that can be read: {wrong}", file=path) from None


def _first_odd_byte(path: Path) -> int | None:
    """Where the first byte stands that is not UTF-8."""
    decoder, base = codecs.getincrementaldecoder("utf-8")(), 0
    with path.open("rb") as file:
        while True:
            block, held = file.read(1 << 20), len(decoder.getstate()[0])
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as wrong:
                return base - held + wrong.start
            if not block:
                return None
            base += len(block)


def _tables(path: Path) -> Iterator[tuple[Table, Ints, int]]:
    with io.BufferedReader(_Watched(path), 1 << 20) as file:
        if not file.peek(1):
            raise InputError("is empty", file=path)
        if file.peek(4).startswith(b"PAR1"):
            raise InputError("is a Parquet file, not a CSV file", file=path, hint="Let its name end in .parquet")
        try:
            head = look_at(file, path)
            names = header_names(head.names, path)
        except InputError:
            at = _first_odd_byte(path)
            if at is not None:  # what the head seems to be is then not what it is
                raise NotText(f"is not UTF-8 text (byte {at})", file=path) from None
            raise
    row, before = head.first_row, head.start
    for number, (frame, width, done) in enumerate(_frames(path, head)):
        if not number:
            frame, width = frame.iloc[1:], width[1:]
        frame = frame.set_axis(pd.Index(names), axis=1).reset_index(drop=True)
        said = head.said(row - head.first_row, len(frame))
        table = Table(frame, np.flatnonzero(width > len(names)), path, said=said, skipped=0 if number else head.skipped)
        yield table, np.arange(row, row + len(frame)), done - before
        row, before = row + len(frame), done


def _frames(path: Path, head: Head) -> Iterator[tuple[pd.DataFrame, Ints, int]]:
    """Cells of successive rows, how many fields each has (where some row may have too many), bytes read so far."""
    raw, file = _opened(path, head)
    rows = 0
    with file:
        try:
            if len(head.names) > MANY_COLUMNS:
                raise pd.errors.ParserError
            for frame in pd.read_csv(file, sep=head.delimiter, chunksize=CHUNK, **CSV_OPTIONS):
                rows += len(frame)
                yield frame.fillna("") if frame.iloc[:, -1].isna().any() else frame, np.zeros(len(frame), np.int64), raw.done
            return
        except pd.errors.ParserError:
            pass  # a row is longer than the first one
    raw, file = _opened(path, head)
    with file:
        reader = csv.reader(file, delimiter=head.delimiter)
        for _ in itertools.islice(reader, rows):
            pass
        while many := list(itertools.islice(reader, CHUNK)):
            yield cut_rows(many, len(head.names)), np.array([cells_with(r, len(head.names)) for r in many], np.int64), raw.done
