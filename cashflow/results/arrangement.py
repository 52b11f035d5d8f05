"""What is owed through a bank and beside it: from when to when, and how many days were given. Only sums and ranges are kept."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import NEVER, NO_DAY, Ints, by_day, to_day
from cashflow.basics.groupby import RunningSums, by_identity, once, places
from cashflow.deals import BANK, BUYER, Deals, Scheme, place
from cashflow.engine.limits import limited
from cashflow.engine.row_deals import owned, row_deals
from cashflow.ledger.groups import Groups
from cashflow.payments import Items, Payments
from cashflow.results.comparison import ScenarioResult

__all__ = ["Arrangement", "Ranges", "arrangement_of"]


@frozen(eq=False)
class Ranges:
    """Least and most of some numbers of days that hold from one day to another, at each end and in each currency."""

    ends: Ints
    low: Ints  # (n_currencies, n_ends + 1, n_ends + 1), by the first end inside and the first after it
    high: Ints

    @classmethod
    def empty(cls, ends: Ints, n_currencies: int) -> Ranges:
        """Of nothing yet."""
        shape = (n_currencies, len(ends) + 1, len(ends) + 1)
        return cls(ends, np.full(shape, NEVER, np.int64), np.full(shape, NO_DAY, np.int64))

    def add(self, currency: Ints, since: Ints, until: Ints, days: Ints) -> None:
        """Add days that hold at the ends from `since` up to the last one before `until`."""
        first, last = end_of(since, self.ends), end_of(until, self.ends)
        some = np.flatnonzero(first < last)
        many = len(self.ends) + 1
        key = (currency[some].astype(np.int64) * many + first[some]) * many + last[some]
        np.minimum.at(self.low.reshape(-1), key, days[some].astype(np.int64))
        np.maximum.at(self.high.reshape(-1), key, days[some].astype(np.int64))

    def found(self, currency: int) -> list[tuple[int | None, int | None]]:
        """The least and the most at each end; `None`: nothing holds there."""
        low, high = self.low[currency], self.high[currency]
        each = ((int(low[: n + 1, n + 1 :].min()), int(high[: n + 1, n + 1 :].max())) for n in range(len(self.ends)))
        return [(a, b) if a <= b else (None, None) for a, b in each]


def end_of(days: Ints, ends: Ints) -> Ints:
    """(n,), int32: position of the first end on or after each day; as many as there are ends: none is."""
    return by_day(days, lambda some: np.searchsorted(ends, some).astype(np.int32))


@frozen(eq=False)
class Arrangement:
    """What is owed through a bank by some ends, the first of which lies before the first quarter; ranges of days at the others."""

    ends: Ints
    n_currencies: int
    banked: Ints = field(init=False)  # (n_currencies,), bool: a bank is in it
    inside: Ranges = field(init=False)  # days to the payment of what is owed through a bank
    moved: Ranges = field(init=False)  # the same of what is moved without one
    untouched: Ranges = field(init=False)  # days to the contract due date of all else
    parts: list[tuple[list[Fraction], dict[str, RunningSums]]] = field(factory=list)  # per offer: shares, amounts by what happens when

    @banked.default
    def _none(self) -> Ints:
        return np.zeros(self.n_currencies, bool)

    @inside.default
    @moved.default
    @untouched.default
    def _nothing(self) -> Ranges:
        return Ranges.empty(self.ends[1:], self.n_currencies)

    def offer(self, shares: list[Fraction]) -> None:
        """Begin a further offer, of which such shares accept."""
        size = self.n_currencies * max(1, len(shares)) * (len(self.ends) + 1)
        self.parts.append((shares, {name: RunningSums(size) for name in ("since", "until", "bank")}))

    def add(self, number: int, code: Ints, currency: Ints, amount: Ints, days: dict[str, Ints]) -> None:
        """Add what is owed through a bank: the code of its share, and the day on which each thing happens."""
        self.banked[currency] = True
        shares, sums = self.parts[number]
        first = currency.astype(np.int64) * max(1, len(shares)) + code
        for name, day in days.items():
            sums[name].add(first * (len(self.ends) + 1) + end_of(day, self.ends), amount)

    def upto(self, name: str, currency: int) -> list[Fraction]:
        """The exact amount of which something has happened by each end."""
        total = [Fraction(0)] * len(self.ends)
        for shares, sums in self.parts:
            by_share = sums[name].sums.reshape(self.n_currencies, max(1, len(shares)), -1)[currency].astype(object)
            for share, amounts in zip(shares, np.cumsum(by_share, axis=1)[:, :-1].tolist(), strict=False):
                total = [t + share * a for t, a in zip(total, amounts, strict=True)]
        return total


def arrangement_of(payments: Payments, found: ScenarioResult, ends: Sequence[int]) -> Arrangement:
    """Look through all items of a ledger once."""
    ledger = payments.ledger
    out = Arrangement(np.array(ends, np.int64), len(ledger.currency.values))
    takers = [_Takers.of(payments, found, number) for number in range(len(found.scenario.offers))]
    for one in takers:
        out.offer(one.shares)
    rows = [o.selection.invoices(ledger, []) for o in found.scenario.offers]
    for items in payments.blocks(np.flatnonzero(~payments.closed), in_order=False):
        touched = np.zeros(len(items.invoice), bool)
        for number, movable, _ in owned(items, payments, found.scenario, rows):
            _add(out, number, payments, found, takers[number], items, np.flatnonzero(movable), touched)
        _untouched(out, payments, items.invoice, items.due_day, items.base_day, items.amount, ~_of_touched(items, touched))
    for invoice, due, paid in payments.closed_days():
        _untouched(out, payments, invoice, due, paid, ledger.amount[invoice], None)
    return out


@frozen(eq=False)
class _Takers:
    """Who takes what of an offer, by group as deals have it."""

    option: Ints  # −1: it takes none
    code: Ints  # of its share
    shares: list[Fraction]

    @classmethod
    def of(cls, payments: Payments, found: ScenarioResult, number: int) -> _Takers:
        choices, ledger = found.choices[number], payments.ledger
        codes, shares = by_identity(choices.weight)
        size = max(1, Groups.of(ledger.currency.values).count(len(ledger.supplier.values)))
        option, code = np.full(size, -1), np.zeros(size, np.int64)
        accepts = np.array([s > 0 for s in shares], bool)[codes]
        option[choices.groups] = np.where(accepts, choices.option, -1)
        code[choices.groups] = codes
        return cls(option, code, shares)

    def surely(self, code: Ints) -> Ints:
        """(n,), bool: of a share, the rest stays as it was."""
        return np.array([s == 1 for s in self.shares], bool)[code]


def _add(
    out: Arrangement, number: int, payments: Payments, found: ScenarioResult, takers: _Takers, items: Items, at: Ints, touched: Ints
) -> None:
    """Add what an offer owns of a block; `touched` then tells what of it is no longer as it was."""
    offer, scenario, ledger = found.scenario.offers[number], found.scenario, payments.ledger
    placed, _, _ = limited(place(items.take(at), payments, offer.extend), payments, offer, scenario.limits)
    which, deals = row_deals(payments, placed, offer)
    taken = takers.option[deals.group]
    for option, scheme in enumerate(offer.options):
        mine = np.flatnonzero((taken == option) & (scheme.covers_unmoved | (deals.new_day != deals.base_day)))
        if not len(mine):
            continue
        some, invoice = deals.take(mine), placed.items.invoice[which[mine]]
        bank, until = _bank_days(some, scheme)
        moves, through = until != some.base_day, bank != NO_DAY
        code, currency = takers.code[some.group], Groups.of(ledger.currency.values).currency(some.group)
        invoiced = ledger.invoice_day[invoice]
        since = _since(payments, invoiced, np.where(through, bank, until))
        days = until.astype(np.int64) - invoiced
        owed = (some.amount > 0) & (invoiced != NO_DAY)  # a credit note is not a payable
        for ranges, which_of in ((out.inside, through), (out.moved, ~through & moves)):
            k = np.flatnonzero(owed & which_of)
            ranges.add(currency[k], since[k], until[k], days[k])
        k = np.flatnonzero(through)
        if len(k):
            happens = {"since": since[k], "until": until[k], "bank": bank[k]}
            out.add(number, code[k], currency[k], some.amount[k], happens)
        gone = mine[(through | moves) & takers.surely(code)]
        touched[_places(items, at, placed.items, which[gone])] = True


def _places(items: Items, at: Ints, placed: Items, which: Ints) -> Ints:
    """Positions in a block of some placed items, which other terms may have cut further."""
    if len(placed.invoice) == len(at):
        return at[which]
    return np.flatnonzero(places(once(np.sort(_key(placed.take(which)))), _key(items)) >= 0)


def _key(items: Items) -> Ints:
    """(n,), int64: one number for an invoice and a baseline day."""
    return (items.invoice.astype(np.int64) << 32) + items.base_day.astype(np.int64)


def _of_touched(items: Items, touched: Ints) -> Ints:
    """(n_items,), bool: touched, or of the same invoice and baseline day as one that is."""
    if not touched.any() or (items.invoice[1:] != items.invoice[:-1]).all():
        return touched
    key = _key(items)
    return places(once(np.sort(key[touched])), key) >= 0


def _since(payments: Payments, invoiced: Ints, latest: Ints) -> Ints:
    """(n,), int32: from when on each is part of it, `latest` at the latest: what a bank has paid is, invoiced or not."""
    if payments.policy.as_of is not None:
        invoiced = np.maximum(invoiced, np.int32(to_day(payments.policy.as_of)))
    elif payments.ledger.bounds.undated:
        invoiced = np.where(invoiced == NO_DAY, NEVER, invoiced).astype(np.int32)
    return np.minimum(invoiced, latest)


def _bank_days(deals: Deals, scheme: Scheme) -> tuple[Ints, Ints]:
    """Per deal the day a bank pays the supplier, and the day the buyer pays its principal; of deals alike they are the same."""
    first, number = deals.alike if "invoice" not in deals.keys else (np.arange(len(deals)),) * 2
    some = deals.take(first)
    bank, until = np.full(len(some), NO_DAY, np.int32), some.new_day.copy()
    for flow in scheme.flows(some):  # principal is never rounded, so flows are as good as legs
        if flow.nature == "principal" and flow.payer in (BANK, BUYER):
            out = bank if flow.payer == BANK else until
            np.copyto(out, flow.day, where=np.asarray(flow.amount) != 0)
    return bank[number], until[number]


def _untouched(out: Arrangement, payments: Payments, invoice: Ints, due: Ints, paid: Ints, amount: Ints, left: Ints | None) -> None:
    """Add what no deal with or without a bank touches; no credit notes."""
    invoiced = payments.ledger.invoice_day[invoice]
    mine = amount > 0
    if left is not None:
        mine &= left
    if payments.ledger.bounds.undated:
        mine &= invoiced != NO_DAY
    k = np.flatnonzero(mine)
    since = invoiced[k]
    out.untouched.add(payments.ledger.currency.codes[invoice[k]], since, paid[k], due[k] - since)
