"""What is paid when, and what stays open: of many invoices at once as far as that goes, of the others item by item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from cashflow.basics.days import NEVER
from cashflow.payments.cells import PaymentFlows
from cashflow.payments.items import Payments
from cashflow.payments.regular import kept_payments

__all__ = ["all_settled"]


def all_settled(payments: Payments) -> Iterator[PaymentFlows]:
    """All that is paid or stays open, in sums as far as that goes: cells, payments that keep their dates, open invoices."""
    yield payments.cells.settled(payments.table)
    yield from _kept(payments)
    yield from _one_due(payments)
    for items in payments.blocks(payments.ways.by_row):
        rest = items.take(np.flatnonzero(~items.kept))
        of = payments.ledger.currency.codes[rest.invoice], payments.ledger.invoice_day[rest.invoice]
        yield PaymentFlows(*of, rest.due_day, rest.base_day, rest.amount, rest.discount)


def _kept(payments: Payments) -> Iterator[PaymentFlows]:
    """Payments that keep their dates: as they are, whatever is due when."""
    ledger, paid, kept = payments.ledger, payments.ledger.paid, kept_payments(payments.ledger, payments.policy)
    whole = len(kept) == len(paid.amount) and bool(paid.amount.all())  # then nothing need be picked
    for start in range(0, len(kept), payments.block):
        some: Any = slice(start, start + payments.block)
        some = some if whole else kept[some][paid.amount[kept[some]] != 0]
        of, day, discount = paid.invoice[some], paid.day[some], paid.discount[some]
        if paid.undated is not None:  # the difference takes off all of it
            discount = np.where(paid.undated[some], 0, discount)
        money = paid.amount[some], discount, paid.difference[some]
        yield PaymentFlows(ledger.currency.codes[of], ledger.invoice_day[of], day, day, *money)


def _one_due(payments: Payments) -> Iterator[PaymentFlows]:
    """What is open of invoices that are paid by one due day."""
    ledger, ways = payments.ledger, payments.ways
    for start in range(0, len(ways.one_due), payments.block):
        some = slice(start, start + payments.block)
        rows, due = ways.one_due[some], ways.due_day[some]
        amount = payments.open_of(rows)
        day = np.full(len(rows), NEVER, np.int32)
        if not payments.stays_open:
            payments.pay(rows, due, np.ones(len(rows), bool), day)
        yield PaymentFlows(ledger.currency.codes[rows], ledger.invoice_day[rows], due, day, amount, np.zeros(len(rows), np.int64))
