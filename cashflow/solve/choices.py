"""What each entry of the menu does for each supplier: cost, cash retained on the day, days, benefit, what the bank is owed; exact."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.fiscal import Quarters
from cashflow.basics.groupby import exact_sums, narrow
from cashflow.deals import BANK, BUYER, NATURES, PARTIES, SUPPLIER
from cashflow.engine.choice import OfferResult, offer_result
from cashflow.engine.coverage import Covered, cover
from cashflow.ledger.groups import Groups
from cashflow.measures import Effects
from cashflow.measures.catalog import AT, PRESENTATIONS
from cashflow.measures.translated import translated
from cashflow.offers import Offer, Scenario
from cashflow.offers.term_limits import TermLimit
from cashflow.payments import Payments
from cashflow.solve.menu import Entry, at_entry

__all__ = ["Options", "options_of"]

_PRINCIPAL = NATURES.index("principal")
_BUYER, _SUPPLIER, _BANK = (PARTIES.index(p) for p in (BUYER, SUPPLIER, BANK))


@frozen(eq=False)
class Options:
    """Figures per supplier (axis 0, by name), entry of the menu (axis 1) and, of money, the currency in which it is owed (axis 2).

    Minor units of one currency: that of the question, into which the others, if they are asked for, are translated. An offer to a
    supplier covers all of them.
    """

    suppliers: tuple[str, ...]
    rates: Mapping[str, Fraction]  # of each currency: what a minor unit of it is worth
    entries: tuple[Entry, ...]
    offers: tuple[Offer, ...]  # of each entry, to every supplier it may be made to
    results: tuple[OfferResult, ...]
    position: Ints  # (n_suppliers, n_entries, n_currencies): the supplier's place in the entry's result, or -1
    costs: Ints  # the same shape: whole life, beside principal
    held: Ints  # principal held at the close of the day, in the presentation
    amounts: Ints  # principal moved
    moved: Ints  # (n_suppliers, n_entries): items moved: their principal may add up to nothing, and still hold cash
    days: Ints  # days of the extension: those it says, else the longest move
    whole: Ints  # int8: 1 made whole, 0 not, -1 unknown
    bank: tuple[tuple[Ints, Ints, Ints, Ints], ...]  # of each entry: supplier, entry, day, change in what the bank is owed
    notes: tuple[str, ...]

    @functools.cached_property
    def cost(self) -> Ints:
        """(n_suppliers, n_entries), int64."""
        return _together(self.costs)

    @functools.cached_property
    def cash(self) -> Ints:
        """(n_suppliers, n_entries), int64."""
        return _together(self.held)

    @functools.cached_property
    def amount(self) -> Ints:
        """(n_suppliers, n_entries), int64."""
        return _together(self.amounts)

    def bank_owed(self, day: int) -> Ints:
        """(n_suppliers, n_entries), int64: owed to the bank at the close of a day."""
        n, m = self.cost.shape
        out = np.zeros(n * m, np.int64)
        for supplier, entry, days, change in self.bank:
            some = days <= day
            out += narrow(exact_sums(supplier[some] * m + entry[some], change[some], n * m))
        return out.reshape(n, m)

    def bank_days(self) -> Ints:
        """Days on which the bank pays somebody: what it is owed peaks on one of them, whatever is chosen."""
        rising = [days[change > 0] for _, _, days, change in self.bank]
        return np.unique(np.concatenate(rising)) if rising else np.zeros(0, np.int64)


def _together(money: Ints) -> Ints:
    """Of all currencies."""
    if money.shape[2] == 1:
        return money[:, :, 0]
    return narrow(money.astype(object).sum(axis=2).ravel()).reshape(money.shape[:2])


def options_of(
    payments: Payments,
    menu: list[Entry],
    suppliers: Mapping[str, Any],
    quarters: Quarters,
    by: int,
    presentation: str,
    agency_days: int,
    limits: tuple[TermLimit, ...],
    rates: Mapping[str, Fraction],
) -> Options:
    """Cover, move and judge every entry as if every supplier took it.

    Parameters
    ----------
    payments
        Baseline payments.
    menu
        The entries.
    suppliers
        Selection of suppliers, as a table; of all in one currency, or of all whose currencies have a rate.
    quarters
        Quarters shown.
    by
        Day on which cash is to be held: the last day of one of them.
    presentation
        Whose reading of a bank's payments counts.
    agency_days, limits
        As in `compare`.
    rates
        Of each currency of the ledger that is asked for: what a minor unit of it is worth in those of the question; 1 of its own.
    """
    made = []
    for entry in menu:
        with at_entry(entry.number):
            made.append(_made(payments, entry, suppliers, quarters, by, agency_days, limits))
    results = [offer_result(payments.ledger, c, quarters) for _, c in made]
    names = sorted({s for r in results for s in r.suppliers})
    number = {name: n for n, name in enumerate(names)}
    shape = (len(names), len(menu))
    by_currency = (*shape, len(rates))
    position = np.full(by_currency, -1)
    cost, cash, amount = (np.zeros(by_currency, np.int64) for _ in range(3))
    moved, days = (np.zeros(shape, np.int64) for _ in range(2))
    whole, bank = np.full(shape, _NOBODY, np.int8), []
    for m, result in enumerate(results):
        at = np.array([number[s] for s in result.suppliers], np.int64)
        which = _currency_of(result, payments.ledger.currency.values, rates)
        worth = functools.partial(_translated, which=which, rates=[*rates.values()])
        took = result.options[0]
        position[at, m, which] = np.arange(len(at))
        cost[at, m, which] = worth(narrow(took.financing_cost))
        held = _held(result, took, presentation)[:, : int(quarters.period(np.array([by]))[0]) + 1]
        cash[at, m, which] = worth(narrow(held.sum(axis=1)))
        amount[at, m, which] = worth(narrow(result.covered.amount))
        np.add.at(moved[:, m], at, result.covered.moved)
        np.maximum.at(days[:, m], at, _days(result.covered))
        np.minimum.at(whole[:, m], at, np.where(result.covered.moved != 0, _whole(result), _NOBODY))
        bank.append(_bank(took, at, m, which, [*rates.values()]))
    whole = np.array(_MEANS, np.int8)[whole]
    notes = tuple(dict.fromkeys(n for r in results for n in r.covered.notes))
    offers = tuple(o for o, _ in made)
    return Options(
        suppliers=tuple(names),
        rates=rates,
        entries=tuple(menu),
        offers=offers,
        results=tuple(results),
        position=position,
        costs=cost,
        held=cash,
        amounts=amount,
        moved=moved,
        days=days,
        whole=whole,
        bank=tuple(bank),
        notes=notes,
    )


_NOBODY = 3
_MEANS = (0, -1, 1, -1)
"""A supplier that is not made whole in one currency is not; one of which that is not known in one is not known to be."""


def _whole(result: OfferResult) -> Ints:
    """(n_groups,): 0 not made whole, 1 not known, 2 made whole."""
    return np.array([1 if w is None else 2 * int(w) for w in result.benefits[0].made_whole], np.int8)


def _currency_of(result: OfferResult, known: Sequence[str], rates: Mapping[str, Fraction]) -> Ints:
    """(n_groups,): place of the currency of each group among those asked for."""
    place = {c: n for n, c in enumerate(rates)}
    return np.array([place.get(c, -1) for c in known])[Groups.of(known).currency(result.covered.groups)]


def _translated(values: Ints, which: Ints, rates: Sequence[Fraction]) -> Ints:
    """Amounts of several currencies in that of the question, each rounded by itself."""
    out = values
    for n, rate in enumerate(rates):
        if rate != 1:
            out = np.where(which == n, translated(values, rate), out)
    return out


def _made(
    payments: Payments,
    entry: Entry,
    suppliers: Mapping[str, Any],
    quarters: Quarters,
    by: int,
    agency_days: int,
    limits: tuple[TermLimit, ...],
) -> tuple[Offer, Covered]:
    """The entry's offer and what it covers; its window begins at the first payment that it moves over the day."""
    name = f"menu {entry.number}"
    offer = entry.made(suppliers, None, by)
    covered = cover(payments, Scenario(name, offer, limits), quarters, agency_days)[0]
    deals = covered.deals
    crossing = deals.base_day[(deals.base_day <= by) & (by < deals.new_day)]
    if entry.own_window or not len(crossing):
        return offer, covered
    offer = entry.made(suppliers, int(crossing.min()), by)
    return offer, cover(payments, Scenario(name, offer, limits), quarters, agency_days)[0]


