"""Invoices by kind: what all of one term, currency, invoice day and choice of offers have in common is worked out once.

So is what those of one currency, invoice day and stated due date have. One invoice stands for them all; rows are then only added up.
What depends on the invoice itself goes row by row: see `payments.looked_at`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Protocol

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.days import NEVER, Ints
from cashflow.basics.money import round_ratios, wide
from cashflow.kernels.looked import look_kernel
from cashflow.kernels.looked_memory import KindRules
from cashflow.payments.due_items import Items
from cashflow.payments.ledger_blocks import block_rows

if TYPE_CHECKING:
    from cashflow.payments.items import Payments

__all__ = ["Kinds", "kinds_of", "parts_of"]

_BLOCK = 65_536
_MOST_KEPT = 4_000_000  # rows of which it is kept what stands for them, 8 bytes each

Some = Ints | slice


class Covering(Protocol):
    """Which invoices each of several offers covers, as far as they alone tell."""

    def __len__(self) -> int:
        """How many offers there are."""

    def reader(self, rows: Some) -> Callable[[int], Ints]:
        """What says by the number of an offer which of some invoices it covers: (n,), bool."""

    def all_of(self, some: Ints) -> list[bool]:
        """Of each offer whether it covers every invoice at which `some` is true."""


@frozen(eq=False)
class Found:
    """Items, one a kind and installment, and how to get to them."""

    items: Items
    count: Ints  # (n_items,), int64: how many invoices each stands for
    first: Ints  # (n_kinds,), int32: position of a kind's first item; −1: there is none of that kind
    many: Ints  # (n_items,), int64: of a kind's first item how many it has; 0 of its others
    kept: list[tuple[Ints, Ints]]  # rows, and the first item of their kinds, int32 both; or nothing, if there are too many


@frozen(eq=False)
class Kinds:
    """Items that stand for many, and the way from a row to its items."""

    payments: Payments

    @functools.cached_property
    def found(self) -> Found:
        """Of all its rows."""
        return _found(self)

    @property
    def items(self) -> Items:
        """One a kind and installment; `invoice` is one of the rows; amounts are 1."""
        return self.found.items

    @property
    def count(self) -> Ints:
        """(n_items,), int64: how many invoices each stands for."""
        return self.found.count

    @property
    def n_days(self) -> int:
        """Invoice days of the ledger, from the first to the last."""
        return self.payments.ledger.bounds.last_day - self.payments.ledger.bounds.first_day + 1

    @property
    def n_kinds(self) -> int:
        """Kinds that could be."""
        n, n_waits = len(self.payments.ledger.currency.values), self.payments.looked_at.n_waits
        return (self.payments.table.lines.n_base + n * n_waits) * self.n_days

    def blocks(self, size: int) -> Iterator[tuple[Some, Ints]]:
        """Rows that are summed, so many at a time, and their kinds, int64: positions, or a slice where all of them are."""
        ledger, how, kernel = self.payments.ledger, self.payments.looked_at.how, look_kernel(len(self.payments.ledger))
        lines, looked = self.payments.table.lines, self.payments.looked_at
        n_inner = max(1, len(ledger.currency.values))
        rules = KindRules(n_inner, lines.n_base, ledger.bounds.first_day, self.n_days, looked.least, looked.n_waits)
        for start in range(0, len(how), size):
            some = slice(start, min(start + size, len(how)))
            rows, kind = kernel.kinds_of(rules, how[some], block_rows(ledger, some))
            if len(rows) == some.stop - start:
                yield some, kind
            elif len(rows):
                rows += start
                yield rows, kind

    def items_like(self, example: Ints, kind: Ints) -> tuple[Items, Ints]:
        """Items of some kinds, of each of which one row is given, and the position of each one's first."""
        one = np.flatnonzero(kind < self.payments.table.lines.n_base * self.n_days)
        by_terms, first = _by_terms(self.payments, example[one])
        stated = _by_stated(self.payments, example[len(one) :])
        return Items.joined([by_terms, stated]), np.append(first, len(by_terms.invoice) + np.arange(len(stated.invoice)))

    def pairs(self, which: Ints) -> Iterator[tuple[Ints, Ints, Ints]]:
        """Rows, items and amounts of the items for which `which` is true, block by block and installment by installment."""
        ledger, first, many = self.payments.ledger, self.found.first, self.found.many
        split = [c for c, t in enumerate(ledger.terms) if len(t.installments) > 1] if int(many.max(initial=0)) > 1 else []
        alone = which & (many == 1)
        for rows, item in self.found.kept or ((_positions(rows), first.take(kind)) for rows, kind in self.blocks(_BLOCK)):
            whole = np.flatnonzero(alone.take(item))
            yield rows.take(whole), item.take(whole), ledger.amount.take(rows.take(whole))
            several = np.flatnonzero(many.take(item) > 1) if split else whole[:0]
            code = ledger.terms_code.take(rows.take(several))
            for number in split if len(several) else ():
                mine = several[code == number]
                for slot, part in enumerate(parts_of(self.payments, number, ledger.amount[rows[mine]]) if len(mine) else []):
                    at = np.flatnonzero(which[item[mine] + slot])
                    yield rows[mine[at]], item[mine[at]] + slot, part[at]


