"""Columns of a value that holds arrays side by side: some of them by name, taken at some rows, or of several values as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from cashflow.basics.days import Ints

__all__ = ["by_name", "column", "is_one_value", "picked", "stacked", "taken_of"]


def column(value: Any, name: str) -> Any:
    """One attribute of a value that is known to have it."""
    return getattr(value, name)


def by_name(value: Any, names: Iterable[str]) -> dict[str, Any]:
    """Some attributes of a value, by name."""
    return {n: getattr(value, n) for n in names}


def is_one_value(column: Ints) -> bool:
    """Whether a column holds one value, in the memory of one, and some row has it."""
    return len(column) > 0 and column.strides == (0,)


def taken_of(column: Ints, rows: Ints | slice) -> Ints:
    """Some rows of a column, which may hold one value in the memory of one: so do they.

    Examples
    --------
    >>> taken_of(np.broadcast_to(np.int32(7), 1_000_000_000), np.array([3, 5]))
    array([7, 7], dtype=int32)
    """
    if is_one_value(column):
        return np.broadcast_to(column[0], len(range(*rows.indices(len(column)))) if isinstance(rows, slice) else len(rows))
    return column[rows] if isinstance(rows, slice) else column.take(rows)


def picked(value: Any, which: Ints, names: Iterable[str]) -> dict[str, Any]:
    """Some columns of a value, at some rows."""
    return {n: c[which] for n, c in by_name(value, names).items()}


def stacked(values: Sequence[Any], names: Iterable[str]) -> list[Ints]:
    """Each of some columns, of several values one after the other; empty int64 where there is no value."""
    return [np.concatenate([getattr(v, n) for v in values] or [np.zeros(0, np.int64)]) for n in names]
