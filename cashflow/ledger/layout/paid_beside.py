"""A column of what was paid beside that of what was invoiced, both called amounts: told apart by a column of the dates of payment."""

from __future__ import annotations

from collections.abc import Sequence

from cashflow.ledger.layout.grid import Grid
from cashflow.ledger.layout.rough import is_part_of
from cashflow.ledger.layout.words import fold

__all__ = ["amount_of_payments"]

_OF_PAYMENTS = {"paymentamount", "checkamount", "chequeamount", "paymentamt", "paymenttotal", "checktotal", "chequetotal"}


def amount_of_payments(grid: Grid, at: dict[str, int], best: Sequence[int]) -> list[int]:
    """Of several columns of amounts those that are not what a payment was of, where a column says when it was made; that is put in `at`."""
    paid = [i for i in best if fold(grid.names[i]) in _OF_PAYMENTS]
    bills = [i for i in best if i not in paid]
    if not paid or not bills or "paid_date" not in at:
        return [*best]
    if len(paid) == len(bills) == 1 and "paid_amount" not in at and is_part_of(grid.sample(), paid[0], bills):
        at["paid_amount"] = paid[0]
    return bills
