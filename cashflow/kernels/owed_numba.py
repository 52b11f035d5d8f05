"""The compiled twin of the kernel of ledgers with payments: short loops over the rows of a block, the same sums. Kept on disk."""

from __future__ import annotations

import numpy as np
from numba import int32, int64, njit, uint64

from cashflow.basics.days import NO_DAY, Ints
from cashflow.kernels.block_memory import BlockPaid, BlockRows
from cashflow.kernels.owed_memory import OWED_BY_DUE, OWED_COUNTED, OwedFound, OwedRules, OwedSums, OwedTerms, SortedOut, kept_payments

__all__ = ["NumbaOwed"]

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
def _invoice(amount, day, inner, first_day, n_days, invoiced, left):  # type: ignore[no-untyped-def]
    """Four rows at a time, far apart: of rows in order of their days, which share a sum, each would wait for the one before it."""
    apart = (day.shape[0] + 3) // 4
    for i in range(apart):
        for strand in range(4):
            k = uint64(i + strand * apart)
            if k < uint64(day.shape[0]):
                left[k] = amount[k]
                place = int64(day[k]) - first_day
                if inner is not None:
                    place += int64(inner[k]) * n_days
                if day[k] != NO_DAY:
                    invoiced[uint64(place)] += amount[k]


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
    rows, left, seen_left, dues, amount, code, day, stated, inner, many, kind, before, counts, by_table, least, n_inner, last_line,
    part_line, table, first_day, n_days, items_of, sizes, unknown, by_terms, by_row, cut, one, one_due,
):  # fmt: skip
    """Where most rows go the same way there is a branch. Where it is chance, each is written at the next place, and counts if it belongs.

    Afterwards `left` of rows that go another way than by one due day, or whose way is not known, is nothing. `dues`: due days by which
    rows apart were counted, which is taken back; `None`: they were not. `items_of` keeps how many items of a line are due, by
    invoice day. `sizes` is how many rows are of each way.
    """
    n_unknown, n_terms, n_rows, n_cut, n_one, n_due, n_paid = int64(0), int64(0), int64(0), int64(0), int64(0), int64(0), int64(0)
    for i in range(rows.shape[0]):
        r = uint64(rows[i])
        sort, money, rest, seen, due, when = uint64(int64(code[r]) + 1), amount[r], left[r], seen_left[r], stated[r], day[r]
        simple, counted = by_table[sort] & (when != NO_DAY), kind[sort] == OWED_COUNTED
        old = (when < before) & (money != 0) & (not counted)
        weight = int64(1) if many is None else many[r]
        if dues is not None:
            back = weight * (old & (dues[r] < before))
            n_due -= back
            n_paid -= back * (seen == 0)
        theirs, last, at = False, due, uint64(0)
        if simple:
            base, place = sort * uint64(n_inner), int64(when) - first_day
            if inner is not None:
                base += uint64(inner[r])
            last = table[uint64(last_line[base] * n_days + place)]
            if last == NO_DAY:
                unknown[uint64(n_unknown)] = i
                n_unknown += 1
                continue
            theirs, at = (due == NO_DAY) | (due == last), base * uint64(n_days) + uint64(place)
            if old and items_of[at] < 0:
                items_of[at] = _items_due(base, place, before, part_line, table, n_days)
        if old:  # before the first day there is, no row is
            if (not simple) or (theirs and (((seen != 0) and (seen != money)) or abs(money) <= least[sort])):
                cut[uint64(n_cut)] = i
                n_cut += 1
            else:
                items = weight * (int64(items_of[at]) if theirs else int64(due < before))
                n_due += items
                n_paid += items * (seen == 0)
        is_open, whole = rest != 0, rest == money
        is_cell, is_one = is_open & theirs & whole, is_open & simple & ((counted & (not whole)) | ((not counted) & (not theirs)))
        by_terms[uint64(n_terms)], by_row[uint64(n_rows)] = i, i
        one[uint64(n_one)], one_due[uint64(n_one)] = i, last if theirs else due
        n_terms += is_cell
        n_rows += is_open & (not is_cell) & (not is_one)
        n_one += is_one
        left[r] = rest * is_one
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


