"""What each entry of the menu does for each supplier: cost, cash retained on the day, days, benefit, what the bank is owed; exact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.fiscal import Quarters
from cashflow.basics.groupby import exact_sums, narrow
from cashflow.deals import BANK, BUYER, NATURES, PARTIES, SUPPLIER
from cashflow.engine.choice import OfferResult, offer_result
from cashflow.engine.coverage import Covered, cover
from cashflow.measures import Effects
from cashflow.measures.catalog import AT, PRESENTATIONS
from cashflow.offers import Offer, Scenario
from cashflow.offers.term_limits import TermLimit
from cashflow.payments import Payments
from cashflow.solve.menu import Entry, at_entry

__all__ = ["Options", "options_of"]

_PRINCIPAL = NATURES.index("principal")
_BUYER, _SUPPLIER, _BANK = (PARTIES.index(p) for p in (BUYER, SUPPLIER, BANK))


@frozen(eq=False)
class Options:
    """Figures per supplier (axis 0, by name) and entry of the menu (axis 1), in one currency; minor units."""

    suppliers: tuple[str, ...]
    entries: tuple[Entry, ...]
    offers: tuple[Offer, ...]  # of each entry, to every supplier it may be made to
    results: tuple[OfferResult, ...]
    position: Ints  # (n_suppliers, n_entries): the supplier's place in the entry's result, or -1
    cost: Ints  # whole life, beside principal
    cash: Ints  # principal held at the close of the day, in the presentation
    moved: Ints  # items moved: their principal may add up to nothing, and still hold cash
    amount: Ints  # principal moved
    days: Ints  # days of the extension: those it says, else the longest move
    whole: Ints  # int8: 1 made whole, 0 not, -1 unknown
    bank: tuple[tuple[Ints, Ints, Ints, Ints], ...]  # of each entry: supplier, entry, day, change in what the bank is owed
    notes: tuple[str, ...]

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


def options_of(
    payments: Payments,
    menu: list[Entry],
    suppliers: Mapping[str, Any],
    quarters: Quarters,
    by: int,
    presentation: str,
    agency_days: int,
    limits: tuple[TermLimit, ...],
) -> Options:
    """Cover, move and judge every entry as if every supplier took it.

    Parameters
    ----------
    payments
        Baseline payments.
    menu
        The entries.
    suppliers
        Selection of suppliers, as a table; in one currency.
    quarters
        Quarters shown.
    by
        Day on which cash is to be held: the last day of one of them.
    presentation
        Whose reading of a bank's payments counts.
    agency_days, limits
        As in `compare`.
    """
    made = []
    for entry in menu:
        with at_entry(entry.number):
            made.append(_made(payments, entry, suppliers, quarters, by, agency_days, limits))
    results = [offer_result(payments.ledger, c, quarters) for _, c in made]
    names = sorted({s for r in results for s in r.suppliers})
    number = {name: n for n, name in enumerate(names)}
    shape = (len(names), len(menu))
    position = np.full(shape, -1)
    cost, cash, moved, amount, days = (np.zeros(shape, np.int64) for _ in range(5))
    whole, bank = np.full(shape, -1, np.int8), []
    for m, result in enumerate(results):
        at = np.array([number[s] for s in result.suppliers], np.int64)
        took = result.options[0]
        position[at, m] = np.arange(len(at))
        cost[at, m] = narrow(took.financing_cost)
        held = _held(result, took, presentation)[:, : int(quarters.period(np.array([by]))[0]) + 1]
        cash[at, m] = narrow(held.sum(axis=1))
        moved[at, m], amount[at, m] = result.covered.moved, narrow(result.covered.amount)
        days[at, m] = _days(result.covered)
        whole[at, m] = [-1 if w is None else int(w) for w in result.benefits[0].made_whole]
        bank.append(_bank(took, at, m))
    notes = tuple(dict.fromkeys(n for r in results for n in r.covered.notes))
    offers = tuple(o for o, _ in made)
    return Options(tuple(names), tuple(menu), offers, tuple(results), position, cost, cash, moved, amount, days, whole, tuple(bank), notes)


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


def _bank(took: Effects, at: Ints, entry: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Supplier, entry, day and change of what the buyer owes the bank."""
    legs = took.legs
    pays = (legs.nature == _PRINCIPAL) & (legs.payer == _BANK) & (legs.payee == _SUPPLIER)
    repaid = (legs.nature == _PRINCIPAL) & (legs.payer == _BUYER) & (legs.payee == _BANK)
    some = np.flatnonzero(pays | repaid)
    change = np.where(pays[some], legs.amount[some], -legs.amount[some])
    return at[legs.group[some]], np.full(len(some), entry), legs.day[some].astype(np.int64), change
