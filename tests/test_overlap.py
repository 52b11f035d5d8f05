"""Two partitions of the same amounts, cut at each other's boundaries, against cents laid side by side one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashflow.payments.overlap import overlap

OWNERS = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.sampled_from([1, -1]),
        st.lists(st.integers(0, 9), min_size=1, max_size=4),
        st.lists(st.integers(1, 9), max_size=4),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda o: o[0],
)


def columns(owners, side):
    """Owner and amount of each part of a side; those of b cover no more than those of a."""
    out = []
    for owner, sign, parts, covered in sorted(owners):
        room = sum(parts)
        for amount in parts if side == "a" else covered:
            amount = amount if side == "a" else min(amount, room)
            room -= amount
            if amount or side == "a":
                out.append((owner, sign * amount))
    return np.array([o for o, _ in out], np.int64), np.array([m for _, m in out], np.int64)


def by_cents(owner_a, amount_a, owner_b, amount_b):
    """Pieces: each cent says of which part of either side it is; equal neighbors are one piece."""
    cents = {}
    for side, (owner, amount) in enumerate([(owner_a, amount_a), (owner_b, amount_b)]):
        for number, (o, m) in enumerate(zip(owner.tolist(), amount.tolist(), strict=True)):
            cents.setdefault(o, ([], []))[side].extend([(number, 1 if m > 0 else -1)] * abs(m))
    out = []
    for mine, theirs in cents.values():
        for k, (a, sign) in enumerate(mine):
            piece = a, theirs[k][0] if k < len(theirs) else -1
            if out and out[-1][:2] == piece:
                out[-1] = (*piece, out[-1][2] + sign)
            else:
                out.append((*piece, sign))
    return out


@pytest.mark.parametrize(("larger", "further"), [(1, 1), (2**40, 1), (1, 2**50), (2**40, 2**50)])
@given(OWNERS)
def test_it_is_cut_where_either_side_ends(larger, further, owners):
    """Owners and amounts of any size: large ones don't fit the one key that is sorted by."""
    a, b = columns(owners, "a"), columns(owners, "b")
    found = overlap(a[0] * further, a[1] * larger, b[0] * further, b[1] * larger)
    pieces = [(x, y, int(m) // larger) for x, y, m in zip(*(c.tolist() for c in found), strict=True)]
    assert pieces == by_cents(*a, *b)
    assert not (found[2] % larger).any()


def test_of_nothing():
    none = np.zeros(0, np.int64)
    assert [len(c) for c in overlap(none, none, none, none)] == [0, 0, 0]
