"""Settling: what payments that are matched with invoices pay of them, which discounts they take, and what they pay too much.

Sizes are without sign here: a payment has the sign of its invoice. All rules are on whole columns.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.groupby import run_sums
from cashflow.basics.money import round_each
from cashflow.ledger.clearing.contract import Tier, tiers_of, whole_tiers
from cashflow.ledger.clearing.folding import in_order
from cashflow.ledger.model import Ledger
from cashflow.ledger.options import ReadOptions

__all__ = ["Settled", "settle"]


@frozen(eq=False)
class Settled:
    """What each payment does, in the order given, with the sign of its invoice: cash = amount − discount + difference + unallocated."""

    amount: Ints  # (n,), int64: settled of the invoice
    discount: Ints  # int64, part of the amount
    difference: Ints  # int64: beyond the invoice, within the tolerance
    unallocated: Ints  # int64: beyond that
    unearned: Ints  # bool: its discount was taken late, or is not in the contract
    refused: Ints  # bool: with the discount that the table states it is more than is open
    rest: Ints  # (n_invoices,), int64: what stays open, of all invoices of the ledger
    remainder: Ints  # (n_invoices,), bool: and is no more than a discount of the contract
    in_time: Ints  # (n_invoices,), int64, without sign: the largest discount that the last payment was in time for


class _Groups:
    """Payments in order of invoice and day, and the invoice of each group."""

    def __init__(self, ledger: Ledger, invoice: Ints, day: Ints, cash: Ints, said: Ints, told: Ints, options: ReadOptions) -> None:
        self.order = in_order(invoice, day, cash, said, told)
        self.day = day[self.order].astype(np.int64)
        rows, owner = invoice[self.order], np.ones(len(invoice), bool)
        owner[1:] = rows[1:] != rows[:-1]
        self.start, self.owner = np.flatnonzero(owner), np.cumsum(owner) - 1
        self.rows = rows[self.start]
        self.size = np.abs(ledger.amount[self.rows])
        self.cash, self.said = np.abs(cash[self.order]), said[self.order]
        self.off = self.said.copy()  # discount of each payment
        self.told = told[self.order]
        self.late = np.zeros(len(rows), bool)
        self.fixed = self.said > 0  # discounts that stay as they are, whatever is open
        digits = np.array([CURRENCIES[c] for c in ledger.currency.values], np.int64)[ledger.currency.codes[self.rows]]
        self.most = options.payment_tolerance.most(self.size, digits)

    def sums(self, values: Ints) -> Ints:
        """Sum by group."""
        return run_sums(values, self.start)

    def running(self, values: Ints) -> Ints:
        """Running sum within each group."""
        total = np.cumsum(values)
        return total - (total - values)[self.start][self.owner] if len(values) else values

    def first(self, hit: Ints) -> Ints:
        """Positions of the first payment of each group for which `hit` is true."""
        some = np.flatnonzero(hit)
        return some[np.unique(self.owner[some], return_index=True)[1]]


def settle(ledger: Ledger, invoice: Ints, day: Ints, cash: Ints, said: Ints, told: Ints, options: ReadOptions) -> Settled:
    """Settle payments, invoice by invoice in order of day.

    Parameters
    ----------
    ledger
        Without payments, or with such of other invoices.
    invoice, day, cash : (n,)
        Position of each payment's invoice, its day, and minor units with the sign of the invoice, not 0.
    said : (n,), int64
        Discount that the table itself states, without sign; 0 where it states none.
    told : (n,), bool
        Whether the table states one: of 0, the payment took no discount, whatever its amount.
    options
        Tolerances, and whether part payments take their part of a discount.
    """
    g = _Groups(ledger, invoice, day, cash, said, told, options)
    refused = np.zeros(len(invoice), bool)
    while True:  # a stated discount may be too much only after another one was refused: rarely more than one round
        more = _refused(g, refused)
        if not more.any():
            break
        refused |= more
        g.cash, g.off = np.where(refused, 0, g.cash), np.where(refused, 0, g.off)
    tiers = tiers_of(ledger, g.rows)
    whole = whole_tiers(ledger, tiers)
    _judge_said(g, whole, refused)
    _detect(g, tiers, whole, options)
    return _result(ledger, g, whole, refused)


def _refused(g: _Groups, already: Ints) -> Ints:
    """The first payment of each invoice that, with the discount it states, is more than is open and the tolerance."""
    paid = g.cash + g.off
    open_now = np.maximum(g.size[g.owner] - (g.running(paid) - paid), 0)
    beyond = (g.off > 0) & (paid > open_now + g.most[g.owner]) & ~already
    out = np.zeros(len(paid), bool)
    out[g.first(beyond)] = True
    return out


def _at(g: _Groups, tier: Tier) -> tuple[Ints, Ints]:
    """Payments of a tier's invoices, and the place of each one's invoice among the tier's."""
    place = np.searchsorted(tier.rows, g.rows)
    there = np.zeros(len(g.rows), bool)
    inside = place < len(tier.rows)
    there[inside] = tier.rows[place[inside]] == g.rows[inside]
    some = np.flatnonzero(there[g.owner])
    return some, place[g.owner[some]]