class NumbaOwed:
    """As that of numpy; its arrays serve every block again, because fresh memory costs more than most of these loops."""

    block = 65_536  # rows: what they need again and again stays in the processor's cache

    def __init__(self) -> None:
        self._size, self._items = 0, np.zeros(0, np.int16)

    def _scratch(self, size: int) -> None:
        if size >= self._size:
            self._size = size + 1  # a row is written before it is known whether it counts
            self._left, self._space, self._apart, *self._ways = np.empty((8, self._size), np.int64)
            self._due = np.empty(self._size, np.int32)

    def due_days(self, terms: OwedTerms, rows: BlockRows) -> tuple[Ints, Ints]:
        """As that of numpy."""
        due, unknown = np.empty(len(rows), np.int32), np.empty(len(rows) + 1, np.int64)
        columns = rows.code, rows.day, rows.stated, rows.inner
        return due, unknown[: _due_days(*columns, terms.by_table, terms.n_inner, terms.starts, terms.due, due, unknown)]

    def add(self, rules: OwedRules, terms: OwedTerms, sums: OwedSums, rows: BlockRows, due: Ints, paid: BlockPaid) -> OwedFound:
        """As that of numpy."""
        self._scratch(len(rows))
        left, before = self._left[: len(rows)], rules.before
        _invoice(rows.amount, rows.day, rows.inner, rules.first_day, rules.n_days, sums.invoiced, left)
        seen_left = _paid_off(rules, sums, left, rows, paid)
        if before > NO_DAY:
            _count(seen_left, rows.amount, rows.day, due, rows.many, before, sums.counts)
        apart = self._apart[: _find_apart(rows.code, rules.kind, self._apart) if rules.some_apart else 0]
        some = self._sorted_out(terms, rules, sums, apart, left, seen_left, due, rows)
        lost = apart[some.unknown]
        rest, seen_rest = left[lost], seen_left[lost]
        left[lost] = 0
        early = self.owe(rules, sums, left, rows.day, due, rows.inner)
        by_terms, by_row, cut = (apart[way] for way in (some.by_terms, some.by_row, some.cut))
        return OwedFound(lost, rest, seen_rest, by_terms, by_row, cut, early, left[early])

    def owe(self, rules: OwedRules, sums: OwedSums, left: Ints, day: Ints, due: Ints, inner: Ints | None) -> Ints:
        """As that of numpy."""
        self._scratch(len(left))
        known, early = (rules.first_day, rules.n_days, rules.chosen), self._ways[0]
        return early[: _owe(left, day, due, inner, *known, sums.owed, sums.reached, early, self._space)].copy()

    def sort_out(
        self, terms: OwedTerms, rules: OwedRules, sums: OwedSums, at: Ints, left: Ints, seen_left: Ints, rows: BlockRows
    ) -> SortedOut:
        """As that of numpy; of `left` only those of one due day are left."""
        self._scratch(len(at))
        return self._sorted_out(terms, rules, sums, np.arange(len(at)), left, seen_left, None, rows.take(at))

    def _sorted_out(
        self, terms: OwedTerms, rules: OwedRules, sums: OwedSums, at: Ints, left: Ints, seen_left: Ints, due: Ints | None, rows: BlockRows
    ) -> SortedOut:
        """The same; what is left stands at the places of the rows, too."""
        if len(self._items) < len(terms.due):
            self._items = np.full(len(terms.due), -1, np.int16)
        sizes, columns = np.zeros(5, np.int64), (rows.amount, rows.code, rows.day, rows.stated, rows.inner, rows.many)
        known = terms.by_table, terms.least, terms.n_inner, terms.last, terms.part_line, terms.due, terms.first_day, terms.n_days
        counts, (unknown, by_terms, by_row, cut, one) = (rules.kind, rules.before, sums.counts), self._ways
        found = self._items, sizes, unknown, by_terms, by_row, cut, one, self._due
        _sort_out(at, left, seen_left, due, *columns, *counts, *known, *found)
        unknown, by_terms, by_row, cut, one = (way[:n].copy() for way, n in zip(self._ways, sizes.tolist(), strict=True))
        return SortedOut(unknown, by_terms, by_row, cut, one, self._due[: len(one)].copy())


def _paid_off(rules: OwedRules, sums: OwedSums, left: Ints, rows: BlockRows, given: BlockPaid) -> Ints:
    """Take payments off what is left; what is left by the payments up to `as_of`."""
    (of, start, day, paid), as_of = kept_payments(rules, sums, given), rules.as_of
    _pay(left, rows.day, rows.inner, of, start, day, paid, rules.first_day, rules.n_days, sums.paid, sums.leaves_later)
    if rules.upto <= as_of:
        return left
    seen_left, later = left.copy(), np.flatnonzero(day > as_of)
    np.add.at(seen_left, of[later] - given.start, paid[later])
    return seen_left
