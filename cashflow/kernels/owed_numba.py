"""The compiled twin of the kernel of ledgers with payments: short loops over the rows of a block, the same sums. Kept on disk."""

from __future__ import annotations

import numpy as np
from numba import int32, int64, njit, uint64

from cashflow.basics.days import NEVER, NO_DAY, Ints
from cashflow.kernels.block_memory import BlockPaid, BlockRows
from cashflow.kernels.owed_memory import OWED_APART, OWED_BY_DUE, OWED_COUNTED, OwedFound, OwedRules, OwedSums, OwedTerms, SortedOut

__all__ = ["add", "block", "due_days", "owe", "sort_out"]

block = 65_536  # rows: what they need again and again stays in the processor's cache
_compiled = njit(cache=True, nogil=True, boundscheck=False, error_model="numpy")


@_compiled
def _pay(left, day, inner, of, start, paid_day, paid, first_day, n_days, by_day, later):  # type: ignore[no-untyped-def]
    for p in range(of.shape[0]):
        row, when, amount = uint64(of[p] - start), int64(paid_day[p]), paid[p]
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
def _invoice(amount, day, inner, first_day, n_days, invoiced):  # type: ignore[no-untyped-def]
    for i in range(day.shape[0]):
        place = int64(day[i]) - first_day
        if inner is not None:
            place += int64(inner[i]) * n_days
        if day[i] != NO_DAY:
            invoiced[uint64(place)] += amount[i]


@_compiled
def _count(left, amount, day, due, many, before, counts):  # type: ignore[no-untyped-def]
    limit, n_due, n_settled = int32(before), int64(0), int64(0)
    for i in range(day.shape[0]):
        old = (day[i] < limit) & (due[i] < limit) & (amount[i] != 0)
        if many is None:  # decided when it is compiled
            n_due += old
            n_settled += old & (left[i] == 0)
        elif old:
            n_due += many[i]
            n_settled += many[i] if left[i] == 0 else 0
    counts[0] += n_due
    counts[1] += n_settled


@_compiled
def _discount(apart, left, amount, code, day, due, many, kind, before, counts):  # type: ignore[no-untyped-def]
    """Take those apart off the counts again: a loop without a look-up is so much quicker that this pays."""
    for j in range(apart.shape[0]):
        i = apart[j]
        if kind[uint64(int64(code[i]) + 1)] == OWED_APART and day[i] < before and due[i] < before and amount[i] != 0:
            one = int64(1) if many is None else many[i]
            counts[0] -= one
            counts[1] -= one if left[i] == 0 else 0


@_compiled
def _find_apart(code, kind, apart):  # type: ignore[no-untyped-def]
    many = int64(0)
    for i in range(code.shape[0]):
        apart[uint64(many)] = i
        many += kind[uint64(int64(code[i]) + 1)] != OWED_BY_DUE
    return many


@_compiled
def _owe(left, day, due, inner, first_day, n_days, chosen, owed, reached, early, space):  # type: ignore[no-untyped-def]
    """The open rows are found without a branch, because who has paid is chance."""
    n_open, many = int64(0), int64(0)
    for i in range(left.shape[0]):
        space[uint64(n_open)] = i
        n_open += left[i] != 0
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
            owed[uint64(place)] += left[i]
            reached[uint64(place)] = True
    return many


@_compiled
def _items_due(base, place, before, part_line, table, n_days):  # type: ignore[no-untyped-def]
    items = int64(table[base * uint64(n_days) + uint64(place)] < before)
    for column in range(part_line.shape[0]):
        line = part_line[uint64(column), base]
        items += (line >= 0) & (table[uint64(max(line, 0) * n_days + place)] < before)
    return items


@_compiled
def _sort_out(  # type: ignore[no-untyped-def]
    rows, left, seen_left, amount, code, day, stated, inner, many, kind, before, counts, by_table, least, n_inner, last_line,
    part_line, table, first_day, n_days, sizes, unknown, by_terms, by_row, cut, one, one_due,
):  # fmt: skip
    """No branch: what a row is, is chance. Each is written where the next of its way belongs, and counts only if it is of that way.

    `sizes` is how many are of each way.
    """
    n_unknown, n_terms, n_rows, n_cut, n_one, n_due, n_paid = int64(0), int64(0), int64(0), int64(0), int64(0), int64(0), int64(0)
    for i in range(rows.shape[0]):
        r = uint64(rows[i])
        sort, money, rest, seen, due, when = uint64(int64(code[r]) + 1), amount[r], left[r], seen_left[r], stated[r], day[r]
        simple, whole, counted = by_table[sort] & (when != NO_DAY), rest == money, kind[sort] == OWED_COUNTED
        base = sort * uint64(n_inner)
        if inner is not None:
            base += uint64(inner[r])
        place = (int64(when) - first_day) * simple
        last = table[uint64(last_line[base] * n_days + place)]
        known = (not simple) | (last != NO_DAY)
        theirs = simple & ((due == NO_DAY) | (due == last))
        old = known & (when < before) & (money != 0) & (not counted)  # before the first day there is, no row is
        must = old & ((not simple) | (theirs & (((seen != 0) & (seen != money)) | (abs(money) <= least[sort]))))
        items = _items_due(base, place, before, part_line, table, n_days) * theirs + ((due < before) & (not theirs))
        items *= old & (not must)
        if many is not None:
            items *= many[r]
        n_due += items
        n_paid += items * (seen == 0)
        is_open = known & (rest != 0)
        is_cell, is_one = is_open & theirs & whole, is_open & simple & ((counted & (not whole)) | ((not counted) & (not theirs)))
        unknown[uint64(n_unknown)], by_terms[uint64(n_terms)], by_row[uint64(n_rows)] = i, i, i
        cut[uint64(n_cut)], one[uint64(n_one)], one_due[uint64(n_one)] = i, i, last if theirs else due
        n_unknown += not known
        n_terms += is_cell
        n_rows += is_open & (not is_cell) & (not is_one)
        n_cut += must
        n_one += is_one
    sizes[0], sizes[1], sizes[2], sizes[3], sizes[4] = n_unknown, n_terms, n_rows, n_cut, n_one
    counts[0] += n_due
    counts[1] += n_paid


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


