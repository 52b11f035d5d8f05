"""Offer letters: what an offer says to one supplier, invoice by invoice and option by option, as if it accepted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from cashflow.basics.days import NO_DAY, Ints, to_dates
from cashflow.basics.errors import InputError
from cashflow.basics.framed import framed
from cashflow.basics.frames import pd
from cashflow.basics.money import from_minor
from cashflow.deals import NATURES, PARTIES, SUPPLIER, Deals, Flow, Scheme, allocate
from cashflow.engine.choice import OfferResult
from cashflow.engine.row_legs import RowDeals
from cashflow.payments import Payments

__all__ = ["INCENTIVES", "letters_frame"]

INCENTIVES = ("interest", "uplift", "discount", "fee", "vat", "withheld tax")
"""What a supplier gets (positive) or bears (negative) beside the principal; VAT is no gain of its."""
_SUPPLIER, _PRINCIPAL = PARTIES.index(SUPPLIER), NATURES.index("principal")
COLUMNS = (
    *("scenario", "offer", "option_number", "option", "supplier", "currency"),
    *("invoice", "invoice_date", "due_date", "baseline_payment_date", "new_date"),
    *("received_date", "amount", "tax_in_amount", "interest", "uplift", "discount", "fee", "vat", "withheld_tax"),
    *("accrual_start", "days_later", "days_a_year", "funding_rate"),
)
_KINDS = {
    **dict.fromkeys(("received_date", "accrual_start"), "day"),
    **dict.fromkeys(("option_number", "days_later", "days_a_year"), "whole"),
    "funding_rate": "number",
}


def letters_frame(scenarios: Iterable[tuple[RowDeals, Sequence[OfferResult]]]) -> pd.DataFrame:
    """One row a scenario, offer, option and item that would move (or be sold), ordered by supplier."""
    frames = []
    for made, offers in scenarios:
        scenario = made.scenario
        for number, deals in made.of_all():
            for option, scheme in enumerate(scenario.offers[number].options):
                moved = deals.new_day != deals.base_day
                mine = deals if scheme.covers_unmoved else deals.take(np.flatnonzero(moved))
                if len(mine):
                    frame = _frame(made.payments, mine, scheme, offers[number], option)
                    said = scheme.to_supplier
                    frames.append(frame.assign(scenario=scenario.name, offer=number + 1, option=said, option_number=option + 1))
    if not frames:
        return framed([], COLUMNS, _KINDS)
    order = ["scenario", "offer", "supplier", "currency", "option_number", "baseline_payment_date", "invoice"]
    return pd.concat(frames, ignore_index=True).sort_values(order, kind="stable", ignore_index=True)[list(COLUMNS)]


def _frame(payments: Payments, deals: Deals, scheme: Scheme, offer: OfferResult, option: int) -> pd.DataFrame:
    ledger, invoice = payments.ledger, deals.keys["invoice"]
    flows = list(scheme.flows(deals))
    rows, legs = allocate(deals, flows, deals.keys["rank"])
    received = deals.new_day.copy()
    got = (legs.nature == _PRINCIPAL) & (legs.payee == _SUPPLIER) & (legs.amount != 0)
    received[rows[got]] = legs.day[got]
    sign = (legs.payee == _SUPPLIER).astype(np.int64) - (legs.payer == _SUPPLIER)
    currency = ledger.currency.text()[invoice]
    money = lambda minor: [from_minor(int(m), c) for m, c in zip(minor, currency, strict=True)]  # noqa: E731
    date = lambda days: to_dates(days).astype("datetime64[s]")  # noqa: E731
    columns: dict[str, Any] = {
        "supplier": ledger.supplier.text()[invoice],
        "currency": currency,
        "invoice": ledger.invoice[invoice],
        "invoice_date": date(ledger.invoice_day[invoice]),
        "due_date": date(deals.keys["due_day"]),
        "baseline_payment_date": date(deals.base_day),
        "new_date": date(deals.new_day),
        "received_date": date(received),
        "amount": money(deals.amount),
        "tax_in_amount": money(deals.tax) if deals.tax is not None else [None] * len(deals),
    }
    for nature in INCENTIVES:
        mine = legs.nature == NATURES.index(nature)
        total = np.zeros(len(deals), np.int64)
        np.add.at(total, rows[mine], (sign * legs.amount)[mine])
        columns[nature.replace(" ", "_")] = money(total)
    # The end of the range that is worse for the supplier, as in its net benefit: the top if it waits, the bottom if it is paid early.
    waits = np.array([int(w) > 0 for w in offer.options[option].wait])
    ends = [np.nan if r is None else float(r[1] if w else r[0]) for r, w in zip(offer.rates, waits, strict=True)]
    rate = np.array(ends)[np.searchsorted(offer.covered.groups, deals.group)]
    columns |= {
        "accrual_start": date(_accrual_start(flows, len(deals))),
        "days_later": received.astype(np.int64) - deals.base_day,
        "days_a_year": _days_a_year(offer, option),
        "funding_rate": rate,
    }
    return pd.DataFrame(columns)


def _days_a_year(offer: OfferResult, option: int) -> int:
    """Days a year of the supplier's own rate; a sheet computes with it, so it must be known."""
    basis = offer.options[option].basis
    if basis is None:
        reason = f"must be given for offer letters: '{offer.covered.offer.options[option]}' has no day count of its own"
        hint = 'Write funding_day_count = "ACT/365F", or "ACT/360", into the offer: on what a supplier\'s own rate counts'
        raise InputError(reason, column="funding_day_count", hint=hint)
    return basis


def _accrual_start(flows: Sequence[Flow], size: int) -> Ints:
    """(n_deals,): the first day that interest for the supplier is earned on; `NO_DAY` without any."""
    start = np.full(size, NO_DAY, np.int32)
    for flow in flows:
        if flow.nature == "interest" and flow.payee == SUPPLIER and flow.since is not None:
            some = np.flatnonzero(np.asarray(flow.amount) != 0)
            start[some] = np.asarray(flow.since)[some]
    return start
