"""What a result rests on: which inputs are observed, contractual, legal, a plan or assumptions. Printed with it."""

from __future__ import annotations

from collections.abc import Iterable

from cashflow.basics.days import to_day
from cashflow.measures.translation import Translation
from cashflow.offers import Offer, Scenario
from cashflow.offers.term_limits import TermLimit
from cashflow.payments import Payments
from cashflow.results.later_payments import later_words

__all__ = ["KINDS", "input_lines"]

KINDS = ("observed", "contractual", "legal", "a plan", "assumption")


def input_lines(
    payments: Payments, scenarios: Iterable[Scenario], limits: Iterable[TermLimit] = (), planned: str = "", rates: Translation | None = None
) -> list[dict[str, str]]:
    """One entry an input, each once: ``kind`` (one of `KINDS`) and ``text``.

    Parameters
    ----------
    payments
        Ledger, and how the buyer pays.
    scenarios
        What was compared.
    limits
        Those of its limits that say something about an item.
    planned
        What is said of invoices dated after `as_of`, if there are some; then only the others are observed.
    rates
        Exchange rates of a total, if there is one.

    Returns
    -------
    list of dict
        In the order of `KINDS`.
    """
    policy = payments.policy
    what = f"invoices dated up to {policy.as_of}, their amounts and dates" if planned else "invoices, amounts and dates"
    lines = [("observed", f"{what}, as the ledger states them"), ("contractual", "due dates, by terms or as stated")]
    lines += [("a plan", planned)] if planned else []
    lines += _paid(payments)
    if policy.baseline != "actual" or policy.as_of is not None:
        day = policy.next_day(payments.ledger.currency.values)
        overdue = "" if policy.as_of is None else f", overdue ones on {day} after {policy.as_of}"
        lines.append(("assumption", f"open items are paid on the day the policy says{overdue}"))
    lines += [line for s in scenarios for n, o in enumerate(s.offers, 1) for line in _offer(o, f"{s.name}, offer {n}")]
    lines += [("legal", f"maximum payment terms: {limit}; source: {limit.source or 'not stated'}") for limit in limits]
    lines += [("assumption", f"exchange rates of the total, the same in all quarters: {rates}")] if rates is not None else []
    unique = dict.fromkeys(lines)
    return [{"kind": kind, "text": text} for wanted in KINDS for kind, text in unique if kind == wanted]


def _paid(payments: Payments) -> list[tuple[str, str]]:
    """Payment days that the baseline keeps: observed up to `as_of`, a plan after it."""
    if not payments.keeps_payments:
        return []
    policy, later = payments.policy, later_words(payments)
    if policy.baseline == "actual" and not later:
        return [("observed", "payment dates of paid invoices")]
    observed = policy.as_of is not None and payments.ledger.paid.days[0] <= to_day(policy.as_of)
    lines = [("observed", f"payment dates of paid invoices up to {policy.as_of}")] if observed else []
    return [*lines, *([("a plan", f"payments dated after {policy.as_of}: {later}")] if policy.baseline == "actual" else [])]


def _offer(offer: Offer, where: str) -> list[tuple[str, str]]:
    lines = [("contractual", f"dates and rates offered: {where}, if it is signed as it stands")]
    told = f"; source: {offer.acceptance_source}" if offer.acceptance_source else ""
    lines.append(("assumption", f"who accepts ({where}): {str(offer.acceptance).removeprefix('assumed: ')}{told}"))
    if offer.funding_rate is None:
        lines.append(("assumption", f"suppliers' funding rate not given ({where}), so nobody who waits is known to be made whole"))
    elif offer.funding_source is None:
        lines.append(("assumption", f"the suppliers' funding rate ({where}): {_rate(offer)}; source not stated"))
    else:
        lines.append(("observed", f"the suppliers' funding rate ({where}): {_rate(offer)}; source: {offer.funding_source}"))
    if offer.credit_loss is not None:
        lines.append(("assumption", f"credit loss of suppliers ({where}): {offer.credit_loss}"))
    return lines


def _rate(offer: Offer) -> str:
    """The rate with its day count."""
    value, basis = offer.funding_rate, offer.funding_bases
    if value is None or isinstance(value, str):
        return f"column '{value}' ({basis})"
    low, high = (f"{float(v) * 100:g} %" for v in value)
    return f"{low if low == high else f'{low} to {high}'} ({basis})"
