"""How complete a ledger is as of a day: as it is told, else as what is due and not paid shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
from attrs import evolve, field, frozen

from cashflow.basics.days import NEVER, NO_DAY, Ints, to_date, to_day
from cashflow.basics.groupby import once
from cashflow.basics.threads import by_share
from cashflow.ledger.model import Ledger
from cashflow.ledger.told import ALL, NONE, Told
from cashflow.payments.cut_items import items_due_and_paid
from cashflow.payments.day_sums import GRACE_DAYS
from cashflow.payments.day_table import DayTable
from cashflow.payments.items import Payments
from cashflow.payments.policy import PaymentPolicy
from cashflow.payments.regular import Ways, least_amounts, settled_rows
from cashflow.payments.seen import Seen
from cashflow.payments.table_days import TableDays

__all__ = ["GRACE_DAYS", "Known", "known_of", "seen_in"]

_BLOCK = 262_144
_HAS_NONE = " has none"


@frozen
class Known:
    """From when paid items are in, and until when all invoices are; told, or inferred as of a day."""

    as_of: dt.date | None
    cleared_from: dt.date | str  # or "all", "none"
    cleared_told: bool
    invoiced_to: dt.date | None  # None: all there are
    invoiced_told: bool
    planned: Mapping[str, int] = field(factory=dict, hash=False)  # currency → invoices dated after as_of
    evidence: str = ""  # of an inference, in words
    first_invoice: int = NO_DAY
    undated: int = 0  # invoices whose date is not in the ledger
    undated_to: int = NO_DAY  # the last day on which one of them may be dated: they are due by then, and payables on as_of
    partly: int = 0  # invoices that are paid, in part or whole, and no date says when
    partly_from: int = NEVER  # the first day on which one of them is invoiced: what is open is known before it, and from as_of on

    @property
    def cleared_day(self) -> int:
        """First day from which paid items are in: `NO_DAY` if all are, `NEVER` if none are and it can't be told what is past."""
        if isinstance(self.cleared_from, dt.date):
            return to_day(self.cleared_from)
        if self.cleared_from == ALL:
            return NO_DAY
        return NEVER if self.as_of is None else to_day(self.as_of) + 1

    @property
    def whole_from(self) -> int:
        """First day from which all flows are known; an inferred date is the first payment, and runs are monthly at least."""
        inferred = isinstance(self.cleared_from, dt.date) and not self.cleared_told
        return self.cleared_day - GRACE_DAYS if inferred else self.cleared_day

    def lacks_flows(self, first: int) -> bool:
        """Whether what was paid in a quarter from its `first` day on may be missing; not, if an inferred book begins in it."""
        begins = isinstance(self.cleared_from, dt.date) and not self.cleared_told and self.first_invoice >= first
        return first < self.whole_from and not begins

    @property
    def invoiced_day(self) -> int:
        """Last day up to which all invoices are in; `NEVER`: no limit."""
        return NEVER if self.invoiced_to is None else to_day(self.invoiced_to)

    def undated_words(self) -> str:
        """How many invoices have no date, and what of them is known."""
        rows = f"{self.undated:,} row{' has' if self.undated == 1 else 's have'} no invoice date"
        return f"{rows}: they count as payables from {to_date(self.undated_to)} on, and before that is unknown"

    def partly_words(self) -> str:
        """How many invoices are paid without a date, and what of them is known."""
        rows = f"{self.partly:,} invoice{' is' if self.partly == 1 else 's are'} paid, in part or whole, before {self.as_of}"
        return f"{rows}, and no date says when: what was open before that day is unknown"

    def cleared_words(self) -> str:
        """From when paid items are in, and how that is known."""
        how = "told" if self.cleared_told else self.evidence
        mixed = self.evidence.endswith(_HAS_NONE)
        none = "paid items of some files alone, so none are counted on" if mixed else "open items only, no paid ones"
        what = {ALL: "all paid items are in", NONE: none}.get(str(self.cleared_from))
        return f"{what or f'paid items are in from {self.cleared_from}'} (cleared_from, {how})"

    def invoiced_words(self) -> str:
        """Until when all invoices are in, and how that is known."""
        if self.invoiced_to is None:
            return "all invoices are in"
        return f"all invoices are in until {self.invoiced_to} (invoiced_to, {'given' if self.invoiced_told else 'taken to be as_of'})"

    def describe(self) -> str:
        """Both, in a sentence."""
        if self.as_of is None and not (self.cleared_told or self.invoiced_told):
            return "no as_of is given, so the ledger is taken as the whole book: all invoices, and all that was paid"
        return f"{self.cleared_words()}; {self.invoiced_words()}"


