"""Which column repeats the total of a bill on each of its lines, and which holds the lines: by numbers alone, whatever they are called."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.decimal_sign import decide_decimal
from cashflow.basics.frames import pd
from cashflow.ledger.layout.content import is_fraction
from cashflow.ledger.layout.grid import Grid
from cashflow.ledger.layout.money import Money, money_of
from cashflow.ledger.layout.words import fold, roles_of

__all__ = ["repeated_totals"]

_KEY = ("supplier", "supplier_number", "invoice_date", "due_date")
_LOOKED = 50_000  # rows
_NEARLY_ALL = 0.9
_OTHERS = {"tax_amount", "paid_amount", "age", "debit", "credit", "local_amount", "local_open_amount"}
_MOST = 8  # columns


def repeated_totals(grid: Grid, at: Mapping[str, int], rivals: Sequence[int], never: Collection[str] = ()) -> tuple[int, int] | None:
    """The columns of a bill's total and of its lines, where in nine of ten bills of several lines the lines add up to the total, exactly.

    Lines are of one bill where its number, supplier and dates are the same (installments differ in when they are due); the total must
    be the same on all of them. The lines may lack the tax, which then is added: that of each line, or that of the bill.

    Parameters
    ----------
    grid, at
        Cells, and the columns that are known.
    rivals
        Columns of which each may hold the amount.
    never
        Folded names of columns that hold neither.
    """
    number = next((at[r] for r in ("invoice", "document") if r in at), None)
    if number is None:
        return None
    rows = np.flatnonzero(grid.filled(number))[:_LOOKED]
    keys = [grid.column(at[r]).codes[rows] for r in _KEY if r in at]
    bill = pd.DataFrame({str(i): k for i, k in enumerate([grid.column(number).codes[rows], *keys])})
    of = bill.groupby([*bill.columns], sort=False, dropna=False).ngroup().to_numpy()
    several = np.flatnonzero(np.bincount(of, minlength=1) > 1) if len(of) else np.zeros(0, np.int64)
    if not len(several):
        return None
    totals, lines = _candidates(grid, at, rivals, never)
    decimal = decide_decimal([c for i in lines for c in grid.raw(i)[rows].tolist() if isinstance(c, str)]).sign
    money = {i: _of(money_of(grid.column(i), decimal), rows) for i in {*totals, *lines}}
    tax = _of(money_of(grid.column(at["tax_amount"]), decimal), rows) if "tax_amount" in at else None
    pairs = [(t, n) for t in totals for n in lines if t != n and _adds_up(money[t], money[n], tax, of, several)]
    return pairs[0] if pairs else None


def _of(money: Money, rows: Ints) -> Any:
    return np.where(money.good, money.minor, 0)[rows]


def _candidates(grid: Grid, at: Mapping[str, int], rivals: Sequence[int], never: Collection[str]) -> tuple[list[int], list[int]]:
    """Columns that may hold totals, by their names; and all that may hold lines, by their content."""
    used = {i for role, i in at.items() if role not in ("amount", "line_amount", "net_amount")}
    free = [i for i, n in enumerate(grid.names) if n and i not in used and fold(n) not in never and not _OTHERS & set(roles_of(n))]
    money = [i for i in free if any(map(is_fraction, grid.cells(i)))][:_MOST]
    named = [i for i in money if "amount" in roles_of(grid.names[i])]
    first = [at["amount"]] if "amount" in at and at["amount"] in money else []
    return list(dict.fromkeys([*first, *(r for r in rivals if r in money), *named])), money


def _adds_up(total: Any, line: Any, tax: Any, of: Ints, several: Ints) -> bool:
    """Whether in nearly all bills of several lines the total is the same on each, and the lines add up to it."""
    most = int(of.max()) + 1
    first = np.zeros(most, np.int64)
    first[of[::-1]] = total[::-1]
    same = np.ones(most, bool)
    np.logical_and.at(same, of, total == first[of])
    sums = [np.zeros(most, np.int64) for _ in range(2)]
    np.add.at(sums[0], of, line)
    good = sums[0] == first
    if tax is not None:
        np.add.at(sums[1], of, tax)
        once = np.zeros(most, np.int64)
        once[of[::-1]] = tax[::-1]
        good |= (sums[0] + sums[1] == first) | (sums[0] + once == first)
    return bool((good & same & (first != 0))[several].sum() >= _NEARLY_ALL * len(several))
