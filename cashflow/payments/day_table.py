"""Payment days as a table: for each line of terms and each invoice day, when it is due, when it is paid, which discount it takes.

A line is an installment of a term in a currency. Every rule depends on the invoice day alone there, so it is evaluated once a
day, never once an invoice. Days are filled in when they are first asked for: a calendar refuses only days that are reached.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import NEVER, NO_DAY, Ints
from cashflow.ledger.model import Ledger
from cashflow.payments.discounts import simple_choice, tier_days
from cashflow.payments.due_table import DueTable
from cashflow.payments.payment_days import payment_days
from cashflow.payments.policy import PaymentPolicy
from cashflow.terms import PaymentTerms, calendar_of, due_days
from cashflow.terms.anchors import PREVIOUS
from cashflow.terms.shares import Rounding

__all__ = ["MANY_CELLS", "DayTable", "Lines", "by_invoice_day", "day_table_of", "rates_of"]

_PLAIN = Rounding()
MANY_CELLS = 1 << 18
_MOST_COLUMNS = 2  # with more, rounded parts may have to be cut, and are then no longer functions of the amount alone


def by_invoice_day(term: PaymentTerms, discounts: bool) -> bool:
    """Whether all dates of a term follow from invoice day and currency, and its parts from the amount, each by one rounded rate.

    With `discounts` its discounts must, too; they do if they are rates off the gross amount of an invoice that has one part.
    """
    if any(p.anchor not in ("invoice", PREVIOUS) for p in term.installments) or len(rates_of(term, False)) > _MOST_COLUMNS:
        return False
    parts = term.installments if len(term.installments) > 1 else ()
    if any(p.share.of not in ("gross", "rest") or (p.rounding or term.rounding) != _PLAIN for p in parts):
        return False
    if not discounts or not term.discounts:
        return True
    simple = all(d.of_gross and d.anchor == "invoice" for d in term.discounts)
    return simple and not parts and len(term.discounts) <= _MOST_COLUMNS


def rates_of(term: PaymentTerms, discounts: bool) -> list[Fraction]:
    """Rates whose rounded products cells hold beside the amounts: parts but the rest, or, of an invoice in one part, its discounts."""
    if len(term.installments) > 1:
        return [p.share.value for p in term.installments if p.share.of != "rest"]
    return [d.rate or Fraction(0) for d in term.discounts] if discounts else []


@frozen(eq=False)
class Lines:
    """Numbering of the lines of some terms in some currencies.

    Line ``(code + 1) * n_currencies + currency`` is the term's rest (of most terms: the whole); lines of other
    parts come after these. Code −1 (no terms) has lines that are never asked for.
    """

    terms: tuple[PaymentTerms, ...]
    currencies: tuple[str, ...]
    discounts: bool
    regular: Ints = field(init=False)  # (n_terms + 1,), bool by code + 1: `by_invoice_day`
    rates: tuple[tuple[int, list[Fraction]], ...] = field(init=False)  # (code, `rates_of`) of the terms with columns
    part_line: Ints = field(init=False)  # (n_columns, n_base): line of the part that a column of a rest holds; −1: none
    n_parts: Ints = field(init=False)  # (n_terms + 1,) by code + 1: installments of regular terms; 0 of others
    last: Ints = field(init=False)  # (n_base,): line of the last installment

    @regular.default
    def _regular(self) -> Ints:
        return np.array([False, *(by_invoice_day(t, self.discounts) for t in self.terms)])

    @rates.default
    def _rates(self) -> tuple[tuple[int, list[Fraction]], ...]:
        known = ((c, rates_of(t, self.discounts)) for c, t in enumerate(self.terms) if self.regular[c + 1])
        return tuple((c, r) for c, r in known if r)

    @part_line.default
    def _part_line(self) -> Ints:
        out, count = np.full((max((len(r) for _, r in self.rates), default=0), self.n_base), -1), self.n_base
        for code, some in self.rates:
            for column in range(len(some) if len(self.terms[code].installments) > 1 else 0):
                rests = self.rests(code)
                out[column, rests] = count + np.arange(len(rests))
                count += len(rests)
        return out

    @n_parts.default
    def _n_parts(self) -> Ints:
        return np.array([0, *(len(t.installments) if r else 0 for t, r in zip(self.terms, self.regular[1:], strict=True))])

    @last.default
    def _last(self) -> Ints:
        out = np.arange(self.n_base)
        for code, some in self.rates:
            parts = self.terms[code].installments
            if len(parts) > 1 and parts[-1].share.of != "rest":
                out[self.rests(code)] = self.part_line[len(some) - 1, self.rests(code)]
        return out

    def rests(self, code: int) -> Ints:
        """Lines of a term's rest, one a currency."""
        return np.arange(len(self.currencies)) + (code + 1) * len(self.currencies)

    @property
    def n_base(self) -> int:
        """Lines of the rests."""
        return (len(self.terms) + 1) * len(self.currencies)

    def __len__(self) -> int:
        return max(self.n_base, int(self.part_line.max(initial=-1)) + 1)

    def same(self, terms: tuple[PaymentTerms, ...], currencies: tuple[str, ...], discounts: bool) -> bool:
        """Whether they are the lines of these."""
        return self.discounts == discounts and self.currencies == currencies and (self.terms is terms or self.terms == terms)

    def base(self, code: Ints, currency: Ints) -> Ints:
        """(n,), int64: lines of the rests of some terms in some currencies."""
        out = code.astype(np.int64)
        out += 1
        out *= len(self.currencies)
        out += currency
        return out

    def term_of(self, base: Any) -> Any:
        """Code of the term of a rest, or of several; −1: no terms."""
        return base // max(1, len(self.currencies)) - 1

    def currency_of(self, base: Any) -> Any:
        """Code of the currency of a rest, or of several."""
        return base % max(1, len(self.currencies))

    def of(self, code: int, currency: int) -> list[int]:
        """Lines of a term in a currency, one an installment in their order."""
        rest = (code + 1) * len(self.currencies) + currency
        others = iter(self.part_line[:, rest].tolist())
        return [rest if p.share.of == "rest" else next(others) for p in self.terms[code].installments]


