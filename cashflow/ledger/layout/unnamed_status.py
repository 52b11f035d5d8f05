"""A column that says of some rows that they are paid or void, and whose name does not say that it is one of statuses."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.errors import shortened
from cashflow.ledger.layout.gaps import Gap
from cashflow.ledger.layout.grid import Grid
from cashflow.ledger.layout.words import fold, roles_of

__all__ = ["status_gap"]

_KNOWN = {"status", "paid_flag", "open_flag", "paid_date", "paid_amount", "open_amount", "local_open_amount", "clearing"}
"""What says by itself which rows are paid."""
_MOST = 12  # texts that differ: of more it is a column of notes
_LONGEST = 30  # letters of a status


def status_gap(grid: Grid, at: Mapping[str, int], item: Ints, words: Mapping[str, str]) -> Gap | None:
    """The question whether such a column is the status of its rows; nothing where what is paid is known otherwise.

    Parameters
    ----------
    grid, at
        Cells, and the column of each role.
    item : (n_rows,), bool
        Rows that are items.
    words
        Folded statuses and what they say; of one that is told to be an invoice, nothing.
    """
    if _KNOWN & set(at):
        return None
    for i, name in enumerate(grid.names):
        if not name or i in at.values() or roles_of(name):
            continue
        column = grid.column(i)
        texts = [t for code in np.unique(column.codes[item]).tolist() if (t := column.texts[code])]
        said = [t for t in texts if words.get(fold(t)) in ("paid", "ignored")]
        if not said or len(texts) > _MOST or any(len(t) > _LONGEST for t in texts):
            continue
        rows = int((item & np.isin(column.text().astype(str), said)).sum())
        mapped = f"--map {shlex.quote(f'status={name}')}"
        choices = [mapped, " ".join([mapped, *(f"--types {shlex.quote(f'{t}=invoice')}" for t in said)])]
        where = f"'{shortened(said[0])}' in {rows:,} row{'s' * (rows != 1)}"
        reason = f"'{name}' says {where}, and nothing else says what is paid: it may be their status, or say nothing of that"
        return Gap(reason, {"what": f"status of each row ([ledger] map): {reason}", "choices": choices, "type": choices[0]}, needed=True)
    return None
