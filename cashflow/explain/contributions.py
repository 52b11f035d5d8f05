"""Pieces: what invoices and legs contribute to one number, as arrays; contributions add up to it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.columns import picked
from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.fiscal import Quarters
from cashflow.basics.money import round_ratios, wide
from cashflow.deals import BUYER, NATURES, PARTIES, Deals, Flow, allocate
from cashflow.deals.model import Legs
from cashflow.engine.row_legs import taken
from cashflow.ledger.groups import Groups
from cashflow.measures.catalog import ACCOUNTS, AT, COSTS, Measure
from cashflow.payments import Payments
from cashflow.results.comparison import ScenarioResult

__all__ = ["ACCRUED", "BASELINE", "LEG", "REMOVED", "Asked", "Pieces", "baseline_pieces", "scenario_pieces"]

BASELINE, REMOVED, LEG, ACCRUED = range(4)
"""Kinds of pieces: a baseline payment, one no longer made on its baseline day, a leg, the change in what is earned and not yet paid."""


@frozen(eq=False)
class Asked:
    """Which number: `quarter` is a position, −1 for what lies outside the quarters shown."""

    measure: Measure
    quarters: Quarters
    quarter: int
    presentation: str
    interest_paid: str | None
    currency: int
    first_moved: int | None = None  # of the scenario in the currency

    @property
    def coefficients(self) -> dict[str, int]:
        """Account → coefficient."""
        return self.measure.coefficients(self.presentation, self.interest_paid)

    def inside(self, days: Ints) -> Ints:
        """(n,), bool: days in the quarter."""
        period = self.quarters.period(days)
        return period == self.quarter + 1 if self.quarter >= 0 else (period == 0) | (period == len(self.quarters) + 1)

    def upto(self, days: Ints) -> Ints:
        """(n,), bool: days up to the end of the quarter."""
        return days <= self.quarters.last[self.quarter]

    def timed(self, amount: Ints, days: Ints) -> Ints:
        """(n,): what amounts paid on some days count, in whole minor units."""
        timing = self.measure.timing
        if timing == "over the life":
            return amount
        if timing in ("in the period", "accrued"):
            return amount * self.inside(days)
        if timing == "at its end":
            return amount * self.upto(days)
        first, last = int(self.quarters.first[self.quarter]), int(self.quarters.last[self.quarter])
        if timing != "on its average day":
            first = last + 1 if self.first_moved is None else max(self.first_moved, int(self.quarters.first[0]))
        if first > last:  # nothing has moved by then
            return amount * (self.upto(days) & (timing == "beyond that"))
        each = last + 1 - first
        open_days = np.clip(last + 1 - days.astype(np.int64), 0, each)
        counted = each * self.upto(days) - open_days if timing == "beyond that" else open_days
        return round_ratios(wide(amount, each) * counted, each)


@frozen(eq=False)
class Pieces:
    """Contributions to a number, each with what it comes from; `NO_DAY` and −1 where there is nothing to say."""

    kind: int
    invoice: Ints  # (n,), int64 position in the ledger
    due_day: Ints
    base_day: Ints
    new_day: Ints
    day: Ints
    kept: Ints  # bool: the baseline day is a payment's own
    payer: Ints  # int8
    payee: Ints  # int8
    nature: Ints  # int8
    value: Ints  # int64 minor units, as if all accepted
    share: Ints  # (n,), into `shares`: how much of it counts
    shares: tuple[Fraction, ...]
    offer: int  # position; −1: none

    def where(self, keep: Ints) -> Pieces:
        """Some of them."""
        return evolve(self, **picked(self, keep, _COLUMNS))

    @property
    def counted(self) -> Ints:
        """(n,): contributions in whole minor units; those of a share are rounded one by one."""
        out = self.value.astype(object) if any(s != 1 for s in self.shares) else self.value
        for code, share in enumerate(self.shares):
            if share != 1:
                mine = np.flatnonzero(self.share == code)
                out[mine] = round_ratios(out[mine] * share.numerator, share.denominator)
        return out


_COLUMNS = ("invoice", "due_day", "base_day", "new_day", "day", "kept", "payer", "payee", "nature", "value", "share")
_ALL = (Fraction(1),)


def baseline_pieces(payments: Payments, asked: Asked) -> Iterator[Pieces]:
    """Baseline payments that are part of a baseline figure, block by block; without those that contribute nothing."""
    ledger = payments.ledger
    for items in payments.blocks():
        invoiced, measure = ledger.invoice_day[items.invoice], asked.measure.name
        if measure == "invoiced":
            value = items.amount * asked.inside(invoiced)
        elif measure == "closing_payables":
            value = items.amount * (asked.upto(invoiced) & ~asked.upto(np.maximum(items.base_day, invoiced)))
        else:
            principal, more = items.amount - items.discount, items.difference
            money = {"cash_paid": principal + more, "paid_without_date": items.amount * items.undated}
            money |= {"principal_paid": principal * ~items.undated, "payment_differences": more * ~items.undated}
            value = money.get(measure, items.discount) * asked.inside(items.base_day)
        some = np.flatnonzero((value != 0) & (ledger.currency.codes[items.invoice] == asked.currency))
        none, one = np.full(len(some), -1, np.int8), np.zeros(len(some), np.int8)
        baseline = items.base_day[some] if measure != "paid_without_date" else np.full(len(some), NO_DAY, np.int32)
        day = invoiced[some] if measure == "invoiced" else baseline
        invoice, due, kept = items.invoice[some], items.due_day[some], items.kept[some]
        yield Pieces(BASELINE, invoice, due, baseline, baseline, day, kept, none, none, none, value[some], one, _ALL, -1)


def scenario_pieces(found: ScenarioResult, deals_of: Sequence[tuple[int, Deals]], asked: Asked) -> Iterator[Pieces]:
    """What accepted deals change: the baseline payment no longer made, and every leg that the measure counts.

    `deals_of`: deals of each offer, all or some, as from `RowDeals`.
    """
    payments, scenario, choices = found.rows.payments, found.scenario, found.choices
    for number, deals in deals_of:
        weights = choices[number].weight
        shares = tuple(dict.fromkeys(weights))
        for option, scheme in enumerate(scenario.offers[number].options):
            mine = taken(deals, choices[number], option, scheme.covers_unmoved)
            mine = mine.take(np.flatnonzero(Groups.of(payments.ledger.currency.values).currency(mine.group) == asked.currency))
            if not len(mine):
                continue
            share = np.array([shares.index(w) for w in weights])[np.searchsorted(choices[number].groups, mine.group)]
            yield _removed(payments, mine, asked, (share, shares, number))
            flows, ties = list(scheme.flows(mine)), mine.keys["rank"]
            rows, legs = allocate(mine, flows, ties)
            yield _legs(mine, rows, legs, asked, (share, shares, number))
            if asked.measure.timing == "accrued":
                yield from (_accrued(mine, f, asked, np.argsort(ties), (share, shares, number)) for f in flows if _earned_by_day(f))


_Counts = tuple[Ints, tuple[Fraction, ...], int]  # share of each deal, the shares, the offer


def _removed(payments: Payments, deals: Deals, asked: Asked, counts: _Counts) -> Pieces:
    amount, baseline, counts_of = deals.amount, deals.base_day, asked.coefficients
    value = counts_of.get("removed", 0) * asked.timed(amount, baseline)
    if "prepaid" in counts_of:  # paid before it was invoiced, it was no payable yet
        early = np.minimum(deals.new_day, payments.ledger.invoice_day[deals.keys["invoice"]])
        value = value - counts_of["prepaid"] * amount * (asked.upto(baseline) & ~asked.upto(early))
    none = np.full(len(amount), -1, np.int8)
    return _pieces(REMOVED, deals, np.arange(len(amount)), (baseline, none, none, none, value), counts)


def _pieces(kind: int, deals: Deals, rows: Ints, leg: tuple[Ints, ...], counts: _Counts) -> Pieces:
    day, payer, payee, nature, value = leg
    share, shares, number = counts
    kept = deals.keys["kept"][rows].astype(bool)
    due, baseline, new = deals.keys["due_day"][rows], deals.base_day[rows], deals.new_day[rows]
    whole = Pieces(
        kind, deals.keys["invoice"][rows], due, baseline, new, day, kept, payer, payee, nature, value, share[rows], shares, number
    )
    return whole.where(np.flatnonzero(value))


def _legs(deals: Deals, rows: Ints, legs: Legs, asked: Asked, counts: _Counts) -> Pieces:
    long, sign = deals.keys["long_tenor"][rows], np.zeros(len(legs.amount), np.int64)
    for account, coefficient in asked.coefficients.items():
        sign += coefficient * ACCOUNTS[AT[account]].signs(legs.payer, legs.payee, legs.nature, long)
    value = asked.timed(sign * legs.amount, legs.day)
    return _pieces(LEG, deals, rows, (legs.day, legs.payer, legs.payee, legs.nature, value), counts)


def _earned_by_day(flow: Flow) -> bool:
    return flow.since is not None and flow.nature in COSTS and BUYER in (flow.payer, flow.payee)


def _accrued(deals: Deals, flow: Flow, asked: Asked, order: Ints, counts: _Counts) -> Pieces:
    """What is earned and not yet paid at the quarter's end, less that at its start.

    Outside the quarters shown: at their start, as before them nothing is, less that at their end, as in the end all is paid.
    """
    at, closes = asked.quarter, [int(asked.quarters.first[0]) - 1, *asked.quarters.last.tolist()]
    start, end = (closes[at], closes[at + 1]) if at >= 0 else (closes[-1], closes[0])
    value = (1 if flow.payer == BUYER else -1) * (_owed(flow, end, order) - _owed(flow, start, order))
    what = [
        np.full(len(deals), code, np.int8) for code in (PARTIES.index(flow.payer), PARTIES.index(flow.payee), NATURES.index(flow.nature))
    ]
    return _pieces(ACCRUED, deals, np.arange(len(deals)), (flow.day, *what, value), counts)


def _owed(flow: Flow, end: int, order: Ints) -> Ints:
    """(n_deals,): earned evenly and not yet paid at the close of a day, in minor units whose running sum in `order` is the rounded one."""
    since, day = np.asarray(flow.since)[order].astype(np.int64), np.asarray(flow.day)[order].astype(np.int64)
    open_now = (since <= end) & (end < day)
    span = np.where(open_now, np.maximum(day - since, 1), 1)
    scale = math.lcm(*np.unique(span).tolist())
    exact = np.asarray(flow.amount)[order].astype(object) * np.where(open_now, end + 1 - since, 0) * (scale // span.astype(object))
    rounded = round_ratios(np.cumsum(exact), flow.per * scale)
    out = np.zeros(len(order), object)
    out[order] = np.diff(rounded, prepend=np.zeros(1, object))
    return out.astype(np.int64)
