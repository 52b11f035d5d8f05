"""The reduction: invoices in, sums out; sums of files, batches and workers add up to the sums of all.

Three kinds of sums carry every book. `Cells`: regular invoices by terms, currency and invoice day. `DaySums`: amounts whose day is
known row by row (a due date of their own, a payment that keeps its date, another event) by invoice day and that day. And rows that can't
be summed before the policy has looked at them (discounts that are not a plain rate off an invoice in one part); of these there may be
some millions at most, and more are refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.brief import Outlined
from cashflow.basics.columns import taken_of
from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.kernels.choose import engine
from cashflow.kernels.whole_memory import Others
from cashflow.ledger.column_bounds import Bounds
from cashflow.ledger.model import Category, Ledger
from cashflow.ledger.payments_read import Unsaid, unsaid_sum
from cashflow.payments import PaymentPolicy
from cashflow.payments.cells import Cells
from cashflow.payments.day_table import DayTable
from cashflow.payments.dues import dues_of
from cashflow.payments.known import seen_in
from cashflow.payments.lines import Lines
from cashflow.payments.regular import kept_payments, ways_of
from cashflow.payments.seen import Seen
from cashflow.scan.day_grid import DayGrid, Left
from cashflow.scan.days import DaySums, SumsByDay
from cashflow.scan.rows import joined_rows, some_rows
from cashflow.scan.tally import Tallies, Tally
from cashflow.scan.whole_rows import WholeRows
from cashflow.terms import PaymentTerms

__all__ = ["MOST_ROWS", "Numbering", "Reduced", "Reducer", "check_bound", "in_order"]

MOST_ROWS = 2_000_000
"""Rows that can't be summed; 60 bytes each."""
_MOST_CELLS = 1 << 22
_MOST_TERMS = 10_000


class Numbering:
    """Terms and currencies seen so far; numbers change when new ones come (`version` then rises)."""

    def __init__(self) -> None:
        self.terms: tuple[PaymentTerms, ...] = ()
        self.currencies: tuple[str, ...] = ()
        self.place: dict[PaymentTerms, int] = {}
        self.version = 0

    def admit(self, terms: Iterable[PaymentTerms], currencies: Iterable[str]) -> None:
        """Know these, too."""
        new = [t for t in terms if t not in self.place]
        fresh = [c for c in dict.fromkeys(currencies) if c not in self.currencies]
        if not new and not fresh:
            return
        self.terms = in_order((*self.terms, *new))
        _check_terms(self.terms)
        self.place = {t: i for i, t in enumerate(self.terms)}
        self.currencies = (*self.currencies, *fresh)
        self.version += 1

    def numbered(self, ledger: Ledger) -> Ledger:
        """A ledger in this numbering."""
        if ledger.terms is self.terms and ledger.currency.values == self.currencies:
            return ledger
        self.admit(ledger.terms, ledger.currency.values)
        code = np.array([-1, *(self.place[t] for t in ledger.terms)], np.int32)[ledger.terms_code + 1]
        currency = np.array([self.currencies.index(c) for c in ledger.currency.values], np.int32)[ledger.currency.codes]
        return evolve(ledger, terms=self.terms, terms_code=code, currency=Category(currency, self.currencies))


@frozen(eq=False, repr=False)
class Reduced(Outlined):
    """What is left of any number of invoices; `joined` adds such up."""

    cells: Cells
    dated: DaySums  # by invoice day and contract due date
    paid: DaySums  # by invoice day and the day they were paid, less discounts
    taken: DaySums  # the discounts of those
    rows: Ledger | None  # what can't be summed
    tally: Tally
    bound: int  # no sum of amounts is larger
    first_day: int
    last_day: int  # invoice days; first_day − 1 if there is no invoice
    currencies: frozenset[str]  # of accepted invoices; cells may be numbered by more
    seen: Seen  # as of the policy's day
    unsaid: Unsaid = ()  # paid dates in time for a discount of which nothing is said

    @classmethod
    def joined(cls, parts: Sequence[Reduced], most_rows: int = MOST_ROWS) -> Reduced:
        """The sums of all; whatever the order and the grouping of `parts`, the same."""
        bound = sum(p.bound for p in parts)
        check_bound(bound)
        rows = [p.rows for p in parts if p.rows is not None]
        some = [p for p in parts if p.last_day >= p.first_day]
        check_rows(sum(map(len, rows)), most_rows)
        return cls(
            _in_order(Cells.joined([p.cells for p in parts])),
            DaySums.joined([p.dated for p in parts]),
            DaySums.joined([p.paid for p in parts]),
            DaySums.joined([p.taken for p in parts]),
            joined_rows(rows) if rows else None,
            Tally.joined(p.tally for p in parts),
            bound,
            min((p.first_day for p in some), default=0),
            max((p.last_day for p in some), default=-1),
            frozenset(c for p in parts for c in p.currencies),
            Seen.joined(p.seen for p in parts),
            unsaid_sum([p.unsaid for p in parts]),
        )


