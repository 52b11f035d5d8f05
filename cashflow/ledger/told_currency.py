"""A currency that is told of several files: of those that state none. What states its own in every row keeps it."""

from __future__ import annotations

from attrs import evolve

from cashflow.basics.errors import InputError
from cashflow.ledger.laid_out import laid_sheet
from cashflow.ledger.opening.sheet import Sheet
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.table import Table
from cashflow.ledger.values.columns import blank_rows, tidy, two_currencies
from cashflow.ledger.values.texts import Texts

__all__ = ["in_each_file", "laid_by_currency", "states_currency"]


def laid_by_currency(sheet: Sheet, options: ReadOptions, *, alone: bool) -> tuple[Table, ReadOptions]:
    """A sheet laid out; without the currency that is told, where it states its own in every row.

    `alone`: the currency is told of this file alone; one with its own is then refused.
    """
    try:
        return _checked(sheet, options)
    except InputError:
        if options.currency is None or alone:
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


def in_each_file(currency: str, source: object) -> InputError:
    """The refusal of a currency that is told of files which all state their own."""
    reason = "has a currency in each of its files, and one was given too"
    return InputError(reason, file=source, column="currency", value=currency, hint="Leave it out")
