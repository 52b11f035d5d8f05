"""Which invoices are regular: what can be said of many at once is, and only the others go row by row.

A *regular* invoice has dates that follow from terms, currency and invoice day, so that it is summed into cells. Of the others most are
summed all the same: see `payments.one_pass`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from cashflow.basics.days import NO_DAY, Ints, to_day
from cashflow.basics.groupby import run_starts, run_sums
from cashflow.ledger.model import Ledger
from cashflow.payments.day_table import MANY_CELLS, DayTable
from cashflow.payments.lines import Lines
from cashflow.payments.table_days import TableDays

if TYPE_CHECKING:
    from cashflow.payments.policy import PaymentPolicy

__all__ = ["Ways", "kept_payments", "least_amounts", "settled_rows", "ways_of"]

_BLOCK = 262_144


def kept_payments(ledger: Ledger, policy: PaymentPolicy, rows: Ints | None = None) -> Ints:
    """(n_kept,), int64: positions of the payments that keep their date under a policy: of some invoices in order, else of all."""
    days = ledger.paid.day
    which = None if rows is None else ledger.paid.of(rows)
    if policy.baseline != "terms" or not len(days):
        return np.arange(len(days)) if which is None else which
    last = NO_DAY if policy.as_of is None else to_day(policy.as_of)
    return np.flatnonzero(days <= last) if which is None else which[days[which] <= last]


_FALSE = np.zeros(1, bool)
_FALSE.setflags(write=False)


@frozen(eq=False)
class Ways:
    """Which invoices are regular, and of which some or all is paid."""

    irregular: Ints  # (n_irregular,), int64: positions of those that are not regular, in order
    touched: Ints  # (n_invoices,), bool: some payment keeps its date
    settled: Ints  # (n_invoices,), bool: such payments settle the whole


def ways_of(ledger: Ledger, policy: PaymentPolicy, table: DayTable, most_cells: int = MANY_CELLS) -> Ways:
    """Which way each invoice goes; all of them row by row where the table would be too wide."""
    n, bounds, lines = len(ledger), ledger.bounds, table.lines
    kept = kept_payments(ledger, policy)
    touched, settled = settled_rows(ledger, kept)
    if table.too_wide(ledger, most_cells):
        return Ways(np.arange(n), touched, settled)
    odd_terms = not lines.regular[1:].all()
    if not n or not (bounds.states_due or odd_terms or len(kept)):
        return Ways(np.zeros(0, np.int64), touched, settled)
    days = table.reach(bounds.first_day, bounds.last_day)
    blocks = (slice(start, start + _BLOCK) for start in range(0, n, _BLOCK))
    return Ways(np.concatenate([_irregular(ledger, days, some, touched[some]) + some.start for some in blocks]), touched, settled)


def _irregular(ledger: Ledger, days: TableDays, some: slice, touched: Ints) -> Ints:
    """Of a block the positions of the invoices that are not regular: paid in part or whole, other terms, or another due date stated."""
    lines, at = days.lines, np.flatnonzero(~touched)
    mine = slice(None) if len(at) == len(touched) else at  # nothing is gathered where nothing is left out
    code, day, due = ledger.terms_code[some][mine], ledger.invoice_day[some][mine], ledger.due_day[some][mine]
    regular = lines.regular.take(code + 1) & (day != NO_DAY)
    asked = np.flatnonzero(regular & (due != NO_DAY))
    other = due[asked] != days.last_due(code[asked], ledger.currency.codes[some][at[asked]], day[asked])
    regular[asked[np.flatnonzero(other)]] = False
    odd = touched.copy()
    odd[mine] = ~regular
    return np.flatnonzero(odd)


def settled_rows(ledger: Ledger, kept: Ints) -> tuple[Ints, Ints]:
    """(n_invoices,), bool, twice: invoices that some payments touch, and those that they settle in full."""
    paid, n = ledger.paid, len(ledger)
    if not len(kept):  # the memory of one, for all
        return (np.ndarray((n,), bool, _FALSE, strides=(0,)),) * 2
    touched, settled = np.zeros(n, bool), np.zeros(n, bool)
    if paid.some_empty:
        kept = kept[paid.amount[kept] != 0]  # a payment of nothing touches nothing
    some = slice(None) if len(kept) == len(paid.invoice) else kept
    of, amount = paid.invoice[some], paid.amount[some]
    start = run_starts(of)
    rows = of[start]
    touched[rows] = True
    settled[rows] = (amount if len(rows) == len(of) else run_sums(amount, start)) == ledger.amount[rows]
    return touched, settled


def least_amounts(lines: Lines) -> Ints:
    """(n_terms + 1,), int64 by code + 1: an amount of regular terms that is no larger may lack a part, because it is rounded to nothing."""
    out = np.zeros(len(lines.terms) + 1, np.int64)
    for code, term in enumerate(lines.terms):
        many = len(term.installments)
        if many > 1 and lines.regular[code + 1]:
            shares = [p.share.value for p in term.installments if p.share.of != "rest"]
            out[code + 1] = int(many / min(*shares, 1 - sum(shares))) + 1
    return out
