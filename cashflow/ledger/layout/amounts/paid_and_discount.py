"""What was paid, as it stands beside the amounts: as what goes off them, or with a discount that was taken in a column of its own."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from attrs import evolve

from cashflow.basics.days import Ints
from cashflow.ledger.layout.amounts.amounts import Amounts
from cashflow.ledger.layout.cells.content import fits
from cashflow.ledger.layout.cells.grid import Column, Grid
from cashflow.ledger.layout.cells.money import money_of, turned_at, written
from cashflow.ledger.layout.cells.words import roles_of

__all__ = ["less_discount_taken", "paid_off"]


def paid_off(found: Amounts | None, item: Ints) -> Amounts | None:
    """The amounts, with what was paid turned where it stands as what goes off them: negative in each row, and no more than the amount."""
    if found is None or not {"amount", "paid_amount"} <= set(found.columns):
        return found
    whole, paid = (money_of(Column.of(np.asarray(found.columns[n], object)), found.decimal, found.owed) for n in ("amount", "paid_amount"))
    some = item & whole.good & paid.good & (paid.minor != 0) & (whole.minor != 0)
    against = np.sign(whole.minor[some]) == -np.sign(paid.minor[some])
    if not some.any() or not against.all() or (np.abs(paid.minor[some]) > np.abs(whole.minor[some])).any():
        return found
    columns = {**found.columns, "paid_amount": turned_at(np.asarray(found.columns["paid_amount"], object), some)}
    return evolve(found, columns=columns, words=f"{found.words}; what was paid stands as what goes off it, so it is turned")


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
