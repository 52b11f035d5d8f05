"""What the sheets of a workbook share: what it is made of, a page to write on, and where others find a cell."""

from __future__ import annotations

import hashlib
import sys
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

from attrs import field, frozen

from cashflow.basics.days import Ints, to_date
from cashflow.basics.frames import pd
from cashflow.basics.money import amount_text
from cashflow.report.workbook.leg_rows import Rows
from cashflow.report.workbook.live_rates import OfferedRate
from cashflow.report.workbook.long_table import LongTable
from cashflow.report.workbook.styles import NewBook, column_name, major, safe_text, too_long
from cashflow.results.comparison import Comparison

__all__ = ["HEAD", "MOST_ROWS", "Build", "Page", "Told", "at", "column_name", "words_in"]

HEAD = 6
"""Row of the column heads, below title, stamp and what the sheet is."""
MOST_ROWS = 20_000
"""Rows of a sheet that stand one by one: more of them take minutes to write, and a spreadsheet long to calculate anew."""


_LINE = "____________________  on ____________"


@frozen(eq=False)
class Told:
    """What a result says of itself beside its numbers."""

    notes: list[str]
    inputs: list[dict[str, str]]
    assumptions: list[str]
    suppliers: pd.DataFrame
    offers: pd.DataFrame
    said: dict[str, Any]  # what ``--json`` prints

    @classmethod
    def of(cls, result: Any) -> Told:
        """Of a `Result`."""
        return cls(result.notes, result.inputs, result.assumptions, result.suppliers, result.offers, result.to_dict())


def words_in(name: str = "words.toml") -> dict[str, Any]:
    """What the sheets say of themselves, and the steps of a check, of a file of this package; what it does not say, words.toml does."""
    read = lambda n: tomllib.loads(resources.files("cashflow.report.workbook").joinpath(n).read_text(encoding="utf-8"))  # noqa: E731
    base, own = read("words.toml"), read(name)
    return {"said": base["said"] | own["said"], "step": own["step"]}


def at(row: int, column: int, fixed: str = "") -> str:
    """A cell's name: ``at(0, 1)`` is B1; `fixed`: ``"row"``, ``"column"`` or ``"both"``."""
    letters, number = "$" * (fixed in ("column", "both")), "$" * (fixed in ("row", "both"))
    return f"{letters}{column_name(column)}{number}{row + 1}"


@frozen(eq=False)
class Build:
    """What a workbook is made of, and where its sheets have what others refer to."""

    result: Comparison
    told: Told
    rows: Rows
    new: NewBook
    sha256: Mapping[str, str]
    words: Mapping[str, Any] = field(factory=words_in)  # what the sheets say of themselves
    pages: dict[str, Page] = field(factory=dict)
    rates: dict[tuple[int, int, int], tuple[str, OfferedRate]] = field(factory=dict)  # scenario, offer, option → name of its cell
    cells: dict[tuple[Any, ...], str] = field(factory=dict)  # what others refer to → the cell, with its sheet
    inexact: list[tuple[str, str, str]] = field(factory=list)  # sheet, cell, the amount in full

    def page(self, name: str, title: str) -> Page:
        """The sheet of a name, with its head."""
        page = self.pages[name]
        page.begin(title, self.words["said"][name], self.stamp)
        return page

    @property
    def stamp(self) -> str:
        """Ledger day, version and the hash of the inputs: the same on every sheet."""
        as_of = self.result.payments.policy.as_of
        version = sys.modules["cashflow"].__version__
        day = f"Ledger day {as_of}" if as_of else "No ledger day (as_of)"
        return f"{day} · cashflow {version} · inputs {self.inputs_hash[:16]} (in full on Assumptions)"

    @property
    def money_width(self) -> int:
        """Width of a column that holds the sum of all amounts, in bold: a spreadsheet shows ### where a number does not fit."""
        ledger = self.result.payments.ledger
        most = max((abs(int(v)) for v in (ledger.amount.max(initial=0), ledger.amount.min(initial=0))), default=0) * max(
            1, len(ledger.amount)
        )
        return min(max(18, len(f"{most:,}") + 4), 40)

    def files_of(self, invoices: Ints) -> list[str]:
        """The file in which each item stands, by its own name; of some items by their positions in the ledger."""
        ledger = self.result.payments.ledger
        if ledger.has_files:
            column = ledger.attributes["file"]
            return [column.values[code] for code in column.codes[invoices].tolist()]
        return [Path(ledger.findings.sources.get("ledger", "")).name if ledger.findings is not None else ""] * len(invoices)

    @property
    def inputs_hash(self) -> str:
        """SHA-256 of the names and hashes of all inputs, or, where none is known, of the ledger as it was read."""
        if self.sha256:
            listed = "".join(f"{name} {found}\n" for name, found in sorted(self.sha256.items()))
            return hashlib.sha256(listed.encode("utf-8", "replace")).hexdigest()
        ledger, found = self.result.payments.ledger, hashlib.sha256()
        for part in (ledger.amount, ledger.invoice_day, ledger.supplier.codes, ledger.currency.codes):
            found.update(part.tobytes())
        for values in (ledger.supplier.values, ledger.currency.values, ledger.invoice.tolist()):
            found.update("\n".join(map(str, values)).encode("utf-8", "replace"))
        return found.hexdigest()


