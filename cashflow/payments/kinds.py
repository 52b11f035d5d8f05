"""Regular invoices by kind: what all of one term, currency, invoice day and choice of offers have in common is worked out once.

One invoice stands for them all; rows are then only added up. What depends on the invoice itself goes row by row: see `Payments.apart`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import Ints
from cashflow.basics.money import round_ratios, wide
from cashflow.payments.due_items import Items

if TYPE_CHECKING:
    from cashflow.payments.items import Payments

__all__ = ["Kinds", "kinds_of", "parts_of"]

_BLOCK = 262_144
_MOST_KEPT = 2_000_000  # rows of which it is kept what stands for them, 12 bytes each


@frozen(eq=False)
class Kinds:
    """Items that stand for many, and the way from a row to its items."""

    payments: Payments
    masks: list[Ints]  # per offer, (n_invoices,), bool: invoices it covers as far as they alone tell
    some: Ints  # (n_invoices,), bool: rows that are summed
    covers_all: list[bool] = field(init=False)  # per offer: every row that is summed
    found: tuple[Items, Ints, Ints, list[tuple[Ints, Ints]]] = field(init=False)

    @covers_all.default
    def _covers_all(self) -> list[bool]:
        return [mask is self.some or bool(mask.all()) or bool(mask[self.some].all()) for mask in self.masks]

    @property
    def items(self) -> Items:
        """One a kind and installment; `invoice` is one of the rows; amounts are 1."""
        return self.found[0]

    @property
    def count(self) -> Ints:
        """(n_items,), int64: how many invoices each stands for."""
        return self.found[1]

    @property
    def first(self) -> Ints:
        """By kind: position of its first item; −1 where there is none."""
        return self.found[2]

    @found.default
    def _find(self) -> tuple[Items, Ints, Ints, list[tuple[Ints, Ints]]]:
        lines, bounds = self.payments.table.lines, self.payments.ledger.bounds
        n_kinds = lines.n_base * (bounds.last_day - bounds.first_day + 1) * 2 ** len(self.masks)
        example, rows_of = np.full(n_kinds, -1, np.int64), np.zeros(n_kinds, np.int64)
        keep, kept = np.count_nonzero(self.some) <= _MOST_KEPT, list[tuple[Ints, Ints]]()
        for rows, kind in self._blocks():
            example[kind] = rows
            np.add.at(rows_of, kind, self._count(rows))
            kept += [(rows, kind)] if keep else []
        used = np.flatnonzero(example >= 0)
        items, first = _items(self.payments, example[used])
        place = np.full(n_kinds, -1, np.int64)
        place[used] = first
        count = np.repeat(rows_of[used], np.diff(np.append(first, len(items.invoice))))
        return items, count, place, [(rows, place[kind].astype(np.int32)) for rows, kind in kept]

    def _count(self, rows: Ints) -> Ints | int:
        """Invoices in each of some rows."""
        count = self.payments.ledger.count
        return 1 if count is None else count[rows]

    def _blocks(self) -> Iterator[tuple[Ints, Ints]]:
        """Rows, and their kinds as numbers, block by block."""
        for rows in self.chunks(_BLOCK):
            yield (np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows), self.numbers(rows)

    def chunks(self, size: int) -> Iterator[Ints | slice]:
        """The rows that are summed, some at a time: positions, or a slice where all of them are."""
        n, everything = len(self.some), bool(self.some.all())
        for start in range(0, n, size):
            rows = slice(start, min(start + size, n))
            yield rows if everything else np.flatnonzero(self.some[rows]) + start

    def numbers(self, rows: Ints | slice) -> Ints:
        """Kinds of some of the rows that are summed; int64, worked out in int32, because the kinds are few."""
        ledger, n_days, n = self.payments.ledger, self.n_days, len(self.payments.ledger.currency.values)
        kind = ledger.terms_code[rows] * np.int32(n * n_days)
        kind += ledger.invoice_day[rows]
        kind += np.int32(n * n_days - ledger.bounds.first_day)
        if n > 1:
            kind += ledger.currency.codes[rows] * np.int32(n_days)
        for mask, covers_all in zip(self.masks, self.covers_all, strict=True):
            kind *= 2
            kind += 1 if covers_all else mask[rows]
        return kind.astype(np.int64)

    @property
    def n_days(self) -> int:
        """Invoice days of the ledger, from the first to the last."""
        return self.payments.ledger.bounds.last_day - self.payments.ledger.bounds.first_day + 1

    def pairs(self, which: Ints) -> Iterator[tuple[Ints, Ints, Ints]]:
        """Rows, items and amounts of the items for which `which` is true, block by block and installment by installment."""
        ledger, terms = self.payments.ledger, self.payments.ledger.terms
        split = [c for c, t in enumerate(terms) if len(t.installments) > 1]
        for rows, item in self.found[3] or ((rows, self.first[kind]) for rows, kind in self._blocks()):
            amount, code = ledger.amount[rows], ledger.terms_code[rows]
            whole = np.flatnonzero(which[item] & ~np.isin(code, split)) if split else np.flatnonzero(which[item])
            yield rows[whole], item[whole], amount[whole]
            for number in split:
                mine = np.flatnonzero(code == number)
                for slot, part in enumerate(parts_of(self.payments, number, amount[mine]) if len(mine) else []):
                    at = np.flatnonzero(which[item[mine] + slot])
                    yield rows[mine[at]], item[mine[at]] + slot, part[at]


def kinds_of(payments: Payments, masks: list[Ints], some: Ints) -> Kinds:
    """Kinds of the invoices at which `some` is true, told apart by what offers cover: `Payments.kinds`, where each of them covers all."""
    if all(mask.all() for mask in (*masks, some)):
        return payments.kinds
    return Kinds(payments, masks, some & payments.not_apart)


def _items(payments: Payments, invoice: Ints) -> tuple[Items, Ints]:
    """Items of some invoices by the day table, and the position of each invoice's first."""
    ledger, table = payments.ledger, payments.table
    base, day = table.lines.base(ledger.terms_code[invoice], ledger.currency.codes[invoice]), ledger.invoice_day[invoice]
    if len(invoice):
        table.reach(ledger.bounds.first_day, ledger.bounds.last_day)
        table.fill(base, day)
    n, known = len(ledger.currency.values), table.lines
    terms = [(known.term_of(b), known.currency_of(b)) for b in range(n, known.n_base)]
    lines = [known.of(code, currency) if known.regular[code + 1] else [] for code, currency in terms]
    many = np.array([0] * n + [len(some) for some in lines])
    flat, start = np.array([line for some in lines for line in some], np.int64), np.cumsum(many) - many
    slots = many[base]
    first, owner = np.cumsum(slots) - slots, np.repeat(np.arange(len(invoice)), slots)
    line, at = flat[start[base][owner] + np.arange(len(owner)) - first[owner]], day[owner] - table.first_day
    one, none = np.ones(len(owner), np.int64), np.zeros(len(owner), np.int64)
    taken = table.tier[line, at] >= 0
    return Items(invoice[owner], table.due[line, at], table.pay[line, at], one, none.astype(bool), none, taken), first


def parts_of(payments: Payments, code: int, amount: Ints) -> list[Ints]:
    """Minor units of each installment of regular invoices of one term, in their order."""
    left, out = amount.copy(), []
    parts = payments.ledger.terms[code].installments
    for part in parts:
        share = part.share.value
        out.append(round_ratios(wide(amount, share.numerator) * share.numerator, share.denominator))  # 0 for the rest
        left -= out[-1]
    out[next(i for i, p in enumerate(parts) if p.share.of == "rest")] += left
    return out
