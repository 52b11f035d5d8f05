"""Rows that lack an invoice date, or terms and due date: what else gives them a day to be paid on, said once with how many they are."""

from __future__ import annotations

from typing import Any

import numpy as np

from cashflow.basics.days import NO_DAY, Ints
from cashflow.ledger.findings import Notebook
from cashflow.ledger.values.texts import Coded

__all__ = ["flag_once", "give_due_days"]


def _said(many: int, what: str) -> str:
    """How many rows, in words: ``3 rows have no invoice date``; `what` begins with *have*."""
    return f"1 row {what.replace('have', 'has', 1)}" if many == 1 else f"{many:,} rows {what}"


def flag_once(notes: Notebook, which: Ints, kind: str, column: str, values: Any, reason: str) -> None:
    """One finding for all rows at some positions that are kept, at the first of them; `reason` begins with *have*."""
    kept = which[~notes.rejected[which]]
    if len(kept):
        notes.flag(kept[:1], kind, column, values, _said(len(kept), reason))


def give_due_days(columns: dict[str, Any], terms: Coded, notes: Notebook, told: bool | Ints) -> Ints:
    """Give a due day where neither terms nor a due date stand: to credit notes their own date, to paid rows their paid date.

    Parameters
    ----------
    columns
        As read; ``due_date`` is replaced.
    terms
        Texts of the terms.
    notes
        Where it is said.
    told
        Whether the user told the terms of such rows, which then count; or (n,), bool: of which.

    Returns
    -------
    (n,), bool
        Rows with an invoice date and without terms, due date and paid date: those that are told their terms, else rejected.
    """
    invoice, paid, due = columns["invoice_date"], columns["paid_date"], columns["due_date"].copy()
    dated, blank = invoice != NO_DAY, terms.each(lambda v: not v, bool)
    lacking = (due == NO_DAY) & ~notes.rejected
    bare = lacking & blank & dated
    untold = ~np.asarray(told, bool)
    credit = np.flatnonzero(bare & untold & (columns["amount"] < 0))
    due[credit] = invoice[credit]
    reason = "have a negative amount, no terms and no due date: credit notes, due at once on their own date"
    flag_once(notes, credit, "due at once", "due_date", "", reason)
    bare[credit] = False
    some = np.flatnonzero(((bare & untold) | (lacking & ~dated)) & (paid != NO_DAY))
    due[some] = np.maximum(paid[some], invoice[some])
    flag_once(notes, some, "due when paid", "due_date", "", "have a paid date and no due date: taken as due when paid")
    columns["due_date"] = due
    return bare & (due == NO_DAY)
