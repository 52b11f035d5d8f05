"""Payments that stand as rows among the bills of one export: which rows they are, and what says of which bill."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.ledger.layout.cells.grid import Grid

__all__ = ["Among", "payments_among"]


@frozen(eq=False)
class Among:
    """Rows that are payments by their type; every column is as long as the table, texts are blank where nothing is said."""

    payment: Ints  # (n,), bool
    clearing: Any  # (n,), object: the number that payments and the items they clear have in common
    number: Any  # (n,), object: of payments, their own reference, which may be the number of a bill
    applied: Any  # (n,), object: of payments, the bill that they say they pay
    document: Any  # (n,), object: number of the posting, which a payment may name instead of the bill's own
    balances: bool  # the amounts are what is open

    def kept(self, rows: Ints) -> dict[str, Any]:
        """Its columns, of some rows, as columns of values."""
        return {
            "payment": self.payment[rows],
            "payment_clearing": self.clearing[rows],
            "payment_number": self.number[rows],
            "payment_applied": self.applied[rows],
            "payment_document": self.document[rows],
            "payment_balance": self.payment[rows] & self.balances,
        }


def payments_among(grid: Grid, at: Mapping[str, int], item: Ints, types: Any, balances: bool) -> Among | None:
    """The payments among the items of a table; `None`: there are none.

    Parameters
    ----------
    grid, at
        Cells, and the column of each role.
    item : (n_rows,), bool
        Rows that are read as items.
    types : (n_rows,), object
        What each row is by its type; `None`: there is no such column.
    balances
        Whether amounts are what is open, since no column says what was invoiced.
    """
    if types is None:
        return None
    payment = item & (types == "payment")
    if not payment.any():
        return None

    def texts(role: str, where: Ints) -> Any:
        out = np.full(len(grid), "", object)
        if role in at:
            out[where] = grid.column(at[role]).text()[where]
        return out

    own = "invoice" if "invoice" in at else "document"
    return Among(
        payment, texts("clearing", item), texts(own, payment), texts("applied_to", payment),
        texts("document", item) if own == "invoice" else np.full(len(grid), "", object), balances,
    )  # fmt: skip
