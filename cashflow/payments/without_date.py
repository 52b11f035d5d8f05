"""Payments of which no one knows the day: under a policy they are made on `as_of`, without cash, on a line of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve

from cashflow.basics.days import NO_DAY, to_day
from cashflow.basics.errors import InputError
from cashflow.basics.groupby import once
from cashflow.ledger.model import Ledger

if TYPE_CHECKING:
    from cashflow.payments.policy import PaymentPolicy

__all__ = ["set_on_as_of"]


def set_on_as_of(ledger: Ledger, policy: PaymentPolicy) -> Ledger:
    """The ledger, payments without a date set on `as_of`, without cash: they were made at some time before it."""
    paid = ledger.paid
    if paid.undated is not None or not len(paid.day) or paid.days[0] > NO_DAY:
        return ledger
    undated = paid.dayless
    if policy.as_of is None:
        many = int(ledger.invoices_in(once(paid.invoice[undated])).sum())
        reason = f"is needed: {'1 invoice is' if many == 1 else f'{many:,} invoices are'} paid in part or whole, and no date says when"
        hint = "Write as_of = 2025-05-31, the day the ledger was taken, under [calendar]; or give the column paid_date"
        raise InputError(reason, column="as_of", hint=hint)
    day = np.where(undated, np.int32(to_day(policy.as_of)), paid.day)
    difference = np.where(undated, -paid.amount, paid.difference)
    return evolve(ledger, paid=evolve(paid, day=day, difference=difference, undated=undated))
