"""A table of cells as it stands, with what was said of its rows; and the check of its header."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.ledger.asks import currency_ask, terms_ask
from cashflow.ledger.layout.items.among import Among
from cashflow.ledger.names import tidied
from cashflow.ledger.opening.csv_head import Said, check_width
from cashflow.ledger.opening.sheet import Opened

__all__ = ["Said", "Table", "check_columns", "header_names", "no_rows"]


@frozen(eq=False)
class Table:
    """A table as it stands: its cells as text (or, from a frame, as they are), and rows with more fields than the header."""

    frame: pd.DataFrame
    too_long: Ints  # positions of such rows; their further fields are left out
    source: Path | None = None
    files: tuple[str, ...] = ()  # the file of each row, where a row is a file
    said: tuple[Said, ...] = ()
    skipped: int = 0  # lines above the header
    opened: Opened | None = None  # how it was opened, and why
    layout: Any = None  # what was found of its layout
    above: tuple[tuple[str, ...], ...] = ()  # cells of the lines above the header, where there are any
    groups: bool = False  # whether the last of these names groups of columns, and is a part of the header
    numbers: Ints | None = None  # numbers of its rows, where they don't follow one another
    among: Among | None = None  # its payments among the bills, where a type says so
    likely_decimal: str | None = None  # the decimal sign found in the table beside it, for amounts that have two readings

    @property
    def row_numbers(self) -> Ints:
        """(n_rows,): numbers of its rows in their file, which have a header above them; where each is a file of its own, from 1."""
        if self.numbers is not None:
            return self.numbers
        first = 1 if self.files else self.skipped + 2
        return np.arange(first, first + len(self.frame))


def no_rows(source: object) -> InputError:
    """The refusal of a table without anything below its header."""
    hint = "Export it again with its items; a filter may have left none"
    return InputError("names its columns, and has no row with an item below them", file=source, hint=hint)


def header_names(cells: Iterable[Any], path: object) -> list[str]:
    """Names of the columns, from the cells of the header."""
    names = [str(v).strip() for v in cells]
    if len([n for n in names if n]) < 2:
        hint = "The first row must name the columns: supplier,invoice,invoice_date,amount,…"
        raise InputError("has no header of several columns", file=path, hint=hint)
    return names


def check_columns(frame: pd.DataFrame, required: Iterable[str], optional: Iterable[str], source: object) -> pd.DataFrame:
    """The frame with tidy column names, after a refusal of missing and doubled ones."""
    check_width(len(frame.columns), source)
    names = [str(c).strip() for c in frame.columns]
    known = {tidied(n): n for n in names}
    wanted = {*required, *optional}
    renamed = [tidied(n) if tidied(n) in wanted else n for n in names]
    doubled = sorted(n for n, many in Counter(renamed).items() if many > 1 and n)
    if doubled:
        raise InputError("appears more than once in the header", file=source, column=doubled[0], hint="Rename or remove one of them")
    missing = [c for c in required if c not in renamed]
    if missing:
        seen = ", ".join(n for n in names if n) or "none"
        word = "column is" if len(missing) == 1 else "columns are"
        reason = f"the {word} missing: {', '.join(missing)}. Seen: {seen}"
        if missing == ["currency"]:
            raise InputError(reason, file=source, hint=_CURRENCY, ask=currency_ask())
        hint, ask = _rename_hint(missing, list(known)), terms_ask() if missing == ["terms"] else []
        if ask:
            hint = f"{hint}; or add due_date, or say the terms of all rows: --terms 'net 30' (terms = \"net 30\" under [ledger])"
        raise InputError(reason, file=source, hint=hint, ask=ask)
    out = frame.copy(deep=False)
    out.columns = pd.Index(renamed)
    return out.loc[:, [bool(n) for n in renamed]]


_CURRENCY = 'If all rows are in one currency, say which: --currency EUR (currency = "EUR" under [ledger]). Else add the column'


def _rename_hint(missing: list[str], seen: list[str]) -> str:
    said = [(column, difflib.get_close_matches(column, seen, n=1, cutoff=0.6)) for column in missing]
    near = ", ".join(f"'{close[0]}' for {column}" for column, close in said if close)
    columns = "column that holds it" if len(missing) == 1 else "columns that hold them"
    ours = ", ".join(f"'{c}'" for c in missing)
    return f"Rename the {columns} to {ours}" + (f"; did you mean {near}?" if near else "")
