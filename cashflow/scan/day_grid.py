"""Where the invoices of batches add up that are paid whole, on one day, or not at all: by their terms, or by a day of their own.

The same as `payments.regular` and `payments.known` say of any ledger, to whom everything else is left. No row is looked at by itself
but those that the kernel names.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from cashflow.basics.days import NEVER, NO_DAY, Ints, to_day
from cashflow.kernels import whole_marks as mark
from cashflow.kernels.collapse import add_rows
from cashflow.kernels.memory import Layout
from cashflow.kernels.whole import whole_kernel
from cashflow.kernels.whole_memory import Found, WholeRules, WholeSums
from cashflow.ledger.column_bounds import Bounds
from cashflow.ledger.model import Ledger
from cashflow.payments import PaymentPolicy
from cashflow.payments.cells import Cells, cells_of, layout_of
from cashflow.payments.day_table import DayTable
from cashflow.payments.known import GRACE_DAYS
from cashflow.payments.regular import least_amounts
from cashflow.payments.seen import Seen
from cashflow.scan.days import DaySums
from cashflow.scan.whole_rows import WholeRows, days_or_none
from cashflow.terms import PaymentTerms, calendar_of, last_due_days
from cashflow.terms.schedule import due_days

__all__ = ["DayGrid", "Left"]

_MOST_CELLS = 1 << 22
_MOST_PLACES = 1 << 21  # 16 MB, of each thread
_SLACK = 400  # days of room beside those seen, since files come in order of date
_FEWEST, _MOST, _ROOM = -400, 1200, 16  # days from the invoice to another day that have places, and room beside those seen
_FEW = 64  # one row of so many may lie beyond the places


@frozen(eq=False)
class Left:
    """Positions of rows that are not added, or not counted, each int64."""

    paid: Ints  # paid on a day that has no place
    dated: Ints  # open, and paid by a stated due day that has no place
    by_row: Ints  # open, to be worked out one by one
    cut: Ints  # to be cut into items that are counted
    found: Found | None = None  # what the kernel says of all rows; `None`: it was not asked

    @classmethod
    def of(cls, found: Found) -> Left:
        """What the kernel did not add, but for what is rounded by itself."""
        paid, dated, by_row = (found.apart[found.why == why] for why in (mark.PAID, mark.DATED, mark.ROW))
        return cls(paid, dated, by_row, found.cut, found)


class DayGrid:
    """Adds batches up under a policy, terms and currencies in one numbering; what it knows of due days serves the next batch."""

    def __init__(self, policy: PaymentPolicy, table: DayTable, engine: str) -> None:
        self.table, self.lines, self.engine = table, table.lines, engine
        self._kernel = whole_kernel(engine)
        self._as_of = NO_DAY if policy.as_of is None else to_day(policy.as_of)
        self._before = NO_DAY if policy.as_of is None else self._as_of - GRACE_DAYS
        self._upto = self._as_of if policy.baseline == "terms" else NEVER
        self._marks, self._least = self._marks_of(policy.discounts.take), least_amounts(self.lines)
        self._sums: WholeSums | None = None
        self._bound = 0
        self._wider = False
        self._all_regular = bool(self.lines.regular[1:].all())
        self._unknown: Ints | None = None  # (n_cells,), bool: only the payer's calendar knows its due day; `None`: there is no such
        self.done: list[tuple[Cells, DaySums, DaySums]] = []  # by terms; open, by invoice and due day; paid, by invoice and paid day
        self.seen = Seen()

    def _marks_of(self, takes: bool) -> Ints:
        """(n_terms + 1,), int16 by code + 1."""
        out = np.where(self.lines.regular, 0, mark.APART_BY_TERMS | mark.APART_STATED | mark.CUT | mark.BY_ROW).astype(np.int16)
        out[0] = mark.APART_BY_TERMS | (out[0] & mark.BY_ROW)  # who states a due day needs no terms
        for code, _ in self.lines.rates:
            out[code + 1] |= mark.APART_BY_TERMS  # each is rounded by itself
        for code, term in enumerate(self.lines.terms):
            out[code + 1] |= mark.APART_STATED if takes and term.discounts else 0
            out[code + 1] |= 0 if _by_invoice_day(term) else mark.UNTOLD
        return out

    def add(self, rows: WholeRows, bound: int | None, named: int = 0) -> Left | None:
        """Add invoices; `None`: they don't fit, and nothing was added.

        `bound`: no sum of their amounts is larger; `None`: it is found on the way. `named`: so many of those that state another due day
        than that of their terms are named.
        """
        bounds, n = rows.bounds, len(rows)
        if bound is not None and rows.due is None and rows.paid is None and self._all_regular and not bounds.lacks_terms:
            return self._add_unpaid(rows, bound)
        if not self._reaches(bounds, rows):
            return None
        assert self._sums is not None
        due, paid = days_or_none(rows.due, n), days_or_none(rows.paid, n)
        if self._unknown is not None:
            self._learn(rows, due)
        found: Found = self._kernel.add(self._sums, rows.code, rows.inner, rows.day, due, paid, rows.amount, named)
        self._bound += int(found.totals.gross.sum()) if bound is None else bound
        left, rounded = Left.of(found), found.apart[found.why == mark.ROUNDED]
        self._wider = _FEW * (len(left.paid) + len(left.dated)) > n
        if len(rounded):
            self._add_cells(rows.code, rows.currency.codes, rows.day, rows.amount, bounds.largest, rounded)
        if self._before > NO_DAY and bounds.last_day > self._as_of:
            self._planned(rows)
        return left

    def _add_unpaid(self, rows: WholeRows, bound: int) -> Left | None:
        """Add invoices that state no due day, are not paid, and go by their terms: as `add`."""
        bounds, none = rows.bounds, np.zeros(0, np.int64)
        if not self._reaches(bounds, None if self._before == NO_DAY else rows):
            return None
        assert self._sums is not None
        self._bound += bound
        self._add_cells(rows.code, rows.currency.codes, rows.day, rows.amount, bounds.largest, None)
        if self._before == NO_DAY:
            return Left(none, none, none, none)
        if self._unknown is not None:
            self._learn(rows, days_or_none(None, len(rows)))
        cut = self._kernel.count(self._sums, rows.code, rows.inner, rows.day, rows.amount)
        if bounds.last_day > self._as_of:
            self._planned(rows)
        return Left(none, none, none, cut)

    def add_cells(self, ledger: Ledger, rows: Ints | None, bound: int) -> bool:
        """Add regular invoices that are paid by their terms: all, or those at some positions; whether they fit."""
        bounds = ledger.bounds
        if not self._reaches(bounds):
            return False
        self._bound += bound
        self._add_cells(ledger.terms_code, ledger.currency.codes, ledger.invoice_day, ledger.amount, bounds.largest, rows)
        return True

    def _add_cells(self, code: Ints, inner: Ints, day: Ints, amount: Ints, largest: int, rows: Ints | None) -> None:
        assert self._sums is not None
        layout = self._layout
        add_rows(
            layout, self._sums.amount[: layout.n_cells], self._columns, code, inner, day, amount, largest, rows=rows, kernel=self.engine
        )

    def _places(self, rows: WholeRows) -> Ints:
        """(n,), int64: places of rows by their terms."""
        place = (rows.code.astype(np.int64) + 1) * self._layout.stride + rows.day - self._layout.first_day
        return place if rows.inner is None else place + rows.inner * np.int64(self._layout.n_days)

    def _reaches(self, bounds: Bounds, rows: WholeRows | None = None) -> bool:
        """Whether there are places for days and amounts, or can be made; `rows`: for their other days, too."""
        now, first, last = None if self._sums is None else self._sums.rules, bounds.first_day - _SLACK, bounds.last_day + _SLACK
        window = (0, 0) if now is None else (now.low, now.n_apart)
        if rows is not None and (self._wider or not window[1]):
            window = _window(rows, *window)
        layout = None if now is None else now.layout
        if layout is not None:
            end = layout.first_day + layout.n_days - 1
            if layout.first_day > bounds.first_day or bounds.last_day > end:
                first, last, layout = min(first, layout.first_day), max(last, end), None
        layout = layout or layout_of(self.lines, first, last)
        if layout.n_cells * (1 + len(self.lines.part_line)) > _MOST_CELLS:
            return False
        if layout.rounded is not None and bounds.largest > layout.rounded.largest:
            return False
        low, many = window[0], min(window[1], max(1, (_MOST_PLACES - layout.n_cells) // (2 * layout.stride)))
        if now is None or layout is not now.layout or (low, many) != (now.low, now.n_apart):
            self.flush()
            self._begin(layout, low, many)
        return True

    def _begin(self, layout: Layout, low: int, n_apart: int) -> None:
        last, items = np.full(layout.n_cells, NO_DAY, np.int32), np.zeros(layout.n_cells, np.int16)
        unknown = np.zeros(layout.n_cells, bool)
        days, stride = np.arange(layout.first_day, layout.first_day + layout.n_days, dtype=np.int32), layout.stride
        for code, term in enumerate(self.lines.terms if n_apart else ()):  # else no row is looked up
            mine = slice((code + 1) * stride, (code + 2) * stride)
            regular = self.lines.regular[code + 1]
            if regular and term.needs_calendar:
                unknown[mine] = True
            elif _by_invoice_day(term) and not regular:
                last[mine] = np.tile(last_due_days(term, {"invoice": days}), layout.n_inner)
            elif regular:
                due = np.stack(due_days(term, {"invoice": days}, calendar_of(term, None)))
                items[mine] = np.tile(self._items(np.count_nonzero(due < self._before, axis=0), days), layout.n_inner)
                last[mine] = np.tile(due[-1], layout.n_inner)
        items |= np.repeat(self._marks, stride)
        self._unknown = unknown if unknown.any() else None
        most = min(mark.ITEMS, int(self.lines.n_parts.max()))
        rules = WholeRules(layout, low, n_apart, last, items, self._least, self._before, self._upto, self._as_of, most)
        self._layout, self._sums = layout, WholeSums(rules)
        self._columns = layout.empty()[1]

    def _items(self, many: Ints, days: Ints) -> Ints:
        """How many items count of invoices of some days: nothing is due before its invoice date."""
        return np.where(days < self._before, np.minimum(many, mark.ITEMS), 0)

    def _planned(self, rows: WholeRows) -> None:
        """Count the invoices that are dated after the day, by currency."""
        later = rows.day > self._as_of
        names = rows.currency.values
        many: list[int] = (
            [int(np.count_nonzero(later))] if len(names) == 1 else np.bincount(rows.currency.codes[later], minlength=len(names)).tolist()
        )
        planned = {c: n for c, n in zip(names, many, strict=True) if n}
        self.seen = Seen.joined([self.seen, Seen(planned=planned)])

    def _learn(self, rows: WholeRows, due: Ints) -> None:
        """Ask the payer's calendar for the days that matter, and for no others: it may not know them.

        A stated date is that of an invoice in one part, whatever its terms.
        """
        assert self._sums is not None and self._unknown is not None
        places = self._places(rows)
        asked = self._unknown.take(places)
        asked &= np.where(due == NO_DAY, rows.day < self._before, self.lines.n_parts.take(rows.code + 1) > 1)
        if not asked.any():
            return
        there = np.zeros(len(self._unknown), bool)
        there[places[asked]] = True
        at, layout, rules = np.flatnonzero(there), self._layout, self._sums.rules
        line, day = np.divmod(at, layout.n_days)
        day = (day + layout.first_day).astype(np.int32)
        days = self.table.reach(int(day.min()), int(day.max()))
        rules.told[at] |= self._items(days.due_before(line, day, self._before), day).astype(np.int16)
        rules.last[at] = days.last_due(self.lines.term_of(line), self.lines.currency_of(line), day)
        self._unknown[at] = False

    def flush(self) -> None:
        """Put the sums aside into `done`; what comes then is added to new ones."""
        if self._sums is None:
            return
        rules, amount = self._sums.rules, self._sums.amount
        cells = cells_of(self._layout, self.lines, amount[: rules.stated_from], self._columns, self._bound)
        dated, paid = amount[rules.stated_from : rules.paid_from], amount[rules.paid_from : rules.nowhere]
        self.done.append((cells, self._by_day(dated, rules), self._by_day(paid, rules)))
        self.seen = Seen.joined([self.seen, Seen(*self._sums.counts.tolist())])
        self._sums, self._bound = None, 0

    def _by_day(self, amount: Ints, rules: WholeRules) -> DaySums:
        """Sums by invoice day and another day."""
        at, layout = np.flatnonzero(amount), rules.layout
        cell, apart = np.divmod(at, max(1, rules.n_apart))
        inner, day = np.divmod(cell, layout.n_days)
        day = (day + layout.first_day).astype(np.int32)
        return DaySums(self.lines.currencies, inner, day, (day + apart + rules.low).astype(np.int32), amount[at])


def _by_invoice_day(term: PaymentTerms) -> bool:
    """Whether the invoice day alone tells its last due day, whoever pays."""
    return term.anchors <= {"invoice"} and not term.needs_calendar


def _window(rows: WholeRows, low: int, many: int) -> tuple[int, int]:
    """Days apart that must have a place: the first, and how many; those of some rows beside those that had one."""
    ends = [(low, low + many - 1)] if many else []
    for days in (rows.due, rows.paid):
        gaps = np.zeros(0, bool) if days is None else days == NO_DAY
        if days is not None and not gaps.all():
            apart = days - rows.day
            first = int(np.where(gaps, np.int32(NEVER), apart).min())
            ends.append((max(_FEWEST, first - _ROOM), min(_MOST, int(np.where(gaps, np.int32(NO_DAY), apart).max()) + _ROOM)))
    low = min((a for a, _ in ends), default=0)
    return low, max(1, max((b for _, b in ends), default=0) - low + 1)
