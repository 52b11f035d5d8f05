"""Group and sum: the distinct rows of some integer columns, and exact sums, least and largest values by them.

All of it is exact: int64 where the sums fit, which is tested before anything is added, Python integers where they might not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, TypeVar

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.money import wide

__all__ = [
    "RunningSums",
    "by_equality",
    "by_identity",
    "distinct",
    "exact_sums",
    "highest",
    "lowest",
    "narrow",
    "once",
    "places",
    "ranks_by_share",
    "run_starts",
    "run_sums",
    "summed",
]  # fmt: skip

Sort = Literal["stable", "quicksort"]
T = TypeVar("T")
_SHORT = 1_000
"""Rows below which no order is worth a second look."""


def by_identity(values: Sequence[T]) -> tuple[Ints, list[T]]:
    """Each value's number among the distinct objects, and these: objects are few, values are many. Equal objects may come twice.

    Examples
    --------
    >>> from fractions import Fraction
    >>> one, other = Fraction(1), Fraction(1, 2)
    >>> code, kinds = by_identity([one, other, one])
    >>> [kinds[c] for c in code] == [one, other, one], len(kinds)
    (True, 2)
    """
    addresses = np.fromiter(map(id, values), np.int64, len(values))
    _, first, code = np.unique(addresses, return_index=True, return_inverse=True)
    return code.astype(np.int64), [values[n] for n in first.tolist()]


def by_equality(values: Sequence[T]) -> tuple[Ints, list[T]]:
    """As `by_identity`, and equal objects are one: numbers in order of first appearance among the distinct objects.

    Examples
    --------
    >>> from fractions import Fraction
    >>> code, kinds = by_equality([Fraction(1), Fraction(1, 2), Fraction(2, 2)])
    >>> bool(code[0] == code[2]), len(kinds)
    (True, 2)
    """
    code, kinds = by_identity(values)
    number: dict[T, int] = {}
    known = np.array([number.setdefault(kind, len(number)) for kind in kinds], np.int64)
    return known[code], list(number)


def distinct(columns: Sequence[Ints]) -> tuple[Ints, Ints]:
    """First position of each distinct row of some integer columns (sorted), and each row's number among them.

    Examples
    --------
    >>> [a.tolist() for a in distinct([np.array([2, 1, 2, 1]), np.array([0, 5, 0, 4])])]
    [[3, 1, 0], [2, 1, 2, 0]]
    """
    if len(columns) > 1 and (packed := _packed(columns)) is not None:
        columns = [packed]
    if len(columns) == 1:
        if bool((columns[0][1:] >= columns[0][:-1]).all()):
            start = run_starts(columns[0])
            return start, np.repeat(np.arange(len(start)), np.diff(np.append(start, len(columns[0]))))
        if (found := _looked_up(columns[0])) is not None:
            return found
    order, start = _sorted(columns, "stable")
    number = np.empty(len(order), np.int64)
    number[order] = np.repeat(np.arange(len(start)), np.diff(np.append(start, len(order))))
    return order[start], number


def _looked_up(values: Ints) -> tuple[Ints, Ints] | None:
    """As `distinct`, by a table of all numbers that could occur; `None` where these are too many."""
    n = len(values)
    least = int(values.min()) if n else 0
    many = int(values.max()) - least + 1 if n else 0
    if n < _SHORT or many > 4 * n:
        return None
    at = values.astype(np.int64) - least
    first = np.full(many, -1)
    first[at[::-1]] = np.arange(n - 1, -1, -1)  # the last one written is the first position
    used = np.flatnonzero(first >= 0)
    number = np.zeros(many, np.int64)
    number[used] = np.arange(len(used))
    return first[used], number[at]


def summed(columns: Sequence[Ints], values: Sequence[Ints], sort: Sort = "stable") -> tuple[Ints, list[Ints]]:
    """A position of each distinct row of some integer columns (sorted), and the sums of some values by them.

    Parameters
    ----------
    columns, values : (n,) each
        What tells rows apart; int64 numbers to add up.
    sort
        ``stable`` is quick where the rows are nearly sorted and gives first positions; ``quicksort`` is quick where they are not.

    Raises
    ------
    InputError
        A sum does not fit int64.
    """
    order, start = _sorted(columns, sort)
    return order[start], [run_sums(v[order], start) for v in values]


def run_starts(*columns: Ints) -> Ints:
    """Where a row of sorted columns differs from the one before it; the first row always does.

    Examples
    --------
    >>> run_starts(np.array([4, 4, 7]), np.array([1, 1, 1])).tolist(), run_starts(np.zeros(0, np.int64)).tolist()
    ([0, 2], [])
    """
    changed = np.zeros(len(columns[0]), bool)
    changed[:1] = True
    for column in columns:
        changed[1:] |= column[1:] != column[:-1]
    return changed.nonzero()[0]


def once(values: Ints) -> Ints:
    """The distinct ones of sorted values: neighbors are compared, no hash is made."""
    return values[run_starts(values)]


def places(known: Ints, values: Ints) -> Ints:
    """(n,), int64: position of each value among known ones, which are sorted and differ; −1: it is none of them. No hash is made.

    Examples
    --------
    >>> places(np.array([2, 5, 9]), np.array([1, 2, 9, 9])).tolist()
    [-1, 0, 2, 2]
    """
    if not len(known):
        return np.full(len(values), -1)
    at = np.searchsorted(known, values)
    at[at == len(known)] = 0
    at[known[at] != values] = -1
    return at


def run_sums(values: Ints, start: Ints) -> Ints:
    """(len(start),), int64: sums of sorted values from one start to the next."""
    if not len(start):
        return values[:0]
    some = wide(values, len(values))
    if some.dtype == np.int64 and start[0] == 0:  # running sums may run over, their differences do not
        return np.diff(np.cumsum(some)[np.append(start[1:], len(some)) - 1], prepend=np.zeros(1, np.int64))
    return narrow(np.add.reduceat(some, start))


def narrow(sums: Ints) -> Ints:
    """Sums as int64; those that don't fit are refused."""
    if sums.dtype != object:
        return sums
    if any(abs(v) >= 2**63 for v in sums.tolist()):
        raise InputError("is so large that sums might not fit", column="amount", hint="Sums must stay below 9.2e18 minor units")
    return sums.astype(np.int64)


