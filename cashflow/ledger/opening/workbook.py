"""Workbooks: .xlsx, .xlsb, .xls and .ods, read by python-calamine; the sheet that looks like a ledger, cells as text or exact numbers."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

from cashflow.basics.errors import InputError, asked, nearest
from cashflow.ledger.opening.text import FindHeader

__all__ = ["workbook_cells"]

_DIGITS = 15  # of a number that a workbook holds exactly
_LOOK = 200  # rows of each sheet that are looked at


def workbook_cells(content: bytes, told: str | None, find_header: FindHeader, path: Path) -> tuple[list[list[Any]], str, str]:
    """Rows of the sheet, its name, and why it was taken.

    Cells are texts, whole numbers, `Decimal` or bool; dates are texts like 2026-08-12, a missing cell is the empty text.

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
    return [[_cell(c) for c in r] for r in filled[name]], name, why


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


def _text(cell: Any) -> str:
    return str(_cell(cell))


def _cell(cell: Any) -> Any:
    """A cell as text, whole number, exact decimal or bool."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, int):
        return cell
    if isinstance(cell, dt.datetime):
        return str(cell.date()) if cell.time() == dt.time() else cell.isoformat(" ", "seconds")
    if cell is None:
        return ""
    return str(cell)  # dates, times and durations


def _number(value: float) -> Any:
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    if value.is_integer() and abs(value) < 10**_DIGITS:
        return int(value)
    return Decimal(format(value, f".{_DIGITS}g"))
