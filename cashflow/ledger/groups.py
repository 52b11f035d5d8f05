"""Supplier × currency: what a scheme may add up, and what an offer is accepted for; packed into one number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints

__all__ = ["Groups"]


@frozen
class Groups:
    """How a supplier's code and a currency's code are one number: by supplier, and of a supplier by currency.

    Examples
    --------
    >>> groups = Groups(3)
    >>> packed = groups.pack(np.array([0, 2]), np.array([1, 2]))
    >>> packed.tolist(), groups.supplier(packed).tolist(), groups.currency(packed).tolist()
    ([1, 8], [0, 2], [1, 2])
    """

    n_currencies: int

    @classmethod
    def of(cls, currencies: Sequence[str]) -> Groups:
        """Of some currencies; of none as of one, which then has no group."""
        return cls(max(1, len(currencies)))

    def count(self, n_suppliers: int) -> int:
        """How many groups so many suppliers may have."""
        return n_suppliers * self.n_currencies

    def pack(self, supplier: Ints, currency: Ints | int) -> Ints:
        """(n,), int64: groups of suppliers and currencies, by their codes."""
        if self.n_currencies == 1:
            return supplier.astype(np.int64)
        return supplier.astype(np.int64) * self.n_currencies + currency

    def supplier(self, group: Any) -> Any:
        """Code of the supplier of a group, or of several."""
        return group if self.n_currencies == 1 else group // self.n_currencies

    def currency(self, group: Any) -> Any:
        """Code of the currency of a group, or of several."""
        return group % self.n_currencies
