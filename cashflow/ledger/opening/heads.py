"""The first records of a text, before anything is known of it: where each begins, and what its cells are by a separator."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence

__all__ = ["cells_by", "pieces"]

_BLOCK = 1 << 20
_MOST_LINES = 30  # of a quoted cell in the head
_CLOSES = re.compile(rb'[^"]*"(?:[,;\t|\r\n]|\Z)')
_SIGNS = (b",", b";", b"\t", b"|")


def pieces(content: bytes, start: int, many: int, quoted: bool = True) -> list[bytes]:
    """The bytes of the first records, with their line ends; they stand one behind the other from `start` on.

    A line with an odd number of quotes goes on in the next ones until they are even, unless one of those is a record of its own.
    """
    lines, at = list[bytes](), start
    while len(lines) <= many + _MOST_LINES and at < len(content):
        block = content[at : at + _BLOCK]
        found = block.splitlines(keepends=True)
        if at + len(block) < len(content) and len(found) > 1:
            found.pop()  # it may go on
        elif at + len(block) < len(content):  # a line longer than a block: to its end
            stop = content.find(b"\n", at)
            found = [content[at : len(content) if stop < 0 else stop + 1]]
        lines += found
        at += sum(map(len, found))
    return _joined(lines, many, quoted)


def _joined(lines: Sequence[bytes], many: int, quoted: bool) -> list[bytes]:
    out, at, whole = list[bytes](), 0, list[int]()
    while at < len(lines) and len(out) < many:
        piece, at = lines[at], at + 1
        if quoted and piece.count(b'"') % 2:
            stop, more, whole = at, piece, whole or _whole(lines)
            while stop < len(lines) and stop - at < _MOST_LINES and more.count(b'"') % 2:
                own = any(n and lines[stop].count(sign) >= n for sign, n in zip(_SIGNS, whole, strict=True))
                if own and not (lines[stop].count(b'"') % 2 and _CLOSES.match(lines[stop])):
                    break
                more, stop = more + lines[stop], stop + 1
            if more.count(b'"') % 2 == 0:
                piece, at = more, stop
        out.append(piece)
    return out


def _whole(lines: Sequence[bytes]) -> list[int]:
    """How many of each sign stand in most lines that have it; 0: no two lines agree."""
    usual = [Counter(c for line in lines if (c := line.count(sign))).most_common(1) for sign in _SIGNS]
    return [found[0][0] if found and found[0][1] > 1 else 0 for found in usual]


def cells_by(piece: bytes, separator: str, quoted: bool = True) -> list[str]:
    """The cells of a record, read by itself; a quote that is not closed in it counts for nothing."""
    text = piece.decode("utf-8", "replace").rstrip("\r\n")
    if not quoted or text.count('"') % 2:
        return text.replace('"', " ").split(separator) if quoted else text.split(separator)
    try:
        return next(csv.reader([text], delimiter=separator), []) if "\n" not in text and "\r" not in text else _wide(text, separator)
    except csv.Error:
        return text.split(separator)


def _wide(text: str, separator: str) -> list[str]:
    return next(csv.reader(text.splitlines(keepends=True), delimiter=separator), [])
