"""What is owed through a bank and beside it: from when to when, and how many days were given. Only sums and ranges are kept."""

from __future__ import annotations

import functools
from fractions import Fraction

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import NEVER, NO_DAY, Ints
from cashflow.basics.groupby import RunningSums

__all__ = ["Arrangement", "Ends", "Ranges"]


@frozen(eq=False)
class Ends:
    """Days at whose close something is owed, rising."""

    days: Ints

    @functools.cached_property
    def _table(self) -> Ints:
        """(n_days,), int32: from the day before the first end to the day after the last."""
        return np.searchsorted(self.days, np.arange(self.days[0] - 1, self.days[-1] + 2)).astype(np.int32)

    def __len__(self) -> int:
        return len(self.days)

    def at(self, days: Ints) -> Ints:
        """(n,), int32: position of the first end on or after each day; as many as there are ends: none is."""
        return self._table.take(days.astype(np.int64) - (int(self.days[0]) - 1), mode="clip")


@frozen(eq=False)
class Ranges:
    """Least and most of some numbers of days that hold from one day to another, at each end and in each currency."""

    ends: Ends
    n_currencies: int
    low: Ints = field(init=False)  # (n_currencies, n_ends + 1, n_ends + 1), by the first end inside and the first after it
    high: Ints = field(init=False)

    @low.default
    def _highest(self) -> Ints:
        return np.full((self.n_currencies, len(self.ends) + 1, len(self.ends) + 1), NEVER, np.int64)

    @high.default
    def _lowest(self) -> Ints:
        return np.full((self.n_currencies, len(self.ends) + 1, len(self.ends) + 1), NO_DAY, np.int64)

    def add(self, currency: Ints, since: Ints, until: Ints, days: Ints) -> None:
        """Add days that hold at the ends from `since` up to the last one before `until`."""
        first, last = self.ends.at(since), self.ends.at(until)
        many = len(self.ends) + 1
        key = first * np.int32(many) + last
        if self.n_currencies > 1:
            key += currency.astype(np.int32) * np.int32(many * many)
        some = np.flatnonzero(first < last)
        at, length = (key, days) if len(some) == len(key) else (key[some], days[some])
        at, length = at.astype(np.int64), length.astype(np.int64)  # numbers of another type take many times as long
        np.minimum.at(self.low.reshape(-1), at, length)
        np.maximum.at(self.high.reshape(-1), at, length)

    @property
    def extremes(self) -> tuple[Ints, Ints]:
        """(n_currencies, n_ends) each: the least and the most at each end; where nothing holds, the least is larger than the most."""
        low = np.minimum.accumulate(np.minimum.accumulate(self.low, axis=1)[:, :, ::-1], axis=2)[:, :, ::-1]
        high = np.maximum.accumulate(np.maximum.accumulate(self.high, axis=1)[:, :, ::-1], axis=2)[:, :, ::-1]
        return np.diagonal(low, 1, 1, 2), np.diagonal(high, 1, 1, 2)

    def found(self, currency: int) -> list[tuple[int | None, int | None]]:
        """The least and the most at each end; `None`: nothing holds there."""
        low, high = (part[currency].tolist() for part in self.extremes)
        return [(a, b) if a <= b else (None, None) for a, b in zip(low, high, strict=True)]


@frozen(eq=False)
class Arrangement:
    """What is owed through a bank by some ends, the first of which lies before the first quarter; ranges of days at the others."""

    ends: Ends
    n_currencies: int
    banked: Ints = field(init=False)  # (n_currencies,), bool: a bank is in it
    inside: Ranges = field(init=False)  # days to the payment of what is owed through a bank
    moved: Ranges = field(init=False)  # the same of what is moved without one
    untouched: Ranges = field(init=False)  # days to the contract due date of all else
    parts: list[tuple[list[Fraction], dict[str, RunningSums]]] = field(factory=list)  # per offer: shares, amounts by what happens when

    @banked.default
    def _none(self) -> Ints:
        return np.zeros(self.n_currencies, bool)

    @inside.default
    @moved.default
    @untouched.default
    def _nothing(self) -> Ranges:
        return Ranges(Ends(self.ends.days[1:]), self.n_currencies)

    def offer(self, shares: list[Fraction]) -> None:
        """Begin a further offer, of which such shares accept."""
        size = self.n_currencies * max(1, len(shares)) * (len(self.ends) + 1)
        self.parts.append((shares, {name: RunningSums(size) for name in ("since", "until", "bank")}))

    def add(self, number: int, code: Ints, currency: Ints, amount: Ints, days: dict[str, Ints]) -> None:
        """Add what is owed through a bank: the code of its share, and the day on which each thing happens."""
        self.banked[currency] = True
        shares, sums = self.parts[number]
        first = (currency.astype(np.int64) * max(1, len(shares)) + code) * (len(self.ends) + 1)
        for name, day in days.items():
            sums[name].add(first + self.ends.at(day), amount)

    def upto(self, name: str, currency: int) -> list[Fraction | int]:
        """The exact amount of which something has happened by each end."""
        total: list[Fraction | int] = [0] * len(self.ends)
        for shares, sums in self.parts:
            by_share = sums[name].sums.reshape(self.n_currencies, max(1, len(shares)), -1)[currency].astype(object)
            for share, amounts in zip(shares, np.cumsum(by_share, axis=1)[:, :-1].tolist(), strict=False):
                part = share.numerator if share.denominator == 1 else share  # integers are quicker
                total = [t + part * a for t, a in zip(total, amounts, strict=True)]
        return total
