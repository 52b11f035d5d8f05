"""Whole amounts summed by currency, invoice day and another day: the day they are due, or the day they were paid.

An invoice in one part is paid by its due day and invoice day alone, whoever sent it; so such invoices add up, exactly.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import frozen

from cashflow.basics.columns import stacked
from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.groupby import summed
from cashflow.kernels.collapse import add_rows
from cashflow.kernels.memory import Layout

__all__ = ["DaySums", "SumsByDay"]

_MOST_CELLS = 1 << 22  # 32 MB
_SLACK = 400
_LOOSE = 1 << 19


@frozen(eq=False)
class DaySums:
    """A row is a currency, an invoice day and another day."""

    currencies: tuple[str, ...]
    currency: Ints  # (n,), int64 code
    invoice_day: Ints  # int32
    day: Ints  # int32
    amount: Ints  # int64, never 0

    def __len__(self) -> int:
        return len(self.amount)

    @property
    def is_in_order(self) -> bool:
        """Whether currencies stand in order of the alphabet, and rows in that of currency, invoice day and day, no two of them alike."""
        before, after = ((self.currency[s], self.invoice_day[s], self.day[s]) for s in (slice(None, -1), slice(1, None)))
        rises = after[2] > before[2]
        for column in (1, 0):
            rises = (after[column] > before[column]) | ((after[column] == before[column]) & rises)
        return self.currencies == tuple(sorted(set(self.currencies))) and bool(rises.all())

    @classmethod
    def joined(cls, parts: Sequence[DaySums]) -> DaySums:
        """The sums of several; currencies are matched by value, and stand in order of the alphabet."""
        if len(parts) == 1 and parts[0].is_in_order:
            return parts[0]
        names = tuple(sorted({c for p in parts for c in p.currencies}))
        place = [np.array([names.index(c) for c in p.currencies], np.int64)[p.currency] for p in parts]
        empty = [np.zeros(0, np.int64)]
        invoice_day, day, amount = stacked(parts, ("invoice_day", "day", "amount"))
        return cls(names, *_added(np.concatenate(place or empty), invoice_day, day, amount))


def _added(currency: Ints, invoice_day: Ints, day: Ints, amount: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """One row a currency and pair of days, in their order; sums that cancel to nothing are left out."""
    first, (sums,) = summed([currency, invoice_day, day], [amount])
    at, some = first[sums != 0], sums[sums != 0]
    return currency[at].astype(np.int64), invoice_day[at].astype(np.int32), day[at].astype(np.int32), some


class SumsByDay:
    """Adds rows up: by the kernel, days apart in place of terms; pairs of days far from all others are sorted instead."""

    def __init__(self) -> None:
        self._done: list[DaySums] = []
        self._layout: Layout | None = None
        self._low = 0
        self._names: tuple[str, ...] = ()

    def add(self, names: tuple[str, ...], currency: Ints, invoice_day: Ints, day: Ints, amount: Ints) -> None:
        """Add whole amounts; `currency` codes are of `names`."""
        if not len(amount):
            return
        if int(invoice_day.min()) == NO_DAY:
            undated = invoice_day == NO_DAY
            self.put(DaySums(names, *_added(currency[undated], invoice_day[undated], day[undated], amount[undated])))
            self.add(names, currency[~undated], invoice_day[~undated], day[~undated], amount[~undated])
            return
        apart = day - invoice_day
        if not self._fits(names, apart, invoice_day):
            self.put(DaySums(names, *_added(currency, invoice_day, day, amount)))
            return
        assert self._layout is not None
        apart -= self._low
        add_rows(self._layout, self._sums, self._none, apart, currency, invoice_day, amount, 0)

    def _fits(self, names: tuple[str, ...], apart: Ints, invoice_day: Ints) -> bool:
        """Whether the cells reach these days, or can be made to; new cells are begun where they must be wider."""
        low, high, first, last = (int(v) for v in (apart.min(), apart.max(), invoice_day.min(), invoice_day.max()))
        now = self._layout
        if now is not None:
            top, end = self._low + now.n_codes - 1, now.first_day + now.n_days - 1
            if names == self._names and self._low <= low and high <= top and now.first_day <= first and last <= end:
                return True
            low, high, first, last = min(low, self._low), max(high, top), min(first, now.first_day), max(last, end)
        else:
            first, last = first - _SLACK, last + _SLACK
        wider = Layout(high - low + 1, len(names), first, last - first + 1)
        if wider.n_cells > _MOST_CELLS:
            return False
        self._flush()
        self._layout, self._low, self._names = wider, low, names
        self._sums, self._none = wider.empty()
        return True

    def put(self, more: DaySums) -> None:
        """Add sums that were made elsewhere."""
        self._done.append(more)
        if len(self._done) > 64 or sum(map(len, self._done)) > _LOOSE:
            self._done = [DaySums.joined(self._done)]

    def _flush(self) -> None:
        now = self._layout
        if now is None:
            return
        some = np.flatnonzero(self._sums)
        apart, rest = some // now.stride - 1 + self._low, some % now.stride
        invoice_day = (rest % now.n_days + now.first_day).astype(np.int32)
        sums = DaySums(self._names, rest // now.n_days, invoice_day, (invoice_day + apart).astype(np.int32), self._sums[some])
        self._layout = None
        self.put(sums)

    def result(self) -> DaySums:
        """All that was added."""
        self._flush()
        return DaySums.joined(self._done)
