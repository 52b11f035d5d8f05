"""How much of a scenario's headline comes from credit notes, which payment runs usually net and the figures take as cash of their own."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from fractions import Fraction

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.days import Ints, to_date, to_day
from cashflow.basics.fiscal import Quarters
from cashflow.basics.groupby import once
from cashflow.basics.money import exact_total, from_minor, whole
from cashflow.basics.notes import Note
from cashflow.basics.words import many, short_money
from cashflow.deals import Deals, collapse
from cashflow.engine.choice import OfferResult
from cashflow.engine.row_deals import group_of
from cashflow.engine.totals import flows_of_offers
from cashflow.ledger.groups import Groups
from cashflow.ledger.model import Ledger
from cashflow.measures import ScenarioTotals, effects
from cashflow.measures.totals import ScenarioFlows
from cashflow.payments import Items
from cashflow.results.comparison import Comparison, ScenarioResult

__all__ = ["credit_notes"]

_MANY = 6
"""Scenarios up to which each is looked at; of more the report shows a row each."""
_NETTED = "Payment runs usually net credit notes against invoices, which leaves less to hold; here each is cash on its own date"


@frozen(eq=False)
class _Notes:
    """The credit notes of a scenario in one currency."""

    result: Comparison
    found: ScenarioResult
    code: int
    deals: list[tuple[int, Deals]]  # those that an offer moves, or may do something about

    @property
    def totals(self) -> ScenarioTotals:
        return self.found.totals[self.code]

    def money(self, minor: int | Fraction) -> str:
        """An amount in short."""
        currency = self.result.baseline.currencies[self.code]
        return short_money(from_minor(whole(minor), currency), currency)

    @functools.cached_property
    def own(self) -> ScenarioFlows:
        """What credit notes contribute: the offers' choices, with the deals of credit notes alone."""
        result, offers = self.result, self.found.offers
        alone = [_with_deals(offers[number], deals, result.shown) for number, deals in self.deals]
        return flows_of_offers(result.payments, alone, self.code, result.shown, result.reporting)


def _with_deals(offer: OfferResult, deals: Deals, shown: Quarters) -> OfferResult:
    """What an offer does to some of its deals, each group taking what it takes of all; for figures alone."""
    groups = offer.covered.groups
    keys = {name: deals.keys[name] for name in offer.covered.deals.keys}
    few = collapse(evolve(deals, group=np.searchsorted(groups, deals.group), keys=keys))
    options = [effects(few, option, shown, len(groups)) for option in offer.covered.offer.options]
    return evolve(offer, covered=evolve(offer.covered, deals=few), options=options)


def credit_notes(result: Comparison) -> list[str]:
    """A note a scenario and currency in whose headline credit notes have a part, or whose suppliers have some in its quarter."""
    payments = result.payments
    if not payments.ledger.bounds.signed or len(result.scenarios) > _MANY:
        return []
    blocks = list(payments.blocks(np.flatnonzero((payments.ledger.amount < 0) & ~payments.closed), in_order=False))
    out: list[str] = []
    for found in result.scenarios:
        deals = found.rows.of_items(blocks)
        for currency in result.largest_first:
            said = _said(_Notes(result, found, result.baseline.code_of(currency), deals), blocks)
            out += [Note(f"{found.scenario.name}, {currency}: {said[0]}", *said[1:])] if said else []
    return out


def _said(notes: _Notes, blocks: Sequence[Items]) -> list[str]:
    """Sentences; none where there is nothing to say."""
    moved = np.flatnonzero(notes.totals.figure("free_cash_flow_change"))
    if not len(moved):
        return []
    at = int(moved[0])
    figures = [*_figures(notes, at)]
    count, money = _moved(notes)
    waiting, credit = _in_quarter(notes, blocks, at)
    if not count and not waiting:
        return []
    shares = ", ".join(f"{notes.money(part)} of the {notes.money(abs(figure))} {words}" for words, figure, part in figures)
    said = f"{many(count, 'credit note')} ({notes.money(money)}) moved; from credit notes come {shares}"
    sentences = [said if count else "no credit note moves, so none of the headline's figures comes from one"]
    if waiting:
        when = notes.result.shown.labels[at]
        come = "comes" if waiting == 1 else "come"
        sentences += [f"{many(waiting, 'credit note')} ({notes.money(credit)}) of suppliers that accept {come} in as cash in {when}"]
    return [*sentences, _NETTED]


