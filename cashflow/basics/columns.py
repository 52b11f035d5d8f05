"""Columns of a value that holds arrays side by side: some of them by name, taken at some rows, or of several values as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from cashflow.basics.days import Ints

__all__ = ["by_name", "column", "picked", "stacked"]


def column(value: Any, name: str) -> Any:
    """One attribute of a value that is known to have it."""
    return getattr(value, name)


def by_name(value: Any, names: Iterable[str]) -> dict[str, Any]:
    """Some attributes of a value, by name."""
    return {n: getattr(value, n) for n in names}


def picked(value: Any, which: Ints, names: Iterable[str]) -> dict[str, Any]:
    """Some columns of a value, at some rows."""
    return {n: c[which] for n, c in by_name(value, names).items()}


def stacked(values: Sequence[Any], names: Iterable[str]) -> list[Ints]:
    """Each of some columns, of several values one after the other; empty int64 where there is no value."""
    return [np.concatenate([getattr(v, n) for v in values] or [np.zeros(0, np.int64)]) for n in names]
