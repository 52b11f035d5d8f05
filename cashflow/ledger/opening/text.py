"""Separated text to a sheet: its encoding, its separator, the rows above its header, and what its quotes do to the rows below."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from attrs import evolve, field, frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.ledger.opening.cells import cells_of_text, cut_rows
from cashflow.ledger.opening.csv_head import Below, Head, check_width, look_at
from cashflow.ledger.opening.encodings import as_utf8
from cashflow.ledger.opening.fixed_width import spaced
from cashflow.ledger.opening.headers import HEAD_ROWS, FindHeader, first_even_row, usual_width
from cashflow.ledger.opening.heads import pieces
from cashflow.ledger.opening.lists import is_ruled, unruled
from cashflow.ledger.opening.options import OpenOptions, separator_name
from cashflow.ledger.opening.separators import Parted, own_names, separator_of
from cashflow.ledger.opening.sheet import Opened, Sheet
from cashflow.ledger.opening.wrapped import unwrapped

__all__ = ["open_text", "sheet_of_utf8"]

_MOST_ABOVE = 256  # cells of a title row
_SEP = re.compile(rb'"?sep=(.)"?[,;\t]*\r?\n', re.I)
_BLANK = re.compile(rb'[ ,;\t|"\r\n]*(?:\n|\Z)')


@frozen(eq=False)
class _Text:
    """UTF-8 on its way to a sheet."""

    content: bytes
    source: Path
    told: OpenOptions
    why: Mapping[str, str] = field(factory=dict)
    dropped: Mapping[str, int] = field(factory=dict)
    start: int = 0
    first_row: int = 1
    rows: Ints | None = None
    quoted: bool = True


def open_text(content: bytes, source: Path, told: OpenOptions, find_header: FindHeader) -> Sheet:
    """A sheet of text in any encoding; `source` is its path, or its name."""
    decoded = as_utf8(content, told.encoding, source)
    sheet = sheet_of_utf8(decoded.content, source, told, find_header)
    opened = evolve(sheet.opened, encoding=decoded.encoding, why={"encoding": decoded.why, **sheet.opened.why})
    return evolve(sheet, opened=opened)


def sheet_of_utf8(content: bytes, source: Path, told: OpenOptions, find_header: FindHeader) -> Sheet:
    """A sheet of UTF-8 text.

    Raises
    ------
    InputError
        Nothing but blank cells; too many columns; a quote in the header that is not closed.
    """
    text = _without_spaces(_without_rules(_without_sep(_Text(content, source, told))))
    blank = _BLANK.match(text.content, text.start)
    if blank and blank.end() == len(text.content):
        raise InputError("has only blank cells", file=source)
    many = HEAD_ROWS + (told.skip_rows or 0) + (blank[0].count(b"\n") if blank else 0)
    found = pieces(text.content, text.start, many, text.quoted)
    if text.told.separator is None and (bare := unwrapped(text.content, text.start, found)) is not None:
        text = evolve(text, content=bare, start=0, why={**text.why, "quotes": "each line stood in quotes of its own"})
        found = pieces(bare, 0, many, text.quoted)
    text, found = _skipped(text, found)
    parted = separator_of(found, text.told.separator, text.quoted)
    for record in parted.records:
        check_width(len(record), source)
    return _sheet(text, found, parted, _header(parted.records, told, find_header))


def _without_sep(text: _Text) -> _Text:
    """A first line ``sep=;``, as Excel understands it, is heeded and left out."""
    found = _SEP.match(text.content)
    if not found:
        return text
    told = text.told if text.told.separator else evolve(text.told, separator=found[1].decode("latin-1"))
    why = {} if text.told.separator else {"separator": "the first line says so"}
    return evolve(text, told=told, why=why, dropped={"separator line": 1}, start=found.end(), first_row=2)


def _without_rules(text: _Text) -> _Text:
    lines = text.content[text.start : text.start + (1 << 16)].splitlines()[:HEAD_ROWS]
    if text.told.separator not in (None, "|") or not is_ruled(lines):
        return text
    found = unruled(text.content[text.start :])
    why = {**text.why, "separator": f"cells stand between bars, with {found.rules:,} rule lines"}
    dropped = {**text.dropped, "rule line": found.rules}
    rows = found.rows + text.first_row - 1
    told = evolve(text.told, separator="|")
    return evolve(text, content=found.content, told=told, why=why, dropped=dropped, start=0, rows=rows, quoted=False)


def _without_spaces(text: _Text) -> _Text:
    """A list whose columns are separated by spaces, as one separated by tabs; each line in its place."""
    found = None if text.told.separator else spaced(text.content[text.start :])
    if found is None:
        return text
    why = {**text.why, "separator": f"{found.lines:,} lines have {found.columns} columns, separated by spaces"}
    return evolve(text, content=found.content, told=evolve(text.told, separator="\t"), why=why, start=0, quoted=False)


def _skipped(text: _Text, found: list[bytes]) -> tuple[_Text, list[bytes]]:
    """Without the rows that were told to be skipped."""
    many = text.told.skip_rows or 0
    if not many:
        return text, found
    if len(found) <= many:
        raise InputError(f"has no more than {len(found):,} rows", file=text.source, column="skip_rows", value=many)
    start = text.start + sum(map(len, found[:many]))
    rows = None if text.rows is None else text.rows[many:]
    dropped = {**text.dropped, "skipped row": many}
    return evolve(text, start=start, first_row=text.first_row + many, rows=rows, dropped=dropped), found[many:]


def _header(records: list[list[str]], told: OpenOptions, find_header: FindHeader) -> int:
    """The position of the header: told, the first row if it has our own names, found, or else the first row of the usual width."""
    filled = next((at for at, r in enumerate(records) if any(c.strip() for c in r)), 0)
    if told.skip_rows is not None or own_names(records[filled]) > 1:
        return filled
    at = find_header(records)
    if at is None:
        at = first_even_row(records)
    return filled if at is None else at


def _sheet(text: _Text, found: Sequence[bytes], parted: Parted, at: int) -> Sheet:
    records, separator = parted.records, parted.separator
    width = len(records[at])
    usual = usual_width(records[at + 1 :])
    wider = usual if usual > width and own_names(records[at]) < 2 else 0  # with our own names such rows are rejected
    start = text.start + sum(map(len, found[:at]))
    content = text.content
    head = _looked_at(text, Below(start, at, separator, _digits(records[at], records[at + 1 :])))
    if head is not None and len(head.offsets):
        mended = bytearray(content)
        head.without(mended, 0)
        content = bytes(mended)
    body = content[start:] if start else content
    frame, many = cells_of_text(body, separator, width, text.source, wider=wider, quoted=text.quoted, even=head is None or not head.odd)
    long = many > max(width, wider)
    if wider:
        long |= (frame.iloc[:, width:] != "").to_numpy().any(axis=1)
    if at:
        frame = _below(cut_rows(records[:at], min(_MOST_ABOVE, max(map(len, records[:at])))), frame)
        long = np.concatenate([np.zeros(at, bool), long])
    said = () if head is None else tuple(evolve(s, at=s.at + at + 1) for s in head.said(0, len(frame)))
    rows = None if text.rows is None else text.rows[: len(frame)]
    why = {"separator": parted.why, **text.why}
    opened = Opened("text", separator=separator_name(separator), why=why)
    return Sheet(frame, opened, text.first_row, text.source, None, np.flatnonzero(long), said, rows, at, text.dropped)


def _looked_at(text: _Text, below: Below) -> Head | None:
    """What the quotes do to the rows; `None`: in this text they are signs like others."""
    if not text.quoted or b'"' not in text.content:
        return None
    return look_at(io.BytesIO(text.content), text.source, below)


def _digits(header: Sequence[str], records: Sequence[Sequence[str]]) -> tuple[int, ...] | None:
    """Positions of the columns in which all rows have digits; `None`: the names are our own, and say so."""
    if own_names(header) > 1:
        return None
    filled = sorted(sum(1 for c in r if c.strip()) for r in records)
    least = max(1, filled[len(filled) // 2]) if filled else 1  # sums and groups have fewer cells than items
    even = [r for r in records if len(r) == len(header) and sum(1 for c in r if c.strip()) >= least]
    return tuple(at for at in range(len(header)) if even and all(any(c.isdigit() for c in r[at]) for r in even))


def _below(above: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Two frames, one below the other, missing cells empty."""
    width = max(len(above.columns), len(frame.columns))
    whole = [f.reindex(columns=range(width), fill_value="").astype(object) for f in (above, frame)]
    return pd.concat(whole, ignore_index=True)
