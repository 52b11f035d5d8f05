"""Setting off: which invoices the payments among the bills of one export pay.

By clearing number, by a number that a payment names, else the oldest open invoices of its supplier in its currency. What bills say
themselves to be paid takes payments first, so that none counts twice.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.columns import stacked
from cashflow.basics.days import Ints
from cashflow.ledger.clearing.folding import folded
from cashflow.ledger.clearing.match import Keys

__all__ = ["AGE", "CLEARING", "NUMBER", "STATED", "Owed", "Paying", "Shares", "by_age", "by_clearing", "by_number"]

CLEARING, NUMBER, AGE, STATED = range(4)
"""How a part of a payment found its invoice; `STATED`: the invoice says itself that it is paid."""


@frozen(eq=False)
class Paying:
    """Payments in order of rows."""

    supplier: Any  # (n,), object: as it stands
    day: Ints
    cash: Ints  # minor units; what is paid for an invoice is positive
    currency: Ints  # code among the ledger's; −1: no invoice of the ledger is in it
    clearing: Any  # (n,), object
    number: Any
    applied: Any


@frozen(eq=False)
class Owed:
    """What invoices leave open, what they say themselves to be paid, and how old they are."""

    rest: Ints  # (n_invoices,), int64, with the sign of the invoice
    said: Ints  # int64, the same
    due: Ints
    dated: Ints
    currency: Ints
    clearing: Any  # (n_invoices,), object
    document: Any

    def order(self, some: Ints) -> list[int]:
        """Positions of some invoices, the oldest first: by due date, then invoice date, then row."""
        return [int(i) for i in some[np.lexsort((some, self.dated[some], self.due[some]))].tolist()]


@frozen(eq=False)
class Shares:
    """Parts of payments, and what they pay."""

    payment: Ints  # (n_parts,), int64
    invoice: Ints  # −1: no one invoice
    cash: Ints  # with the sign of the invoice
    how: Ints

    @classmethod
    def of(cls, parts: Sequence[tuple[int, int, int, int]]) -> Shares:
        """From tuples in the order of the columns."""
        found = np.array([(0, 0, 0, 0), *parts], np.int64)[1:]
        return cls(*(found[:, i] for i in range(4)))

    @classmethod
    def joined(cls, *parts: Shares) -> Shares:
        """The parts of several."""
        return cls(*stacked(parts, ("payment", "invoice", "cash", "how")))

    def some(self, which: Ints) -> Shares:
        """Those at some positions."""
        return Shares(self.payment[which], self.invoice[which], self.cash[which], self.how[which])

    def left(self, paying: Paying) -> Ints:
        """(n_payments,), int64: what of each payment has no part yet."""
        taken = np.zeros(len(paying.cash), np.int64)
        np.add.at(taken, self.payment, self.cash)
        return paying.cash - taken

    def said_left(self, owed: Owed) -> Owed:
        """What invoices say to be paid, less the payments that were found for it."""
        mine = self.some((self.how == STATED) & (self.invoice >= 0))
        said = owed.said.copy()
        np.subtract.at(said, mine.invoice, mine.cash)
        return evolve(owed, said=said)


def _spread(sizes: Iterable[tuple[int, int]], entries: Iterable[tuple[int, int, int]], sign: int) -> list[tuple[int, int, int, int]]:
    """Parts of payments (payment, size) on entries (invoice, size, how), both in order, as far as they reach."""
    out, queue = [], iter(entries)
    invoice, open_now, how = next(queue, (-1, 0, 0))
    for payment, size in sizes:
        while size and invoice >= 0:
            part = min(size, open_now)
            if part:
                out.append((payment, invoice, sign * part, how))
            size, open_now = size - part, open_now - part
            if not open_now:
                invoice, open_now, how = next(queue, (-1, 0, 0))
    return out


def by_clearing(paying: Paying, keys: Keys, owed: Owed) -> tuple[Shares, Ints]:
    """Payments and the items with the same clearing number: all of it is cleared together, credit notes among it.

    Also (n_payments,), int64: by how much the items of a clearing are more than its payments, at the last of these.
    """
    some = np.flatnonzero((paying.clearing != "") & (keys.supplier >= 0))
    short = np.zeros(len(paying.cash), np.int64)
    if not len(some):
        return Shares.of(()), short
    groups: dict[tuple[int, int, str], tuple[list[int], list[int]]] = {}
    for at, text in zip(some.tolist(), folded(paying.clearing[some].tolist()), strict=True):
        groups.setdefault((int(keys.supplier[at]), int(paying.currency[at]), text), ([], []))[0].append(at)
    items = np.flatnonzero(owed.clearing != "")
    for at, text in zip(items.tolist(), folded(owed.clearing[items].tolist()), strict=True):
        group = groups.get((int(keys.of_supplier[at]), int(owed.currency[at]), text))
        if group is not None:
            group[1].append(at)
    parts: list[tuple[int, int, int, int]] = []
    for payments, invoices in groups.values():
        if invoices:
            new, last, lacks = _cleared(payments, owed.order(np.array(invoices)), paying, owed)
            parts, short[last] = parts + new, lacks
    return Shares.of(parts), short


def _cleared(payments: list[int], invoices: list[int], paying: Paying, owed: Owed) -> tuple[list[Any], int, int]:
    """The parts of one clearing, its last payment, and what its items lack; of payments on both sides the smaller one cancels."""
    cash = {p: int(paying.cash[p]) for p in sorted(payments, key=lambda p: (int(paying.day[p]), p))}
    sign = 1 if sum(cash.values()) >= 0 else -1
    sizes = [(p, sign * c) for p, c in cash.items() if sign * c > 0] or [([*cash][-1], 0)]  # a payment of nothing clears credit notes
    back = [(p, -sign * c) for p, c in cash.items() if sign * c < 0]
    parts: list[tuple[int, int, int, int]] = []
    if back:
        gone = _spread(sizes, [(p, size, STATED) for p, size in back], 1)
        parts = [one for p, other, size, _ in gone for one in ((p, -1, sign * size, STATED), (other, -1, -sign * size, STATED))]
        lost = {p: sum(size for q, _, size, _ in gone if q == p) for p, _ in sizes}
        sizes = [(p, size - lost[p]) for p, size in sizes]
    entries = [(i, abs(int(v)), how) for i in invoices for v, how in ((owed.said[i], STATED), (owed.rest[i], CLEARING)) if sign * v > 0]
    credits = [(i, abs(int(owed.rest[i])), CLEARING) for i in invoices if sign * owed.rest[i] < 0]
    lacks = sum(size for _, size, _ in entries) - sum(size for _, size in sizes)
    last, size = sizes[-1]
    taken = _spread([(last, max(0, lacks))], credits, -sign)
    back_size = sum(abs(c) for _, _, c, _ in taken)
    sizes[-1] = (last, size + back_size)
    return [*parts, *taken, *_spread(sizes, entries, sign)], last, max(0, lacks - back_size)


def by_number(paying: Paying, keys: Keys, owed: Owed, left: Ints) -> Shares:
    """Payments of the one invoice with a number they name, in full; of several with that number the oldest first."""
    some = np.flatnonzero((keys.many > 0) & (left != 0))
    one = some[keys.many[some] == 1]
    first = keys.first()
    invoice = first[one]
    sign = np.sign(left[one])
    open_now, said = np.maximum(sign * owed.rest[invoice], 0), np.maximum(sign * owed.said[invoice], 0)
    good = (owed.currency[invoice] == paying.currency[one]) & ((open_now > 0) | (said > 0))
    one, invoice, sign, open_now, said = one[good], invoice[good], sign[good], open_now[good], said[good]
    alone = said == 0
    parts = [Shares(one[alone], invoice[alone], left[one[alone]], np.full(int(alone.sum()), NUMBER))]
    rest: dict[tuple[int, int], int] = {}
    looped = [*one[~alone].tolist(), *some[keys.many[some] > 1].tolist()]
    found: list[tuple[int, int, int, int]] = []
    for at in sorted(looped, key=lambda p: (int(paying.day[p]), p)):
        side = 1 if left[at] > 0 else -1
        those = keys.order[keys.low[at] : keys.high[at]]
        mine = owed.order(those[owed.currency[those] == paying.currency[at]])
        for i in mine:
            rest.setdefault((i, STATED), max(0, side * int(owed.said[i])))
            rest.setdefault((i, NUMBER), max(0, side * int(owed.rest[i])))
        entries = [(i, rest[i, how], how) for how in (STATED, NUMBER) for i in mine]
        new = _spread([(at, abs(int(left[at])))], entries, side)
        for _, i, cash, how in new:
            rest[i, how] -= abs(cash)
        found += new
    return Shares.joined(*parts, Shares.of(found))


def by_age(paying: Paying, keys: Keys, owed: Owed, left: Ints) -> Shares:
    """What is left of payments: first on what bills say to be paid, then on the oldest open invoices of supplier and currency.

    Invoices dated by the day of the payment come first; what is still left, a payment in advance, goes on later ones. Payments take
    invoices, refunds take credit notes.
    """
    some = np.flatnonzero((left != 0) & (keys.supplier >= 0) & (paying.currency >= 0))
    if not len(some):
        return Shares.of(())
    wanted: dict[tuple[int, int, int], list[int]] = {}
    for at in some[np.lexsort((some, paying.day[some]))].tolist():
        wanted.setdefault((int(keys.supplier[at]), int(paying.currency[at]), 1 if left[at] > 0 else -1), []).append(at)
    whose = np.zeros(int(keys.of_supplier.max(initial=-1)) + 2, bool)
    whose[keys.supplier[some]] = True
    mine = np.flatnonzero(whose[keys.of_supplier] & ((owed.rest != 0) | (owed.said != 0)))
    there: dict[tuple[int, int, int], list[int]] = {}
    for at in mine[np.lexsort((mine, owed.dated[mine]))].tolist():
        sign = 1 if owed.rest[at] + owed.said[at] > 0 else -1
        there.setdefault((int(keys.of_supplier[at]), int(owed.currency[at]), sign), []).append(at)
    parts: list[tuple[int, int, int, int]] = []
    for group, payments in wanted.items():
        parts += _oldest_first(payments, there.get(group, []), paying, owed, left, group[2])
    return Shares.of(parts)


def _oldest_first(payments: list[int], invoices: list[int], paying: Paying, owed: Owed, left: Ints, sign: int) -> list[Any]:
    """The parts of one supplier's payments in one currency; payments in order of day, invoices in order of their own date."""
    out: list[tuple[int, int, int, int]] = []
    sizes = {p: abs(int(left[p])) for p in payments}
    said = sum(abs(int(owed.said[i])) for i in invoices)
    for p in payments:
        part = min(sizes[p], said)
        out += [(p, -1, sign * part, STATED)] if part else []
        sizes[p], said = sizes[p] - part, said - part
    rest = {i: abs(int(owed.rest[i])) for i in invoices}
    heap: list[tuple[int, int, int]] = []
    place = 0
    for early in (True, False):
        for p in payments:
            while place < len(invoices) and (not early or owed.dated[invoices[place]] <= paying.day[p]):
                i = invoices[place]
                heapq.heappush(heap, (int(owed.due[i]), int(owed.dated[i]), i))
                place += 1
            while sizes[p] and heap:
                i = heap[0][2]
                part = min(sizes[p], rest[i])
                out += [(p, i, sign * part, AGE)] if part else []
                sizes[p], rest[i] = sizes[p] - part, rest[i] - part
                if not rest[i]:
                    heapq.heappop(heap)
    return out