def due_days(terms: OwedTerms, rows: BlockRows) -> tuple[Ints, Ints]:
    """As that of numpy."""
    due, unknown = np.empty(len(rows), np.int32), np.empty(len(rows) + 1, np.int64)
    columns = rows.code, rows.day, rows.stated, rows.inner
    return due, unknown[: _due_days(*columns, terms.by_table, terms.n_inner, terms.starts, terms.due, due, unknown)]


def add(rules: OwedRules, terms: OwedTerms, sums: OwedSums, rows: BlockRows, due: Ints, paid: BlockPaid) -> OwedFound:
    """As that of numpy."""
    left, before = rows.amount.copy(), rules.before
    seen_left = _paid_off(rules, sums, left, rows, paid)
    _invoice(rows.amount, rows.day, rows.inner, rules.first_day, rules.n_days, sums.invoiced)
    if before > NO_DAY:
        _count(seen_left, rows.amount, rows.day, due, rows.many, before, sums.counts)
    apart = np.empty(len(rows) + 1 if rules.some_apart else 0, np.int64)
    apart = apart[: _find_apart(rows.code, rules.kind, apart)] if rules.some_apart else apart
    if before > NO_DAY and len(apart):
        _discount(apart, seen_left, rows.amount, rows.code, rows.day, due, rows.many, rules.kind, before, sums.counts)
    some = _sorted_out(terms, rules, sums, apart, left, seen_left, rows)
    rest, seen_rest = left[apart], seen_left[apart]
    left[apart] = 0
    left[apart[some.one]] = rest[some.one]
    early = owe(rules, sums, left, rows.day, due, rows.inner)
    return OwedFound.of(apart, some, rest, seen_rest, early, left[early])


def _paid_off(rules: OwedRules, sums: OwedSums, left: Ints, rows: BlockRows, given: BlockPaid) -> Ints:
    """Take payments off what is left; what is left by the payments up to `as_of`."""
    of, day, paid, upto, as_of = given.of, given.day, given.amount, rules.upto, rules.as_of
    if not _ends(day, paid, upto, sums.ends):
        kept = np.flatnonzero((day <= upto) & (paid != 0))
        of, day, paid = of[kept], day[kept], paid[kept]
    _pay(left, rows.day, rows.inner, of, given.start, day, paid, rules.first_day, rules.n_days, sums.paid, sums.leaves_later)
    if upto <= as_of:
        return left
    seen_left, later = left.copy(), np.flatnonzero(day > as_of)
    np.add.at(seen_left, of[later] - given.start, paid[later])
    return seen_left


def owe(rules: OwedRules, sums: OwedSums, left: Ints, day: Ints, due: Ints, inner: Ints | None) -> Ints:
    """As that of numpy."""
    early, space = np.empty((2, len(left) + 1), np.int64)
    known = rules.first_day, rules.n_days, rules.chosen
    return early[: _owe(left, day, due, inner, *known, sums.owed, sums.reached, early, space)]


def sort_out(terms: OwedTerms, rules: OwedRules, sums: OwedSums, at: Ints, left: Ints, seen_left: Ints, rows: BlockRows) -> SortedOut:
    """As that of numpy."""
    return _sorted_out(terms, rules, sums, np.arange(len(at)), left, seen_left, rows.take(at))


def _sorted_out(terms: OwedTerms, rules: OwedRules, sums: OwedSums, at: Ints, left: Ints, seen_left: Ints, rows: BlockRows) -> SortedOut:
    """The same; what is left stands at the places of the rows, too."""
    unknown, by_terms, by_row, cut, one = np.empty((5, len(at) + 1), np.int64)
    one_due, sizes = np.empty(len(at) + 1, np.int32), np.zeros(5, np.int64)
    columns = rows.amount, rows.code, rows.day, rows.stated, rows.inner, rows.many
    known = terms.by_table, terms.least, terms.n_inner, terms.last, terms.part_line, terms.due, terms.first_day, terms.n_days
    counts = rules.kind, rules.before, sums.counts
    _sort_out(at, left, seen_left, *columns, *counts, *known, sizes, unknown, by_terms, by_row, cut, one, one_due)
    found = zip((unknown, by_terms, by_row, cut, one), sizes.tolist(), strict=True)
    unknown, by_terms, by_row, cut, one = (way[:n] for way, n in found)
    return SortedOut(unknown, by_terms, by_row, cut, one, one_due[: len(one)])
