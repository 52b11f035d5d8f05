"""Negative rows of which nothing says whether they are credit notes or payments."""

from __future__ import annotations

from typing import Any

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.basics.groupby import exact_sums
from cashflow.basics.money import from_minor
from cashflow.ledger.findings import Notebook
from cashflow.ledger.values.lacking import flag_once
from cashflow.ledger.values.term_text import Terms

__all__ = ["flag_likely_payments"]


def flag_likely_payments(columns: dict[str, Any], terms: Terms, keep: Ints, notes: Notebook) -> None:
    """Say once which negative rows without terms and due date are as large as a bill of their supplier: a payment looks like that."""
    amount, currency = columns["amount"], columns["currency"]
    if not len(keep) or int(amount[keep].min()) >= 0:
        return
    bare = (amount < 0) & (terms.code < 0) & (columns["due_date"] == columns["invoice_date"])
    less = keep[bare[keep]]
    if not len(less):
        return
    owed = keep[amount[keep] > 0]
    keys = [pd.MultiIndex.from_arrays([columns["supplier"].codes[at], currency.codes[at], np.abs(amount[at])]) for at in (less, owed)]
    like = less[keys[0].isin(keys[1])]
    sums = exact_sums(currency.codes[like], -amount[like], len(currency.values))
    money = ", ".join(f"{c} {from_minor(int(m), c):,f}" for c, m in zip(currency.values, sums, strict=True) if m)
    words = (
        f"have a negative amount as large as a bill of the supplier ({money}): taken as credit notes. If they are payments, "
        "say which column tells: --map document_type=COLUMN"
    )
    flag_once(notes, like, "may be a payment", "amount", columns["amount_given"], words)
