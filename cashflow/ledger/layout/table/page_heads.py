"""Heads of pages below the first one: the lines above a repeated header that say what those above the first one say."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.ledger.layout.cells.content import text_of
from cashflow.ledger.layout.cells.labels import labelled_name

__all__ = ["page_heads"]

_TAIL = 12  # lines of a head
_DIGITS = re.compile(r"\d+")
_LABEL = re.compile(r"(?<=[^\W\d_]) ?:(?!\d).*")


def page_heads(names: Sequence[str], below: pd.DataFrame, above: Sequence[Sequence[str]]) -> Ints:
    """(n_rows,), bool: rows above a repeated header that are the same as one above the first header, but for their numbers.

    Parameters
    ----------
    names
        Names of the columns.
    below, above
        The rows below the header, and the cells of those above it.
    """
    out = np.zeros(len(below), bool)
    first = next((i for i, n in enumerate(names) if n), None)
    known = {_said(row) for row in above} - {()}
    if first is None or not known or below.dtypes.iloc[first].kind != "O":
        return out
    heads = below.iloc[:, first].isin([names[first], *_last_parts(names[first])])
    for at in np.flatnonzero(heads.to_numpy()).tolist():
        for i in range(at - 1, max(-1, at - _TAIL), -1):
            cells = [text_of(c) for c in below.iloc[i].tolist()]
            row = _said(cells)
            if row and labelled_name([c for c in cells if c]):
                continue  # a supplier's name above its rows
            if row and row not in known:
                break
            out[i] = bool(row)
    return out


def _last_parts(name: str) -> list[str]:
    """What stands of a name in the last row of a header of two."""
    words = name.split(" ")
    return [" ".join(words[at:]) for at in range(1, len(words))]


def _said(row: Sequence[str]) -> tuple[str, ...]:
    """What a row says, without its numbers, and without what stands behind a label, as the site of a supplier."""
    return tuple(_DIGITS.sub("0", _LABEL.sub(":", c)) for c in row if c)
