"""Text files: encoding and separator by evidence, and where the header stands."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from attrs import frozen

from cashflow.basics.errors import InputError, asked

__all__ = ["SEPARATORS", "Begin", "as_utf8", "begin_of"]

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", ",": ",", ";": ";", "\t": "\t", "\\t": "\t", "|": "|"}
"""What a separator may be called."""
_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_LOOK = 1 << 18  # bytes that are looked at
_RECORDS = 200
_RULE = re.compile(rb"^[|+\-= ]*-{3,}[|+\-= ]*$")
_UNDEFINED = frozenset(b"\x81\x8d\x8f\x90\x9d")  # in cp1252
FindHeader = Callable[[Sequence[Sequence[str]]], tuple[int, int]]
"""Records → position of the header, and how many of its names are known."""


def as_utf8(content: bytes, told: str | None, path: Path) -> tuple[bytes, str, str]:
    """The same text in UTF-8, its encoding, and the evidence for it.

    Raises
    ------
    InputError
        The encoding that was told is none, or is not that of the file; or it may be several.
    """
    if told is not None:
        return _told(content, told, path), told.lower(), "told"
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            return _told(content, "utf-8-sig" if name == "utf-8" else name, path), name, "byte order mark"
    head = content[:2000]
    for parity, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(head) >= 8 and head[parity::2].count(0) > 0.6 * len(head[parity::2]):
            return _told(content, name, path), "utf-16", "every other byte is NUL"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as wrong:
        return _single(content, wrong.start, path)
    return content, "utf-8", "it is valid UTF-8"


def _told(content: bytes, name: str, path: Path) -> bytes:
    try:
        return content.decode("utf-8-sig" if name.lower() in ("utf-8", "utf8") else name).encode()
    except LookupError:
        raise InputError("is no encoding like utf-8, cp1252, latin-1, utf-16", file=path, column="encoding", value=name) from None
    except UnicodeDecodeError as wrong:
        raise InputError(f"is not {name} text (byte {wrong.start})", file=path, hint="Leave encoding out, or name another") from None


def _single(content: bytes, at: int, path: Path) -> tuple[bytes, str, str]:
    """A text of one byte a sign: cp1252, as Windows programs write it, or Latin-1."""
    high = Counter(b for b in content if b >= 0x80)
    box = sum(n for b, n in high.items() if b in b"\x81\x84\x8e\x94\x99\x9a\xe1") + sum(high[b] for b in _UNDEFINED if b != 0x81)
    letters = sum(n for b, n in high.items() if b >= 0xC0)
    if _UNDEFINED & set(high) or (box and not letters):
        choices = ["cp850", "cp437", "mac-roman", "latin-1"]
        ask = [asked("encoding of the file ([ledger] encoding)", choices, "--encoding")]
        hint = "Save it as 'CSV UTF-8', or say its encoding: --encoding cp850"
        raise InputError(f"is not UTF-8 text (byte {at}), and its encoding is not sure", file=path, hint=hint, ask=ask)
    return content.decode("cp1252").encode(), "cp1252", f"byte {at} is no UTF-8"


@frozen
class Begin:
    """Where a table begins in a text."""

    start: int  # bytes of the header
    above: int  # lines above it
    separator: str
    why: str
    known: int  # names of the header that are known


def begin_of(content: bytes, separator: str | None, find_header: FindHeader, path: Path, skip: int | None = None) -> Begin:
    """The header and the separator: the pair whose header has most names that are known; else whose records are most alike.

    `content`: UTF-8. `skip`: lines above the header, as told.
    """
    if separator is not None and separator not in SEPARATORS:
        raise InputError("must be comma, semicolon, tab or pipe", column="separator", value=separator)
    lines = content[:_LOOK].splitlines(keepends=True)
    lines = lines[:-1] if len(content) > _LOOK and len(lines) > 1 else lines
    told = _stated(lines)
    candidates = [SEPARATORS[separator]] if separator is not None else [told] if told else [*_NAMES]
    found = [_try(lines, c, find_header, skip) for c in candidates]
    _, above, best, known, why = max(found, key=lambda f: f[0])
    if separator is not None:
        why = "told"
    elif told:
        why = "the first line says so"
    return Begin(sum(map(len, lines[:above])), above, best, why, known)


def _stated(lines: list[bytes]) -> str | None:
    """The separator that a first line like ``sep=;`` states for spreadsheet programs."""
    match = re.fullmatch(rb'(?:\xef\xbb\xbf)?"?sep=(.)"?\r?\n?', lines[0]) if lines else None
    return match[1].decode("latin-1") if match and match[1].decode("latin-1") in _NAMES else None


def _try(lines: list[bytes], separator: str, find_header: FindHeader, skip: int | None) -> tuple[tuple[float, ...], int, str, int, str]:
    """How well a separator fits: (score), lines above the header, separator, names known, evidence."""
    records, ends = _records(lines, separator)
    if not records:
        return (0, 0, 0, 0), 0, separator, 0, ""
    if skip is not None:
        at = next((i for i, end in enumerate([0, *ends]) if end >= skip), 0)
        known = find_header(records[at : at + 1])[1]
    else:
        at, known = find_header(records)
    width, below = len(records[at]), [len(r) for r in records[at + 1 :] if any(c.strip() for c in r)]
    alike = sum(w == width for w in below) / len(below) if below else 0.0
    above = ends[at - 1] if at else 0
    order = [*_NAMES].index(separator)
    known = known if width > 1 else 0
    why = f"{alike:.0%} of the first {len(below):,} rows have {width} cells by it" if below else "the header has most names by it"
    return (known, width > 1, round(alike, 2), -order), above, separator, known, why


def _records(lines: list[bytes], separator: str) -> tuple[list[list[str]], list[int]]:
    """The first records, and for each the number of lines up to its end."""
    text = io.StringIO(b"".join(lines).decode("utf-8", "replace").lstrip("\ufeff").replace("\0", "\u2400"), newline="")
    reader, records, ends = csv.reader(text, delimiter=separator), [], []
    try:
        for record in reader:
            records.append(record)
            ends.append(reader.line_num)
            if len(records) >= _RECORDS:
                break
    except csv.Error:
        pass
    return records, ends