class DayTable:
    """``due``, ``pay`` and ``tier`` by line and invoice day since `first_day`; grows and fills when it is asked.

    Due days are filled in apart from the others: of an invoice that is paid nobody asks when it would be paid.
    """

    def __init__(self, policy: PaymentPolicy, lines: Lines) -> None:
        self.policy, self.lines, self.first_day = policy, lines, 0
        self.by_due = DueTable(policy, lines.currencies)
        self._allocate(0)

    def _allocate(self, n_days: int) -> None:
        shape = (len(self.lines), n_days)
        self.due, self.pay = (np.full(shape, NO_DAY, np.int32) for _ in range(2))
        self.tier = np.full(shape, -1, np.int8)  # position of the discount taken; −1: none
        self.known, self.dated = (np.zeros((self.lines.n_base, n_days), bool) for _ in range(2))  # all of it; the due days

    def reach(self, first: int, last: int) -> None:
        """Make room for invoice days from `first` to `last`."""
        n_days = self.known.shape[1]
        if n_days and self.first_day <= first and last < self.first_day + n_days:
            return
        before, was = self._columns, self.first_day
        if n_days:
            first, last = min(first, self.first_day), max(last, self.first_day + n_days - 1)
        self.first_day = first
        self._allocate(last - first + 1)
        for wider, old in zip(self._columns, before if n_days else (), strict=bool(n_days)):
            wider[:, was - first : was - first + n_days] = old

    @property
    def _columns(self) -> tuple[Ints, ...]:
        return self.due, self.pay, self.tier, self.known, self.dated

    def places(self, line: Ints, day: Ints) -> Ints:
        """(n,), int64: where some lines on some days within reach lie in the memory of each column."""
        out = line * self.due.shape[1]
        out += day
        out -= self.first_day
        return out

    def fill(self, line: Ints, day: Ints) -> None:
        """Know the lines of the terms of some rests (`line` below ``n_base``) on some days within reach."""
        self.fill_due(line, day)
        for base, days in self._new(self.known, line, day):
            self._pay(self.lines.term_of(base), self.lines.currency_of(base), days)

    def fill_due(self, line: Ints, day: Ints) -> None:
        """Know when they are due, and no more."""
        for base, days in self._new(self.dated, line, day):
            code, currency = self.lines.term_of(base), self.lines.currency_of(base)
            term, calendar = self.lines.terms[code], self.policy.calendar(self.lines.currencies[currency])
            dues = due_days(term, {"invoice": days}, calendar_of(term, None if term.calendar else calendar))
            for each, due in zip(self.lines.of(code, currency), dues, strict=True):
                self.due[each, days - self.first_day] = due

    def last_due(self, code: Ints, currency: Ints, day: Ints) -> Ints:
        """(n,), int32: last due day of regular terms in some currencies, on some days within reach."""
        base = self.lines.base(code, currency)
        at = self.places(self.lines.last.take(base), day)
        due = self.due.ravel().take(at)
        lost = np.flatnonzero(due == NO_DAY)
        if len(lost):
            self.fill_due(base[lost], day[lost])
            due[lost] = self.due.ravel().take(at[lost])
        return due

    def due_before(self, line: Ints, day: Ints, before: int) -> Ints:
        """(n,), int64: how many installments of the terms of some rests, on some days within reach, are due before a day."""
        self.fill_due(line, day)
        due = self.due.ravel()
        many = (due.take(self.places(line, day)) < before).astype(np.int64)
        for others in self.lines.part_line:
            other = others.take(line)
            split = np.flatnonzero(other >= 0)
            many[split] += due.take(self.places(other[split], day[split])) < before
        return many

    def too_wide(self, ledger: Ledger, most: int = MANY_CELLS) -> bool:
        """Whether it would hold far more days than the ledger has invoices."""
        return len(self.lines) * (ledger.bounds.last_day - ledger.bounds.first_day + 1) > max(most, 2 * len(ledger))

    def _new(self, known: Ints, line: Ints, day: Ints) -> Iterator[tuple[int, Ints]]:
        """Rests and those of their days that are not known yet; afterwards they are."""
        lost = np.flatnonzero(~known.ravel().take(self.places(line, day)))
        if not len(lost):
            return
        line, day = line[lost], day[lost]
        for base in np.unique(line).tolist():
            days = np.unique(day[line == base])
            yield base, days
            known[base, days - self.first_day] = True

    def _pay(self, code: int, currency: int, days: Ints) -> None:
        term, name, policy, at = self.lines.terms[code], self.lines.currencies[currency], self.policy, days - self.first_day
        lines, stays_open = self.lines.of(code, currency), policy.baseline == "actual" and policy.as_of is None
        for line in lines:
            self.pay[line, at] = NEVER if stays_open else payment_days(policy, name, self.due[line, at], days)
        if self.lines.discounts and term.discounts and not stays_open:
            usual = self.pay[lines[0], at]
            early = tier_days(policy, name, term, range(len(term.discounts)), {"invoice": days}, usual)
            choice = simple_choice(policy.discounts, term.discounts, early, usual)
            self.tier[lines[0], at] = choice
            for number, paid in enumerate(early):
                self.pay[lines[0], at] = np.where(choice == number, paid, self.pay[lines[0], at])


class DayTableCache:
    """A cache of the tables that were asked for last: ledgers are asked about often, and their days looked up once.

    A table only ever gains days, and what a day is depends on nothing but its policy, terms and currencies.
    """

    def __init__(self, most: int = 4) -> None:
        self._tables: deque[DayTable] = deque(maxlen=most)

    def of(self, policy: PaymentPolicy, terms: tuple[PaymentTerms, ...], currencies: tuple[str, ...]) -> DayTable:
        """The policy's table for some terms and currencies."""
        for table in tuple(self._tables):
            if table.policy is policy and table.lines.same(terms, currencies, policy.discounts.take):
                return table
        self._tables.append(DayTable(policy, Lines(terms, currencies, policy.discounts.take)))
        return self._tables[-1]


_LAST = DayTableCache()


def day_table_of(policy: PaymentPolicy, terms: tuple[PaymentTerms, ...], currencies: tuple[str, ...]) -> DayTable:
    """The policy's table for some terms and currencies, from the cache of the last ones."""
    return _LAST.of(policy, terms, currencies)
