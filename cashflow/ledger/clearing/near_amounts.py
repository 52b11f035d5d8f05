"""Near amounts: open invoices that a payment may have meant by its amount, whatever it says of them.

An amount fits if it is that of an open invoice, or that less a discount, within the payment tolerance on both sides. A payment may be
late by any time, and `EARLY_DAYS` before the invoice date.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.ledger.clearing.contract import tiers_of, whole_tiers
from cashflow.ledger.clearing.tolerance import PaymentTolerance
from cashflow.ledger.model import Ledger

__all__ = ["EARLY_DAYS", "Cells", "Unmatched"]

EARLY_DAYS = 30
"""Days before the date of an invoice from which on a payment may be one of it."""


@frozen(eq=False)
class Unmatched:
    """Payments without a match; the code of a currency is −1 where it is not known, −2 where it is none of the ledger's."""

    at: Ints
    supplier: Any  # (n,), object
    number: Any  # (n,), object
    day: Ints
    cash: Ints
    currency: Ints

    def minor(self, ledger: Ledger, code: int) -> Ints:
        """(n,), int64: cash in minor units of one of the ledger's currencies; 0 where it can't be in that."""
        digits = CURRENCIES[ledger.currency.values[code]]
        cash = np.where((self.currency == code) | (self.currency == -1), self.cash, 0)
        if digits == 2 or not (self.currency == -1).any():
            return cash
        scale = 10 ** abs(digits - 2)  # read with two decimals, as nothing says its currency
        shifted = cash * scale if digits > 2 else np.where(cash % scale == 0, cash // scale, 0)
        return np.where(self.currency == -1, shifted, cash)


@frozen(eq=False)
class Cells:
    """Amounts that would close an open invoice: what is open, and that less a discount."""

    ledger: Ledger
    rest: Ints  # (n_invoices,), int64: what is open of each
    invoice: Ints  # (n_cells,), int64
    amount: Ints  # (n_cells,), signed minor units
    least: Ints  # without sign: from where to where a payment may be this amount
    most: Ints

    @classmethod
    def of(cls, ledger: Ledger, rest: Ints, tolerance: PaymentTolerance) -> Cells:
        """Of the open invoices of a ledger."""
        some = np.flatnonzero(rest)
        parts = [(some, rest[some])]
        for tier in whole_tiers(ledger, tiers_of(ledger, some[rest[some] == ledger.amount[some]])):
            parts.append((tier.rows, ledger.amount[tier.rows] - tier.off * np.sign(ledger.amount[tier.rows])))
        invoice, amount = (np.concatenate(c) for c in zip(*parts, strict=True))
        digits = np.array([*(CURRENCIES[c] for c in ledger.currency.values), 2], np.int64)[ledger.currency.codes[invoice]]
        size = np.abs(amount)
        much = np.minimum(tolerance.most(size, digits), 2**61)  # of this amount: it rises with it, and so do the two ends
        return cls(ledger, rest, invoice, amount, np.maximum(size - much, 1), size + much)

    def fitting(self, of_invoice: Ints, asked: Ints, payments: Unmatched, at: Ints) -> Ints:
        """(n,): the oldest open invoice with the same key (supplier or number) whose amount fits; −1: none. Exact amounts come first.

        Parameters
        ----------
        of_invoice : (n_invoices,)
            Key of each invoice.
        asked, at : (n,)
            A key, and the place of the payment that has it.
        payments
            All of them.
        """
        found = np.full(len(asked), -1, np.int64)
        mine = self.ledger.currency.codes[self.invoice]
        cell_key = of_invoice[self.invoice]
        for code in range(len(self.ledger.currency.values)):
            cells = np.flatnonzero((mine == code) & (self.amount != 0) & (cell_key >= 0))
            cash = payments.minor(self.ledger, code)[at]
            ask = np.flatnonzero((asked >= 0) & (cash != 0) & (found < 0))
            key = np.concatenate([cell_key[cells], asked[ask]]) * 2
            key += np.concatenate([self.amount[cells], cash[ask]]) < 0
            group = pd.factorize(key)[0].astype(np.int64)
            both = np.isin(group[len(cells) :], group[: len(cells)])
            ask, asks = ask[both], group[len(cells) :][both]
            wanted = np.isin(group[: len(cells)], asks)
            cells, group = cells[wanted], group[: len(cells)][wanted]
            if len(ask):
                found[ask] = self._oldest(cells, group, asks, np.abs(cash[ask]), payments.day[at[ask]])
        return found

    def only(self, payments: Unmatched) -> Ints:
        """(n,): the invoice with exactly the amount of each payment, where it is the only open one in the ledger; −1: none."""
        found, many = np.full(len(payments.at), -1, np.int64), np.zeros(len(payments.at), np.int64)
        whole = np.flatnonzero(self.rest)
        codes = self.ledger.currency.codes[whole]
        for code in range(len(self.ledger.currency.values)):
            mine = whole[codes == code]
            cash = payments.minor(self.ledger, code)
            ask = np.flatnonzero(cash)
            group = pd.factorize(np.concatenate([self.rest[mine], cash[ask]]))[0]
            size = int(group.max(initial=-1)) + 1
            there, first = np.bincount(group[: len(mine)], minlength=size), np.full(size, -1, np.int64)
            first[group[: len(mine)]] = mine
            many[ask] += there[group[len(mine) :]]
            found[ask] = np.maximum(found[ask], first[group[len(mine) :]])
        good = (many == 1) & (payments.day >= self.ledger.invoice_day[found].astype(np.int64) - EARLY_DAYS)
        return np.where(good, found, -1)

    def _oldest(self, cells: Ints, group: Ints, asks: Ints, size: Ints, day: Ints) -> Ints:
        """The invoice of the oldest cell of a group that a size fits, if the day is not too early for it.

        In order of group and amount the cells that a size fits are a contiguous range, since their ends rise with their amounts.
        """
        first = self.ledger.invoice_day[self.invoice[cells]].astype(np.int64)
        exact = np.abs(self.amount[cells])
        order = np.lexsort((first, exact, group))
        rank: Any = np.unique(np.concatenate([size, exact, self.least[cells], self.most[cells]]), return_inverse=True)[1]
        many = int(rank.max()) + 1
        asked, *ends = np.split(rank, [len(size), len(size) + len(cells), len(size) + 2 * len(cells)])
        exactly, least, most = (group[order] * many + e[order] for e in ends)
        place = asks * many + asked
        out = np.full(len(size), -1, np.int64)
        for low_of, high_of in ((exactly, exactly), (most, least)):
            left = np.flatnonzero(out < 0)
            low, high = np.searchsorted(low_of, place[left]), np.searchsorted(high_of, place[left], "right")
            oldest = _range_argmin(first[order], low, high)
            fits = (oldest >= 0) & (first[order[oldest]] - EARLY_DAYS <= day[left])
            out[left[fits]] = self.invoice[cells[order[oldest[fits]]]]
        return out


def _range_argmin(values: Ints, low: Ints, high: Ints) -> Ints:
    """(n,): place of the first least value from `low` up to `high`, without it; −1: the range is empty.

    Least values of ranges of 1, 2, 4, … are made one after the other; a range is two of them that overlap.
    """
    out = np.full(len(low), -1, np.int64)
    size = high - low
    if not len(values) or not (size > 0).any():
        return out
    base = int(values.min())
    best = (values - base) * len(values) + np.arange(len(values))
    width = 1
    while width <= int(size.max()):
        mine = np.flatnonzero((size >= width) & (size < 2 * width))
        out[mine] = np.minimum(best[low[mine]], best[high[mine] - width]) % len(values)
        best = np.minimum(best[:-width], best[width:]) if len(best) > width else best[:0]
        width *= 2
    return out
