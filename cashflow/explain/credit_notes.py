"""How much of a scenario's headline comes from credit notes, which payment runs usually net and the figures take as cash of their own."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from fractions import Fraction

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.days import Ints, to_date, to_day
from cashflow.basics.fiscal import Quarters
from cashflow.basics.money import from_minor, whole, wide
from cashflow.basics.words import many, short_money
from cashflow.deals import Deals, collapse
from cashflow.engine.choice import OfferResult
from cashflow.engine.row_deals import group_of
from cashflow.engine.totals import totals_of
from cashflow.ledger.groups import Groups
from cashflow.measures import ScenarioTotals, effects
from cashflow.payments import Payments
from cashflow.results.comparison import Comparison, ScenarioResult

__all__ = ["credit_notes"]

_MANY = 6
"""Scenarios up to which each is looked at; of more the report shows a row each."""


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
    def own(self) -> ScenarioTotals:
        """What credit notes contribute: the offers' choices, with the deals of credit notes alone."""
        result, offers = self.result, self.found.offers
        alone = [_with_deals(offers[number], deals, result.shown) for number, deals in self.deals]
        return totals_of(result.payments, alone, result.shown, result.reporting)[self.code]


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
    rows = np.flatnonzero(payments.ledger.amount < 0)
    out = []
    for found in result.scenarios:
        deals = found.rows.of_invoices(rows)
        for currency in result.currencies:
            said = _said(_Notes(result, found, result.baseline.currencies.index(currency), deals), rows)
            out += [f"{found.scenario.name}, {currency}: {said}"] if said else []
    return out


def _said(notes: _Notes, rows: Ints) -> str:
    moved = np.flatnonzero(notes.totals.figure("free_cash_flow_change"))
    if not len(moved):
        return ""
    at = int(moved[0])
    figures = [*_figures(notes, at)]
    count, money = _moved(notes)
    waiting, credit = _in_quarter(notes, rows, at)
    if not count and not waiting:
        return ""
    shares = ", ".join(f"{notes.money(part)} of the {notes.money(abs(figure))} {words}" for words, figure, part in figures)
    said = f"{many(count, 'credit note')} ({notes.money(money)}) moved; from credit notes come {shares}"
    said = said if count else "no credit note moves, so none of the headline's figures comes from one"
    if waiting:
        when = notes.result.shown.labels[at]
        said += f". {many(waiting, 'credit note')} ({notes.money(credit)}) of suppliers that accept come in as cash in {when}"
    return f"{said}. Payment runs usually net credit notes against invoices, which leaves less to hold; here each is cash on its own date"


def _total(values: Ints) -> int:
    """Exact sum."""
    return int(wide(values, len(values)).sum()) if len(values) else 0


def _figures(notes: _Notes, at: int) -> Iterable[tuple[str, int, int]]:
    """(words, figure, part of credit notes) of what the headline says, with the sign of the figure."""
    totals, own, shown = notes.totals, notes.own, notes.result.shown
    change, gross = (totals.figure("free_cash_flow_change", presentation) for presentation in ("trade_payable", "borrowing_gross"))
    of_notes = own.figure("free_cash_flow_change")
    more = int(np.sign(change[at]))
    word, back = ("more cash", "that unwinds") if more > 0 else ("less cash", "that comes back")
    yield f"{word} on {to_date(shown.last[at])}", int(change[at]), more * int(of_notes[at])
    if gross[at] != change[at]:
        part = more * int(own.figure("free_cash_flow_change", "borrowing_gross")[at])
        yield "the same if the bank-funded amount is borrowing", int(gross[at]), part
    later = [q for q in range(at + 1, len(shown)) if change[q] and np.sign(change[q]) != more]
    if later:
        yield f"{back} in {shown.labels[later[0]]}", int(change[later[0]]), -more * int(of_notes[later[0]])
    yield "it costs", totals.financing_cost, own.financing_cost


def _moved(notes: _Notes) -> tuple[int, int]:
    """How many credit notes of suppliers that accept move, and how much."""
    ledger, invoices, total = notes.result.payments.ledger, [np.zeros(0, np.int64)], 0
    for number, deals in notes.deals:
        offer = notes.found.offers[number]
        accepts = offer.accepts[np.searchsorted(offer.covered.groups, deals.group)]
        some = np.flatnonzero(accepts & (deals.new_day != deals.base_day) & _of(notes, deals.group))
        invoices.append(deals.keys["invoice"][some])
        total += _total(deals.amount[some])
    return int(ledger.invoices_in(np.unique(np.concatenate(invoices))).sum()), total


def _of(notes: _Notes, group: Ints) -> Ints:
    """(n,), bool: groups of the currency."""
    return Groups.of(notes.result.payments.ledger.currency.values).currency(group) == notes.code


def _accepted(notes: _Notes) -> Ints:
    """Groups that accept, and of which something moves."""
    parts = [o.covered.groups[(o.covered.moved > 0) & o.accepts] for o in notes.found.offers]
    return np.unique(np.concatenate([np.zeros(0, np.int64), *parts]))


def _open_credits(payments: Payments, rows: Ints, first: int, last: int) -> Iterable[tuple[Ints, Ints, Ints]]:
    """(group, invoice, amount) of credit notes that come in from one day to another, after as_of."""
    if payments.policy.as_of is not None:
        first = max(first, to_day(payments.policy.as_of) + 1)
    for items in payments.blocks(rows[~payments.closed[rows]], in_order=False):
        some = np.flatnonzero((first <= items.base_day) & (items.base_day <= last))
        yield group_of(payments, items.invoice[some]), items.invoice[some], items.amount[some]


def _in_quarter(notes: _Notes, rows: Ints, at: int) -> tuple[int, int]:
    """How many credit notes of suppliers that accept come in as cash in a quarter, and how much; the baseline's dates."""
    payments, shown, accepted = notes.result.payments, notes.result.shown, _accepted(notes)
    invoices, total = [np.zeros(0, np.int64)], 0
    for group, invoice, amount in _open_credits(payments, rows, int(shown.first[at]), int(shown.last[at])):
        some = np.flatnonzero(np.isin(group, accepted) & _of(notes, group))
        invoices.append(invoice[some])
        total += _total(amount[some])
    return int(payments.ledger.invoices_in(np.unique(np.concatenate(invoices))).sum()), total
