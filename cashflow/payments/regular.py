"""Which way each invoice goes: what can be said of many at once is, and only the others go row by row.

A *regular* invoice has dates that follow from terms, currency and invoice day, so that it is summed into cells. Of the others, those
*settled* by payments that keep their dates are as good as those payments, and the *stated* ones are paid by the due date they state.
Row by row go invoices that are paid in part, and those whose terms count from another event, have parts that depend on the tax, or
discounts that depend on the amount.
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

__all__ = ["Ways", "kept_payments", "least_amounts", "settled_rows", "stated_rows", "ways_of"]

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
    stated: Ints  # (n_stated,), int64: no payment touches them, and they are paid by the due date they state, without a discount
    by_row: Ints  # (n_by_row,), int64: the others but those that payments settle; payments that keep their date count beside them
    touched: Ints  # (n_invoices,), bool: some payment keeps its date
    settled: Ints  # (n_invoices,), bool: such payments settle the whole


def ways_of(ledger: Ledger, policy: PaymentPolicy, table: DayTable, most_cells: int = MANY_CELLS) -> Ways:
    """Which way each invoice goes; all of them row by row where the table would be too wide."""
    n, bounds, lines = len(ledger), ledger.bounds, table.lines
    none = np.zeros(0, np.int64)
    touched, settled = paid = settled_rows(ledger, kept_payments(ledger, policy))
    if table.too_wide(ledger, most_cells):
        return Ways(np.arange(n), none, np.flatnonzero(~settled), *paid)
    odd_terms = not lines.regular[1:].all()
    if not n or not (bounds.states_due or odd_terms):
        return Ways(np.flatnonzero(touched), none, np.flatnonzero(touched & ~settled), *paid)
    discounted = np.array([False, *(bool(t.discounts) and policy.discounts.take for t in ledger.terms)])
    parts: list[tuple[Ints, ...]] = []
    for start in range(0, n, _BLOCK):
        some = slice(start, start + _BLOCK)
        code = ledger.terms_code[some] + 1
        stated = stated_rows(ledger, table, some, ~touched[some])
        odd = touched[some] | stated | ~lines.regular[code] | (ledger.invoice_day[some] == NO_DAY)
        stated &= ~(touched[some] | discounted[code] | (ledger.invoice_day[some] == NO_DAY))
        parts.append(tuple(np.flatnonzero(rows) + start for rows in (odd, stated, odd & ~stated & ~settled[some])))
    irregular, stated, by_row = (np.concatenate(p) for p in zip(*parts, strict=True))
    return Ways(irregular, stated, by_row, *paid)


def settled_rows(ledger: Ledger, kept: Ints) -> tuple[Ints, Ints]:
    """(n_invoices,), bool, twice: invoices that some payments touch, and those that they settle in full."""
    paid, n = ledger.paid, len(ledger)
    touched, settled = np.zeros(n, bool), np.zeros(n, bool)
    some = slice(None) if len(kept) == len(paid.invoice) else kept
    of, amount = paid.invoice[some], paid.amount[some]
    start = run_starts(of)
    rows = of[start]
    touched[rows] = True
    settled[rows] = (amount if len(rows) == len(of) else run_sums(amount, start)) == ledger.amount[rows]
    return touched, settled


def stated_rows(ledger: Ledger, table: DayTable, some: slice, asked: Ints) -> Ints:
    """(n,), bool: rows of a block that state a due date which is not the last one of regular terms; only those `asked` are looked at."""
    stated, day = ledger.due_day[some], ledger.invoice_day[some]
    out: Ints = (stated != NO_DAY) & asked
    code = ledger.terms_code[some]
    at = np.flatnonzero(out & table.lines.regular[code + 1] & (day != NO_DAY))
    if len(at):
        base = table.lines.base(code[at], ledger.currency.codes[some][at])
        table.reach(ledger.bounds.first_day, ledger.bounds.last_day)
        table.fill_due(base, day[at])
        out[at] = table.due.ravel().take(table.places(table.lines.last[base], day[at])) != stated[at]
    out &= table.lines.regular[code + 1] | (code < 0)
    return out


def least_amounts(lines: Lines) -> Ints:
    """(n_terms + 1,), int64 by code + 1: an amount of regular terms that is no larger may lack a part, because it is rounded to nothing."""
    out = np.zeros(len(lines.terms) + 1, np.int64)
    for code, term in enumerate(lines.terms):
        many = len(term.installments)
        if many > 1 and lines.regular[code + 1]:
            shares = [p.share.value for p in term.installments if p.share.of != "rest"]
            out[code + 1] = int(many / min(*shares, 1 - sum(shares))) + 1
    return out
