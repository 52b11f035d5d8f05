"""Invoices of one due day that no payment cuts, or one payment cuts in two: most invoices are so, and their items need no search."""

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

__all__ = ["OPEN", "Uncut", "settling_payments", "uncut_rows"]

OPEN, _CUT, _PART = -1, -2, -3


def settling_payments(ledger: Ledger, policy: PaymentPolicy, rows: Ints | None = None) -> Ints:
    """(n,), int32: position of the one payment that keeps its date and settles all of an invoice; of some of them in order, else of all.

    `OPEN`: no payment touches it; −3 less the position: one pays a part of it; −2: several do.
    """
    paid, kept = ledger.paid, kept_payments(ledger, policy, rows)
    out = np.full(len(ledger if rows is None else rows), OPEN, np.int32)
    if len(kept) == len(paid.amount) and not paid.some_empty:
        of, amount = paid.invoice, paid.amount  # nothing is gathered where nothing is left out
    else:
        kept = kept[paid.amount[kept] != 0]  # a payment of nothing touches nothing
        of, amount = paid.invoice[kept], paid.amount[kept]
    of = of if rows is None else np.searchsorted(rows, of)
    start = run_starts(of)
    if len(start) < len(of):
        alone = np.diff(np.append(start, len(of))) == 1
        out[of[start[~alone]]] = _CUT
        start = start[alone]
        of, amount, kept = of[start], amount[start], kept[start]
    owed = ledger.amount[of if rows is None else rows[of]]
    out[of] = kept
    rest = np.flatnonzero(amount != owed)
    less = (np.sign(amount[rest]) == np.sign(owed[rest])) & (np.abs(amount[rest]) < np.abs(owed[rest]))
    out[of[rest]] = np.where(less, _PART - kept[rest], _CUT)
    return out


@frozen(eq=False)
class Uncut:
    """Items, in order of their invoices."""

    rows: Ints  # (n,), int64: positions in the ledger
    due_day: Ints  # int32
    paid_at: Ints  # int64: the payment; −1: open
    amount: Ints  # int64


def uncut_rows(ledger: Ledger, rows: Ints, by: Ints, table: DayTable) -> tuple[Ints, Uncut, Uncut]:
    """Of some invoices the places of those that must be cut, the items of those that are one, and of those that one payment cuts in two.

    `by`: see `settling_payments`.
    """
    code, due = ledger.terms_code[rows], ledger.due_day[rows]
    parts = table.lines.n_parts.take(code + 1)
    one = parts == 1
    if ledger.bounds.states_due and (parts > 1).any():
        _one_by_date(one, np.flatnonzero((parts > 1) & (due != NO_DAY)), ledger, rows, table)
    one &= by != _CUT
    one &= ledger.amount[rows] != 0
    if ledger.bounds.undated:
        one &= ledger.invoice_day[rows] != NO_DAY
    cut = np.zeros(0, np.int64)
    if not one.all():
        cut, some = np.flatnonzero(~one), np.flatnonzero(one)
        rows, by, due = rows[some], by[some], due[some]
    unstated = np.flatnonzero(due == NO_DAY)
    if len(unstated):
        due[unstated] = _last_due(ledger, rows[unstated], table)
    in_part = np.flatnonzero(by <= _PART)
    if not len(in_part):
        return cut, Uncut(rows, due, by.astype(np.int64), ledger.amount[rows]), Uncut(cut[:0], due[:0], cut[:0], cut[:0])
    two, whole = _in_two(ledger, rows[in_part], due[in_part], by[in_part]), np.flatnonzero(by > _PART)
    return cut, Uncut(rows[whole], due[whole], by[whole].astype(np.int64), ledger.amount[rows[whole]]), two


def _in_two(ledger: Ledger, rows: Ints, due: Ints, by: Ints) -> Uncut:
    """Of each invoice what its payment pays, then what it leaves open."""
    paid_at, amount = np.full(2 * len(rows), OPEN, np.int64), np.repeat(ledger.amount[rows], 2)
    paid_at[::2] = _PART - by.astype(np.int64)
    amount[::2] = ledger.paid.amount[paid_at[::2]]
    amount[1::2] -= amount[::2]
    return Uncut(np.repeat(rows, 2), np.repeat(due, 2), paid_at, amount)


def _one_by_date(one: Ints, asked: Ints, ledger: Ledger, rows: Ints, table: DayTable) -> None:
    """A stated date that is not the last of the terms' own makes one installment."""
    asked = asked[ledger.invoice_day[rows[asked]] != NO_DAY]
    one[asked] = ledger.due_day[rows[asked]] != _last_due(ledger, rows[asked], table)


def _last_due(ledger: Ledger, rows: Ints, table: DayTable) -> Ints:
    days = table.reach(ledger.bounds.first_day, ledger.bounds.last_day)
    return days.last_due(ledger.terms_code[rows], ledger.currency.codes[rows], ledger.invoice_day[rows])
