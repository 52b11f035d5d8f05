"""Two partitions of the same amounts, cut at each other's boundaries."""

from __future__ import annotations

import numpy as np

from cashflow.basics.days import Ints

__all__ = ["overlap"]


def overlap(owner_a: Ints, amount_a: Ints, owner_b: Ints, amount_b: Ints) -> tuple[Ints, Ints, Ints]:
    """Cut two partitions of the same amounts at each other's boundaries.

    Parts of an owner follow each other along its amount; a piece is cut wherever either side ends.

    Parameters
    ----------
    owner_a, owner_b : (n,), int64
        Owner of each part, sorted; parts of an owner in order, all of one sign.
    amount_a, amount_b : (n,), int64
        Their amounts. The parts of b may cover less of an owner than those of a, not more.

    Returns
    -------
    a, b, amount : (n_pieces,), int64
        Position of the part of a, of the part of b (-1: none covers it), and the signed amount.
    """
    owner = np.concatenate([owner_a, owner_b])
    place = np.concatenate([_running(owner_a, np.abs(amount_a)), _running(owner_b, np.abs(amount_b))])
    is_b = np.concatenate([np.zeros(len(owner_a), bool), np.ones(len(owner_b), bool)])
    order = np.lexsort((is_b, place, owner))
    owner, place, is_b = owner[order], place[order], is_b[order]
    last = len(order)
    index = np.arange(last)
    next_a = np.minimum.accumulate(np.where(~is_b, index, last)[::-1])[::-1]
    next_b = np.minimum.accumulate(np.where(is_b, index, last)[::-1])[::-1]
    before = np.where(np.concatenate([[True], owner[1:] != owner[:-1]]), 0, np.concatenate([[0], place[:-1]]))
    size = place - before
    piece = np.flatnonzero((size > 0) & (next_a < last))
    piece = piece[owner[next_a[piece]] == owner[piece]]
    at_a = order[next_a[piece]]
    at_b = np.full(len(piece), -1)
    covered = next_b[piece] < last
    covered[covered] = owner[next_b[piece[covered]]] == owner[piece[covered]]
    at_b[covered] = order[next_b[piece[covered]]] - len(owner_a)
    return at_a, at_b, size[piece] * np.sign(amount_a[at_a])


def _running(owner: Ints, size: Ints) -> Ints:
    """Running sum of `size` within each owner (owners sorted)."""
    if not len(owner):
        return np.zeros(0, np.int64)
    total = np.cumsum(size)
    starts = np.concatenate([[True], owner[1:] != owner[:-1]])
    offset = np.where(starts, total - size, 0)
    return total - np.maximum.accumulate(offset)
