"""Rows of a ledger that are rejected, so that a payment of one is not taken for one of another ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.basics.strings import are_blank
from cashflow.ledger.clearing.folding import codes_of, folded
from cashflow.ledger.clearing.number_forms import plain_codes
from cashflow.ledger.findings import Notebook

__all__ = ["RejectedRows"]


@frozen(eq=False)
class RejectedRows:
    """Rejected rows that name a supplier and a number."""

    supplier: np.ndarray[Any, Any]  # (n,), object
    invoice: np.ndarray[Any, Any]
    place: np.ndarray[Any, Any]  # (n,), object: what a reader calls the row
    kind: np.ndarray[Any, Any]  # (n,), object: why it is rejected

    @classmethod
    def of(cls, columns: Mapping[str, Any], notes: Notebook) -> RejectedRows:
        """From the columns of the whole ledger and what was said of it."""
        kinds = np.full(len(notes.rows), "", object)
        for kind, which in notes.by_kind.items():
            kinds[which] = kind
        supplier = columns["supplier"]
        some = np.flatnonzero((kinds != "") & supplier.each(bool, bool) & ~are_blank(columns["invoice"]))
        if "payment" in columns:
            some = some[~columns["payment"][some]]
        place = np.array([notes.place(at) for at in some.tolist()], object)
        return cls(supplier.at(some), columns["invoice"][some], place, kinds[some])

    @classmethod
    def none(cls) -> RejectedRows:
        """No rows."""
        return cls(*(np.zeros(0, object) for _ in range(4)))

    def named(self, suppliers: Any, numbers: Any) -> Ints:
        """(n,), int64: the first row with the supplier and number of each payment; −1: none."""
        n = len(self.place)
        out = np.full(len(suppliers), -1, np.int64)
        if not n or not len(suppliers):
            return out
        texts = folded([*self.invoice.tolist(), *numbers.tolist()])
        number = plain_codes(texts, codes_of(texts))
        whose = codes_of(folded([*self.supplier.tolist(), *suppliers.tolist()]))
        group = pd.factorize(whose * (len(texts) + 1) + number)[0].astype(np.int64)
        first = np.full(int(group.max()) + 1, -1, np.int64)
        first[group[:n][::-1]] = np.arange(n)[::-1]
        given = np.fromiter(map(len, texts[n:]), np.int64, len(suppliers)) > 0
        return np.where(given, first[group[n:]], -1)
