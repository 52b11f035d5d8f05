"""Sources: what an offer covers, as classes of items that move alike and, group by group, how much there is of each class.

Dates and prices are worked out per class, by the code that `compare` uses; sums need only the classes' numbers. Items that no
extension tells apart (`alike`) are one class. Where a scheme charges for the number of invoices or looks at single ones, or the ledger
states tax, a regular invoice belongs to the class of its terms, currency and invoice day, and every other item is a class of its own.
Groups are supplier × currency, as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from attrs import evolve, field, frozen

from cashflow.basics.days import NEVER, NO_DAY, Ints
from cashflow.basics.money import wide
from cashflow.deals import BANK, Deals, Extension, Flow, flows_of, place
from cashflow.engine.classes import can_be_summed
from cashflow.engine.coverage import Chosen
from cashflow.engine.row_deals import group_of, owned, owned_items, row_deals
from cashflow.offers import Offer, Scenario
from cashflow.payments import Items, Payments
from cashflow.payments.kinds import Kinds, parts_of
from cashflow.sweep.alike import alike

__all__ = ["CHUNK", "Cells", "Moved", "Source", "sources_of"]

CHUNK = 65_536
"""Rows at a time: what is worked out for them fits a core's cache."""
_LARGEST = 2**62

Cells = tuple[Ints, Ints, Ints]
"""Groups, classes and amounts of some items, (n,) each."""


@frozen(eq=False)
class Moved:
    """What one extension makes of a source's classes: deals of those it does something about, and their flows."""

    which: Ints  # (n_deals,), int64: class of each deal
    deals: Deals  # each a group of its own
    flows: list[Flow]

    def of(self, classes: Ints) -> Moved:
        """Of some classes only; both are in order."""
        at = np.flatnonzero(np.isin(self.which, classes))
        if len(at) == len(self.which):
            return self
        since = [None if f.since is None else np.asarray(f.since)[at] for f in self.flows]
        flows = [evolve(f, day=f.day[at], amount=np.asarray(f.amount)[at], since=s) for f, s in zip(self.flows, since, strict=True)]
        return Moved(self.which[at], evolve(self.deals.take(at), group=np.arange(len(at))), flows)


@frozen(eq=False)
class Source:
    """Classes of items, and what every group has of them: `cells` yields (group, class, how much) in chunks."""

    payments: Payments
    offer: Offer
    agency_days: int | None
    items: Items  # one a class
    cells: Callable[[], Iterator[Cells]]
    counted: bool | None = None  # regular invoices: what depends on amounts (False), or on their number (True); None: all at once
    most: int = 1  # of a class: all there is of all classes, without signs
    many: int = 0  # cells, at most

    def at(self, days: int) -> Moved:
        """Move every class by so many days, and price it."""
        placed = place(self.items, self.payments, Extension(days=days))
        which, deals = row_deals(self.payments, placed, self.offer, agency_days=self.agency_days, one_each=self.counted is not None)
        deals = evolve(deals, group=np.arange(len(which)))
        if self.counted is not None:
            nothing = np.zeros(len(which), np.int64)
            deals = evolve(deals, amount=nothing) if self.counted else evolve(deals, invoices=nothing)
        return Moved(which, deals, flows_of(self.offer.options[0], deals))

    def ends(self, days: int) -> tuple[Ints, Ints]:
        """(n_classes,) each: first and last day on which what moves is paid; `NEVER` and `NO_DAY` where nothing does."""
        moved = self.at(days)
        some = np.flatnonzero(moved.deals.new_day != moved.deals.base_day)
        first, last = np.full(len(self.items.invoice), NEVER, np.int64), np.full(len(self.items.invoice), NO_DAY, np.int64)
        first[moved.which[some]], last[moved.which[some]] = moved.deals.base_day[some], moved.deals.new_day[some]
        return first, last


