"""What the columns of a ledger hold at most, and their gross sum; columns that don't fit each other are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from cashflow.basics.days import NO_DAY, Ints, ends_of
from cashflow.basics.errors import InputError

if TYPE_CHECKING:
    from cashflow.ledger.model import Ledger

__all__ = ["Bounds", "column_bounds", "gross_sum"]


@frozen
class Bounds:
    """What its columns hold at most; looked up once, so that sums need no checks of their own."""

    first_day: int
    last_day: int  # invoice days that are known; first_day − 1 where there is none
    largest: int  # largest amount without its sign
    signed: bool  # some amount is negative
    first_due: int  # of due days that are stated; NO_DAY: some row states none
    last_due: int  # NO_DAY: none does
    lacks_terms: bool  # some row has no terms
    undated: bool = False  # some row has no invoice date

    @property
    def states_due(self) -> bool:
        """Whether some due date is stated."""
        return self.last_due != NO_DAY


def column_bounds(ledger: Ledger) -> Bounds:
    """Refuse columns that don't fit each other; say what they hold."""
    n, low = len(ledger.amount), 0
    for name, code, least, values in (
        ("supplier", ledger.supplier.codes, 0, ledger.supplier.values),
        ("currency", ledger.currency.codes, 0, ledger.currency.values),
        ("terms", ledger.terms_code, -1, ledger.terms),
    ):
        low, high = _ends(code) if n and len(code) == n else (least, least)
        if len(code) != n or (n and not least <= low <= high < len(values)):
            raise InputError("has codes that name nothing, or another number of rows", column=name)
    if len(ledger.invoice_day) != n or len(ledger.due_day) != n:
        raise InputError("has another number of rows than the amounts", column="invoice_date")
    if not n:
        return Bounds(0, -1, 0, False, NO_DAY, NO_DAY, False)
    least, most = _ends(ledger.amount)
    first, last = _ends(ledger.invoice_day)
    undated = first == NO_DAY
    if undated:
        first, last = _dated_ends(ledger)
    without = low < 0  # of the terms, which were looked at last
    return Bounds(first, last, max(most, -least), least < 0, *_ends(ledger.due_day), without, undated)


def _dated_ends(ledger: Ledger) -> tuple[int, int]:
    """First and last invoice day that is known, of a ledger that lacks some; those rows must state their due date."""
    dated = ledger.invoice_day != NO_DAY
    lost = np.flatnonzero(~dated & (ledger.due_day == NO_DAY))
    if len(lost):
        raise InputError("is missing, and there is no due date", row=int(ledger.row[lost[0]]), column="invoice_date")
    return _ends(ledger.invoice_day[dated]) if dated.any() else (0, -1)


def _ends(column: Ints) -> tuple[int, int]:
    """Least and most; a column that repeats one value in the memory of one is not read through."""
    return ends_of(column[:1] if column.strides == (0,) else column)


def gross_sum(amount: Ints, signed: bool) -> int:
    """The sum of some amounts without their signs, which fits int64; few are negative."""
    total = int(amount.sum())
    return total - 2 * int(amount[amount < 0].sum()) if signed else total
