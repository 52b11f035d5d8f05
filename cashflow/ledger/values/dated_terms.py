"""Terms that state days and the date they end on: each row's date is held against its invoice date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np

from cashflow.basics.days import NO_DAY, to_date
from cashflow.ledger.findings import Notebook
from cashflow.ledger.values.texts import Coded
from cashflow.terms.dated import DatedDays

__all__ = ["check_dates"]


def check_dates(coded: Coded, dated: Mapping[str, tuple[DatedDays, ...]], columns: dict[str, Any], notes: Notebook, texts: Any) -> None:
    """Rows whose date is not so many days after their invoice date: flagged where a due date is stated, rejected where none is."""
    for text, beside in dated.items():
        rows = coded.rows(lambda v, text=text: v == text)  # type: ignore[misc]
        for day in np.unique(columns["invoice_date"][rows]).tolist() if len(rows) else ():
            wrong = [d for d in beside if day == NO_DAY or not d.fits(to_date(day))]
            if not wrong or day == NO_DAY:
                continue
            some = rows[columns["invoice_date"][rows] == day]
            stated = columns["due_date"][some] != NO_DAY
            invoice = to_date(day)
            said = " and ".join(f"{d}, which lead to {invoice + dt.timedelta(d.days)}" for d in wrong)
            reason = f"states dates that its days do not lead to from the invoice date {invoice}: {said}"
            notes.flag(some[stated], "terms ignored", "terms", texts, f"{reason}; the stated due date counts")
            notes.reject(some[~stated], "unreadable terms", "terms", texts, f"{reason}. Write the days or the dates, not both")
