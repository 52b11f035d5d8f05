"""The kernel of ledgers with payments and stated due dates: a block of invoices to sums by day, without a mask over what is summed.

Owns arrays only; what kinds and days mean is `payments.one_pass`. A paid invoice leaves its payment days, an open one its due day, so
that every sum lies in a grid by currency and day. With numba installed a compiled twin gives the same sums; see `kernels.choose`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cashflow.basics.days import NO_DAY, Ints
from cashflow.kernels.block_memory import BlockPaid, BlockRows
from cashflow.kernels.choose import engine, twin
from cashflow.kernels.owed_memory import OWED_APART, OWED_COUNTED, OwedFound, OwedRules, OwedSums, OwedTerms, SortedOut, kept_payments

__all__ = ["owed_kernel"]

_FEW = 8  # terms: rows of so many are found by comparing
_SHORT_RUN = 32  # rows: shorter runs are not worth finding


def owed_kernel(rows: int, kernel: str | None = None) -> Any:
    """The kernel for so many rows, of numpy or of numba: `block` rows at a time, `add`, `owe` and `sort_out`."""
    return _NumpyOwed() if engine(rows, kernel, "owed") == "numpy" else twin("owed").NumbaOwed()


class _NumpyOwed:
    """Adds a block; its arrays serve every block again, because fresh memory costs more than the arithmetic."""

    block = 131_072  # rows: of fewer, threads wait for each other between steps; of more, columns leave the caches of small machines

    def __init__(self) -> None:
        self._size = 0

    def _scratch(self, size: int) -> None:
        if size > self._size:
            self._size = size
            self._index, self._row, self._left = (np.empty(size, np.int64) for _ in range(3))
            self._day = np.empty(size, np.int32)
            self._old, self._other, self._open, self._kind = (np.empty(size, bool) for _ in range(4))

    def due_days(self, terms: OwedTerms, rows: BlockRows) -> tuple[Ints, Ints]:
        """Due days of a block of rows as they are stated or, where they are not, by their terms.

        Returns
        -------
        due : (n,), int32
            `NO_DAY` of terms that the table does not hold.
        unknown : (n_unknown,), int64
            Rows whose terms the table holds, and whose day it does not know yet.
        """
        lacks = (rows.stated == NO_DAY).nonzero()[0]
        whole = len(lacks) == len(rows)
        some = rows if whole else rows.take(lacks)
        place = _bases(terms, some)
        terms.starts.take(place, out=place, mode="clip")
        place += some.day
        found = terms.due.take(place, mode="clip")  # rows of other terms may lie beyond it; what is found for them is not used
        lost = (found == NO_DAY).nonzero()[0]
        if not terms.all_by_table or int(some.code.min(initial=0)) < 0:  # no terms and no due date: settled, as in sums of a scan
            other = np.logical_not(terms.by_table.take(some.code + 1))
            found[other] = NO_DAY
            lost = lost[terms.by_table.take(some.code[lost] + 1)]
        if whole:
            return found, lost
        due = rows.stated.copy()
        due[lacks] = found
        return due, lacks[lost]

    def add(self, rules: OwedRules, terms: OwedTerms, sums: OwedSums, rows: BlockRows, due: Ints, paid: BlockPaid) -> OwedFound:
        """Add a block of rows and the payments of them.

        Parameters
        ----------
        rules, terms, sums
            What is looked up, and what is added to.
        rows, paid
            The block.
        due : (n,), int32
            Due days by `due_days`, within the window or `NO_DAY`.
        """
        self._scratch(max(len(paid.of), len(rows)))
        left = self._left[: len(rows)]
        np.copyto(left, rows.amount)
        seen_left = self._pay(rules, sums, left, rows, paid)
        self._invoice(rules, sums, rows)
        if rules.before > NO_DAY:
            self._count(rules, sums, seen_left, rows, due)
        apart = self._of_kind(rules, rows.code, OWED_COUNTED).nonzero()[0]
        rest, seen_rest = left[apart], seen_left[apart]
        some = self.sort_out(terms, rules, sums, apart, rest, seen_rest, rows)
        left[apart] = 0
        left[apart[some.one]] = rest[some.one]
        at = np.not_equal(left, 0, out=self._open[: len(left)]).nonzero()[0]
        inner = None if rows.inner is None else rows.inner.take(at)
        early = at[self.owe(rules, sums, left.take(at), rows.day.take(at), due.take(at), inner)]
        return OwedFound.of(apart, some, rest, seen_rest, early, left[early])

    def _pay(self, rules: OwedRules, sums: OwedSums, left: Ints, rows: BlockRows, given: BlockPaid) -> Ints:
        """Take payments off what is left; what is left by the payments up to `as_of`."""
        of, start, paid_day, paid = kept_payments(rules, sums, given)
        if not len(of):
            return left
        row = np.subtract(of, start, out=self._row[: len(of)])
        np.subtract.at(left, row, paid)
        self._leave(rules, sums, rows, row, paid_day, paid)
        if rules.upto <= rules.as_of:
            return left
        seen_left, later = left.copy(), (paid_day > rules.as_of).nonzero()[0]
        np.add.at(seen_left, row[later], paid[later])
        return seen_left

    def _leave(self, rules: OwedRules, sums: OwedSums, rows: BlockRows, row: Ints, paid_day: Ints, paid: Ints) -> None:
        """Add payments to the days on which they are made; and leave payables, which one before the invoice does with the invoice."""
        index, invoiced, late = self._index[: len(row)], self._day[: len(row)], self._old[: len(row)]
        np.subtract(paid_day, rules.first_day, out=index, dtype=np.int64)
        if rows.inner is not None:
            index += rows.inner.take(row).astype(np.int64) * rules.n_days
        np.add.at(sums.paid, index, paid)
        rows.day.take(row, out=invoiced, mode="clip")
        np.less(paid_day, invoiced, out=late)
        if late.any():
            some = late.nonzero()[0]
            before, amount = index[some], paid[some]
            np.subtract.at(sums.leaves_later, before, amount)
            np.add.at(sums.leaves_later, before + (invoiced[some] - paid_day[some]), amount)

    def _of_kind(self, rules: OwedRules, code: Ints, least: int) -> Ints:
        """(n,), bool: rows whose terms are of one kind, or of one that is named after it."""
        found, other = self._kind[: len(code)], self._other[: len(code)]
        terms = (rules.kind >= least).nonzero()[0] - 1
        if len(terms) > _FEW:
            index = np.add(code, 1, out=self._index[: len(code)], dtype=np.int64)
            return np.greater_equal(rules.kind.take(index, mode="clip"), least, out=found)
        found[:] = False
        for each in terms.tolist():
            found |= np.equal(code, each, out=other)
        return found

    def _invoice(self, rules: OwedRules, sums: OwedSums, rows: BlockRows) -> None:
        """Rows of a ledger lie in order of their days, as a rule: long runs of one place are summed by themselves."""
        if len(rows) and int(rows.day.min()) == NO_DAY:
            rows = rows.take((rows.day != NO_DAY).nonzero()[0])
        amount, place = rows.amount, np.subtract(rows.day, rules.first_day, out=self._index[: len(rows)], dtype=np.int64)
        if rows.inner is not None:
            place += rows.inner.astype(np.int64) * rules.n_days
        changed = np.not_equal(place[1:], place[:-1], out=self._old[1 : len(place)])
        if np.count_nonzero(changed) * _SHORT_RUN < len(place):
            start = np.concatenate([[0], changed.nonzero()[0] + 1])
            place, amount = place[start], np.add.reduceat(amount, start)
        np.add.at(sums.invoiced, place, amount)

    def _count(self, rules: OwedRules, sums: OwedSums, left: Ints, rows: BlockRows, due: Ints) -> None:
        old, other = self._old[: len(rows)], self._other[: len(rows)]
        np.less(rows.day, rules.before, out=old)  # nothing is due before its invoice date
        old &= np.less(due, rules.before, out=other)
        old &= np.not_equal(rows.amount, 0, out=other)  # and nothing is paid on a zero
        np.greater(old, self._of_kind(rules, rows.code, OWED_APART), out=old)
        settled = np.equal(left, 0, out=other)
        settled &= old
        if rows.many is None:
            sums.counts[:] += np.count_nonzero(old), np.count_nonzero(settled)
        else:
            sums.counts[:] += int(rows.many.sum(where=old)), int(rows.many.sum(where=settled))

    def owe(self, rules: OwedRules, sums: OwedSums, left: Ints, day: Ints, due: Ints, inner: Ints | None) -> Ints:
        """Add open rows, whatever their terms, to what is owed; (n_early,), int64: the early ones of them, which are not added."""
        self._scratch(len(left))
        index = np.subtract(due, rules.first_day, out=self._index[: len(left)], dtype=np.int64)
        if inner is not None:
            index += inner.astype(np.int64) * rules.n_days
        chosen = rules.chosen.take(index, mode="clip")
        invoiced = np.maximum(day, NO_DAY + 1, out=self._day[: len(left)])  # one that is not known is never late
        other = np.less(chosen, invoiced, out=self._old[: len(left)])
        early = other.nonzero()[0]
        if len(early):
            usual = np.logical_not(other).nonzero()[0]
            index, left = index[usual], left[usual]
        sums.reached[index] = True
        np.add.at(sums.owed, index, left)
        return early

    def sort_out(
        self, terms: OwedTerms, rules: OwedRules, sums: OwedSums, at: Ints, left: Ints, seen_left: Ints, rows: BlockRows
    ) -> SortedOut:
        """Say which way rows apart go, and count the items that are due and paid of those that need not be cut.

        Parameters
        ----------
        terms, rules, sums
            What is looked up, and what counts are added to.
        at, left, seen_left : (n,), int64
            Their places in the columns; what is open of them, and what is as of the policy's day.
        rows
            Columns, of more rows than these.
        """
        some = rows.take(at)
        simple = terms.by_table.take(some.code + 1)
        simple &= some.day != NO_DAY
        last = terms.due.take(terms.starts.take(_bases(terms, some)) + some.day, mode="clip")  # of one that is not simple it is not used
        lost = simple & (last == NO_DAY)
        if lost.any():
            known = np.logical_not(lost).nonzero()[0]
            found = self.sort_out(terms, rules, sums, at[known], left[known], seen_left[known], rows)
            by_terms, by_row, cut, one = (known[way] for way in (found.by_terms, found.by_row, found.cut, found.one))
            return SortedOut(lost.nonzero()[0], by_terms, by_row, cut, one, found.one_due)
        by_terms = some.stated == last
        by_terms |= some.stated == NO_DAY
        by_terms &= simple
        counted = rules.kind.take(some.code + 1) == OWED_COUNTED
        cut = at[:0] if rules.before == NO_DAY else _count_items(terms, rules, sums, seen_left, some, simple, by_terms, counted)
        is_open = (left != 0).nonzero()[0]
        by_terms, simple, counted, whole = (c.take(is_open) for c in (by_terms, simple, counted, left == some.amount))
        cells, one = by_terms & whole, simple & ~np.where(counted, whole, by_terms)
        which = one.nonzero()[0]
        ways = is_open.take(cells.nonzero()[0]), is_open.take((~(cells | one)).nonzero()[0]), cut, is_open.take(which)
        due = np.where(by_terms.take(which), last.take(ways[-1]), some.stated.take(ways[-1]))
        return SortedOut(lost.nonzero()[0], *ways, due)


def _count_items(
    terms: OwedTerms, rules: OwedRules, sums: OwedSums, seen_left: Ints, rows: BlockRows, simple: Ints, by_terms: Ints, counted: Ints
) -> Ints:
    """Count the items of rows that are due, and paid; (n_cut,), int64: positions of the rows that must be cut to be counted."""
    settled = seen_left == 0
    must = ~settled & (seen_left != rows.amount)
    must |= np.abs(rows.amount) <= terms.least.take(rows.code + 1)
    must &= by_terms
    must |= ~simple
    old = (rows.day < rules.before) & (rows.amount != 0) & ~counted
    items = _items_due(terms, rules.before, by_terms, rows)
    items *= old & ~must
    if rows.many is not None:
        items = items * rows.many
    sums.counts[:] += int(items.sum(dtype=np.int64)), int((items * settled).sum(dtype=np.int64))
    return (must & old).nonzero()[0]


def _bases(terms: OwedTerms, rows: BlockRows) -> Ints:
    """(n,), int64: lines of the rests of terms in their currencies."""
    base = np.add(rows.code, 1, dtype=np.int64)
    if terms.n_inner > 1:
        base *= terms.n_inner
    if rows.inner is not None:
        base += rows.inner
    return base


def _items_due(terms: OwedTerms, before: int, by_terms: Ints, rows: BlockRows) -> Ints:
    """(n,), int16: items due before a day: one on a stated day, else the parts of the terms."""
    base, place = _bases(terms, rows), np.subtract(rows.day, terms.first_day, dtype=np.int64)
    out = (terms.due.take(base * terms.n_days + place, mode="clip") < before).astype(np.int16)
    for others in terms.part_line:
        line = others.take(base)
        due = terms.due.take(line * terms.n_days + place, mode="clip")
        out += (due < before) & (line >= 0)
    np.copyto(out, rows.stated < before, where=~by_terms, casting="unsafe")
    return out
