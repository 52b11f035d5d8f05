"""The compiled twins of what goes over invoices for an offer: how each is looked at, its kind, and sums by supplier. Kept on disk."""

from __future__ import annotations

import numpy as np
from numba import int64, njit, uint64

from cashflow.basics.days import NO_DAY, Ints
from cashflow.kernels.block_memory import BlockPaid, BlockRows
from cashflow.kernels.looked_memory import (
    ASKED,
    BY_ROW,
    BY_STATED,
    BY_TERMS,
    CLOSED,
    CLOSED_PARTS,
    NOTHING,
    ItemCells,
    KindRules,
    LookRules,
    Whose,
)

__all__ = ["add_kinds", "kinds_of", "look"]

_compiled = njit(cache=True, nogil=True, boundscheck=False, error_model="numpy")


@_compiled
def _open(how, code, stated, amount, day, unstated_how, stated_how):  # type: ignore[no-untyped-def]
    for i in range(how.shape[0]):
        sort = uint64(int64(code[i]) + 1)
        found = unstated_how[sort] if stated[i] == NO_DAY else stated_how[sort]
        if day[i] == NO_DAY:
            found = BY_ROW
        how[i] = NOTHING if amount[i] == 0 else found


@_compiled
def _pay(how, code, amount, day, of, start, paid_day, paid, settled_how, upto, as_of, later):  # type: ignore[no-untyped-def]
    before = int64(-1)
    for p in range(of.shape[0]):
        row = of[p] - start
        at = uint64(row)
        if paid[p] != 0 and paid_day[p] <= upto:
            settles = (row != before) & (paid[p] == amount[at]) & (day[at] != NO_DAY)
            how[at] = settled_how[uint64(int64(code[at]) + 1)] if settles else BY_ROW
            before = row
        if later and paid_day[p] > as_of and how[at] >= CLOSED:
            how[at] = BY_ROW


@_compiled
def _decide(  # type: ignore[no-untyped-def]
    how, code, stated, amount, day, inner, other_how, least, n_inner, last, table, first_day, n_days, low, high, ends
):  # fmt: skip
    left, near, far = int64(0), ends[0], ends[1]
    for i in range(how.shape[0]):
        found, sort = how[i], int64(code[i]) + 1
        if found >= ASKED:
            same = True
            if stated[i] != NO_DAY:
                base = sort * n_inner + (0 if inner is None else int64(inner[i]))
                due = table[uint64(last[uint64(base)] * n_days + int64(day[i]) - first_day)]
                same = due == stated[i]
                if due == NO_DAY:
                    left += 1
                    continue
            if found == ASKED:
                found = BY_TERMS if same else other_how[uint64(sort)]
            else:
                found = CLOSED_PARTS if same else CLOSED
        if found in (BY_TERMS, CLOSED_PARTS) and abs(amount[i]) <= least[uint64(sort)]:
            found = BY_ROW
        if found == BY_STATED:
            wait = int64(stated[i]) - int64(day[i])
            if wait < low or wait > high:
                found = BY_ROW
            else:
                near, far = min(near, wait), max(far, wait)
        how[i] = found
    ends[0], ends[1] = near, far
    return left


@_compiled
def _kinds(how, code, day, stated, inner, n_inner, n_base, first_day, n_days, least, n_waits, rows, kinds):  # type: ignore[no-untyped-def]
    many = int64(0)
    for i in range(how.shape[0]):
        if how[i] == BY_TERMS or how[i] == BY_STATED:
            place, other = int64(day[i]) - first_day, int64(0) if inner is None else int64(inner[i])
            kind = ((int64(code[i]) + 1) * n_inner + other) * n_days + place
            if how[i] == BY_STATED:
                kind = n_base * n_days + (other * n_days + place) * n_waits + int64(stated[i]) - int64(day[i]) - least
            rows[uint64(many)], kinds[uint64(many)] = i, kind
            many += 1
    return many


@_compiled
def _add(rows, item, amount, supplier, inner, many, cell, invoices, moved, late, n_inner, n_cells, by_group, sums):  # type: ignore[no-untyped-def]
    for j in range(rows.shape[0]):
        row, at, money = uint64(rows[j]), uint64(item[j]), amount[j]
        group = int64(supplier[row]) * n_inner + (0 if inner is None else int64(inner[row]))
        one = int64(1) if many is None else many[row]
        by_group[uint64(group), 0] += one
        by_group[uint64(group), 1] += one if moved[at] else 0
        by_group[uint64(group), 2] += money * late[at]
        if cell[at] >= 0:
            place = uint64(group * n_cells + cell[at])
            sums[place, 0] += one
            sums[place, 1] += money
            if sums.shape[1] > 2:
                sums[place, 2] += one * invoices[at]


def look(rules: LookRules, how: Ints, rows: BlockRows, paid: BlockPaid, ends: Ints) -> bool:
    """As that of numpy."""
    code, stated, amount, day = rows.code, rows.stated, rows.amount, rows.day
    _open(how, code, stated, amount, day, rules.unstated, rules.stated)
    theirs = paid.of, paid.start, paid.day, paid.amount
    _pay(how, code, amount, day, *theirs, rules.settled, rules.upto, rules.as_of, rules.later)
    known = rules.other, rules.least, rules.n_inner, rules.last, rules.due, rules.first_day, rules.n_days, rules.low, rules.high
    return bool(_decide(how, code, stated, amount, day, rows.inner, *known, ends))


def kinds_of(rules: KindRules, how: Ints, rows: BlockRows) -> tuple[Ints, Ints]:
    """As that of numpy."""
    at, kinds = np.empty(len(how), np.int64), np.empty(len(how), np.int64)
    known = rules.n_inner, rules.n_base, rules.first_day, rules.n_days, rules.least, rules.n_waits
    many = _kinds(how, rows.code, rows.day, rows.stated, rows.inner, *known, at, kinds)
    return at[:many], kinds[:many]


def add_kinds(sums: Ints, by_group: Ints, rows: Ints, item: Ints, amount: Ints, whose: Whose, items: ItemCells) -> None:
    """As that of numpy."""
    of_items = items.cell, items.invoices, items.moved, items.late
    _add(rows, item, amount, whose.supplier, whose.inner, whose.many, *of_items, whose.n_inner, items.n_cells, by_group, sums)
