"""What the cells of our workbooks look like, and what they may hold: one rule for negatives, no text that becomes a formula."""

from __future__ import annotations

import datetime as dt
import importlib
import io
from decimal import Decimal
from typing import Any

from cashflow.basics.currencies import minor_digits
from cashflow.basics.errors import InputError
from cashflow.basics.shown import printable

__all__ = [
    "CUT",
    "CUT_NOTE",
    "LETTERS",
    "MOST_DIGITS",
    "NewBook",
    "column_name",
    "major",
    "money_format",
    "safe_text",
    "too_long",
    "xlsxwriter_or",
]

LETTERS, CUT = 32_767, "… [cut]"
"""Letters that a cell holds at most, and the mark of a text that is cut."""
CUT_NOTE = f"A text that ends in {CUT} is longer than the {LETTERS:,} letters that a cell holds; {{}} has it whole."
MOST_DIGITS = 15
"""Digits of a number that a spreadsheet keeps."""
_CREATED = dt.datetime(2000, 1, 1)  # same inputs, same bytes
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FONT = {"font_name": "Calibri", "font_size": 10}
_INPUT = {"bg_color": "#FFF2CC", "border": 1, "border_color": "#BF9000", "locked": False}
_HEAD = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#DDE6F0"}
_PRIVATE = [
    ("worksheet", "Worksheet", "_write_rows"),
    ("worksheet", "Worksheet", "_check_dimensions"),
    ("format", "Format", "_get_xf_index"),
    ("sharedstrings", "SharedStringTable", "_get_shared_string_index"),
]
"""What long sheets are written by, as `report.workbook.long_table` says; another version may do without."""
_STYLES: dict[str, dict[str, Any]] = {
    "text": {},
    "title": {"bold": True, "font_size": 14},
    "stamp": {"font_color": "#555555"},
    "note": {"italic": True, "font_color": "#555555"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "wrapped_bold": {"bold": True, "text_wrap": True, "valign": "top"},
    "wrapped_flag": {"bold": True, "font_color": "#C00000", "text_wrap": True, "valign": "top"},
    "wrapped_note": {"italic": True, "font_color": "#555555", "text_wrap": True, "valign": "top"},
    "amount": {"align": "right"},  # a word in its place stands where the numbers stand
    "head": _HEAD,
    "head_right": {**_HEAD, "align": "right"},
    "block": {"bold": True, "font_size": 12, "bg_color": "#DDE6F0"},
    "bold": {"bold": True},
    "date": {"num_format": "yyyy-mm-dd", "align": "center"},
    "head_date": {**_HEAD, "num_format": "yyyy-mm-dd", "align": "right"},
    "label": {"num_format": "0", "align": "center"},
    "count": {"num_format": "#,##0;[Red]-#,##0"},
    "factor": {"num_format": "0.########"},
    "days": {"num_format": "#,##0.0;[Red]-#,##0.0"},
    "rate": {"num_format": "0.00##%;[Red]-0.00##%", "align": "right"},
    "exact": {"num_format": "#,##0.000000;[Red]-#,##0.000000", "font_color": "#555555"},
    "rate_input": {"num_format": "0.00##%;[Red]-0.00##%", **_INPUT},
    "exchange_rate": {"num_format": "0.00##########", "align": "right"},
    "exchange_rate_input": {"num_format": "0.00##########", **_INPUT},
    "text_input": _INPUT,
    "money_input": _INPUT,
    "unknown": {"font_color": "#7F7F7F", "align": "right"},
    "yes": {"align": "center"},
    "flag": {"bold": True, "font_color": "#C00000"},
}


def money_format(digits: int) -> str:
    """Thousands and so many decimals; below zero red with a minus, zero a dash, in every sheet."""
    number = "#,##0" + ("." + "0" * digits if digits else "")
    return f'{number};[Red]-{number};"–"'


def column_name(column: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    return (column_name(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def safe_text(text: str) -> str:
    """Text that a cell can hold and that drives nothing; XlsxWriter drops what is longer without a word.

    What stands between ``<r>`` and ``</r>`` it takes for XML of its own, and would not escape it: a blank after it prevents that.
    """
    shown = printable(text)
    shown += " " * (shown.startswith("<r>") and shown.endswith("</r>"))
    units = shown.encode("utf-16-le")
    return shown if len(units) <= 2 * LETTERS else units[: 2 * (LETTERS - len(CUT))].decode("utf-16-le", "ignore") + CUT


def too_long(minor: int) -> bool:
    """Whether an amount has more digits than a spreadsheet keeps."""
    return abs(minor) >= 10**MOST_DIGITS


def major(minor: int, currency: str) -> float:
    """The nearest number to an amount in major units."""
    return float(Decimal(minor).scaleb(-minor_digits(currency))) if too_long(minor) else minor / 10 ** minor_digits(currency)


def xlsxwriter_or(what: str, required: bool = True) -> Any:
    """The package that writes workbooks; where it is not installed `None`, or a refusal that says what needs it."""
    try:
        found = importlib.import_module("xlsxwriter")
    except ImportError:
        if required:
            hint = 'Type pip install "cashflow-terms[excel]"'
            raise InputError("workbooks need the package XlsxWriter, which is not installed", column=what, hint=hint) from None
        return None
    lacks = [f"{kind}.{name}" for module, kind, name in _PRIVATE if not hasattr(_part(module, kind), name)]
    if lacks:
        reason = f"workbooks can't be written with XlsxWriter {found.__version__}, which has no {lacks[0]}"
        raise InputError(reason, column=what, hint='Type pip install "xlsxwriter==3.3.1"')
    return found


def _part(module: str, kind: str) -> Any:
    """A class of XlsxWriter."""
    return getattr(importlib.import_module(f"xlsxwriter.{module}"), kind, None)


class NewBook:
    """A workbook to be written, in memory, with our styles; the same calls give the same bytes."""

    def __init__(self, what: str) -> None:
        self._out = io.BytesIO()
        self.book = xlsxwriter_or(what).Workbook(self._out, dict(_OPTIONS))
        self.book.set_properties({"created": _CREATED, "title": what})
        self._formats: dict[tuple[str, str], Any] = {}
        self._waiting: set[str] = set()
        self._money: dict[tuple[str, str], Any] = {}

    def style(self, name: str, **more: Any) -> Any:
        """A format by the name of a style, with some properties beside its own."""
        key = (name, repr(sorted(more.items())) if more else "")
        if key not in self._formats:
            self._formats[key] = self.book.add_format({**_FONT, **_STYLES[name], **more})
        return self._formats[key]

    def money(self, currency: str, name: str = "text") -> Any:
        """The format of amounts of a currency."""
        if (currency, name) not in self._money:
            self._money[currency, name] = self.style(name, num_format=money_format(minor_digits(currency)))
        return self._money[currency, name]

    def below(self, sheet: Any, rows: str, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Rows of a sheet as its file has them, below all that is written cell by cell; row and column of the first cell and the last."""
        own = sheet._write_rows

        def both() -> None:
            own()
            sheet.fh.write(rows)
            self._waiting.discard(sheet.name)

        sheet._write_rows = both
        self._waiting.add(sheet.name)
        for corner in (first, last):
            sheet._check_dimensions(*corner)

    def bytes(self) -> bytes:
        """The file."""
        self.book.close()
        if self._waiting:
            raise RuntimeError(
                f"this XlsxWriter did not ask for the rows of {', '.join(sorted(self._waiting))}: the workbook would lack them"
            )
        return self._out.getvalue()
