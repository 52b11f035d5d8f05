"""Cells: invoices summed by currency, terms and invoice day, exactly; all that a policy needs to know of regular invoices.

How to use it. `Cells.of` sums a ledger (or some of its rows) by the kernel; `Cells.joined` puts the cells of files, batches or
workers together, whatever their terms and currencies are, because merging is adding; `settled` applies a policy's table of days.
Rounding an invoice's parts and discounts is not linear, so cells hold the sums of the rounded ones as columns of their own.

    table = day_table_of(policy, ledger.terms, ledger.currency.values)
    cells = Cells.of(ledger, table.lines)          # regular rows only: see Payments.irregular
    paid = cells.settled(table)                    # currency, invoice_day, due_day, base_day, amount, discount
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from attrs import frozen

from cashflow.basics.columns import stacked
from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.groupby import summed
from cashflow.basics.money import round_each, round_ratios, wide
from cashflow.basics.size import sizes, taken
from cashflow.basics.threads import by_share
from cashflow.kernels.block_memory import BlockRows
from cashflow.kernels.choose import engine
from cashflow.kernels.collapse import CHUNK_ALONE, add_rows
from cashflow.kernels.memory import Layout, Rounded
from cashflow.ledger.model import Ledger
from cashflow.payments.day_table import DayTable
from cashflow.payments.lines import Lines

__all__ = ["Cells", "PaymentFlows", "cells_of", "check_size", "layout_of"]

_BLOCK = 262_144


@frozen(eq=False)
class PaymentFlows:
    """Sums of installments by currency, invoice day, due day and payment day."""

    currency: Ints  # (n,) code
    invoice_day: Ints  # int32
    due_day: Ints  # int32
    base_day: Ints  # int32; NEVER: stays open
    amount: Ints  # int64 minor units
    discount: Ints  # int64, taken off the amount when it is paid
    difference: Ints | None = None  # int64, paid beyond the amount; `None`: nothing


@frozen(eq=False)
class Cells:
    """Sums of regular invoices; a row is a line of `lines` (the rest of a term in a currency) and an invoice day."""

    lines: Lines
    base: Ints  # (n_cells,), int64
    day: Ints  # (n_cells,), int32 invoice day
    amount: Ints  # (n_cells,), int64 minor units of the whole invoices
    columns: Ints  # (n_columns, n_cells), int64: rounded parts, or rounded discounts, in the order of `rates_of`
    bound: int  # no sum of any of its rows is larger

    def __len__(self) -> int:
        return len(self.base)

    @classmethod
    def of(cls, ledger: Ledger, lines: Lines, rows: Ints | None = None) -> Cells:
        """Cells of the regular invoices of a ledger.

        Parameters
        ----------
        ledger
            Its terms and currencies are those of `lines`.
        lines
            As of the policy's day table.
        rows : (n_rows,), optional
            Positions of the invoices to sum; all must be regular. By default all, which then are.

        Raises
        ------
        InputError
            Amounts so large that sums might not fit int64.
        """
        return cls.of_block(ledger, _columns(ledger), lines, rows)

    @classmethod
    def of_block(cls, ledger: Ledger, block: BlockRows, lines: Lines, rows: Ints | None = None) -> Cells:
        """The same of columns that hold some rows of a ledger."""
        n, bounds = len(block) if rows is None else len(rows), ledger.bounds
        bound = _bound(ledger, n)
        if taken("cells", "one a row" if n <= sizes().row_cells else "summed") == "one a row":
            return _row_cells(block, lines, slice(None) if rows is None else rows, bound)
        dense = layout_of(lines, bounds.first_day, bounds.last_day)
        if dense.rounded is not None and dense.rounded.largest < bounds.largest:  # products beyond int64: block by block
            rows = np.arange(n) if rows is None else rows
            blocks = [rows[i : i + _BLOCK] for i in range(0, n, _BLOCK)]
            return cls.joined([_row_cells(block, lines, b, bounds.largest * len(b)) for b in blocks])
        sums, columns = _summed(dense, block, bounds.largest, rows, n)
        return cells_of(dense, lines, sums, columns, bound)

    @classmethod
    def of_rows(cls, ledger: Ledger, lines: Lines, rows: Ints | None = None) -> Cells:
        """The same as `of`, each row a cell of its own, however many there are."""
        n = len(ledger) if rows is None else len(rows)
        return _row_cells(_columns(ledger), lines, slice(None) if rows is None else rows, _bound(ledger, n))

    @classmethod
    def joined(cls, parts: Sequence[Cells]) -> Cells:
        """The cells of several, as if their rows had stood in one ledger; terms and currencies are matched by value."""
        if len({p.lines.discounts for p in parts}) > 1:
            raise InputError("cells with and without discounts don't add up", column="cells")
        terms = tuple(dict.fromkeys(t for p in parts for t in p.lines.terms))
        currencies = tuple(dict.fromkeys(c for p in parts for c in p.lines.currencies))
        lines = parts[0].lines if parts[0].lines.same(terms, currencies, parts[0].lines.discounts) else None
        lines = lines or Lines(terms, currencies, parts[0].lines.discounts)
        same = [p.renumbered(lines) for p in parts]
        base, day, amount = stacked(same, ("base", "day", "amount"))
        bound = sum(p.bound for p in parts)
        if bound >= 2**63:
            raise InputError("is so large that sums might not fit", column="amount", hint="Sums must stay below 9.2e18 minor units")
        return cls(lines, base, day, amount, np.concatenate([p.columns for p in same], axis=1), bound).summed()

    @classmethod
    def none(cls, lines: Lines) -> Cells:
        """No cells of some lines."""
        no = np.zeros(0, np.int64)
        return cls(lines, no, no.astype(np.int32), no, np.zeros((len(lines.part_line), 0), np.int64), 0)

    def renumbered(self, lines: Lines) -> Cells:
        """The same cells in another numbering, which knows their terms and currencies."""
        more = max(0, len(lines.part_line) - len(self.columns))
        columns = np.concatenate([self.columns, np.zeros((more, len(self)), np.int64)])
        return Cells(lines, _remapped(self, lines), self.day, self.amount, columns, self.bound)

    def summed(self) -> Cells:
        """One cell a line and day."""
        first, (amount, *more) = summed([self.base, self.day], [self.amount, *self.columns])
        columns = np.array(more, np.int64).reshape(len(self.columns), len(first))
        return Cells(self.lines, self.base[first], self.day[first], amount, columns, self.bound)

    def invoiced(self, first_day: int, n_days: int) -> Ints:
        """(n_currencies, n_days), int64: amounts by currency and invoice day."""
        out = np.zeros((len(self.lines.currencies), n_days), np.int64)
        np.add.at(out.ravel(), self.lines.currency_of(self.base) * n_days + (self.day - first_day), self.amount)
        return out

    def settled(self, table: DayTable) -> PaymentFlows:
        """When it is due and paid by a policy, whose table has the same lines."""
        if not len(self):
            none, day = np.zeros(0, np.int64), np.zeros(0, np.int32)
            return PaymentFlows(none, day, day, day, none, none)
        days = table.reach(int(self.day.min()), int(self.day.max()))
        days.fill(self.base, self.day)
        off, amount = np.zeros(len(self), np.int64), self.amount
        tier = days.tier.ravel().take(days.places(self.base, self.day)) if self.lines.discounts and len(self.columns) else None
        line, cell, money = [self.base], [np.arange(len(self))], list[Ints]()
        for number, column in enumerate(self.columns):
            other = self.lines.part_line[number][self.base]
            split = (other >= 0).nonzero()[0]
            if len(split):
                amount = amount.copy() if amount is self.amount else amount
                amount[split] -= column[split]
                for columns, part in ((line, other), (cell, cell[0]), (money, column)):
                    columns.append(part[split])
            if tier is not None:
                np.copyto(off, column, where=tier == number)
        lines, cells, amounts = (np.concatenate(c) for c in (line, cell, [amount, *money]))
        day = self.day.take(cells)
        place = days.places(lines, day)
        discount = np.concatenate([off, np.zeros(len(cells) - len(self), np.int64)]) if money else off
        due, pay = days.due.ravel().take(place), days.pay.ravel().take(place)
        return PaymentFlows(self.lines.currency_of(self.base.take(cells)), day, due, pay, amounts, discount)


def _columns(ledger: Ledger) -> BlockRows:
    """Those of all rows, as they are: nothing is copied."""
    inner = None if len(ledger.currency.values) == 1 else ledger.currency.codes
    return BlockRows(ledger.amount, ledger.terms_code, ledger.invoice_day, ledger.due_day, inner, ledger.many)


def _bound(ledger: Ledger, n: int) -> int:
    """No sum of n rows is larger; a ledger that might not fit is refused."""
    bound = ledger.bounds.largest * n
    if bound >= 2**63:
        check_size(ledger)
    return bound


def check_size(ledger: Ledger) -> None:
    """Refuse a ledger whose sums might not fit int64: its largest amount times its rows does not."""
    if ledger.bounds.largest * len(ledger) >= 2**63:
        row = int(ledger.row[int(np.abs(ledger.amount).argmax())])
        reason = f"the amount in row {row:,} of the ledger is so large that sums might not fit"  # of its own, not of the file that asks
        raise InputError(reason, hint="Check the largest amount; sums must stay below 9.2e18 minor units")


def _remapped(cells: Cells, lines: Lines) -> Ints:
    """Base lines of some cells in another numbering; what it does not know must have no cell."""
    if cells.lines is lines:
        return cells.base
    terms, names = ({v: i for i, v in enumerate(known)} for known in (lines.terms, lines.currencies))
    lost = -2
    code = np.array([-1, *(terms.get(t, lost) for t in cells.lines.terms)])
    currency = np.array([names.get(c, lost) for c in cells.lines.currencies], np.int64)
    old = cells.base
    code, currency = code[cells.lines.term_of(old) + 1], currency[cells.lines.currency_of(old)] if len(old) else old
    assert not len(old) or min(int(code.min()), int(currency.min())) > lost
    return lines.base(code, currency)


def layout_of(lines: Lines, first_day: int, last_day: int) -> Layout:
    """How cells of some lines and invoice days lie in the kernel's memory."""
    rounded = None
    if lines.rates:
        per = math.lcm(*(r.denominator for _, some in lines.rates for r in some))
        low, high = lines.rates[0][0], lines.rates[-1][0]
        numerators = np.zeros((len(lines.part_line), high - low + 1), object)
        for code, some in lines.rates:
            numerators[: len(some), code - low] = [int(r * per) for r in some]
        rounded = Rounded(low, high, numerators if int(numerators.max()) >= 2**62 else numerators.astype(np.int64), per)
    return Layout(len(lines.terms), len(lines.currencies), first_day, last_day - first_day + 1, rounded)


