"""Texts that are the same but for case and white space, codes of texts, and rows in order; on whole columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.frames import pd

__all__ = ["codes_of", "folded", "in_order", "sizes_of"]

_ODD_SPACES = "\t\v\f\r\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


def folded(texts: Sequence[str]) -> list[str]:
    """Texts without case, white space collapsed: what must be equal.

    Examples
    --------
    >>> folded(["INV  7 ", "Straße"])
    ['inv 7', 'strasse']
    """
    whole = "\n".join(texts).casefold()
    odd = "  " in whole or " \n" in whole or "\n " in whole or whole[:1] == " " or whole[-1:] == " "
    if not odd and not any(space in whole for space in _ODD_SPACES):  # each text is folded already, but for its case
        out = whole.split("\n")
        if len(out) == len(texts):
            return out
    return [" ".join(t.casefold().split()) for t in texts]


def codes_of(texts: Sequence[str]) -> Ints:
    """(n,), int64: equal texts have equal codes, from 0 in order of appearance; by their hashes, which is quick, and then looked at."""
    values = np.empty(len(texts), object)
    values[:] = texts
    codes = pd.factorize(np.fromiter(map(hash, texts), np.int64, len(texts)))[0].astype(np.int64)
    if len(codes):
        first: Any = np.empty(int(codes.max()) + 1, np.int64)
        first[codes[::-1]] = np.arange(len(codes))[::-1]
        if not np.array_equal(values[first][codes], values):  # two texts of one hash
            codes = pd.factorize(values)[0].astype(np.int64)
    return codes


def in_order(owner: Ints, *by: Ints) -> Ints:
    """(n,), int64: positions by owner and then by further columns; these are compared only where an owner has several rows.

    Examples
    --------
    >>> in_order(np.array([2, 1, 2]), np.array([9, 5, 3])).tolist()
    [1, 2, 0]
    """
    order = np.argsort(owner, kind="stable")
    mine = owner[order]
    again = np.zeros(len(mine) + 1, bool)
    again[1:-1] = mine[1:] == mine[:-1]
    some = np.flatnonzero(again[1:] | again[:-1])  # rows of owners with several: they keep their places together
    rows = order[some]
    order[some] = rows[np.lexsort((*(c[rows] for c in reversed(by)), mine[some]))]
    return order


def sizes_of(texts: Sequence[str]) -> Ints:
    """(n,), int64: how many signs each text has."""
    return np.fromiter(map(len, texts), np.int64, len(texts))
