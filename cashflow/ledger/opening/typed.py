"""Cells of a workbook as they are typed: whole numbers as such, numbers of at most 15 digits exact, midnight as a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from itertools import repeat
from operator import is_, itemgetter
from typing import Any

import numpy as np

from cashflow.basics.frames import pd

__all__ = ["frame_of_rows"]

_EXACT = 1e15  # beyond, a float has no digits after the point that count
_DIGITS = 15
_AS_THEY_ARE = {str, int, bool, dt.date, Decimal}
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
    rows = rows[:last] if dropped else rows
    columns = np.empty((before + width, last), object)  # each row of it is a column
    columns[:before] = ""
    for at in range(width):
        cells = list(map(itemgetter(at), rows))
        columns[before + at] = np.fromiter(cells, object, last)
        if not {*map(type, cells)} <= _AS_THEY_ARE:
            _turn(columns[before + at], cells)
    return pd.DataFrame(columns.T, dtype=object), dropped


def _turn(column: Cells, cells: list[Any]) -> None:
    """Turn the `cells` of a column that are not as a sheet has them, in place."""
    types = list(map(type, cells))
    kinds = set(types)
    for kind in kinds - _AS_THEY_ARE:
        which = np.fromiter(map(is_, types, repeat(kind)), bool, len(types)) if len(kinds) > 1 else slice(None)
        column[which] = _TURNED.get(kind, _texts)(column[which])


def _numbers(cells: Cells) -> Cells:
    """Floats: whole ones as int, those of at most 15 digits as Decimal, others as they are."""
    values = cells.astype(np.float64)
    out = np.empty(len(cells), object)
    with np.errstate(invalid="ignore"):
        whole = (np.abs(values) < _EXACT) & (values == np.floor(values))
    out[whole] = values[whole].astype(np.int64)
    finite = np.isfinite(values)
    out[~finite] = cells[~finite]
    rest = np.flatnonzero(~whole & finite)
    texts = list(map(repr, values[rest].tolist()))
    exact = np.fromiter(map(Decimal, texts), object, len(texts))
    for at in np.flatnonzero(np.fromiter(map(len, texts), np.int64, len(texts)) > _DIGITS + 1).tolist():
        if len(texts[at].partition("e")[0].lstrip("-0.").replace(".", "")) > _DIGITS:
            exact[at] = float(texts[at])
    out[rest] = exact
    return out


def _dates(cells: Cells) -> Cells:
    """Dates with a time: those of midnight as dates."""
    midnight = dt.time()
    return np.fromiter((c.date() if c.time() == midnight and c.tzinfo is None else c for c in cells.tolist()), object, len(cells))


def _texts(cells: Cells) -> Cells:
    """Times, durations and whatever else is not a cell of a ledger, as text; nothing as the empty one."""
    return np.fromiter(("" if c is None else str(c) for c in cells.tolist()), object, len(cells))


_TURNED: dict[type, Callable[[Cells], Cells]] = {float: _numbers, dt.datetime: _dates}
