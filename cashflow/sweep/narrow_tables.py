"""A table of sums in half the bytes: small figures as int32, which most are; the few suppliers with large ones beside it.

It is made when many scenarios look rows up, which is quicker then; the sums are the same.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.threads import by_share
from cashflow.kernels.grids import SMALL

__all__ = ["Part", "narrowed"]

_FEW = 4  # one in so many suppliers may be large: of more, looking them up beside the others costs what it spares


@frozen(eq=False)
class Part:
    """Rows of some groups."""

    groups: slice | Ints  # positions among the groups of a book, rising
    table: Ints  # (n, n_extensions, n_columns), int64, or int32 of figures below `SMALL`; a group's may be 0 here and in another part
    as_built: bool = False  # whether it has not been looked at yet


def narrowed(table: Ints) -> list[Part]:
    """Parts that add up to a table of all groups.

    Parameters
    ----------
    table : (n_groups, n_extensions, n_columns), int64

    Examples
    --------
    >>> [(p.groups, p.table.dtype.name, p.table.ravel().tolist()) for p in narrowed(np.array([[[1]], [[2]], [[1 << 40]], [[-3]], [[4]]]))]
    [(slice(0, 5, None), 'int32', [1, 2, 0, -3, 4]), (array([2]), 'int64', [1099511627776])]
    """
    shares = by_share(len(table), lambda some: _are_large(table[some]), table.size)
    large = np.flatnonzero(np.concatenate(shares)) if shares else np.zeros(0, np.int64)
    if _FEW * len(large) > len(table):
        return [Part(slice(0, len(table)), table)]
    small = np.empty(table.shape, np.int32)
    by_share(len(table), lambda some: np.copyto(small[some], table[some], casting="unsafe"), table.size)
    small[large] = 0
    return [Part(slice(0, len(table)), small), *([Part(large, table[large])] if len(large) else [])]


def _are_large(table: Ints) -> Ints:
    """(n_groups,), bool."""
    rows = table.reshape(len(table), -1)
    return (rows.max(axis=1, initial=0) >= SMALL) | (rows.min(axis=1, initial=0) <= -SMALL)
