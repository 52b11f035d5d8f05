"""Pieces: what invoices and legs contribute to one number, as arrays; contributions add up to it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.fiscal import Quarters
from cashflow.basics.money import round_ratios
from cashflow.deals import BANK, BUYER, NATURES, PARTIES, SUPPLIER, Deals, Flow, allocate
from cashflow.deals.model import Legs
from cashflow.measures.effects import COSTS
from cashflow.measures.totals import counted_costs
from cashflow.payments import Payments
from cashflow.whatif.legs import Choices, all_deals, taken, ties_of

__all__ = ["ACCRUED", "BASE", "BASE_MEASURES", "SCENARIO_MEASURES", "Asked", "Pieces", "base_pieces", "scenario_pieces"]

BASE_MEASURES = ("invoiced", "cash_paid", "discount_taken", "payment_differences", "paid_without_date", "closing_payables")
SCENARIO_MEASURES = (
    "free_cash_flow_change",
    "cash_held",
    "cash_paid",
    "principal_paid",
    "closing_payables",
    "financing_cost_paid",
    "financing_cost_accrued",
    "financing_cost",
)
BASE, REMOVED, LEG, ACCRUED = range(4)
"""Kinds of pieces: a base payment, one that is no longer made on its base day, a leg, the change in what is earned and not yet paid."""

_BUYER, _SUPPLIER, _BANK = (PARTIES.index(p) for p in (BUYER, SUPPLIER, BANK))
_PRINCIPAL = NATURES.index("principal")


@frozen(eq=False)
class Asked:
    """Which number: `quarter` is a position, −1 for what lies outside the quarters shown."""

    measure: str
    quarters: Quarters
    quarter: int
    view: str
    interest_paid: str | None
    currency: int

    def inside(self, days: Ints) -> Ints:
        """(n,), bool: days in the quarter."""
        period = self.quarters.period(days)
        return period == self.quarter + 1 if self.quarter >= 0 else (period == 0) | (period == len(self.quarters) + 1)

    def upto(self, days: Ints) -> Ints:
        """(n,), bool: days up to the end of the quarter."""
        return days <= self.quarters.last[self.quarter]


@frozen(eq=False)
class Pieces:
    """Contributions to a number, each with what it comes from; `NO_DAY` and −1 where there is nothing to say."""

    kind: int
    invoice: Ints  # (n,), int64 position in the ledger
    due_day: Ints
    base_day: Ints
    new_day: Ints
    day: Ints
    kept: Ints  # bool: the base day is a payment's own
    payer: Ints  # int8
    payee: Ints  # int8
    nature: Ints  # int8
    value: Ints  # int64 minor units, as if all accepted
    share: Ints  # (n,), into `shares`: how much of it counts
    shares: tuple[Fraction, ...]
    offer: int  # position; −1: none

    def where(self, keep: Ints) -> Pieces:
        """Some of them."""
        return evolve(self, **{n: getattr(self, n)[keep] for n in _COLUMNS})

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


def base_pieces(payments: Payments, asked: Asked) -> Iterator[Pieces]:
    """Base payments that are part of a base figure, block by block; without those that contribute nothing."""
    ledger = payments.ledger
    for items in payments.blocks():
        invoiced = ledger.invoice_day[items.invoice]
        if asked.measure == "invoiced":
            value = items.amount * asked.inside(invoiced)
        elif asked.measure == "closing_payables":
            value = items.amount * (asked.upto(invoiced) & ~asked.upto(np.maximum(items.base_day, invoiced)))
        else:
            principal, more = items.amount - items.discount, items.difference
            money = {"cash_paid": principal + more, "paid_without_date": items.amount * items.undated}
            money |= {"principal_paid": principal * ~items.undated, "payment_differences": more * ~items.undated}
            value = money.get(asked.measure, items.discount) * asked.inside(items.base_day)
        some = np.flatnonzero((value != 0) & (ledger.currency.codes[items.invoice] == asked.currency))
        none, one = np.full(len(some), -1, np.int8), np.zeros(len(some), np.int8)
        base = items.base_day[some] if asked.measure != "paid_without_date" else np.full(len(some), NO_DAY, np.int32)
        day = invoiced[some] if asked.measure == "invoiced" else base
        invoice, due, kept = items.invoice[some], items.due_day[some], items.kept[some]
        yield Pieces(BASE, invoice, due, base, base, day, kept, none, none, none, value[some], one, _ALL, -1)


def scenario_pieces(  # type: ignore[no-untyped-def]
    payments: Payments, scenario, choices: Sequence[Choices], asked: Asked, agency_days: int, some: list[tuple[int, Deals]] | None = None
) -> Iterator[Pieces]:
    """What accepted deals change: the base payment no longer made, and every leg that the measure counts.

    `some`: some of the deals of each offer, as from `all_deals`; by default all.
    """
    for number, deals in all_deals(payments, scenario, agency_days=agency_days) if some is None else some:
        weights = choices[number].weight
        shares = tuple(dict.fromkeys(weights))
        for option, scheme in enumerate(scenario.offers[number].options):
            mine = taken(deals, choices[number], option, getattr(scheme, "covers_unmoved", False))
            mine = mine.take(np.flatnonzero(mine.group % len(payments.ledger.currency.values) == asked.currency))
            if not len(mine):
                continue
            share = np.array([shares.index(w) for w in weights])[np.searchsorted(choices[number].groups, mine.group)]
            yield _removed(payments, mine, asked, (share, shares, number))
            flows, ties = list(scheme.flows(mine)), ties_of(payments, mine)
            rows, legs = allocate(mine, flows, ties)
            yield _legs(mine, rows, legs, asked, (share, shares, number))
            if asked.measure == "financing_cost_accrued":
                yield from (_accrued(mine, f, asked, np.argsort(ties), (share, shares, number)) for f in flows if _earned_by_day(f))


_Counts = tuple[Ints, tuple[Fraction, ...], int]  # share of each deal, the shares, the offer


def _removed(payments: Payments, deals: Deals, asked: Asked, counts: _Counts) -> Pieces:
    amount, base = deals.amount, deals.base_day
    if asked.measure == "free_cash_flow_change":
        value = amount * asked.inside(base)
    elif asked.measure in ("cash_paid", "principal_paid"):
        value = -amount * asked.inside(base)
    elif asked.measure in ("cash_held", "closing_payables"):
        value = amount * asked.upto(base)
        if asked.measure == "closing_payables":  # paid before it was invoiced, it was no payable yet
            early = np.minimum(deals.new_day, payments.ledger.invoice_day[deals.keys["invoice"]])
            value = value - amount * (asked.upto(base) & ~asked.upto(early))
    else:
        value = np.zeros(len(amount), np.int64)
    none = np.full(len(amount), -1, np.int8)
    return _pieces(REMOVED, deals, np.arange(len(amount)), (base, none, none, none, value), counts)


def _pieces(kind: int, deals: Deals, rows: Ints, leg: tuple[Ints, ...], counts: _Counts) -> Pieces:
    day, payer, payee, nature, value = leg
    share, shares, number = counts
    kept = deals.keys["kept"][rows].astype(bool)
    due, base, new = deals.keys["due_day"][rows], deals.base_day[rows], deals.new_day[rows]
    whole = Pieces(kind, deals.keys["invoice"][rows], due, base, new, day, kept, payer, payee, nature, value, share[rows], shares, number)
    return whole.where(np.flatnonzero(value))


def _legs(deals: Deals, rows: Ints, legs: Legs, asked: Asked, counts: _Counts) -> Pieces:
    buyer = (legs.payer == _BUYER).astype(np.int64) - (legs.payee == _BUYER)
    value = _COUNTED[asked.measure](legs, buyer, deals.keys["long_tenor"][rows].astype(bool), asked)
    return _pieces(LEG, deals, rows, (legs.day, legs.payer, legs.payee, legs.nature, value), counts)


def _earned_by_day(flow: Flow) -> bool:
    return flow.since is not None and flow.nature in COSTS and BUYER in (flow.payer, flow.payee)


def _accrued(deals: Deals, flow: Flow, asked: Asked, order: Ints, counts: _Counts) -> Pieces:
    """What is earned and not yet paid at the quarter's end, less that at its start."""
    quarters, at = asked.quarters, asked.quarter
    start, end = int(quarters.last[at - 1] if at else quarters.first[0] - 1), int(quarters.last[at])
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


