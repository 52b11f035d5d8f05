"""Cells of a workbook as they are typed: whole numbers as such, numbers of at most 15 digits exact, midnight as a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np

from cashflow.basics.frames import pd

__all__ = ["frame_of_rows"]

_EXACT = 1e15  # beyond, a float has no digits after the point that count
_DIGITS = 15
Cells = np.ndarray[Any, Any]


def frame_of_rows(rows: list[list[Any]], before: int = 0) -> tuple[pd.DataFrame, int]:
    """Rows of typed cells as a frame, a column at a time, and how many blank rows at the end were dropped.

    `before` blank columns stand left of them.
    """
    last = len(rows)
    while last and not any(rows[last - 1]) and all(c is None or c == "" for c in rows[last - 1]):
        last -= 1
    dropped = len(rows) - last
    width = len(rows[0]) if last else 0
    cells = np.empty((last, width), object)
    if last and width:
        cells[:] = rows[:last] if dropped else rows
    # pandas would look for a type column by column; each row of this is a column
    columns = np.empty((before + width, last), object)
    columns[:before] = ""
    for at in range(width):
        columns[before + at] = _column(cells[:, at])
    return pd.DataFrame(columns.T, dtype=object), dropped


def _column(cells: Cells) -> Cells:
    kinds = set(map(type, cells.tolist()))
    if kinds <= {str, int, bool, dt.date}:
        return cells
    out = cells.copy()
    for kind in kinds - {str, int, bool, dt.date}:
        which = np.fromiter((type(c) is kind for c in cells.tolist()), bool, len(cells)) if len(kinds) > 1 else slice(None)
        out[which] = _TURNED.get(kind, _texts)(cells[which])
    return out


def _numbers(cells: Cells) -> Cells:
    """Floats: whole ones as int, those of at most 15 digits as Decimal, others as they are."""
    values = cells.astype(np.float64)
    out = np.empty(len(cells), object)
    with np.errstate(invalid="ignore"):
        whole = (np.abs(values) < _EXACT) & (values == np.floor(values))
    out[whole] = values[whole].astype(np.int64)
    rest = np.flatnonzero(~whole)
    distinct, place = np.unique(values[rest], return_inverse=True)
    exact = np.empty(len(distinct), object)
    exact[:] = [_exact(v) for v in distinct.tolist()]
    out[rest] = exact[place]
    return out


def _exact(value: float) -> Decimal | float:
    text = repr(value)
    if len(text) > _DIGITS + 1 and len(text.partition("e")[0].lstrip("-0.").replace(".", "")) > _DIGITS:
        return value
    return Decimal(text) if text[-1].isdigit() else value  # not of inf and nan


def _dates(cells: Cells) -> Cells:
    """Dates with a time: those of midnight as dates."""
    out = np.empty(len(cells), object)
    midnight = dt.time()
    out[:] = [c.date() if c.time() == midnight and c.tzinfo is None else c for c in cells.tolist()]
    return out


def _texts(cells: Cells) -> Cells:
    """Times, durations and whatever else is no cell of a ledger, as text; nothing as the empty one."""
    out = np.empty(len(cells), object)
    out[:] = ["" if c is None else str(c) for c in cells.tolist()]
    return out


_TURNED: dict[type, Callable[[Cells], Cells]] = {float: _numbers, dt.datetime: _dates, Decimal: lambda cells: cells}
