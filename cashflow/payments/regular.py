"""Which way each invoice goes: what can be said of many at once is, and only the others go row by row.

A *regular* invoice has dates that follow from terms, currency and invoice day, so that it is summed into cells. Of the others, those
*settled* by payments that keep their dates are as good as those payments, and of those with *one due* day, stated or paid in part, what is
open is paid by that day. Row by row go the others: in several parts of which some are paid, with a discount beside a stated due date,
with terms that count from another event, parts that depend on the tax, or discounts that depend on the amount.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from cashflow.basics.days import NO_DAY, Ints, to_day
from cashflow.basics.groupby import run_starts, run_sums
from cashflow.ledger.model import Ledger
from cashflow.payments.day_table import MANY_CELLS, DayTable, Lines

if TYPE_CHECKING:
    from cashflow.payments.policy import PaymentPolicy

__all__ = ["Ways", "kept_payments", "least_amounts", "settled_rows", "ways_of"]

_BLOCK = 262_144


def kept_payments(ledger: Ledger, policy: PaymentPolicy) -> Ints:
    """(n_kept,), int64: positions of the payments that keep their date under a policy."""
    many = len(ledger.paid.invoice)
    if policy.baseline != "terms" or not many:
        return np.arange(many)
    return np.flatnonzero(ledger.paid.day <= (NO_DAY if policy.as_of is None else to_day(policy.as_of)))


@frozen(eq=False)
class Ways:
    """Which way the invoices go that are not regular."""

    irregular: Ints  # (n_irregular,), int64: positions of all of them, in order
    one_due: Ints  # (n_one_due,), int64: what is open of them is paid by one due day, without a discount
    due_day: Ints  # (n_one_due,), int32: that day, stated or of the terms
    by_row: Ints  # (n_by_row,), int64: what is open of them goes row by row
    touched: Ints  # (n_invoices,), bool: some payment keeps its date
    settled: Ints  # (n_invoices,), bool: such payments settle the whole


def ways_of(ledger: Ledger, policy: PaymentPolicy, table: DayTable, most_cells: int = MANY_CELLS) -> Ways:
    """Which way each invoice goes; all of them row by row where the table would be too wide."""
    n, bounds, lines = len(ledger), ledger.bounds, table.lines
    none = np.zeros(0, np.int64)
    touched, settled = paid = settled_rows(ledger, kept_payments(ledger, policy))
    if table.too_wide(ledger, most_cells):
        return Ways(np.arange(n), none, none.astype(np.int32), np.flatnonzero(~settled), *paid)
    odd_terms = not lines.regular[1:].all()
    if not n or not (bounds.states_due or odd_terms or touched.any()):
        return Ways(none, none, none.astype(np.int32), none, *paid)
    table.reach(bounds.first_day, bounds.last_day)
    parts = [_ways_of_block(ledger, policy, table, slice(i, i + _BLOCK), *(p[i : i + _BLOCK] for p in paid)) for i in range(0, n, _BLOCK)]
    irregular, one_due, due_day, by_row = (np.concatenate(p) for p in zip(*parts, strict=True))
    return Ways(irregular, one_due, due_day, by_row, *paid)


def _ways_of_block(
    ledger: Ledger, policy: PaymentPolicy, table: DayTable, some: slice, touched: Ints, settled: Ints
) -> tuple[Ints, Ints, Ints, Ints]:
    """Of a block the positions of the irregular invoices, of those open by one due day, these days, and those that go row by row."""
    lines, at = table.lines, np.flatnonzero(~settled)
    mine = slice(None) if len(at) == len(settled) else at  # nothing is gathered where nothing is left out
    code, day, due, part = ledger.terms_code[some][mine], ledger.invoice_day[some][mine], ledger.due_day[some][mine].copy(), touched[mine]
    dated, states = day != NO_DAY, due != NO_DAY
    regular = lines.regular.take(code + 1) & dated
    asked = np.flatnonzero(regular & (states | part))
    by_terms = table.last_due(code[asked], ledger.currency.codes[some][at[asked]], day[asked])
    states[asked] &= due[asked] != by_terms
    due[asked] = np.where(states[asked], due[asked], by_terms)
    one = (states & (regular | (code < 0)) & dated) | (part & regular & (lines.n_parts.take(code + 1) == 1))
    if policy.discounts.take:  # of what is paid in part none is taken
        one &= part | ~np.array([False, *(bool(t.discounts) for t in ledger.terms)]).take(code + 1)
    odd, by_row = touched.copy(), np.zeros(len(touched), bool)
    odd[mine] = part | states | ~regular
    by_row[mine] = odd[mine] & ~one
    return np.flatnonzero(odd) + some.start, at[one] + some.start, due[one], np.flatnonzero(by_row) + some.start


def settled_rows(ledger: Ledger, kept: Ints) -> tuple[Ints, Ints]:
    """(n_invoices,), bool, twice: invoices that some payments touch, and those that they settle in full."""
    paid, n = ledger.paid, len(ledger)
    touched, settled = np.zeros(n, bool), np.zeros(n, bool)
    if not paid.amount.all():
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
