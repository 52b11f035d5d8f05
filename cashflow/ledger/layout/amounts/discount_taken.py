"""A discount that was taken, in a column beside what was paid: a bill that both settle asks for no more than was paid."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import evolve

from cashflow.ledger.layout.amounts.amounts import Amounts
from cashflow.ledger.layout.cells.content import fits
from cashflow.ledger.layout.cells.grid import Column, Grid
from cashflow.ledger.layout.cells.money import money_of, written
from cashflow.ledger.layout.cells.words import roles_of

__all__ = ["less_discount_taken"]


def less_discount_taken(grid: Grid, at: Mapping[str, int], found: Amounts | None) -> Amounts | None:
    """The amounts, less the discount in rows where it and what was paid are exactly the whole, and nothing is open.

    Elsewhere a discount is not read: it may be what could be taken.
    """
    if found is None or not {"amount", "paid_amount"} <= set(found.columns):
        return found
    for i, name in enumerate(grid.names):
        if "discount" not in roles_of(name) or i in at.values() or not fits("amount", grid.cells(i)):
            continue
        whole, paid = (
            money_of(Column.of(np.asarray(found.columns[n], object)), found.decimal, found.owed) for n in ("amount", "paid_amount")
        )
        part = money_of(grid.column(i), found.decimal, found.owed)
        good = whole.good & paid.good & part.good & (part.minor != 0) & (paid.minor != 0)
        settled = good & (np.abs(whole.minor) == np.abs(paid.minor) + np.abs(part.minor)) & _nothing_open(found)
        if not settled.any():
            continue
        amounts = np.asarray(found.columns["amount"], object).copy()
        amounts[settled] = written(np.sign(whole.minor[settled]) * np.abs(paid.minor[settled]), found.decimal)
        many = int(settled.sum())
        words = f"{found.words}; less '{name}' in {many:,} row{'s' * (many != 1)} that it and what was paid settle"
        return evolve(found, columns={**found.columns, "amount": amounts}, words=words)
    return found


def _nothing_open(found: Amounts) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    rest = found.columns.get("open_amount")
    if rest is None:
        return np.ones(len(found.columns["amount"]), bool)
    money = money_of(Column.of(np.asarray(rest, object)), found.decimal, found.owed)
    return np.asarray(money.good & (money.minor == 0), bool)
