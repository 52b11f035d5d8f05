"""Two partitions of the same amounts, cut at each other's boundaries."""

from __future__ import annotations

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.groupby import places, run_starts, run_sums

__all__ = ["overlap"]


def overlap(owner_a: Ints, amount_a: Ints, owner_b: Ints, amount_b: Ints) -> tuple[Ints, Ints, Ints]:
    """Cut two partitions of the same amounts at each other's boundaries.

    Parts of an owner follow each other along its amount; a piece is cut wherever either side ends. An owner with no part of b, or
    with one that covers all of it, needs no cut: most invoices are open, or paid by one payment.

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
    start = run_starts(owner_a)
    by_owner, cut = _whole(owner_a[start], run_sums(amount_a, start), owner_b, amount_b)
    many = np.diff(np.append(start, len(owner_a)))
    by = np.repeat(by_owner, many)
    some = amount_a != 0
    if not cut.any():
        at = np.flatnonzero(some)
        return at, by[at], amount_a[at]
    mine = np.repeat(cut, many)
    plain, at = np.flatnonzero(some & ~mine), np.flatnonzero(mine)
    rest = np.flatnonzero(places(owner_a[start[cut]], owner_b) >= 0)
    pieces, of, amount = _cut(owner_a[at], amount_a[at], owner_b[rest], amount_b[rest])
    of[of >= 0] = rest[of[of >= 0]]
    both = np.concatenate([plain, at[pieces]])
    order = np.argsort(both, kind="stable")
    return both[order], np.concatenate([by[plain], of])[order], np.concatenate([amount_a[plain], amount])[order]


def _whole(owner: Ints, total: Ints, owner_b: Ints, amount_b: Ints) -> tuple[Ints, Ints]:
    """Per owner the one part of b that covers all of it (-1: there is none), and whether its parts must be cut."""
    at = places(owner, owner_b)
    first = run_starts(owner_b)
    alone = np.diff(np.append(first, len(owner_b))) == 1
    one = first[alone & (at[first] >= 0)]
    one = one[amount_b[one] == total[at[one]]]
    by = np.full(len(owner), -1)
    by[at[one]] = one
    cut = np.zeros(len(owner), bool)
    cut[at[at >= 0]] = True
    cut[at[one]] = False
    return by, cut


def _cut(owner_a: Ints, amount_a: Ints, owner_b: Ints, amount_b: Ints) -> tuple[Ints, Ints, Ints]:
    """As `overlap`, whatever the parts: all ends of an owner in order, each the end of a piece."""
    owner = np.concatenate([owner_a, owner_b])
    place = np.concatenate([_running(owner_a, np.abs(amount_a)), _running(owner_b, np.abs(amount_b))])
    is_b = np.concatenate([np.zeros(len(owner_a), bool), np.ones(len(owner_b), bool)])
    order = _in_order(owner, place, is_b)
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


def _in_order(owner: Ints, place: Ints, is_b: Ints) -> Ints:
    """Positions by owner, place and side: two runs that are sorted already, which a stable sort of one key merely merges."""
    first, size = int(owner.min(initial=0)), int(place.max(initial=0)) + 1
    if (int(owner.max(initial=0)) - first + 1) * size >= 2**62:
        return np.lexsort((is_b, place, owner))
    return np.argsort(((owner - first) * size + place) * 2 + is_b, kind="stable")


def _running(owner: Ints, size: Ints) -> Ints:
    """Running sum of `size` within each owner (owners sorted)."""
    if not len(owner):
        return np.zeros(0, np.int64)
    total = np.cumsum(size)
    starts = np.concatenate([[True], owner[1:] != owner[:-1]])
    offset = np.where(starts, total - size, 0)
    return total - np.maximum.accumulate(offset)
