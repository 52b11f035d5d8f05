"""The head of a CSV file: blank lines above the header, delimiter, names; and what its quotes do to the rows below."""

from __future__ import annotations

import csv
import io
from bisect import bisect_left
from pathlib import Path
from typing import BinaryIO

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.ledger.opening.quotes import OddQuote, cells_of, found_values, odd_quotes

__all__ = ["MOST_COLUMNS", "Below", "Head", "Said", "check_width", "look_at"]

MOST_COLUMNS = 20_000
_LONGEST = 1 << 20  # a header line
_BOM = b"\xef\xbb\xbf"


@frozen
class Said:
    """What was said of a row before its columns were read: a finding's place, status, kind and words."""

    at: int
    status: str
    kind: str
    column: str
    value: str
    reason: str


@frozen
class Below:
    """Where a header stands that is known, below what, and which columns hold figures."""

    start: int  # in bytes
    rows: int  # above it
    delimiter: str
    digits: tuple[int, ...] | None = None  # positions of columns whose cells have digits; `None`: by our own names


@frozen(eq=False)
class Head:
    """What is known of a CSV file before it is read."""

    start: int  # where the header begins, in bytes
    skipped: int  # lines above it: blank ones, or titles
    delimiter: str
    names: tuple[str, ...]
    odd: tuple[OddQuote, ...]
    offsets: Ints  # of the quotes that are left out

    @property
    def first_row(self) -> int:
        """Row number of the first row below the header, as in a spreadsheet."""
        return self.skipped + 2

    def said(self, first: int, many: int) -> tuple[Said, ...]:
        """What is said of the quotes in some rows; `first` of them counts from 0, below the header."""
        low, high = (bisect_left(self.odd, at, key=lambda q: q.record) for at in (first, first + many))
        return tuple(self._said(q, q.record - first) for q in self.odd[low:high])

    def _said(self, quote: OddQuote, at: int) -> Said:
        column = self.names[quote.field] if quote.field < len(self.names) else ""
        if quote.offset < 0:
            reason = "has text beside its quotes, so it is unclear where the cell ends; double a quote that belongs to the text"
            return Said(at, "rejected", "broken row", column, quote.value, reason)
        opens = "opens with a quote that is not closed in this row"
        if not quote.whole:
            return Said(at, "rejected", "broken row", column, quote.value, f"{opens}, and the row has fewer cells than the header")
        return Said(at, "flagged", "stray quote", column, quote.value, f"{opens}; it was read without it, and the rows below as rows; kept")

    def without(self, block: bytearray | memoryview, base: int) -> None:
        """Leave the stray quotes out of a part of the file that begins at `base`."""
        low, high = np.searchsorted(self.offsets, [base, base + len(block)])
        for offset in self.offsets[low:high].tolist():
            block[offset - base] = ord(" ")


def look_at(file: BinaryIO, path: Path, below: Below | None = None) -> Head:
    """Look at the head of a file, and through its quotes; `below`: where the header stands, if it is known and may lie below titles.

    Raises
    ------
    InputError
        Nothing but blank cells; no header of several columns, or of too many; a quote in it that is not closed.
    """
    if below is None:
        start, skipped, block = _first_line(file, path)
        line = block.splitlines(keepends=True)[0]
        delimiter = next((d for d in (",", ";", "\t") if d.encode() in line), ",")
    else:
        start, skipped, delimiter = below.start, below.rows, below.delimiter
        file.seek(start)
        block = file.read(2 * _LONGEST)
        line = block.splitlines(keepends=True)[0]
    check_width(line.count(delimiter.encode()) + 1, path)
    names, length = _names(block, line, delimiter, path, skipped + 1)
    odd = odd_quotes(file, start + length, delimiter, names, None if below is None else below.digits)
    return Head(start, skipped, delimiter, tuple(n.strip() for n in names), tuple(odd), found_values(odd))


def check_width(many: int, source: object) -> None:
    """Refuse a table of more columns than a ledger can have."""
    if many > MOST_COLUMNS:
        hint = "Keep those that the ledger needs"
        raise InputError(f"has more than {MOST_COLUMNS:,} columns, more than any ledger has", file=source, hint=hint)


def _first_line(file: BinaryIO, path: Path) -> tuple[int, int, bytes]:
    """Where the first line with something in it begins, how many stand above it, and the bytes from there on."""
    file.seek(0)
    start, skipped, held, at = 0, 0, b"", 0
    while True:
        more = file.read(_LONGEST)
        if start == 0 and not held and more.startswith(_BOM):
            start, more = len(_BOM), more[len(_BOM) :]
        held += more
        lines = held.splitlines(keepends=True)
        whole = lines if not more else lines[:-1]  # the last may go on
        at = 0
        for line in whole:
            if line.translate(None, b' ,;\t"\r\n'):
                return start, skipped, held[at:] + file.read(_LONGEST)
            start, skipped, at = start + len(line), skipped + 1, at + len(line)
        held = held[at:]
        if not more:
            raise InputError("has only blank cells", file=path)
        if len(held) > _LONGEST:
            check_width(max(held.count(d) for d in (b",", b";", b"\t")), path)
            raise InputError("the first line is longer than a million bytes, which no header is", file=path)


def _names(block: bytes, line: bytes, delimiter: str, path: Path, row: int) -> tuple[list[str], int]:
    """The names in the header, and its length in bytes; a header may have line breaks in quotes, but no rows."""
    hint = "Close the quote, or leave it out"
    try:
        reader = csv.reader(io.StringIO(block.decode("utf-8", "ignore"), newline=""), delimiter=delimiter, strict=b'"' in line)
        names = next(reader)
    except (csv.Error, StopIteration):
        raise InputError("the header has a quote that is not closed, or text beside one", file=path, row=row, hint=hint) from None
    lines = block.splitlines(keepends=True)[: reader.line_num]
    width = len(cells_of(line.replace(b'"', b" ").rstrip(b"\r\n"), delimiter))
    if any(len(cells_of(below, delimiter)) >= width > 1 for below in lines[1:]):
        raise InputError("a quote opens in the header and is not closed before the next row", file=path, row=row, hint=hint)
    return names, sum(map(len, lines))
