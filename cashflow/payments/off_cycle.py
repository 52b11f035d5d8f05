"""Days of payments outside the payment runs: promised, at once, by a bank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cashflow.basics.days import NO_DAY, Ints, by_day, to_day

if TYPE_CHECKING:
    from cashflow.payments.items import Payments

__all__ = ["off_cycle_days"]


def off_cycle_days(payments: Payments, invoice: Ints, days: Ints, how: str = "following") -> Ints:
    """Business days at or after (``following``) or at or before (``preceding``) some days, one an item.

    Parameters
    ----------
    payments
        Whose calendars count; with a roll of ``none`` every day is a business day.
    invoice : (n,), int64
        Position of each item's invoice in the ledger.
    days : (n,), int32
        Days asked for.
    how
        Which way to move.

    Returns
    -------
    (n,), int32
        Not before the first business day that is after `as_of` and not before the invoice date, where that is known.
    """
    ledger, policy = payments.ledger, payments.policy
    first = ledger.invoice_day[invoice].astype(np.int32)
    if policy.as_of is not None:
        first = np.maximum(first, np.int32(to_day(policy.as_of) + 1))
    elif ledger.bounds.undated:
        first = np.where(first == NO_DAY, days, first).astype(np.int32)
    out = np.maximum(days.astype(np.int32), first)
    for code, name in enumerate(ledger.currency.values):
        mine = np.flatnonzero(ledger.currency.codes[invoice] == code)
        calendar = policy.calendar(name)
        if policy.roll == "none" or not len(mine):
            continue
        earliest = by_day(first[mine], lambda d, c=calendar: c.roll(d, "following"))  # type: ignore[misc]
        out[mine] = np.maximum(by_day(out[mine], lambda d, c=calendar: c.roll(d, how)), earliest)  # type: ignore[misc]
    return out