def _cost_codes(names: Sequence[str]) -> list[int]:
    return [NATURES.index(n) for n in names]


def _free_cash_flow(legs: Legs, buyer: Ints, long: Ints, asked: Asked) -> Ints:
    principal = legs.nature == _PRINCIPAL
    counted = _cost_codes([*counted_costs(asked.interest_paid), "vat"])
    to_bank = principal & (legs.payer == _BUYER) & (legs.payee == _BANK)
    from_bank = principal & (legs.payer == _BANK) & (legs.payee == _SUPPLIER)
    paid = (principal & (buyer != 0)) | np.isin(legs.nature, counted)
    borrowed = {"trade_payable": np.zeros(len(long), bool), "agency": long}.get(asked.view, np.ones(len(long), bool))
    value = -buyer * legs.amount * (paid & ~(to_bank & borrowed))
    if asked.view != "borrowing_net":  # what the bank pays the supplier is an operating outflow of the buyer's that day
        value = value - legs.amount * (from_bank & borrowed)
    return value * asked.inside(legs.day)


def _paid(legs: Legs, buyer: Ints, _: Ints, asked: Asked) -> Ints:
    some = legs.nature == _PRINCIPAL if asked.measure == "principal_paid" else np.ones(len(buyer), bool)
    return buyer * legs.amount * (some & asked.inside(legs.day))


def _held(legs: Legs, buyer: Ints, _: Ints, asked: Asked) -> Ints:
    return -buyer * legs.amount * ((legs.nature == _PRINCIPAL) & asked.upto(legs.day))


def _cost(legs: Legs, buyer: Ints, _: Ints, asked: Asked) -> Ints:
    when = np.ones(len(buyer), bool) if asked.measure == "financing_cost" else asked.inside(legs.day)
    return buyer * legs.amount * (np.isin(legs.nature, _cost_codes(COSTS)) & when)


_COUNTED: dict[str, Callable[[Legs, Ints, Ints, Asked], Ints]] = {
    "free_cash_flow_change": _free_cash_flow,
    "cash_paid": _paid,
    "principal_paid": _paid,
    "cash_held": _held,
    "closing_payables": _held,
    "financing_cost_paid": _cost,
    "financing_cost_accrued": _cost,
    "financing_cost": _cost,
}
