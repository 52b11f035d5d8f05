"""Steps: how a class's figures change from one extension to the next, so that a group's figures are a running sum over extensions.

What an item holds over a quarter end, and whatever else is proportional to its amount, changes at a few extensions only: a
payment that moves from one payment run to the next may pass a quarter end, and most do not. So each class has a short list of
steps; every cell adds its amount at its class's steps, and a running sum over the extensions gives the table [group, extension,
column]. Nothing is assumed of the rule: where a longer extension pays earlier, a step is negative.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from typing import Protocol

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.days import Ints
from cashflow.kernels.grids import add_steps
from cashflow.sweep.sources import Cells, Moved, Source

__all__ = ["NotShared", "Steps", "fill", "packed", "steps_of"]

Weights = tuple[Ints, list[int]]
"""Numerators (n_deals, n_columns), and the columns' denominators."""


class Weigh(Protocol):
    """How much of each column a class is at an extension."""

    def of(self, source: Source, moved: Moved) -> Weights:
        """Weights of some classes."""

    def state(self, moved: Moved) -> Ints | None:
        """(n_deals,), int64 above 0: where it is the same at two extensions, so are the weights; `None`: that can't be told."""


class NotShared(Exception):
    """The figures of the groups can't be summed in int64, so scenarios have to be compared one by one."""


@frozen(eq=False)
class Steps:
    """Steps of the classes of one source; those of class c lie from ``start[c]`` to ``start[c + 1]``."""

    source: Source
    start: Ints  # (n_classes + 1,), int64
    at: Ints  # (n_steps,), int64: extension × n_columns + column
    change: Ints  # (n_steps,), int64: numerator a unit

    @functools.cached_property
    def ranks(self) -> list[tuple[Ints, Ints | None]]:
        """The first step of every class, the second and so on: (n_classes,) place or −1, and change, `None` where all are 1."""
        many, out = np.diff(self.start), list[tuple[Ints, Ints | None]]()
        for rank in range(int(many.max(initial=0))):
            some = np.flatnonzero(many > rank)
            place, change = np.full(len(many), -1), np.zeros(len(many), np.int64)
            place[some], change[some] = self.at[self.start[some] + rank], self.change[self.start[some] + rank]
            out.append((place, None if (change[some] == 1).all() else change))
        return out


def steps_of(sources: list[Source], days: list[int], columns: int, weights: Weigh) -> tuple[list[Steps], list[int]]:
    """Steps of every source over some extensions (rising), and the denominator of each column."""
    raw = [_raw(source, days, columns, weights) for source in sources]
    per = [math.lcm(*(own[c] for _, own in raw)) for c in range(columns)]
    return [_sorted(source, parts, per) for source, (parts, _) in zip(sources, raw, strict=True)], per


_Part = tuple[Ints, Ints, Ints, list[int]]
"""Classes, places and numerators of steps, and the denominators of all columns."""


def _raw(source: Source, days: list[int], columns: int, weights: Weigh) -> tuple[list[_Part], list[int]]:
    n, own = len(source.items.invoice), [1] * columns
    parts: list[_Part] = []
    before, state = np.zeros((n, columns), np.int64), np.zeros(n, np.int64)
    for number, k in enumerate(days, 1):
        moved = source.at(k)
        told = weights.state(moved)
        after = np.zeros(n, np.int64)
        after[moved.which] = number if told is None else told
        changed = np.flatnonzero(after != state) if told is not None else np.arange(n)
        state = after
        if not len(changed):
            continue
        found, per, now = *weights.of(source, moved.of(changed)), np.zeros((len(changed), columns), np.int64)
        now[np.isin(changed, moved.which)] = _plain(found)
        if per != own:
            common = [math.lcm(a, b) for a, b in zip(per, own, strict=True)]
            before, now, own = _scaled(before, common, own), _scaled(now, common, per), common
        row, column = np.nonzero(now != before[changed])
        parts.append((changed[row], number * columns + column, now[row, column] - before[changed[row], column], own))
        before[changed] = now
    return parts, own


def _sorted(source: Source, parts: list[_Part], per: list[int]) -> Steps:
    """The steps class by class, over the common denominators."""
    n = len(source.items.invoice)
    if not parts:
        none = np.zeros(0, np.int64)
        return Steps(source, np.zeros(n + 1, np.int64), none, none)
    cls, at = (np.concatenate([p[i] for p in parts]) for i in (0, 1))
    change = np.concatenate([w if own == per else _scaled_at(w, a % len(per), per, own) for _, a, w, own in parts])
    order = np.argsort(cls, kind="stable")
    return Steps(source, np.searchsorted(cls[order], np.arange(n + 1)), at[order], change[order])


def _scaled(values: Ints, common: list[int], per: list[int]) -> Ints:
    """Numerators (n, n_columns) over other denominators."""
    factors = [a // b for a, b in zip(common, per, strict=True)]
    if max(factors) >= 2**62 or any(int(np.abs(values[:, c]).max(initial=0)) * f >= 2**62 for c, f in enumerate(factors)):
        raise NotShared
    return values * np.array(factors)


def _scaled_at(values: Ints, column: Ints, common: list[int], per: list[int]) -> Ints:
    factors = [a // b for a, b in zip(common, per, strict=True)]
    if max(factors) >= 2**62 or max(factors) * int(np.abs(values).max(initial=0)) >= 2**62:
        raise NotShared
    return values * np.array(factors)[column]


def packed(steps: list[Steps], columns: int) -> tuple[list[Steps], Ints]:
    """The same steps without the columns in which nothing ever changes, and the columns that are left."""
    used = np.unique(np.concatenate([np.zeros(0, np.int64), *(s.at % columns for s in steps)]))
    place = np.zeros(columns, np.int64)
    place[used] = np.arange(len(used))
    return [evolve(s, at=s.at // columns * len(used) + place[s.at % columns]) for s in steps], used


def fill(table: Ints, steps: list[Steps], cells: list[Iterable[Cells]]) -> None:
    """Add every cell's steps to a table [group, extension, column] and run the sums over the extensions.

    Parameters
    ----------
    table : (n_groups, 1 + n_extensions, n_columns), int64
        Zeros; row 0 of a group stands for no extension at all.
    steps
        Of each source.
    cells
        Of each source, chunk by chunk: rows of the table, classes, amounts.
    """
    _check(steps)
    for some, chunks in zip(steps, cells, strict=True):
        if len(some.at):
            for row, cls, amount in chunks:
                add_steps(table, row, cls, amount, some)
    for start in range(0, len(table), 256):
        np.cumsum(table[start : start + 256], axis=1, out=table[start : start + 256])


def _check(steps: list[Steps]) -> None:
    """Refuse what might not fit: for every class all its steps without their signs, times all there is of it."""
    total = 0
    for some in steps:
        reach = np.zeros(len(some.start) - 1, float)
        np.add.at(reach, np.repeat(np.arange(len(reach)), np.diff(some.start)), np.abs(some.change).astype(float))
        most = float(reach.sum()) if some.source.counted is None else float(reach.max(initial=0)) * some.source.most
        total += int(most * 1.001) + 1  # floats, rounded up
    if total >= 2**62:
        raise NotShared


def _plain(values: Ints) -> Ints:
    """int64, or not at all."""
    if values.dtype == object and any(abs(int(v)) >= 2**62 for v in values.ravel()):
        raise NotShared
    return values.astype(np.int64)
