"""The compiled twin of the kernel of invoices that are paid whole or not at all: short loops over a tile of rows, the same sums.

Kept on disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numba import int32, int64, njit, uint64

from cashflow.basics.days import NEVER, NO_DAY, Ints, owned
from cashflow.kernels.whole_memory import APART_BY_TERMS, APART_STATED, CUT, ITEMS, NotAdded, TermDays, Told, Totals, WholeSums

__all__ = ["add", "count", "told", "totals"]

_TILE = 8192  # rows that stay in the processor's nearest cache

_compiled = njit(cache=True, nogil=True, boundscheck=False, error_model="numpy")


@_compiled
def _look_up(code, inner, day, stride, n_days, first_day, last, told, cells, lasts, marks):  # type: ignore[no-untyped-def]
    for i in range(code.shape[0]):
        cell = int64(day[i]) - first_day
        if inner is not None:  # decided when it is compiled
            cell += int64(inner[i]) * n_days
        by_terms = uint64((int64(code[i]) + 1) * stride + cell)
        cells[i], lasts[i], marks[i] = cell, last[by_terms], told[by_terms]


@_compiled
def _choose(code, day, due, paid, stride, low, n_apart, stated_from, paid_from, nowhere, upto, cells, lasts, marks, places):  # type: ignore[no-untyped-def]
    """Where each row goes, without a branch, because who has paid is chance."""
    for i in range(code.shape[0]):
        kept = (paid[i] != NO_DAY) & (paid[i] <= upto)
        stated = (due[i] != NO_DAY) & (due[i] != lasts[i])
        wait = int32((paid[i] if kept else due[i]) - day[i] - low)
        by_day = int32((paid_from if kept else stated_from) + cells[i] * n_apart + wait)
        beyond = (wait < 0) | (wait >= n_apart)
        by_terms = int32((code[i] + 1) * stride + cells[i])
        marked = (marks[i] & (APART_STATED if stated else APART_BY_TERMS)) != 0
        moved = stated | kept
        lost = (moved & beyond) | (marked & (not kept))
        places[i] = nowhere if lost else (by_day if moved else by_terms)


@_compiled
def _scatter(places, amount, sums):  # type: ignore[no-untyped-def]
    for i in range(amount.shape[0]):
        sums[uint64(places[i])] += amount[i]


@_compiled
def _find(places, place, start, found, many):  # type: ignore[no-untyped-def]
    for i in range(places.shape[0]):
        found[uint64(many)] = start + i
        many += places[i] == place
    return many


@_compiled
def _count(day, due, paid, before, as_of, lasts, marks):  # type: ignore[no-untyped-def]
    n_due, n_paid = int32(0), int32(0)
    for i in range(day.shape[0]):
        old = int32((due[i] < before) & (day[i] < before))
        stated = (due[i] != NO_DAY) & (due[i] != lasts[i])
        items = old if stated else int32(marks[i] & ITEMS)
        n_due += items
        n_paid += items if (paid[i] != NO_DAY) & (paid[i] <= as_of) else int32(0)
    return n_due, n_paid


@_compiled
def _any_small(amount, most):  # type: ignore[no-untyped-def]
    small = False
    for i in range(amount.shape[0]):
        small |= abs(amount[i]) <= most
    return small


@_compiled
def _take_off(code, day, due, paid, amount, before, as_of, least, lasts, marks, start, counts, cut, many):  # type: ignore[no-untyped-def]
    """Take those that must be cut, and those of nothing, off the counts again: a loop without them is so much quicker."""
    for i in range(code.shape[0]):
        stated = (due[i] != NO_DAY) & (due[i] != lasts[i])
        must = ((marks[i] & CUT) != 0) or (not stated and abs(amount[i]) <= least[code[i] + 1])
        if must or amount[i] == 0:
            items = int64((due[i] < before) & (day[i] < before)) if stated else int64(marks[i] & ITEMS)
            counts[0] -= items
            counts[1] -= items if paid[i] != NO_DAY and paid[i] <= as_of else 0
            if amount[i] != 0:
                cut[many] = start + i
                many += 1
    return many


@_compiled
def _first_paid(paid, as_of, first):  # type: ignore[no-untyped-def]
    least = int32(NEVER)
    for i in range(paid.shape[0]):
        least = min(least, paid[i] if paid[i] != NO_DAY else int32(NEVER))
    if int64(least) < first:  # rarely
        for i in range(paid.shape[0]):
            if paid[i] != NO_DAY and paid[i] <= as_of:
                first = min(first, int64(paid[i]))
    return first


@_compiled
def _totals(inner, amount, paid, gross, unpaid, negative):  # type: ignore[no-untyped-def]
    many = int64(0)
    if inner is None:  # decided when it is compiled
        all_of_it, still, below = int64(0), int64(0), int64(0)
        for i in range(amount.shape[0]):
            size = abs(amount[i])
            all_of_it += size
            still += size if paid[i] == NO_DAY else 0
            below += size if amount[i] < 0 else 0
            many += amount[i] < 0
        gross[0] += all_of_it
        unpaid[0] += still
        negative[0] += below
    else:
        for i in range(amount.shape[0]):
            at, size = uint64(inner[i]), abs(amount[i])
            gross[at] += size
            unpaid[at] += size if paid[i] == NO_DAY else 0
            negative[at] += size if amount[i] < 0 else 0
            many += amount[i] < 0
    return many


@_compiled
def _tell(code, day, due, paid, lasts, other):  # type: ignore[no-untyped-def]
    n_other, n_bad, n_before = int32(0), int32(0), int32(0)
    for i in range(code.shape[0]):
        differs = (due[i] != lasts[i]) & (due[i] != NO_DAY) & (lasts[i] != NO_DAY)
        other[i] = differs
        n_other += int32(differs)
        known = lasts[i] if due[i] == NO_DAY else due[i]
        n_bad += int32((known < day[i]) & ((known != NO_DAY) | (code[i] == -1)))
        n_before += int32((paid[i] != NO_DAY) & (paid[i] < day[i]))
    return n_other, n_bad, n_before


@_compiled
def _in_time(paid, takes):  # type: ignore[no-untyped-def]
    many = int32(0)
    for i in range(paid.shape[0]):
        many += int32((paid[i] != NO_DAY) & (paid[i] <= takes[i]))
    return many


@_compiled
def _days_of(code, day, first_day, n_days, table, found):  # type: ignore[no-untyped-def]
    for i in range(code.shape[0]):
        found[i] = table[uint64((int64(code[i]) + 1) * n_days + int64(day[i]) - first_day)]


def add(sums: WholeSums, code: Ints, inner: Ints | None, day: Ints, due: Ints, paid: Ints, amount: Ints) -> NotAdded:
    """As that of numpy."""
    rules, at, counts = sums.rules, sums.rules.layout, sums.counts
    n_apart, n_cut, most = 0, 0, int(rules.least.max())
    apart, cut = np.empty((2, len(code) + 1), np.int64)
    cells, lasts, marks, places = np.empty((4, _TILE), np.int32)
    where = at.stride, rules.low, rules.n_apart, rules.stated_from, rules.paid_from, rules.nowhere, rules.upto
    for start, (c, k, d, u, p, a) in _tiles(code, inner, day, due, paid, amount):
        _look_up(c, k, d, at.stride, at.n_days, at.first_day, rules.last, rules.told, cells, lasts, marks)
        _choose(c, d, u, p, *where, cells, lasts, marks, places)
        _scatter(places, a, sums.amount)
        n_apart = _find(places[: len(c)], rules.nowhere, start, apart, n_apart)
        if rules.before > NO_DAY:
            counts[:2] += _count(d, u, p, rules.before, rules.as_of, lasts, marks)
            if rules.marks & CUT or _any_small(a, most):
                known = rules.before, rules.as_of, rules.least, lasts, marks
                n_cut = _take_off(c, d, u, p, a, *known, start, counts, cut, n_cut)
    if rules.before > NO_DAY:
        counts[2] = _first_paid(*(_alike(paid), rules.as_of, counts[2]))
    return NotAdded(apart[:n_apart], cut[:n_cut])


def count(sums: WholeSums, code: Ints, inner: Ints | None, day: Ints, amount: Ints) -> Ints:
    """As that of numpy."""
    rules, at, counts = sums.rules, sums.rules.layout, sums.counts
    cut, n_cut, most = np.empty(len(code) + 1, np.int64), 0, int(rules.least.max())
    cells, lasts, marks, none = np.empty((4, _TILE), np.int32)
    none[:] = NO_DAY
    for start, (c, k, d, a) in _tiles(code, inner, day, amount):
        never = none[: len(c)]
        _look_up(c, k, d, at.stride, at.n_days, at.first_day, rules.last, rules.told, cells, lasts, marks)
        counts[:2] += _count(d, never, never, rules.before, rules.as_of, lasts, marks)
        if rules.marks & CUT or _any_small(a, most):
            known = rules.before, rules.as_of, rules.least, lasts, marks
            n_cut = _take_off(c, d, never, never, a, *known, start, counts, cut, n_cut)
    return cut[:n_cut]


def told(days: TermDays, code: Ints, day: Ints, due: Ints, paid: Ints) -> Told:
    """As that of numpy."""
    other, counts = np.empty(len(code), bool), np.zeros(4, np.int64)
    lasts, takes = np.empty((2, _TILE), np.int32)
    at = days.first_day, days.n_days
    for start, (c, d, u, p) in _tiles(code, day, due, paid):
        _days_of(c, d, *at, days.last, lasts)
        counts[:3] += _tell(c, d, u, p, lasts, other[start : start + len(c)])
        if days.discount is not None:
            _days_of(c, d, *at, days.discount, takes)
            counts[3] += _in_time(p, takes)
    return Told(other, *counts.tolist())


def totals(n_inner: int, inner: Ints | None, amount: Ints, paid: Ints) -> Totals:
    """As those of numpy."""
    gross, unpaid, negative = np.zeros((3, n_inner), np.int64)
    columns = _alike(inner), _alike(amount), _alike(paid)
    many = _totals(*columns, gross, unpaid, negative)
    return Totals(gross, unpaid, negative, int(many))


def _tiles(code: Ints, *columns: Ints | None) -> Iterator[tuple[int, list[Any]]]:
    """Some rows at a time: their first, and their columns.

    Their loop is not compiled: loops that are compiled as one are no longer done several rows at a time by the processor's vectors, and
    take twice as long.
    """
    whole = [*map(_alike, (code, *columns))]
    for start in range(0, len(code), _TILE):
        yield start, [None if c is None else c[start : start + _TILE] for c in whole]


def _alike(column: Ints | None) -> Ints | None:
    """A column of one kind, so that one form of the loop is compiled, wherever its memory comes from."""
    return None if column is None else owned(np.ascontiguousarray(column))
