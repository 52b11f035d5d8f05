"""Items of invoices that must be cut to know how many of them are due and paid."""

from __future__ import annotations

import numpy as np

from cashflow.basics.days import NO_DAY, Ints
from cashflow.ledger.model import Ledger
from cashflow.payments.dues import dues_of
from cashflow.payments.overlap import overlap
from cashflow.payments.policy import PaymentPolicy

__all__ = ["items_due_and_paid"]


def items_due_and_paid(ledger: Ledger, policy: PaymentPolicy, rows: Ints, before: int, as_of: int) -> tuple[int, int]:
    """Items of some invoices that are due before a day, and how many of them the payments up to `as_of` cover in full."""
    if not len(rows):
        return 0, 0
    paid = ledger.paid
    dues = dues_of(ledger, rows, policy=policy)
    old = (dues.due_day < before) & (dues.due_day != NO_DAY)
    mine = paid.of(rows)
    mine = mine[paid.day[mine] <= as_of]
    at, by, _ = overlap(dues.invoice, dues.amount, paid.invoice[mine], paid.amount[mine])
    covered = np.zeros(len(old), bool)
    covered[at] = True
    covered[at[by < 0]] = False
    many = ledger.invoices_in(dues.invoice)
    return int(many[old].sum()), int(many[old & covered].sum())
