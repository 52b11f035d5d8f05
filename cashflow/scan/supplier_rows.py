"""Rows of a ledger with the supplier, put together from many ledgers and added up where nothing tells them apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.days import NO_DAY, Ints, frozen_ints
from cashflow.basics.errors import InputError
from cashflow.deals.settle import ranked
from cashflow.ledger.model import Category, Ledger, Paid
from cashflow.terms import PaymentTerms

__all__ = ["SupplierRows", "used"]

_INVOICE, _DUE, _PAID = "invoice_date", "due_date", "paid_date"


@frozen(eq=False)
class SupplierRows:
    """Rows as columns; each stands for `count` invoices that have all texts, terms and days in common, and the sign of their amount."""

    texts: Mapping[str, Category]  # supplier, currency, and further columns
    terms: tuple[PaymentTerms, ...]
    code: Ints  # int32 into `terms`; −1: none
    days: Mapping[str, Ints]  # invoice_date; due_date, paid_date and events by name where there are some: int32 or NO_DAY
    amount: Ints  # int64
    tax: Ints | None
    count: Ints  # int64

    def __len__(self) -> int:
        return len(self.amount)

    @classmethod
    def of(cls, ledger: Ledger, columns: Sequence[str]) -> SupplierRows:
        """The invoices of a ledger, with some of its further columns; a payment is one of the whole amount, as in a file."""
        for name in columns:
            if name not in ledger.attributes:
                raise InputError("is missing", column=name, hint="The scan was told to keep it; leave it out of columns")
        texts = {"supplier": ledger.supplier, "currency": ledger.currency, **{n: ledger.attributes[n] for n in columns}}
        days = {_INVOICE: ledger.invoice_day, **ledger.events}
        if ledger.bounds.states_due:
            days[_DUE] = ledger.due_day
        if len(ledger.paid.invoice):
            days[_PAID] = np.full(len(ledger), NO_DAY, np.int32)
            days[_PAID][ledger.paid.invoice] = ledger.paid.day
        return cls(texts, ledger.terms, ledger.terms_code, days, ledger.amount, ledger.tax, np.ones(len(ledger), np.int64))

    def take(self, which: Ints) -> SupplierRows:
        """Some of them."""
        texts = {n: Category(c.codes[which], c.values) for n, c in self.texts.items()}
        days = {n: d[which] for n, d in self.days.items()}
        tax = None if self.tax is None else self.tax[which]
        return evolve(self, texts=texts, code=self.code[which], days=days, amount=self.amount[which], tax=tax, count=self.count[which])

    @classmethod
    def joined(cls, parts: Sequence[SupplierRows]) -> SupplierRows:
        """The rows of several; terms and texts are matched by value and numbered in order of their texts."""
        if len({p.tax is None for p in parts}) > 1:
            reason = "some files have the column and others have not, so what tax is in the offers can't be known"
            raise InputError(reason, column="tax_amount", hint="Give all files the column, or none")
        terms = tuple(sorted({t for p in parts for t in p.terms}, key=str))
        place = {t: i for i, t in enumerate(terms)}
        code = [np.array([-1, *(place[t] for t in p.terms)], np.int32)[p.code + 1] for p in parts]
        kinds = sorted({n for p in parts for n in p.days})
        days = {n: np.concatenate([p.days[n] if n in p.days else np.full(len(p), NO_DAY, np.int32) for p in parts]) for n in kinds}
        amount, count = (np.concatenate([getattr(p, n) for p in parts]) for n in ("amount", "count"))
        tax = None if parts[0].tax is None else np.concatenate([p.tax for p in parts if p.tax is not None])
        texts = {n: _matched([p.texts[n] for p in parts]) for n in parts[0].texts}
        return cls(texts, terms, np.concatenate(code), days, amount, tax, count)

    def summed(self) -> SupplierRows:
        """One row for all that differ in nothing but amount, tax and count; in order of what they have in common."""
        if not len(self):
            return self
        codes = [c.codes for c in self.texts.values()]
        order, changed = ranked([*codes, self.code, *self.days.values(), np.sign(self.amount)])
        start = np.flatnonzero(changed)
        amount, count = (np.add.reduceat(v[order], start) for v in (self.amount, self.count))
        tax = None if self.tax is None else np.add.reduceat(self.tax[order], start)
        return evolve(self.take(order[start]), amount=amount, tax=tax, count=count)

    def sorted(self) -> SupplierRows:
        """The same rows in an order that their values alone decide."""
        tax = () if self.tax is None else (self.tax,)
        codes = [c.codes for c in self.texts.values()]
        return self.take(np.lexsort([*tax, self.amount, *reversed(list(self.days.values())), self.code, *reversed(codes)]))

    def ledger(self) -> Ledger:
        """A ledger of these rows; what stands for an invoice number says how many invoices a row is the sum of."""
        n, none = len(self), np.broadcast_to(np.int32(NO_DAY), len(self))
        paid = self.days.get(_PAID, none)
        some = np.flatnonzero((paid != NO_DAY) & (self.amount != 0))
        texts = {n: used(c) for n, c in self.texts.items()}
        return Ledger(
            supplier=texts.pop("supplier"),
            invoice=self._words(),
            invoice_day=frozen_ints(self.days[_INVOICE], np.int32),
            amount=frozen_ints(self.amount),
            currency=texts.pop("currency"),
            terms_code=frozen_ints(self.code, np.int32),
            terms=self.terms,
            due_day=frozen_ints(self.days.get(_DUE, none), np.int32),
            events={k: frozen_ints(d, np.int32) for k, d in self.days.items() if k not in (_INVOICE, _DUE, _PAID)},
            paid=Paid(some, paid[some], self.amount[some]),
            row=np.broadcast_to(np.int64(0), n),
            tax=None if self.tax is None else frozen_ints(self.tax),
            attributes=texts,
            count=frozen_ints(self.count),
        )

    def _words(self) -> np.ndarray[Any, Any]:
        """(n,), object: how many invoices each row is the sum of; rows of as many share one text."""
        there = np.flatnonzero(np.bincount(self.count))
        words = np.empty(int(there.max(initial=0)) + 1, object)
        words[there] = [f"{m:,} invoices" if m > 1 else "1 invoice" for m in there.tolist()]
        return words[self.count]


def _matched(parts: Sequence[Category]) -> Category:
    """Several columns below each other; texts that occur, in order of the alphabet."""
    seen: dict[int, tuple[str, ...]] = {id(c.values): c.values for c in parts}
    names = tuple(sorted({v for values in seen.values() for v in values}))
    place = {v: i for i, v in enumerate(names)}
    numbers = {key: np.array([*(place[v] for v in values), -1], np.int32) for key, values in seen.items()}
    return Category(np.concatenate([numbers[id(c.values)][c.codes] for c in parts]), names)


def used(column: Category) -> Category:
    """The same column without the texts that no row has, as those of rejected rows."""
    there = np.zeros(len(column.values), bool)
    there[column.codes] = True
    place = np.cumsum(there, dtype=np.int32) - 1
    values = tuple(v for v, is_there in zip(column.values, there.tolist(), strict=True) if is_there)
    return Category(frozen_ints(place[column.codes], np.int32), values)
