"""Choosing: which of several invoices of one number a payment is of, by the invoice's date, and else by what was open on its day."""

from __future__ import annotations

import numpy as np

from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.days import NO_DAY, Ints
from cashflow.ledger.contract import tiers_of, whole_tiers
from cashflow.ledger.match import Keys, candidate_text
from cashflow.ledger.model import Ledger
from cashflow.ledger.options import ReadOptions

__all__ = ["resolve"]


class _Open:
    """What is still open of the invoices that share a number, as payments come in order of day."""

    def __init__(self, ledger: Ledger, invoices: Ints, closed: Ints, options: ReadOptions) -> None:
        self.ledger = ledger
        self.rest = {i: 0 if closed[i] else int(ledger.amount[i]) for i in invoices.tolist()}
        self.day = {i: int(ledger.invoice_day[i]) for i in self.rest}
        size = np.abs(ledger.amount[invoices])
        digits = np.array([CURRENCIES[c] for c in ledger.currency.values], np.int64)[ledger.currency.codes[invoices]]
        self.most = dict(zip(invoices.tolist(), options.payment_tolerance.most(size, digits).tolist(), strict=True))
        self.less: dict[int, list[tuple[int, int, int]]] = {}
        for tier in whole_tiers(ledger, tiers_of(ledger, invoices)):
            last = (tier.last.astype(np.int64) + options.discount_tolerance_days).tolist()
            for at, day, low, high in zip(tier.rows.tolist(), last, tier.least.tolist(), tier.most.tolist(), strict=True):
                self.less.setdefault(at, []).append((day, low, high))

    def closes(self, at: int, cash: int, said: int, day: int, exactly: bool) -> bool:
        """Whether a payment is what is open of an invoice; else but for a discount or the tolerance."""
        left = abs(self.rest[at]) - abs(cash) - said
        if exactly or said:
            return left == 0
        if -self.most[at] <= left <= 0:
            return True
        return any(day <= last and low <= left <= high for last, low, high in self.less.get(at, ()))

    def pay(self, at: int, cash: int, said: int, day: int) -> None:
        """Take a payment off what is open."""
        size = abs(self.rest[at])
        left = 0 if self.closes(at, cash, said, day, False) else max(0, size - abs(cash) - said)
        self.rest[at] = left if self.rest[at] > 0 else -left

    def choose(self, among: list[int], cash: int, said: int, day: int) -> list[int]:
        """The invoices that a payment may be of, one if it can be told."""
        alike = [i for i in among if (self.ledger.amount[i] < 0) == (cash < 0)] or among
        if len(alike) == 1:
            return alike
        live = [i for i in alike if self.rest[i] and self.day[i] <= day]
        for some in (live, [i for i in alike if self.rest[i] and self.day[i] > day]):
            for exactly in (True, False):
                found = [i for i in some if self.closes(i, cash, said, day, exactly)]
                if found:
                    return found
        if len(live) == 1 and abs(cash) + said <= abs(self.rest[live[0]]):
            return live  # a part payment of the only one that is open
        if live:
            return live
        again = [i for i in alike if not self.rest[i] and abs(int(self.ledger.amount[i])) == abs(cash) + said]
        return again or alike


def resolve(
    ledger: Ledger, keys: Keys, which: Ints, payments: tuple[Ints, Ints, Ints, Ints, Ints], closed: Ints, options: ReadOptions
) -> tuple[Ints, dict[int, str]]:
    """Payments whose number the supplier uses more than once.

    Parameters
    ----------
    ledger, keys
        The invoices, and where each payment's lie.
    which
        Positions of the payments to look at.
    payments
        Day, cash, stated discount, invoice date (`NO_DAY`: not given) and currency code (−1: not given) of all payments.
    closed : (n_invoices,), bool
        Paid already by their own paid date.

    Returns
    -------
    found : (n,), int64
        The invoice of each payment; −1: none has the invoice date, or several are left.
    reasons
        By position, of those for which several are left.
    """
    day, cash, said, dated, currency = payments
    found, reasons = np.full(len(day), -1, np.int64), dict[int, str]()
    order = which[np.lexsort((said[which], cash[which], day[which], keys.low[which]))]
    spans = sorted(set(zip(keys.low[order].tolist(), keys.high[order].tolist(), strict=True)))
    invoices = np.sort(np.concatenate([np.zeros(0, np.int64), *(keys.order[a:b] for a, b in spans)]).astype(np.int64))
    book = _Open(ledger, invoices, closed, options)
    columns = (c[order].tolist() for c in (keys.low, keys.high, day, cash, said, dated, currency))
    for at, low, high, on, money, off, date, code in zip(order.tolist(), *columns, strict=True):
        among = [i for i in keys.order[low:high].tolist() if date in (NO_DAY, book.day[i]) and code in (-1, ledger.currency.codes[i])]
        if not among:
            continue
        chosen = book.choose(among, money, off, on)
        if len(chosen) == 1:
            found[at] = chosen[0]
            book.pay(chosen[0], money, off, on)
            continue
        listed = ", ".join(candidate_text(ledger, i, book.rest[i]) for i in chosen[:5])
        more = f" and {len(chosen) - 5} more" if len(chosen) > 5 else ""
        reasons[at] = f"fits {len(chosen)} invoices of this supplier: {listed}{more}; give the column invoice_date"
    return found, reasons