@frozen(eq=False)
class _Rows:
    """Regular invoices, chunk by chunk."""

    kinds: Kinds
    classes: Ints  # (n_items of the kinds,), int64: class of an item; −1: it can't move
    at_kind: Ints = field(init=False)  # (n_kinds,): class of a kind's first item

    @at_kind.default
    def _at_kind(self) -> Ints:
        first = self.kinds.found.first
        return np.where(first < 0, -1, self.classes[first])

    @property
    def several(self) -> Ints:
        """(n_kinds,), bool: kinds of several items; an invoice with a stated due date may be one, whatever its terms."""
        first = self.kinds.found.first
        return (first >= 0) & (np.append(self.kinds.found.many, 0)[first] > 1)

    @property
    def amount(self) -> int:
        """Amounts without their signs."""
        return self.kinds.payments.ledger.gross

    @property
    def number(self) -> int:
        """Items, at most."""
        ledger = self.kinds.payments.ledger
        return (len(ledger) if ledger.count is None else int(ledger.count.sum())) * max(
            (len(t.installments) for t in ledger.terms), default=1
        )

    def numbers(self) -> Iterator[Cells]:
        """As `chunks`, with the number of invoices in place of the amount."""
        return self.chunks(counted=True)

    def chunks(self, counted: bool = False) -> Iterator[Cells]:
        ledger = self.kinds.payments.ledger
        split = [c for c, t in enumerate(ledger.terms) if len(t.installments) > 1]
        several = self.several
        for rows, kind in self.kinds.blocks(CHUNK):
            amount, group, code = ledger.amount[rows], self._group(rows), ledger.terms_code[rows]
            many = self._many(rows, len(amount)) if counted else amount
            cls = self.at_kind.take(kind)
            for number in split:
                mine = np.flatnonzero((code == number) & several.take(kind))
                if len(mine):
                    first, money = self.kinds.found.first[kind[mine]], amount[mine]
                    for slot, part in enumerate(parts_of(self.kinds.payments, number, money)):
                        yield self._movable(group[mine], self.classes[first + slot], many[mine] if counted else part)
                    cls[mine] = -1
            yield self._movable(group, cls, many)

    def _many(self, rows: Ints | slice, n: int) -> Ints:
        count = self.kinds.payments.ledger.count
        return np.ones(n, np.int64) if count is None else count[rows]

    def _group(self, rows: Ints | slice) -> Ints:
        ledger = self.kinds.payments.ledger
        group = ledger.supplier.codes[rows].astype(np.int64)
        if len(ledger.currency.values) > 1:
            group *= len(ledger.currency.values)
            group += ledger.currency.codes[rows]
        return group

    @staticmethod
    def _movable(group: Ints, cls: Ints, amount: Ints) -> Cells:
        if len(cls) and int(cls.min()) >= 0:
            return group, cls, amount
        some = np.flatnonzero(cls >= 0)
        return group[some], cls[some], amount[some]


def sources_of(payments: Payments, offer: Offer, agency_days: int, days: list[int]) -> list[Source]:
    """The classes of an offer to everybody it selects: regular invoices (if some can be summed), and the others.

    `days` are the extensions that will be asked for.
    """
    scenario = Scenario("grid", offer)
    chosen = Chosen.of(payments, scenario)
    summed = can_be_summed(payments, scenario, _LARGEST)
    out = []
    if summed:
        rows, items = _regular(chosen, scenario)
        one = Source(payments, offer, agency_days, items, rows.chunks, False, rows.amount, len(payments.ledger))
        few, classes = _fewer(one, days)
        merged = evolve(rows, classes=np.append(classes, -1)[rows.classes])
        out = [evolve(few, cells=merged.chunks)]
        if _counts(one, days):
            out.append(evolve(one, cells=rows.numbers, counted=True, most=rows.number))
    for _, items, _ in owned_items(payments, scenario, chosen.rows, payments.blocks(chosen.apart) if summed else None):
        if len(items.invoice):
            out.append(_others(payments, offer, agency_days, items, days))
    return out


def _others(payments: Payments, offer: Offer, agency_days: int, items: Items, days: list[int]) -> Source:
    """Items that are not regular invoices: by class where the price follows from the amount alone, else one by one."""
    group, n = group_of(payments, items.invoice), len(items.invoice)
    alone = Source(payments, offer, agency_days, items, _Some(group, np.arange(n), np.ones(n, np.int64)).chunks, many=n)
    if payments.ledger.tax is not None or "invoice" in offer.options[0].needs or _counts(alone, days):
        return alone
    most = int(np.abs(wide(items.amount, n)).sum())
    if most >= _LARGEST:
        return alone
    few, classes = _fewer(evolve(alone, items=evolve(items, amount=np.ones(n, np.int64)), counted=False, most=most), days)
    return evolve(few, cells=_Some(group, classes, items.amount).chunks)


def _fewer(source: Source, days: list[int]) -> tuple[Source, Ints]:
    """A source of amounts with one class for all that are alike, and the new class of each of its classes."""
    tenor = _looks_at_tenor(source, days)
    needs = tuple(source.offer.options[0].needs)
    first, number = alike(source.payments, source.items, needs, days, by_invoice_day=tenor)
    agency = source.agency_days if tenor else None
    return evolve(source, items=source.items.take(first), agency_days=agency), number


def _looks_at_tenor(source: Source, days: list[int]) -> bool:
    """Whether it matters how far the new day is from the invoice date: a bank takes part, or the scheme asks."""
    try:
        flows = [f for k in {days[0], days[-1]} for f in evolve(source, agency_days=None).at(k).flows]
    except KeyError:
        return True
    return any(BANK in (f.payer, f.payee) for f in flows)


@frozen(eq=False)
class _Some:
    """Items at hand: groups, classes, and how much of the class each is."""

    group: Ints
    classes: Ints
    amount: Ints

    def chunks(self) -> Iterator[Cells]:
        yield self.group, self.classes, self.amount


def _regular(chosen: Chosen, scenario: Scenario) -> tuple[_Rows, Items]:
    kinds = chosen.kinds
    _, at, _ = next(owned(kinds.items, chosen.payments, scenario, chosen.rows))
    classes = np.full(max(1, len(kinds.items.invoice)), -1)
    classes[at] = np.arange(len(at))
    return _Rows(kinds, classes), kinds.items.take(at)


def _counts(source: Source, days: list[int]) -> bool:
    """Whether the scheme charges for the number of invoices."""
    asked = evolve(source, counted=True)
    return any(np.asarray(f.amount).any() for k in {days[0], days[-1]} for f in asked.at(k).flows)
