"""Which column repeats the total of a bill on each of its lines, and which holds the lines: by numbers alone, whatever they are called."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.decimal_sign import decide_decimal
from cashflow.basics.frames import pd
from cashflow.ledger.layout.cells.content import is_fraction
from cashflow.ledger.layout.cells.grid import Column, Grid
from cashflow.ledger.layout.cells.money import Money, money_of
from cashflow.ledger.layout.cells.words import fold, roles_of

__all__ = ["repeated_totals"]

_KEY = ("supplier", "supplier_number", "invoice_date", "due_date", "paid_date")  # a payment each is not a line
_LOOKED = 50_000  # rows
_NEARLY_ALL = 0.9
_TAX = re.compile(r"tax|vat|gst|mwst|ust|steuer|tva|iva|btw|moms")
_OTHERS = {"paid_amount", "age", "debit", "credit", "local_amount", "local_open_amount"}
_MOST = 8  # columns


def repeated_totals(
    grid: Grid, at: Mapping[str, int], rivals: Sequence[int], never: Collection[str] = ()
) -> tuple[int, int, int | None] | None:
    """The columns of a bill's total, of its lines, and of the tax on each line (`None`: there is none, or it is the bill's).

    They are so where in nine of ten bills of several lines the lines add up to the total, exactly. Lines are of one bill where its
    number, supplier and dates are the same (installments differ in when they are due); the total must be the same on all of them. The
    lines may lack the tax, which then is added: that of each line, or that of the bill.

    Parameters
    ----------
    grid, at
        Cells, and the columns that are known.
    rivals
        Columns of which each may hold the amount.
    never
        Folded names of columns that hold neither.
    """
    rows, of, several = _bills(grid, at)
    if not len(several):
        return None
    totals, lines = _candidates(grid, at, rivals, never)
    known = {at["tax_amount"]} if "tax_amount" in at else set()
    decimal = decide_decimal([c for i in lines for c in grid.raw(i)[rows].tolist() if isinstance(c, str)]).sign
    money = {i: _of(money_of(Column.of(grid.raw(i)[rows]), decimal)) for i in {*totals, *lines, *known}}
    taxes = [i for i in money if i in known or _TAX.search(fold(grid.names[i]))]
    for t, n in ((t, n) for t in totals for n in lines if n != t and n not in taxes):
        if _adds_up(money[t], money[n], [money[i] for i in known], of, several):
            return t, n, None
        for i in taxes:
            if i != t and _adds_up(money[t], money[n] + money[i], [], of, several):
                return t, n, i
    return None


def _bills(grid: Grid, at: Mapping[str, int]) -> tuple[Ints, Ints, Ints]:
    """The rows with a number that are looked at, the bill of each, and the bills of several rows."""
    number = next((at[r] for r in ("invoice", "document") if r in at), None)
    none = np.zeros(0, np.int64)
    if number is None:
        return none, none, none
    rows = np.flatnonzero(grid.filled(number))[:_LOOKED]
    keys = [number, *(at[r] for r in _KEY if r in at)]
    bill = pd.DataFrame({str(i): Column.of(grid.raw(i)[rows]).codes for i in keys})
    of = bill.groupby([*bill.columns], sort=False, dropna=False).ngroup().to_numpy()
    return rows, of, np.flatnonzero(np.bincount(of, minlength=1) > 1) if len(of) else none


def _of(money: Money) -> Any:
    return np.where(money.good, money.minor, 0)


def _candidates(grid: Grid, at: Mapping[str, int], rivals: Sequence[int], never: Collection[str]) -> tuple[list[int], list[int]]:
    """Columns that may hold totals, by their names; and all that may hold lines, by their content."""
    used = {i for role, i in at.items() if role not in ("amount", "line_amount", "net_amount")}
    free = [i for i, n in enumerate(grid.names) if n and i not in used and fold(n) not in never and not _OTHERS & set(roles_of(n))]
    money = [i for i in free if any(map(is_fraction, grid.cells(i)))][:_MOST]
    named = [i for i in money if "amount" in roles_of(grid.names[i])]
    first = [at["amount"]] if "amount" in at and at["amount"] in money else []
    return list(dict.fromkeys([*first, *(r for r in rivals if r in money), *named])), money


def _adds_up(total: Any, line: Any, once: Sequence[Any], of: Ints, several: Ints) -> bool:
    """Whether in nearly all bills of several lines the total is the same on each, and the lines add up to it; `once`: taxes of bills."""
    most = int(of.max()) + 1
    first, same, added = _firsts(total, of, most), np.ones(most, bool), np.zeros(most, np.int64)
    np.logical_and.at(same, of, total == first[of])
    np.add.at(added, of, line)
    good = added == first
    for tax in once:
        good |= added + _firsts(tax, of, most) == first
    return bool((good & same & (first != 0))[several].sum() >= _NEARLY_ALL * len(several))


def _firsts(money: Any, of: Ints, most: int) -> Any:
    """(n_bills,): the amount in the first row of each."""
    out = np.zeros(most, np.int64)
    out[of[::-1]] = money[::-1]
    return out
