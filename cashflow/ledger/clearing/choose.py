"""Choosing: which of several invoices of one number a payment is of, by the invoice's date, and else by what was open on its day.

Payments of different numbers know nothing of each other: the first payments of all numbers are looked at together, then all second
ones, and so on. Numbers all of whose payments have the exact amount of one invoice, each of another one, need no turns.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.columns import picked
from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.frames import pd
from cashflow.ledger.clearing.contract import tiers_of, whole_tiers
from cashflow.ledger.clearing.folding import in_order
from cashflow.ledger.clearing.match import Keys, candidate_texts
from cashflow.ledger.model import Ledger
from cashflow.ledger.options import ReadOptions

__all__ = ["resolve"]

_LISTED = 5
_PAIRS = 1 << 21  # pairs of a payment and an invoice that are looked at together


@frozen(eq=False)
class _Asked:
    """Payments, in order of number and day."""

    at: Ints  # positions in their table
    low: Ints  # where the invoices of each one's number begin and end in `Keys.order`
    high: Ints
    day: Ints
    cash: Ints
    said: Ints
    told: Ints
    dated: Ints
    code: Ints

    @property
    def total(self) -> Ints:
        """(n,), int64: cash and stated discount, without sign."""
        return np.abs(self.cash) + self.said

    def some(self, which: Ints) -> _Asked:
        """Those at some places."""
        return _Asked(**picked(self, which, ("at", "low", "high", "day", "cash", "said", "told", "dated", "code")))


def resolve(
    ledger: Ledger, keys: Keys, which: Ints, payments: tuple[Ints, Ints, Ints, Ints, Ints, Ints], closed: Ints, options: ReadOptions
) -> tuple[Ints, Ints, np.ndarray[Any, Any]]:
    """Payments whose number the supplier uses more than once.

    Parameters
    ----------
    ledger, keys
        The invoices, and where each payment's lie.
    which
        Positions of the payments to look at.
    payments
        Day, cash, stated discount, whether one is stated, invoice date (`NO_DAY`: not given) and currency code (−1: not given) of all
        payments.
    closed : (n_invoices,), bool
        Paid already by their own paid date.
    options
        The tolerances.

    Returns
    -------
    found : (n,), int64
        The invoice of each payment; −1: none has the invoice date, or several are left.
    several
        Positions of those for which several are left, rising.
    words : (n,), object
        What is said of them.
    """
    day, cash, said, told, dated, currency = payments
    found, words = np.full(len(day), -1, np.int64), np.full(len(day), "", object)
    order = which[in_order(keys.low[which], day[which], cash[which], said[which], told[which])]
    columns = (keys.low, keys.high, day.astype(np.int64), cash, said, told, dated.astype(np.int64), currency)
    asked = _Asked(order, *(c[order] for c in columns))
    sure = _sure(ledger, keys, asked, closed)
    simple = np.flatnonzero(sure >= 0)
    found[asked.at[simple]] = sure[simple]
    left = asked.some(np.flatnonzero(sure < 0))
    book = _Open(ledger, keys, left, closed, options)
    several: list[Ints] = []
    for turn in _turns(left):
        at, chosen, texts = book.take(left.some(turn))
        found[left.at[turn]] = chosen
        words[at] = texts
        several.append(at)
    return found, np.sort(np.concatenate([np.zeros(0, np.int64), *several])), words


def _sure(ledger: Ledger, keys: Keys, asked: _Asked, closed: Ints) -> Ints:
    """(n,): the invoice of payments of simple numbers, −1 of others.

    A number is simple if each of its payments has the whole amount of one of its invoices, and that one of no other payment, and is no
    earlier. Then each invoice is either open in full or closed whenever a payment comes, and no rule can choose another one.
    """
    starts, first, group = np.unique(asked.low, return_index=True, return_inverse=True)
    sizes = asked.high[first] - starts
    owner = np.repeat(np.arange(len(starts)), sizes)
    invoice = keys.order[starts[owner] + np.arange(len(owner)) - (np.cumsum(sizes) - sizes)[owner]]
    amount = np.concatenate([ledger.amount[invoice], np.where(asked.cash < 0, -asked.total, asked.total)])
    value, distinct = pd.factorize(amount)
    kind = pd.factorize(np.concatenate([owner, group]).astype(np.int64) * (len(distinct) + 1) + value)[0]
    of_invoice, of_payment = kind[: len(invoice)], kind[len(invoice) :]
    many = int(kind.max(initial=-1)) + 1
    only: Any = np.zeros(many, np.int64)
    only[of_invoice] = invoice
    once = (np.bincount(of_invoice, minlength=many) == 1) & (np.bincount(of_payment, minlength=many) == 1)
    mine = only[of_payment]
    dated = (asked.dated == NO_DAY) | (asked.dated == ledger.invoice_day[mine])
    coded = (asked.code == -1) | (asked.code == ledger.currency.codes[mine])
    good = once[of_payment] & dated & coded & ~closed[mine] & (asked.day >= ledger.invoice_day[mine]) & (asked.total > 0)
    simple = np.bincount(group, ~good, len(starts)) == 0
    return np.where(simple[group], mine, -1)


def _turns(asked: _Asked) -> list[Ints]:
    """Places of the first payments of all numbers, of the second ones, …; in parts that have not too many invoices together."""
    begins = np.ones(len(asked.at), bool)
    begins[1:] = asked.low[1:] != asked.low[:-1]
    place = np.arange(len(begins))
    rank = place - np.maximum.accumulate(np.where(begins, place, 0))
    order = np.argsort(rank, kind="stable")
    part = np.cumsum((asked.high - asked.low)[order]) // _PAIRS
    cut = np.flatnonzero((np.diff(rank[order]) != 0) | (np.diff(part) != 0)) + 1
    return [t for t in np.split(order, cut) if len(t)]


class _Open:
    """What is still open of the invoices that share a number, as payments come in order of day."""

    def __init__(self, ledger: Ledger, keys: Keys, asked: _Asked, closed: Ints, options: ReadOptions) -> None:
        self.ledger, self.keys = ledger, keys
        self.rest = np.where(closed, 0, ledger.amount)
        mine = np.zeros(len(ledger) + 1, np.int64)  # over the places of `Keys.order`: how many numbers begin and end
        low, first = np.unique(asked.low, return_index=True)
        mine[low] += 1
        np.subtract.at(mine, asked.high[first], 1)
        invoices = np.sort(keys.order[np.flatnonzero(np.cumsum(mine[:-1]))])
        digits = np.array([CURRENCIES[c] for c in ledger.currency.values], np.int64)[ledger.currency.codes[invoices]]
        self.most = np.zeros(len(ledger), np.int64)
        self.most[invoices] = options.payment_tolerance.most(np.abs(ledger.amount[invoices]), digits)
        tiers = whole_tiers(ledger, tiers_of(ledger, invoices))
        parts = [(t.rows, t.last.astype(np.int64) + options.discount_tolerance_days, t.least, t.most) for t in tiers]
        columns = [np.concatenate([np.zeros(0, np.int64), *c]) for c in zip(*parts, strict=True)] or [np.zeros(0, np.int64)] * 4
        by_row = np.argsort(columns[0], kind="stable")
        self.tiers = [c[by_row] for c in columns]

    def take(self, asked: _Asked) -> tuple[Ints, Ints, np.ndarray[Any, Any]]:
        """Choose for payments of different numbers; what is said of some positions, and the invoice of each."""
        sizes = asked.high - asked.low
        pay = np.repeat(np.arange(len(sizes)), sizes)
        invoice = self.keys.order[asked.low[pay] + np.arange(len(pay)) - (np.cumsum(sizes) - sizes)[pay]]
        chosen = self._choose(asked, pay, invoice)
        many = np.bincount(pay[chosen], minlength=len(sizes))
        out = np.full(len(sizes), -1, np.int64)
        one = np.flatnonzero(chosen & (many[pay] == 1))
        out[pay[one]] = invoice[one]
        texts = self._words(pay, invoice, np.flatnonzero(chosen & (many[pay] > 1)), many)
        self._pay(asked, pay[one], invoice[one])
        return asked.at[many > 1], out, texts

    def _choose(self, asked: _Asked, pay: Ints, invoice: Ints) -> Ints:
        """(n_pairs,), bool: the invoices that each payment may be of, one if it can be told."""
        amount, rest, day = self.ledger.amount[invoice], self.rest[invoice], self.ledger.invoice_day[invoice]
        n = len(asked.at)
        dated, code = asked.dated[pay], asked.code[pay]
        among = ((dated == NO_DAY) | (dated == day)) & ((code == -1) | (code == self.ledger.currency.codes[invoice]))
        same = among & ((amount < 0) == (asked.cash < 0)[pay])
        alike = np.where((np.bincount(pay[same], minlength=n) > 0)[pay], same, among)
        single = alike & (np.bincount(pay[alike], minlength=n) == 1)[pay]
        live, later = (alike & (rest != 0) & when for when in (day <= asked.day[pay], day > asked.day[pay]))
        left = np.abs(rest) - asked.total[pay]
        near = self._near(asked, pay, invoice, left)
        again = alike & (rest == 0) & (np.abs(amount) == asked.total[pay])
        chosen, undecided = np.zeros(len(pay), bool), np.ones(n, bool)
        for rule in (single, live & (left == 0), live & near, later & (left == 0), later & near, live, again, alike):
            rule = rule & undecided[pay]
            chosen |= rule
            undecided[pay[rule]] = False
        return chosen

    def _near(self, asked: _Asked, pay: Ints, invoice: Ints, left: Ints) -> Ints:
        """(n_pairs,), bool: payments that close what is open, but for the tolerance or a discount."""
        near = (-self.most[invoice] <= left) & (left <= 0)
        rows, last, least, most = self.tiers
        low, high = np.searchsorted(rows, invoice), np.searchsorted(rows, invoice, "right")
        pair = np.repeat(np.arange(len(pay)), high - low)
        tier = low[pair] + np.arange(len(pair)) - (np.cumsum(high - low) - (high - low))[pair]
        fits = (asked.day[pay[pair]] <= last[tier]) & (least[tier] <= left[pair]) & (left[pair] <= most[tier])
        near[pair[fits & ~asked.told[pay[pair]]]] = True
        return np.where(asked.said[pay] > 0, left == 0, near)

    def _pay(self, asked: _Asked, pay: Ints, invoice: Ints) -> None:
        """Take payments off what is open of their invoices."""
        left = np.abs(self.rest[invoice]) - asked.total[pay]
        left = np.where(self._near(asked, pay, invoice, left), 0, np.maximum(left, 0))
        self.rest[invoice] = np.where(self.rest[invoice] > 0, left, -left)

    def _words(self, pay: Ints, invoice: Ints, which: Ints, many: Ints) -> np.ndarray[Any, Any]:
        """What is said of the payments for which several invoices are left: the first of them, and how many."""
        begins = np.ones(len(which), bool)
        begins[1:] = pay[which[1:]] != pay[which[:-1]]
        place = np.arange(len(which)) - np.maximum.accumulate(np.where(begins, np.arange(len(which)), 0))
        shown = which[place < _LISTED]
        place, owner = place[place < _LISTED], (np.cumsum(begins) - 1)[place < _LISTED]
        texts = candidate_texts(self.ledger, invoice[shown], self.rest[invoice[shown]])
        several = many[many > 1]
        words: Any = "fits " + np.array([str(m) for m in several], object) + " invoices of this supplier: "
        for number in range(_LISTED):
            mine = place == number
            words[owner[mine]] += (", " if number else "") + texts[mine]
        more = np.array([f" and {m - _LISTED} more" if m > _LISTED else "" for m in several], object)
        out: np.ndarray[Any, Any] = words + more + "; give the column invoice_date"
        return out
