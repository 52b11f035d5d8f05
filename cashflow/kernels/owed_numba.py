"""The compiled twin of the kernel of ledgers with payments: short loops over the rows of a block, the same sums. Kept on disk."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import int32, int64, njit, uint64

from cashflow.basics.days import NO_DAY, Ints
from cashflow.kernels.block_memory import BlockPaid, BlockRows
from cashflow.kernels.owed_memory import OWED_BY_DUE, OWED_COUNTED, OwedFound, OwedRules, OwedSums, OwedTerms, SortedOut, kept_payments

__all__ = ["NumbaOwed"]

_compiled = njit(cache=True, nogil=True, boundscheck=False, error_model="numpy")


@_compiled
def _pay(left, day, inner, row_of, paid_day, paid, window, by_day, later):  # type: ignore[no-untyped-def]
    first_day, n_days, _ = window
    for p in range(row_of.shape[0]):
        row, when, amount = uint64(row_of[p]), int64(paid_day[p]), paid[p]
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
def _invoice(amount, day, inner, window, invoiced):  # type: ignore[no-untyped-def]
    first_day, n_days, _ = window
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
def _find_apart(code, kind, apart):  # type: ignore[no-untyped-def]
    many = int64(0)
    for i in range(code.shape[0]):
        apart[uint64(many)] = i
        many += kind[uint64(int64(code[i]) + 1)] != OWED_BY_DUE
    return many


@_compiled
def _owe(left, day, due, inner, rules, owed, reached, offset, many, early, early_left, space):  # type: ignore[no-untyped-def]
    """The open rows are found without a branch, because who has paid is chance."""
    n_open, (first_day, n_days, chosen) = int64(0), rules
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
            early[many], early_left[many] = space[j] + offset, left[i]
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
def _sort_out(rows, offset, left, seen_left, dues, columns, inner, many, rules, terms, counts, ways):  # type: ignore[no-untyped-def]
    """Where most rows go the same way there is a branch. Where it is chance, each is written at the next place, and counts if it belongs.

    Afterwards `left` of rows that go another way than by one due day, or whose way is not known, is nothing. `dues`: due days by which
    rows apart were counted, which is taken back; `None`: they were not. Of `terms` the last keeps how many items of a line are due, by
    invoice day. `ways`: how many rows are of each way, those before these included, and which: their places after `offset`.
    """
    (amount, code, day, stated), (kind, before) = columns, rules
    by_table, least, n_inner, last_line, part_line, table, first_day, n_days, items_of = terms
    sizes, unknown, by_terms, by_row, cut, one, one_due = ways
    n_unknown, n_terms, n_rows, n_cut, n_one, n_due, n_paid = sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], int64(0), int64(0)
    for i in range(rows.shape[0]):
        r, row = uint64(rows[i]), rows[i] + offset
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
                unknown[uint64(n_unknown)] = row
                n_unknown += 1
                continue
            theirs, at = (due == NO_DAY) | (due == last), base * uint64(n_days) + uint64(place)
            if old and items_of[at] < 0:
                items_of[at] = _items_due(base, place, before, part_line, table, n_days)
        if old:  # before the first day there is, no row is
            if (not simple) or (theirs and (((seen != 0) and (seen != money)) or abs(money) <= least[sort])):
                cut[uint64(n_cut)] = row
                n_cut += 1
            else:
                items = weight * (int64(items_of[at]) if theirs else int64(due < before))
                n_due += items
                n_paid += items * (seen == 0)
        is_open, whole = rest != 0, rest == money
        is_cell, is_one = is_open & theirs & whole, is_open & simple & ((counted & (not whole)) | ((not counted) & (not theirs)))
        by_terms[uint64(n_terms)], by_row[uint64(n_rows)] = row, row
        one[uint64(n_one)], one_due[uint64(n_one)] = row, last if theirs else due
        n_terms += is_cell
        n_rows += is_open & (not is_cell) & (not is_one)
        n_one += is_one
        left[r] = rest * is_one
    sizes[0], sizes[1], sizes[2], sizes[3], sizes[4] = n_unknown, n_terms, n_rows, n_cut, n_one
    counts[0] += n_due
    counts[1] += n_paid


@_compiled
def _piece_of(column, a, b):  # type: ignore[no-untyped-def]
    if column is None:  # decided when it is compiled, as it is of arguments alone
        return None
    return column[a:b]


@_compiled
def _seen(seen, left, row_of, paid_day, paid, as_of):  # type: ignore[no-untyped-def]
    """What is left by the payments up to a day."""
    seen[:] = left
    for p in range(row_of.shape[0]):
        seen[uint64(row_of[p])] += paid[p] if paid_day[p] > as_of else 0


@_compiled
def _add(piece, columns, inner, many, due, payments, kind, rules, terms, sums, space, ways, unknown_left, early):  # type: ignore[no-untyped-def]
    """A block in small pieces: what one loop leaves is in the processor's near cache when the next one needs it."""
    (amount, code, day, stated), (of, start, paid_day, paid) = columns, payments
    window, before, some_later, as_of = rules
    invoiced, by_day, later, owed, reached, counts = sums
    (left, seen, apart, row), (where, left_of), (n_early, q) = space, early, (int64(0), int64(0))
    for a in range(0, amount.shape[0], piece):
        b, p = min(a + piece, amount.shape[0]), q
        while q < of.shape[0] and of[q] < start + b:
            row[q - p] = of[q] - start - a
            q += 1
        money, when, theirs, some = amount[a:b], day[a:b], _piece_of(inner, a, b), _piece_of(many, a, b)
        rest, seen_rest = left[: b - a], left[: b - a]
        rest[:] = money
        _pay(rest, when, theirs, row[: q - p], paid_day[p:q], paid[p:q], window, by_day, later)
        if some_later:
            seen_rest = seen[: b - a]
            _seen(seen_rest, rest, row[: q - p], paid_day[p:q], paid[p:q], as_of)
        _invoice(money, when, theirs, window, invoiced)
        if before > NO_DAY:
            _count(seen_rest, money, when, due[a:b], some, before, counts)
        if kind is not None:
            rows, lost = apart[: _find_apart(code[a:b], kind, apart)], ways[0][0]
            mine = money, code[a:b], when, stated[a:b]
            _sort_out(rows, a, rest, seen_rest, due[a:b], mine, theirs, some, (kind, before), terms, counts, ways)
            for k in range(lost, ways[0][0]):
                at = uint64(ways[1][k] - a)
                unknown_left[0, k], unknown_left[1, k], rest[at] = rest[at], seen_rest[at], 0
        n_early = _owe(rest, when, due[a:b], theirs, window, owed, reached, a, n_early, where, left_of, apart)
    return n_early


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

    block = 262_144  # rows: a call costs as much as some hundred of them
    piece = 8_192  # rows: they stay in the processor's near cache

    def __init__(self) -> None:
        self._size = self._paid = -1
        self._items = np.zeros(0, np.int16)

    def _scratch(self, size: int, paid: int = 0) -> None:
        """Room for so many rows, and one more: each is written before it is known whether it counts."""
        if size > self._size:
            self._size, n = size, size + 1
            self._unknown, self._by_terms, self._by_row, self._cut, self._one, self._early, self._early_left = np.empty((7, n), np.int64)
            self._one_due, self._unknown_left = np.empty(n, np.int32), np.empty((2, n), np.int64)
            self._left, self._seen, self._apart = np.empty((3, min(size, self.piece) + 1), np.int64)
        if paid > self._paid:
            self._paid, self._row = paid, np.empty(paid, np.int64)

    def _ways_for(self, size: int, paid: int = 0) -> tuple[Ints, ...]:
        """How many rows go each way, none so far, and which."""
        self._scratch(size, paid)
        return np.zeros(5, np.int64), self._unknown, self._by_terms, self._by_row, self._cut, self._one, self._one_due

    def _of_terms(self, terms: OwedTerms) -> tuple[Any, ...]:
        if len(self._items) < len(terms.due):
            self._items = np.full(len(terms.due), -1, np.int16)
        lines = terms.last, terms.part_line, terms.due, terms.first_day, terms.n_days, self._items
        return terms.by_table, terms.least, terms.n_inner, *lines

    def due_days(self, terms: OwedTerms, rows: BlockRows) -> tuple[Ints, Ints]:
        """As that of numpy."""
        due, unknown = np.empty(len(rows), np.int32), np.empty(len(rows) + 1, np.int64)
        columns = rows.code, rows.day, rows.stated, rows.inner
        return due, unknown[: _due_days(*columns, terms.by_table, terms.n_inner, terms.starts, terms.due, due, unknown)]

    def add(self, rules: OwedRules, terms: OwedTerms, sums: OwedSums, rows: BlockRows, due: Ints, paid: BlockPaid) -> OwedFound:
        """As that of numpy."""
        payments, ways = kept_payments(rules, sums, paid), self._ways_for(len(rows), len(paid.of))
        columns, inner, many = _columns(rows)
        known, kind = (_window(rules), rules.before, rules.upto > rules.as_of, rules.as_of), rules.kind if rules.some_apart else None
        grids = sums.invoiced, sums.paid, sums.leaves_later, sums.owed, sums.reached, sums.counts
        space, early = (self._left, self._seen, self._apart, self._row), (self._early, self._early_left)
        looked_up = payments, kind, known, self._of_terms(terms), grids, space, ways, self._unknown_left, early
        n_early = _add(self.piece, columns, inner, many, due, *looked_up)
        n_unknown, n_terms, n_rows, n_cut, _ = ways[0].tolist()
        lost = self._unknown[:n_unknown], self._unknown_left[0, :n_unknown], self._unknown_left[1, :n_unknown]
        found = *lost, self._by_terms[:n_terms], self._by_row[:n_rows], self._cut[:n_cut], self._early[:n_early], self._early_left[:n_early]
        return OwedFound(*(way.copy() for way in found))

    def owe(self, rules: OwedRules, sums: OwedSums, left: Ints, day: Ints, due: Ints, inner: Ints | None) -> Ints:
        """As that of numpy."""
        self._ways_for(len(left))
        found = 0, 0, self._early, self._early_left, self._unknown
        return self._early[: _owe(left, day, due, inner, _window(rules), sums.owed, sums.reached, *found)].copy()

    def sort_out(
        self, terms: OwedTerms, rules: OwedRules, sums: OwedSums, at: Ints, left: Ints, seen_left: Ints, rows: BlockRows
    ) -> SortedOut:
        """As that of numpy; of `left` only those of one due day are left."""
        ways, (columns, inner, many) = self._ways_for(len(at)), _columns(rows.take(at))
        looked_up = (rules.kind, rules.before), self._of_terms(terms), sums.counts, ways
        _sort_out(np.arange(len(at)), 0, left, seen_left, None, columns, inner, many, *looked_up)
        found = zip(ways[1:], (ways[0][min(k, 4)] for k in range(6)), strict=True)
        return SortedOut(*(way[:n].copy() for way, n in found))


def _columns(rows: BlockRows) -> tuple[tuple[Ints, ...], Ints | None, Ints | None]:
    return (rows.amount, rows.code, rows.day, rows.stated), rows.inner, rows.many


def _window(rules: OwedRules) -> tuple[int, int, Ints]:
    return rules.first_day, rules.n_days, rules.chosen
