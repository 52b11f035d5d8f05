"""Matching: which invoices have the supplier and number of a payment."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.days import NO_DAY, Ints, to_date
from cashflow.basics.frames import pd
from cashflow.basics.money import amount_texts
from cashflow.ledger.folding import codes_of, folded
from cashflow.ledger.model import Ledger

__all__ = ["Keys", "candidate_texts"]


@frozen(eq=False)
class Keys:
    """Payments beside the invoices of a ledger, by folded supplier and number."""

    supplier: Ints  # (n,), int64: each payment's supplier among those of the ledger (first code of those that fold alike); −1: unknown
    number: Ints  # (n,), int64: its number among all numbers of both; −1: none is given
    of_supplier: Ints  # (n_invoices,): the same of the invoices
    of_number: Ints
    order: Ints  # invoices by key; those of payment i lie from low[i] to high[i]
    low: Ints
    high: Ints

    @classmethod
    def of(cls, ledger: Ledger, suppliers: Any, numbers: Any) -> Keys:
        """Look all payments up."""
        known: dict[str, int] = {}
        own = np.array([known.setdefault(f, len(known)) for f in folded(ledger.supplier.values)] or [0], np.int64)
        codes, distinct = pd.factorize(suppliers)
        supplier = np.array([*(known.get(f, -1) for f in folded(distinct.tolist())), -1], np.int64)[codes]
        of_supplier = own[ledger.supplier.codes]
        texts = folded([*ledger.invoice.tolist(), *numbers.tolist()])
        both = codes_of(texts)
        both[np.fromiter(map(len, texts), np.int64, len(texts)) == 0] = -1
        n, many = len(ledger), len(texts) + 1
        of_number, number = both[:n], both[n:]
        key = np.concatenate([np.where(of_number < 0, -1, of_supplier * many + of_number), supplier * many + number])
        key[n:][(supplier < 0) | (number < 0)] = -2
        group = pd.factorize(key)[0].astype(np.int64)  # in order of appearance, so that those of a ledger rise with few exceptions
        sizes = np.bincount(group[:n], minlength=int(group.max(initial=-1)) + 1)
        low = (np.cumsum(sizes) - sizes)[group[n:]]
        return cls(supplier, number, of_supplier, of_number, np.argsort(group[:n], kind="stable"), low, low + sizes[group[n:]])

    @property
    def many(self) -> Ints:
        """(n,): how many invoices have the supplier and number of each payment."""
        return self.high - self.low

    def first(self) -> Ints:
        """(n,): the first invoice of each payment; −1: none."""
        return np.where(self.many > 0, self.order[np.minimum(self.low, max(0, len(self.order) - 1))], -1)


def candidate_texts(ledger: Ledger, invoice: Ints, rest: Ints) -> np.ndarray[Any, Any]:
    """(n,), object: invoices as a reason names them: row, date, amount, and what is open where it is not all."""
    names, codes = ledger.currency.values, ledger.currency.codes[invoice]
    digits = np.array([*(CURRENCIES[c] for c in names), 2], np.int64)[codes]
    day, days = pd.factorize(ledger.invoice_day[invoice])
    dates = np.array([*(" (no date, " if d == NO_DAY else f" ({to_date(d)}, " for d in days.tolist()), ""], object)[day]
    currency = np.array([*(f"{c} " for c in names), ""], object)[codes]
    left = np.full(len(invoice), "", object)
    part = np.flatnonzero(rest != ledger.amount[invoice])
    left[part] = ", " + amount_texts(rest[part], digits[part]) + " open"
    row = np.array([f"row {r}" for r in ledger.row[invoice].tolist()], object)
    words: np.ndarray[Any, Any] = row + dates + currency + amount_texts(ledger.amount[invoice], digits) + left + ")"
    return words
