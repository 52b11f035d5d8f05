"""What a result says of payments dated after `as_of`: a plan where the baseline keeps them, and not used where it pays by terms."""

from __future__ import annotations

import numpy as np

from cashflow.basics.days import to_day
from cashflow.basics.groupby import exact_sums
from cashflow.basics.money import from_minor
from cashflow.payments import Payments

__all__ = ["later_notes", "later_words"]


def later_words(payments: Payments) -> str:
    """How much is paid on days after `as_of`, by currency; empty if nothing is, and of a scan's sums that no longer say it."""
    ledger, as_of = payments.ledger, payments.policy.as_of
    if as_of is None or ledger.paid.days[1] <= to_day(as_of):
        return ""
    later = np.flatnonzero(ledger.paid.day > to_day(as_of))
    names, codes = ledger.currency.values, ledger.currency.codes[ledger.paid.invoice[later]]
    sums = exact_sums(codes.astype(np.int64), ledger.paid.cash[later], len(names))
    money = [f"{c} {from_minor(int(m), c):,}" for c, m in sorted(zip(names, sums, strict=True)) if m]
    return " and ".join(money)


def later_notes(payments: Payments) -> list[str]:
    """The note that says so, and what the baseline does with them."""
    words = later_words(payments)
    if not words:
        return []
    as_of = payments.policy.as_of
    if payments.policy.baseline == "actual":
        return [f"planned, not observed, and kept on their days: payments dated after {as_of}: {words}"]
    return [f'{words} has payment dates after {as_of}, which are not used: the baseline pays by terms. baseline = "actual" keeps them']
