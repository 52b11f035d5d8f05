"""The compiled twin of the kernel of ledgers with payments: one pass over the rows of a block, the same sums. Kept on disk."""

from __future__ import annotations

import numpy as np
from numba import int32, int64, njit, uint64

from cashflow.basics.days import NEVER, NO_DAY, Ints
from cashflow.kernels.owed_memory import OWED_APART, OWED_BY_DUE, OWED_COUNTED, OwedFound, OwedRules, OwedSums, OwedTerms, SortedOut

__all__ = ["add", "block", "due_days", "owe", "sort_out"]

block = 131_072  # rows; inside they are taken some thousand at a time, which stay in the processor's nearest cache
_TILE = 4096
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
def _discount(apart, low, left, amount, code, day, due, many, kind, before, counts):  # type: ignore[no-untyped-def]
    """Take those apart off the counts again: a loop without a look-up is so much quicker that this pays."""
    for j in range(apart.shape[0]):
        i = apart[j]
        if kind[uint64(int64(code[i]) + 1)] == OWED_APART and day[i] < before and due[i] < before and amount[i] != 0:
            one = int64(1) if many is None else many[i]
            counts[0] -= one
            counts[1] -= one if left[i - low] == 0 else 0


@_compiled
def _find_apart(code, low, kind, apart):  # type: ignore[no-untyped-def]
    many = int64(0)
    for i in range(code.shape[0]):
        apart[uint64(many)] = low + i
        many += kind[uint64(int64(code[i]) + 1)] != OWED_BY_DUE
    return many


@_compiled
def _owe(left, day, due, inner, low, first_day, n_days, chosen, owed, reached, early, many, space):  # type: ignore[no-untyped-def]
    """The open rows are found without a branch, because who has paid is chance."""
    n_open = int64(0)
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
            early[many] = low + int64(i)
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
    rows, first, left, seen_left, amount, code, day, stated, inner, many, kind, before, counts, by_table, least, n_inner, last_line,
    part_line, table, first_day, n_days, ends, unknown, by_terms, by_row, cut, one, one_due,
):  # fmt: skip
    """Sort rows out, and add how many are of each way to `ends`; what is left of them is counted from the row `first`.

    No branch: what a row is, is chance. Each is written where the next of its way belongs, and counts only if it is of that way.
    """
    n_unknown, n_terms, n_rows, n_cut, n_one, n_due, n_paid = ends[0], ends[1], ends[2], ends[3], ends[4], int64(0), int64(0)
    for i in range(rows.shape[0]):
        r, at = uint64(rows[i]), uint64(rows[i] - first)
        sort, money, rest, seen, due, when = uint64(int64(code[r]) + 1), amount[r], left[at], seen_left[at], stated[r], day[r]
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
        unknown[uint64(n_unknown)], by_terms[uint64(n_terms)], by_row[uint64(n_rows)] = i, rows[i], rows[i]
        cut[uint64(n_cut)], one[uint64(n_one)], one_due[uint64(n_one)] = rows[i], i, last if theirs else due
        n_unknown += not known
        n_terms += is_cell
        n_rows += is_open & (not is_cell) & (not is_one)
        n_cut += must
        n_one += is_one
    ends[0], ends[1], ends[2], ends[3], ends[4] = n_unknown, n_terms, n_rows, n_cut, n_one
    counts[0] += n_due
    counts[1] += n_paid


@_compiled
def _leave_only(rows, some, low, left):  # type: ignore[no-untyped-def]
    """Of some rows nothing is left but of some of them; these come in order, so that none is overwritten before it is read."""
    n = int64(0)
    for j in range(rows.shape[0]):
        stays = n < some.shape[0] and some[n] == j
        n += stays
        left[uint64(rows[j] - low)] *= stays


