"""Workbooks (.xlsx, .xlsb, .xls, .ods) to a sheet, by calamine; and the XML and the HTML that programs name .xls."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from attrs import evolve

from cashflow.basics.errors import InputError, first_line, is_foreign_fault, must_choose
from cashflow.ledger.opening.csv_head import Said, check_width
from cashflow.ledger.opening.encodings import as_utf8
from cashflow.ledger.opening.guard import look_through
from cashflow.ledger.opening.headers import HEAD_ROWS, FindHeader
from cashflow.ledger.opening.marks import counts_from_1904, write_marks
from cashflow.ledger.opening.merged import merged_down
from cashflow.ledger.opening.ole import look_through_ole
from cashflow.ledger.opening.options import OpenOptions, separator_name
from cashflow.ledger.opening.pages import Page, choose_page, text_of
from cashflow.ledger.opening.separators import separator_of
from cashflow.ledger.opening.sheet import Opened, Sheet
from cashflow.ledger.opening.spreadsheetml import pages_of_xml
from cashflow.ledger.opening.text import sheet_of_utf8
from cashflow.ledger.opening.trial import try_apart
from cashflow.ledger.opening.typed import frame_of_rows
from cashflow.ledger.opening.unseen import unseen_rows

__all__ = ["open_html", "open_spreadsheetml", "open_workbook"]


_NOT_LOOKED_AT = "errors and formulas without a value can't be told from blank cells in this kind of workbook; in an .xlsx they are named"


def open_workbook(content: bytes, source: Path, told: OpenOptions, find_header: FindHeader) -> Sheet:
    """The sheet that was told, or that looks like a ledger, with its cells as they are typed.

    Raises
    ------
    InputError
        python-calamine is not installed; the workbook needs a password, is broken or too large; no such sheet, or two alike.
    """
    calamine = _calamine(source)
    seen = None
    if content.startswith(b"PK"):
        seen = look_through(content, source)
    else:
        look_through_ole(content, source)
    if b"xl/workbook.xml" not in content:
        try_apart(content, source)
    book = _guarded(lambda: calamine.load_workbook(io.BytesIO(content)), source)
    hidden = {m.name: not str(m.visible).endswith(".Visible") for m in book.sheets_metadata}
    names = [m.name for m in book.sheets_metadata if str(m.typ).endswith((".WorkSheet", ".MacroSheet"))] or list(book.sheet_names)
    names = _told(names, told, source)
    pages = (_page(book, name, hidden.get(name, False), source) for name in names)
    page, chosen = choose_page(pages, find_header, source)
    said = tuple[Said, ...]()
    if seen is not None:
        write_marks(page, content, seen.odd)
        said = unseen_rows(page, content, seen.hidden)
    sheet = _sheet(page, "as told" if told.sheet else chosen, source, told, find_header, said)
    why = {**sheet.opened.why, **({} if b"xl/workbook.xml" in content else {"cells": _NOT_LOOKED_AT})}
    return evolve(sheet, opened=evolve(sheet.opened, why=why, from_1904=seen is not None and counts_from_1904(content)))


def open_spreadsheetml(content: bytes, source: Path, told: OpenOptions, find_header: FindHeader) -> Sheet:
    """The same of a workbook in the XML of 2003."""
    found = pages_of_xml(content, source)
    names = set(_told([p.name for p in found], told, source))
    page, why = choose_page([p for p in found if p.name in names], find_header, source)
    return _sheet(page, "as told" if told.sheet else why, source, told, find_header)


def open_html(content: bytes, source: Path, told: OpenOptions, find_header: FindHeader) -> Sheet:
    """The table of an HTML page that was told, or that looks like a ledger; its cells are texts."""
    from cashflow.ledger.opening.html_tables import pages_of_html  # few ledgers are HTML, and its parser takes a while to import

    decoded = as_utf8(content, told.encoding or _stated(content), source)
    found = pages_of_html(decoded.content.decode("utf-8"), source)
    names = set(_told([p.name for p in found], told, source))
    page, why = choose_page([p for p in found if p.name in names], find_header, source)
    sheet = _sheet(page, "as told" if told.sheet else why, source, told, find_header)
    why_encoding = {"encoding": decoded.why if told.encoding else f"{decoded.why}, or as the page states"}
    return evolve(sheet, opened=evolve(sheet.opened, kind="HTML page", encoding=decoded.encoding, why={**sheet.opened.why, **why_encoding}))


def _stated(content: bytes) -> str | None:
    """The encoding that a page states, where its bytes are of it; else it is found by evidence."""
    from cashflow.ledger.opening.html_tables import html_charset

    name = html_charset(content)
    if name is None or b"\0" in content or _decodes(content, "utf-8"):
        return None
    return name if _decodes(content, name) else None


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return False
    return True


def _calamine(source: Path) -> Any:
    try:
        import python_calamine
    except ImportError:
        hint = 'Install it: pip install "cashflow-terms[excel]"'
        raise InputError("workbooks are read by the package python-calamine, which is not installed", file=source, hint=hint) from None
    return python_calamine


def _guarded(work: Any, source: Path) -> Any:
    """What calamine gives; all it may raise becomes a sentence, a panic of its Rust too."""
    try:
        return work()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as wrong:
        if not is_foreign_fault(wrong):
            raise
        kind, said = type(wrong).__name__, str(wrong)
        if kind == "PasswordError" or "password" in said.lower() or "encrypt" in said.lower():
            raise InputError("is a workbook with a password", file=source, hint="Save it without the password") from None
        raise InputError(
            f"is a workbook that can't be read: {first_line(wrong)}", file=source, hint="Save it again as .xlsx, or as CSV"
        ) from None


def _told(names: list[str], told: OpenOptions, source: Path) -> list[str]:
    if told.sheet is None:
        return names
    wanted = told.sheet.strip().casefold()
    found = [n for n in names if n == told.sheet] or [n for n in names if n.strip().casefold() == wanted]
    if not found:
        refused = must_choose("is not a sheet of this workbook", "sheet", told.sheet, names)
        refused.file = str(source)
        raise refused
    return found[:1]


def _page(book: Any, name: str, hidden: bool, source: Path) -> Page:
    sheet = _guarded(lambda: book.get_sheet_by_name(name), source)
    start = sheet.start or (0, 0)
    check_width(start[1] + sheet.width, source)
    rows = _guarded(sheet.to_python, source)
    top, left = start
    merged = [((a - top, b - left), (c - top, d - left)) for (a, b), (c, d) in _guarded(lambda: sheet.merged_cell_ranges, source) or ()]
    merged_down(rows, merged)
    return Page(name, rows, top + 1, left, hidden)


def _sheet(page: Page, why: str, source: Path, told: OpenOptions, find_header: FindHeader, said: tuple[Said, ...] = ()) -> Sheet:
    opened = Opened("workbook", sheet=page.name, why={"sheet": why})
    text = _one_column(page)
    if text is not None:
        inside = sheet_of_utf8(text, source, told, find_header)
        reasons = {**opened.why, "separator": f"all cells stand in one column; {inside.opened.why['separator']}"}
        numbers = None if inside.rows is None else inside.rows + page.first_row - 1
        opened = evolve(opened, separator=inside.opened.separator, why=reasons)
        return evolve(inside, opened=opened, first_row=inside.first_row + page.first_row - 1, rows=numbers)
    if told.separator is not None:
        hint = "Leave 'separator' out"
        reason = "was given, but the cells of a workbook are separated already"
        raise InputError(reason, file=source, column="separator", value=separator_name(told.separator), hint=hint)
    rows, first = page.rows, page.first_row
    dropped = dict[str, int]()
    if told.skip_rows and told.skip_rows >= first:
        many = told.skip_rows - first + 1
        rows, first = rows[many:], first + many
        dropped["skipped row"] = many
        if not any(map(any, rows)):
            raise InputError(f"has no more than {told.skip_rows:,} rows", file=source, column="skip_rows", value=told.skip_rows)
    header = None if told.skip_rows is None else next(at for at, row in enumerate(rows) if any(c != "" for c in row))
    frame, blank = frame_of_rows(rows, page.before)
    if blank:
        dropped["trailing blank row"] = blank
    here = tuple(evolve(s, at=at) for s in said if 0 <= (at := s.at - (first - page.first_row)) < len(frame))
    return Sheet(frame, opened, first, source, header=header, dropped=dropped, said=here)


def _one_column(page: Page) -> bytes | None:
    """The lines of a text that was put into a workbook whole, one to a cell."""
    if not page.rows or len(page.rows[0]) != 1 or len(page.rows) < 2:
        return None
    head = [r[0] for r in page.rows[:HEAD_ROWS] if r[0] != ""]
    lines = [c.encode("utf-8", "replace") for c in head if isinstance(c, str)]
    if 10 * len(lines) < 9 * len(head):
        return None
    parted = separator_of(lines)
    if max(map(len, parted.records), default=0) < 3 or sum(len(r) > 2 for r in parted.records) * 2 < len(lines):
        return None
    return "\n".join(" ".join(text_of([r])[0][0].splitlines()) for r in page.rows).encode("utf-8", "replace")
