"""Rows that are left out, one by one: what a tie-out names."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints

__all__ = ["LeftRows"]


@frozen(eq=False)
class LeftRows:
    """Rejected rows whose amount and currency could be read."""

    supplier: np.ndarray[Any, Any]  # (n,), object
    invoice: np.ndarray[Any, Any]
    row: Ints  # number in its file
    file: np.ndarray[Any, Any]  # (n,), object: name of its file, where there are several; else empty
    currency: np.ndarray[Any, Any]  # (n,), object
    day: Ints  # posting date, else the invoice date; NO_DAY: none that can be read
    amount: Ints  # minor units, as it is owed

    def name(self, at: int) -> str:
        """A row as a reader finds it."""
        file = f"{self.file[at]}, " if self.file[at] else ""
        return f"{self.supplier[at]} {self.invoice[at]}, {file}row {self.row[at]}"
