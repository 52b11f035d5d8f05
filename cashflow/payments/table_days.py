"""What is known of payment days by line and invoice day: when an installment is due, when it is paid, which discount it takes.

Every rule depends on the invoice day alone there, so it is evaluated once a day, never once an invoice. Days are filled in when they
are first asked for: a calendar refuses only days that are reached.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.days import NEVER, NO_DAY, Ints
from cashflow.payments.discounts import simple_choice, tier_days
from cashflow.payments.lines import Lines
from cashflow.payments.payment_days import payment_days
from cashflow.payments.policy import PaymentPolicy
from cashflow.terms import calendar_of, due_days

__all__ = ["TableDays"]

_FILLED = ("known", "dated", "due", "pay", "tier")  # in this order they are copied: what is known by then is written


@frozen(eq=False)
class TableDays:
    """``due``, ``pay`` and ``tier`` by line and invoice day since `first_day`; they fill when they are asked, and never change afterwards.

    Threads may fill the same days at once: both write the same, and say that a day is known when all of it is written. Due days are
    filled in apart from the others: of an invoice that is paid nobody asks when it would be paid.
    """

    policy: PaymentPolicy
    lines: Lines
    first_day: int
    due: Ints  # (n_lines, n_days), int32; NO_DAY: not known yet
    pay: Ints  # int32
    tier: Ints  # int8: position of the discount taken; −1: none
    known: Ints  # (n_base, n_days), bool: all of it is
    dated: Ints  # bool: the due days are

    @classmethod
    def none(cls, policy: PaymentPolicy, lines: Lines, first_day: int = 0, n_days: int = 0) -> TableDays:
        """Room for so many days, of which nothing is known."""
        shape = (len(lines), n_days)
        due, pay = (np.full(shape, NO_DAY, np.int32) for _ in range(2))
        known, dated = (np.zeros((lines.n_base, n_days), bool) for _ in range(2))
        return cls(policy, lines, first_day, due, pay, np.full(shape, -1, np.int8), known, dated)

    @property
    def n_days(self) -> int:
        """Invoice days there is room for."""
        return self.known.shape[1]

    def holds(self, first: int, last: int) -> bool:
        """Whether there is room for invoice days from `first` to `last`."""
        return bool(self.n_days) and self.first_day <= first and last < self.first_day + self.n_days

    def wider(self, first: int, last: int) -> TableDays:
        """The same with room for these, too."""
        if self.n_days:
            first, last = min(first, self.first_day), max(last, self.first_day + self.n_days - 1)
        out, start = TableDays.none(self.policy, self.lines, first, last - first + 1), self.first_day - first
        if self.n_days:
            for column in _FILLED:
                getattr(out, column)[:, start : start + self.n_days] = getattr(self, column)
        return out

    def copy(self) -> TableDays:
        """The same, to be read by a compiled kernel, which must not see a day that another thread has written in part."""
        out = evolve(self, **{name: getattr(self, name).copy() for name in _FILLED})
        last = self.lines.last
        out.due[last] = np.where(out.dated, out.due[last], NO_DAY)  # where the last installment is known, all of them are
        return out

    def places(self, line: Ints, day: Ints) -> Ints:
        """(n,), int64: where some lines on some days within reach lie in the memory of each column."""
        out = line * self.n_days
        out += day
        out -= self.first_day
        return out

    def fill(self, line: Ints, day: Ints) -> None:
        """Know the lines of the terms of some rests (`line` below ``n_base``) on some days within reach."""
        lost = self._lost(self.known, line, day)
        if not len(lost):
            return
        line, day = line[lost], day[lost]
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

    def _lost(self, known: Ints, line: Ints, day: Ints) -> Ints:
        """(n,), int64: positions of what is not known yet."""
        return (~known.ravel().take(self.places(line, day))).nonzero()[0]

    def _new(self, known: Ints, line: Ints, day: Ints) -> Iterator[tuple[int, Ints]]:
        """Rests and those of their days that are not known yet; afterwards they are."""
        lost = self._lost(known, line, day)
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
        never = np.full(len(days), NEVER, np.int32)
        paid = [never if stays_open else payment_days(policy, name, self.due[line, at], days) for line in lines]
        if self.lines.discounts and term.discounts and not stays_open:
            usual = paid[0]
            early = tier_days(policy, name, term, range(len(term.discounts)), {"invoice": days}, usual)
            choice = simple_choice(policy.discounts, term.discounts, early, usual)
            self.tier[lines[0], at] = choice
            for number, day in enumerate(early):
                paid[0] = np.where(choice == number, day, paid[0])
        for line, day in zip(lines, paid, strict=True):
            self.pay[line, at] = day
