"""A sheet: the cells of a table as they stand, before anything is known of what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from attrs import field, frozen

from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.ledger.opening.csv_head import Said

__all__ = ["SEVERAL", "Opened", "Sheet"]

SEVERAL = "one of several"
"""Why a sheet of a workbook was chosen, where each of several is a table."""


@frozen
class Opened:
    """How a source was opened, and why; what `cashflow check` shows of it."""

    kind: str  # "text", "workbook", "HTML page", "frame", "parquet", "arrow", "json", "e-invoice"
    encoding: str | None = None  # of text: "utf-8", "utf-16", "cp1252", "latin-1"
    separator: str | None = None  # of text: ",", ";", "tab", "|"
    sheet: str | None = None  # of a workbook
    container: str | None = None  # "gz" or "zip", and the name inside: "zip: open items.csv"
    why: Mapping[str, str] = field(factory=dict)  # what was chosen ("encoding", "separator", "sheet") → the evidence, in words
    from_1904: bool = False  # whether a number in a cell of dates counts days from 1904
    perhaps: bool = False  # of several sheets: whether it may be no ledger, since its columns are others
    left: Mapping[str, tuple[str, int]] = field(factory=dict)  # of several sheets, at the first: one that is not read → why, rows of items


@frozen(eq=False)
class Sheet:
    """Cells of a table, the header among them.

    `frame` has columns 0, 1, … and one row a record. A cell of text is a text, not stripped; a typed cell (workbook, frame) is an
    int, float, Decimal, bool, date or datetime; a missing one is the empty text. Columns that come typed as a whole keep their dtype
    where there is no header among them: then `names` holds the header, and `frame` only rows below it.
    """

    frame: pd.DataFrame
    opened: Opened
    first_row: int = 1  # number of the first row of `frame` in its file, counted as a spreadsheet counts
    source: Path | None = None
    names: tuple[str, ...] | None = None  # the header, where the source says which it is
    too_long: Ints | None = None  # positions of records with more cells than the header; further cells are left out
    said: tuple[Said, ...] = ()  # of stray quotes and broken rows, by position in `frame`
    rows: Ints | None = None  # number of each row in its file, where they don't follow one another
    header: int | None = None  # position of the header among the rows of `frame`, where opening has found it
    dropped: Mapping[str, int] = field(factory=dict)  # what was left out, by kind: "rule line", "trailing blank row", "skipped row"
    shown: Callable[[], Mapping[int, Mapping[int, str]]] = dict  # column → number of a row → currency that a number format shows

    def number(self, at: int) -> int:
        """Number in its file of the row at a position."""
        return self.first_row + at if self.rows is None else int(self.rows[at])

    def above(self, rows: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
        """The first rows by their numbers in the file: the one of line 1 first, nothing for lines that are not among them."""
        placed = {self.number(at): row for at, row in enumerate(rows)}
        return tuple(placed.get(line, ()) for line in range(1, max(placed, default=0) + 1))
