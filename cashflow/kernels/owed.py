"""The kernel of ledgers with payments and stated due dates: a block of invoices to sums by day, without a mask over what is summed.

Owns arrays only; what kinds and days mean is `payments.one_pass`. A paid invoice leaves its payment days, an open one its due day, so
that every sum lies in a grid by currency and day. With numba installed a compiled twin gives the same sums; see `kernels.choose`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import Factory, field, frozen

from cashflow.basics.days import NO_DAY, Ints
from cashflow.kernels.choose import engine, twin

__all__ = ["BLOCK", "OWED_APART", "OWED_BY_DUE", "OWED_COUNTED", "OwedRules", "OwedSums", "owed_kernel"]

BLOCK = 65_536
"""Rows at a time: what a block needs again and again stays in the processor's cache."""
OWED_BY_DUE, OWED_COUNTED, OWED_APART = 0, 1, 2
"""Kinds of terms: what is open is summed by its due day; it is only counted by it; neither."""


@frozen(eq=False)
class OwedRules:
    """What rows are looked up in. All days lie in one window, in which a place is ``inner * n_days + day - first_day``."""

    first_day: int
    n_days: int
    chosen: Ints  # (n_inner * n_days,), int32: what is due on a day is paid no earlier than this day; NO_DAY: not known
    kind: Ints  # (n_codes + 1,), int8 by code + 1
    before: int  # rows invoiced and due before this day are counted


def _grid(sums: OwedSums) -> Ints:
    return np.zeros(sums.n_places, np.int64)


@frozen(eq=False)
class OwedSums:
    """Sums by currency and day, which blocks are added to."""

    n_places: int
    invoiced: Ints = field(default=Factory(_grid, takes_self=True))
    paid: Ints = field(default=Factory(_grid, takes_self=True))  # by the day of the payment
    leaves_later: Ints = field(default=Factory(_grid, takes_self=True))  # what to add to `paid`, for when it leaves payables
    owed: Ints = field(default=Factory(_grid, takes_self=True))  # by due day
    reached: Ints = field(init=False)  # bool: something is open that is due on that day
    counts: Ints = field(factory=lambda: np.zeros(2, np.int64))  # rows due, and of these the settled ones

    @reached.default
    def _none_reached(self) -> Ints:
        return np.zeros(self.n_places, bool)


def owed_kernel(rows: int, kernel: str | None = None) -> Any:
    """The kernel for so many rows: `pay` and `owe`, of numpy or of numba."""
    return _NumpyOwed() if engine(rows, kernel, "owed") == "numpy" else twin("owed")


class _NumpyOwed:
    """Adds a block; its arrays serve every block again, because fresh memory costs more than the arithmetic."""

    def __init__(self) -> None:
        self._size = 0

    def _scratch(self, size: int) -> None:
        if size > self._size:
            self._size = size
            self._index, self._day = np.empty(size, np.int64), np.empty(size, np.int32)
            self._old, self._other, self._open = (np.empty(size, bool) for _ in range(3))

    def pay(
        self, rules: OwedRules, sums: OwedSums, left: Ints, day: Ints, inner: Ints | None, of: Ints, paid_day: Ints, paid: Ints
    ) -> None:
        """Take payments off what is left of the rows of a block.

        Parameters
        ----------
        rules, sums
            What is looked up, and what is added to.
        left : (n,), int64
            Amounts of the rows; changed in place.
        day, inner : (n,)
            Invoice day; code of the currency, `None` where there is one.
        of, paid_day, paid : (n_payments,), int64, int32, int64
            The row in the block, the day and the amount of each payment.
        """
        if not len(of):
            return
        self._scratch(max(len(of), len(left)))
        index, invoiced, late = self._index[: len(of)], self._day[: len(of)], self._old[: len(of)]
        np.subtract.at(left, of, paid)
        np.subtract(paid_day, rules.first_day, out=index, dtype=np.int64)
        if inner is not None:
            index += inner.take(of).astype(np.int64) * rules.n_days
        np.add.at(sums.paid, index, paid)
        day.take(of, out=invoiced, mode="clip")
        np.less(paid_day, invoiced, out=late)
        if late.any():  # paid before the invoice: it leaves payables with the invoice
            some = late.nonzero()[0]
            before, amount = index[some], paid[some]
            np.subtract.at(sums.leaves_later, before, amount)
            np.add.at(sums.leaves_later, before + (invoiced[some] - paid_day[some]), amount)

    def owe(
        self,
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
    ) -> tuple[Ints, Ints]:
        """Add the rows of a block to what is invoiced and what is owed.

        Parameters
        ----------
        rules, sums
            What is looked up, and what is added to.
        left, seen_left, amount : (n,), int64
            What is open of each row; the same by payments up to the day of the counts; its amount.
        code, day, due, inner : (n,)
            Terms, invoice day and due day within the window or `NO_DAY`; currency, `None` where there is one.
        many : (n,), int64, optional
            How many invoices each row counts for.

        Returns
        -------
        apart : (n_apart,), int64
            Rows of a kind whose open amounts are not summed by due day, settled ones too.
        early : (n_early,), int64
            Open rows of the other kind that are paid by another day than their due day says, or nothing is known of that day.
        """
        self._scratch(len(left))
        kind = self._kinds(rules, code)
        self._invoice(rules, sums, amount, day, inner)
        if rules.before > NO_DAY:
            self._count(rules, sums, seen_left, amount, kind, day, due, many)
        is_open = np.not_equal(left, 0, out=self._open[: len(left)])
        apart = np.zeros(0, np.int64)
        if kind is not None:
            apart = kind.nonzero()[0]
            is_open &= kind == OWED_BY_DUE
        at = is_open.nonzero()[0]
        early = self.owe_rows(rules, sums, left.take(at), day.take(at), due.take(at), None if inner is None else inner.take(at))
        return apart, at[early]

    def _kinds(self, rules: OwedRules, code: Ints) -> Ints | None:
        """(n,), int8: kinds of rows; `None` where all are summed by due day."""
        if not rules.kind.any():
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

    def owe_rows(self, rules: OwedRules, sums: OwedSums, left: Ints, day: Ints, due: Ints, inner: Ints | None) -> Ints:
        """Add open rows, whatever their terms, to what is owed; the early ones of them (see `owe`)."""
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
