"""A table of limits in a file: its rows under the names of a limit's settings, dates as the whole column says they are."""

from __future__ import annotations

from pathlib import Path

from cashflow.basics.days import NO_DAY, to_date
from cashflow.basics.errors import InputError, nearest
from cashflow.ledger.names import tidied
from cashflow.ledger.opening.door import open_table
from cashflow.ledger.opening.options import OpenOptions
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.values.date_columns import date_orders, dates_of
from cashflow.ledger.values.texts import Texts

__all__ = ["LIMIT_SETTINGS", "limit_rows"]

LIMIT_SETTINGS = ("name", "days", "terms", "anchor", "kind", "from", "to", "source", "seen", "note")
"""Columns that say what a limit is; any other is one of the ledger's."""
_DATES = ("from", "to")


def limit_rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of a table of limits that are not blank, each with its number in the file; dates as ISO text.

    Raises
    ------
    InputError
        It can't be opened; it names neither days nor terms; a date that can't be read, with its row.
    """
    table = open_table(path, OpenOptions(), _header)
    names = [_ours(str(name)) for name in table.frame.columns]
    texts = Texts(table.frame.set_axis(names, axis=1))
    columns = {name: texts.text(name).tolist() for name in names if name}
    if "days" not in columns and "terms" not in columns:
        hint = "Columns: days or terms, anchor, kind, from, to, source, and columns of your ledger"
        raise InputError("has no column days", file=path, hint=f"{hint}. {nearest('days', columns)}")
    numbers = table.row_numbers.tolist()
    columns |= _dates(texts, numbers, path)
    rows = [{name: column[at] for name, column in columns.items()} for at in range(len(texts))]
    return [(number, row) for number, row in zip(numbers, rows, strict=True) if any(row.values())]


def _dates(texts: Texts, numbers: list[int], path: Path) -> dict[str, list[str]]:
    """The columns of dates, read as those of a ledger are."""
    options = ReadOptions()
    orders = date_orders(texts, _DATES, options, ("from", "to"))
    out = {}
    for name in (n for n in _DATES if n in texts):
        found = dates_of(texts, name, options, orders.get(name))
        for at in found.wrong.nonzero()[0][:1]:
            reason = str(found.reasons(at[None])[0]).partition(", or say ")[0]  # nothing can be said of this table beside it
            raise InputError(reason, file=path, row=numbers[at], column=name, value=found.texts(at[None])[0])
        out[name] = ["" if day == NO_DAY else to_date(day).isoformat() for day in found.days.tolist()]
    return out


def _header(records: list[list[str]]) -> int | None:
    """The row that names days or terms."""
    return next((at for at, row in enumerate(records) if {"days", "terms"} & {tidied(c) for c in row}), None)


def _ours(name: str) -> str:
    """The name of a setting, in whatever letters; columns of the ledger keep theirs."""
    return tidied(name) if tidied(name) in LIMIT_SETTINGS else name
