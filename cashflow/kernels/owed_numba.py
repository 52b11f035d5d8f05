"""The compiled twin of the kernel of ledgers with payments: one pass over the rows of a block, the same sums. Kept on disk."""

from __future__ import annotations

import numpy as np
from numba import int32, int64, njit, uint64

from cashflow.basics.days import NO_DAY, Ints
from cashflow.kernels.owed_memory import OWED_APART, OWED_BY_DUE, OWED_COUNTED, OwedRules, OwedSums, OwedTerms, SortedOut

__all__ = ["owe", "owe_rows", "pay", "sort_out"]

_compiled = njit(cache=True, nogil=True, boundscheck=False, error_model="numpy")


@_compiled
def _pay(left, day, inner, of, paid_day, paid, first_day, n_days, by_day, later):  # type: ignore[no-untyped-def]
    for p in range(of.shape[0]):
        row, when, amount = uint64(of[p]), int64(paid_day[p]), paid[p]
        place = when - first_day
        if inner is not None:  # decided when it is compiled
            place += int64(inner[row]) * n_days
        left[row] -= amount
        by_day[uint64(place)] += amount
        wait = int64(day[row]) - when
        if wait > 0:
            later[uint64(place)] -= amount
            later[uint64(place + wait)] += amount


@_compiled
def _invoice(amount, day, inner, first_day, n_days, invoiced):  # type: ignore[no-untyped-def]
    for i in range(amount.shape[0]):
        place = int64(day[i]) - first_day
        if inner is not None:
            place += int64(inner[i]) * n_days
        if day[i] != NO_DAY:
            invoiced[uint64(place)] += amount[i]


@_compiled
def _find_apart(code, kind, apart):  # type: ignore[no-untyped-def]
    many = int64(0)
    for i in range(code.shape[0]):
        apart[uint64(many)] = i
        many += kind[uint64(int64(code[i]) + 1)] != OWED_BY_DUE
    return many


@_compiled
def _count(left, amount, code, day, due, many, kind, before, apart, counts):  # type: ignore[no-untyped-def]
    """All are counted and then those apart taken off again: whole loops without a branch are quick."""
    limit, n_due, n_settled = int32(before), int64(0), int64(0)
    for i in range(left.shape[0]):
        old = (day[i] < limit) & (due[i] < limit) & (amount[i] != 0)
        one = int64(1) if many is None else many[i]
        n_due += one * old
        n_settled += one * (old & (left[i] == 0))
    for j in range(apart.shape[0]):
        i = uint64(apart[j])
        if kind[uint64(int64(code[i]) + 1)] == OWED_APART:
            old = (day[i] < limit) & (due[i] < limit) & (amount[i] != 0)
            one = int64(1) if many is None else many[i]
            n_due -= one * old
            n_settled -= one * (old & (left[i] == 0))
    counts[0] += n_due
    counts[1] += n_settled


@_compiled
def _owe(left, day, due, inner, first_day, n_days, chosen, owed, reached, early):  # type: ignore[no-untyped-def]
    """Without a branch on whether something is left: who has paid is chance. What is settled reaches the first place, which is nobody's."""
    many = int64(0)
    for i in range(left.shape[0]):
        place, rest = int64(due[i]) - first_day, left[i]
        if inner is not None:
            place += int64(inner[i]) * n_days
        known = chosen[uint64(place)]
        late = int64((known < day[i]) | (known == NO_DAY))
        is_open = int64(rest != 0)
        early[uint64(many)] = i
        many += late & is_open
        owed[uint64(place)] += rest * (1 - late)
        reached[uint64(place)] |= is_open & (1 - late)
    return many


@_compiled
def _unknown(code, day, inner, by_table, n_inner, last, table, first_day, n_days, unknown):  # type: ignore[no-untyped-def]
    many = int64(0)
    for i in range(code.shape[0]):
        sort = uint64(int64(code[i]) + 1)
        if by_table[sort] and day[i] != NO_DAY:
            base = uint64(sort * n_inner + (0 if inner is None else inner[i]))
            unknown[uint64(many)] = i
            many += table[uint64(last[base] * n_days + day[i] - first_day)] == NO_DAY
    return many


@_compiled
def _items_due(base, place, before, part_line, table, n_days):  # type: ignore[no-untyped-def]
    items = int64(table[uint64(int64(base) * n_days + place)] < before)
    for column in range(part_line.shape[0]):
        line = part_line[column, base]
        if line >= 0:
            items += table[uint64(line * n_days + place)] < before
    return items


