"""Invoices of one installment that no payment cuts: each is one item, open or settled by one payment; most invoices are so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.groupby import run_starts
from cashflow.ledger.model import Ledger
from cashflow.payments.day_table import DayTable
from cashflow.payments.regular import kept_payments

if TYPE_CHECKING:
    from cashflow.payments.policy import PaymentPolicy

__all__ = ["Uncut", "settling_payments", "uncut_rows"]


def settling_payments(ledger: Ledger, policy: PaymentPolicy) -> Ints:
    """(n_invoices,), int32: position of the one payment that keeps its date and settles all of an invoice.

    −1: no payment touches it; −2: some do, and it must be cut.
    """
    paid, kept = ledger.paid, kept_payments(ledger, policy)
    out = np.full(len(ledger), -1, np.int32)
    if len(kept) == len(paid.amount) and paid.amount.all():
        of, amount = paid.invoice, paid.amount  # nothing is gathered where nothing is left out
    else:
        kept = kept[paid.amount[kept] != 0]  # a payment of nothing touches nothing
        of, amount = paid.invoice[kept], paid.amount[kept]
    start = run_starts(of)
    rows = of if len(start) == len(of) else of[start]
    alone = np.diff(np.append(start, len(of))) == 1
    whole = alone & (amount[start] == ledger.amount[rows])
    out[rows] = np.where(whole, kept[start], -2)
    return out


@frozen(eq=False)
class Uncut:
    """Some invoices, each one item."""

    rows: Ints  # (n,), int64: positions in the ledger
    due_day: Ints  # int32
    paid_at: Ints  # int64: the payment; −1: open


def uncut_rows(ledger: Ledger, rows: Ints, settled_by: Ints, table: DayTable) -> tuple[Ints, Uncut]:
    """Which of some invoices are one item, as (n_rows,) bool, and these."""
    code, day, by = ledger.terms_code[rows], ledger.invoice_day[rows], settled_by[rows]
    due, parts = ledger.due_day[rows], table.lines.n_parts.take(code + 1)
    one = parts == 1
    if ledger.bounds.states_due and (parts > 1).any():
        _one_by_date(one, np.flatnonzero((parts > 1) & (due != NO_DAY) & (by >= -1)), ledger, rows, table)
    one &= by >= -1
    one &= ledger.amount[rows] != 0
    if ledger.bounds.undated:
        one &= day != NO_DAY
    if not one.all():
        some = np.flatnonzero(one)
        rows, by, due = rows[some], by[some], due[some]
    unstated = np.flatnonzero(due == NO_DAY)
    if len(unstated):
        due[unstated] = _last_due(ledger, rows[unstated], table)
    return one, Uncut(rows, due, by.astype(np.int64))


def _one_by_date(one: Ints, asked: Ints, ledger: Ledger, rows: Ints, table: DayTable) -> None:
    """A stated date that is not the last of the terms' own makes one installment."""
    asked = asked[ledger.invoice_day[rows[asked]] != NO_DAY]
    one[asked] = ledger.due_day[rows[asked]] != _last_due(ledger, rows[asked], table)


def _last_due(ledger: Ledger, rows: Ints, table: DayTable) -> Ints:
    table.reach(ledger.bounds.first_day, ledger.bounds.last_day)
    return table.last_due(ledger.terms_code[rows], ledger.currency.codes[rows], ledger.invoice_day[rows])
