"""Paid dates that stand for "none": days that programs write where they know no date, and days long before the invoice."""

from __future__ import annotations

from typing import Any

import numpy as np

from cashflow.basics.days import NO_DAY, Ints, to_date
from cashflow.ledger.findings import Notebook

__all__ = ["drop_placeholders", "is_placeholder", "placeholder_words"]

_MOST_EARLY = 366  # days before its invoice that a payment may be


def is_placeholder(paid: Ints, invoice: Ints) -> Ints:
    """(n,), bool: which paid days are none, beside the days of their invoices; those on or after the invoice are kept.

    Examples
    --------
    >>> is_placeholder(np.array([0, 20_000]), np.array([20_269, 20_269])).tolist()
    [True, False]
    """
    found = (paid != NO_DAY) & (paid < invoice)
    early = np.flatnonzero(found)
    found[early] = invoice[early].astype(np.int64) - paid[early] > _MOST_EARLY
    return found


def placeholder_words(paid: Ints, invoice: Ints, which: Ints) -> dict[int, str]:
    """By position: why a paid day is none."""
    days = (invoice[which].astype(np.int64) - paid[which]).tolist()
    return {
        at: f"is a placeholder: {d:,} days before the invoice date {to_date(i)}"
        for at, d, i in zip(which.tolist(), days, invoice[which].tolist(), strict=True)
    }


def drop_placeholders(columns: dict[str, Any], notes: Notebook) -> None:
    """Take placeholders in the column ``paid_date`` of a ledger as no date, and flag them: such invoices are open."""
    paid, invoice = columns["paid_date"], columns["invoice_date"]
    which = np.flatnonzero((invoice != NO_DAY) & is_placeholder(paid, invoice))
    if not len(which):
        return
    values = {at: to_date(d) for at, d in zip(which.tolist(), paid[which].tolist(), strict=True)}
    words = {at: w + "; taken as no date, the invoice is open" for at, w in placeholder_words(paid, invoice, which).items()}
    notes.flag(which, "placeholder date", "paid_date", values, words)
    columns["paid_date"] = np.where(np.isin(np.arange(len(paid)), which), np.int32(NO_DAY), paid)
