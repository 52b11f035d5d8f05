"""Tables of HTML pages, which many programs write and name .xls."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from attrs import define, field

from cashflow.basics.errors import InputError
from cashflow.ledger.opening.csv_head import MOST_COLUMNS
from cashflow.ledger.opening.guard import refuse_area
from cashflow.ledger.opening.merged import is_money
from cashflow.ledger.opening.pages import Page

__all__ = ["html_charset", "pages_of_html"]

_CHARSET = re.compile(rb"<meta\b[^>]*?charset\s*=\s*[\"']?([A-Za-z0-9_-]{3,20})", re.I)
_BREAKS = ("br", "p", "div", "li")
_SILENT = ("script", "style", "title")


def html_charset(content: bytes) -> str | None:
    """The encoding that a page states, if it states one."""
    found = _CHARSET.search(content[: 1 << 14])
    return found[1].decode("ascii") if found else None


def pages_of_html(text: str, source: Path) -> list[Page]:
    """The tables of a page, each as one; a table inside a cell is one of its own.

    A cell over several columns leaves the further ones blank; a cell over several rows is repeated in each, as it is seen.

    Raises
    ------
    InputError
        The page has no table of several rows and columns.
    """
    reader = _Reader(source)
    reader.feed(text)
    reader.close()
    found = [t.rows for t in reader.tables if len(t.rows) > 1 and max(map(len, t.rows)) > 1]
    if not found:
        hint = "Export the list as .xlsx or CSV, and name that"
        raise InputError("is an HTML page without a table, whatever its name says", file=source, hint=hint)
    pages = []
    for at, rows in enumerate(found, 1):
        width = max(map(len, rows))
        refuse_area(len(rows), width, source)
        pages.append(Page(f"table {at}", [[*row, *[""] * (width - len(row))] for row in rows]))
    return pages


@define(eq=False)
class _Table:
    """A table while it is read."""

    rows: list[list[Any]] = field(factory=list)
    over: dict[int, tuple[int, str]] = field(factory=dict)  # column → rows that a cell above still covers, and its text
    cell: list[str] | None = None
    wide: int = 1
    tall: int = 1

    def open_row(self) -> None:
        self.close_cell()
        self.rows.append([])

    def open_cell(self, wide: int, tall: int) -> None:
        self.close_cell()
        if not self.rows:
            self.rows.append([])
        self._cover()
        self.cell, self.wide, self.tall = [], wide, tall

    def close_cell(self) -> None:
        if self.cell is None:
            return
        text = " ".join("".join(self.cell).replace("\xa0", " ").split())
        row = self.rows[-1]
        if self.tall > 1:
            self.over[len(row)] = (self.tall - 1, text)
        row += [text, *[""] * (self.wide - 1)]
        self.cell = None
        self._cover()

    def _cover(self) -> None:
        """Repeat what a cell above covers."""
        row = self.rows[-1]
        while len(row) in self.over:
            left, text = self.over.pop(len(row))
            if left > 1:
                self.over[len(row)] = (left - 1, text)
            row.append("" if is_money(text) else text)


class _Reader(HTMLParser):
    """Collects the tables of a page."""

    def __init__(self, source: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.source = source
        self.tables: list[_Table] = []
        self.inside: list[_Table] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row or a cell."""
        if tag in _SILENT:
            self.silent += 1
        elif tag == "table":
            self.tables.append(_Table())
            self.inside.append(self.tables[-1])
        elif self.inside and tag == "tr":
            self.inside[-1].open_row()
        elif self.inside and tag in ("td", "th"):
            stated = dict(attrs)
            self.inside[-1].open_cell(_span(stated.get("colspan"), MOST_COLUMNS), _span(stated.get("rowspan"), 10_000))
        elif tag in _BREAKS:
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened."""
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif self.inside and tag in ("td", "th", "tr", "table"):
            self.inside[-1].close_cell()
            if tag == "table":
                self.inside.pop()

    def handle_data(self, data: str) -> None:
        """The text of a cell."""
        if self.inside and self.inside[-1].cell is not None and not self.silent:
            self.inside[-1].cell.append(data)


def _span(stated: str | None, most: int) -> int:
    return max(1, min(int(stated[:6]), most)) if stated and stated.isascii() and stated.isdigit() else 1
