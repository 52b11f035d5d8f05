"""A ledger in a few lines: how many invoices, of whom, how much by currency, what was left out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from cashflow.basics.currencies import most_first
from cashflow.basics.days import NO_DAY, to_date
from cashflow.basics.groupby import exact_sums
from cashflow.basics.money import from_minor

if TYPE_CHECKING:
    from cashflow.ledger.model import Findings, Ledger

__all__ = ["FINDINGS_HEADS", "HEADS", "brief_lines", "brief_table", "findings_lines", "findings_table"]

HEADS = ("currency", "invoices", "credit notes", "amount", "paid")
FINDINGS_HEADS = ("status", "kind", "findings")


def brief_lines(ledger: Ledger) -> list[str]:
    """Counts and dates; then a line for each currency, and what was left out."""
    many = int(ledger.invoices_in(np.arange(len(ledger))).sum())
    dated = ledger.invoice_day[ledger.invoice_day != NO_DAY]
    when = f", {to_date(int(dated.min()))} to {to_date(int(dated.max()))}" if len(dated) else ""
    named = len(set(ledger.supplier.values) - {""})
    whose = f" of {named:,} supplier{'s' if named != 1 else ''}" if named else ""
    lines = [f"Ledger: {many:,} invoice{'s' if many != 1 else ''}{whose}{when}"]
    for currency, items, credits_, amount, paid in brief_table(ledger):
        of_them = f", {credits_:,} of them credit notes" if credits_ else ""
        lines.append(f"{currency}: {amount:,f} in {items:,} row{'s' if items != 1 else ''}{of_them}; of which {paid:,f} paid")
    found = ledger.findings
    if found is not None:
        lines += found.notes
        flagged = sum(n for (status, _), n in found.counts.items() if status == "flagged")
        lines += [f"{flagged:,} finding{'s' if flagged != 1 else ''} in rows that were kept: ledger.findings.frame"] if flagged else []
    return lines


def brief_table(ledger: Ledger) -> list[tuple[str, int, int, Decimal, Decimal]]:
    """Currency, rows, credit notes, amount and what is paid of it (Decimal); that in which most is comes first."""
    names, codes = ledger.currency.values, ledger.currency.codes
    rows = np.bincount(codes, minlength=len(names))
    negative = np.bincount(codes[ledger.amount < 0], minlength=len(names))
    amount = exact_sums(codes, ledger.amount, len(names))
    paid = exact_sums(codes[ledger.paid.invoice], ledger.paid.amount, len(names))
    order = [names.index(c) for c in most_first({names[c]: int(amount[c]) for c in np.flatnonzero(rows)})]
    money = lambda minor, c: from_minor(int(minor[c]), names[c])  # noqa: E731
    return [(names[c], int(rows[c]), int(negative[c]), money(amount, c), money(paid, c)) for c in order]


def findings_lines(found: Findings) -> list[str]:
    """Rows and money, read and accepted; then the kinds of what was found, and where its rows are."""
    unit = found.unit.removesuffix("s") if found.rows_read == 1 else found.unit
    lines = [f"{found.rows_read:,} {unit} read = {found.accepted:,} accepted + {found.rejected:,} rejected + {found.ignored:,} ignored"]
    for currency, read in found.amount_read.items():
        lines.append(f"{currency}: {read:,f} read, {found.amount_accepted.get(currency, Decimal(0)):,f} accepted")
    for status in dict.fromkeys(status for status, _ in found.counts):
        kinds = [f"{kind} ({many:,})" for (which, kind), many in found.counts.items() if which == status]
        lines.append(f"{status}: {', '.join(kinds)}")
    return [*lines, "row by row: findings.frame"] if found.counts else lines


def findings_table(found: Findings) -> list[tuple[str, str, int]]:
    """Status, kind and how many."""
    return [(status, kind, many) for (status, kind), many in found.counts.items()]
