"""How an offer looks at each invoice: by what it has in common with others, row by row, or not at all, because nothing of it can move.

Found in blocks that stay in the processor's cache. What of a book is paid is most of it, and is left out here, once for all that ask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from cashflow.basics.days import NEVER, NO_DAY, Ints, to_day
from cashflow.ledger.model import Ledger
from cashflow.payments.day_table import DayTable
from cashflow.payments.regular import least_amounts

if TYPE_CHECKING:
    from cashflow.payments.policy import PaymentPolicy

__all__ = ["BY_ROW", "BY_STATED", "BY_TERMS", "CLOSED", "CLOSED_PARTS", "LookedAt", "looked_at"]

NOTHING, BY_TERMS, BY_STATED, BY_ROW, CLOSED, CLOSED_PARTS = range(6)
"""What is known of an invoice: of amount zero; dates follow from terms and invoice day; or from invoice day and a stated due date alone;
it must be looked at by itself; one payment settled it by `as_of`, and it is one item; or as many as its terms have parts."""
_ASKED, _ASKED_CLOSED = 6, 7  # until it is known whether a stated due date is that of the terms: open ones, and closed ones
_BLOCK = 65_536
_MOST_STATED = 1 << 21  # pairs of invoice day and stated due date


@frozen(eq=False)
class LookedAt:
    """What is known of each invoice, and how far stated due dates are from invoice dates where they are all that counts."""

    how: Ints  # (n_invoices,), int8: one of the six above
    least: int  # days from invoice date to due date of those `BY_STATED`
    most: int  # below `least`: there is none

    @property
    def n_waits(self) -> int:
        """How many different numbers of days that may be."""
        return max(0, self.most - self.least + 1)

    def at(self, what: int) -> Ints:
        """Positions of the invoices of which this is known."""
        return np.flatnonzero(self.how == what)


def looked_at(ledger: Ledger, policy: PaymentPolicy, table: DayTable) -> LookedAt:
    """Go over all invoices once."""
    look = _Look(ledger, policy, table)
    look.all()
    return LookedAt(look.how, look.least, look.most)


class _Look:
    """What has been found so far."""

    def __init__(self, ledger: Ledger, policy: PaymentPolicy, table: DayTable) -> None:
        self.how = np.empty(len(ledger), np.int8)
        self.least, self.most = 0, -1
        self._ledger, self._table = ledger, table
        self._as_of = None if policy.as_of is None else to_day(policy.as_of)
        self._upto = NEVER if policy.baseline != "terms" else NO_DAY if self._as_of is None else self._as_of
        n_days = max(1, ledger.bounds.last_day - ledger.bounds.first_day + 1)
        n_waits = _MOST_STATED // (n_days * max(1, len(ledger.currency.values)))
        self._first, self._last = -(n_waits // 8), n_waits - n_waits // 8 - 1  # few are due before their date, or after years
        self._rules(policy)

    def _rules(self, policy: PaymentPolicy) -> None:
        """By code + 1: how open invoices without and with a stated due date are looked at, how others than by terms, and paid ones."""
        lines = self._table.lines
        one, narrow = lines.n_parts == 1, not self._table.too_wide(self._ledger)
        offers = np.array([False, *(policy.discounts.take and bool(t.discounts) for t in lines.terms)])
        regular = lines.regular & narrow
        self._unstated = np.where(regular, BY_TERMS, BY_ROW).astype(np.int8)
        self._other = np.where(regular & ~offers, BY_STATED, BY_ROW).astype(np.int8)
        self._other[0] = BY_STATED if narrow else BY_ROW  # without terms
        self._stated = np.where(regular & (offers | ~one), _ASKED, self._other).astype(np.int8)
        self._settled = np.where(one, CLOSED, np.where(regular, _ASKED_CLOSED, BY_ROW)).astype(np.int8)
        if self._as_of is None:
            self._settled[:] = BY_ROW
        self._open_ones, self._closed_ones = (BY_TERMS, self._other), (CLOSED_PARTS, np.full(len(one), CLOSED, np.int8))
        self._least = least_amounts(lines)
        if narrow and len(self.how):
            self._table.reach(self._ledger.bounds.first_day, self._ledger.bounds.last_day)

    def all(self) -> None:
        """Block by block."""
        starts = np.arange(0, len(self.how) + _BLOCK, _BLOCK)
        edges = np.searchsorted(self._ledger.paid.invoice, starts).tolist()
        for number, start in enumerate(starts[:-1].tolist()):
            some = slice(start, min(start + _BLOCK, len(self.how)))
            how, code = self.how[some], self._ledger.terms_code[some] + 1
            self._open(how, code, some)
            self._pay(how, code, some, slice(*edges[number : number + 2]))
            self._by_terms(how, code, some)
            self._by_stated(how, some)

    def _open(self, how: Ints, code: Ints, some: slice) -> None:
        """As if nothing were paid."""
        ledger = self._ledger
        unstated = ledger.due_day[some] == NO_DAY
        if not unstated.any():
            self._stated.take(code, out=how, mode="clip")
        elif unstated.all():
            self._unstated.take(code, out=how, mode="clip")
        else:
            how[:] = np.where(unstated, self._unstated.take(code), self._stated.take(code))
        if ledger.bounds.undated:
            how[ledger.invoice_day[some] == NO_DAY] = BY_ROW
        how[ledger.amount[some] == 0] = NOTHING

    def _pay(self, how: Ints, code: Ints, some: slice, theirs: slice) -> None:
        """What is paid goes row by row, but for what one payment settled."""
        ledger, paid = self._ledger, self._ledger.paid
        row, day, money = paid.invoice[theirs] - some.start, paid.day[theirs], paid.amount[theirs]
        if not len(row):
            return
        last = int(day.max())
        open_later = np.flatnonzero(day > self._as_of) if self._as_of is not None and self._as_of < last else row[:0]
        later = row[open_later] if self._upto == NEVER else row[:0]  # such payments keep their date, too
        if last > self._upto or not money.all():  # a payment of nothing touches nothing
            kept = np.flatnonzero((day <= self._upto) & (money != 0))
            row, money = row[kept], money[kept]
        settles = money == ledger.amount[some].take(row)
        how[row] = np.where(settles, self._settled.take(code.take(row)), BY_ROW)
        for others in (row[1:][row[1:] == row[:-1]], later, row[ledger.invoice_day[some].take(row) == NO_DAY]):
            how[others[how[others] >= CLOSED]] = BY_ROW

    def _by_terms(self, how: Ints, code: Ints, some: slice) -> None:
        """A stated due date may be that of the terms; and no part may be nothing, because it is rounded."""
        ledger = self._ledger
        for asked, otherwise in ((how == _ASKED, self._open_ones), (how == _ASKED_CLOSED, self._closed_ones)):
            if len(at := np.flatnonzero(asked)):
                day, stated = ledger.invoice_day[some].take(at), ledger.due_day[some].take(at)
                same = stated == NO_DAY
                same |= stated == self._table.last_due(code.take(at) - 1, ledger.currency.codes[some].take(at), day)
                how[at] = np.where(same, otherwise[0], otherwise[1].take(code.take(at)))
        if self._least.any():
            at = np.flatnonzero((self._least > 0).take(code) & ((how == BY_TERMS) | (how == CLOSED_PARTS)))
            how[at[np.abs(ledger.amount[some].take(at)) <= self._least.take(code.take(at))]] = BY_ROW

    def _by_stated(self, how: Ints, some: slice) -> None:
        """How far due dates are from invoice dates; those that are too far go row by row."""
        at = np.flatnonzero(how == BY_STATED)
        if not len(at):
            return
        wait = self._ledger.due_day[some].take(at).astype(np.int64) - self._ledger.invoice_day[some].take(at)
        if int(wait.min()) < self._first or int(wait.max()) > self._last:
            far = (wait < self._first) | (wait > self._last)
            how[at[far]] = BY_ROW
            wait = wait[~far]
        if len(wait):
            low, high = int(wait.min()), int(wait.max())
            none = self.most < self.least
            self.least, self.most = low if none else min(self.least, low), high if none else max(self.most, high)
