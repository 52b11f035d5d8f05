"""Exact fractions in arrays: integers over one denominator, int64 while they fit and Python integers where they might not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.money import round_each, wide

__all__ = ["Exact", "added", "integers", "quotients", "scaled", "times"]


@frozen(eq=False)
class Exact:
    """Exact fractions: `numerator / per`; with `known`, `None` where it is false."""

    numerator: Ints
    per: int = 1
    known: Ints | None = None

    def plus(self, other: Exact) -> Exact:
        """Sum over one common denominator."""
        per = math.lcm(self.per, other.per)
        return Exact(added(scaled(self.numerator, per // self.per), scaled(other.numerator, per // other.per)), per)

    @property
    def rounded(self) -> Ints:
        """The nearest whole numbers, half away from zero."""
        numerator = wide(self.numerator, 2)
        return round_each(numerator.astype(object) if self.per >= 2**61 else numerator, self.per)

    def __getitem__(self, at: int) -> Fraction | None:
        if self.known is not None and not self.known[at]:
            return None
        return Fraction(int(self.numerator[at]), self.per)


def integers(values: Sequence[int]) -> Ints:
    """Integers as int64, or as Python integers if one does not fit."""
    big = any(abs(v) >= 2**62 for v in values)
    return np.array(values, object if big else np.int64)


def scaled(values: Ints, factor: int) -> Ints:
    """Values times one integer."""
    return wide(values, factor) * factor


def times(values: Ints, others: Ints) -> Ints:
    """Values times others, one by one."""
    return wide(values, _largest(others)) * others


def added(values: Ints, others: Ints) -> Ints:
    """Values plus others, one by one."""
    return wide(values, 2) + wide(others, 2)


def quotients(numerators: Ints, denominators: Ints) -> np.ndarray:
    """The nearest float to each exact fraction."""
    if max(_largest(numerators), _largest(denominators)) >= 2**53:  # floats of int64 would be rounded twice
        numerators, denominators = numerators.astype(object), denominators.astype(object)
    return (numerators / denominators).astype(float) + 0.0  # no minus zero


def _largest(values: Ints) -> int:
    return int(np.abs(values).max(initial=0))
