"""Items that no extension tells apart: one of them stands for all, and dates and prices are worked out once.

Two invoices whose payments lie on the same day without the offer, and on the same days at every asked extension, are one class,
whatever their terms and invoice days. Nothing is assumed of the policy: the days of every extension are looked up and compared.
"""

from __future__ import annotations

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.groupby import distinct
from cashflow.deals import Extension, place
from cashflow.engine.row_deals import key_of
from cashflow.payments import Items, Payments

__all__ = ["alike"]

_TOGETHER = 64  # extensions whose days are compared at a time


def alike(payments: Payments, items: Items, needs: tuple[str, ...], days: list[int], *, by_invoice_day: bool) -> tuple[Ints, Ints]:
    """Items that differ in nothing an offer of some extensions looks at.

    Parameters
    ----------
    payments, items
        What may move; the amounts are not looked at.
    needs
        Keys of deals that the scheme looks at, but ``invoice``, in which all differ.
    days
        Extensions.
    by_invoice_day
        Whether the invoice day itself counts, as it does for the tenor of a bank's part.

    Returns
    -------
    first, number
        Position of an item of each class, rising by nothing in particular; and each item's class.
    """
    ledger, every = payments.ledger, np.arange(len(items.invoice))
    invoiced, currency = ledger.invoice_day[items.invoice], ledger.currency.codes[items.invoice]
    keys = [key_of(payments, items, every, name) for name in needs]
    if by_invoice_day:
        keys.append(invoiced)
    early = np.where(items.base_day < invoiced, invoiced, 0)  # what is paid before its invoice is prepaid until then
    first, number = distinct([items.base_day, currency, early, *keys, items.due_day, items.kept.astype(np.int64), invoiced])
    few = items.take(first)
    _, known = distinct([few.base_day, currency[first], early[first], *(k[first] for k in keys)])
    at = np.arange(len(first))
    for start in range(0, len(days), _TOGETHER):
        new = [place(few, payments, Extension(days=k)).new_day for k in days[start : start + _TOGETHER]]
        at, known = _same_rows(np.stack([known.astype(np.int32), *new], axis=1))
    return first[at], known[number]


def _same_rows(table: Ints) -> tuple[Ints, Ints]:
    """A position of each different row of a table, and each row's number among these."""
    if not len(table):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    rows = np.ascontiguousarray(table).view(np.dtype((np.void, table.shape[1] * table.itemsize))).ravel()
    _, first, number = np.unique(rows, return_index=True, return_inverse=True)
    return first, number.reshape(-1)