def in_order(terms: Iterable[PaymentTerms]) -> tuple[PaymentTerms, ...]:
    """Terms by their texts; those with parts or discounts come last, which is what the kernel likes."""
    return tuple(sorted(set(terms), key=lambda t: (len(t.installments) > 1 or bool(t.discounts), str(t))))


def _check_terms(terms: Sequence[PaymentTerms]) -> None:
    """Refuse so many that they are none, however many threads saw some of them."""
    if len(terms) > _MOST_TERMS:
        reason = f"holds more than {_MOST_TERMS:,} different terms, so it is hardly a column of terms"
        raise InputError(reason, column="terms", value=str(terms[-1]))


def _in_order(cells: Cells) -> Cells:
    """The same cells, terms and currencies numbered by their texts: what came first does not show."""
    lines = cells.lines
    _check_terms(lines.terms)
    return cells.renumbered(Lines(in_order(lines.terms), tuple(sorted(lines.currencies)), lines.discounts)).summed()


def check_rows(many: int, most: int) -> None:
    """Refuse more rows than may be kept."""
    if many > most:
        reason = f"more than {most:,} invoices have discounts that can't be summed: of parts, of the net amount, fixed, or of several tiers"
        hint = "Project with discounts='skip', or give most_rows if there is memory (60 bytes a row)"
        raise InputError(reason, column="terms", hint=hint)


