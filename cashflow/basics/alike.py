"""Rows that may say the same, found by hashes: whoever asks then compares those few."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cashflow.basics.days import Ints

__all__ = ["mixed", "repeated", "row_hashes"]

_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # odd, so that nothing is lost
_HALF = np.uint64(32)
_MARKS = 1 << 16


def mixed(hashes: Ints, word: Ints | np.uint64) -> Ints:
    """(n,), uint64: hashes with one more word each."""
    out: Ints = hashes ^ word
    out *= _SPREAD
    out ^= out >> _HALF
    return out


def row_hashes(columns: Sequence[Ints]) -> Ints:
    """(n,), uint64: the same for rows that say the same, and now and then for others."""
    out: Ints = np.zeros(len(columns[0]), np.uint64)
    for number, column in enumerate(columns, 1):
        factor = _SPREAD ** np.uint64(2 * number - 1)  # odd, and another for each column
        out += column.astype(np.int64, copy=False).view(np.uint64) * factor
    return mixed(out, np.uint64(0))


def repeated(hashes: Ints) -> Ints:
    """Positions of the hashes that stand more than once.

    Parameters
    ----------
    hashes : (n,), uint64
        Of which half the bits tell nearly all apart, and take half the time to sort.

    Examples
    --------
    >>> repeated(np.array([7, 8, 7, 9], np.uint64)).tolist()
    [0, 2]
    """
    upper = (hashes >> _HALF).astype(np.uint32)
    ordered = np.sort(upper)
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(again):
        return np.zeros(0, np.int64)
    marked = np.zeros(_MARKS, bool)
    marked[again % _MARKS] = True
    some = np.flatnonzero(marked[upper.astype(np.uint16)])
    _, group, many = np.unique(hashes[some], return_inverse=True, return_counts=True)
    return some[many[group] > 1]
