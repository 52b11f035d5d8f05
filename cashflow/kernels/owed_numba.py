"""The compiled twin of the kernel of ledgers with payments: one pass over the rows of a block, the same sums. Kept on disk."""

from __future__ import annotations

import numpy as np
from numba import int32, int64, njit, uint64

from cashflow.basics.days import NEVER, NO_DAY, Ints
from cashflow.kernels.owed_memory import OWED_APART, OWED_BY_DUE, OWED_COUNTED, OwedFound, OwedRules, OwedSums, OwedTerms, SortedOut

__all__ = ["add", "block", "due_days", "owe", "sort_out"]

block = 1_048_576  # rows; inside they are taken some thousand at a time, which stay in the processor's nearest cache
_TILE = 4096
_compiled = njit(cache=True, nogil=True, boundscheck=False, error_model="numpy")


@_compiled
def _pay(low, left, day, inner, of, start, paid_day, paid, first_day, n_days, by_day, later):  # type: ignore[no-untyped-def]
    for p in range(of.shape[0]):
        row, when, amount = of[p] - start, int64(paid_day[p]), paid[p]
        place = when - first_day
        if inner is not None:  # decided when it is compiled
            place += int64(inner[uint64(row)]) * n_days
        left[uint64(row - low)] -= amount
        by_day[uint64(place)] += amount
        wait = int64(day[uint64(row)]) - when
        if wait > 0:
            later[uint64(place)] -= amount
            later[uint64(place + wait)] += amount


@_compiled
def _ends(paid_day, paid, upto, ends):  # type: ignore[no-untyped-def]
    """Add the first and the last payment to `ends`; whether all are kept and none is a payment of nothing, which touches nothing."""
    first, last, all_kept = int32(NEVER), int32(NO_DAY), True
    for p in range(paid_day.shape[0]):
        first, last = min(first, paid_day[p]), max(last, paid_day[p])
        all_kept &= paid[p] != 0
    if all_kept and last <= upto:
        ends[0], ends[1] = min(ends[0], int64(first)), max(ends[1], int64(last))
        return True
    for p in range(paid_day.shape[0]):
        if paid_day[p] <= upto and paid[p] != 0:
            ends[0], ends[1] = min(ends[0], int64(paid_day[p])), max(ends[1], int64(paid_day[p]))
    return False


@_compiled
def _invoice(low, high, amount, day, inner, first_day, n_days, invoiced):  # type: ignore[no-untyped-def]
    for i in range(low, high):
        place = int64(day[i]) - first_day
        if inner is not None:
            place += int64(inner[i]) * n_days
        if day[i] != NO_DAY:
            invoiced[uint64(place)] += amount[i]


@_compiled
def _count(low, high, left, amount, day, due, many, before, counts):  # type: ignore[no-untyped-def]
    limit, n_due, n_settled = int32(before), int64(0), int64(0)
    for i in range(low, high):
        old = int64((day[i] < limit) & (due[i] < limit) & (amount[i] != 0))
        if many is not None:
            old *= many[i]
        n_due += old
        n_settled += old * (left[i - low] == 0)
    counts[0] += n_due
    counts[1] += n_settled


@_compiled
def _discount(apart, low, left, amount, code, day, due, many, kind, before, counts):  # type: ignore[no-untyped-def]
    """Take those apart off the counts again: a loop without a look-up is so much quicker that this pays."""
    for j in range(apart.shape[0]):
        i = apart[j]
        if kind[uint64(int64(code[i]) + 1)] == OWED_APART and day[i] < before and due[i] < before and amount[i] != 0:
            one = int64(1) if many is None else many[i]
            counts[0] -= one
            counts[1] -= one if left[i - low] == 0 else 0


@_compiled
def _find_apart(low, high, code, kind, apart, many):  # type: ignore[no-untyped-def]
    for i in range(low, high):
        apart[uint64(many)] = i
        many += kind[uint64(int64(code[i]) + 1)] != OWED_BY_DUE
    return many


@_compiled
def _owe(low, high, left, day, due, inner, first_day, n_days, chosen, owed, reached, early, many, space):  # type: ignore[no-untyped-def]
    """The open rows are found without a branch, because who has paid is chance."""
    n_open = int64(0)
    for i in range(low, high):
        space[uint64(n_open)] = i
        n_open += left[i - low] != 0
    for j in range(n_open):
        i = uint64(space[j])
        place = int64(due[i]) - first_day
        if inner is not None:
            place += int64(inner[i]) * n_days
        known = chosen[uint64(place)]
        if (known < day[i]) | (known == NO_DAY):
            early[many] = i
            many += 1
        else:
            owed[uint64(place)] += left[i - uint64(low)]
            reached[uint64(place)] = True
    return many


