"""Columns of dates in digits alone: written out in the form that was told, or asked for with the forms that they fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cashflow.basics.digit_dates import digit_forms, in_digits, is_digit_form
from cashflow.basics.errors import asked
from cashflow.basics.frames import pd
from cashflow.ledger.layout.amounts.gaps import Gap
from cashflow.ledger.layout.cells.content import fits, nothing, text_of
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.words import fold, roles_of
from cashflow.ledger.layout.told import LayoutOptions

__all__ = ["digit_gap", "with_days"]

_DATES = {"due_date", "invoice_date", "posting_date", "paid_date"}
_NEARLY_ALL = 0.9
_USUAL = 34_700, 49_674  # days of 1995 to 2035, as a spreadsheet counts
_WIDTH = 6  # digits of a date that lacks no zero


def with_days(frame: pd.DataFrame, names: Sequence[str], told: LayoutOptions) -> pd.DataFrame:
    """A frame in which the dates of such columns are written out, by the form that was told."""
    form = told.date_format
    if form is None or not is_digit_form(form):
        return frame
    out = frame
    for i in _dated(names, told.map):
        cells = frame.iloc[:, i].tolist()
        read = [in_digits(text_of(c), form) for c in cells]
        if sum(r is not None for r in read) >= _NEARLY_ALL * sum(any(map(str.isdigit, text_of(c))) for c in cells) > 0:
            column = np.empty(len(frame), object)
            column[:] = [c if r is None else r for c, r in zip(cells, read, strict=True)]
            out = frame.copy() if out is frame else out
            out.isetitem(i, column)
    return out


def _dated(names: Sequence[str], mapped: Mapping[str, str]) -> list[int]:
    """Columns that are called, or were said, to hold dates."""
    mine = {fold(name) for role, name in mapped.items() if role in _DATES}
    return [i for i, n in enumerate(names) if n and (_DATES & set(roles_of(n)) or fold(n) in mine)]


def digit_gap(grid: Grid, at: Mapping[str, int], told: LayoutOptions) -> Gap | None:
    """The question for the form of dates in digits, where no other column has them; `None`: there are none, or it was told."""
    if told.date_format is not None:
        return None
    some = {i: texts for i in _dated(grid.names, told.map) if (texts := _digits(grid, i)) and digit_forms(texts)}
    lacking = [i for i in some if i in at.values() or not _DATES & set(roles_of(grid.names[i])) <= set(at)]
    if not lacking:
        return None
    name, first = grid.names[lacking[0]], some[lacking[0]][0]
    forms = digit_forms([t for texts in some.values() for t in texts]) or digit_forms(some[lacking[0]])
    read = " or ".join(f"{in_digits(first, form)} ({form})" for form in forms)
    words = f"'{name}' holds dates in digits, '{first}', and their form is not stated: {read}"
    return Gap(words, asked(f"form of the dates ([ledger] date_format): '{first}' is {read}", forms, "--date-format"), needed=True)


def _digits(grid: Grid, column: int) -> list[str]:
    """The texts of a column that are no dates as they stand, or days as a spreadsheet counts them of years beyond all use."""
    texts = [text_of(c).removesuffix(".0") for c in grid.cells(column) if not nothing(c)]
    far = all(t.isascii() and t.isdigit() and len(t) < _WIDTH for t in texts) and not all(_USUAL[0] <= int(t) <= _USUAL[1] for t in texts)
    return texts if far or not fits("due_date", texts) else []
