"""What the kernel of invoices that are paid whole or not at all looks up, what it adds to, and what it says of rows it doesn't add."""

from __future__ import annotations

import numpy as np
from attrs import Factory, field, frozen

from cashflow.basics.days import NEVER, NO_DAY, Ints
from cashflow.kernels import whole_marks as mark
from cashflow.kernels.memory import Layout

__all__ = [
    "Found",
    "Others",
    "TermDays",
    "Told",
    "Totals",
    "WholeRules",
    "WholeSums",
]


@frozen(eq=False)
class WholeRules:
    """What rows are looked up in, and where they go.

    First lie the sums by terms, as in the layout. Then, for each currency and invoice day, those by the number of days to the due day that
    is stated; then those by the number of days to the day paid; last a place for what is not added. What is near in time is near in memory.
    """

    layout: Layout
    low: int  # days apart that have a place: the first
    n_apart: int  # and how many
    last: Ints  # (n_cells,), int32: last due day by the terms; NO_DAY: none, or not known
    told: Ints  # (n_cells,), int16: items that are due before the day `before`, and marks
    least: Ints  # (n_codes + 1,), int64 by code + 1: an amount that is no larger is cut to be counted
    before: int  # NO_DAY: nothing is counted
    upto: int  # payments up to this day are kept
    as_of: int  # and by those up to this day is counted what is settled
    most_items: int  # of a row
    marks: int = field(init=False)  # that some terms have

    @marks.default
    def _of_told(self) -> int:
        return int(np.bitwise_or.reduce(self.told, initial=0)) & ~mark.ITEMS

    @property
    def stated_from(self) -> int:
        """First place of stated due days."""
        return self.layout.n_cells

    @property
    def paid_from(self) -> int:
        """First place of days paid."""
        return self.stated_from + self.n_apart * self.layout.stride

    @property
    def nowhere(self) -> int:
        """Place of what is not added."""
        return self.paid_from + self.n_apart * self.layout.stride


def _places(sums: WholeSums) -> Ints:
    return np.zeros(sums.rules.nowhere + 1, np.int64)


@frozen(eq=False)
class WholeSums:
    """Sums by place, and counts."""

    rules: WholeRules
    amount: Ints = field(default=Factory(_places, takes_self=True))  # int64
    counts: Ints = field(factory=lambda: np.array([0, 0, NEVER]))  # items due; of these those paid; the first payment


@frozen(eq=False)
class Others:
    """Rows that state another due day than that of their terms."""

    first: Ints  # int64: positions of the first ones, as many as are asked for
    many: int


@frozen(eq=False)
class Totals:
    """Money of rows, added or not, by currency, int64; where all sums fit."""

    gross: Ints  # amounts without their signs
    unpaid: Ints  # of these, what is not paid
    negative: Ints  # of negative amounts, without their sign
    n_negative: int  # rows


@frozen(eq=False)
class Found:
    """What is said of rows that were added; positions are int64."""

    apart: Ints  # rows that are not added
    why: Ints  # (n_apart,), uint8: `PAID`, `DATED`, `ROW` or `ROUNDED`
    cut: Ints  # rows that are not counted, because they must be cut
    others: Others
    totals: Totals


@frozen(eq=False)
class TermDays:
    """Days by terms and invoice day, at ``(code + 1) * n_days + day - first_day``."""

    first_day: int
    n_days: int
    last: Ints  # int32: last due day by the terms; NO_DAY: none, or not known
    early: bool  # some lie before their invoice day
    discount: Ints | None  # int32: last day on which a discount is taken; NO_DAY: there is none; NEVER: it can't be told; `None`: not asked
    longest: int = field(init=False)  # days from the invoice day to the last of these days

    @longest.default
    def _of_discounts(self) -> int:
        if self.discount is None:
            return 0
        there = (self.discount != NO_DAY) & (self.discount != NEVER)
        if (self.discount == NEVER).any():
            return NEVER - 1
        days = np.arange(self.first_day, self.first_day + self.n_days)
        apart = self.discount.reshape(-1, self.n_days).astype(np.int64) - days
        return int(apart.max(initial=NO_DAY, where=there.reshape(apart.shape)))


@frozen(eq=False)
class Told:
    """What rows, of which there are some, say of their dates, and their ends."""

    n_bad: int  # without a due day, or with one before the invoice
    n_before: int  # paid before the invoice
    n_in_time: int  # paid in time for a discount, as far as is known
    least: int  # amount
    most: int
    least_code: int  # of terms
