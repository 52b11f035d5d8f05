"""What became of a second table of payments: counts, money by class and currency, and what concerns no invoice, by supplier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import Ints
from cashflow.basics.framed import framed
from cashflow.basics.frames import pd
from cashflow.basics.groupby import exact_sums, ranks_by_share
from cashflow.basics.money import from_minor
from cashflow.ledger.groups import Groups

__all__ = ["CLASSES", "Apart", "PaymentsRead", "SetOff", "Unsaid", "by_supplier", "unsaid_sum"]

CLASSES = ("settled", "difference", "unallocated", "elsewhere", "rejected")
"""Where the money of a payments table went; `settled` is cash that settles invoices. They add up to what could be read."""

Unsaid = tuple[tuple[str, int, int], ...]
"""Currency, number of invoices, and minor units of the discounts that they were in time for."""

_COLUMNS = ["supplier", "currency", "payments", "amount"]


@frozen(eq=False)
class Apart:
    """Payments that settle nothing, one by one: whose, in which currency (empty: not known), when, and how much in minor units."""

    supplier: np.ndarray[Any, Any]
    currency: np.ndarray[Any, Any]
    day: Ints
    amount: Ints

    def some(self, which: Ints) -> Apart:
        """Those at some positions, or where a mask is true."""
        return Apart(self.supplier[which], self.currency[which], self.day[which], self.amount[which])

    def until(self, day: int) -> pd.DataFrame:
        """Those made by a day, added up as `by_supplier` does."""
        made = self.day <= day
        return by_supplier(self.supplier[made], self.currency[made], self.amount[made])


@frozen(eq=False)
class SetOff:
    """What became of payments that stand among the bills of one export; money by currency in minor units."""

    rows: int  # payments that were looked at
    by_age: Mapping[str, int]  # set off against the oldest bills, since nothing says which they pay
    by_age_payments: int
    stated: Mapping[str, int]  # bills say themselves that it is paid
    debits: Mapping[str, int]  # open debit items that are left, positive
    debit_payments: int
    unapplied: int  # of those: payments with an open balance of their own


@frozen(eq=False)
class PaymentsRead:
    """A payments table: rows = accepted + rejected + elsewhere + blank; money, by class of `CLASSES`, adds up to all that was readable."""

    rows_read: int = 0
    blank: int = 0
    accepted: int = 0
    rejected: int = 0
    amount: Mapping[str, Mapping[str, int]] = field(factory=dict)  # class → currency ("": not known) → minor units
    count: Mapping[str, int] = field(factory=dict)  # payments with a difference, unallocated, with an unearned discount; remainders
    discount: Mapping[str, Mapping[str, int]] = field(factory=dict)  # taken, unearned, remainder → currency → minor units
    elsewhere: pd.DataFrame = field(factory=lambda: _nobody())
    unallocated: pd.DataFrame = field(factory=lambda: _nobody("possible_duplicates"))

    apart: Mapping[str, Apart] = field(factory=dict)  # "elsewhere", "unallocated"; "rejected" without those of invoices that are paid
    set_off: SetOff | None = None  # where payments stand among the bills
    turned: int = 0  # payments that are all negative in the table, and were read as positive because `sign` was told

    @property
    def elsewhere_rows(self) -> int:
        """Payments on account, or of invoices that are not in the ledger."""
        return self.rows_read - self.blank - self.accepted - self.rejected

    @classmethod
    def none(cls) -> PaymentsRead:
        """No table was read."""
        return cls()


def _nobody(*counts: str) -> pd.DataFrame:
    """The frame of no payment."""
    return framed([], [*_COLUMNS, *counts], dict.fromkeys(("payments", *counts), "whole"))


def by_supplier(supplier: np.ndarray[Any, Any], currency: np.ndarray[Any, Any], amount: Ints, **counts: Ints) -> pd.DataFrame:
    """Payments added up by supplier and currency, the largest share of its currency first; further columns are sums, too."""
    if not len(amount):
        return _nobody(*counts)
    codes, suppliers = pd.factorize(supplier, sort=True)
    which, currencies = pd.factorize(currency, sort=True)
    groups = Groups(len(currencies))
    pairs, group = np.unique(groups.pack(codes, which), return_inverse=True)
    minor = exact_sums(group, amount, len(pairs))
    size = np.abs(minor)
    order = np.lexsort([-size, -ranks_by_share(size, groups.currency(pairs))])
    pairs, minor = pairs[order], minor[order].tolist()
    names = currencies[groups.currency(pairs)]
    columns = {"supplier": suppliers[groups.supplier(pairs)], "currency": names}
    columns |= {"payments": np.bincount(group)[order], "amount": [from_minor(m, c or "EUR") for m, c in zip(minor, names, strict=True)]}
    return pd.DataFrame(columns | {k: exact_sums(group, v, len(order))[order] for k, v in counts.items()})


def unsaid_sum(parts: list[Unsaid]) -> Unsaid:
    """The sums of several, by currency."""
    out: dict[str, list[int]] = {}
    for currency, many, minor in (one for part in parts for one in part):
        have = out.setdefault(currency, [0, 0])
        have[0], have[1] = have[0] + many, have[1] + minor
    return tuple((c, many, minor) for c, (many, minor) in sorted(out.items()))