class Reducer:
    """Adds invoices up, ledger by ledger; memory does not grow with them."""

    def __init__(self, policy: PaymentPolicy, numbering: Numbering | None = None, *, most_rows: int = MOST_ROWS, rows: int = 0) -> None:
        self.policy, self.numbering, self.most_rows = policy, numbering or Numbering(), most_rows
        self.kernel = engine(rows)
        self._tallies = Tallies()
        self._cells: list[Cells] = []
        self._dated, self._paid, self._taken = SumsByDay(), SumsByDay(), SumsByDay()
        self._unsaid: Unsaid = ()
        self._rows: list[Ledger] = []
        self._version, self._bound, self._kept = -1, 0, 0
        self._first_day, self._last_day = 0, -1
        self._currencies: set[str] = set()
        self._seen = Seen()

    def say(self, tally: Tally) -> None:
        """Count what was said of rows."""
        self._tallies.add(tally)

    def add(self, ledger: Ledger) -> None:
        """Add accepted invoices."""
        if not len(ledger):
            return
        ledger = self.numbering.numbered(ledger)
        bound = ledger.gross
        self._begin(ledger.bounds, ledger.currency, bound)
        self._unsaid = unsaid_sum([self._unsaid, ledger.unsaid]) if ledger.unsaid else self._unsaid
        rows = WholeRows.of(ledger)
        left = None if rows is None else self._grid.add(rows, bound)
        if rows is not None and left is not None:
            self._add_left(rows, left)
            self._discounts(ledger)
            return
        ways = ways_of(ledger, self.policy, self._table, _MOST_CELLS)
        self._seen = Seen.joined([self._seen, seen_in(ledger, self.policy, self._table, ways)])
        odd = ways.irregular
        if not len(odd):
            self._regular(ledger, None, bound)
            return
        keep = np.ones(len(ledger), bool)
        keep[odd] = False
        self._regular(ledger, np.flatnonzero(keep), bound)
        self._irregular(ledger, odd)

    def add_whole(self, rows: WholeRows, *, asks_sign: bool, named: int) -> Others | None:
        """Add accepted invoices whose columns are in the numbering, and count them; `None`: they don't fit, and nothing was added.

        Returns those that state another due day than that of their terms, and names so many of them.
        """
        if not rows.sums_fit:
            return None
        self._renumber()
        left = self._grid.add(rows, None, named)
        if left is None or left.found is None:
            return None
        totals = left.found.totals
        self._begin(rows.bounds, rows.currency, int(totals.gross.sum()))
        self._add_left(rows, left)
        self.say(Tally.of_totals(len(rows), rows.currency.values, totals, asks_sign=asks_sign))
        return left.found.others

    def _begin(self, bounds: Bounds, currency: Category, bound: int) -> None:
        """Know the days, currencies and money of some more invoices."""
        self._renumber()
        none = self._last_day < self._first_day
        if bounds.first_day <= bounds.last_day:  # else no invoice date is known
            self._first_day = bounds.first_day if none else min(self._first_day, bounds.first_day)
            self._last_day = bounds.last_day if none else max(self._last_day, bounds.last_day)
        if len(self._currencies) < len(self.numbering.currencies):
            there = np.zeros(len(currency.values), bool)
            there[currency.codes if currency.codes.strides != (0,) else currency.codes[:1]] = True
            self._currencies.update(self.numbering.currencies[i] for i in np.flatnonzero(there).tolist())
        self._bound += bound
        check_bound(self._bound)

    def _renumber(self) -> None:
        if self._version == self.numbering.version:
            return
        self._flush()
        self._version = self.numbering.version
        self._lines = Lines(self.numbering.terms, self.numbering.currencies, self.policy.discounts.take)
        self._table = DayTable(self.policy, self._lines)
        self._grid = DayGrid(self.policy, self._table, self.kernel)

    def _regular(self, ledger: Ledger, rows: Ints | None, bound: int) -> None:
        if rows is not None and not len(rows):
            return
        if not self._grid.add_cells(ledger, rows, bound):
            at = np.arange(len(ledger)) if rows is None else rows
            self._keep(Cells.of_rows(ledger, self._lines, at).summed())

    def _flush(self) -> None:
        """Put aside what was added in one numbering."""
        if self._version < 0:
            return
        self._grid.flush()
        self._seen = Seen.joined([self._seen, self._grid.seen])
        for cells, dated, paid in self._grid.done:
            self._keep(cells)
            self._dated.put(dated)
            self._paid.put(paid)
        self._version = -1

    def _keep(self, cells: Cells) -> None:
        self._cells.append(cells)
        if len(self._cells) > 64:
            self._cells = [Cells.joined(self._cells)]

    def _add_left(self, rows: WholeRows, left: Left) -> None:
        """What the grid left of some rows."""
        names, codes = rows.currency.values, rows.currency.codes
        for sums, days, at in ((self._paid, rows.paid, left.paid), (self._dated, rows.due, left.dated)):
            if days is not None and len(at):
                sums.add(names, taken_of(codes, at), rows.day[at], days[at], rows.amount[at])
        if len(left.cut):
            some = rows.ledger_of(left.cut)
            cut = seen_in(some, self.policy, self._table, ways_of(some, self.policy, self._table, _MOST_CELLS))
            self._seen = Seen.joined([self._seen, Seen(cut.due, cut.paid)])
        if len(left.by_row):
            some = rows.ledger_of(left.by_row)
            self._by_row(some, np.arange(len(some)))

    def _discounts(self, ledger: Ledger) -> None:
        """Take off what payments that are kept paid less, for a discount."""
        paid = ledger.paid
        at = np.flatnonzero(paid.discount)
        at = at[np.isin(at, kept_payments(ledger, self.policy))] if len(at) else at
        if len(at):
            of, off, names = paid.invoice[at], paid.discount[at], ledger.currency.values
            day, codes = ledger.invoice_day[of], taken_of(ledger.currency.codes, of)
            self._paid.add(names, codes, day, paid.day[at], -off)
            self._taken.add(names, codes, day, paid.day[at], off)

    def _irregular(self, ledger: Ledger, odd: Ints) -> None:
        names, currency, day = ledger.currency.values, ledger.currency.codes, ledger.invoice_day
        kept = kept_payments(ledger, self.policy)
        of, paid = ledger.paid.invoice[kept], ledger.paid.day[kept]
        off = ledger.paid.discount[kept]
        self._paid.add(names, currency[of], day[of], paid, ledger.paid.amount[kept] - off)
        if off.any():
            self._taken.add(names, currency[of], day[of], paid, off)
        self._by_row(ledger, odd[~np.isin(odd, of)] if len(kept) else odd)

    def _by_row(self, ledger: Ledger, odd: Ints) -> None:
        """Open invoices that are cut into their dues, or kept as they are."""
        if self.policy.discounts.take:
            offers = np.array([False, *(bool(t.discounts) for t in ledger.terms)])[ledger.terms_code[odd] + 1]
            self._rest(ledger, odd[offers])
            odd = odd[~offers]
        if len(odd):
            dues = dues_of(ledger, odd, policy=self.policy)
            of = ledger.currency.values, ledger.currency.codes[dues.invoice], ledger.invoice_day[dues.invoice]
            self._dated.add(*of, dues.due_day, dues.amount)

    def _rest(self, ledger: Ledger, rows: Ints) -> None:
        if len(rows):
            self._kept += len(rows)
            check_rows(self._kept, self.most_rows)
            self._rows.append(some_rows(ledger, rows))

    def result(self) -> Reduced:
        """The sums of all that was added."""
        self._renumber()
        self._flush()
        none = Cells.none(self._lines)
        rows = joined_rows(self._rows) if self._rows else None
        cells = Cells.joined([none, *self._cells])
        tally, days = self._tallies.total(), (self._first_day, self._last_day)
        by_day = self._dated.result(), self._paid.result(), self._taken.result()
        currencies = frozenset(self._currencies)
        return Reduced(cells, *by_day, rows, tally, self._bound, *days, currencies, self._seen, self._unsaid)


def check_bound(bound: int) -> None:
    """Refuse amounts whose sums might not fit int64."""
    if bound >= 2**63:
        raise InputError("is so large that sums might not fit", column="amount", hint="Sums must stay below 9.2e18 minor units")
