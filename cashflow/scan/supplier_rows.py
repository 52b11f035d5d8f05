"""Rows of a ledger with the supplier, put together from many ledgers and added up where nothing tells them apart.

What rows have in common (texts, terms, days, sign) is packed into whole numbers of 63 bits, mostly one a row: they are sorted, compared
and moved as one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.columns import stacked
from cashflow.basics.days import NO_DAY, Ints, frozen_ints, to_day
from cashflow.basics.errors import InputError
from cashflow.basics.groupby import summed
from cashflow.ledger.model import Category, Ledger, Paid
from cashflow.terms import PaymentTerms

__all__ = ["SupplierRows"]

_INVOICE, _DUE, _PAID = "invoice_date", "due_date", "paid_date"
_WORD = 63
_ONE = 2**62  # so many different rows are told apart by one number
_BITS = {"supplier": 22, "currency": 8, "terms": 14, "sign": 2}
_DAY, _TEXT = 17, 20  # bits of a day from 1900 on, and of a further column
_EPOCH = to_day("1900-01-01") - 1  # 0: no day


def _places(days: Sequence[str], texts: Sequence[str]) -> dict[str, tuple[int, int, int]]:
    """Word, lowest bit and number of bits of each column; rows are ordered by the first one first: files mostly come by date."""
    out, word, used = {}, 0, 0
    for name in (days[0], "supplier", "currency", "terms", "sign", *days[1:], *(t for t in texts if t not in _BITS)):
        bits = _BITS.get(name) or (_DAY if name in days else _TEXT)
        if used + bits > _WORD:
            word, used = word + 1, 0
        used += bits
        out[name] = word, _WORD - used, bits
    return out


@frozen(eq=False)
class SupplierRows:
    """Each stands for `count` invoices that have all texts, terms and days in common, and the sign of their amount."""

    texts: Mapping[str, tuple[str, ...]]  # supplier, currency and further columns: the text of each number
    terms: tuple[PaymentTerms, ...]  # of the numbers from 1 on; 0: none
    days: tuple[str, ...]  # invoice_date; due_date, paid_date and events by name, where there are some
    words: tuple[Ints, ...]  # int64, (n,) each
    amount: Ints  # int64
    tax: Ints | None
    count: Ints  # int64
    off: Ints | None = None  # int64: discounts that payments took; `None`: nothing

    def __len__(self) -> int:
        return len(self.amount)

    @classmethod
    def of(cls, ledger: Ledger, columns: Sequence[str]) -> SupplierRows:
        """The invoices of a ledger, with some of its further columns; a payment is one of the whole amount, as in a file."""
        for name in columns:
            if name not in ledger.attributes:
                raise InputError("is missing", column=name, hint="Leave it out of columns, which tells the scan to keep it")
        days = {_INVOICE: ledger.invoice_day, **ledger.events}
        if ledger.bounds.states_due:
            days[_DUE] = ledger.due_day
        if len(ledger.paid.invoice):
            days[_PAID] = np.full(len(ledger), NO_DAY, np.int32)
            days[_PAID][ledger.paid.invoice] = ledger.paid.day
        texts = {"supplier": ledger.supplier, "currency": ledger.currency, **{n: ledger.attributes[n] for n in columns}}
        numbers = {n: c.codes for n, c in texts.items()}
        off = _discounts(ledger)
        sign = np.sign(ledger.amount) + 1  # one more where a discount was taken: those stay apart, for no offer moves them
        numbers |= {"terms": ledger.terms_code + 1, "sign": sign if off is None else sign + (off != 0)}
        whole = () if ledger.bounds.undated else (_INVOICE,)
        numbers |= {n: d - _EPOCH if n in whole else np.where(d == NO_DAY, 0, d - _EPOCH) for n, d in days.items()}
        names = (_INVOICE, *sorted(n for n in days if n != _INVOICE))
        words = _packed(numbers, _places(names, tuple(texts)))
        values = {n: c.values for n, c in texts.items()}
        return cls(values, ledger.terms, names, words, ledger.amount, ledger.tax, np.ones(len(ledger), np.int64), off)

    def numbers(self, name: str) -> Ints:
        """(n,), int64: a column, as it is packed."""
        word, low, bits = _places(self.days, tuple(self.texts))[name]
        return (self.words[word] >> low) & ((1 << bits) - 1)

    def take(self, which: Ints) -> SupplierRows:
        """Some of them."""
        tax = None if self.tax is None else self.tax[which]
        off = None if self.off is None else self.off[which]
        words = tuple(w[which] for w in self.words)
        return evolve(self, words=words, amount=self.amount[which], tax=tax, count=self.count[which], off=off)

    @classmethod
    def joined(cls, parts: Sequence[SupplierRows]) -> SupplierRows:
        """The rows of several; terms and texts are matched by value and numbered in order of their texts."""
        if len({p.tax is None for p in parts}) > 1:
            reason = "some files have the column and others have not, so what tax is in the offers can't be known"
            raise InputError(reason, column="tax_amount", hint="Give all files the column, or none")
        terms = tuple(sorted({t for p in parts for t in p.terms}, key=str))
        texts = {n: _together([p.texts[n] for p in parts]) for n in parts[0].texts}
        days = (_INVOICE, *sorted({n for p in parts for n in p.days} - {_INVOICE}))
        same = [p.renumbered(texts, terms, days) for p in parts]
        words = tuple(np.concatenate(w) for w in zip(*(p.words for p in same), strict=True))
        amount, count = stacked(parts, ("amount", "count"))
        tax = None if parts[0].tax is None else np.concatenate([p.tax for p in parts if p.tax is not None])
        offs = [np.zeros(len(p), np.int64) if p.off is None else p.off for p in parts]
        off = None if all(p.off is None for p in parts) else np.concatenate(offs)
        return cls(texts, terms, days, words, amount, tax, count, off)

    def renumbered(self, texts: Mapping[str, tuple[str, ...]], terms: tuple[PaymentTerms, ...], days: tuple[str, ...]) -> SupplierRows:
        """The same rows in another numbering, which knows their texts and terms."""
        pairs = {n: (self.texts[n], values) for n, values in texts.items()} | {"terms": ((None, *self.terms), (None, *terms))}
        maps = {n: _map(old, new) for n, (old, new) in pairs.items() if old != new}
        if not maps and days == self.days:
            return self
        places = _places(days, tuple(texts))
        numbers = {n: self.numbers(n) for n in ("sign", "terms", *self.texts, *self.days)}
        numbers |= {n: m[numbers[n]] for n, m in maps.items()} | {n: np.zeros(len(self), np.int64) for n in days if n not in self.days}
        return evolve(self, texts=texts, terms=terms, days=days, words=_packed(numbers, places))

    def summed(self) -> SupplierRows:
        """One row for all that differ in nothing but amount, tax and count; in order of what they have in common."""
        columns = {"amount": self.amount, "count": self.count, "tax": self.tax, "off": self.off}
        there = {n: c for n, c in columns.items() if c is not None}
        at, sums = summed(self._keys(), list(there.values()))
        more: dict[str, Any] = dict(zip(there, sums, strict=True))
        return evolve(self, words=tuple(w[at] for w in self.words), **more)

    def _keys(self) -> Sequence[Ints]:
        """What rows have in common, in the order of the words: columns whose values all fit one number, which sorts in half the time."""
        if len(self.words) == 1 or not len(self):
            return self.words
        columns = [self.numbers(name) for name in _places(self.days, tuple(self.texts))]
        return columns if math.prod(int(c.max()) - int(c.min()) + 1 for c in columns) < _ONE else self.words

    def sorted(self) -> SupplierRows:
        """The same rows in an order that their values alone decide."""
        more = [c for c in (self.off, self.tax) if c is not None]
        return self.take(np.lexsort([*more, self.amount, *self.words[::-1]]))

    def category(self, name: str) -> Category:
        """A text column, without the texts that no row has, as those of rejected rows."""
        codes, values = self.numbers(name), self.texts[name]
        there = np.zeros(len(values), bool)
        there[codes] = True
        place = np.cumsum(there, dtype=np.int32) - 1
        return Category(frozen_ints(place[codes], np.int32), tuple(v for v, used in zip(values, there.tolist(), strict=True) if used))

    def ledger(self) -> Ledger:
        """A ledger of these rows; what stands for an invoice number says how many invoices a row is the sum of."""
        n = len(self)
        days = {name: self._day(name) for name in self.days}
        none = np.broadcast_to(np.int32(NO_DAY), n)
        paid, due = days.pop(_PAID, none), days.pop(_DUE, none)
        some = np.flatnonzero((paid != NO_DAY) & (self.amount != 0))
        return Ledger(
            supplier=self.category("supplier"),
            invoice=self._words(),
            invoice_day=days.pop(_INVOICE),
            amount=frozen_ints(self.amount),
            currency=self.category("currency"),
            terms_code=frozen_ints(self.numbers("terms") - 1, np.int32),
            terms=self.terms,
            due_day=due,
            events=days,
            paid=Paid(some, paid[some], self.amount[some], np.zeros(len(some), np.int64) if self.off is None else self.off[some]),
            row=np.broadcast_to(np.int64(0), n),
            tax=None if self.tax is None else frozen_ints(self.tax),
            attributes={name: self.category(name) for name in self.texts if name not in _BITS},
            count=frozen_ints(self.count),
        )

    def _day(self, name: str) -> Ints:
        number = self.numbers(name)
        return frozen_ints(np.where(number == 0, NO_DAY, number + _EPOCH), np.int32)

    def _words(self) -> np.ndarray[Any, Any]:
        """(n,), object: how many invoices each row is the sum of; rows of as many share one text."""
        there = np.flatnonzero(np.bincount(self.count))
        words = np.empty(int(there.max(initial=0)) + 1, object)
        words[there] = [f"{m:,} invoices" if m > 1 else "1 invoice" for m in there.tolist()]
        return words[self.count]


def _discounts(ledger: Ledger) -> Ints | None:
    """(n,), int64: what payments took off each invoice; `None`: nothing."""
    if not ledger.paid.discount.any():
        return None
    off = np.zeros(len(ledger), np.int64)
    off[ledger.paid.invoice] = ledger.paid.discount
    return off


def _packed(numbers: Mapping[str, Ints], places: Mapping[str, tuple[int, int, int]]) -> tuple[Ints, ...]:
    """Columns of whole numbers, none below 0, as words."""
    words: list[Ints] = []
    for name, (word, low, bits) in places.items():
        column = numbers[name]
        if len(column) and (int(column.max()) >= 1 << bits or int(column.min()) < 0):
            hint = "Scan fewer files at a time" if name == "supplier" else "Leave the column out"
            raise InputError(f"has more than {(1 << bits) - 1:,} different values, or a day before 1900", column=name, hint=hint)
        if word == len(words):
            words.append(column.astype(np.int64) << low)
        else:
            words[word] |= column.astype(np.int64) << low
    return tuple(words)


def _together(parts: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The texts of several columns, in order of the alphabet."""
    different = {id(p): p for p in parts}
    return tuple(sorted({v for values in different.values() for v in values}))


def _map(old: Sequence[Any], new: Sequence[Any]) -> Ints:
    """The new number of each old one."""
    place = {v: i for i, v in enumerate(new)}
    return np.array([place[v] for v in old], np.int64)
