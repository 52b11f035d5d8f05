"""Exports with a row for each line of a bill, on which the bill's total is repeated: the bill counts once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.ledger.layout.cells.content import text_of
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.money import money_of

__all__ = ["further_lines"]

_KEY = ("supplier", "supplier_number", "invoice", "document", "invoice_date", "due_date")


def further_lines(
    grid: Grid, at: Mapping[str, int], amounts: Mapping[str, Any], item: Ints, decimal: str | None, *, sure: bool
) -> tuple[Ints, str]:
    """(n_rows,), bool: lines of a bill after its first, and the evidence.

    Lines are of one bill where supplier, number, dates and the bill's amounts are the same. Without a profile that says so (`sure`),
    that is believed only where the amounts of the lines add up to the bill's, before or with tax, in 9 of 10 bills of several lines.
    """
    none = np.zeros(len(grid), bool)
    number = next((r for r in ("invoice", "document") if r in at), None)
    if number is None or not (sure or "line_amount" in at):
        return none, ""
    rows = np.flatnonzero(item & grid.filled(at[number]))
    keys = pd.DataFrame({r: grid.column(at[r]).text()[rows] for r in _KEY if r in at})
    for name, cells in amounts.items():
        keys[name] = [text_of(c) for c in cells[rows].tolist()]
    bill = keys.groupby([*keys.columns], sort=False, dropna=False).ngroup().to_numpy()
    again = keys.duplicated(keep="first").to_numpy()
    if not again.any():
        return none, ""
    bills = int(np.unique(bill[again]).size)
    if not sure:
        good = _adding_up(grid, at, amounts, rows, bill, bill[again], decimal)
        if 10 * good < 9 * bills:
            return none, ""
        words = f"the amounts of the lines add up to the bill's in {good:,} of {bills:,} bills of several lines"
    else:
        words = f"a row is a line of a bill; {bills:,} bill{'s have' if bills > 1 else ' has'} several"
    out = none.copy()
    out[rows[again]] = True
    return out, words


def _adding_up(
    grid: Grid, at: Mapping[str, int], amounts: Mapping[str, Any], rows: Ints, bill: Ints, several: Ints, decimal: str | None
) -> int:
    """How many bills of several lines are the sum of their lines, exactly, or with tax on top."""
    line = money_of(grid.column(at["line_amount"]), decimal).minor[rows]
    column = at["amount"] if "amount" in at else at["open_amount"]
    total = money_of(grid.column(column), decimal).minor[rows]
    sums = np.zeros(int(bill.max()) + 1, np.int64)
    np.add.at(sums, bill, line)
    first = np.zeros(len(sums), np.int64)
    first[bill[::-1]] = total[::-1]
    if "line_tax" in at:
        np.add.at(sums, bill, money_of(grid.column(at["line_tax"]), decimal).minor[rows])
    tax = np.zeros(len(sums), np.int64)
    if "tax_amount" in at:
        each = money_of(grid.column(at["tax_amount"]), decimal).minor[rows]
        tax[bill[::-1]] = each[::-1]
    some = np.unique(several)
    return int(((sums[some] == first[some]) | (sums[some] + tax[some] == first[some])).sum())
