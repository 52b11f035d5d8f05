"""A column of what was paid beside that of what was invoiced, both called amounts: told apart by a column of the dates of payment."""

from __future__ import annotations

from collections.abc import Sequence

from cashflow.ledger.layout.cells.content import fits
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.rough import is_part_of, rough
from cashflow.ledger.layout.cells.words import fold, roles_of

__all__ = ["amount_of_payments"]

_OF_PAYMENTS = {"paymentamount", "checkamount", "chequeamount", "paymentamt", "paymenttotal", "checktotal", "chequetotal"}


def amount_of_payments(grid: Grid, at: dict[str, int], best: Sequence[int]) -> list[int]:
    """Of several columns of amounts those that are not what a payment was of, where a column says when it was made; that is put in `at`."""
    paid = [i for i in best if fold(grid.names[i]) in _OF_PAYMENTS]
    if not paid or "paid_date" not in at:
        return [*best]
    bills = [i for i in best if i not in paid] or _called_less(grid, at, paid)
    if not bills:
        return [*best]
    if len(paid) == len(bills) == 1 and "paid_amount" not in at and is_part_of(grid.sample(), paid[0], bills):
        at["paid_amount"] = paid[0]
    return bills


def _called_less(grid: Grid, at: dict[str, int], paid: Sequence[int]) -> list[int]:
    """Columns that are called amounts in words which say less, where one is filled in a row without a payment."""
    used = {*at.values(), *paid}
    says = {i: roles_of(n)["amount"] for i, n in enumerate(grid.names) if i not in used and "amount" in roles_of(n)}
    rows = grid.sample()
    says = {i: how for i, how in says.items() if fits("amount", grid.cells(i)) and any(_only(row, i, paid) for row in rows)}
    return [i for i, how in says.items() if how == min(says.values())]


def _only(row: Sequence[object], column: int, others: Sequence[int]) -> bool:
    """Whether a row has an amount in a column, and in none of the others."""
    return bool(rough(row[column])) and not any(rough(row[i]) for i in others)
