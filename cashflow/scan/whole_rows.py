"""Invoices of a batch as columns, each paid whole, on one day, or not at all: a ledger is made of them only where it is asked for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from attrs import frozen

from cashflow.basics.days import NO_DAY, Ints
from cashflow.ledger.column_bounds import Bounds
from cashflow.ledger.model import Category, Ledger, Paid
from cashflow.scan.rows import some_rows
from cashflow.terms import PaymentTerms

__all__ = ["WholeRows", "days_or_none"]


@frozen(eq=False)
class WholeRows:
    """Columns of invoices with a known invoice date."""

    code: Ints  # (n,), int32
    terms: tuple[PaymentTerms, ...]
    currency: Category
    day: Ints  # (n,), int32: invoice day
    due: Ints | None  # (n,), int32: stated due day, `NO_DAY` where there is none; `None`: nowhere
    paid: Ints | None  # (n,), int32: day on which the whole amount was paid, likewise
    amount: Ints  # (n,), int64
    bounds: Bounds
    ledger_of: Callable[[Ints | None], Ledger]  # of the rows at some positions, or of all: whatever is known of them
    at: Ints | None = None  # (n,), int64: positions of the rows in their batch; `None`: they are all of it

    def __len__(self) -> int:
        return len(self.amount)

    @property
    def inner(self) -> Ints | None:
        """(n,): codes of the currencies; `None` where there is one."""
        return None if len(self.currency.values) <= 1 else self.currency.codes

    @property
    def sums_fit(self) -> bool:
        """Whether every sum of amounts fits int64."""
        return self.bounds.largest * len(self) < 2**63

    @classmethod
    def of(cls, ledger: Ledger) -> WholeRows | None:
        """Those of a ledger; `None`: some are paid in part, or their dates are not all known."""
        bounds, paid = ledger.bounds, ledger.paid
        if bounds.undated or ledger.count is not None or paid.undated is not None:
            return None
        if (len(paid.invoice) > 1 and not (np.diff(paid.invoice) > 0).all()) or not (paid.amount == ledger.amount.take(paid.invoice)).all():
            return None
        day = None
        if len(paid.invoice):
            day = np.full(len(ledger), NO_DAY, np.int32)
            day[paid.invoice] = paid.day
        columns = ledger.terms_code, ledger.terms, ledger.currency, ledger.invoice_day, ledger.due_day if bounds.states_due else None
        return cls(*columns, day, ledger.amount, bounds, lambda rows: ledger if rows is None else _some(ledger, rows))


def _some(ledger: Ledger, rows: Ints) -> Ledger:
    """Some invoices, with their payments."""
    place = np.full(len(ledger), -1)
    place[rows] = np.arange(len(rows))
    paid = ledger.paid
    mine = np.flatnonzero(place[paid.invoice] >= 0)
    return some_rows(ledger, rows, Paid(place[paid.invoice[mine]], paid.day[mine], paid.amount[mine], paid.discount[mine]))


def days_or_none(days: Ints | None, n: int) -> Ints:
    """(n,), int32: a column of days; where there is no such column, no day."""
    return np.full(n, NO_DAY, np.int32) if days is None else days