def seen_in(ledger: Ledger, policy: PaymentPolicy, table: DayTable, ways: Ways) -> Seen:
    """What a ledger shows as of the policy's day.

    An item is an installment; it is paid if payments up to that day cover it in full.

    Parameters
    ----------
    ledger
        Its rows may be sums of invoices; then `count` weighs them.
    policy
        Its `as_of`, and its calendars for terms that count business days.
    table
        The policy's days for the terms and currencies of the ledger.
    ways
        Which way its invoices go under the policy.
    """
    counts = None if policy.as_of is None or not len(ledger) else _Count(ledger, policy, table, ways, to_day(policy.as_of)).all()
    return _seen(ledger, policy, counts)


def _seen(ledger: Ledger, policy: PaymentPolicy, counts: tuple[int, int] | None) -> Seen:
    """The same, given how many items are due and paid; without these counts nothing is to be inferred."""
    undated = ledger.undated
    lacking = int(ledger.invoices_in(undated).sum()), int(ledger.due_day[undated].max(initial=NO_DAY))
    if policy.as_of is None or not len(ledger):
        return Seen(undated=lacking[0], undated_to=lacking[1])
    as_of = to_day(policy.as_of)
    planned = _planned(ledger, as_of)
    if counts is None:
        return Seen(planned=planned, undated=lacking[0], undated_to=lacking[1])
    paid = ledger.paid
    first = paid.days[0]
    if first == NO_DAY or paid.undated is not None:
        first = int(paid.day.min(where=~paid.dayless, initial=NEVER))
    return Seen(*counts, first if first <= as_of else NEVER, planned, *lacking)


def _planned(ledger: Ledger, as_of: int) -> dict[str, int]:
    if ledger.bounds.last_day <= as_of:
        return {}
    if len(ledger.currency.values) == 1 and ledger.count is None:
        parts = by_share(len(ledger), lambda rows: int(np.count_nonzero(ledger.invoice_day[rows] > as_of)))
        return {ledger.currency.values[0]: sum(parts)}
    later = np.flatnonzero(ledger.invoice_day > as_of)
    many = np.zeros(len(ledger.currency.values), np.int64)
    np.add.at(many, ledger.currency.codes[later], ledger.invoices_in(later))
    return {c: int(n) for c, n in zip(ledger.currency.values, many, strict=True) if n}


