"""A list of payments on which the bill is repeated: rows of one bill, each with another payment."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.ledger.layout.amounts.gaps import Gap
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.columns.roles import Found
from cashflow.ledger.layout.told import LayoutOptions

__all__ = ["SeveralPayments", "several_payments", "without_payments"]

_BILL = ("supplier", "supplier_number", "invoice", "document", "invoice_date", "due_date", "amount", "tax_amount", "terms")
_PAYMENT = ("paid_date", "paid_amount")
_PART = 20  # one row in so many is more than a duplicate


@frozen
class SeveralPayments:
    """Bills that stand in several rows, each with another payment."""

    bills: int
    rows: int
    first: tuple[tuple[str, ...], ...]  # the payments of the first of them, as they stand
    amount: str  # the column that holds what was paid; empty: none
    source: object

    @property
    def gap(self) -> Gap:
        """The question, with what to type."""
        many = f"{self.bills:,} bill{'s stand' if self.bills > 1 else ' stands'} in {self.rows:,} rows"
        seen = ", ".join(" on ".join(p) for p in self.first[:2])
        file = shlex.quote(str(self.source or "PAYMENTS"))
        mapped = f" --payments-map {shlex.quote(f'amount={self.amount}')}" if self.amount else ""
        typed = f"--profile bill_lines --payments {file}{mapped}"
        words = f"{many}, each with another payment ({seen}): the bill counts once, and the same file is its payments, too"
        what = f"{words}; or each row is a bill of its own (--profile general)"
        return Gap(words, {"what": what, "choices": [typed, "--profile general"], "type": typed}, needed=True)


def several_payments(grid: Grid, at: Mapping[str, int], item: Ints, told: LayoutOptions, source: object) -> SeveralPayments | None:
    """Bills whose rows are the same but for the payment; `None`: there are none, or so few that they are duplicates."""
    if told.profile not in (None, "bill_lines") or "paid_date" not in at or "amount" not in at or not {"invoice", "document"} & set(at):
        return None
    rows = np.flatnonzero(item & grid.dated(at["paid_date"]))
    codes = pd.DataFrame({r: grid.column(at[r]).codes[rows] for r in (*_BILL, *_PAYMENT) if r in at})
    bill = [r for r in _BILL if r in at]
    again = codes.duplicated(bill, keep=False).to_numpy() & ~codes.duplicated(keep=False).to_numpy()
    some = codes[again]
    twice = some.groupby(bill, sort=False).size() if len(some) else pd.Series([], dtype=int)
    if not len(twice) or (int(twice.sum()) - len(twice)) * _PART < len(rows):
        return None
    first = some.groupby(bill, sort=False).ngroup().to_numpy() == 0
    shown = [r for r in reversed(_PAYMENT) if r in at]
    texts = [[grid.column(at[r]).text()[i] for r in shown] for i in rows[again][first].tolist()]
    name = grid.names[at["paid_amount"]] if "paid_amount" in at else ""
    return SeveralPayments(len(twice), int(twice.sum()), tuple(tuple(t for t in row if t) for row in texts), name, source)


def without_payments(found: Found) -> Found:
    """The columns without those of payments, which a second table says."""
    gone: dict[str, Any] = {r: i for r, i in found.at.items() if r not in _PAYMENT}
    return evolve(found, at=gone)