@frozen(eq=False)
class _Chosen(Kinds):
    """Some of the rows, told apart by which offers cover them."""

    offers: Covering | None
    some: Ints  # (n_invoices,), bool: rows that are summed, as far as they can be
    covers_all: list[bool]  # per offer: every row that is summed

    @property
    def n_kinds(self) -> int:
        """Items of all kinds, each as often as offers may cover it."""
        return len(self.payments.kinds.items.invoice) << len(self.covers_all)

    def blocks(self, size: int) -> Iterator[tuple[Some, Ints]]:
        """As those of all."""
        for rows, kind in self.payments.kinds.blocks(size):
            here = self.some[rows]
            if here.all():
                yield rows, self._covered(rows, kind)
            elif len(at := np.flatnonzero(here)):
                mine = at + rows.start if isinstance(rows, slice) else rows.take(at)
                yield mine, self._covered(mine, kind.take(at))

    def _covered(self, rows: Some, kind: Ints) -> Ints:
        out = self.payments.kinds.found.first.take(kind).astype(np.int64)
        covered = None if self.offers is None or all(self.covers_all) else self.offers.reader(rows)
        for offer, covers_all in enumerate(self.covers_all):
            out *= 2
            out += 1 if covers_all or covered is None else covered(offer)
        return out

    def items_like(self, example: Ints, kind: Ints) -> tuple[Items, Ints]:
        """As those of all, each of its own row."""
        every, of = self.payments.kinds, kind >> len(self.covers_all)
        many = every.found.many.take(of)
        first = np.cumsum(many) - many
        item = np.repeat(of - first, many) + np.arange(int(many.sum()))
        return evolve(every.items.take(item), invoice=np.repeat(example, many)), first


def kinds_of(payments: Payments, offers: Covering | None, some: Ints) -> Kinds:
    """Kinds of the invoices at which `some` is true, told apart by what offers cover: `Payments.kinds`, where each of them covers all."""
    covers_all = [] if offers is None else offers.all_of(some)
    if some.all() and all(covers_all):
        return payments.kinds
    return _Chosen(payments, offers, some, covers_all)


def _found(kinds: Kinds) -> Found:
    """Go over the rows."""
    ledger, n_kinds = kinds.payments.ledger, kinds.n_kinds
    example, rows_of = np.full(n_kinds, -1, np.int64), np.zeros(n_kinds, np.int64)
    kept, n_kept = list[tuple[Ints, Ints]](), 0
    for some, kind in kinds.blocks(_BLOCK):
        rows = _positions(some)
        example[kind] = rows
        np.add.at(rows_of, kind, 1 if ledger.many is None else ledger.many[rows])
        n_kept += len(rows)
        if n_kept <= _MOST_KEPT:
            kept.append((rows.astype(np.int32), kind))
    used = np.flatnonzero(example >= 0)
    items, starts = kinds.items_like(example[used], used)
    first, many = np.full(n_kinds, -1, np.int32), np.zeros(len(items.invoice), np.int64)
    each = np.diff(np.append(starts, len(items.invoice)))
    first[used], many[starts] = starts, each
    count = np.repeat(rows_of[used], each)
    return Found(items, count, first, many, [(rows, first.take(kind)) for rows, kind in kept] if n_kept <= _MOST_KEPT else [])


def _positions(rows: Some) -> Ints:
    return np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows


def _one_each(invoice: Ints, due: Ints, base: Ints, taken: Ints) -> Items:
    """Open items of an amount of 1."""
    one, none = np.ones(len(invoice), np.int64), np.zeros(len(invoice), np.int64)
    return Items(invoice, due, base, one, none.astype(bool), none, taken)


def _by_stated(payments: Payments, invoice: Ints) -> Items:
    """Items of some invoices, each due on one stated day."""
    due, base = payments.ledger.due_day[invoice], np.full(len(invoice), NEVER, np.int32)
    if not payments.stays_open:
        payments.pay(invoice, due, np.ones(len(invoice), bool), base)
    return _one_each(invoice, due, base, np.zeros(len(invoice), bool))


def _by_terms(payments: Payments, invoice: Ints) -> tuple[Items, Ints]:
    """Items of some invoices by the day table, and the position of each invoice's first."""
    ledger, known = payments.ledger, payments.table.lines
    base, day = known.base(ledger.terms_code[invoice], ledger.currency.codes[invoice]), ledger.invoice_day[invoice]
    if not len(invoice):
        return _one_each(base, day, day, np.zeros(0, bool)), base
    days, n = payments.table.reach(ledger.bounds.first_day, ledger.bounds.last_day), len(ledger.currency.values)
    days.fill(base, day)
    terms = [(known.term_of(b), known.currency_of(b)) for b in range(n, known.n_base)]
    lines = [known.of(code, currency) if known.regular[code + 1] else [] for code, currency in terms]
    many = np.array([0] * n + [len(some) for some in lines])
    flat, start = np.array([line for some in lines for line in some], np.int64), np.cumsum(many) - many
    slots = many[base]
    first, owner = np.cumsum(slots) - slots, np.repeat(np.arange(len(invoice)), slots)
    line, at = flat[start[base][owner] + np.arange(len(owner)) - first[owner]], day[owner] - days.first_day
    return _one_each(invoice[owner], days.due[line, at], days.pay[line, at], days.tier[line, at] >= 0), first


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
