"""From whatever holds a table to one under our names, with the options that its layout brings."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from attrs import evolve

from cashflow.basics.columns import by_name
from cashflow.basics.date_columns import serial_text
from cashflow.basics.errors import InputError
from cashflow.ledger.clearing.payment_names import with_our_names
from cashflow.ledger.layout.cells.content import text_of
from cashflow.ledger.layout.lay_out import lay_out
from cashflow.ledger.layout.table.header import header_at
from cashflow.ledger.model import EVENT_COLUMNS
from cashflow.ledger.names import tidied
from cashflow.ledger.opening.door import open_table
from cashflow.ledger.opening.options import OpenOptions
from cashflow.ledger.opening.sheet import Sheet
from cashflow.ledger.opening.source import open_sheet
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.table import Table

__all__ = ["laid_out", "laid_sheet", "one_sheet", "payments_table"]


def laid_out(given: Any, options: ReadOptions) -> tuple[Table, ReadOptions]:
    """A table under our names, and the options with what its layout brings."""
    table, how = laid_sheet(one_sheet(given, options), options)
    _check_types(table, options)
    return table, how


def _check_types(table: Table, options: ReadOptions) -> None:
    """Refuse types of documents that are told of a table which has none."""
    if options.types and table.layout is not None and not {"document_type", "status"} & {*table.layout.columns, *table.layout.roles}:
        reason = "was told, but no column was found that holds types of documents, or what became of them"
        hint = "Say which column it is: --map document_type=…, or leave types out"
        raise InputError(reason, file=table.source, column="types", value=next(iter(options.types)), hint=hint)


def one_sheet(given: Any, options: ReadOptions) -> Sheet:
    """What holds a table, opened; several files are refused."""
    sheet = open_sheet(given, options.opening, header_at)
    if isinstance(sheet, list):
        if options.opening.of_sheets:
            hint = "Read the workbook by its path, with cf.read_ledger, or one sheet"
            raise InputError("means several sheets, which are not read so", column="sheet", value=options.sheet, hint=hint)
        raise InputError("are several files", file=str(given), hint="Name one of them")
    return sheet


def laid_sheet(sheet: Sheet, options: ReadOptions) -> tuple[Table, ReadOptions]:
    """The same of a sheet."""
    layout, table = lay_out(sheet, options.layout)
    table = _since_1900(evolve(table, layout=layout, opened=sheet.opened), options.events.values())
    if options.currency is not None and "currency" in table.frame and layout.profile != "cashflow":
        blank = (text_of(c) == "" for c in table.frame["currency"].tolist())
        options = options if any(blank) else evolve(options, currency=None)
    more: dict[str, Any] = {"currency": layout.currency, "sign": layout.sign, "decimal": layout.decimal}
    told = by_name(options, more)
    return table, evolve(options, **{k: v for k, v in more.items() if v is not None and told[k] is None})


def payments_table(options: ReadOptions, decimal: str | None) -> Table:
    """A second table, opened as the first one is, under our names; `decimal`: found in the first one."""
    try:
        opened = open_table(options.payments, OpenOptions(), header_at)
    except InputError as wrong:
        wrong.column = "payments" if wrong.column == "path" else wrong.column
        raise
    table = with_our_names(opened, options.payments_map)
    return evolve(_since_1900(table), likely_decimal=decimal)


def _since_1900(table: Table, events: Iterable[str] = ()) -> Table:
    """The table with numbers in columns of dates counted from 1900, where its workbook counts from 1904; typed dates are right."""
    if table.opened is None or not table.opened.from_1904:
        return table
    dates = {*_DATES, *map(tidied, events)}
    frame = table.frame.copy(deep=False)
    for column in (c for c in frame if tidied(c) in dates):
        frame[column] = frame[column].map(_later)
    return evolve(table, frame=frame)


def _later(cell: Any) -> Any:
    return cell + _FROM_1904 if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool) and serial_text(cell) else cell


_DATES = {"invoice_date", "due_date", "paid_date", *EVENT_COLUMNS}
_FROM_1904 = 1462  # days from the one first day to the other