class Page:
    """A sheet that is written cell by cell."""

    def __init__(self, new: NewBook, name: str, inexact: list[tuple[str, str, str]]) -> None:
        self.new, self.name, self._inexact = new, name, inexact
        self.sheet = new.book.add_worksheet(name)
        self._last = (0, 0)

    def begin(self, title: str, said: Sequence[str], stamp: str) -> None:
        """Title, stamp, places for names, and what the sheet is."""
        self.text(0, 0, title, "title")
        self.text(1, 0, stamp, "stamp")
        self.text(2, 0, f"Prepared by: {_LINE}        Reviewed by: {_LINE}", "stamp")
        for number, line in enumerate(said):
            self.text(3 + number, 0, line, "note")
        self.sheet.hide_gridlines(2)

    def text(self, row: int, column: int, text: str, style: str = "text") -> None:
        """Text, whatever it begins with."""
        self.sheet.write_string(row, column, safe_text(text), self.new.style(style))

    def paragraph(self, row: int, line: str, columns: int, letters: int, style: str = "wrapped") -> None:
        """A long sentence over so many columns, which hold about so many letters a line."""
        self.sheet.merge_range(row, 0, row, columns - 1, "", self.new.style(style))
        self.text(row, 0, line, style)
        self.sheet.set_row(row, 14 * (1 + len(line) // letters))

    def heads(self, row: int, heads: Sequence[str], right: Sequence[int] = (), height: int = 42) -> None:
        """Column heads; those of some columns stand to the right."""
        for number, head in enumerate(heads):
            self.text(row, number, head, "head_right" if number in right else "head")
        self.sheet.set_row(row, height)

    def number(self, row: int, column: int, value: float, style: str = "count") -> None:
        """A number that is not a money."""
        self.sheet.write_number(row, column, value, self.new.style(style))

    def day(self, row: int, column: int, day: int, style: str = "date") -> None:
        """A date, of a day number."""
        self.sheet.write_datetime(row, column, to_date(day), self.new.style(style))

    def money(self, row: int, column: int, minor: int, currency: str, style: str = "text") -> None:
        """An amount; one that a spreadsheet can't hold to the cent is listed."""
        if too_long(minor):
            self._too_long(row, column, minor, currency)
        self.sheet.write_number(row, column, major(minor, currency), self.new.money(currency, style))

    def sum(self, row: int, column: int, formula: str, minor: int, currency: str, style: str = "text") -> None:
        """A formula of money, with its value."""
        if too_long(minor):
            self._too_long(row, column, minor, currency)
        self.sheet.write_formula(row, column, f"={formula}", self.new.money(currency, style), major(minor, currency))

    def formula(self, row: int, column: int, formula: str, value: float | str, style: str) -> None:
        """Any other formula, with its value."""
        self.sheet.write_formula(row, column, f"={formula}", self.new.style(style), value)

    def long_table(self, first: int, many: int) -> LongTable:
        """Rows below all else on this sheet, to be filled column by column."""
        return LongTable(self.new, self.sheet, first, many, self._too_long)

    def _too_long(self, row: int, column: int, minor: int, currency: str) -> None:
        self._inexact.append((self.name, at(row, column), f"{currency} {Decimal(amount_text(minor, currency)):,f}"))

    def widths(self, widths: Mapping[int, float]) -> None:
        """Widths of columns."""
        for column, width in widths.items():
            self.sheet.set_column(column, column, width)

    def table(self, head: int, last: int, columns: int, frozen_columns: int = 0, pages: int = 1) -> None:
        """Frozen heads, a filter, and what is printed: heads and frozen columns on every page."""
        self.sheet.freeze_panes(head + 1, frozen_columns)
        self.sheet.autofilter(head, 0, max(last, head), columns - 1)
        self.printed(last, columns, head, pages)
        if pages > 1:
            self.sheet.repeat_columns(0, frozen_columns - 1)

    def printed(self, last: int, columns: int, head: int | None = None, pages: int = 1) -> None:
        """The print area, in A4 landscape, so many pages wide."""
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(pages, 0)
        self.sheet.print_area(0, 0, max(last, HEAD), columns - 1)
        self.sheet.set_footer("&L&F, &A&RPage &P of &N")
        if head is not None:
            self.sheet.repeat_rows(head)
