"""Regular invoices of a scenario's offers, summed before dates are looked up: every rule sees a term and an invoice day once.

A *kind* is what all invoices of one term, currency, invoice day and choice of offers have in common: ownership, dates, the move.
It is worked out by the same code as single items, on one invoice that stands for them all; rows are then only added up, by
supplier and by where their kind moves. What depends on the invoice itself goes row by row: see `can_be_summed`, `Payments.apart`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import field, frozen

from cashflow.basics.currencies import minor_digits
from cashflow.basics.days import Ints
from cashflow.basics.groupby import distinct, summed
from cashflow.basics.money import round_ratios, wide
from cashflow.basics.size import sizes, taken
from cashflow.deals import Deals
from cashflow.engine.row_deals import group_of
from cashflow.ledger.groups import Groups
from cashflow.offers import Offer, Scenario
from cashflow.payments import Items, Payments

__all__ = ["Kinds", "can_be_summed", "parts_of"]

_BLOCK = 262_144
_MOST_KINDS = 4_000_000
_MOST_ROWS = 1_000_000  # kept before they are added up
_LARGEST_SUM = 2**50  # times days, it still fits int64
_SUMMABLE_KEYS = {"invoice_day", "due_day", "immediate_day"}


def can_be_summed(payments: Payments, scenario: Scenario, largest: int = _LARGEST_SUM, what: str = "offers") -> bool:
    """Whether a scenario's offers look at nothing but supplier, currency, terms, invoice day and amount of a regular invoice; no limits.

    Nor do amounts without their signs add up to `largest`: beyond it products with days might not fit int64. The way is told as that
    of `what`.
    """
    found = _summable(payments, scenario, largest)
    taken(what, "by class" if found else "invoice by invoice")
    return found


def _summable(payments: Payments, scenario: Scenario, largest: int) -> bool:
    ledger, bounds = payments.ledger, payments.ledger.bounds
    needs = {n for o in scenario.offers for option in o.options for n in option.needs}
    n_kinds = payments.table.lines.n_base * (bounds.last_day - bounds.first_day + 1) * 2 ** len(scenario.offers)
    if len(ledger) < sizes().classes or n_kinds > _MOST_KINDS or ledger.tax is not None or scenario.limits or not needs <= _SUMMABLE_KEYS:
        return False
    total = sum(int(np.abs(ledger.amount[i : i + _BLOCK]).sum()) for i in range(0, len(ledger), _BLOCK))
    return total < largest and all(_simple(o) for o in scenario.offers)


def _simple(offer: Offer) -> bool:
    """Other terms must be due on one day that follows from the invoice day."""
    terms = offer.extend.terms
    return terms is None or (len(terms.installments) == 1 and terms.anchors == {"invoice"})


@frozen(eq=False)
class Kinds:
    """Items that stand for many, and the way from a row to its items."""

    payments: Payments
    masks: list[Ints]  # per offer, (n_invoices,), bool: invoices it covers as far as they alone tell
    some: Ints  # (n_invoices,), bool: rows that are summed
    covers_all: list[bool] = field(init=False)  # per offer: every row that is summed
    found: tuple[Items, Ints, Ints] = field(init=False)

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
    def _find(self) -> tuple[Items, Ints, Ints]:
        lines, bounds = self.payments.table.lines, self.payments.ledger.bounds
        n_kinds = lines.n_base * (bounds.last_day - bounds.first_day + 1) * 2 ** len(self.masks)
        example, rows_of = np.full(n_kinds, -1, np.int64), np.zeros(n_kinds, np.int64)
        for rows, kind in self._blocks():
            example[kind] = rows
            np.add.at(rows_of, kind, self._count(rows))
        used = np.flatnonzero(example >= 0)
        items, first = _items(self.payments, example[used])
        place = np.full(n_kinds, -1, np.int64)
        place[used] = first
        count = np.repeat(rows_of[used], np.diff(np.append(first, len(items.invoice))))
        return items, count, place

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
        for rows, kind in self._blocks():
            item, amount, code = self.first[kind], ledger.amount[rows], ledger.terms_code[rows]
            whole = np.flatnonzero(which[item] & ~np.isin(code, split)) if split else np.flatnonzero(which[item])
            yield rows[whole], item[whole], amount[whole]
            for number in split:
                mine = np.flatnonzero(code == number)
                for slot, part in enumerate(parts_of(self.payments, number, amount[mine]) if len(mine) else []):
                    at = np.flatnonzero(which[item[mine] + slot])
                    yield rows[mine[at]], item[mine[at]] + slot, part[at]

    def sums(self, covered: Ints, moves: Ints, deals: Deals) -> tuple[tuple[Ints, Ints], Deals, Ints, Ints]:
        """Deals by group and where they move.

        Parameters
        ----------
        covered : (n_items,), bool
            Items an offer covers.
        moves : (n_items,), int64
            Position of each item among `deals`; −1: it is none.
        deals
            One an item, of amounts of 1.

        Returns
        -------
        covered
            (group, number of items) of every group.
        deals, count, late
            Deals, of many rows summed, how many items each stands for, and Σ amount × (baseline day − due day).
        """
        ledger = self.payments.ledger
        first, number = distinct([deals.base_day, deals.new_day, *deals.keys.values()])
        late_days = self.items.base_day.astype(np.int64) - self.items.due_day
        groups = Groups.of(ledger.currency.values)
        n_groups = max(1, groups.count(len(ledger.supplier.values)))
        held = np.zeros(n_groups, np.int64)
        parts: list[tuple[Ints, ...]] = []
        for rows, item, amount in self.pairs(covered):
            group, move, many = group_of(self.payments, rows), moves[item], ledger.invoices_in(rows)
            np.add.at(held, group, many)
            some = np.flatnonzero(move >= 0)
            key = group[some] * max(1, len(first)) + number[move[some]]
            money, one = amount[some], deals.invoices[move[some]]
            parts.append((key, money, one * many[some], many[some], money * late_days[item[some]]))
            if sum(len(p[0]) for p in parts) > _MOST_ROWS:
                parts = [_added_up(parts)]
        key, amount, invoices, count, late = (np.concatenate(c) for c in zip(*parts, strict=True))
        at = first[key % max(1, len(first))]
        group = key // max(1, len(first))
        unit = np.array([10 ** minor_digits(c) for c in ledger.currency.values], np.int64)[groups.currency(group)]
        found = Deals(group, deals.base_day[at], deals.new_day[at], amount, invoices, unit, {k: v[at] for k, v in deals.keys.items()})
        there = np.flatnonzero(held)
        return (there, held[there]), found, count, late


def _added_up(parts: list[tuple[Ints, ...]]) -> tuple[Ints, ...]:
    """Each key once (the first column), with the sums of the others."""
    key, *columns = (np.concatenate(c) for c in zip(*parts, strict=True))
    at, sums = summed([key], columns)
    return key[at], *sums


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