def exact_sums(number: Ints, values: Ints, size: int) -> Ints:
    """(size,): exact sums of values by the number of each; Python integers where int64 might not hold them."""
    values = wide(np.asarray(values), len(values))
    if size == 1:
        return values.sum(keepdims=True)
    out = np.zeros(size, values.dtype if values.dtype == object else np.int64)
    np.add.at(out, number, values)
    return out


def ranks_by_share(sizes: Ints, currency: Ints) -> Ints:
    """(n,), float64: each size as a share of all of its currency, to rank by: no rate of exchange is known, so yen and cents don't compare.

    Of a larger amount of a currency it is never less; of the nearest ones it may be the same. Nothing is added up of it.

    Parameters
    ----------
    sizes
        Minor units, or Python integers; the whole of a currency is that of their sizes without signs.
    currency
        (n,): the code of each.

    Examples
    --------
    >>> ranks_by_share(np.array([75, 25, 900, 100]), np.array([0, 0, 1, 1])).tolist()
    [0.75, 0.25, 0.9, 0.1]
    """
    whole = exact_sums(currency, np.abs(sizes), int(currency.max(initial=0)) + 1).astype(np.float64)
    out: Ints = sizes.astype(np.float64) / np.maximum(whole, 1.0)[currency]
    return out


class RunningSums:
    """(size,): exact sums by number of values that come block by block; Python integers where int64 might not hold them.

    Examples
    --------
    >>> found = RunningSums(2)
    >>> found.add(np.array([1, 1]), np.array([5, 6]))
    >>> found.sums.tolist()
    [0, 11]
    """

    def __init__(self, size: int) -> None:
        self.sums, self._most = np.zeros(size, np.int64), 0

    def add(self, number: Ints, values: Ints) -> None:
        """Add values by the number of each."""
        if not len(values):
            return
        self._most += max(int(values.max()), -int(values.min())) * len(values)
        self._widen()
        np.add.at(self.sums, number, values if values.dtype == self.sums.dtype else values.astype(self.sums.dtype))

    def _widen(self) -> None:
        if self._most >= 2**62 and self.sums.dtype != object:
            self.sums = self.sums.astype(object)

    def add_each(self, values: Ints) -> None:
        """Add one value to each of the sums."""
        if len(values):
            self._most += max(int(values.max()), -int(values.min()))
            self._widen()
            self.sums += values


def lowest(number: Ints, values: Ints, size: int, none: int) -> Ints:
    """(size,), int64: the least value of each number, or `none` where nothing is less or has it."""
    out = np.full(size, none, np.int64)
    np.minimum.at(out, number, values.astype(np.int64))  # numbers of another type take many times as long
    return out


def highest(number: Ints, values: Ints, size: int, none: int) -> Ints:
    """(size,), int64: the largest value of each number, or `none` where nothing is larger or has it."""
    out = np.full(size, none, np.int64)
    np.maximum.at(out, number, values.astype(np.int64))
    return out


def _sorted(columns: Sequence[Ints], sort: Sort) -> tuple[Ints, Ints]:
    """An order of the rows in which like ones stand together, and where each run of them starts."""
    if len(columns) > 1 and (packed := _packed(columns)) is not None:
        columns = [packed]
    if len(columns) > 1:
        order = np.lexsort(columns[::-1])
    elif sort == "stable":
        order = _stable_order(columns[0])
    else:
        order = np.argsort(columns[0], kind=sort)
    return order, run_starts(*(c[order] for c in columns))


def _stable_order(values: Ints) -> Ints:
    """As ``np.argsort(values, kind="stable")``, quicker: numbers that hold their positions, too, are sorted as such, and differ."""
    n = len(values)
    bits = max(n - 1, 1).bit_length()
    if n < _SHORT or values.dtype != np.int64 or bool((values[1:] >= values[:-1]).all()):
        return np.argsort(values, kind="stable")
    least = int(values.min())
    if (int(values.max()) - least).bit_length() + bits > 62:
        return np.argsort(values, kind="stable")
    both = (values - least) << bits
    both |= np.arange(n)
    both.sort()
    both &= (1 << bits) - 1
    return both


def _packed(columns: Sequence[Ints]) -> Ints | None:
    """Rows of integers as one number each, in the same order; `None` where int64 cannot tell them all apart."""
    if not len(columns[0]):
        return None
    least = [int(c.min()) for c in columns]
    sizes = [int(c.max()) - low + 1 for c, low in zip(columns, least, strict=True)]
    if math.prod(sizes) >= 2**62:
        return None
    packed = columns[0].astype(np.int64) - least[0]
    for column, low, size in zip(columns[1:], least[1:], sizes[1:], strict=True):
        packed *= size
        packed += column
        packed -= low
    return packed
