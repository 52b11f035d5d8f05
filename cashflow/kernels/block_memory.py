"""A block of a ledger, as kernels see it: columns of its rows, and the payments of them."""

from __future__ import annotations

from attrs import frozen

from cashflow.basics.days import Ints

__all__ = ["BlockPaid", "BlockRows"]


@frozen(eq=False)
class BlockRows:
    """Columns of invoices, (n,) each."""

    amount: Ints  # int64
    code: Ints  # int32: terms; −1: none
    day: Ints  # int32: invoice day; `NO_DAY`: not known
    stated: Ints  # int32: due day as it is stated; `NO_DAY`: it is not
    inner: Ints | None  # currency; `None`: there is one
    many: Ints | None  # int64: how many invoices each row counts for; `None`: one

    def __len__(self) -> int:
        return len(self.amount)

    def take(self, rows: Ints) -> BlockRows:
        """Some of them."""
        inner, many = (None if c is None else c.take(rows) for c in (self.inner, self.many))
        return BlockRows(self.amount.take(rows), self.code.take(rows), self.day.take(rows), self.stated.take(rows), inner, many)


@frozen(eq=False)
class BlockPaid:
    """Payments, (n_payments,) each."""

    of: Ints  # int64, sorted: the row of each, counted as the first one of the block is `start`
    start: int
    day: Ints  # int32
    amount: Ints  # int64
