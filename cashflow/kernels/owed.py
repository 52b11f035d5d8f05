"""The kernel of ledgers with payments and stated due dates: a block of invoices to sums by day, without a mask over what is summed.

Owns arrays only; what kinds and days mean is `payments.one_pass`. A paid invoice leaves its payment days, an open one its due day, so
that every sum lies in a grid by currency and day. With numba installed a compiled twin gives the same sums; see `kernels.choose`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cashflow.basics.days import NO_DAY, Ints
from cashflow.kernels.choose import engine, twin
from cashflow.kernels.owed_memory import OWED_APART, OWED_COUNTED, OwedFound, OwedRules, OwedSums, OwedTerms, SortedOut

__all__ = ["owed_kernel"]


def owed_kernel(rows: int, kernel: str | None = None) -> Any:
    """The kernel for so many rows, of numpy or of numba: `block` rows at a time, `add`, `owe` and `sort_out`."""
    return _NumpyOwed() if engine(rows, kernel, "owed") == "numpy" else twin("owed")


class _NumpyOwed:
    """Adds a block; its arrays serve every block again, because fresh memory costs more than the arithmetic."""

    block = 65_536  # rows: what they need again and again stays in the processor's cache

    def __init__(self) -> None:
        self._size = 0

    def _scratch(self, size: int) -> None:
        if size > self._size:
            self._size = size
            self._index, self._row, self._left = (np.empty(size, np.int64) for _ in range(3))
            self._day = np.empty(size, np.int32)
            self._old, self._other, self._open = (np.empty(size, bool) for _ in range(3))

    def due_days(self, terms: OwedTerms, code: Ints, day: Ints, stated: Ints, inner: Ints | None) -> tuple[Ints, Ints]:
        """Due days of a block of rows as they are stated or, where they are not, by their terms.

        Returns
        -------
        due : (n,), int32
            `NO_DAY` of terms that the table does not hold.
        unknown : (n_unknown,), int64
            Rows whose terms the table holds, and whose day it does not know yet.
        """
        lacks = (stated == NO_DAY).nonzero()[0]
        whole = len(lacks) == len(stated)
        some = (code, day, inner) if whole else (code[lacks], day[lacks], None if inner is None else inner[lacks])
        place = _bases(terms, some[0], some[2])
        terms.starts.take(place, out=place, mode="clip")
        place += some[1]
        found = terms.due.take(place, mode="clip")  # rows of other terms may lie beyond it; what is found for them is not used
        lost = (found == NO_DAY).nonzero()[0]
        if not terms.all_by_table or int(some[0].min(initial=0)) < 0:  # no terms and no due date: settled, as in sums of a scan
            other = np.logical_not(terms.by_table.take(some[0] + 1))
            found[other] = NO_DAY
            lost = lost[terms.by_table.take(some[0][lost] + 1)]
        if whole:
            return found, lost
        due = stated.copy()
        due[lacks] = found
        return due, lacks[lost]

    def add(
        self,
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
        """Add a block of rows and the payments of them.

        Parameters
        ----------
        rules, terms, sums
            What is looked up, and what is added to.
        amount, code, day, due, inner : (n,)
            Amounts, int64; terms, invoice days and due days within the window or `NO_DAY`, int32; currency, `None` where there is one.
        stated : (n,), int32
            Due days as they are stated, `NO_DAY` where they are not.
        many : (n,), int64, optional
            How many invoices each row counts for.
        of, paid_day, paid : (n_payments,), int64, int32, int64
            The row of each payment, sorted, counted as the first one of the block is `start`; its day and amount.
        """
        self._scratch(max(len(of), len(amount)))
        left = self._left[: len(amount)]
        np.copyto(left, amount)
        seen_left = self._pay(rules, sums, left, day, inner, of, start, paid_day, paid)
        kind = self._kinds(rules, code)
        self._invoice(rules, sums, amount, day, inner)
        if rules.before > NO_DAY:
            self._count(rules, sums, seen_left, amount, kind, day, due, many)
        apart = np.zeros(0, np.int64) if kind is None else kind.nonzero()[0]
        rest, seen_rest = left[apart], seen_left[apart]
        some = self.sort_out(terms, rules, sums, apart, rest, seen_rest, amount, code, day, stated, inner, many)
        left[apart] = 0
        left[apart[some.one]] = rest[some.one]
        at = np.not_equal(left, 0, out=self._open[: len(left)]).nonzero()[0]
        early = at[self.owe(rules, sums, left.take(at), day.take(at), due.take(at), None if inner is None else inner.take(at))]
        lost = some.unknown
        by_terms, by_row, cut = (apart[way] for way in (some.by_terms, some.by_row, some.cut))
        return OwedFound(apart[lost], rest[lost], seen_rest[lost], by_terms, by_row, cut, early, left[early])

    def _pay(
        self,
        rules: OwedRules,
        sums: OwedSums,
        left: Ints,
        day: Ints,
        inner: Ints | None,
        of: Ints,
        start: int,
        paid_day: Ints,
        paid: Ints,
    ) -> Ints:
        """Take payments off what is left; what is left by the payments up to `as_of`."""
        if len(of) and (int(paid_day.max()) > rules.upto or np.count_nonzero(paid) < len(paid)):  # a payment of nothing touches nothing
            kept = ((paid_day <= rules.upto) & (paid != 0)).nonzero()[0]
            of, paid_day, paid = of[kept], paid_day[kept], paid[kept]
        if not len(of):
            return left
        first, last = int(paid_day.min()), int(paid_day.max())
        sums.ends[:] = min(first, int(sums.ends[0])), max(last, int(sums.ends[1]))
        row = np.subtract(of, start, out=self._row[: len(of)])
        np.subtract.at(left, row, paid)
        self._leave(rules, sums, day, inner, row, paid_day, paid)
        if rules.before == NO_DAY or last <= rules.as_of:
            return left
        seen_left, later = left.copy(), (paid_day > rules.as_of).nonzero()[0]
        np.add.at(seen_left, row[later], paid[later])
        return seen_left

    def _leave(self, rules: OwedRules, sums: OwedSums, day: Ints, inner: Ints | None, row: Ints, paid_day: Ints, paid: Ints) -> None:
        """Add payments to the days on which they are made; and leave payables, which one before the invoice does with the invoice."""
        index, invoiced, late = self._index[: len(row)], self._day[: len(row)], self._old[: len(row)]
        np.subtract(paid_day, rules.first_day, out=index, dtype=np.int64)
        if inner is not None:
            index += inner.take(row).astype(np.int64) * rules.n_days
        np.add.at(sums.paid, index, paid)
        day.take(row, out=invoiced, mode="clip")
        np.less(paid_day, invoiced, out=late)
        if late.any():
            some = late.nonzero()[0]
            before, amount = index[some], paid[some]
            np.subtract.at(sums.leaves_later, before, amount)
            np.add.at(sums.leaves_later, before + (invoiced[some] - paid_day[some]), amount)

    def _kinds(self, rules: OwedRules, code: Ints) -> Ints | None:
        """(n,), int8: kinds of rows; `None` where all are summed by due day."""
        if not rules.some_apart:
            return None
        index = self._index[: len(code)]
        np.add(code, 1, out=index, dtype=np.int64)
        return rules.kind.take(index, mode="clip")

    def _invoice(self, rules: OwedRules, sums: OwedSums, amount: Ints, day: Ints, inner: Ints | None) -> None:
        index = self._index[: len(day)]
        np.subtract(day, rules.first_day, out=index, dtype=np.int64)
        if len(day) and int(day.min()) == NO_DAY:
            dated = (day != NO_DAY).nonzero()[0]
            index, amount, inner = index[dated], amount[dated], None if inner is None else inner[dated]
        if inner is not None:
            index += inner.astype(np.int64) * rules.n_days
        np.add.at(sums.invoiced, index, amount)

    def _count(
        self, rules: OwedRules, sums: OwedSums, left: Ints, amount: Ints, kind: Ints | None, day: Ints, due: Ints, many: Ints | None
    ) -> None:
        old, other = self._old[: len(day)], self._other[: len(day)]
        np.less(day, rules.before, out=old)  # nothing is due before its invoice date
        old &= np.less(due, rules.before, out=other)
        old &= np.not_equal(amount, 0, out=other)  # and nothing is paid on a zero
        if kind is not None:
            old &= np.less(kind, OWED_APART, out=other)
        settled = np.equal(left, 0, out=other)
        settled &= old
        if many is None:
            sums.counts[:] += np.count_nonzero(old), np.count_nonzero(settled)
        else:
            sums.counts[:] += int(many.sum(where=old)), int(many.sum(where=settled))

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
        self,
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
        """Say which way rows apart go, and count the items that are due and paid of those that need not be cut.

        Parameters
        ----------
        terms, rules, sums
            What is looked up, and what counts are added to.
        rows, left, seen_left : (n,), int64
            Their places in the columns; what is open of them, and what is as of the policy's day.
        amount, code, day, inner, many
            Columns, as of `add`.
        stated
            Due days as they are stated, int32, `NO_DAY` where they are not.
        """
        columns = amount, code, day, stated, inner, many
        amount, code, day, stated = (c.take(rows) for c in columns[:4])
        inner, many = (None if c is None else c.take(rows) for c in columns[4:])
        base, sort = _bases(terms, code, inner), np.add(code, 1, dtype=np.int64)
        simple = terms.by_table.take(sort)
        simple &= day != NO_DAY
        last = terms.due.take(terms.starts.take(base) + day, mode="clip")  # of a row that is not simple it is not used
        lost = simple & (last == NO_DAY)
        if lost.any():
            known = np.logical_not(lost).nonzero()[0]
            found = self.sort_out(terms, rules, sums, rows[known], left[known], seen_left[known], *columns)
            by_terms, by_row, cut, one = (known[way] for way in (found.by_terms, found.by_row, found.cut, found.one))
            return SortedOut(lost.nonzero()[0], by_terms, by_row, cut, one, found.one_due)
        by_terms = stated == last
        by_terms |= stated == NO_DAY
        by_terms &= simple
        counted = rules.kind.take(sort) == OWED_COUNTED
        cut = np.zeros(0, np.int64)
        if rules.before > NO_DAY:
            must = (seen_left != 0) & (seen_left != amount)
            must |= np.abs(amount) <= terms.least.take(sort)
            must &= by_terms
            must |= ~simple
            old = (day < rules.before) & (amount != 0) & ~counted
            cut = (must & old).nonzero()[0]
            items = _items_due(terms, rules.before, by_terms, stated, base, day)
            items *= old & ~must
            if many is not None:
                items = items * many
            sums.counts[:] += int(items.sum(dtype=np.int64)), int(items.sum(where=seen_left == 0, dtype=np.int64))
        at = (left != 0).nonzero()[0]
        by_terms, simple, counted, whole = by_terms[at], simple[at], counted[at], left[at] == amount[at]
        cells = by_terms & whole
        one = np.where(counted, ~whole, ~by_terms)
        one &= simple
        which = at[one]
        due = np.where(by_terms[one], last[which], stated[which])
        return SortedOut(lost.nonzero()[0], at[cells], at[~(cells | one)], cut, which, due)


def _bases(terms: OwedTerms, code: Ints, inner: Ints | None) -> Ints:
    """(n,), int64: lines of the rests of terms in their currencies."""
    base = np.add(code, 1, dtype=np.int64)
    if terms.n_inner > 1:
        base *= terms.n_inner
    if inner is not None:
        base += inner
    return base


def _items_due(terms: OwedTerms, before: int, by_terms: Ints, stated: Ints, base: Ints, day: Ints) -> Ints:
    """(n,), int16: items due before a day: one on a stated day, else the parts of the terms."""
    place = np.subtract(day, terms.first_day, dtype=np.int64)
    out = (terms.due.take(base * terms.n_days + place, mode="clip") < before).astype(np.int16)
    for others in terms.part_line:
        line = others.take(base)
        due = terms.due.take(line * terms.n_days + place, mode="clip")
        out += (due < before) & (line >= 0)
    np.copyto(out, stated < before, where=~by_terms, casting="unsafe")
    return out
