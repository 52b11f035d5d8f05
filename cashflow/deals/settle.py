"""Collapse rows into sums of dues, settle flows into rounded legs, allocate the cents back to rows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.groupby import distinct, exact_sums
from cashflow.basics.money import round_ratios, wide
from cashflow.deals.model import NATURES, PARTIES, Deals, Flow, Legs

__all__ = ["allocate", "by_kind", "collapse", "settle"]


def collapse(deals: Deals) -> Deals:
    """Sum deals that no scheme can tell apart: same group, days and keys. Merging is collapsing what was put together.

    Deals with the key ``invoice`` are never collapsed: they differ in it.
    """
    if not len(deals):
        return deals
    first, number = distinct([deals.group, deals.base_day, deals.new_day, *deals.keys.values()])
    kept = deals.take(first)
    amount, invoices = (exact_sums(number, v, len(first)) for v in (deals.amount, deals.invoices))
    tax = None if deals.tax is None else exact_sums(number, deals.tax, len(first))
    return Deals(kept.group, kept.base_day, kept.new_day, amount, invoices, kept.unit, kept.keys, tax)


def by_kind(flows: Iterable[Flow]) -> Iterator[tuple[tuple[int, int, int], list[Flow]]]:
    """Flows by payer, payee and nature, as codes: in the order in which `settle` and `allocate` give their legs."""
    kinds: dict[tuple[int, int, int], list[Flow]] = {}
    for flow in flows:
        kind = (PARTIES.index(flow.payer), PARTIES.index(flow.payee), NATURES.index(flow.nature))
        kinds.setdefault(kind, []).append(flow)
    yield from sorted(kinds.items(), key=lambda pair: pair[0])


def _joined(group: Ints, flows: list[Flow]) -> tuple[Ints, Ints, Ints, int]:
    """Group, day and numerator of several flows over one common denominator."""
    per = math.lcm(*(f.per for f in flows))
    numerators = [wide(np.asarray(f.amount), per // f.per) * (per // f.per) for f in flows]
    return np.tile(group, len(flows)), np.concatenate([f.day for f in flows]), np.concatenate(numerators), per


def settle(deals: Deals, flows: Iterable[Flow]) -> Legs:
    """Round the exact flows once per group, day, payer, payee and nature. The only place that rounds.

    Parameters
    ----------
    deals
        What the flows are row-aligned with.
    flows
        From one option's scheme.

    Returns
    -------
    Legs
        Half away from zero; legs of zero are left out.
    """
    columns: list[list[Ints]] = [[] for _ in range(6)]
    for kind, same in by_kind(flows):
        group, day, numerator, per = _joined(deals.group, same)
        first, number = distinct([group, day])
        amount = round_ratios(exact_sums(number, numerator, len(first)), per)
        some = np.flatnonzero(amount)
        parts = [group[first][some], day[first][some], *(np.full(len(some), k, np.int8) for k in kind), amount[some]]
        for column, part in zip(columns, parts, strict=True):
            column.append(part)
    group, day, payer, payee, nature, amount = (np.concatenate(c) if c else np.zeros(0, np.int64) for c in columns)
    return Legs(group, day, payer, payee, nature, amount)


def allocate(deals: Deals, flows: Iterable[Flow], ties: Ints) -> tuple[Ints, Legs]:
    """Legs per row: each settled leg's cents go back to its rows by largest remainder.

    Parameters
    ----------
    deals
        Row deals (one a due), not collapsed.
    flows
        From the scheme, on these rows.
    ties : (n_deals,), int64
        Rank of each row by value (invoice, date, amount), which breaks ties whatever the row order.

    Returns
    -------
    rows : (n_legs,), int64
        The deal of each leg.
    legs
        Row legs; they add up to the legs of `settle` exactly.
    """
    rows_out: list[Ints] = []
    columns: list[list[Ints]] = [[] for _ in range(6)]
    for kind, same in by_kind(flows):
        group, day, numerator, per = _joined(deals.group, same)
        row = np.tile(np.arange(len(deals)), len(same))
        amount = _largest_remainder(group, day, numerator, per, np.tile(ties, len(same)))
        parts = [group, day, *(np.full(len(row), k, np.int8) for k in kind), amount]
        rows_out.append(row)
        for column, part in zip(columns, parts, strict=True):
            column.append(part)
    group, day, payer, payee, nature, amount = (np.concatenate(c) if c else np.zeros(0, np.int64) for c in columns)
    return (np.concatenate(rows_out) if rows_out else np.zeros(0, np.int64)), Legs(group, day, payer, payee, nature, amount)


def _largest_remainder(group: Ints, day: Ints, numerator: Ints, per: int, ties: Ints) -> Ints:
    """Whole units per row that add up to the rounded total of each (group, day)."""
    first, number = distinct([group, day])
    total = round_ratios(exact_sums(number, numerator, len(first)), per)
    numerator = numerator.astype(object) if per >= 2**62 else numerator
    floor = (numerator // per).astype(np.int64)
    missing = total - exact_sums(number, floor, len(first))
    remainder = (numerator % per).astype(np.float64 if per < 2**53 else object)
    order = np.lexsort((ties, -remainder, number))
    rank = np.empty(len(order), np.int64)
    starts = np.searchsorted(number[order], np.arange(len(first)))
    rank[order] = np.arange(len(order)) - starts[number[order]]
    return floor + (rank < missing[number])
