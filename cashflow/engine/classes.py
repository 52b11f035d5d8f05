"""Regular invoices of a scenario's offers, summed before dates are looked up: every rule sees a term and an invoice day once.

A *kind* is what all invoices of one term, currency, invoice day and choice of offers have in common: ownership, dates, the move.
It is worked out by the same code as single items, on one invoice that stands for them all; rows are then only added up, by
supplier and by where their kind moves. What depends on the invoice itself goes row by row: see `can_be_summed`, `Payments.apart`.
"""

from __future__ import annotations

import numpy as np

from cashflow.basics.currencies import minor_digits
from cashflow.basics.days import Ints
from cashflow.basics.groupby import distinct, summed
from cashflow.basics.size import sizes, taken
from cashflow.deals import Deals
from cashflow.engine.row_deals import group_of
from cashflow.ledger.groups import Groups
from cashflow.offers import Offer, Scenario
from cashflow.payments import Payments
from cashflow.payments.kinds import Kinds

__all__ = ["can_be_summed", "kind_sums"]

_BLOCK = 262_144
_MOST_KINDS = 4_000_000
_MOST_ROWS = 1_000_000  # kept before they are added up; where few are alike, as many as there are sums
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


def kind_sums(kinds: Kinds, covered: Ints, moves: Ints, deals: Deals) -> tuple[tuple[Ints, Ints], Deals, Ints, Ints]:
    """Deals by group and where they move.

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

    Returns
    -------
    covered
        (group, number of items) of every group.
    deals, count, late
        Deals, of many rows summed, how many items each stands for, and Σ amount × (baseline day − due day).
    """
    ledger = kinds.payments.ledger
    first, number = distinct([deals.base_day, deals.new_day, *deals.keys.values()])
    late_days = kinds.items.base_day.astype(np.int64) - kinds.items.due_day
    groups = Groups.of(ledger.currency.values)
    n_groups = max(1, groups.count(len(ledger.supplier.values)))
    held = np.zeros(n_groups, np.int64)
    parts, sums = list[tuple[Ints, ...]](), 0
    for rows, item, amount in kinds.pairs(covered):
        group, move, many = group_of(kinds.payments, rows), moves[item], ledger.invoices_in(rows)
        np.add.at(held, group, many)
        some = np.flatnonzero(move >= 0)
        key = group[some] * max(1, len(first)) + number[move[some]]
        money, one = amount[some], deals.invoices[move[some]]
        parts.append((key, money, one * many[some], many[some], money * late_days[item[some]]))
        if sum(len(p[0]) for p in parts) - sums > max(_MOST_ROWS, sums):
            parts = [_added_up(parts)]
            sums = len(parts[0][0])
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