@_compiled
def _sort_out(  # type: ignore[no-untyped-def]
    left, seen_left, amount, code, day, stated, inner, many, kind, before, counts, by_table, least, n_inner, last, part_line, table,
    first_day, n_days, found, one_due, sizes,
):  # fmt: skip
    for i in range(left.shape[0]):
        sort, rest, seen, whole = uint64(int64(code[i]) + 1), left[i], seen_left[i], left[i] == amount[i]
        counted = kind[sort] == OWED_COUNTED
        simple, by_terms, due = by_table[sort] and day[i] != NO_DAY, False, stated[i]
        old = before > NO_DAY and day[i] < before and amount[i] != 0 and not counted
        items = int64(0)
        if simple:
            base, place = uint64(sort * n_inner + (0 if inner is None else inner[i])), int64(day[i]) - first_day
            by_terms = due == NO_DAY or due == table[uint64(last[base] * n_days + place)]
            due = table[uint64(last[base] * n_days + place)] if by_terms else due
            if old and by_terms:
                items = _items_due(base, place, before, part_line, table, n_days)
            elif old:
                items = int64(due < before)
        if old and (not simple or (by_terms and ((seen != 0 and seen != amount[i]) or abs(amount[i]) <= least[sort]))):
            found[2, sizes[2]] = i
            sizes[2] += 1
        elif items:
            one = int64(1) if many is None else many[i]
            counts[0] += one * items
            counts[1] += one * items if seen == 0 else 0
        if rest != 0:
            if by_terms and whole:
                found[0, sizes[0]] = i
                sizes[0] += 1
            elif simple and (not whole if counted else not by_terms):
                found[3, sizes[3]] = i
                one_due[sizes[3]] = due
                sizes[3] += 1
            else:
                found[1, sizes[1]] = i
                sizes[1] += 1


def pay(rules: OwedRules, sums: OwedSums, left: Ints, day: Ints, inner: Ints | None, of: Ints, paid_day: Ints, paid: Ints) -> None:
    """As that of numpy."""
    _pay(left, day, inner, of, paid_day, paid, rules.first_day, rules.n_days, sums.paid, sums.leaves_later)


def owe(
    rules: OwedRules,
    sums: OwedSums,
    left: Ints,
    seen_left: Ints,
    amount: Ints,
    code: Ints,
    day: Ints,
    due: Ints,
    inner: Ints | None,
    many: Ints | None,
) -> tuple[Ints, Ints, Ints, Ints]:
    """As that of numpy."""
    _invoice(amount, day, inner, rules.first_day, rules.n_days, sums.invoiced)
    apart = np.empty(len(left) + 1 if rules.some_apart else 0, np.int64)
    apart = apart[: _find_apart(code, rules.kind, apart)] if rules.some_apart else apart
    if rules.before > NO_DAY:
        _count(seen_left, amount, code, day, due, many, rules.kind, rules.before, apart, sums.counts)
    found = apart, left[apart], seen_left[apart]
    left[apart] = 0
    return *found, owe_rows(rules, sums, left, day, due, inner)


def owe_rows(rules: OwedRules, sums: OwedSums, left: Ints, day: Ints, due: Ints, inner: Ints | None) -> Ints:
    """As that of numpy."""
    early = np.empty(len(left) + 1, np.int64)
    return early[: _owe(left, day, due, inner, rules.first_day, rules.n_days, rules.chosen, sums.owed, sums.reached, early)]


def sort_out(
    terms: OwedTerms,
    rules: OwedRules,
    sums: OwedSums,
    left: Ints,
    seen_left: Ints,
    amount: Ints,
    code: Ints,
    day: Ints,
    stated: Ints,
    inner: Ints | None,
    many: Ints | None,
) -> SortedOut:
    """As that of numpy."""
    found, one_due, sizes = np.empty((4, len(left) + 1), np.int64), np.empty(len(left), np.int32), np.zeros(4, np.int64)
    table, none = (terms.due, terms.first_day, terms.n_days), found[0, :0]
    n_unknown = _unknown(code, day, inner, terms.by_table, terms.n_inner, terms.last, *table, found[0])
    if n_unknown:
        return SortedOut(found[0, :n_unknown], none, none, none, none, one_due[:0])
    columns = left, seen_left, amount, code, day, stated, inner, many, rules.kind, rules.before, sums.counts
    _sort_out(*columns, terms.by_table, terms.least, terms.n_inner, terms.last, terms.part_line, *table, found, one_due, sizes)
    by_terms, by_row, cut, one = (f[:n] for f, n in zip(found, sizes.tolist(), strict=True))
    return SortedOut(none, by_terms, by_row, cut, one, one_due[: len(one)])
