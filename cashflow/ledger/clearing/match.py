"""Matching: which invoices have the supplier and number of a payment."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.days import NO_DAY, Ints, to_date
from cashflow.basics.frames import pd
from cashflow.basics.money import amount_texts
from cashflow.ledger.clearing.folding import codes_of, folded
from cashflow.ledger.clearing.number_forms import plain_codes
from cashflow.ledger.model import Ledger

__all__ = ["Keys", "candidate_texts"]


@frozen(eq=False)
class Keys:
    """Payments beside the invoices of a ledger, by folded supplier and number."""

    supplier: Ints  # (n,), int64: each payment's supplier among those of the ledger (first code of those that fold alike); −1: unknown
    number: Ints  # (n,), int64: its number, as before a spreadsheet had it, among all numbers of both; −1: none is given
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
        plain = plain_codes(texts, both)
        empty = np.fromiter(map(len, texts), np.int64, len(texts)) == 0
        whose, n = np.concatenate([of_supplier, supplier]), len(ledger)
        number = np.where(empty, -1, plain)
        group = _groups(whose, np.where(empty, -1, both), n)
        if plain is both:
            order = np.argsort(group[:n], kind="stable")
            low, sizes = (v[group[n:]] for v in _places(group[:n][order], group))
        else:
            order, low, sizes = _beside(group, _groups(whose, number, n), n)
        return cls(supplier, number[n:], of_supplier, number[:n], order, low, low + sizes)

    @property
    def many(self) -> Ints:
        """(n,): how many invoices have the supplier and number of each payment."""
        return self.high - self.low

    def earliest(self, day: Ints) -> Ints:
        """(n,), int64: the earliest of some days (of all invoices) among the invoices of each payment; `NO_DAY`: it has none."""
        out = np.full(len(self.low), NO_DAY, np.int64)
        some = np.flatnonzero(self.many > 0)
        if len(some):
            low, first, back = np.unique(self.low[some], return_index=True, return_inverse=True)
            ends = np.column_stack([low, self.high[some][first]]).ravel()  # groups do not overlap, so these rise
            out[some] = np.minimum.reduceat(np.append(day[self.order], day.max()), ends)[::2][back]
        return out

    def first(self) -> Ints:
        """(n,): the first invoice of each payment; −1: none."""
        return np.where(self.many > 0, self.order[np.minimum(self.low, max(0, len(self.order) - 1))], -1)


def _groups(whose: Ints, number: Ints, n: int) -> Ints:
    """Codes of supplier and number of `n` invoices and all payments; in order of appearance, so that those of invoices mostly rise."""
    key = np.where(number < 0, -1, whose * (len(number) + 1) + number)
    key[n:][(whose[n:] < 0) | (number[n:] < 0)] = -2
    return pd.factorize(key)[0].astype(np.int64)


def _places(sorted_group: Ints, group: Ints) -> tuple[Ints, Ints]:
    """Where each group begins among invoices in order, and how many it has."""
    many = int(group.max(initial=-1)) + 1
    first = np.zeros(many, np.int64)
    first[sorted_group[::-1]] = np.arange(len(sorted_group))[::-1]
    return first, np.bincount(sorted_group, minlength=many)


def _beside(group: Ints, plain: Ints, n: int) -> tuple[Ints, Ints, Ints]:
    """Order of the invoices, and beginning and size of each payment's, where a spreadsheet changed some numbers.

    A payment whose number is not there as it stands takes the invoices that have it as it was, if those all have one spelling.
    """
    order = np.lexsort((group[:n], plain[:n]))
    low, size = (v[group[n:]] for v in _places(group[:n][order], group))
    first, many = _places(plain[:n][order], plain)
    spellings = np.zeros(len(many), np.int64)
    spellings[plain[:n]] = np.bincount(group[:n], minlength=int(group.max(initial=-1)) + 1)[group[:n]]
    once = (spellings == many)[plain[n:]]  # all invoices have the spelling of the last
    take = (size == 0) & once
    return order, np.where(take, first[plain[n:]], low), np.where(take, many[plain[n:]], size)


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