def _summed(dense: Layout, block: BlockRows, largest: int, rows: Ints | None, n: int) -> tuple[Ints, Ints]:
    """Sums and columns of n rows; compiled, a share of them by each core: threads of numpy would wait for each other between steps."""
    kernel = engine(n)

    def add(share: slice) -> tuple[Ints, Ints]:
        (sums, columns), some = dense.empty(), share if rows is None else slice(None)
        inner, which = None if block.inner is None else block.inner[some], None if rows is None else rows[share]
        of_rows = block.code[some], inner, block.day[some], block.amount[some]
        add_rows(dense, sums, columns, *of_rows, largest, rows=which, kernel=kernel, chunk=CHUNK_ALONE)
        return sums, columns

    (sums, columns), *others = [add(slice(0, n))] if kernel == "numpy" else by_share(n, add)
    for more, further in others:
        sums += more
        columns += further
    return sums, columns


def cells_of(dense: Layout, lines: Lines, sums: Ints, columns: Ints, bound: int) -> Cells:
    """The cells that are not empty, of what the kernel summed."""
    whole = np.zeros((len(columns), dense.n_cells), np.int64)
    if dense.rounded is not None:
        first = (dense.rounded.low + 1) * dense.stride
        whole[:, first : first + columns.shape[1]] = columns
    some = np.flatnonzero(np.logical_or.reduce([sums != 0, *(c != 0 for c in whole)]))
    day = (some % dense.n_days + dense.first_day).astype(np.int32)
    return Cells(lines, some // dense.n_days, day, sums[some], whole[:, some], bound)


def _parts(amount: Ints, rate: Fraction, bound: int) -> Ints:
    """(n,), int64: a share of each amount, of which none is larger than the bound."""
    if bound * abs(rate.numerator) < 2**61 - rate.denominator:
        return round_each(amount * rate.numerator, rate.denominator)
    return round_ratios(wide(amount, rate.numerator) * rate.numerator, rate.denominator)


def _row_cells(block: BlockRows, lines: Lines, rows: Ints | slice, bound: int) -> Cells:
    """Each row its own cell."""
    code, amount = block.code[rows], block.amount[rows]
    columns = np.zeros((len(lines.part_line), len(code)), np.int64)
    for number, term_rates in lines.rates:
        mine = (code == number).nonzero()[0]
        for column, rate in zip(columns, term_rates if len(mine) else (), strict=False):
            column[mine] = _parts(amount[mine], rate, bound)
    currency = 0 if block.inner is None else block.inner[rows]
    return Cells(lines, lines.base(code, currency), block.day[rows], amount, columns, bound)
