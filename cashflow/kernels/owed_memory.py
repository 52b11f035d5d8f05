"""What the kernel of ledgers with payments looks up, what it adds to, and what it says of the rows that it doesn't add up by due day."""

from __future__ import annotations

import numpy as np
from attrs import Factory, field, frozen

from cashflow.basics.days import NEVER, NO_DAY, Ints
from cashflow.kernels.block_memory import BlockPaid

__all__ = ["OWED_APART", "OWED_BY_DUE", "OWED_COUNTED", "OwedFound", "OwedRules", "OwedSums", "OwedTerms", "SortedOut", "kept_payments"]

OWED_BY_DUE, OWED_COUNTED, OWED_APART = 0, 1, 2
"""Kinds of terms: what is open is summed by its due day; it is only counted by it; neither."""


@frozen(eq=False)
class OwedRules:
    """What rows are looked up in. All days lie in one window, in which a place is ``inner * n_days + day - first_day``."""

    first_day: int
    n_days: int
    chosen: Ints  # (n_inner * n_days,), int32: what is due on a day is paid no earlier than this day; NO_DAY: not known
    kind: Ints  # (n_codes + 1,), int8 by code + 1
    before: int  # rows invoiced and due before this day are counted; NO_DAY: none are
    upto: int  # payments up to this day are kept
    as_of: int  # and by those up to this day, no later one, is counted what is settled
    all_kept: bool  # there is no other payment, and none of nothing
    some_apart: bool = field(init=False)

    @some_apart.default
    def _of_kinds(self) -> bool:
        return bool(self.kind.any())


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
    ends: Ints = field(factory=lambda: np.array([NEVER, NO_DAY]))  # int64: first and last payment, where not all are kept

    @reached.default
    def _none_reached(self) -> Ints:
        return np.zeros(self.n_places, bool)

    def join(self, other: OwedSums) -> None:
        """Add other sums in the same places."""
        for mine, theirs in (
            *((self.invoiced, other.invoiced), (self.paid, other.paid), (self.leaves_later, other.leaves_later)),
            *((self.owed, other.owed), (self.counts, other.counts)),
        ):
            mine += theirs
        np.logical_or(self.reached, other.reached, out=self.reached)
        self.ends[:] = min(self.ends[0], other.ends[0]), max(self.ends[1], other.ends[1])


@frozen(eq=False)
class OwedTerms:
    """Due days by line and invoice day, in memory at ``line * n_days + day - first_day``; what a line is stands in `payments.day_table`."""

    by_table: Ints  # (n_codes + 1,), bool by code + 1: the table holds their due days
    least: Ints  # (n_codes + 1,), int64 by code + 1: an amount that is no larger must be cut to be counted
    n_inner: int
    last: Ints  # (n_base,), int64: line of the last part
    part_line: Ints  # (n_columns, n_base), int64: lines of the other parts; −1: none
    due: Ints  # int32; NO_DAY: not known yet
    first_day: int
    n_days: int
    starts: Ints = field(init=False)  # (n_base,), int64: a day is at this place plus the day, in the line of the last part
    all_by_table: bool = field(init=False)

    @starts.default
    def _of_last(self) -> Ints:
        return self.last * self.n_days - self.first_day

    @all_by_table.default
    def _of_terms(self) -> bool:
        return bool(self.by_table[1:].all())


@frozen(eq=False)
class SortedOut:
    """Positions among the rows that were given, each int64."""

    unknown: Ints  # a due day is not in the table yet, so that the row is none of the others, and nothing of it is added
    by_terms: Ints  # open, and paid by their terms alone
    by_row: Ints  # open, to be worked out one by one
    cut: Ints  # to be cut into items that are counted
    one: Ints  # open, and paid by one due day
    one_due: Ints  # int32: that day


@frozen(eq=False)
class OwedFound:
    """Rows of a block that are not, or not all, summed by due day; each int64."""

    unknown: Ints  # (n_unknown,): rows that can't be sorted out yet, because the table lacks a due day; nothing of them is added
    left: Ints  # (n_unknown,): what is open of them
    seen_left: Ints  # (n_unknown,): what is open of them by the payments up to `as_of`
    by_terms: Ints  # as of `SortedOut`
    by_row: Ints
    cut: Ints
    early: Ints  # (n_early,): open rows of one due day, paid by another day than it says, or nothing is known of that day
    early_left: Ints  # (n_early,): what is open of them

    @classmethod
    def of(cls, apart: Ints, some: SortedOut, left: Ints, seen_left: Ints, early: Ints, early_left: Ints) -> OwedFound:
        """Of the rows apart, as they are sorted out and what is left of them, and of the early ones."""
        lost = some.unknown
        return cls(apart[lost], left[lost], seen_left[lost], apart[some.by_terms], apart[some.by_row], apart[some.cut], early, early_left)


def kept_payments(rules: OwedRules, sums: OwedSums, given: BlockPaid) -> tuple[Ints, int, Ints, Ints]:
    """The payments of a block that are kept: whose row, counted as the first one of the block is; when; how much."""
    of, day, amount = given.of, given.day, given.amount
    if not rules.all_kept:
        kept = ((day <= rules.upto) & (amount != 0)).nonzero()[0]
        of, day, amount = of[kept], day[kept], amount[kept]
        sums.ends[:] = min(int(day.min(initial=NEVER)), int(sums.ends[0])), max(int(day.max(initial=NO_DAY)), int(sums.ends[1]))
    return of, given.start, day, amount
