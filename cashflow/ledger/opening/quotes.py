"""Quotes of a CSV file, looked through before it is read: one that opens a cell and is not closed swallows the rows below it.

A quoted cell may hold line breaks. It is taken as not closed where the file ends in it, where it is longer than any cell is, or where
a line in it looks like a row of the table: as many cells as the header, digits where date and amount stand; or where its closing quote
stands in another row and text follows, which no program writes. Lines in which every quote
opens or closes a cell, or is doubled, are found by counting on whole blocks; only the others are read sign by sign.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from typing import BinaryIO

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.ledger.names import tidied

__all__ = ["OddQuote", "cells_of", "odd_quotes"]

_BLOCK = 1 << 23
_LONGEST = 1 << 18  # bytes of a cell
_QUOTE, _LF, _CR, _SPACE = b'"\n\r '
_SHOWN = 60
_DIGITS_IN = ("invoice_date", "amount", "amount_minor", "paid_date")


@frozen
class OddQuote:
    """A quote that is not closed, or is closed before the cell ends."""

    record: int  # rows below the header, from 0
    field: int
    value: str
    offset: int = -1  # where the quote stands that opens and is not closed; −1: text stands beside the quotes
    whole: bool = False  # the row has all its cells if that quote is left out


def odd_quotes(file: BinaryIO, start: int, delimiter: str, names: Sequence[str], digits: Sequence[int] | None = None) -> list[OddQuote]:
    """The odd quotes of a file, in order.

    Parameters
    ----------
    file
        Bytes, to be read from `start` on: the first row below the header.
    delimiter
        One sign.
    names
        Of the header.
    digits
        Positions of columns in which every row has digits; not given: those of our own names that have.
    """
    file.seek(start)
    while b'"' not in (more := file.read(_BLOCK)):
        if not more:
            return []
    looked = _Look(delimiter, names, digits)
    file.seek(start)
    held, base = bytearray(), start
    while True:
        more = file.read(_BLOCK)
        held = held + more  # never resized in place: a profiler, as Dask runs one, may still hold an array on it
        used = looked.through(held, base, last=not more)
        base += used
        held = held[used:]
        if not more:
            return looked.found


def cells_of(line: bytes, delimiter: str) -> list[str]:
    """The cells of one line, read by itself."""
    try:
        return next(csv.reader([line.decode("utf-8", "replace")], delimiter=delimiter), [])
    except csv.Error:
        return []


def _ends(block: bytearray, start: int, stop: int) -> int:
    """How many lines end in a part of a block."""
    lines = block.count(b"\n", start, stop)
    if block.find(b"\r", start, stop) < 0:
        return lines
    return lines + block.count(b"\r", start, stop) - block.count(b"\r\n", start, stop)


class _Look:
    """Goes through blocks of a file; `found` grows."""

    def __init__(self, delimiter: str, names: Sequence[str], digits: Sequence[int] | None = None) -> None:
        self.delimiter, self.width = delimiter, len(names)
        known = [tidied(n) for n in names]
        wanted = [n for n in _DIGITS_IN[:3] if n in known] if "invoice_date" in known else [n for n in _DIGITS_IN if n in known]
        self.places = [known.index(n) for n in wanted] if digits is None else list(digits)
        self.stop = re.compile(b"[\r\n" + re.escape(delimiter.encode()) + b"]")
        self.edge = np.zeros(256, bool)
        self.edge[[ord(delimiter), _LF, _CR, _QUOTE]] = True
        self.record, self.found = 0, list[OddQuote]()

    def through(self, block: bytearray, base: int, *, last: bool) -> int:
        """Look through what can be judged; how many bytes that was. The block begins with a row."""
        end = len(block) if last else max(block.rfind(b"\n"), block.rfind(b"\r", 0, max(0, len(block) - 1))) + 1
        at = 0
        for line in self._odd_lines(block, end) if block.find(b'"', 0, end) >= 0 else ():
            if line < at:
                continue  # in a cell that began above
            self.record += _ends(block, at, line)
            stop = self._row(block, line, base, last)
            if stop is None:
                return line
            at, self.record = stop, self.record + 1
        if at < end:
            self.record += _ends(block, at, end)
        return max(at, end)

    def _odd_lines(self, block: bytearray, end: int) -> list[int]:
        """Where lines begin in which some quote neither opens nor closes a cell, nor is doubled."""
        signs = np.frombuffer(block, np.uint8, end)
        quotes = np.flatnonzero(signs == _QUOTE)
        ends = np.flatnonzero(signs == _LF)
        returns = np.flatnonzero(signs == _CR)
        if len(returns):
            after = signs[np.minimum(returns + 1, end - 1)]
            ends = np.sort(np.concatenate([ends, returns[(after != _LF) | (returns == end - 1)]]))
        if self._all_even(signs, quotes, ends):  # which is the usual case
            return []
        line = np.searchsorted(ends, quotes)
        first = np.flatnonzero(np.concatenate([[True], line[1:] != line[:-1]]))
        many = np.diff(np.append(first, len(quotes)))
        opens = (np.arange(len(quotes)) - np.repeat(first, many)) % 2 == 0
        beside = np.where(opens, signs[np.maximum(quotes - 1, 0)], signs[np.minimum(quotes + 1, end - 1)])
        fits = self.edge[beside]
        fits |= np.where(opens, quotes == 0, quotes == end - 1)
        odd = np.union1d(line[~fits], line[first][many % 2 == 1])
        return [0 if number == 0 else int(ends[number - 1]) + 1 for number in odd.tolist()]

    def _all_even(self, signs: Ints, quotes: Ints, ends: Ints) -> bool:
        """Whether every line has an even number of quotes, and every other one of these opens a cell, the next one closes it."""
        if len(quotes) % 2 or (np.searchsorted(quotes, ends) % 2).any():
            return False
        opening, closing = quotes[::2], quotes[1::2]
        opens = self.edge[signs[np.maximum(opening - 1, 0)]] | (opening == 0)
        return bool(opens.all() and (self.edge[signs[np.minimum(closing + 1, len(signs) - 1)]] | (closing == len(signs) - 1)).all())

    def _row(self, block: bytearray, at: int, base: int, last: bool) -> int | None:
        """Where the row that begins at `at` ends; `None`: more must be read first."""
        field, size, beside = 0, len(block), list[OddQuote]()
        while True:
            begin, closed = at, at
            if at < size and block[at] == _QUOTE:
                closed = self._closing(block, at + 1)
                stop = None if closed < 0 else self.stop.search(block, closed + 1)
                unknown = size - at < _LONGEST and not self._swallows(block, at, size, field) if closed < 0 else stop is None
                if unknown and not last:
                    return None
                beyond = b"" if closed < 0 else block[closed + 1 : size if stop is None else stop.start()].strip()
                if closed < 0 or (_ends(block, at, closed) and (beyond or self._swallows(block, at, closed, field))):
                    self._leave_out(block, at, base, field)
                    closed = at
                else:
                    closed += 1
            found = self.stop.search(block, closed)
            if found is None and not last:
                return None
            at = size if found is None else found.start()
            if closed > begin and block[closed:at].strip():
                beside.append(OddQuote(self.record, field, _shown(block[begin:at])))
            if found is not None and block[at] not in (_LF, _CR):
                at, field = at + 1, field + 1
                continue
            if at + 1 == size and block[at] == _CR and not last:
                return None
            self.found += beside
            return min(size, at + 2 if block[at : at + 2] == b"\r\n" else at + 1)

    @staticmethod
    def _closing(block: bytearray, at: int) -> int:
        """Where the quote stands that closes a cell; −1: it is not in the block."""
        while True:
            at = block.find(b'"', at)
            if at < 0 or block[at + 1 : at + 2] != b'"':
                return at
            at += 2

    def _swallows(self, block: bytearray, opens: int, closes: int, field: int) -> bool:
        """Whether some line in a quoted cell looks like a row; the line in which it is closed only if the row of the quote is whole."""
        line = self._line_end(block, opens)
        while line is not None and line < closes:
            stop = self._line_end(block, line)
            text = bytes(block[line : len(block) if stop is None else stop])
            closing = stop is None or stop > closes
            if self._like_row(text) and (not closing or self._cells_from(block, opens, field) == self.width):
                return True
            line = stop
        return False

    @staticmethod
    def _line_end(block: bytearray, at: int) -> int | None:
        """Where the next line begins."""
        found = _LINE_END.search(block, at)
        return None if found is None else found.end()

    def _like_row(self, line: bytes) -> bool:
        if line.count(self.delimiter.encode()) < self.width - 1:
            return False
        for cells in (cells_of(line, self.delimiter), cells_of(line.replace(b'"', b""), self.delimiter)):
            if len(cells) == self.width and all(any(c.isdigit() for c in cells[p]) for p in self.places):
                return True
        return False

    def _cells_from(self, block: bytearray, opens: int, field: int) -> int:
        """How many cells a row has if the quote of this field is left out."""
        line = b" " + bytes(block[opens + 1 : self._line_end(block, opens) or len(block)])
        return field + len(cells_of(line.rstrip(b"\r\n"), self.delimiter))

    def _leave_out(self, block: bytearray, at: int, base: int, field: int) -> None:
        whole = self._cells_from(block, at, field) >= self.width
        found = self.stop.search(block, at)
        value = _shown(block[at : len(block) if found is None else found.start()])
        self.found.append(OddQuote(self.record, field, value, base + at, whole))
        block[at] = _SPACE


_LINE_END = re.compile(b"\r\n|\r|\n")


def _shown(cell: bytearray) -> str:
    text = " ".join(bytes(cell[: 4 * _SHOWN]).decode("utf-8", "replace").split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def found_values(odd: Sequence[OddQuote]) -> Ints:
    """Offsets of the quotes that are left out."""
    return np.array([q.offset for q in odd if q.offset >= 0], np.int64)
