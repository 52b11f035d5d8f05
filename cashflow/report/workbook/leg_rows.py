"""The rows that all formulas count: every payment that a moved item causes, and every one that is no longer made.

Rows of one settled payment (scenario, offer, supplier, currency, day, payer, payee, nature) stand together, since it is rounded once.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeVar

import numpy as np
from attrs import evolve, fields, frozen

from cashflow.basics.columns import by_name, column
from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.groupby import distinct, exact_sums, ranks_by_share, run_starts
from cashflow.basics.money import wide
from cashflow.deals import BANK, BUYER, NATURES, PARTIES, SUPPLIER, Deals, Scheme, allocate, flows_of
from cashflow.engine.choice import OfferResult
from cashflow.engine.row_legs import taken
from cashflow.ledger.groups import Groups
from cashflow.report.workbook.live_rates import made_of
from cashflow.results.comparison import Comparison

__all__ = ["KINDS", "NO_LONGER", "LegRows", "MovedRows", "Rows", "leg_rows", "no_rows"]

T = TypeVar("T", "LegRows", "MovedRows")

NO_LONGER = "no longer paid"
KINDS = (*NATURES, NO_LONGER)
"""Natures of rows: those of payments, and the principal that is not paid on its old day any more."""
_SETTLED = ("scenario", "offer", "rank", "day", "payer", "payee", "kind")
_ALIKE = (*_SETTLED, "since", "days", "year", "long", "prepaid", "live")


@frozen(eq=False)
class LegRows:
    """Payments as columns, in the order of the sheet; amounts in minor units, days as day numbers."""

    scenario: Ints  # 0, 1 …
    offer: Ints  # 1, 2 … of its scenario
    option: Ints  # 0, 1 … of its offer
    group: Ints
    rank: Ints  # of the group: by the supplier's name, then the currency's
    invoice: Ints  # position in the ledger; −1: several
    items: Ints  # how many rows it stands for
    invoice_day: Ints
    due_day: Ints
    base_day: Ints
    new_day: Ints
    day: Ints
    payer: Ints
    payee: Ints
    kind: Ints  # into `KINDS`
    amount: Ints  # as run; cents given to rows by largest remainder
    exact: Ints  # float64
    since: Ints
    live: Ints  # bool
    principal: Ints  # float64
    days: Ints
    year: Ints
    reference: Ints  # float64
    factor: Ints  # float64
    share: Ints  # into `shares`
    long: Ints  # 1: of a tenor beyond what the rating-agency presentation allows
    prepaid: Ints  # invoice day, where the payment is before it; else `NO_DAY`
    amount_days: Ints  # principal × days since its old day, where it is principal; Python integers or int64

    def __len__(self) -> int:
        return len(self.amount)

    def take(self, which: Ints) -> LegRows:
        """The rows at some positions."""
        return LegRows(**{f.name: column(self, f.name)[which] for f in fields(LegRows)})

    @property
    def starts(self) -> Ints:
        """Position of the first row of each settled payment."""
        return run_starts(*by_name(self, _SETTLED).values()) if len(self) else np.zeros(0, np.int64)


@frozen(eq=False)
class MovedRows:
    """Items that accepted offers move, a row each, for change lists and samples."""

    scenario: Ints
    offer: Ints
    option: Ints
    invoice: Ints
    due_day: Ints
    base_day: Ints
    new_day: Ints
    amount: Ints
    share: Ints
    to_bank: Ints  # bool: the buyer pays a bank


@frozen(eq=False)
class Rows:
    """All rows of a result, with the shares of acceptance that occur, and what moves."""

    legs: LegRows
    shares: list[Fraction]
    moved: MovedRows

    @property
    def weighted(self) -> bool:
        """Whether some row counts in part."""
        return any(s != 1 for s in self.shares)


def leg_rows(result: Comparison, most: int) -> Rows:
    """All rows; beyond `most` the smallest settled payments are one row a supplier, day, payer, payee and nature.

    Parameters
    ----------
    result
        The comparison.
    most
        Rows that stay one by one.
    """
    parts: list[LegRows] = []
    moved: list[MovedRows] = []
    shares: list[Fraction] = []
    ranks = _ranks(result)
    for number, found in enumerate(result.scenarios):
        for at, deals in found.rows.of_all():
            offer = found.offers[at]
            for option, scheme in enumerate(found.scenario.offers[at].options):
                some = taken(deals, found.choices[at], option, scheme.covers_unmoved)
                if len(some):
                    place = {"scenario": number, "offer": at + 1, "option": option}
                    part = _legs(result, scheme, some, _share(offer, some, shares), ranks, place)
                    parts.append(part)
                    moved.append(_moved(some, part, place))
    legs = _joined(LegRows, parts)
    order = np.lexsort([np.arange(len(legs)), *(column(legs, n) for n in _SETTLED[::-1])])
    groups = Groups.of(result.payments.ledger.currency.values)
    return Rows(_shortened(legs.take(order), most, groups), shares, _joined(MovedRows, moved))


def no_rows() -> Rows:
    """None: of a workbook that has no legs."""
    return Rows(_joined(LegRows, []), [], _joined(MovedRows, []))


def _joined(cls: type[T], parts: list[T]) -> T:
    """Several tables as one, in order."""
    names = [f.name for f in fields(cls)]
    return cls(**{n: np.concatenate([column(p, n) for p in parts]) if parts else np.zeros(0, np.int64) for n in names})


def _ranks(result: Comparison) -> Ints:
    """Rank of every group by the names of its supplier and its currency."""
    ledger = result.payments.ledger
    suppliers, currencies = np.array(ledger.supplier.values, object), np.array(ledger.currency.values, object)
    by_name_of = [np.argsort(np.argsort(v.astype(str), kind="stable"), kind="stable") for v in (suppliers, currencies)]
    return (by_name_of[0][:, None] * max(1, len(currencies)) + by_name_of[1][None, :]).reshape(-1).astype(np.int64)


def _share(offer: OfferResult, deals: Deals, shares: list[Fraction]) -> Ints:
    """Number of the share that accepts, of each deal; new ones are added to `shares`."""
    known = {id(w): w for w in offer.weight}
    shares += [w for w in dict.fromkeys(known.values()) if w not in shares]
    code = {key: shares.index(w) for key, w in known.items()}
    of_group = np.array([code[id(w)] for w in offer.weight], np.int64)
    return of_group[np.searchsorted(offer.covered.groups, deals.group)]


def _legs(result: Comparison, scheme: Scheme, deals: Deals, share: Ints, ranks: Ints, place: dict[str, int]) -> LegRows:
    """Rows of one option: its payments, and those that are no longer made."""
    payments = result.payments
    ledger, ties, flows = payments.ledger, deals.keys["rank"], flows_of(scheme, deals)
    rows, legs = allocate(deals, flows, ties)
    made = made_of(scheme, deals, flows)
    some = np.flatnonzero((legs.amount != 0) | (made.exact != 0) | made.live)
    some = some[np.argsort(ties[rows[some]], kind="stable")]
    order = np.argsort(ties, kind="stable")
    at, gone = rows[some], len(order)
    both = lambda paid, old: np.concatenate([paid[some], old[order]])  # noqa: E731
    fill = lambda values, value: np.concatenate([values[some], np.full(gone, value)])  # noqa: E731
    deal = np.concatenate([at, order])
    invoice = deals.keys["invoice"][deal]
    base, day = deals.base_day[deal].astype(np.int64), both(legs.day.astype(np.int64), deals.base_day.astype(np.int64))
    kind, amount = fill(legs.nature.astype(np.int64), KINDS.index(NO_LONGER)), both(legs.amount, deals.amount)
    payer, payee = fill(legs.payer.astype(np.int64), PARTIES.index(BUYER)), fill(legs.payee.astype(np.int64), PARTIES.index(SUPPLIER))
    invoice_day = ledger.invoice_day[invoice].astype(np.int64)
    principal = kind == NATURES.index("principal")
    of_buyer = (payer == PARTIES.index(BUYER)).astype(np.int64) - (payee == PARTIES.index(BUYER))
    return LegRows(
        **{name: np.full(len(deal), value) for name, value in place.items()},
        group=deals.group[deal],
        rank=ranks[deals.group[deal]],
        invoice=invoice,
        items=ledger.invoices_in(invoice),
        invoice_day=invoice_day,
        due_day=deals.keys["due_day"][deal].astype(np.int64),
        base_day=base,
        new_day=deals.new_day[deal].astype(np.int64),
        day=day,
        payer=payer,
        payee=payee,
        kind=kind,
        amount=amount,
        exact=both(made.exact, deals.amount.astype(np.float64)),
        since=both(made.since, deals.base_day.astype(np.int64)),
        live=fill(made.live, False),
        principal=fill(made.principal, 0.0),
        days=fill(made.days, 0),
        year=fill(made.year, 0),
        reference=fill(made.reference, 0.0),
        factor=fill(made.factor, 1.0),
        share=share[deal],
        long=deals.keys["long_tenor"][deal] * principal,
        prepaid=np.where((invoice_day > day) & (principal | (kind == KINDS.index(NO_LONGER))), invoice_day, NO_DAY),
        amount_days=np.where(principal, wide(amount, 40_000) * (day - base) * of_buyer, 0),
    )


def _moved(deals: Deals, part: LegRows, place: dict[str, int]) -> MovedRows:
    """What moves, in the order of the rows that are no longer paid."""
    gone = np.flatnonzero((part.kind == KINDS.index(NO_LONGER)) & (part.new_day != part.base_day))
    bank = np.flatnonzero((part.payee == PARTIES.index(BANK)) & (part.kind == NATURES.index("principal")))
    known = np.unique(part.invoice[bank])
    names = ("scenario", "offer", "option", "invoice", "due_day", "base_day", "new_day", "amount", "share")
    return MovedRows(**{n: column(part, n)[gone] for n in names}, to_bank=np.isin(part.invoice[gone], known))


def _shortened(legs: LegRows, most: int, groups: Groups) -> LegRows:
    """At most so many rows one by one: the settled payments of the largest share of their currency; the others summed, by first day."""
    if len(legs) <= most:
        return legs
    starts = legs.starts
    count = np.diff(np.append(starts, len(legs)))
    number = np.repeat(np.arange(len(starts)), count)
    size = np.abs(exact_sums(number, legs.amount, len(starts)))
    largest = np.lexsort([np.arange(len(starts)), -size, -ranks_by_share(size, groups.currency(legs.group[starts]))])
    kept = np.zeros(len(starts), bool)
    kept[largest[np.cumsum(count[largest]) <= most]] = True
    alone = np.flatnonzero(kept[number])
    rest = legs.take(np.flatnonzero(~kept[number]))
    both = _joined(LegRows, [legs.take(alone), _summed(rest)])
    return both.take(np.lexsort([np.arange(len(both)), *(column(both, n) for n in _SETTLED[::-1])]))


def _summed(legs: LegRows) -> LegRows:
    """Rows that differ in nothing that a formula looks at, as one."""
    first, number = distinct([column(legs, n).astype(np.int64) for n in _ALIKE])
    sums = {n: exact_sums(number, column(legs, n), len(first)) for n in ("items", "amount", "amount_days")}
    floats = {n: np.bincount(number, column(legs, n), len(first)) for n in ("exact", "principal")}
    dates = {n: np.full(len(first), NO_DAY, np.int64) for n in ("invoice_day", "due_day", "base_day", "new_day")}
    return evolve(legs.take(first), **sums, **floats, **dates, invoice=np.full(len(first), -1, np.int64))