@_compiled
def _add(  # type: ignore[no-untyped-def]
    amount, code, day, due, stated, inner, many, of, start, paid_day, paid, first_day, n_days, chosen, kind, some_apart, before, upto,
    as_of, by_table, least, n_inner, last_line, part_line, table, table_first, table_days, invoiced, by_day, later, owed, reached, counts,
    ends, unknown, unknown_left, unknown_seen, by_terms, by_row, cut, early, early_left,
):  # fmt: skip
    """A tile is cut out of each column: rows counted from 0 need no check for places before the first, and the loops become vectors."""
    p, n_lost, n_early, sizes = int64(0), int64(0), int64(0), np.zeros(5, np.int64)
    left_space, seen_space, space, apart, lost, one = np.empty((6, _TILE + 1), np.int64)
    one_due = np.empty(_TILE + 1, np.int32)
    for low in range(0, amount.shape[0], _TILE):
        high = min(amount.shape[0], low + _TILE)
        left, money, days, dues, inners, counted = left_space[: high - low], amount[low:high], day[low:high], due[low:high], inner, many
        if inner is not None:
            inners = inner[low:high]
        if many is not None:
            counted = many[low:high]
        left[:] = money
        q = p + np.searchsorted(of[p:], start + high)
        theirs, day_of, paid_of = of[p:q], paid_day[p:q], paid[p:q]
        if _ends(day_of, paid_of, upto, ends):
            _pay(left, days, inners, theirs, start + low, day_of, paid_of, first_day, n_days, by_day, later)
        else:
            kept = np.flatnonzero((day_of <= upto) & (paid_of != 0))
            _pay(left, days, inners, theirs[kept], start + low, day_of[kept], paid_of[kept], first_day, n_days, by_day, later)
        seen_left = left
        if upto > as_of:
            seen_left = seen_space[: high - low]
            seen_left[:] = left
            for k in range(p, q):
                if paid_day[k] <= upto and paid_day[k] > as_of:
                    seen_left[of[k] - start - low] += paid[k]
        p = q
        _invoice(money, days, inners, first_day, n_days, invoiced)
        if before > NO_DAY:
            _count(seen_left, money, days, dues, counted, before, counts)
        if some_apart:
            rows = apart[: _find_apart(code[low:high], low, kind, apart)]
            if before > NO_DAY:
                _discount(rows, low, seen_left, amount, code, day, due, many, kind, before, counts)
            sizes[0], sizes[4] = 0, 0
            _sort_out(
                rows, low, left, seen_left, amount, code, day, stated, inner, many, kind, before, counts, by_table, least, n_inner,
                last_line, part_line, table, table_first, table_days, sizes, lost, by_terms, by_row, cut, one, one_due,
            )  # fmt: skip
            for j in range(sizes[0]):
                row = rows[lost[j]]
                unknown[n_lost], unknown_left[n_lost], unknown_seen[n_lost] = row, left[row - low], seen_left[row - low]
                n_lost += 1
            _leave_only(rows, one[: sizes[4]], low, left)
        was = n_early
        n_early = _owe(left, days, dues, inners, low, first_day, n_days, chosen, owed, reached, early, n_early, space)
        for j in range(was, n_early):
            early_left[j] = left[early[j] - low]
    return n_lost, sizes[1], sizes[2], sizes[3], n_early


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


def due_days(terms: OwedTerms, code: Ints, day: Ints, stated: Ints, inner: Ints | None) -> tuple[Ints, Ints]:
    """As that of numpy."""
    due, unknown = np.empty(len(stated), np.int32), np.empty(len(stated) + 1, np.int64)
    columns = code, day, np.ascontiguousarray(stated), inner
    return due, unknown[: _due_days(*columns, terms.by_table, terms.n_inner, terms.starts, terms.due, due, unknown)]


def add(
    rules: OwedRules,
    terms: OwedTerms,
    sums: OwedSums,
    amount: Ints,
    code: Ints,
    day: Ints,
    due: Ints,
    stated: Ints,
    inner: Ints | None,
    many: Ints | None,
    of: Ints,
    start: int,
    paid_day: Ints,
    paid: Ints,
) -> OwedFound:
    """As that of numpy."""
    some = len(amount) + 1 if rules.some_apart else 1
    unknown, left, seen_left, by_terms, by_row, cut = np.empty((6, some), np.int64)
    early, early_left = np.empty((2, len(amount) + 1), np.int64)
    columns = amount, code, day, due, stated, inner, many, of, start, paid_day, paid
    known = rules.first_day, rules.n_days, rules.chosen, rules.kind, rules.some_apart, rules.before, rules.upto, rules.as_of
    added = sums.invoiced, sums.paid, sums.leaves_later, sums.owed, sums.reached, sums.counts, sums.ends
    found = unknown, left, seen_left, by_terms, by_row, cut, early, early_left
    n_unknown, n_terms, n_rows, n_cut, n_early = _add(*columns, *known, *_table(terms), *added, *found)
    many_of = n_unknown, n_unknown, n_unknown, n_terms, n_rows, n_cut, n_early, n_early
    return OwedFound(*(f[:n] for f, n in zip(found, many_of, strict=True)))


def owe(rules: OwedRules, sums: OwedSums, left: Ints, day: Ints, due: Ints, inner: Ints | None) -> Ints:
    """As that of numpy."""
    early = np.empty(len(left) + 1, np.int64)
    known = rules.first_day, rules.n_days, rules.chosen
    return early[: _owe(left, day, due, inner, 0, *known, sums.owed, sums.reached, early, 0, np.empty_like(early))]


def sort_out(
    terms: OwedTerms,
    rules: OwedRules,
    sums: OwedSums,
    rows: Ints,
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
    unknown, by_terms, by_row, cut, one = np.empty((5, len(rows) + 1), np.int64)
    one_due, ends = np.empty(len(rows) + 1, np.int32), np.zeros(5, np.int64)
    amount, code, day, stated = (c.take(rows) for c in (amount, code, day, stated))
    inner, many = (None if c is None else c.take(rows) for c in (inner, many))
    columns = left, seen_left, amount, code, day, stated, inner, many, rules.kind, rules.before, sums.counts
    _sort_out(np.arange(len(rows)), 0, *columns, *_table(terms), ends, unknown, by_terms, by_row, cut, one, one_due)
    found = zip((unknown, by_terms, by_row, cut, one), ends.tolist(), strict=True)
    unknown, by_terms, by_row, cut, one = (way[:n] for way, n in found)
    return SortedOut(unknown, by_terms, by_row, cut, one, one_due[: len(one)])


def _table(terms: OwedTerms) -> tuple[Ints, Ints, int, Ints, Ints, Ints, int, int]:
    return terms.by_table, terms.least, terms.n_inner, terms.last, terms.part_line, terms.due, terms.first_day, terms.n_days
