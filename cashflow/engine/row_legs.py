"""Legs per item, for explaining: rows are placed again, and each settled leg's cents go back to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from attrs import define, evolve, field, frozen

from cashflow.basics.days import Ints, to_dates
from cashflow.basics.framed import framed
from cashflow.basics.frames import pd
from cashflow.basics.groupby import by_identity, once, places
from cashflow.basics.money import from_minor
from cashflow.deals import NATURES, PARTIES, Deals, Scheme, allocate, place
from cashflow.engine.limits import limited
from cashflow.engine.row_deals import owned_items, row_deals
from cashflow.offers import Scenario
from cashflow.payments import Items, Payments

__all__ = ["Choices", "RowDeals", "legs_frame", "taken"]

COLUMNS = [
    "scenario",
    "offer",
    "supplier",
    "currency",
    "invoice",
    "invoice_date",
    "due_date",
    "baseline_payment_date",
    "new_date",
    "day",
    "payer",
    "payee",
    "nature",
    "amount",
    "option",
    "acceptance",
]


@frozen(eq=False)
class Choices:
    """What each group (supplier × currency) of an offer takes, and with which weight."""

    groups: Ints
    option: Ints
    weight: list  # type: ignore[type-arg]  # of Fraction


@define(eq=False)
class RowDeals:
    """The row deals of a scenario: made when something first asks for them, then kept for all that look at rows.

    Legs, explanations and offer letters share them. A comparison that is never asked for rows makes none.
    """

    payments: Payments
    scenario: Scenario
    agency_days: int
    _ranked: list[tuple[int, Deals]] | None = field(default=None, init=False)

    def of_all(self) -> list[tuple[int, Deals]]:
        """(offer number, deals) of each offer, in one table; their keys are those of an explanation, and ``rank``.

        Cents go back over all blocks at once. The rank is the order by value (invoice, date, amount), which breaks ties whatever the
        order of rows.
        """
        if self._ranked is None:
            blocks = self.payments.blocks(np.flatnonzero(~self.payments.closed))
            made = _made(self.payments, self.scenario, self.agency_days, blocks)
            self._ranked = [(number, _with_ranks(self.payments, deals)) for number, deals in made]
        return self._ranked

    def of_items(self, blocks: Sequence[Items]) -> list[tuple[int, Deals]]:
        """Those of some items alone, without ranks, of each offer that has some; the others are not made for them."""
        if self._ranked is None:
            return _made(self.payments, self.scenario, self.agency_days, blocks)
        rows = once(np.sort(np.concatenate([np.zeros(0, np.int64), *(items.invoice for items in blocks)])))
        parts = [(number, deals.take(np.flatnonzero(places(rows, deals.keys["invoice"]) >= 0))) for number, deals in self._ranked]
        return [(number, deals) for number, deals in parts if len(deals)]


def legs_frame(scenarios: list[tuple[RowDeals, list[Choices]]]) -> pd.DataFrame:
    """Legs of every accepted deal, ordered by scenario, offer, supplier, invoice and day; of several files with that of the invoice."""
    frames = []
    for rows, choices in scenarios:
        payments, scenario = rows.payments, rows.scenario
        for number, deals in rows.of_all():
            for option, scheme in enumerate(scenario.offers[number].options):
                some = taken(deals, choices[number], option, scheme.covers_unmoved)
                if len(some):
                    frames.append(_frame(payments, scenario.name, number, choices[number], scheme, some))
    if not frames:
        several = any(rows.payments.ledger.has_files for rows, _ in scenarios)
        return framed([], [*COLUMNS, *(["file"] if several else [])])
    whole = pd.concat(frames, ignore_index=True)
    return whole.sort_values(["scenario", "offer", "supplier", "invoice", "day", "nature"], kind="stable", ignore_index=True)


def _made(payments: Payments, scenario: Scenario, agency_days: int, blocks: Iterable[Items]) -> list[tuple[int, Deals]]:
    """See `RowDeals.of_all`; of some items."""
    parts: dict[int, list[Deals]] = {}
    for number, items, _ in owned_items(payments, scenario, blocks=blocks):
        offer = scenario.offers[number]
        placed, _, _ = limited(place(items, payments, offer.extend), payments, offer, scenario.limits)
        which, deals = row_deals(payments, placed, offer, agency_days=agency_days, also=("invoice", "due_day"))
        kept = {"kept": placed.items.kept[which].astype(np.int64)}
        parts.setdefault(number, []).append(evolve(deals, keys={**deals.keys, **kept}))
    return [(number, Deals.joined(deals)) for number, deals in sorted(parts.items())]


def _with_ranks(payments: Payments, deals: Deals) -> Deals:
    return evolve(deals, keys={**deals.keys, "rank": _ranks(payments, deals)})


def taken(deals: Deals, choices: Choices, option: int, covers_unmoved: bool) -> Deals:
    """Deals of the groups that take an option, as far as the option does something about them."""
    if not len(deals):
        return deals
    code, shares = by_identity(choices.weight)
    takes = (choices.option == option) & np.array([s > 0 for s in shares], bool)[code]
    mine = takes[np.searchsorted(choices.groups, deals.group)]
    return deals.take(np.flatnonzero(mine & (covers_unmoved | (deals.new_day != deals.base_day))))


def _ranks(payments: Payments, deals: Deals) -> Ints:
    """(n_deals,), int64: rank by value (invoice, date, amount), which breaks ties whatever the row order."""
    ledger, invoice = payments.ledger, deals.keys["invoice"]
    order = np.lexsort((deals.base_day, deals.amount, ledger.invoice_day[invoice], ledger.invoice[invoice].astype(str)))
    ties = np.empty(len(order), np.int64)
    ties[order] = np.arange(len(order))
    return ties


def _frame(payments: Payments, name: str, number: int, choices: Choices, scheme: Scheme, deals: Deals) -> pd.DataFrame:
    ledger = payments.ledger
    invoice = deals.keys["invoice"]
    rows, legs = allocate(deals, scheme.flows(deals), deals.keys["rank"])
    some = np.flatnonzero(legs.amount)
    rows, invoice = rows[some], invoice[rows[some]]
    currency = ledger.currency.text()[invoice]
    weight = np.array([float(w) for w in choices.weight])[np.searchsorted(choices.groups, legs.group[some])]
    date = lambda days: to_dates(days).astype("datetime64[s]")  # noqa: E731
    return pd.DataFrame(
        {
            "scenario": name,
            "offer": number + 1,
            "supplier": ledger.supplier.text()[invoice],
            "currency": currency,
            "invoice": ledger.invoice[invoice],
            "invoice_date": date(ledger.invoice_day[invoice]),
            "due_date": date(deals.keys["due_day"][rows]),
            "baseline_payment_date": date(deals.base_day[rows]),
            "new_date": date(deals.new_day[rows]),
            "day": date(legs.day[some]),
            "payer": np.array(PARTIES, object)[legs.payer[some]],
            "payee": np.array(PARTIES, object)[legs.payee[some]],
            "nature": np.array(NATURES, object)[legs.nature[some]],
            "amount": [from_minor(int(a), c) for a, c in zip(legs.amount[some], currency, strict=True)],
            "option": str(scheme),
            "acceptance": weight,
            **({"file": ledger.attributes["file"].text()[invoice]} if ledger.has_files else {}),
        }
    )
