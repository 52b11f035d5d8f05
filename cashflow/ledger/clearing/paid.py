"""Payments made: a paid date in the ledger is one payment of the whole amount; a second table may hold several, or parts.

The rules of the second table are those of docs/conventions/payments.md. Rows are matched (`match`), settle their invoices
(`settle`), and what has no match is looked at once more (`candidates`).
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from attrs import evolve

from cashflow.basics.columns import stacked
from cashflow.basics.days import NO_DAY, Ints, by_day, frozen_ints, owned, to_date
from cashflow.basics.frames import pd
from cashflow.basics.money import amount_text
from cashflow.ledger.clearing.contract import best_offs
from cashflow.ledger.clearing.folding import in_order
from cashflow.ledger.clearing.payment_counts import Became
from cashflow.ledger.clearing.rejected_rows import RejectedRows
from cashflow.ledger.clearing.second_table import second_table
from cashflow.ledger.findings import COLUMNS
from cashflow.ledger.model import Ledger, Paid
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.payments_read import Unsaid
from cashflow.terms.schedule import last_discount_days

__all__ = ["Spoken", "unsaid_entry", "unsaid_finding", "with_paid_dates", "with_payments"]


Spoken = tuple[Any, dict[tuple[str, str], int]]
"""Findings that are listed, and how many there are of each status and kind."""


def with_payments(
    ledger: Ledger, paid_day: Ints, left: RejectedRows, options: ReadOptions, part: Ints | None = None, known: Ints | None = None
) -> tuple[Ledger, Spoken, Became | None]:
    """A ledger with its payments, what was said of them, and what became of those of the second table.

    Parameters
    ----------
    ledger
        Accepted invoices, no payments.
    paid_day : (n_invoices,), int32
        Its column ``paid_date``; `NO_DAY` where there is none.
    left
        Rows that are rejected.
    options
        The second table, tolerances, and whether paid dates in time for a discount took it.
    part : (n_invoices,), int64, optional
        How much of each is paid, on its paid date if it has one; by default all, on its paid date.
    known : (n_invoices,), bool, optional
        Where `part` is stated, so that it counts without a paid date, too.
    """
    ledger, first = with_paid_dates(ledger, paid_day, options.paid_with_discount, part, known)
    said = unsaid_finding(ledger, first, paid_day)
    counts = {("flagged", "discount not said"): 1} if len(said) else {}
    if options.payments is None:
        return ledger, (said, counts), None
    closed = paid_day != NO_DAY
    closed[ledger.paid.invoice] = True
    found = second_table(options.payments, ledger, closed, left, options)
    mine, more = ledger.paid, found.paid
    columns = stacked((mine, more), ("invoice", "day", "amount", "discount", "difference"))
    paid = _in_order(*columns)
    findings = found.findings if not len(said) else pd.concat([said, found.findings], ignore_index=True)
    spoken = findings, counts | dict(found.counts)
    return evolve(ledger, paid=paid, payments_read=found.read, remainder=found.remainder), spoken, found.became


def with_paid_dates(
    ledger: Ledger, paid_day: Ints, how: str | None, part: Ints | None = None, known: Ints | None = None
) -> tuple[Ledger, int]:
    """A ledger whose paid dates are payments of whole amounts, and its first invoice whose discount nothing is said of (−1: none).

    `how`: ``"taken"``: less the discount that the day was in time for; else in full. `part`, `known`: as for `with_payments`.
    """
    part = ledger.amount if part is None else part
    some = np.flatnonzero((paid_day != NO_DAY if known is None else (paid_day != NO_DAY) | known) & (part != 0))
    amount, off = part[some], np.zeros(len(some), np.int64)
    unsaid: Unsaid = ()
    first = -1
    if how != "not taken" and len(some) and any(t.discounts for t in ledger.terms):
        rows = _in_time(ledger, paid_day, part)
        best = best_offs(ledger, rows, paid_day[rows])
        rows, best = rows[best != 0], best[best != 0]
        if how == "taken":
            off[np.searchsorted(some, rows)] = best
        elif len(rows):
            first = int(rows[0])
            unsaid = _unsaid(ledger, rows, best)
    paid = Paid(*map(owned, (some, paid_day[some].astype(np.int64), amount, off)))
    return evolve(ledger, paid=paid, unsaid=unsaid, unsaid_first=first), first


def _in_time(ledger: Ledger, paid_day: Ints, part: Ints) -> Ints:
    """Positions, rising, of invoices paid whole that may be in time for a discount, as far as the invoice day alone tells."""
    found: list[Ints] = []
    for code, term in enumerate(ledger.terms):
        if not term.discounts:
            continue
        mine = ledger.terms_code == code
        mine &= paid_day != NO_DAY
        at = np.flatnonzero(mine)
        if not term.needs_calendar and term.anchors <= {"invoice"}:
            at = at[paid_day[at] <= by_day(ledger.invoice_day[at], functools.partial(last_discount_days, term))]
        found.append(at[(part[at] == ledger.amount[at]) & (part[at] != 0)])
    return np.sort(np.concatenate(found)) if found else np.zeros(0, np.int64)


def _unsaid(ledger: Ledger, rows: Ints, off: Ints) -> Unsaid:
    codes = ledger.currency.codes[rows]
    sums = [(ledger.currency.values[c], int((codes == c).sum()), int(off[codes == c].sum())) for c in np.unique(codes).tolist()]
    return tuple(sorted(sums))


def unsaid_finding(ledger: Ledger, first: int, paid_day: Ints) -> pd.DataFrame:
    """One finding for all paid dates in time for a discount, at the first of them."""
    if first < 0:
        return pd.DataFrame(columns=COLUMNS)
    return pd.DataFrame([("ledger", *unsaid_entry(ledger.unsaid, int(ledger.row[first]), int(paid_day[first])))], columns=COLUMNS)


def unsaid_entry(unsaid: Unsaid, row: int, day: int) -> tuple[int, str, str, str, str, str]:
    """That finding: row, column, value, kind, reason and status."""
    many = sum(n for _, n, _ in unsaid)
    money = ", ".join(f"{c} {amount_text(minor, c)}" for c, _, minor in unsaid)
    reason = (
        f"{many:,} invoice{'s' if many > 1 else ''} paid in time for a discount, {money} in all; taken as paid in full. "
        "Say paid_with_discount = 'taken' or 'not taken'"
    )
    return row, "paid_date", str(to_date(day)), "discount not said", reason, "flagged"


def _in_order(invoice: Ints, day: Ints, amount: Ints, discount: Ints, difference: Ints) -> Paid:
    by = in_order(invoice, day, amount, discount)
    return Paid(frozen_ints(invoice[by]), frozen_ints(day[by], np.int32), *(frozen_ints(c[by]) for c in (amount, discount, difference)))
