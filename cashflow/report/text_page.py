"""A report as parts (sentences and tables), and how they are set on a page of a given width, of which a terminal is one kind."""

from __future__ import annotations

import functools
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal

from attrs import field, frozen

from cashflow.basics.shown import printable

__all__ = ["WIDTH", "Line", "Part", "Said", "TextTable", "cells", "page_lines", "page_text", "table_text", "wrapped"]

WIDTH, _WIDEST, _LEAST = 120, 44, 8
"""Columns of a page where there is no terminal; of its widest column; of a name that is shortened."""
Tone = Literal["", "left out", "answer", "title", "aside"]
"""What a line is, which a terminal may show by color or weight; no word depends on it."""
_TO_TYPE = ("To type:", "  --", "  or --")
_PLAIN = re.compile(r"(?:[ -~¡-¬®-ʯ–—…−≤≥×]*[!-~¡-¬®-ʯ–—…−≤≥×])?")
"""Texts of which every letter takes one column, and that don't end in a blank."""


@frozen
class Said:
    """A sentence, or several lines, with their tone."""

    text: str
    tone: Tone = ""


def _printable_rows(rows: Iterable[Iterable[str]]) -> list[list[str]]:
    return [[printable(cell) for cell in row] for row in rows]


@frozen
class TextTable:
    """A table that is not set yet; the first `left` columns are left-aligned, the others right; the last, or all `left` ones, may wrap."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]] = field(converter=_printable_rows)
    left: int = 1
    wrap_last: bool = False
    wrap_left: bool = False

    def lines(self, width: int = WIDTH) -> list[str]:
        """The table with its title.

        Columns that do not fit side by side go below, under the left ones again, unless nothing stands in them: a number is never cut.
        """
        limit = self._limit(width)
        blocks = [list(range(len(self.columns)))] if self.wrap_last else self.blocks(width)
        out, title = [], printable(self.title)
        for number, block in enumerate(blocks):
            out += wrapped(f"{title}, continued" if number else title, width).split("\n") if title else []
            picked = [[row[c] for c in block] for row in (self.columns, *self.rows)]
            out += _set(picked, limit, width, self)
        return out

    @functools.cached_property
    def _widths(self) -> list[int]:
        return [max(map(cells, column)) for column in zip(self.columns, *self.rows, strict=True)]

    def _limit(self, width: int) -> int:
        """Most columns of a name, so that the widest number stands beside the names: long names are cut, short ones are not."""
        if self.wrap_last or not self.left:
            return _WIDEST
        widths = self._widths
        names, number = widths[: self.left], min(max(widths[self.left :], default=0), _WIDEST)
        limits = range(_WIDEST, _LEAST, -1)
        return next((most for most in limits if sum(min(w, most) + 3 for w in names) + number <= width), _LEAST)

    def blocks(self, width: int = WIDTH) -> list[list[int]]:
        """Columns of each table, so that every one fits the page."""
        limit = self._limit(width)
        widths = [min(w, limit if c < self.left else _WIDEST) + 3 for c, w in enumerate(self._widths)]
        fixed = sum(widths[: self.left])
        blocks, used = [list(range(self.left))], fixed
        for column in range(self.left, len(self.columns)):
            if used + widths[column] > width and len(blocks[-1]) > self.left:
                blocks.append(list(range(self.left)))
                used = fixed
            blocks[-1].append(column)
            used += widths[column]
        return [blocks[0], *(b for b in blocks[1:] if any(row[c] for row in self.rows for c in b[self.left :]))]


Part = str | Said | TextTable
Line = tuple[str, Tone]


def table_text(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1, *, wrap_last: bool = False) -> str:
    """A table as plain text, on a page of `WIDTH` columns."""
    return "\n".join(TextTable(title, columns, [*rows], left, wrap_last).lines())


def page_text(parts: Iterable[Part], width: int | None = None) -> str:
    """Parts as plain text, an empty line between them.

    Parameters
    ----------
    parts
        Empty ones are left out.
    width
        Of the page; `None`: tables on a page of `WIDTH` columns, and each sentence in one line.
    """
    return "\n".join(text for text, _ in page_lines(parts, width))


def page_lines(parts: Iterable[Part], width: int | None = None) -> list[Line]:
    """Parts as lines, each with its tone; see `page_text`."""
    out: list[Line] = []
    for part in parts:
        if part in ("", Said("")):
            continue
        if out:
            out.append(("", ""))
        if isinstance(part, TextTable):
            lines = part.lines(width or WIDTH)
            titles = {lines[0], *(t for t in lines if t.endswith(", continued"))} if part.title else set()
            out += [(text, "title" if text in titles else "") for text in lines]
        else:
            said = part if isinstance(part, Said) else Said(part)
            text = printable(said.text, keep="\n")
            out += [(line, said.tone) for line in (text if width is None else wrapped(text, width)).split("\n")]
    return out


def cells(text: str) -> int:
    """Columns that a text takes on a terminal.

    Examples
    --------
    >>> cells("Müller"), cells("東京")
    (6, 4)
    """
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def wrapped(text: str, width: int = WIDTH) -> str:
    """Text no wider than the page, except for what has no blank in it; a line goes on indented. What to type stays in one line.

    Examples
    --------
    >>> print(wrapped("GBP 130.3m more cash on 2025-06-30", 22))
    GBP 130.3m more cash
      on 2025-06-30
    """
    return "\n".join(part for line in text.split("\n") for part in _line_wrapped(line, width))


def _line_wrapped(line: str, width: int) -> list[str]:
    if cells(line) <= width or line.startswith(_TO_TYPE):
        return [line]
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    out, now = [], ""
    for word in line.split(" "):
        longer = f"{now} {word}" if now.strip() else now + word if word else f"{now} "
        if cells(longer) > width and now.strip():
            out.append(now)
            longer = indent + word
        now = longer
    return [*out, now]


def _set(picked: list[list[str]], limit: int, width: int, given: TextTable) -> list[str]:
    """Heads and rows, `limit` the most columns of a name."""
    most = [limit if place < given.left else _WIDEST for place in range(len(picked[0]))]
    lines = None if given.wrap_last or given.wrap_left else _set_plain(picked, most, given.left, width)
    return _set_wrapped(picked, most, width, given) if lines is None else lines


def _set_plain(picked: list[list[str]], most: Sequence[int], left: int, width: int) -> list[str] | None:
    """A table that fits the page and needs no line broken; `None` where it does not, or where a letter may take two columns or none."""
    if not all(_PLAIN.fullmatch(cell) for row in picked for cell in row):
        return None
    cut = [[cell if len(cell) <= m else f"{cell[: m - 1]}…" for cell, m in zip(row, most, strict=True)] for row in picked]
    widths = [max(map(len, column)) for column in zip(*cut, strict=True)]
    if not all(widths) or sum(widths) + 3 * (len(widths) - 1) > width:
        return None
    sides = [*("<" * left), *(">" * (len(widths) - left))]
    form = "   ".join(f"{{:{side}{wide}}}" for side, wide in zip(sides, widths, strict=False))
    lines = [form.format(*row).rstrip() for row in cut]
    return [lines[0], "─" * (sum(widths) + 3 * (len(widths) - 1)), *lines[1:]]


def _set_wrapped(picked: list[list[str]], widest: Sequence[int], width: int, given: TextTable) -> list[str]:
    """Any table: lines are broken, and letters of two columns or none counted."""
    from rich import box  # imported late: a library user need not pay for it
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for place, name in enumerate(picked[0]):
        is_name = place < given.left
        if given.wrap_last and place == len(picked[0]) - 1:
            table.add_column(Text(name), overflow="fold")
        elif given.wrap_left and is_name:
            table.add_column(Text(name), overflow="fold", max_width=widest[place])
        else:
            justify: Literal["left", "right"] = "left" if is_name else "right"
            table.add_column(Text(name), justify=justify, overflow="ellipsis", no_wrap=True, max_width=widest[place])
    for row in picked[1:]:
        table.add_row(*(Text(cell) for cell in row))
    out = io.StringIO()
    Console(file=out, width=width, force_terminal=False, force_jupyter=False, color_system=None, legacy_windows=False).print(table)
    return [line.rstrip() for line in out.getvalue().splitlines()]
