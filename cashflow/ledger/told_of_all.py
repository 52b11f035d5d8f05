"""What is told of several files at once: a currency is that of the files that state none, a mapped column need stand in one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from cashflow.basics.errors import InputError
from cashflow.ledger.laid_out import laid_sheet
from cashflow.ledger.layout.cells.content import text_of
from cashflow.ledger.layout.cells.words import fold
from cashflow.ledger.opening.headers import HEAD_ROWS
from cashflow.ledger.opening.sheet import Sheet
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.table import Table
from cashflow.ledger.values.columns import blank_rows, tidy, two_currencies
from cashflow.ledger.values.texts import Texts

__all__ = ["in_each_file", "in_no_file", "laid_of_several", "mapped_in", "states_currency"]


def laid_of_several(sheet: Sheet, options: ReadOptions, own: Mapping[str, Any]) -> tuple[Table, ReadOptions]:
    """A sheet laid out, with the columns that are mapped and stand in it; without the currency that is told, where it states its own.

    `own`: what is told of its file alone; with a currency in it, a file that states its own in every row is refused.
    """
    options = evolve(options, map=mapped_in(sheet, options.map)).of_file(own)
    try:
        return _checked(sheet, options)
    except InputError:
        if options.currency is None or "currency" in own:
            raise
        try:
            return _checked(sheet, evolve(options, currency=None))
        except InputError:
            pass
        raise


def _checked(sheet: Sheet, options: ReadOptions) -> tuple[Table, ReadOptions]:
    table, how = laid_sheet(sheet, options)
    if states_currency(table, how) and how.currency is not None:
        raise two_currencies(table.source)
    return table, how


def states_currency(table: Table, options: ReadOptions) -> bool | None:
    """Whether each row that is read states its currency; `None`: no row is read, or there is no such column."""
    frame = tidy(table, options.currency, options.terms)
    if options.currency is None or "currency" not in frame:
        return None
    texts = Texts(frame)
    read = ~blank_rows(texts)
    read[[s.at for s in table.said if s.status == "ignored"]] = False
    return not read[texts.coded("currency").rows(lambda v: not v)].any() if read.any() else None


def mapped_in(sheet: Sheet, told: Mapping[str, str]) -> dict[str, str]:
    """What of a map names a column of a sheet."""
    cells = _cells(sheet) if told else set()
    return {ours: theirs for ours, theirs in told.items() if fold(theirs) in cells}


def _cells(sheet: Sheet) -> set[str]:
    """Folded texts in the first rows, among which the header is."""
    if sheet.names is not None:
        return {fold(str(n)) for n in sheet.names}
    return {fold(text_of(c)) for row in sheet.frame.iloc[:HEAD_ROWS].to_numpy(object).tolist() for c in row}


def in_no_file(ours: str, theirs: str, source: object) -> InputError:
    """The refusal of a column that is mapped and stands in no file."""
    return InputError("is a column of none of the files", file=source, column=f"map {ours}", value=theirs)


def in_each_file(currency: str, source: object) -> InputError:
    """The refusal of a currency that is told of files which all state their own."""
    reason = "has a currency in each of its files, and one was given too"
    return InputError(reason, file=source, column="currency", value=currency, hint="Leave it out")
