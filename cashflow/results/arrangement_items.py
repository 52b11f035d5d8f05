"""One pass over what a ledger owes: what of it goes through a bank, what is moved without one, and what nothing touches.

Most invoices of a large ledger go by kind, as in an offer: every rule sees a kind once, and rows are only added up by who takes what. Of
those that are paid only such are looked at as make a range wider.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.days import NEVER, NO_DAY, Ints, to_day
from cashflow.basics.groupby import RunningSums, by_identity, distinct, once, places
from cashflow.deals import BANK, BUYER, Deals, Scheme, place
from cashflow.engine.covers import Covers
from cashflow.engine.limits import limited
from cashflow.engine.open_items import open_items
from cashflow.engine.row_deals import group_of, owned, row_deals
from cashflow.ledger.groups import Groups
from cashflow.offers import Offer
from cashflow.payments import Items, Payments
from cashflow.payments.kinds import Kinds
from cashflow.results.arrangement import Arrangement, Ends
from cashflow.results.arrangement_paid import paid_that_matter
from cashflow.results.comparison import ScenarioResult

__all__ = ["arrangement_of"]

_MOST_SUMS = 16_000_000
"""Sums by kind and what suppliers take up to which invoices go by kind."""


def arrangement_of(payments: Payments, found: ScenarioResult, ends: Sequence[int]) -> Arrangement:
    """Look through all items of a ledger once."""
    walk = _Walk.of(payments, found, ends)
    kinds, blocks = open_items(payments, found.scenario, walk.rows)
    states = _States.of(walk.takers)
    if kinds is not None and states.count * len(kinds.items.invoice) <= _MOST_SUMS:
        _add_kinds(walk, states, kinds)
    elif kinds is not None:
        blocks = payments.blocks(np.flatnonzero(~payments.closed), in_order=False)
    for items in blocks:
        _add_items(walk, items)
    for items in paid_that_matter(payments, walk.out.untouched):
        walk.add_untouched(items.invoice, items.due_day, items.base_day, np.flatnonzero(items.amount > 0))
    return walk.out


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

    @property
    def n_options(self) -> int:
        """Options up to the last one that somebody takes."""
        return int(self.option.max(initial=0)) + 1

    def surely(self, code: Ints) -> Ints:
        """(n,), bool: of a share, the rest stays as it was."""
        return np.array([s == 1 for s in self.shares], bool)[code]


@frozen(eq=False)
class _Taken:
    """Deals of one option that is taken, each a row or a sum of rows alike."""

    of: Deals  # all there are of the offer
    deals: Ints  # positions among them
    amount: Ints
    invoice: Ints  # position of each, or of one like it
    code: Ints  # of the share
    owed: Ints  # bool: some of it is a payable; a credit note is none


@frozen(eq=False)
class _Walk:
    """What has been found on the way."""

    out: Arrangement
    payments: Payments
    found: ScenarioResult
    takers: list[_Takers]
    rows: Covers

    @classmethod
    def of(cls, payments: Payments, found: ScenarioResult, ends: Sequence[int]) -> _Walk:
        ledger, offers = payments.ledger, found.scenario.offers
        out = Arrangement(Ends(np.array(ends, np.int64)), len(ledger.currency.values))
        takers = [_Takers.of(payments, found, number) for number in range(len(offers))]
        for one in takers:
            out.offer(one.shares)
        return cls(out, payments, found, takers, Covers.of(ledger, found.scenario))

    @property
    def offers(self) -> Sequence[Offer]:
        """Those of the scenario, in order."""
        return self.found.scenario.offers

    def currency(self, group: Ints) -> Ints:
        """(n,): codes of the currencies of some groups."""
        return Groups.of(self.payments.ledger.currency.values).currency(group)

    def add_taken(self, number: int, scheme: Scheme, taken: _Taken) -> Ints:
        """(n,), bool: what is no longer as it was."""
        mine, code, invoice_day = taken.deals, taken.code, self.payments.ledger.invoice_day[taken.invoice]
        kind = taken.of.alike[1][mine]
        bank, until = (days[kind] for days in _bank_days(taken.of, scheme))
        moves, through = until != taken.of.base_day[mine], bank != NO_DAY
        currency, since = self.currency(taken.of.group[mine]), self._since(invoice_day, np.where(through, bank, until))
        owed = taken.owed & (invoice_day != NO_DAY) if self.payments.ledger.bounds.undated else taken.owed
        for ranges, which_of in ((self.out.inside, through), (self.out.moved, ~through & moves)):
            k = np.flatnonzero(owed & which_of)
            if len(k):
                ranges.add(currency[k], since[k], until[k], until[k] - invoice_day[k])
        k = np.flatnonzero(through)
        if len(k):
            self.out.add(number, code[k], currency[k], taken.amount[k], {"since": since[k], "until": until[k], "bank": bank[k]})
        return (through | moves) & self.takers[number].surely(code)

    def _since(self, invoice_day: Ints, latest: Ints) -> Ints:
        """(n,), int32: from when on each is part of it, `latest` at the latest: what a bank has paid is, invoiced or not."""
        if self.payments.policy.as_of is not None:
            invoice_day = np.maximum(invoice_day, np.int32(to_day(self.payments.policy.as_of)))
        elif self.payments.ledger.bounds.undated:
            invoice_day = np.where(invoice_day == NO_DAY, NEVER, invoice_day).astype(np.int32)
        return np.minimum(invoice_day, latest)

    def add_untouched(self, invoice: Ints, due: Ints, paid: Ints, some: Ints) -> None:
        """Add what no deal with or without a bank touches: those of some invoices at some positions, which are payables."""
        ledger = self.payments.ledger
        if ledger.bounds.undated:
            some = some[ledger.invoice_day[invoice[some]] != NO_DAY]
        invoice = invoice[some]
        since = ledger.invoice_day[invoice]
        self.out.untouched.add(ledger.currency.codes[invoice], since, paid[some], due[some] - since)


def _add_items(walk: _Walk, items: Items) -> None:
    """Add items of a block, each for itself."""
    touched, payments = np.zeros(len(items.invoice), bool), walk.payments
    for number, at, _ in owned(items, payments, walk.found.scenario, walk.rows):
        if not len(at):
            continue
        offer = walk.offers[number]
        placed, _, _ = limited(place(items.take(at), payments, offer.extend), payments, offer, walk.found.scenario.limits)
        which, deals = row_deals(payments, placed, offer)
        takers = walk.takers[number]
        option = takers.option[deals.group]
        for scheme, mine in _options(offer, option, deals):
            amount = deals.amount[mine]
            taken = _Taken(deals, mine, amount, placed.items.invoice[which[mine]], takers.code[deals.group[mine]], amount > 0)
            gone = walk.add_taken(number, scheme, taken)
            touched[_places(items, at, placed.items, which[mine[gone]])] = True
    left = (items.amount > 0) & ~touched
    walk.add_untouched(items.invoice, items.due_day, items.base_day, np.flatnonzero(left))


def _options(offer: Offer, option: Ints, deals: Deals) -> Iterator[tuple[Scheme, Ints]]:
    """Each option, and the deals of those that take it about which it does something."""
    moves = deals.new_day != deals.base_day
    for number, scheme in enumerate(offer.options):
        mine = np.flatnonzero((option == number) & moves if not scheme.covers_unmoved else option == number)
        if len(mine):
            yield scheme, mine


def _add_kinds(walk: _Walk, states: _States, kinds: Kinds) -> None:
    """Add invoices by kind: amounts by item of a kind, and by what its supplier takes."""
    items, payments = kinds.items, walk.payments
    n = len(items.invoice)
    moves = []
    for number, at, _ in owned(items, payments, walk.found.scenario, walk.rows):
        offer = walk.offers[number]
        which, deals = row_deals(payments, place(items.take(at), payments, offer.extend), offer, one_each=True)
        moves.append((at[which], deals))
    sums, owed = RunningSums(states.count * n), np.zeros((states.count, n), bool)
    first = states.of_group * n
    for rows, item, amount in kinds.pairs(np.ones(n, bool)):
        cell = first.take(group_of(payments, rows))
        cell += item
        sums.add(cell, amount)
        owed.reshape(-1)[cell[amount > 0] if payments.ledger.bounds.signed else cell] = True
    amounts = sums.sums.reshape(states.count, n)
    for number, (at, deals) in enumerate(moves):
        for scheme, code, mine in states.each(number, walk.offers[number]):
            amount, some = amounts[mine][:, at].sum(axis=0), np.logical_or.reduce(owed[mine][:, at], axis=0)
            there = (amount != 0) | some
            k = np.flatnonzero(there if scheme.covers_unmoved else there & (deals.new_day != deals.base_day))
            taken = _Taken(deals, k, amount[k], items.invoice[at[k]], np.full(len(k), code), some[k])
            owed[np.ix_(mine, at[k[walk.add_taken(number, scheme, taken)]])] = False
    walk.add_untouched(items.invoice, items.due_day, items.base_day, np.flatnonzero(owed.any(axis=0)))


@frozen(eq=False)
class _States:
    """What suppliers take of all offers, as one number."""

    takers: list[_Takers]
    of_group: Ints  # (n_groups,), int64
    takes: list[Ints]  # per offer, (count,), int64: −1 for nothing, else the code of the share and the option, as one number

    @classmethod
    def of(cls, takers: list[_Takers]) -> _States:
        each = [np.where(t.option < 0, -1, t.code * t.n_options + t.option) for t in takers]
        first, of_group = distinct(each) if each else (np.zeros(1, np.int64), np.zeros(1, np.int64))
        return cls(takers, of_group, [takes[first] for takes in each])

    @property
    def count(self) -> int:
        """How many there are."""
        return int(self.of_group.max()) + 1

    def each(self, number: int, offer: Offer) -> Iterator[tuple[Scheme, int, Ints]]:
        """(option, code of a share, numbers) of what somebody takes of an offer."""
        n_options = self.takers[number].n_options
        for takes in np.unique(self.takes[number]).tolist():
            if takes >= 0:
                yield offer.options[takes % n_options], takes // n_options, np.flatnonzero(self.takes[number] == takes)


def _places(items: Items, at: Ints, placed: Items, which: Ints) -> Ints:
    """Positions in a block of some placed items, which other terms may have cut further."""
    if len(placed.invoice) == len(at):
        return at[which]
    return np.flatnonzero(places(once(np.sort(_key(placed.take(which)))), _key(items)) >= 0)


def _key(items: Items) -> Ints:
    """(n,), int64: one number for an invoice and a baseline day."""
    return (items.invoice.astype(np.int64) << 32) + items.base_day.astype(np.int64)


def _bank_days(deals: Deals, scheme: Scheme) -> tuple[Ints, Ints]:
    """By kind of deals alike the day a bank pays the supplier, and the day the buyer pays its principal."""
    some = deals.take(deals.alike[0])
    some = evolve(some, amount=np.ones(len(some), np.int64))
    bank, until = np.full(len(some), NO_DAY, np.int32), some.new_day.copy()
    for flow in scheme.flows(some):  # principal is never rounded, so flows are as good as legs
        if flow.nature == "principal" and flow.payer in (BANK, BUYER):
            out = bank if flow.payer == BANK else until
            np.copyto(out, flow.day, where=np.asarray(flow.amount) != 0)
    return bank, until
