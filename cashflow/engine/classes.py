"""Regular invoices of a scenario's offers, summed before dates are looked up: every rule sees a term and an invoice day once.

A *kind* is what all invoices of one term, currency, invoice day and choice of offers have in common: ownership, dates, the move.
It is worked out by the same code as single items, on one invoice that stands for them all; rows are then only added up, by
supplier and by where their kind moves. What depends on the invoice itself goes row by row: see `can_be_summed`, `Payments.apart`.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from cashflow.basics.currencies import minor_digits
from cashflow.basics.days import Ints
from cashflow.basics.groupby import summed
from cashflow.basics.size import sizes, taken
from cashflow.deals import Deals
from cashflow.kernels.looked import key_kinds, look_kernel
from cashflow.kernels.looked_memory import ItemCells, Whose
from cashflow.ledger.groups import Groups
from cashflow.offers import Offer, Scenario
from cashflow.payments import Payments
from cashflow.payments.kinds import Kinds

__all__ = ["KindSums", "can_be_summed", "kind_sums"]

_MOST_KINDS = 4_000_000
_MOST_ROWS = 1_000_000  # kept before they are added up
_DENSE = 4  # sums by supplier and where they move lie in a table of all there could be, where these are not many times as many as the rows
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
    if ledger.gross >= largest or not all(_simple(o) for o in scenario.offers):
        return False
    return len(payments.kinds.items.invoice) << len(scenario.offers) <= _MOST_KINDS


def _simple(offer: Offer) -> bool:
    """Other terms must be due on one day that follows from the invoice day."""
    terms = offer.extend.terms
    return terms is None or (len(terms.installments) == 1 and terms.anchors == {"invoice"})


@frozen(eq=False)
class KindSums:
    """What the rows of kinds add up to."""

    deals: Deals  # each group, days and keys once, in order
    items: Ints  # (n_groups,), int64: items an offer covers
    moved: Ints  # (n_groups,), int64: items of which the day moves
    late: Ints  # (n_groups,), int64: Σ amount × (baseline day − due day) of deals


def kind_sums(kinds: Kinds, covered: Ints, moves: Ints, deals: Deals) -> KindSums:
    """Add up deals by group and where they move.

    Parameters
    ----------
    kinds
        The rows.
    covered : (n_items,), bool
        Items an offer covers.
    moves : (n_items,), int64
        Position of each item among `deals`; −1: it is none.
    deals
        One an item, of amounts of 1.
    """
    ledger, (first, number) = kinds.payments.ledger, deals.alike
    groups = Groups.of(ledger.currency.values)
    n_groups, n_cells = max(1, groups.count(len(ledger.supplier.values))), max(1, len(first))
    among = moves >= 0
    cell, invoices = np.append(number, -1)[moves], np.append(deals.invoices, 0)[moves]
    moved = among & np.append(deals.new_day != deals.base_day, False)[moves]
    late = among * (kinds.items.base_day.astype(np.int64) - kinds.items.due_day)
    n_columns = 2 if (invoices == 1)[among].all() else 3  # items, amount, and invoices where these are others
    dense = n_groups * n_cells <= _DENSE * int(kinds.count[among].sum())
    sums: _Dense | _Sparse = _Dense(n_groups, n_cells, n_columns) if dense else _Sparse(n_groups, n_columns)
    inner = None if groups.n_currencies == 1 else np.ascontiguousarray(ledger.currency.codes)
    whose, cells = Whose(ledger.supplier.codes, inner, ledger.many, groups.n_currencies), ItemCells(cell, invoices, moved, late, n_cells)
    for rows, item, amount in kinds.pairs(covered):
        sums.add(rows, item, amount, whose, cells)
    key, (items, amount, *other) = sums.all()
    group, at = key // n_cells, first[key % n_cells]
    unit = np.array([10 ** minor_digits(c) for c in ledger.currency.values], np.int64)[groups.currency(group)]
    keys = {k: v[at] for k, v in deals.keys.items()}
    found = Deals(group, deals.base_day[at], deals.new_day[at], amount, other[0] if other else items, unit, keys)
    return KindSums(found, *sums.by_group.T)


class _Dense:
    """Sums by group, and by group and cell in a table of all that could occur."""

    def __init__(self, n_groups: int, n_cells: int, n_columns: int) -> None:
        self.by_group = np.zeros((n_groups, 3), np.int64)
        self._sums = np.zeros((n_groups * n_cells, n_columns), np.int64)

    def add(self, rows: Ints, item: Ints, amount: Ints, whose: Whose, items: ItemCells) -> None:
        """Add some: see `kernels.looked.add_kinds`."""
        look_kernel(len(rows)).add_kinds(self._sums, self.by_group, rows, item, amount, whose, items)

    def all(self) -> tuple[Ints, list[Ints]]:
        """Groups and cells as one number each, in order, and the sums of each."""
        key = np.flatnonzero(self._sums[:, 0])
        return key, [sums.take(key) for sums in self._sums.T]


class _Sparse:
    """The same, sorted: added up when there are many."""

    def __init__(self, n_groups: int, n_columns: int) -> None:
        self.by_group, self._n_columns = np.zeros((n_groups, 3), np.int64), n_columns
        self._parts: list[list[Ints]] = [[np.zeros(0, np.int64)] * (n_columns + 1)]
        self._most = _MOST_ROWS

    def add(self, rows: Ints, item: Ints, amount: Ints, whose: Whose, items: ItemCells) -> None:
        """Add some: see `kernels.looked.key_kinds`."""
        key, *columns = key_kinds(self.by_group, rows, item, amount, whose, items)
        self._parts.append([key, *columns[: self._n_columns]])
        if sum(len(k) for k, *_ in self._parts) > self._most:
            key, sums = self.all()
            self._parts, self._most = [[key, *sums]], max(_MOST_ROWS, 2 * len(key))

    def all(self) -> tuple[Ints, list[Ints]]:
        """Groups and cells as one number each, in order, and the sums of each."""
        key, *columns = (np.concatenate(c) for c in zip(*self._parts, strict=True))
        at, sums = summed([key], columns)
        return key[at], sums
