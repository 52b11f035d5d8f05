"""Items held back by limits: a hard limit leaves an item where it was, a warning only lists it; what can't be tested is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.days import NEVER, NO_DAY, Ints, to_dates
from cashflow.basics.framed import framed
from cashflow.basics.frames import pd
from cashflow.basics.money import from_minor
from cashflow.deals import Placed
from cashflow.offers import Offer
from cashflow.offers.term_limits import TermLimit, tested
from cashflow.payments import Payments

__all__ = ["NOT_MOVED", "Stops", "is_tested", "limited", "limits_frame", "stops_dict"]

COLUMNS = (
    *("scenario", "offer", "limit", "source", "effect", "supplier", "invoice", "amount", "currency"),
    *("baseline_payment_date", "asked_date", "allowed_until"),
)
NOT_MOVED, LISTED, UNTESTED = "not moved", "moved, listed", "not tested"


@frozen(eq=False)
class Stops:
    """Items that one limit says something about."""

    limit: TermLimit
    effect: str  # one of the three above; untested: with what is not known
    invoice: Ints
    amount: Ints
    base_day: Ints
    asked_day: Ints
    allowed: Ints  # int32; NO_DAY: not known


def is_tested(offer: Offer) -> bool:
    """Whether limits are to look at an offer: not if it pays earlier, or if a bank pays the supplier no later than before."""
    return offer.extend.early is None and any(not o.pays_supplier_by_baseline for o in offer.options)


def limited(placed: Placed, payments: Payments, offer: Offer, limits: Sequence[TermLimit]) -> tuple[Placed, Ints, list[Stops]]:
    """Put back what a hard limit stops.

    An offer that pays earlier, or in which a bank pays the supplier no later than before in every option, is not tested.

    Returns
    -------
    placed
        With the baseline day where a hard limit is passed.
    stopped : (n_items,), bool
        Those items.
    stops
        What each limit says, in order of the limits.
    """
    items, new = placed.items, placed.new_day
    stopped = np.zeros(len(new), bool)
    moved = np.flatnonzero((new > items.base_day) & (items.base_day != NEVER))
    if not limits or not is_tested(offer) or not len(moved):
        return placed, stopped, []
    stops = []
    for limit in limits:
        found = tested(limit, payments.ledger, items.invoice[moved])
        beyond = (new[moved] > found.allowed) & (found.allowed != NO_DAY)
        hard = limit.kind == "hard"
        stopped[moved[beyond]] |= hard
        for effect, which in ((NOT_MOVED if hard else LISTED, beyond), *((f"{UNTESTED}: {what}", lost) for what, lost in found.unknown)):
            at = moved[which]
            if len(at):
                stops.append(Stops(limit, effect, items.invoice[at], items.amount[at], items.base_day[at], new[at], found.allowed[which]))
    return evolve(placed, new_day=np.where(stopped, items.base_day, new)), stopped, stops


def limits_frame(payments: Payments, found: Iterable[tuple[str, int, list[Stops]]]) -> pd.DataFrame:
    """One row an item and limit, of (scenario, offer, stops)."""
    frames = []
    for scenario, number, many in found:
        for stops in many:
            ledger, at = payments.ledger, stops.invoice
            currency = ledger.currency.text()[at]
            date = lambda days: to_dates(days).astype("datetime64[s]")  # noqa: E731
            columns = {
                "scenario": scenario,
                "offer": number,
                "limit": str(stops.limit),
                "source": stops.limit.source,
                "effect": stops.effect,
                "supplier": ledger.supplier.text()[at],
                "invoice": ledger.invoice[at],
                "amount": [from_minor(int(a), c) for a, c in zip(stops.amount, currency, strict=True)],
                "currency": currency,
                "baseline_payment_date": date(stops.base_day),
                "asked_date": date(stops.asked_day),
                "allowed_until": date(stops.allowed),
            }
            frames.append(pd.DataFrame(columns))
    return framed(pd.concat(frames, ignore_index=True) if frames else [], COLUMNS)


def stops_dict(found: Iterable[tuple[str, int, list[Stops]]], payments: Payments) -> list[dict[str, object]]:
    """One entry a scenario, offer, limit, effect and currency: how many items, and how much."""
    out: list[dict[str, object]] = []
    for scenario, number, many in found:
        for stops in many:
            codes, each = payments.ledger.currency.codes[stops.invoice], payments.ledger.invoices_in(stops.invoice)
            for code in np.unique(codes).tolist():
                mine = codes == code
                currency = payments.ledger.currency.values[code]
                amount = from_minor(sum(int(a) for a in stops.amount[mine]), currency)
                entry = {
                    "scenario": scenario,
                    "offer": number,
                    "limit": str(stops.limit),
                    "source": stops.limit.source,
                    "effect": stops.effect,
                }
                out.append({**entry, "items": int(each[mine].sum()), "currency": currency, "amount": amount})
    return out