def _figures(notes: _Notes, at: int) -> Iterable[tuple[str, int, int]]:
    """(words, figure, part of credit notes) of what the headline says, with the sign of the figure."""
    totals, own, shown = notes.totals, notes.own, notes.result.shown
    change, gross = (totals.figure("free_cash_flow_change", presentation) for presentation in ("trade_payable", "borrowing_gross"))
    of_notes = own.figure("free_cash_flow_change")
    more = int(np.sign(change[at]))
    word, back = ("more cash", "that unwinds") if more > 0 else ("less cash", "that comes back")
    yield f"{word} on {to_date(shown.last[at])}", int(change[at]), more * int(of_notes[at])
    if gross[at] != change[at]:
        part, way = int(own.figure("free_cash_flow_change", "borrowing_gross")[at]), int(np.sign(gross[at])) or more
        if gross[at] or part:
            same = "the same" if way == more else "more cash" if way > 0 else "less cash"
            yield f"{same} if the bank-funded amount is borrowing", int(gross[at]), way * part
    later = [q for q in range(at + 1, len(shown)) if change[q] and np.sign(change[q]) != more]
    if later:
        yield f"{back} in {shown.labels[later[0]]}", int(change[later[0]]), -more * int(of_notes[later[0]])
    cost, part = totals.financing_cost, own.financing_cost
    yield ("it costs", cost, part) if cost >= 0 else ("it earns", cost, -part)


def _moved(notes: _Notes) -> tuple[int, int]:
    """How many credit notes of suppliers that accept move, and how much."""
    ledger, invoices, total = notes.result.payments.ledger, [np.zeros(0, np.int64)], 0
    for number, deals in notes.deals:
        offer = notes.found.offers[number]
        accepts = offer.accepts[np.searchsorted(offer.covered.groups, deals.group)]
        some = np.flatnonzero(accepts & (deals.new_day != deals.base_day) & _of(notes, deals.group))
        invoices.append(deals.keys["invoice"][some])
        total += exact_total(deals.amount[some])
    return _count(ledger, invoices), total


def _count(ledger: Ledger, invoices: list[Ints]) -> int:
    """How many invoices: each counts once, whatever the number of its parts."""
    return int(ledger.invoices_in(once(np.sort(np.concatenate(invoices), kind="stable"))).sum())


def _of(notes: _Notes, group: Ints) -> Ints:
    """(n,), bool: groups of the currency."""
    return Groups.of(notes.result.payments.ledger.currency.values).currency(group) == notes.code


def _accepting(notes: _Notes) -> Ints:
    """(n,), bool by number of a group: groups of the currency that accept, and of which something moves."""
    ledger = notes.result.payments.ledger
    out = np.zeros(Groups.of(ledger.currency.values).count(len(ledger.supplier.values)), bool)
    for offer in notes.found.offers:
        out[offer.covered.groups[(offer.covered.moved > 0) & offer.accepts & _of(notes, offer.covered.groups)]] = True
    return out


def _in_quarter(notes: _Notes, blocks: Sequence[Items], at: int) -> tuple[int, int]:
    """How many credit notes of suppliers that accept come in as cash in a quarter, after as_of, and how much; the baseline's dates."""
    payments, shown, accepts = notes.result.payments, notes.result.shown, _accepting(notes)
    first, last = int(shown.first[at]), int(shown.last[at])
    if payments.policy.as_of is not None:
        first = max(first, to_day(payments.policy.as_of) + 1)
    invoices, total = [np.zeros(0, np.int64)], 0
    for items in blocks:
        k = np.flatnonzero((first <= items.base_day) & (items.base_day <= last))
        k = k[accepts[group_of(payments, items.invoice[k])]]
        invoices.append(items.invoice[k])
        total += exact_total(items.amount[k])
    return _count(payments.ledger, invoices), total
