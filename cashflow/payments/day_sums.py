"""Sums by currency and day: what is invoiced, and what is paid, discounted and leaves payables. The baseline's figures are made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from cashflow.basics.days import NO_DAY, Ints, to_day
from cashflow.payments.cells import PaymentFlows, check_size
from cashflow.payments.day_flows import DayFlows
from cashflow.payments.one_pass import OnePass

if TYPE_CHECKING:
    from cashflow.payments.items import Payments

__all__ = ["GRACE_DAYS", "DaySums", "day_sums"]

GRACE_DAYS = 30
"""Items due longer ago than this are paid in any ledger that holds paid items."""


@frozen(eq=False)
class DaySums:
    """Exact sums by currency and day."""

    first_day: int
    invoiced: Ints  # (n_currencies, n_days), int64, by invoice day since `first_day`
    flows: DayFlows
    counts: tuple[int, int] | None  # items due and items paid as of the policy's day, where they were counted

    def payables(self, day: int) -> Ints:
        """(n_currencies,), int64: owed at the close of a day, of what has an invoice date."""
        owed = self.invoiced[:, : max(0, day + 1 - self.first_day)].sum(axis=1)
        left: Ints = owed - self.flows.sums[2][:, : max(0, day + 1 - self.flows.first_day)].sum(axis=1)
        return left


def day_sums(payments: Payments) -> DaySums:
    """Sums of baseline payments: of regular invoices alone by cells, of others in one pass over the rows."""
    ledger, policy = payments.ledger, payments.policy
    if payments.summed is None:  # else it was checked when they were summed
        check_size(ledger)
    flows = DayFlows(len(ledger.currency.values), NO_DAY if policy.as_of is None else to_day(policy.as_of))
    first, last = payments.invoice_days
    n_days = max(1, last - first + 1)
    if not payments.counts_items and not payments.keeps_payments and not ledger.bounds.states_due:
        return DaySums(first, _of_terms(payments, flows, first, n_days), flows, None)
    before = to_day(policy.as_of) - GRACE_DAYS if payments.counts_items and policy.as_of is not None else NO_DAY
    found = OnePass(payments, flows, before)
    found.add()
    invoiced = np.zeros((len(ledger.currency.values), n_days), np.int64)
    if payments.dated:
        own = found.invoiced(ledger.bounds.first_day, ledger.bounds.last_day - ledger.bounds.first_day + 1)
        invoiced[:, ledger.bounds.first_day - first :][:, : own.shape[1]] += own
    if payments.summed is not None:
        flows.add(payments.summed.cells.settled(payments.table))
        invoiced += payments.summed.cells.invoiced(first, n_days)
    return DaySums(first, invoiced, flows, None if before == NO_DAY else found.counts)


def _of_terms(payments: Payments, flows: DayFlows, first: int, n_days: int) -> Ints:
    """What is invoiced where all is paid by terms alone: by cells, and the terms that cells don't hold row by row."""
    ledger, rows = payments.ledger, payments.irregular
    flows.add(payments.cells.settled(payments.table))
    invoiced = payments.cells.invoiced(first, n_days)
    place = ledger.currency.codes[rows].astype(np.int64) * n_days + ledger.invoice_day[rows] - first
    np.add.at(invoiced.ravel(), place, ledger.amount[rows])
    for items in payments.blocks(rows):
        of = ledger.currency.codes[items.invoice], ledger.invoice_day[items.invoice]
        flows.add(PaymentFlows(*of, items.due_day, items.base_day, items.amount, items.discount))
    return invoiced
