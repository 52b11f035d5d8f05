"""Which rows of a payments table are no payments: sums, the header once more, and lines of words; as in a ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.ledger.layout.cells.content import text_of
from cashflow.ledger.layout.cells.grid import repeats
from cashflow.ledger.layout.cells.labels import is_total, label_of
from cashflow.ledger.layout.items.rows import WHY
from cashflow.ledger.table import Said
from cashflow.ledger.values.texts import Texts

__all__ = ["other_rows", "repeated_headers"]


def repeated_headers(frame: pd.DataFrame, names: Sequence[str]) -> Ints:
    """Positions of the rows that repeat the header; only rows with some cell that is the name above it are looked at whole."""
    some = np.zeros(len(frame), bool)
    for at, name in enumerate(names):
        some |= frame.iloc[:, at].isin([name]).to_numpy(bool) if name else False
    header = [n.casefold() for n in names]
    rows = np.flatnonzero(some)
    return rows[np.array([repeats(cells, header) for cells in _cells(frame, rows)], bool)]


def other_rows(frame: pd.DataFrame, texts_of: Texts, texts: Mapping[str, Any]) -> list[Said]:
    """Rows without a date that are no payments by what else they hold.

    As in a ledger, a sum is a row with the words for one, or with an amount and nothing that tells what is paid. A row of a supplier
    and a number is a payment, for the checks to judge, or a bill that is not paid yet.

    Parameters
    ----------
    frame
        The table, with our names and others.
    texts_of, texts
        Our columns of it.
    """
    dated = texts_of.coded("paid_date").each(lambda t: any(map(str.isdigit, t)), bool)
    number, who, money = (texts[n] != "" for n in ("invoice", "supplier", "amount"))
    out, at = [], np.flatnonzero(~dated & ~(number & who))
    for i, cells in zip(at.tolist(), _cells(frame, at), strict=True):
        filled = [c for c in cells if c]
        label = label_of(filled)
        if filled and (is_total(label) or is_total(filled[0]) or (money[i] and not number[i] and not who[i])):
            out.append(Said(i, "ignored", "total row", "", label[:200], WHY["total row"]))
        elif filled and not money[i]:
            out.append(Said(i, "ignored", "note row", "", label[:200], WHY["note row"]))
    return out


def _cells(frame: pd.DataFrame, at: Ints) -> list[list[str]]:
    """The texts of some rows, which are taken at once."""
    return [[text_of(cell) for cell in row] for row in frame.take(at).to_numpy(object).tolist()]
