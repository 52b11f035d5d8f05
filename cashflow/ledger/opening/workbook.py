"""Workbooks (.xlsx, .xlsb, .xls, .ods) to a sheet, by calamine; and the XML and the HTML that programs name .xls."""

from __future__ import annotations

import functools
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve

from cashflow.basics.errors import InputError, first_line, is_foreign_fault, must_choose
from cashflow.basics.shown import printable
from cashflow.ledger.opening.csv_head import Said, check_width
from cashflow.ledger.opening.encodings import as_utf8
from cashflow.ledger.opening.guard import look_through
from cashflow.ledger.opening.headers import FindHeader
from cashflow.ledger.opening.marks import counts_from_1904, valueless_rows, write_marks
from cashflow.ledger.opening.merged import merged_down
from cashflow.ledger.opening.ole import look_through_ole
from cashflow.ledger.opening.one_column import parted_head
from cashflow.ledger.opening.options import OpenOptions, is_pattern, separator_name
from cashflow.ledger.opening.pages import Page, choose_page, each_page, text_of
from cashflow.ledger.opening.sheet import SEVERAL, Opened, Sheet
from cashflow.ledger.opening.shown_currencies import shown_currencies
from cashflow.ledger.opening.spreadsheetml import pages_of_xml
from cashflow.ledger.opening.text import sheet_of_utf8
from cashflow.ledger.opening.trial import try_apart
from cashflow.ledger.opening.typed import frame_of_rows
from cashflow.ledger.opening.unseen import unseen_rows

__all__ = ["open_html", "open_spreadsheetml", "open_workbook"]


_NOT_LOOKED_AT = "errors and formulas without a value can't be told from blank cells in this kind of workbook; in an .xlsx they are named"


def open_workbook(content: bytes, source: Path, told: OpenOptions, find_header: FindHeader) -> Sheet | list[Sheet]:
    """The sheet that was told, or that looks like a ledger, with its cells as they are typed; several, where several are told.

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
    if told.of_sheets and len({*names}) < len(names):
        twice = next(name for name, many in Counter(names).items() if many > 1)
        raise InputError(f"has two sheets that are called '{printable(twice)}'", file=source, hint="Save it again from a spreadsheet")
    names = _told(names, told, source)
    more: dict[str, Any] = {} if b"xl/workbook.xml" in content else {"cells": _NOT_LOOKED_AT}
    from_1904 = seen is not None and counts_from_1904(content)

    def sheet_of(page: Page, why: str) -> Sheet:
        said = tuple[Said, ...]()
        if seen is not None:
            write_marks(page, content, seen.odd)
            said = unseen_rows(page, content, seen.hidden)
        sheet = _sheet(page, why, source, told, find_header, said)
        opened = evolve(sheet.opened, why={**sheet.opened.why, **more}, from_1904=from_1904)
        shown = functools.partial(shown_currencies, content, page.name) if seen is not None and sheet.rows is None else dict
        return evolve(sheet, opened=opened, shown=shown)

    pages = (_page(book, name, hidden.get(name, False), source) for name in names)
    return _taken(pages, source, told, find_header, sheet_of, lambda name: 0 if seen is None else valueless_rows(name, content))


def open_spreadsheetml(content: bytes, source: Path, told: OpenOptions, find_header: FindHeader) -> Sheet | list[Sheet]:
    """The same of a workbook in the XML of 2003."""
    found = pages_of_xml(content, source)
    names = set(_told([p.name for p in found], told, source))
    pages = [p for p in found if p.name in names]
    return _taken(pages, source, told, find_header, lambda page, why: _sheet(page, why, source, told, find_header))


def open_html(content: bytes, source: Path, told: OpenOptions, find_header: FindHeader) -> Sheet | list[Sheet]:
    """The table of an HTML page that was told, or that looks like a ledger; its cells are texts."""
    from cashflow.ledger.opening.html_tables import pages_of_html  # few ledgers are HTML, and its parser takes a while to import

    decoded = as_utf8(content, told.encoding or _stated(content), source)
    found = pages_of_html(decoded.content.decode("utf-8"), source)
    names = set(_told([p.name for p in found], told, source))
    why_encoding = {"encoding": decoded.why if told.encoding else f"{decoded.why}, or as the page states"}

    def sheet_of(page: Page, why: str) -> Sheet:
        sheet = _sheet(page, why, source, told, find_header)
        why_both = {**sheet.opened.why, **why_encoding}
        return evolve(sheet, opened=evolve(sheet.opened, kind="HTML page", encoding=decoded.encoding, why=why_both))

    return _taken([p for p in found if p.name in names], source, told, find_header, sheet_of)


def _taken(
    pages: Iterable[Page],
    source: Path,
    told: OpenOptions,
    find_header: FindHeader,
    sheet_of: Callable[[Page, str], Sheet],
    valueless: Callable[[str], int] = lambda name: 0,
) -> Sheet | list[Sheet]:
    """The page that is meant as a sheet, or each of several."""
    if not told.of_sheets:
        page, why = choose_page(pages, find_header, source)
        return sheet_of(page, "as told" if told.sheet else why)
    named = (told.sheet,) if isinstance(told.sheet, str) else told.sheet or ()
    kept, left = each_page(pages, find_header, source, {n.strip().casefold() for n in named}, valueless)
    sheets: list[Sheet] = []
    for page in kept:
        sheet = sheet_of(page, SEVERAL)
        opened = evolve(sheet.opened, perhaps=not page.sure, left={} if sheets else left)
        sheets.append(evolve(sheet, opened=opened, source=source / _as_file(page.name, [s.source.name for s in sheets if s.source])))
    return sheets


def _as_file(name: str, others: Sequence[str]) -> str:
    """The name of a sheet as if its workbook were a folder: a hostile one leads nowhere else, and none is that of others."""
    plain = re.sub(r"[/\\:\0]", "_", name).strip()
    plain, many = plain if plain.strip(". ") else "_", 1
    while (own := plain if many == 1 else f"{plain} ({many})") in others:
        many += 1
    return own


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
    found = told.sheets(names)
    if not found:
        lost = [told.sheet] if isinstance(told.sheet, str) else [s for s in told.sheet if not evolve(told, sheet=s).sheets(names)]
        reason = "fits no sheet of this workbook" if is_pattern(lost[0]) else "is not a sheet of this workbook"
        refused = must_choose(reason, "sheet", lost[0], names)
        refused.reason += "; '*' means all that hold a ledger" if len(names) > 1 else ""
        refused.file = str(source)
        raise refused
    return found


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
    if parted_head(page.rows) is None:
        return None
    return "\n".join(" ".join(text_of([r])[0][0].splitlines()) for r in page.rows).encode("utf-8", "replace")