def _held(result: OfferResult, took: Effects, presentation: str) -> Ints:
    """(n_groups, n_periods): principal not paid, by the presentation; cost is counted apart."""
    accounts = result.accounts(took, np.arange(len(result.covered.groups)))
    more = PRESENTATIONS[presentation].operating
    return sum((n * accounts[:, AT[k]] for k, n in more.items()), accounts[:, AT["removed"]] - accounts[:, AT["principal"]])


def _days(covered: Covered) -> Ints:
    """(n_groups,): days the extension says; of a date or other terms, the most days that a payment of the supplier moves."""
    said = covered.offer.extend.days
    if said is not None:
        return np.full(len(covered.groups), said)
    out = np.zeros(len(covered.groups), np.int64)
    np.maximum.at(out, covered.deals.group, covered.deals.new_day.astype(np.int64) - covered.deals.base_day)
    return out


def _bank(took: Effects, at: Ints, entry: int, which: Ints, rates: Sequence[Fraction]) -> tuple[Ints, Ints, Ints, Ints]:
    """Supplier, entry, day and change of what the buyer owes the bank."""
    legs = took.legs
    pays = (legs.nature == _PRINCIPAL) & (legs.payer == _BANK) & (legs.payee == _SUPPLIER)
    repaid = (legs.nature == _PRINCIPAL) & (legs.payer == _BUYER) & (legs.payee == _BANK)
    some = np.flatnonzero(pays | repaid)
    change = np.where(pays[some], legs.amount[some], -legs.amount[some])
    group = legs.group[some]
    return at[group], np.full(len(some), entry), legs.day[some].astype(np.int64), _translated(change, which[group], rates)