@_compiled
def _add(  # type: ignore[no-untyped-def]
    amount, code, day, due, inner, many, of, start, paid_day, paid, first_day, n_days, chosen, kind, some_apart, before, upto, as_of,
    invoiced, by_day, later, owed, reached, counts, ends, apart, apart_left, apart_seen, early, early_left,
):  # fmt: skip
    n, p, n_apart, n_early = amount.shape[0], int64(0), int64(0), int64(0)
    left, other, space = np.empty(_TILE, np.int64), np.empty(_TILE, np.int64), np.empty(_TILE + 1, np.int64)
    seen_left = other if upto > as_of else left
    for low in range(0, n, _TILE):
        high = min(n, low + _TILE)
        for i in range(low, high):
            left[i - low] = amount[i]
        q = p + np.searchsorted(of[p:], start + high)
        theirs, day_of, money = of[p:q], paid_day[p:q], paid[p:q]
        if _ends(day_of, money, upto, ends):
            _pay(low, left, day, inner, theirs, start, day_of, money, first_day, n_days, by_day, later)
        else:
            kept = np.flatnonzero((day_of <= upto) & (money != 0))
            _pay(low, left, day, inner, theirs[kept], start, day_of[kept], money[kept], first_day, n_days, by_day, later)
        if upto > as_of:
            for i in range(high - low):
                seen_left[i] = left[i]
            for k in range(p, q):
                if paid_day[k] <= upto and paid_day[k] > as_of:
                    seen_left[of[k] - start - low] += paid[k]
        p = q
        _invoice(low, high, amount, day, inner, first_day, n_days, invoiced)
        if before > NO_DAY:
            _count(low, high, seen_left, amount, day, due, many, before, counts)
        was = n_apart
        if some_apart:
            n_apart = _find_apart(low, high, code, kind, apart, n_apart)
        if before > NO_DAY and n_apart > was:
            _discount(apart[was:n_apart], low, seen_left, amount, code, day, due, many, kind, before, counts)
        for j in range(was, n_apart):
            row = apart[j] - low
            apart_left[j], apart_seen[j] = left[row], seen_left[row]
            left[row] = 0
        was = n_early
        n_early = _owe(low, high, left, day, due, inner, first_day, n_days, chosen, owed, reached, early, n_early, space)
        for j in range(was, n_early):
            early_left[j] = left[early[j] - low]
    return n_apart, n_early


@_compiled
def _unknown(code, day, inner, by_table, n_inner, last, table, first_day, n_days, unknown):  # type: ignore[no-untyped-def]
    many = int64(0)
    for i in range(code.shape[0]):
        sort = int64(code[i]) + 1
        if by_table[sort] and day[i] != NO_DAY:
            base = sort * n_inner + (0 if inner is None else int64(inner[i]))
            unknown[uint64(many)] = i
            many += table[uint64(last[base] * n_days + day[i] - first_day)] == NO_DAY
    return many


@_compiled
def _due_days(code, day, stated, inner, by_table, n_inner, starts, table, due, unknown):  # type: ignore[no-untyped-def]
    many = int64(0)
    for i in range(code.shape[0]):
        due[i] = stated[i]
        sort = int64(code[i]) + 1
        if stated[i] == NO_DAY and by_table[uint64(sort)]:
            base = sort * n_inner
            if inner is not None:
                base += int64(inner[i])
            due[i] = table[uint64(starts[uint64(base)] + int64(day[i]))]
            unknown[uint64(many)] = i
            many += due[i] == NO_DAY
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
        sort, rest, seen, whole = int64(code[i]) + 1, left[i], seen_left[i], left[i] == amount[i]
        counted = kind[sort] == OWED_COUNTED
        simple, by_terms, due = by_table[sort] and day[i] != NO_DAY, False, stated[i]
        old = before > NO_DAY and day[i] < before and amount[i] != 0 and not counted
        items = int64(0)
        if simple:
            base, place = sort * n_inner + (0 if inner is None else int64(inner[i])), int64(day[i]) - first_day
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


def due_days(terms: OwedTerms, code: Ints, day: Ints, stated: Ints, inner: Ints | None) -> tuple[Ints, Ints]:
    """As that of numpy."""
    due, unknown = np.empty(len(stated), np.int32), np.empty(len(stated) + 1, np.int64)
    columns = code, day, np.ascontiguousarray(stated), inner
    return due, unknown[: _due_days(*columns, terms.by_table, terms.n_inner, terms.starts, terms.due, due, unknown)]


def add(
    rules: OwedRules,
    sums: OwedSums,
    amount: Ints,
    code: Ints,
    day: Ints,
    due: Ints,
    inner: Ints | None,
    many: Ints | None,
    of: Ints,
    start: int,
    paid_day: Ints,
    paid: Ints,
) -> OwedFound:
    """As that of numpy."""
    apart, left, seen_left = np.empty((3, len(amount) + 1 if rules.some_apart else 0), np.int64)
    early, early_left = np.empty((2, len(amount) + 1), np.int64)
    columns = amount, code, day, due, inner, many, of, start, paid_day, paid
    known = rules.first_day, rules.n_days, rules.chosen, rules.kind, rules.some_apart, rules.before, rules.upto, rules.as_of
    added = sums.invoiced, sums.paid, sums.leaves_later, sums.owed, sums.reached, sums.counts, sums.ends
    n_apart, n_early = _add(*columns, *known, *added, apart, left, seen_left, early, early_left)
    return OwedFound(apart[:n_apart], left[:n_apart], seen_left[:n_apart], early[:n_early], early_left[:n_early])


def owe(rules: OwedRules, sums: OwedSums, left: Ints, day: Ints, due: Ints, inner: Ints | None) -> Ints:
    """As that of numpy."""
    early = np.empty(len(left) + 1, np.int64)
    known = rules.first_day, rules.n_days, rules.chosen
    return early[: _owe(0, len(left), left, day, due, inner, *known, sums.owed, sums.reached, early, 0, np.empty_like(early))]


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
