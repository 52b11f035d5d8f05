"""Amounts that a table keeps in two columns, without tax and the tax: whether a column is that tax, and the two together."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cashflow.ledger.layout.cells.content import text_of
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.rough import rough
from cashflow.ledger.layout.cells.words import fold, is_net

__all__ = ["adds_tax", "is_tax_in", "is_tax_of", "with_tax_of"]

_RATES = (
    3, 4, 5, 5.5, 6, 7, 7.7, 8, 8.1, 8.5, 9, 9.5, 9.975, 10, 12, 13, 13.5, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 25.5, 27,
)  # fmt: skip
_LARGEST = 30.0  # percent: no tax on supplies is higher, and no larger number is a rate
_NEARLY_ALL = 0.9
_CENT = 0.01
_WITH_TAX = re.compile(
    r"inc(?:l|luding|lusive)?(?:of)?(?:tax|vat|gst|btw|mwst|ust|moms)|taxinclusive|ttc$|brutto|gross|s(?:dph)$|сндс|税込|价税合计"
)
_NEAR = 0.002  # of the net amount: a rounded tax


def adds_tax(grid: Grid, at: Mapping[str, int], told: Mapping[str, str]) -> bool:
    """Whether the amounts are without tax, by their name, and a column beside them holds it; not where they were told."""
    if "amount" in told or not {"amount", "tax_amount"} <= set(at):
        return False
    return is_net(grid.names[at["amount"]]) and is_tax_of(grid, at["amount"], at["tax_amount"])


def is_tax_of(grid: Grid, net: int, tax: int) -> bool:
    """Whether a column holds the tax on the amounts of another, in money and not in percent.

    In nine of ten rows that have some, it must be 2 to 30 percent of the amount. Where all of it may be rates, as 19 and 7, it must be one
    of the usual rates of the amount of its own row.
    """
    return _good(grid, net, tax, inside=False)


def _good(grid: Grid, amount: int, tax: int, *, inside: bool) -> bool:
    """The same; `inside`: the amounts are with the tax."""
    both = [(n, t) for row in grid.sample() if (n := rough(row[amount])) and (t := _money(row[tax]))]
    pairs = [(n - t, t) for n, t in both if n > t] if inside else both
    if not both:
        return bool(grid.cells(tax)) and all(_money(c) == 0 for c in grid.cells(tax))
    if all(t <= _LARGEST for _, t in pairs):
        good = sum(any(abs(t / n - rate / 100) <= max(_NEAR, 0.006 / n) for rate in _RATES) for n, t in pairs)
    else:
        good = sum(0.02 <= t / n <= _LARGEST / 100 for n, t in pairs)
    return good >= _NEARLY_ALL * len(both)


def is_tax_in(grid: Grid, tax: int, amount: int | None) -> bool:
    """Whether a column is the tax in, or on, the amounts of another, and no rate; without amounts, whether it can't be a rate."""
    if amount is None:
        return any((_money(c) or 0) > _LARGEST for c in grid.cells(tax))
    return is_tax_of(grid, amount, tax) or _good(grid, amount, tax, inside=True)


def with_tax_of(grid: Grid, columns: list[int]) -> list[int]:
    """Of several columns of amounts the one that says it is with tax, where it is no less than the others, which say nothing of tax."""
    mine = [i for i in columns if _WITH_TAX.search(fold(grid.names[i]))]
    if len(columns) < 2 or len(mine) != 1:
        return columns
    pairs = [(whole, part) for row in grid.sample() for i in columns if (whole := rough(row[mine[0]])) and (part := rough(row[i]))]
    least = 1 / (1 + _LARGEST / 100)
    good = sum(least * whole - _CENT <= part <= whole + _CENT for whole, part in pairs)
    return mine if pairs and good >= _NEARLY_ALL * len(pairs) else columns


def _money(cell: object) -> float | None:
    """About the value of a cell; `None` of a percentage."""
    return None if "%" in text_of(cell) else rough(cell)
