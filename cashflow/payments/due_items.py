"""Items: what is paid at once, of an invoice, an installment or a part of one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import Factory, field, frozen

from cashflow.basics.brief import Outlined
from cashflow.basics.columns import picked, stacked
from cashflow.basics.days import Ints

__all__ = ["ITEM_COLUMNS", "Items"]


def _none_off(items: Items) -> Ints:
    return np.zeros(len(items.invoice), np.int64)


def _none_taken(items: Items) -> Ints:
    return np.zeros(len(items.invoice), bool)


@frozen(eq=False, repr=False)
class Items(Outlined):
    """Baseline payments of a block: dues cut where payments cut them, and the day cash leaves."""

    invoice: Ints  # (n_items,), int64 position in the ledger
    due_day: Ints  # int32
    base_day: Ints  # int32; NEVER: stays open
    amount: Ints  # int64
    kept: Ints  # bool: the date is a payment's own
    discount: Ints = field(default=Factory(_none_off, takes_self=True))  # int64: taken off the amount when it is paid
    discounted: Ints = field(default=Factory(_none_taken, takes_self=True))  # bool: paid early for its discount, which may be 0
    difference: Ints = field(default=Factory(_none_off, takes_self=True))  # int64: paid beyond the amount, by the last item of a payment
    remainder: Ints = field(default=Factory(_none_taken, takes_self=True))  # bool: what payments leave open, no more than a discount

    @property
    def undated(self) -> Ints:
        """(n_items,), bool: paid without a date, before `as_of`: the difference takes off all the cash, which no real one does."""
        out: Ints = self.kept & (self.difference == -self.amount) & (self.amount != 0)
        return out

    def take(self, which: Ints) -> Items:
        """The items at some positions."""
        return Items(**picked(self, which, ITEM_COLUMNS))

    @classmethod
    def joined(cls, parts: Sequence[Items]) -> Items:
        """Several tables as one, in order."""
        return parts[0] if len(parts) == 1 else cls(*stacked(parts, ITEM_COLUMNS))


ITEM_COLUMNS = ("invoice", "due_day", "base_day", "amount", "kept", "discount", "discounted", "difference", "remainder")
