"""Columns whose name says that their amounts are in cents: they are read as a hundredth, and that is said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.ledger.layout.amounts.amounts import Amounts
from cashflow.ledger.layout.cells.content import text_of
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.words import says_cents
from cashflow.ledger.layout.told import LayoutOptions

__all__ = ["refuse_implied", "without_cents"]

_LEAST = 3  # amounts: a few may well be whole


def without_cents(frame: pd.DataFrame, names: Sequence[str], source: object) -> pd.DataFrame:
    """A frame in which the amounts of such columns stand with their decimal point.

    Raises
    ------
    InputError
        A cell of such a column is not a whole number.
    """
    places = [i for i, n in enumerate(names) if says_cents(n)]
    if not places:
        return frame
    out = frame.copy()
    for i in places:
        cells = np.empty(len(frame), object)
        cells[:] = [_hundredth(c, names[i], source) for c in frame.iloc[:, i].tolist()]
        out.isetitem(i, cells)
    return out


def _hundredth(cell: Any, name: str, source: object) -> Any:
    text = text_of(cell).removesuffix(".0")
    digits = text.lstrip("-")
    if not text:
        return cell
    if not (digits.isascii() and digits.isdigit()):
        hint = "Give the column a name without cents, if its amounts are whole"
        raise InputError("is not a whole number of cents, as the name of its column says", file=source, column=name, value=text, hint=hint)
    return f"{text[: len(text) - len(digits)]}{digits.zfill(3)[:-2]}.{digits.zfill(3)[-2:]}"


def refuse_implied(grid: Grid, amounts: Amounts, item: Ints, told: LayoutOptions, source: object) -> None:
    """Refuse whole numbers alone as amounts beside days that count from 1900, as in tables of JD Edwards: those keep amounts in cents."""
    if told.date_format != "cyyddd":
        return
    for i in amounts.from_:
        if says_cents(grid.names[i]):
            continue
        texts = [t for code in np.unique(grid.column(i).codes[item]).tolist() if (t := grid.column(i).texts[code].lstrip("-"))]
        if len(texts) >= _LEAST and all(t.isascii() and t.isdigit() for t in texts):
            whole, name = texts[0], grid.names[i]
            reason = f"holds whole numbers alone, and tables with such dates keep amounts without a decimal point: {whole} may be in cents"
            hint = (
                f"If it is, call the column '{name} cents' in the file, and each other one of amounts so; else write it out, as {whole}.00"
            )
            raise InputError(reason, file=source, column=name, value=whole, hint=hint)
