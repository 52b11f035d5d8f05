"""Rows of an .xlsx that look as if they were not to be counted: hidden ones, as by a filter, and ones that are struck out."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter

from cashflow.ledger.opening.csv_head import Said
from cashflow.ledger.opening.marks import part_of, path_of
from cashflow.ledger.opening.pages import Page

__all__ = ["unseen_rows"]

_P = r"(?:\w{1,20}:)?"  # a prefix, as some programs write one
_ROW = re.compile(rf'<{_P}row\b(?=[^>]*\bhidden="(?:1|true)")(?![^>]*\boutlineLevel="[1-9])[^>]*?\br="(\d{{1,7}})"')
_FONTS = re.compile(rf"<{_P}fonts\b.*?</{_P}fonts>", re.S)
_FONT = re.compile(rf"<{_P}font\s*/>|<{_P}font>.*?</{_P}font>", re.S)
_STRUCK = re.compile(rf'<{_P}strike\s*(?:/>|val="(?:1|true)"\s*/>|></)')
_STYLES = re.compile(rf"<{_P}cellXfs\b.*?</{_P}cellXfs>", re.S)
_STYLE = re.compile(rf"<{_P}xf\b[^>]*>")
_HIDDEN = "is hidden in the workbook, as by a filter, and is read like the others; if it is not to be counted, delete it there"
_OUT = "is struck out in the workbook, and is read like the others; if it is paid or void, delete it there, or say so in a column"


def unseen_rows(page: Page, content: bytes, hidden: frozenset[str]) -> tuple[Said, ...]:
    """What is said of such rows, by their position in the page; of rows that are folded away below their sum nothing.

    Parameters
    ----------
    page
        The sheet.
    content
        The workbook.
    hidden
        Paths of its sheets that have hidden rows or columns.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        path, struck = path_of(archive, page.name), _struck_styles(part_of(archive, "xl/styles.xml"))
        if path not in hidden and not struck:
            return ()
        sheet = part_of(archive, path)
    said = [(int(r), "hidden row", _HIDDEN) for r in _ROW.findall(sheet)]
    said += [(r, "struck-out row", _OUT) for r in _struck(page, sheet, struck)]
    return tuple(
        Said(row - page.first_row, "flagged", kind, "", "", words)
        for row, kind, words in said
        if 0 <= row - page.first_row < len(page.rows)
    )


def _struck_styles(styles: str) -> list[int]:
    """The numbers of the styles whose font is struck out."""
    if "strike" not in styles:
        return []
    fonts, table = _FONTS.search(styles), _STYLES.search(styles)
    struck = {str(at) for at, font in enumerate(_FONT.findall(fonts[0] if fonts else "")) if _STRUCK.search(font)}
    used = [re.search(r'\bfontId="(\d+)"', tag) for tag in _STYLE.findall(table[0] if table else "")]
    return [at for at, font in enumerate(used) if font and font[1] in struck]


def _struck(page: Page, sheet: str, styles: list[int]) -> list[int]:
    """The numbers of the rows of which more than half of the cells with something in them are struck out."""
    if not styles:
        return []
    cell = re.compile(rf'<{_P}c\b(?=[^>]*\bs="(?:{"|".join(map(str, styles))})")[^>]*?\br="[A-Z]{{1,3}}(\d{{1,7}})"[^>]*[^/]>')
    many = Counter(int(r) for r in cell.findall(sheet))
    inside = {r: n for r, n in many.items() if 0 <= r - page.first_row < len(page.rows)}
    return sorted(r for r, n in inside.items() if 2 * n > sum(c != "" for c in page.rows[r - page.first_row]))
