"""Workbooks in the XML of Excel 2003, which some programs still write and name .xls."""

from __future__ import annotations

import datetime as dt
import io
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cashflow.basics.errors import InputError
from cashflow.ledger.opening.csv_head import MOST_COLUMNS
from cashflow.ledger.opening.guard import refuse_area
from cashflow.ledger.opening.merged import merged_down
from cashflow.ledger.opening.pages import Page

if TYPE_CHECKING:
    from xml.etree import ElementTree

__all__ = ["pages_of_xml"]

_S = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_MOST_ROWS = 1_048_576
_DIGITS = re.compile(r"-?\d{1,15}")


def pages_of_xml(content: bytes, source: Path) -> list[Page]:
    """The pages of such a workbook.

    Raises
    ------
    InputError
        It declares a document type, or is not XML.
    """
    from xml.etree import ElementTree

    if re.search(rb"<!(DOCTYPE|ENTITY)", content[: 1 << 20].replace(b"\0", b"")):
        raise InputError("declares a document type, which no workbook does; its entities are not read", file=source)
    try:
        root = ElementTree.parse(io.BytesIO(content)).getroot()
    except (ElementTree.ParseError, ValueError, LookupError) as wrong:
        hint = "Open it in a spreadsheet program, and save it as .xlsx"
        raise InputError(f"is a workbook in XML that can't be read: {wrong}", file=source, hint=hint) from None
    return [_page(sheet, source) for sheet in root.iter(f"{_S}Worksheet")]


def _page(sheet: ElementTree.Element, source: Path) -> Page:
    rows, merged = list[list[Any]](), list[tuple[tuple[int, int], tuple[int, int]]]()
    for row in sheet.iter(f"{_S}Row"):
        at = _index(row, len(rows), _MOST_ROWS, source)
        rows += [[] for _ in range(at - len(rows))]
        cells, tall = _cells(row, source)
        rows.append(cells)
        merged += [((at, column), (at + many, column)) for column, many in tall.items()]
    width = max(map(len, rows), default=0)
    refuse_area(len(rows), width, source)
    rows = [r + [""] * (width - len(r)) for r in rows]
    merged_down(rows, merged)
    hidden = sheet.find(f"{_X}WorksheetOptions/{_X}Visible") is not None
    return Page(sheet.get(f"{_S}Name", ""), rows, hidden=hidden)


def _cells(row: ElementTree.Element, source: Path) -> tuple[list[Any], dict[int, int]]:
    """The cells of a row; and column → how many rows below a cell covers, too."""
    out, tall = list[Any](), dict[int, int]()
    for cell in row.iter(f"{_S}Cell"):
        at = _index(cell, len(out), MOST_COLUMNS, source)
        out += [""] * (at - len(out))
        tall.update({at: many} if (many := _number(cell.get(f"{_S}MergeDown", "0"))) else {})
        data = cell.find(f"{_S}Data")
        out.append("" if data is None else _value(data.get(f"{_S}Type", "String"), "".join(data.itertext())))
        out += [""] * min(_number(cell.get(f"{_S}MergeAcross", "0")) or 0, MOST_COLUMNS)
    return out, tall


def _number(text: str) -> int | None:
    """A whole number of plain digits; of more than nine the first nine, which are beyond all that is held."""
    return int(text[:9]) if text.isascii() and text.isdigit() else None


def _index(element: ElementTree.Element, usual: int, most: int, source: Path) -> int:
    """The place of a row or cell, from 0; one may be stated, never before the usual one."""
    stated = element.get(f"{_S}Index")
    if stated is None:
        return usual
    place = _number(stated)
    if place is None or not usual < place <= most:
        raise InputError(f"has a row or cell at place '{stated[:20]}', which can't be", file=source, hint="Save it as .xlsx")
    return place - 1


def _value(kind: str, text: str) -> Any:
    try:
        if kind == "Number":
            return int(text) if _DIGITS.fullmatch(text) else float(Decimal(text))
        if kind == "DateTime":
            found = dt.datetime.fromisoformat(text)
            return found.date() if found.time() == dt.time() else found
        if kind == "Boolean":
            return text.strip() == "1"
    except (ValueError, InvalidOperation, OverflowError):
        pass
    return text