@frozen(eq=False)
class _Count:
    """Counts items due long before a day, and how many of them the payments up to it cover in full.

    Of most invoices the day table says how many of their installments are due by then; the others, and those that are paid in part,
    are cut into their items.
    """

    ledger: Ledger
    policy: PaymentPolicy
    table: DayTable
    ways: Ways
    as_of: int

    @property
    def before(self) -> int:
        return self.as_of - GRACE_DAYS

    def all(self) -> tuple[int, int]:
        """Items due, and items paid of them."""
        ledger, due, paid = self.ledger, 0, 0
        same = self.policy.baseline == "terms"  # which keeps the payments up to the same day
        touched, settled = (
            (self.ways.touched, self.ways.settled) if same else settled_rows(ledger, np.flatnonzero(ledger.paid.day <= self.as_of))
        )
        part = touched & ~settled
        days = None if self.table.too_wide(ledger) else self.table.reach(ledger.bounds.first_day, ledger.bounds.last_day)
        for start in range(0, len(ledger), _BLOCK):
            some = slice(start, start + _BLOCK)
            n = len(part[some])
            many, cut = self._by_table(some, part[some], days) if days is not None else (np.zeros(n, np.int64), np.ones(n, bool))
            many[cut] = 0
            due, paid = due + int(many.sum()), paid + int(many.sum(where=settled[some]))
            more = items_due_and_paid(
                ledger, self.policy, np.flatnonzero(cut & (ledger.invoice_day[some] < self.before)) + start, self.before, self.as_of
            )
            due, paid = due + more[0], paid + more[1]
        return due, paid

    def _by_table(self, some: slice, part: Ints, days: TableDays) -> tuple[Ints, Ints]:
        """(n,) twice: how many items of each row of a block are due, and rows that must be cut to know it, or how many of them are paid."""
        ledger, lines = self.ledger, self.table.lines
        code, day, stated = ledger.terms_code[some], ledger.invoice_day[some], ledger.due_day[some]
        regular = lines.regular.take(code + 1) if not lines.regular[1:].all() or ledger.bounds.lacks_terms else True
        cut = ~(regular | (code < 0)) | (day == NO_DAY)
        old = (day < self.before) & (ledger.amount[some] != 0)  # nothing is due before its invoice date, and nothing is paid on a zero
        many = (old & (stated < self.before) & (stated != NO_DAY)).astype(np.int64)
        asked = old & ~cut & regular
        at = np.flatnonzero(asked & (stated == NO_DAY))
        many[at] = self._last_due(days, some, at) < self.before
        at = np.flatnonzero(asked & (lines.n_parts.take(code + 1) > 1))
        at = at[(stated[at] == NO_DAY) | (stated[at] == self._last_due(days, some, at))]  # else it is one item
        base = lines.base(code[at], ledger.currency.codes[some][at])
        many[at] = days.due_before(base, day[at], self.before)
        cut[at] = part[at] | (np.abs(ledger.amount[some][at]) <= least_amounts(lines).take(code[at] + 1))
        return (many if ledger.count is None else many * ledger.count[some]), cut

    def _last_due(self, days: TableDays, some: slice, at: Ints) -> Ints:
        ledger = self.ledger
        return days.last_due(*(column[some][at] for column in (ledger.terms_code, ledger.currency.codes, ledger.invoice_day)))


def known_of(payments: Payments) -> Known:
    """How complete the ledger of some payments is, as of their policy's day."""
    told, policy = payments.ledger.told, payments.policy
    if payments.summed is not None:
        seen = payments.summed.seen
    else:
        seen = _seen(payments.ledger, policy, payments.by_day.counts)
    found = payments.ledger.findings
    known = _known_as_of(told, policy.as_of, seen, payments.invoice_days[0], ("", "") if found is None else found.paid_in)
    ledger, undated = payments.ledger, payments.ledger.paid.undated
    if undated is None:
        return known
    rows = once(ledger.paid.invoice[undated])
    return evolve(known, partly=int(ledger.invoices_in(rows).sum()), partly_from=int(ledger.invoice_day[rows].min()))


def _known_as_of(told: Told, as_of: dt.date | None, seen: Seen, first_invoice: int, paid_in: tuple[str, str]) -> Known:
    """As told; else as of a day ``"none"``, if of the items due long before it fewer than half are paid, else the earliest paid date.

    It is ``"none"``, too, where one file says what was paid and another has no column for it: its own open items are not its book.
    """
    cleared, evidence = told.cleared_from, ""
    if cleared is None:
        cleared, evidence = (ALL, "no as_of is given") if as_of is None else _inferred(as_of, seen, paid_in)
    elif as_of is not None and isinstance(cleared, dt.date) and cleared > as_of:
        cleared = NONE
    upto = told.invoiced_to if told.invoiced_to is not None else as_of
    how = told.cleared_from is not None, upto, told.invoiced_to is not None
    upto_day = seen.undated_to if as_of is None else min(seen.undated_to, to_day(as_of))
    begin = NO_DAY if seen.undated else first_invoice
    return Known(as_of, cleared, *how, seen.planned, evidence, begin, seen.undated, upto_day)


def _inferred(as_of: dt.date, seen: Seen, paid_in: tuple[str, str]) -> tuple[dt.date | str, str]:
    if seen.first_paid == NEVER:
        return NONE, f"inferred: nothing is paid by {as_of}"
    counted = f"{seen.paid:,} of {seen.due:,} items due before {to_date(to_day(as_of) - GRACE_DAYS)} are paid"
    if 2 * seen.paid < seen.due:
        return NONE, f"inferred: only {counted}"
    if all(paid_in):
        return NONE, f"inferred: {paid_in[0]} has paid dates, {paid_in[1]}{_HAS_NONE}"
    return to_date(seen.first_paid), f"inferred: the earliest paid date; {counted}"
