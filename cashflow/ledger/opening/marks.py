"""Cells of an .xlsx that calamine gives as blank or bare: errors, formulas without a value, numbers that are shown with leading zeros."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from html import unescape
from typing import Any

from cashflow.basics.valueless import formula_text
from cashflow.ledger.opening.containers import BROKEN
from cashflow.ledger.opening.pages import Page

__all__ = ["counts_from_1904", "number_formats", "part_of", "path_of", "valueless_rows", "write_marks"]

_P = r"(?:\w{1,20}:)?"  # a prefix, as some programs write one
_ERROR = re.compile(rf'<{_P}c\b([^>]*)\bt="e"[^>]*>\s*(?:<{_P}f\b[^>]*/>|<{_P}f\b[^>]*>[^<]*</{_P}f>)?\s*<{_P}v>([^<]{{1,20}})</{_P}v>')
_FORMULA = re.compile(rf"<{_P}c\b([^>]*)>\s*<{_P}f\b(?:[^>]*/>|[^>]*>([^<]*)</{_P}f>)\s*(?:<{_P}v\s*/>|<{_P}v>(\s*|0)</{_P}v>)?\s*</{_P}c>")
_PLACE = re.compile(r'\br="([A-Z]{1,3})(\d+)"')
_FORMAT = re.compile(rf"<{_P}numFmt\b[^>]*>")
_STYLES = re.compile(rf"<{_P}cellXfs\b.*?</{_P}cellXfs>", re.S)
_STYLE = re.compile(rf"<{_P}xf\b[^>]*>")
_ZEROS = re.compile(r'((?:"[^"]*"|\\.)*)(0{2,})(?:;.*)?', re.S)
_LITERAL = re.compile(r'"([^"]*)"|\\(.)', re.S)
_BLANK = ('""', "&quot;&quot;")  # a formula of a blank text
_ITEM = 3  # cells of a row that may be an invoice
_MOST_GAP = 100  # rows, to each row of formulas
Shown = dict[int, tuple[str, int]]  # number of a style → what stands before the digits, and how many there are at least


def write_marks(page: Page, content: bytes, odd: frozenset[str]) -> None:
    """Write into the cells of a page what they show; `odd`: paths of the sheets that have an error or a formula."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = part_of(archive, "xl/workbook.xml")
        path = path_of(archive, page.name)
        shown = _shown(part_of(archive, "xl/styles.xml"))
        if path not in odd and not shown:
            return
        sheet = part_of(archive, path)
    if path in odd:
        _write(page, {_PLACE.search(f[1]): f[2] for f in _ERROR.finditer(sheet)})
        formulas = _formulas(sheet, _is_set(book, "fullCalcOnLoad"))
        _lengthen(page, [int(place[2]) for place in formulas if place is not None])
        _write(page, formulas)
    if shown:
        _write_zeros(page, sheet, shown)


def path_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """Where a sheet stands in a workbook; empty where it is not known."""
    return _paths(part_of(archive, "xl/workbook.xml"), part_of(archive, "xl/_rels/workbook.xml.rels")).get(sheet, "")


def valueless_rows(name: str, content: bytes) -> int:
    """How many rows of a sheet hold formulas without a value, which nobody has calculated."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = part_of(archive, path_of(archive, name))
    return len({place[2] for place in _formulas(sheet, unsure=False) if place is not None})


def counts_from_1904(content: bytes) -> bool:
    """Whether the days of a workbook are counted from 1904, as old ones of the Macintosh are."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return _is_set(part_of(archive, "xl/workbook.xml"), "date1904")


def _is_set(book: str, flag: str) -> bool:
    return re.search(rf'\b{flag}="(?:1|true|on)"', book) is not None


def part_of(archive: zipfile.ZipFile, path: str) -> str:
    """A part of a workbook as text; empty where it has none."""
    try:
        return archive.read(path).decode("utf-8", "replace")
    except (KeyError, *BROKEN):
        return ""


