"""The compiled twin of the kernel of invoices that are paid whole or not at all: short loops over a tile of rows, the same sums.

One call goes over all rows: calls in between would hold up other threads, which read files. Kept on disk.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import int32, int64, njit, uint64

from cashflow.basics.days import NEVER, NO_DAY, Ints, owned
from cashflow.kernels import whole_marks as mark
from cashflow.kernels.whole_memory import Found, Others, TermDays, Told, Totals, WholeRules, WholeSums

__all__ = ["add", "count", "taken_at", "told"]

_TILE = 8192  # rows that stay in the processor's nearest cache; an argument of what is compiled, which would keep it for good

_compiled = njit(cache=True, nogil=True, boundscheck=False, error_model="numpy")


class _At(NamedTuple):
    """Where rows lie by their terms."""

    stride: int
    n_days: int
    first_day: int


class _Where(NamedTuple):
    """Where rows go by another day."""

    low: int
    n_apart: int
    stated_from: int
    paid_from: int
    nowhere: int
    upto: int


class _When(NamedTuple):
    """Of which day items are counted."""

    before: int
    as_of: int
    most: int  # no amount that is cut for its size is larger
    cuts: bool  # some terms are cut whatever the amount


@_compiled
def _look_up(code, inner, day, at, last, told, cells, lasts, marks):  # type: ignore[no-untyped-def]
    for i in range(code.shape[0]):
        cell = int64(day[i]) - at.first_day
        if inner is not None:  # decided when it is compiled
            cell += int64(inner[i]) * at.n_days
        by_terms = uint64((int64(code[i]) + 1) * at.stride + cell)
        cells[i], lasts[i], marks[i] = cell, last[by_terms], told[by_terms]


@_compiled
def _choose(code, day, due, paid, stride, where, cells, lasts, marks, places):  # type: ignore[no-untyped-def]
    """Where each row goes, without a branch, because who has paid is chance."""
    for i in range(code.shape[0]):
        kept = (paid[i] != NO_DAY) & (paid[i] <= where.upto)
        stated = (due[i] != NO_DAY) & (due[i] != lasts[i])
        wait = int32((paid[i] if kept else due[i]) - day[i] - where.low)
        by_day = int32((where.paid_from if kept else where.stated_from) + cells[i] * where.n_apart + wait)
        beyond = (wait < 0) | (wait >= where.n_apart)
        by_terms = int32((code[i] + 1) * stride + cells[i])
        marked = (marks[i] & (mark.APART_STATED if stated else mark.APART_BY_TERMS)) != 0
        moved = stated | kept
        lost = (moved & beyond) | (marked & (not kept))
        places[i] = where.nowhere if lost else (by_day if moved else by_terms)


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
def _give_why(found, start, due, paid, upto, lasts, marks, why):  # type: ignore[no-untyped-def]
    """Why rows of a tile are not added, while they are near."""
    for j in range(found.shape[0]):
        i = found[j] - start
        if paid[i] != NO_DAY and paid[i] <= upto:
            why[j] = mark.PAID
        elif due[i] != NO_DAY and due[i] != lasts[i]:
            why[j] = mark.ROW if marks[i] & mark.APART_STATED else mark.DATED
        else:
            why[j] = mark.ROW if marks[i] & mark.BY_ROW else mark.ROUNDED


@_compiled
def _count_others(due, lasts, marks):  # type: ignore[no-untyped-def]
    many = int32(0)
    for i in range(due.shape[0]):
        many += int32((due[i] != lasts[i]) & (due[i] != NO_DAY) & (lasts[i] != NO_DAY) & ((marks[i] & mark.UNTOLD) == 0))
    return many


@_compiled
def _name_others(due, lasts, marks, start, others, named):  # type: ignore[no-untyped-def]
    for i in range(due.shape[0]):
        if due[i] != lasts[i] and due[i] != NO_DAY and lasts[i] != NO_DAY and (marks[i] & mark.UNTOLD) == 0 and named < others.shape[0]:
            others[named] = start + i
            named += 1
    return named


@_compiled
def _count(day, due, paid, before, as_of, lasts, marks):  # type: ignore[no-untyped-def]
    n_due, n_paid = int32(0), int32(0)
    for i in range(day.shape[0]):
        old = int32((due[i] < before) & (day[i] < before))
        stated = (due[i] != NO_DAY) & (due[i] != lasts[i])
        items = old if stated else int32(marks[i] & mark.ITEMS)
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
        must = ((marks[i] & mark.CUT) != 0) or (not stated and abs(amount[i]) <= least[code[i] + 1])
        if must or amount[i] == 0:
            items = int64((due[i] < before) & (day[i] < before)) if stated else int64(marks[i] & mark.ITEMS)
            counts[0] -= items
            counts[1] -= items if paid[i] != NO_DAY and paid[i] <= as_of else 0
            if amount[i] != 0:
                cut[many] = start + i
                many += 1
    return many


@_compiled
def _first_paid(paid, amount, as_of, first):  # type: ignore[no-untyped-def]
    least = int32(NEVER)
    for i in range(paid.shape[0]):
        least = min(least, paid[i] if paid[i] != NO_DAY else int32(NEVER))
    if int64(least) < first:  # rarely
        for i in range(paid.shape[0]):
            if paid[i] != NO_DAY and paid[i] <= as_of and amount[i] != 0:
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
def _tell(code, day, due, paid, lasts):  # type: ignore[no-untyped-def]
    n_bad, n_before = int32(0), int32(0)
    for i in range(code.shape[0]):
        known = due[i] if lasts is None or due[i] != NO_DAY else lasts[i]  # decided when it is compiled
        n_bad += int32((known < day[i]) & ((known != NO_DAY) | (code[i] == -1)))
        n_before += int32((paid[i] != NO_DAY) & (paid[i] < day[i]))
    return n_bad, n_before


@_compiled
def _in_time(code, day, paid, first_day, n_days, takes, longest):  # type: ignore[no-untyped-def]
    """How many are paid by the last day of their discount, as far as it is known; few are paid so soon that they must be looked up."""
    many = int64(0)
    for i in range(paid.shape[0]):
        if paid[i] != NO_DAY and int64(paid[i]) - day[i] <= longest:
            many += paid[i] <= takes[uint64((int64(code[i]) + 1) * n_days + int64(day[i]) - first_day)]
    return many


@_compiled
def _taken_at(values, index, out):  # type: ignore[no-untyped-def]
    for i in range(index.shape[0]):
        out[i] = values[uint64(index[i])]


@_compiled
def _days_of(code, day, first_day, n_days, table, found):  # type: ignore[no-untyped-def]
    for i in range(code.shape[0]):
        found[i] = table[uint64((int64(code[i]) + 1) * n_days + int64(day[i]) - first_day)]


@_compiled
def _counted(code, day, due, paid, amount, when, least, start, lasts, marks, counts, cut, n_cut):  # type: ignore[no-untyped-def]
    """Count the items of a tile; how many rows of all must be cut."""
    n_due, n_paid = _count(day, due, paid, when.before, when.as_of, lasts, marks)
    counts[0] += n_due
    counts[1] += n_paid
    if when.cuts or _any_small(amount, when.most):
        return _take_off(code, day, due, paid, amount, when.before, when.as_of, least, lasts, marks, start, counts, cut, n_cut)
    return n_cut


@_compiled
def _add_all(tile, code, inner, day, due, paid, amount, at, last, told, where, when, least, sums, counts, money, apart, why, cut, others):  # type: ignore[no-untyped-def]
    """Add all rows, a tile at a time; how many are not added, must be cut, state another due day, of these are named, and are negative."""
    n_apart, n_cut, n_others, named, n_negative = int64(0), int64(0), int64(0), int64(0), int64(0)
    gross, unpaid, negative = money
    cells, lasts, marks, places = _four(tile)
    for start in range(0, code.shape[0], tile):
        end = min(start + tile, code.shape[0])
        c, d, u, p, a = code[start:end], day[start:end], due[start:end], paid[start:end], amount[start:end]
        if inner is None:  # decided when it is compiled
            _look_up(c, None, d, at, last, told, cells, lasts, marks)
            n_negative += _totals(None, a, p, gross, unpaid, negative)
        else:
            _look_up(c, inner[start:end], d, at, last, told, cells, lasts, marks)
            n_negative += _totals(inner[start:end], a, p, gross, unpaid, negative)
        _choose(c, d, u, p, at.stride, where, cells, lasts, marks, places)
        _scatter(places, a, sums)
        before = n_apart
        n_apart = _find(places[: end - start], where.nowhere, start, apart, before)
        _give_why(apart[before:n_apart], start, u, p, where.upto, lasts, marks, why[before:n_apart])
        n_others += _count_others(u, lasts, marks)
        if named < others.shape[0]:
            named = _name_others(u, lasts, marks, start, others, named)
        if when.before > NO_DAY:
            n_cut = _counted(c, d, u, p, a, when, least, start, lasts, marks, counts, cut, n_cut)
    if when.before > NO_DAY:
        counts[2] = _first_paid(paid, amount, when.as_of, counts[2])
    return n_apart, n_cut, n_others, named, n_negative


@_compiled
def _count_all(tile, code, inner, day, amount, at, last, told, when, least, counts, cut):  # type: ignore[no-untyped-def]
    """Count the items of rows without other days; how many must be cut."""
    n_cut = int64(0)
    cells, lasts, marks, none = _four(tile)
    none[:] = NO_DAY
    for start in range(0, code.shape[0], tile):
        end = min(start + tile, code.shape[0])
        c, d, a, never = code[start:end], day[start:end], amount[start:end], none[: end - start]
        if inner is None:
            _look_up(c, None, d, at, last, told, cells, lasts, marks)
        else:
            _look_up(c, inner[start:end], d, at, last, told, cells, lasts, marks)
        n_cut = _counted(c, d, never, never, a, when, least, start, lasts, marks, counts, cut, n_cut)
    return n_cut


@_compiled
def _ends(code, amount, least, most, lowest):  # type: ignore[no-untyped-def]
    for i in range(code.shape[0]):
        least, most, lowest = min(least, amount[i]), max(most, amount[i]), min(lowest, code[i])
    return least, most, lowest


@_compiled
def _tell_all(tile, code, day, due, paid, amount, first_day, n_days, last, discount, longest, counts):  # type: ignore[no-untyped-def]
    found, _, _, _ = _four(tile)
    least, most, lowest = amount[0], amount[0], code[0]
    for start in range(0, code.shape[0], tile):
        end = min(start + tile, code.shape[0])
        c, d, p = code[start:end], day[start:end], paid[start:end]
        least, most, lowest = _ends(c, amount[start:end], least, most, lowest)
        if last is None:  # decided when it is compiled
            n_bad, n_before = _tell(c, d, due[start:end], p, None)
        else:
            _days_of(c, d, first_day, n_days, last, found)
            n_bad, n_before = _tell(c, d, due[start:end], p, found)
        counts[0] += n_bad
        counts[1] += n_before
        if discount is not None:
            counts[2] += _in_time(c, d, p, first_day, n_days, discount, longest)
    return least, most, lowest


@_compiled
def _four(n):  # type: ignore[no-untyped-def]
    return np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int32)


def _of_rules(rules: WholeRules) -> tuple[_At, _When]:
    layout = rules.layout
    when = _When(rules.before, rules.as_of, int(rules.least.max()), bool(rules.marks & mark.CUT))
    return _At(layout.stride, layout.n_days, layout.first_day), when


def add(sums: WholeSums, code: Ints, inner: Ints | None, day: Ints, due: Ints, paid: Ints, amount: Ints, named: int = 0) -> Found:
    """As that of numpy."""
    rules, (at, when) = sums.rules, _of_rules(sums.rules)
    where = _Where(rules.low, rules.n_apart, rules.stated_from, rules.paid_from, rules.nowhere, rules.upto)
    (apart, cut), why = np.empty((2, len(code) + 1), np.int64), np.empty(len(code), np.uint8)
    others = np.empty(named, np.int64)
    columns = _alike(code), _alike(inner), _alike(day), _alike(due), _alike(paid), _alike(amount)
    looked = at, rules.last, rules.told, where, when, rules.least
    gross, unpaid, negative = np.zeros((3, rules.layout.n_inner), np.int64)
    given = sums.amount, sums.counts, (gross, unpaid, negative), apart, why, cut, others
    n_apart, n_cut, many, n_named, n_negative = _add_all(_TILE, *columns, *looked, *given)
    return Found(apart[:n_apart], why[:n_apart], cut[:n_cut], Others(others[:n_named], many), Totals(gross, unpaid, negative, n_negative))


def count(sums: WholeSums, code: Ints, inner: Ints | None, day: Ints, amount: Ints) -> Ints:
    """As that of numpy."""
    rules, (at, when), cut = sums.rules, _of_rules(sums.rules), np.empty(len(code) + 1, np.int64)
    columns = _alike(code), _alike(inner), _alike(day), _alike(amount)
    return cut[: _count_all(_TILE, *columns, at, rules.last, rules.told, when, rules.least, sums.counts, cut)]


def told(days: TermDays, code: Ints, day: Ints, due: Ints, paid: Ints, amount: Ints) -> Told:
    """As that of numpy."""
    counts = np.zeros(3, np.int64)
    columns = _alike(code), _alike(day), _alike(due), _alike(paid), _alike(amount)
    looked = days.first_day, days.n_days, days.last if days.early else None, days.discount, days.longest
    ends = _tell_all(_TILE, *columns, *looked, counts)
    return Told(*counts.tolist(), *map(int, ends))


def taken_at(values: Ints, index: Ints) -> Ints:
    """As that of numpy."""
    out = np.empty(len(index), values.dtype)
    _taken_at(_alike(values), _alike(index), out)
    return out


def _alike(column: Ints | None) -> Ints | None:
    """A column of one kind, so that one form of the loop is compiled, wherever its memory comes from."""
    return None if column is None else owned(np.ascontiguousarray(column))
