"""Workbooks: .xlsx, .xlsb, .xls and .ods, read by python-calamine; the sheet that looks like a ledger, cells as text or exact numbers."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

from cashflow.basics.errors import InputError, asked, nearest
from cashflow.ledger.opening.text import FindHeader

__all__ = ["column_of", "workbook_cells"]

_DIGITS = 15  # of a number that a workbook holds exactly
_LOOK = 200  # rows of each sheet that are looked at


def workbook_cells(content: bytes, told: str | None, find_header: FindHeader, path: Path) -> tuple[list[list[Any]], str, str]:
    """Rows of the sheet, its name, and why it was taken.

    Cells are as the workbook has them; `column_of` makes texts and exact numbers of a column.

    Raises
    ------
    InputError
        python-calamine is not installed; no workbook; no such sheet; or several that look like a ledger.
    """
    book = _opened(content, path)
    names = [str(n) for n in book.sheet_names]
    if told is not None and told not in names:
        ask = [asked("sheet of the workbook ([ledger] sheet)", names, "--sheet")]
        raise InputError(f"is no sheet of it. {nearest(told, names)}", file=path, column="sheet", value=told, ask=ask)
    sheets = {n: _rows(book, n, path) for n in ([told] if told is not None else names)}
    filled = {n: rows for n, rows in sheets.items() if any(any(c not in ("", None) for c in r) for r in rows)}
    if not filled:
        raise InputError("has no cell with anything in it", file=path)
    known = {n: find_header([[_text(c) for c in r] for r in rows[:_LOOK]])[1] for n, rows in filled.items()}
    if told is not None:
        name, why = told, "told"
    elif len(filled) == 1:
        (name,), why = filled, "the only one that is not empty"
    else:
        name, why = _likely(filled, known, path)
    return filled[name], name, why


def _opened(content: bytes, path: Path) -> Any:
    try:
        import python_calamine as calamine
    except ImportError:
        hint = 'Install it: pip install "cashflow-terms[excel]", or save the sheet as CSV'
        raise InputError("Workbooks are read by the package python-calamine, which is not installed", file=path, hint=hint) from None
    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except calamine.PasswordError:
        raise InputError("is protected by a password", file=path, hint="Save it without the password") from None
    except (calamine.CalamineError, calamine.ZipError, calamine.XmlError, OSError, ValueError) as wrong:
        said = str(wrong).splitlines()[0][:120]
        raise InputError(f"is no workbook that can be read ({said})", file=path, hint="Save it anew as .xlsx, or as CSV") from None


def _rows(book: Any, name: str, path: Path) -> list[list[Any]]:
    import python_calamine as calamine

    try:
        found = book.get_sheet_by_name(name)
        if found.height * max(1, found.width) > 200_000_000:
            raise InputError("has more cells than a ledger holds", file=path, column=name)
        return found.to_python(skip_empty_area=False) if found.height else []
    except calamine.WorksheetNotFound:  # a chart
        return []
    except (calamine.CalamineError, calamine.XmlError, ValueError) as wrong:
        raise InputError(f"can't be read ({str(wrong).splitlines()[0][:120]})", file=path, column=name) from None


def _likely(filled: dict[str, list[list[Any]]], known: dict[str, int], path: Path) -> tuple[str, str]:
    """The one sheet that has a header of a ledger, or most rows below it."""
    good = [n for n in filled if known[n] >= 2] or [*filled]
    most = max(good, key=lambda n: (known[n], len(filled[n])))
    rivals = [n for n in good if n != most and known[n] == known[most] and len(filled[n]) * 2 >= len(filled[most])]
    if rivals:
        choices = [most, *rivals]
        ask = [asked("sheet of the workbook ([ledger] sheet)", choices, "--sheet")]
        reason = f"has several sheets that look like a ledger: {', '.join(choices)}"
        raise InputError(reason, file=path, column="sheet", hint=f"Say which: {ask[0]['type']}", ask=ask)
    others = ", ".join(n for n in filled if n != most)
    return most, f"{known[most]} of its names are those of a ledger; not read: {others}"


def column_of(cells: list[Any]) -> list[str]:
    """The cells of a column as text: dates like 2026-08-12, numbers exact and with one reading."""
    kinds = set(map(type, cells))
    if kinds <= {str}:
        return cells
    if not kinds & {float, bool}:  # True is 1 in a table of what is known
        known = {c: _text(c) for c in set(cells)}
        return [known[c] for c in cells]
    return [c if type(c) is str else _number(c) if type(c) is float else _text(c) for c in cells]


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, dt.datetime):
        return str(cell.date()) if cell.time() == dt.time() else cell.isoformat(" ", "seconds")
    return "" if cell is None else str(cell)  # whole numbers, dates, times and durations, yes and no


def _number(value: float) -> str:
    """A number with at most 15 digits; one of three decimals gets a fourth, since a point before three digits may part thousands."""
    if value.is_integer() and abs(value) < 10**_DIGITS:
        return str(int(value))
    text = repr(value)
    if "e" in text or len(text) > _DIGITS + 1:
        if value - value != 0:  # not a number, or infinite
            return text
        text = format(Decimal(format(value, f".{_DIGITS}g")), "f")
    return text + "0" if text[-4:-3] == "." else text
