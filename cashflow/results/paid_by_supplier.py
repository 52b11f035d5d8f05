"""Who is paid, and in which quarter: cash of the baseline by supplier and currency, from the items themselves."""

from __future__ import annotations

import numpy as np

from cashflow.basics.days import NEVER, NO_DAY, Ints, to_day
from cashflow.basics.fiscal import Quarters
from cashflow.ledger.groups import Groups
from cashflow.payments import Payments

__all__ = ["paid_by_supplier"]


def paid_by_supplier(payments: Payments, quarters: Quarters) -> dict[int, list[tuple[str, Ints]]] | None:
    """Per currency code the suppliers that are paid after `as_of` (all days, without one), largest first; `None`: a scan keeps sums only.

    Each has its cash by period, in minor units: before the quarters, each quarter, after them.
    """
    if payments.summed is not None:
        return None
    ledger, as_of = payments.ledger, payments.policy.as_of
    since, currencies = NO_DAY if as_of is None else to_day(as_of), len(ledger.currency.values)
    sums = np.zeros((len(ledger.supplier.values) * currencies, len(quarters) + 2), np.int64)
    for items in payments.blocks():
        some = np.flatnonzero((items.base_day != NEVER) & (items.base_day > since))
        invoice = items.invoice[some]
        group = ledger.supplier.codes[invoice].astype(np.int64) * currencies + ledger.currency.codes[invoice]
        cash = items.amount[some] - items.discount[some] + items.difference[some]
        np.add.at(sums, (group, quarters.period(items.base_day[some])), cash)
    touched = np.flatnonzero(sums.any(axis=1))
    whole, groups = sums.sum(axis=1), Groups(currencies)
    names = ledger.supplier.values
    order = sorted(touched.tolist(), key=lambda g: (-int(whole[g]), str(names[int(groups.supplier(g))])))
    out: dict[int, list[tuple[str, Ints]]] = {code: [] for code in range(currencies)}
    for g in order:
        out[int(groups.currency(g))].append((str(names[int(groups.supplier(g))]), sums[g]))
    return out
