"""Which invoices are regular: all their dates follow from terms, currency and invoice day, so that they can be summed into cells.

The others go row by row: those with a due date of their own, a payment that keeps its date, terms that count from another event,
parts that depend on the tax, and discounts that depend on the amount.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cashflow.basics.days import NO_DAY, Ints, to_day
from cashflow.basics.groupby import once
from cashflow.ledger.model import Ledger
from cashflow.payments.day_table import DayTable

if TYPE_CHECKING:
    from cashflow.payments.policy import PaymentPolicy

__all__ = ["irregular_rows", "kept_payments"]

_BLOCK = 262_144
_MANY_CELLS = 1 << 18


def kept_payments(ledger: Ledger, policy: PaymentPolicy) -> Ints:
    """(n_kept,), int64: positions of the payments that keep their date under a policy."""
    many = len(ledger.paid.invoice)
    if policy.baseline != "terms" or not many:
        return np.arange(many)
    return np.flatnonzero(ledger.paid.day <= (NO_DAY if policy.as_of is None else to_day(policy.as_of)))


def irregular_rows(ledger: Ledger, policy: PaymentPolicy, table: DayTable, most_cells: int = _MANY_CELLS) -> Ints:
    """(n_irregular,), int64: positions of the invoices that are not regular, in order; all of them where the table would be too wide."""
    n, bounds, lines = len(ledger), ledger.bounds, table.lines
    if not n:
        return np.zeros(0, np.int64)
    if len(lines) * (bounds.last_day - bounds.first_day + 1) > max(most_cells, 2 * n):
        return np.arange(n)
    kept = kept_payments(ledger, policy)
    paid = once(ledger.paid.invoice[kept])
    odd_terms = not lines.regular[1:].all()
    if not (bounds.states_due or odd_terms or len(paid)):
        return paid
    odd = np.zeros(n, bool)
    odd[paid] = True
    for start in range(0, n if bounds.states_due or odd_terms else 0, _BLOCK):
        some = slice(start, start + _BLOCK)
        odd[some] |= ~lines.regular[ledger.terms_code[some] + 1]
        if bounds.undated:
            odd[some] |= ledger.invoice_day[some] == NO_DAY
        if bounds.states_due:
            _add_stated(ledger, table, some, odd[some])
    return np.flatnonzero(odd)


def _add_stated(ledger: Ledger, table: DayTable, some: slice, odd: Ints) -> None:
    """Mark rows whose stated due date is not the last one of their terms."""
    stated, day = ledger.due_day[some], ledger.invoice_day[some]
    asked = np.flatnonzero(~odd & (stated != NO_DAY))
    if not len(asked):
        return
    base = table.lines.base(ledger.terms_code[some][asked], ledger.currency.codes[some][asked])
    table.reach(ledger.bounds.first_day, ledger.bounds.last_day)
    table.fill(base, day[asked])
    due = table.due[table.lines.last[base], day[asked] - table.first_day]
    odd[asked] = due != stated[asked]
