"""The kernel of invoices that are paid whole, on one day, or not at all: each goes to one place, by its terms or by a day of its own.

Owns arrays only; what they mean is `scan.day_grid` and `scan.terms_seen`. With numba installed a compiled twin gives the same sums;
see `kernels.choose`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cashflow.basics.days import NEVER, NO_DAY, Ints, first_of
from cashflow.kernels import whole_marks as mark
from cashflow.kernels.choose import twin
from cashflow.kernels.whole_memory import Found, Others, TermDays, Told, Totals, WholeRules, WholeSums

__all__ = ["taken_at", "whole_kernel"]

_BLOCK = 131_072
"""Rows at a time: what they need again and again stays in a near cache, and threads that read files seldom wait for each other."""


def whole_kernel(engine: str) -> Any:
    """The kernel of numpy or of numba: `told`, `add`, `count` and `taken_at`."""
    return _NumpyWhole() if engine == "numpy" else twin("whole")


def taken_at(values: Ints, index: Ints) -> Ints:
    """(n,): values at some positions (int32), all of which there are; some rows at a time, whose positions numpy wants in 64 bits."""
    out, wide = np.empty(len(index), values.dtype), np.empty(min(_BLOCK, len(index)), np.intp)
    for start in range(0, len(index), _BLOCK):
        some = index[start : start + _BLOCK]
        np.copyto(wide[: len(some)], some)
        values.take(wide[: len(some)], out=out[start : start + len(some)], mode="clip")
    return out


class _NumpyWhole:
    """Its arrays serve every block again, because fresh memory costs more than the arithmetic."""

    def __init__(self) -> None:
        self._index, self._size = np.empty(_BLOCK, np.int64), np.empty(_BLOCK, np.int64)
        self._cell, self._place, self._other, self._last, self._mask = np.empty((5, _BLOCK), np.int32)
        self._told, self._items = np.empty(_BLOCK, np.int16), np.empty(_BLOCK, np.int8)
        self._kept, self._stated, self._flag, self._flag2 = np.empty((4, _BLOCK), bool)

    taken_at = staticmethod(taken_at)

    def add(self, sums: WholeSums, code: Ints, inner: Ints | None, day: Ints, due: Ints, paid: Ints, amount: Ints, named: int = 0) -> Found:
        """Add rows.

        Parameters
        ----------
        sums
            What is added to, by its rules.
        code, inner, day, due, paid, amount : (n,)
            Terms, currency (`None` where there is one), invoice day, stated due day and day paid (`NO_DAY`: none), int32; amounts,
            int64. They fit the layout. Nothing is paid on a zero, whatever its day.
        named
            So many of the rows with another due day than that of their terms are named.
        """
        blocks = []
        for start in range(0, len(code), _BLOCK):
            some = slice(start, start + _BLOCK)
            columns = code[some], None if inner is None else inner[some], day[some], due[some], paid[some], amount[some]
            found = self._add(sums, *columns, named)
            blocks.append((start, found))
            named -= len(found.others.first)
        return _joined(blocks, sums.rules.layout.n_inner)

    def _add(self, sums: WholeSums, code: Ints, inner: Ints | None, day: Ints, due: Ints, paid: Ints, amount: Ints, named: int) -> Found:
        rules, n = sums.rules, len(code)
        index = self._by_terms(rules, code, inner, day)
        last, told = self._last[:n], self._told[:n]
        rules.last.take(index, out=last, mode="clip")
        rules.told.take(index, out=told, mode="clip")
        stated, flag = np.not_equal(due, last, out=self._stated[:n]), self._flag[:n]
        stated &= np.not_equal(due, NO_DAY, out=flag)
        others = self._others(rules, stated, named)
        kept = np.not_equal(paid, NO_DAY, out=self._kept[:n])
        cut = self._count(sums, code, day, due, paid, amount)
        if rules.upto < NEVER:
            kept &= np.less_equal(paid, rules.upto, out=flag)
        apart = self._places(rules, day, due, paid)
        np.copyto(index, self._place[:n])
        np.add.at(sums.amount, index, amount)
        return Found(apart, self._why(kept, due, apart), cut, others, self._totals(rules.layout.n_inner, inner, amount, paid))

    def _others(self, rules: WholeRules, stated: Ints, named: int) -> Others:
        """Rows that state another due day than that of their terms, where it is known; `stated`: than the one of the rules."""
        n = len(stated)
        other, flag = np.not_equal(self._last[:n], NO_DAY, out=self._flag2[:n]), self._flag[:n]
        other &= stated
        if rules.marks & mark.UNTOLD:
            other &= np.equal(self._told[:n] & np.int16(mark.UNTOLD), 0, out=flag)
        first = other.nonzero()[0][:named] if named else np.zeros(0, np.int64)
        return Others(first, int(np.count_nonzero(other)))

    def _why(self, kept: Ints, due: Ints, apart: Ints) -> Ints:
        """(n_apart,), uint8: why rows are not added."""
        marks, stated = self._told.take(apart), due[apart]
        stated = (stated != NO_DAY) & (stated != self._last.take(apart))
        by_row = np.where(stated, (marks & mark.APART_STATED) != 0, (marks & mark.BY_ROW) != 0)
        return np.where(kept[apart], mark.PAID, np.where(by_row, mark.ROW, np.where(stated, mark.DATED, mark.ROUNDED))).astype(np.uint8)

    def count(self, sums: WholeSums, code: Ints, inner: Ints | None, day: Ints, amount: Ints) -> Ints:
        """Count the items of rows that state no due day and are not paid; (n_cut,), int64: positions of those to be cut, as of `add`."""
        rules, found = sums.rules, [np.zeros(0, np.int64)]
        for start in range(0, len(code), _BLOCK):
            some = slice(start, start + _BLOCK)
            index = self._by_terms(rules, code[some], None if inner is None else inner[some], day[some])
            n = len(index)
            told, items = self._told[:n], self._items[:n]
            rules.told.take(index, out=told, mode="clip")
            np.bitwise_and(told, mark.ITEMS, out=items, casting="unsafe")
            self._stated[:n] = False
            cut = self._to_cut(rules, code[some], amount[some], items)
            sums.counts[0] += _added(items, rules.most_items)
            found += [cut + start] if len(cut) else []
        return np.concatenate(found)

    def _by_terms(self, rules: WholeRules, code: Ints, inner: Ints | None, day: Ints) -> Ints:
        """(n,), int64: places of rows by their terms; the same in 32 bits, where arithmetic is twice as fast, and as of one line."""
        n, at = len(code), rules.layout
        cell, place, index = self._cell[:n], self._place[:n], self._index[:n]
        np.subtract(day, at.first_day, out=cell)
        if inner is not None:
            cell += inner * np.int32(at.n_days)
        np.multiply(code, at.stride, out=place)
        place += cell
        place += at.stride
        np.copyto(index, place)
        return index

    def _places(self, rules: WholeRules, day: Ints, due: Ints, paid: Ints) -> Ints:
        """Put where each row goes into `_place`; positions of those that are not added."""
        n = len(day)
        place, other, kept, stated, flag = (a[:n] for a in (self._place, self._other, self._kept, self._stated, self._flag))
        apart = self._marked(rules, kept, stated) if rules.marks & (mark.APART_BY_TERMS | mark.APART_STATED) else None
        paid_mask = _mask(kept, self._mask[:n])
        _select(due, paid, paid_mask, other)
        other -= day
        other -= rules.low
        by_day = np.logical_or(stated, kept, out=stated)
        beyond = np.greater_equal(other.view(np.uint32), rules.n_apart, out=flag)
        beyond &= by_day
        if beyond.any():
            apart = beyond.copy() if apart is None else np.logical_or(apart, beyond, out=apart)
        cell = self._cell[:n]
        cell *= rules.n_apart
        other += cell
        paid_mask &= rules.paid_from - rules.stated_from
        other += paid_mask
        other += rules.stated_from
        _select(place, other, _mask(by_day, self._mask[:n]), place)
        if apart is None:
            return np.zeros(0, np.int64)
        at = apart.nonzero()[0]
        place[at] = rules.nowhere
        return at

    def _marked(self, rules: WholeRules, kept: Ints, stated: Ints) -> Ints:
        """(n,), bool: open, of terms whose open invoices are not added."""
        told, found, flag = self._told[: len(kept)], self._flag2[: len(kept)], self._flag[: len(kept)]
        np.not_equal(told & np.int16(mark.APART_BY_TERMS), 0, out=found)
        found &= np.logical_not(stated, out=flag)
        if rules.marks & mark.APART_STATED:
            other = (told & np.int16(mark.APART_STATED)) != 0
            other &= stated
            found |= other
        found &= np.logical_not(kept, out=flag)
        return found

    def _count(self, sums: WholeSums, code: Ints, day: Ints, due: Ints, paid: Ints, amount: Ints) -> Ints:
        """Count items, where the masks say of a row whether it is paid and states a due day; positions of the rows to be cut."""
        rules, n = sums.rules, len(day)
        none = np.zeros(0, np.int64)
        if rules.before == NO_DAY:
            return none
        items, flag, old = self._items[:n], self._flag[:n], self._flag2[:n]
        in_time = self._kept[:n]
        if int(paid.max()) > rules.as_of:
            in_time = in_time & (paid <= rules.as_of)
        np.less(due, rules.before, out=old)
        old &= np.less(day, rules.before, out=flag)
        np.bitwise_and(self._told[:n], mark.ITEMS, out=items, casting="unsafe")
        items *= np.logical_not(self._stated[:n], out=flag).view(np.int8)
        old &= self._stated[:n]
        items |= old.view(np.int8)
        cut = self._to_cut(rules, code, amount, items)
        if first_of(paid) < int(sums.counts[2]):
            sums.counts[2] = min(int(sums.counts[2]), int(paid.min(where=in_time & (amount != 0), initial=NEVER)))
        sums.counts[0] += _added(items, rules.most_items)
        items *= in_time.view(np.int8)
        sums.counts[1] += _added(items, rules.most_items)
        return cut

    def _to_cut(self, rules: WholeRules, code: Ints, amount: Ints, items: Ints) -> Ints:
        """Positions of the rows that must be cut; these, and those of nothing, have no items."""
        most = int(rules.least.max(initial=0))
        near = np.add(amount, most, out=self._size[: len(amount)])
        small = np.less_equal(near.view(np.uint64), 2 * most, out=self._flag[: len(amount)]).nonzero()[0]
        items[small[amount[small] == 0]] = 0
        small = small[(np.abs(amount[small]) <= rules.least[code[small] + 1]) & (amount[small] != 0) & ~self._stated[small]]
        if rules.marks & mark.CUT:
            marked = (self._told[: len(amount)] & np.int16(mark.CUT)) != 0
            marked &= amount != 0
            small = np.union1d(small, marked.nonzero()[0])
        items[small] = 0
        return small

    def told(self, days: TermDays, code: Ints, day: Ints, due: Ints, paid: Ints, amount: Ints) -> Told:
        """What rows say of their dates, and their ends; columns as those of `add`."""
        counts = np.zeros(3, np.int64)
        for start in range(0, len(code), _BLOCK):
            some = slice(start, start + _BLOCK)
            counts += self._told_of(days, code[some], day[some], due[some], paid[some])
        return Told(*counts.tolist(), *(int(v) for v in (amount.min(), amount.max(), code.min())))

    def _told_of(self, days: TermDays, code: Ints, day: Ints, due: Ints, paid: Ints) -> tuple[int, int, int]:
        n = len(code)
        flag = self._flag[:n]
        n_bad = 0
        if days.early or np.less(due, day, out=flag).any():  # or none is stated
            n_bad = _bad(code, day, due if not days.early else np.where(due == NO_DAY, self._days_of(days, days.last, code, day), due))
        soon = -1 if days.discount is None else max(-1, days.longest)
        wait = np.subtract(paid, day, out=self._other[:n])  # where nothing is paid since 1970 it wraps around, beyond all
        near = np.less_equal(wait, soon, out=flag).nonzero()[0]
        near = near[paid.take(near) != NO_DAY]
        n_before, in_time = int(np.count_nonzero(wait.take(near) < 0)), 0
        if days.discount is not None and len(near):
            in_time = int(np.count_nonzero(paid.take(near) <= self._days_of(days, days.discount, code[near], day[near])))
        return n_bad, n_before, in_time

    def _days_of(self, days: TermDays, table: Ints, code: Ints, day: Ints) -> Ints:
        """(n,), int32: the day of each row in a table by terms and invoice day."""
        place, index, found = (a[: len(code)] for a in (self._place, self._index, self._last))
        np.multiply(code, days.n_days, out=place)
        place += day
        place += days.n_days - days.first_day
        np.copyto(index, place)
        return table.take(index, out=found, mode="clip")

    def _totals(self, n_inner: int, inner: Ints | None, amount: Ints, paid: Ints) -> Totals:
        gross, unpaid, negative = np.zeros((3, n_inner), np.int64)
        n = len(amount)
        below = np.less(amount, 0, out=self._flag[:n]).nonzero()[0]
        is_open, only = np.equal(paid, NO_DAY, out=self._flag[:n]), self._index[:n]
        np.negative(is_open.view(np.int8), out=only, casting="unsafe")  # all bits, or none
        if inner is None:  # few are negative: a sum with them, and they twice, needs no copy without signs
            negative[0] = -amount.take(below).sum()
            gross[0] = amount.sum() + 2 * negative[0]
            left = np.bitwise_and(amount, only, out=self._size[:n])
            unpaid[0] = left.sum() - 2 * left.take(below).sum()
        else:
            size = np.abs(amount, out=self._size[:n])
            np.add.at(gross, inner, size)
            np.add.at(negative, inner[below], size[below])
            size &= only
            np.add.at(unpaid, inner, size)
        return Totals(gross, unpaid, negative, len(below))


def _joined(blocks: list[tuple[int, Found]], n_inner: int) -> Found:
    """What is said of all rows; each block with the position of its first row."""
    no_money = np.zeros(n_inner, np.int64)
    gross, unpaid, negative = (sum((getattr(f.totals, n) for _, f in blocks), no_money) for n in ("gross", "unpaid", "negative"))
    apart, cut, others = (
        np.concatenate([np.zeros(0, np.int64), *(part(f) + start for start, f in blocks)])
        for part in (lambda f: f.apart, lambda f: f.cut, lambda f: f.others.first)
    )
    why = np.concatenate([np.zeros(0, np.uint8), *(f.why for _, f in blocks)])
    totals = Totals(gross, unpaid, negative, sum(f.totals.n_negative for _, f in blocks))
    return Found(apart, why, cut, Others(others, sum(f.others.many for _, f in blocks)), totals)


def _bad(code: Ints, day: Ints, known: Ints) -> int:
    """How many rows have a due day before the invoice, or none and no terms."""
    missing = known == NO_DAY
    return int(np.count_nonzero(known < day)) - int(np.count_nonzero(missing)) + int(np.count_nonzero(missing & (code == -1)))


def _mask(chosen: Ints, out: Ints) -> Ints:
    """(n,), int32: all bits where a row is chosen, none where not."""
    np.copyto(out, chosen)
    return np.negative(out, out=out)


def _select(usual: Ints, other: Ints, mask: Ints, out: Ints) -> None:
    """The one or the other by the bits of a mask: chance can't be foretold, and a branch a row costs ten times as much."""
    found = np.bitwise_xor(usual, other)
    found &= mask
    np.bitwise_xor(usual, found, out=out)


def _added(items: Ints, most: int) -> int:
    """The sum of small numbers: counting is much quicker than adding them up."""
    return sum(int(np.count_nonzero(items >= k)) for k in range(1, max(1, most) + 1))