def _judge_said(g: _Groups, whole: list[Tier], refused: Ints) -> None:
    """A stated discount is earned if a discount of the contract that is in time is not less, with what was stated before."""
    stated = (g.said > 0) & ~refused
    if not stated.any():
        return
    most, running = np.zeros(len(g.day), np.int64), g.running(np.where(refused, 0, g.said))
    for tier in whole:
        some, at = _at(g, tier)
        most[some] = np.maximum(most[some], np.where(g.day[some] <= tier.last[at], tier.most[at], 0))
    g.late |= stated & (running > most)


def _detect(g: _Groups, tiers: list[Tier], whole: list[Tier], options: ReadOptions) -> None:
    """Find discounts that payments take by their amounts; not where a table states some, nor where the payments are the whole invoice."""
    if not tiers:
        return
    total = g.sums(g.cash)
    free = ~((g.sums(g.said) > 0) | ((total >= g.size) & (total <= g.size + g.most)))
    for days in dict.fromkeys((0, options.discount_tolerance_days)):
        for tier in (t for t in tiers if t.part):
            _take_part(g, tier, free, days)
    for days in dict.fromkeys((0, options.discount_tolerance_days)):
        for more in (False, True):
            for tier in whole:
                _take_whole(g, tier, free, days, more)
    if options.discount_by_part:
        _take_by_part(g, [t for t in tiers if not t.part], free)


def _take_part(g: _Groups, tier: Tier, free: Ints, days: int) -> None:
    """Payments that come to the end of a part less its discount."""
    some, at = _at(g, tier)
    paid, upto = g.running(g.cash + g.off)[some], tier.upto[at]
    hit = np.zeros(len(g.day), bool)
    hit[some] = (
        (paid >= upto - tier.most[at])
        & (paid <= upto - tier.least[at])
        & (paid < upto)
        & (g.day[some] <= tier.last[at].astype(np.int64) + days)
    )
    chosen = g.first(hit & free[g.owner] & ~g.told)
    place = np.searchsorted(some, chosen)
    g.off[chosen] += (upto - paid)[place]
    g.late[chosen] |= days > 0


def _take_whole(g: _Groups, tier: Tier, free: Ints, days: int, more: bool) -> None:
    """Payments that come to the invoice less the discount, to the rounding; with `more`, up to the tolerance above it."""
    some, at = _at(g, tier)
    paid, upto = g.running(g.cash + g.off)[some], tier.upto[at]
    low, high = upto - tier.most[at], upto - tier.least[at]
    fits = (paid > high) & (paid <= high + g.most[g.owner[some]]) if more else (paid >= low) & (paid <= high)
    hit = np.zeros(len(g.day), bool)
    hit[some] = fits & (paid < upto) & (g.day[some] <= tier.last[at].astype(np.int64) + days)
    chosen = g.first(hit & free[g.owner] & ~g.told)
    place = np.searchsorted(some, chosen)
    g.off[chosen] += tier.off[at[place]] if more else (upto - paid)[place]
    g.late[chosen] |= days > 0
    g.fixed[chosen] |= more
    free[g.owner[chosen]] = False


def _take_by_part(g: _Groups, tiers: list[Tier], free: Ints) -> None:
    """Each payment in time settles more than it is, as the discounted invoice is settled by less; by the best discount in time."""
    best = np.zeros(len(g.day), np.int64)
    for tier in tiers:
        some, at = _at(g, tier)
        best[some] = np.maximum(best[some], np.where(g.day[some] <= tier.last[at], tier.off[at], 0))
    some = np.flatnonzero((best > 0) & free[g.owner] & (g.off == 0) & ~g.told)
    size, cash = g.size[g.owner[some]].astype(object), g.cash[some].astype(object)
    net = size - best[some]
    settles = np.where(net > 0, round_each(cash * size, np.where(net > 0, net, 1)), cash)
    g.off[some] = np.minimum(settles - cash, best[some]).astype(np.int64)


def _result(ledger: Ledger, g: _Groups, whole: list[Tier], refused: Ints) -> Settled:
    paid = g.cash + g.off
    open_now = np.maximum(g.size[g.owner] - (g.running(paid) - paid), 0)
    amount = np.minimum(paid, open_now)
    off = np.where(g.fixed, g.off, np.minimum(g.off, np.maximum(amount - g.cash, 0)))
    beyond = g.cash + off - amount
    within = (beyond <= g.most[g.owner]) & (amount > 0)
    sign = np.sign(ledger.amount[g.rows])[g.owner]
    rest, remainder = ledger.amount.copy(), np.zeros(len(ledger), bool)
    left = np.maximum(g.size - g.sums(paid), 0)
    rest[g.rows] = left * np.sign(ledger.amount[g.rows])
    largest, in_time = np.zeros(len(ledger), np.int64), np.zeros(len(ledger), np.int64)
    last = np.full(len(ledger), NO_DAY, np.int64)
    last[g.rows[g.owner]] = g.day  # in order of day: the last one stays
    for tier in whole:
        largest[tier.rows] = np.maximum(largest[tier.rows], tier.most)
        in_time[tier.rows] = np.maximum(in_time[tier.rows], np.where(last[tier.rows] <= tier.last, tier.off, 0))
    remainder[g.rows] = (left > 0) & (left < g.size) & (left <= largest[g.rows])
    back: Any = np.empty(len(g.order), np.int64)
    back[g.order] = np.arange(len(g.order))
    columns = (amount, off, np.where(within, beyond, 0), np.where(within, 0, beyond))
    settled, taken, difference, unallocated = ((c * sign)[back] for c in columns)
    return Settled(settled, taken, difference, unallocated, (g.late & (off > 0))[back], refused[back], rest, remainder, in_time)
