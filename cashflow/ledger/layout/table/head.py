"""Where a table begins: its header, the rows below it, and what stands above."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import evolve, field, frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.ledger.layout.cells.content import text_of
from cashflow.ledger.layout.cells.words import fold
from cashflow.ledger.layout.profile import profiles
from cashflow.ledger.layout.table.apostrophes import without_apostrophes
from cashflow.ledger.layout.table.header import LOOK, header_at
from cashflow.ledger.layout.table.headless import by_position, has_no_names, names_by_position, refuse_headless
from cashflow.ledger.layout.table.plain import is_plain
from cashflow.ledger.layout.table.second_header import in_order_of_header
from cashflow.ledger.layout.table.summary_below import summary_below
from cashflow.ledger.layout.table.two_rows import with_groups
from cashflow.ledger.layout.told import LayoutOptions
from cashflow.ledger.opening.csv_head import Said
from cashflow.ledger.opening.sheet import Sheet
from cashflow.ledger.table import Table

__all__ = ["Head", "head_of"]


@frozen(eq=False)
class Head:
    """A sheet with its header found: the names, the rows below, and what stands above."""

    sheet: Sheet
    names: list[str]
    below: pd.DataFrame
    at: int  # position of the header in the sheet; −1: it stands in none of its rows
    above: tuple[tuple[str, ...], ...]
    by_position: bool = False  # it has none, and its columns go by their positions
    summary: Mapping[int, str] = field(factory=dict)  # position below the header → what a row of a summary below the list says; blanked
    of_two_rows: bool = False  # the row above names groups, which are in the names

    def in_order(self) -> Head:
        """With the rows below further headers in the order of this one; refused where one of them is that of another table."""
        if self.sheet.names is not None or self.by_position:
            return self
        below, source = without_apostrophes(self.below), self.sheet.source
        summary = summary_below(self.names, below, self.numbers, source)
        if summary:
            cells = np.array(below.to_numpy(object))
            cells[[*summary]] = ""
            below = pd.DataFrame(cells, columns=below.columns, index=below.index)
        return evolve(self, below=in_order_of_header(self.names, below, self.numbers, source)[0], summary=summary)

    @property
    def titles(self) -> list[str]:
        """Texts above the header."""
        return [c for row in self.above for c in row if c]

    @property
    def row(self) -> int:
        """Number of the header's row in its file; where it has none, of the one before its first."""
        if self.by_position:
            return self.sheet.number(0) - 1 if len(self.below) else self.sheet.first_row - 1
        return self.sheet.number(self.at) if self.at >= 0 else max(1, self.sheet.first_row - 1)

    @property
    def numbers(self) -> Ints:
        """(n_rows,): numbers of the rows below the header in their file."""
        given = self.sheet.rows
        return np.arange(self.row + 1, self.row + 1 + len(self.below)) if given is None else given[self.at + 1 :]

    def table(self, frame: pd.DataFrame, said: list[Said]) -> Table:
        """A table of the rows, with what the opening said of rows below the header."""
        sheet, start = self.sheet, self.at + 1
        before = [evolve(s, at=s.at - start) for s in sheet.said if s.at >= start]
        long = np.zeros(0, np.int64) if sheet.too_long is None else sheet.too_long[sheet.too_long >= start] - start
        numbers = None if sheet.rows is None else self.numbers
        above = sheet.above(self.above)
        return Table(
            frame, long, sheet.source, said=(*before, *said), skipped=self.row - 1, above=above, numbers=numbers, groups=self.of_two_rows
        )


def head_of(sheet: Sheet, told: LayoutOptions) -> Head:
    """The header of a sheet, told or found, and the rows below it.

    Raises
    ------
    InputError
        It has no header, or is refused by its first cell.
    """
    if sheet.names is not None:
        return Head(sheet, [n.strip(" \ufeff\t\r\n") for n in map(str, sheet.names)], _from(sheet, 0), -1, ())
    if sheet.names is None and by_position(told.map) and not _mapped(sheet.frame.iloc[:LOOK].to_numpy(object).tolist(), told):
        return Head(sheet, names_by_position(sheet.frame.shape[1]), _from(sheet, 0), -1, (), by_position=True)
    at = _position(sheet, told)
    rows = [[" ".join(text_of(c).strip("\ufeff").split()) for c in r] for r in _first(sheet, at + 2)]
    at, names = with_groups(rows, at)
    above = tuple(tuple(text_of(c) for c in r) for r in _first(sheet, at))
    return Head(sheet, names, _from(sheet, at + 1), at, above, of_two_rows=names != rows[at])


def _first(sheet: Sheet, many: int) -> list[list[Any]]:
    rows: list[list[Any]] = sheet.frame.iloc[:many].to_numpy(object).tolist()
    return rows


def _from(sheet: Sheet, first: int) -> pd.DataFrame:
    below = sheet.frame.iloc[first:]
    below.index = pd.RangeIndex(len(below))
    return below


def _position(sheet: Sheet, told: LayoutOptions) -> int:
    """The position of the header among the rows of the sheet."""
    records = sheet.frame.iloc[:LOOK].to_numpy(object).tolist()
    found = _header(records, told) if sheet.header is None or told.map else sheet.header
    if found is not None and not (sheet.header is not None and has_no_names(records[found])):
        return found
    begins = next((p for p in profiles().values() if records and fold(text_of(records[0][0])) in p.first_cell), None)
    if begins is not None and begins.refuse:
        raise InputError(begins.refuse, file=sheet.source, hint=begins.hint)
    refuse_headless(records, sheet.source)


def _header(records: list[list[Any]], told: LayoutOptions) -> int | None:
    """Where the header stands: the first row if it is ours; the first with all names that were told; else where most names are known."""
    first = next((i for i, r in enumerate(records) if any(text_of(c) for c in r)), None)
    if first is None or is_plain([text_of(c) for c in records[first]], told):
        return first
    mapped = _mapped(records, told)
    return mapped[0] if mapped else header_at(records)


def _mapped(records: list[list[Any]], told: LayoutOptions) -> list[int]:
    """The records that have all names that were told."""
    wanted = {fold(n) for n in told.map.values()}
    return [i for i, r in enumerate(records) if wanted and wanted <= {fold(text_of(c)) for c in r}]