def _formulas(sheet: str, unsure: bool) -> dict[Any, str]:
    """Formulas without a value; an empty text is one. `unsure`: the program that wrote them works none out, and some write 0."""
    return {
        _PLACE.search(f[1]): formula_text(unescape(f[2] or "…"))
        for f in _FORMULA.finditer(sheet)
        if 't="str"' not in f[1] and f[2] not in _BLANK and ((f[3] or "").strip() == "" or unsure)
    }


def _lengthen(page: Page, rows: list[int]) -> None:
    """Add blank rows for those of formulas alone that stand below the last value; a single sum there is no row of items."""
    full = [row for row, many in Counter(rows).items() if many >= _ITEM]
    more = max(full, default=0) - (page.first_row + len(page.rows) - 1)
    if page.rows and 0 < more <= len(page.rows) + _MOST_GAP * len(full):
        page.rows.extend([""] * len(page.rows[0]) for _ in range(more))


def _write(page: Page, texts: dict[Any, str]) -> None:
    for place, text in texts.items():
        row, column = _at(page, place)
        if row >= 0:
            page.rows[row][column] = text


def _at(page: Page, place: re.Match[str] | None) -> tuple[int, int]:
    """Where a cell stands among the rows of a page; −1: not in it."""
    if place is None:
        return -1, -1
    column = 0
    for letter in place[1]:
        column = 26 * column + ord(letter) - 64
    row, column = int(place[2]) - page.first_row, column - 1 - page.before
    return (row, column) if 0 <= row < len(page.rows) and 0 <= column < len(page.rows[row]) else (-1, -1)


def _write_zeros(page: Page, sheet: str, shown: Shown) -> None:
    """Whole numbers as they are shown: 000002, where the number is 2."""
    cell = re.compile(rf'<{_P}c\b[^>]*?\bs="({"|".join(map(str, shown))})"[^>]*>')
    for found in cell.finditer(sheet):
        row, column = _at(page, _PLACE.search(found[0]))
        value = page.rows[row][column] if row >= 0 else None
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 and value == value // 1:
            before, digits = shown[int(found[1])]
            page.rows[row][column] = before + str(int(value)).zfill(digits)


def _shown(styles: str) -> Shown:
    """The styles whose numbers are shown with leading zeros."""
    forms = {at: _ZEROS.fullmatch(form) for at, form in number_formats(styles).items()}
    return {at: ("".join(a or b for a, b in _LITERAL.findall(z[1])), len(z[2])) for at, z in forms.items() if z is not None}


def number_formats(styles: str) -> dict[int, str]:
    """Number of a style → its number format, of those that are written out."""
    forms = dict[str, str]()
    for tag in _FORMAT.findall(styles):
        key, code = re.search(r'\bnumFmtId="(\d+)"', tag), re.search(r'\bformatCode="([^"]*)"', tag)
        if key and code:
            forms[key[1]] = unescape(code[1])
    table = _STYLES.search(styles) if forms else None
    used = [re.search(r'\bnumFmtId="(\d+)"', tag) for tag in _STYLE.findall(table[0] if table else "")]
    return {at: forms[key[1]] for at, key in enumerate(used) if key and key[1] in forms}


def _paths(book: str, links: str) -> dict[str, str]:
    """Where the sheets of an .xlsx stand in it, by name."""
    targets = {}
    for link in re.findall(r"<Relationship\b[^>]*>", links):
        key, target = re.search(r'\bId="([^"]*)"', link), re.search(r'\bTarget="([^"]*)"', link)
        if key and target:
            targets[key[1]] = target[1].removeprefix("/xl/")
    out = {}
    for sheet in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        name, key = re.search(r'\bname="([^"]*)"', sheet), re.search(r'\b\w+:id="([^"]*)"', sheet)
        if name and key:
            out[unescape(name[1])] = f"xl/{targets.get(key[1], '')}"
    return out
