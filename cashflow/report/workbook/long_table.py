"""A table of many rows below all else on a sheet, filled column by column; its rows are made as the text that the file holds.

XlsxWriter takes one cell after the other, and looks in each formula for thirty functions of newer spreadsheets: of 20,000 rows that
is nearly all of the time that a workbook takes. What is short is written with its own calls. `NewBook.below` is where the two meet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any

from cashflow.basics.currencies import minor_digits
from cashflow.report.workbook.styles import NewBook, column_name, major, safe_text, too_long

__all__ = ["LongTable"]

_EPOCH = 25_569  # day number 0 as spreadsheets count, from 1899-12-30
Rows = Sequence[int] | None


class LongTable:
    """Cells of some columns of so many rows; a row that a column is not given for has no cell there.

    `rows` are positions in the table, by default all, in the order of the values. In formulas, which begin without ``=``, ``#`` stands
    for the number of the row. They may call what every spreadsheet has had since 2007; what is newer needs the calls of XlsxWriter.
    """

    def __init__(self, new: NewBook, sheet: Any, first: int, many: int, tell: Callable[[int, int, int, str], None]) -> None:
        self._new, self._sheet, self._first, self._tell = new, sheet, first, tell
        self.numbers = [str(number) for number in range(first + 1, first + many + 1)]
        """As the sheet counts its rows."""
        self._columns: dict[int, list[str]] = {}
        self._inexact: list[tuple[int, int, int, str]] = []

    def texts(self, column: int, texts: Sequence[str], rows: Rows = None, style: str = "text") -> None:
        """Texts, whatever they begin with."""
        safe = {text: safe_text(text) for text in set(texts)}
        number = self._sheet.str_table._get_shared_string_index
        self._put(column, rows, self._looks(style, len(texts)), [f' t="s"><v>{number(safe[text])}</v></c>' for text in texts])

    def numbers_of(
        self, column: int, values: Sequence[float], rows: Rows = None, style: str = "count", currencies: Sequence[str] | None = None
    ) -> None:
        """Numbers; with currencies in the format of their amounts."""
        bodies = [f"><v>{value:.16G}</v></c>" for value in values]
        self._put(column, rows, self._looks(style, len(bodies), currencies), bodies)

    def days(self, column: int, days: Sequence[int], rows: Rows = None) -> None:
        """Dates, of day numbers."""
        self.numbers_of(column, [day + _EPOCH for day in days], rows, "date")

    def money(self, column: int, minor: Sequence[int], currencies: Sequence[str], rows: Rows = None) -> None:
        """Amounts; those that a spreadsheet can't hold to the cent are listed."""
        self.numbers_of(column, self._major(column, minor, currencies, rows), rows, "text", currencies)

    def sums(self, column: int, formulas: Sequence[str], minor: Sequence[int], currencies: Sequence[str], rows: Rows = None) -> None:
        """Formulas of money, with their values."""
        self.formulas(column, formulas, self._major(column, minor, currencies, rows), rows, "text", currencies)

    def formulas(
        self,
        column: int,
        formulas: Sequence[str],
        values: Sequence[float | str],
        rows: Rows = None,
        style: str = "text",
        currencies: Sequence[str] | None = None,
    ) -> None:
        """Other formulas, with their values."""
        safe = {text: _escaped(text) for text in set(formulas)}
        bodies = [
            f"{_kind(value)}><f>{safe[text].replace('#', number)}</f><v>{_escaped(value) if isinstance(value, str) else value}</v></c>"
            for text, number, value in zip(formulas, self._chosen(rows), values, strict=True)
        ]
        self._put(column, rows, self._looks(style, len(bodies), currencies), bodies)

    def blanks(self, column: int, style: str, rows: Sequence[int]) -> None:
        """Cells to be filled in."""
        self._put(column, rows, self._looks(style, len(rows)), ["/>"] * len(rows))

    def done(self) -> None:
        """Hand the rows to the sheet; nothing may be filled in any more."""
        for one in sorted(self._inexact):
            self._tell(*one)
        if self.numbers and self._columns:
            order = sorted(self._columns)
            rows = zip(self.numbers, *(self._columns.pop(column) for column in order), strict=True)
            text = "".join([f'<row r="{number}">{"".join(cells)}</row>' for number, *cells in rows])
            self._new.below(self._sheet, text, (self._first, order[0]), (self._first + len(self.numbers) - 1, order[-1]))

    def _major(self, column: int, minor: Sequence[int], currencies: Sequence[str], rows: Rows) -> list[float]:
        """Amounts in major units."""
        if max(map(abs, minor), default=0) and too_long(max(map(abs, minor))):
            where = range(len(self.numbers)) if rows is None else rows
            some = zip(where, minor, currencies, strict=True)
            self._inexact += [(self._first + row, column, amount, currency) for row, amount, currency in some if too_long(amount)]
            return [major(amount, currency) for amount, currency in zip(minor, currencies, strict=True)]
        unit = {currency: 10 ** minor_digits(currency) for currency in set(currencies)}
        return [amount / unit[currency] for amount, currency in zip(minor, currencies, strict=True)]

    def _looks(self, style: str, many: int, currencies: Sequence[str] | None = None) -> Iterable[int]:
        """Numbers of formats, as the file counts them."""
        if not many:  # the file has no format that nothing wears
            return ()
        if currencies is None:
            return repeat(self._new.style(style)._get_xf_index(), many)
        known = {currency: self._new.money(currency, style)._get_xf_index() for currency in dict.fromkeys(currencies)}
        return [known[currency] for currency in currencies]

    def _chosen(self, rows: Rows) -> Sequence[str]:
        return self.numbers if rows is None else [self.numbers[row] for row in rows]

    def _put(self, column: int, rows: Rows, looks: Iterable[int], bodies: list[str]) -> None:
        """Cells into their rows."""
        letters = column_name(column)
        numbered = zip(self._chosen(rows), looks, bodies, strict=True)
        cells = [f'<c r="{letters}{number}" s="{look}"{body}' for number, look, body in numbered]
        if rows is None:
            self._columns[column] = cells
            return
        held = self._columns.setdefault(column, [""] * len(self.numbers))
        for row, cell in zip(rows, cells, strict=True):
            held[row] = cell


def _kind(value: float | str) -> str:
    """What is said of a formula that gives a text."""
    return ' t="str"' if isinstance(value, str) and value else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
