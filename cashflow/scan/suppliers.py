"""The reduction that keeps suppliers: a ledger of sums, of which offers say what they would say of the invoices.

Invoices of a supplier with the same terms, currency and days are paid alike and moved alike, so they are added up; interest is
rounded by supplier and day anyway. What is rounded invoice by invoice before (terms of several parts, discounts that are taken) is
kept one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.brief import Outlined
from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.groupby import exact_sums
from cashflow.basics.size import sizes, taken
from cashflow.ledger.model import Findings, Ledger
from cashflow.ledger.payments_read import Unsaid, unsaid_sum
from cashflow.payments import PaymentPolicy
from cashflow.scan.reduce import Numbering, check_bound
from cashflow.scan.supplier_rows import SupplierRows
from cashflow.scan.tally import Tallies, Tally

__all__ = ["SupplierReducer", "SupplierSums", "ledger_of"]

_PENDING = 1 << 20  # rows that wait to be added up; as many as there are sums, if these are more
_PATIENT = 1 << 24  # the same where few rows are alike, so that in the end all are added up at once
_LOOSE = 1 << 25  # the same of all pieces, beside the largest of them
_ALIKE = 3 / 4  # few are, if more than that part of the rows is left
_MOST_SUMS = 1 << 26


@frozen(eq=False, repr=False)
class SupplierSums(Outlined):
    """What is left of any number of invoices; `joined` adds such up."""

    sums: tuple[SupplierRows, ...]
    alone: tuple[SupplierRows, ...]  # a row an invoice
    tally: Tally
    bound: int  # no sum of amounts is larger
    unsaid: Unsaid = ()  # paid dates in time for a discount of which nothing is said

    @classmethod
    def joined(cls, parts: Sequence[SupplierSums], most_rows: int) -> SupplierSums:
        """The sums of all; whatever the order and the grouping of `parts`, the same ledger."""
        bound = sum(p.bound for p in parts)
        check_bound(bound)
        sums, alone = tuple(s for p in parts for s in p.sums), tuple(a for p in parts for a in p.alone)
        _check_alone(sum(map(len, alone)), most_rows)
        unsaid = unsaid_sum([p.unsaid for p in parts])
        found = cls(sums, alone, Tally.joined(p.tally for p in parts), bound, unsaid)
        most = max(map(len, sums), default=0)
        return found.compact() if sum(map(len, sums)) - most > max(_LOOSE, most) else found

    def compact(self) -> SupplierSums:
        """The same in as few rows as there can be."""
        sums, alone = self.sums, self.alone
        if len(sums) > 1:
            sums = (SupplierRows.added_up(sums),)
            _check_sums(len(sums[0]))
        return evolve(self, sums=sums, alone=(SupplierRows.in_order(alone),) if len(alone) > 1 else alone)

    def ledger(self, workers: int = 1) -> Ledger:
        """What `compare` takes, made by so many threads: see `ledger_of`."""
        return ledger_of([self], workers)

    @property
    def few_alike(self) -> bool:
        """Whether adding invoices up left most of them: of what comes next, it is worth while at the end alone."""
        return sum(map(len, self.sums)) > _ALIKE * (self.tally.accepted - sum(map(len, self.alone)))

    def findings(self) -> Findings:
        """What was said of the rows."""
        accepted: dict[str, int] = {}
        for part in (*self.sums, *self.alone):
            names = part.category("currency")
            sums = exact_sums(names.codes, part.amount, len(names.values))
            for name, total in zip(names.values, sums.tolist(), strict=True):
                accepted[name] = accepted.get(name, 0) + total
        return self.tally.findings_of(accepted)


def ledger_of(held: list[SupplierSums], workers: int = 1) -> Ledger:
    """The ledger of the sums in a list: first the sums, then the invoices that are kept one by one, each in order of what they hold.

    Of a large book of which few rows are alike, these are left as they are, part by part.

    Parameters
    ----------
    held
        One; it is taken out, so that what was copied is forgotten if nobody else holds it.
    workers
        Threads that make it.
    """
    found = held.pop()
    loose = sum(map(len, found.sums)) > sizes().loose_sums and SupplierRows.left_of(found.sums) > _ALIKE
    taken("sums by supplier", "as they are" if loose else "added up")
    sums, alone, findings, unsaid = [*found.sums], found.alone, found.findings(), found.unsaid
    del found
    rows, many = (SupplierRows.stacked if loose else SupplierRows.both)(sums, alone, workers)
    _check_sums(many)
    return evolve(rows.ledger(workers), findings=findings, unsaid=unsaid)


def _check_sums(many: int) -> None:
    if many > _MOST_SUMS:
        reason = f"more than {_MOST_SUMS:,} sums by supplier, terms and day, which is more than offers are worked out for at a time"
        raise InputError(reason, column="scan", hint="Scan fewer suppliers or days at a time, or keep fewer columns")


def _check_alone(many: int, most: int) -> None:
    if many > most:
        reason = f"more than {most:,} invoices are rounded one by one: terms of several parts, or discounts that are taken"
        hint = "Give most_rows if there is memory (80 bytes a row), or discounts='skip' if discounts are not taken"
        raise InputError(reason, column="terms", hint=hint)


class SupplierReducer:
    """Adds invoices up by supplier, ledger by ledger."""

    def __init__(self, policy: PaymentPolicy, columns: Sequence[str], most_rows: int, *, few_alike: bool = False) -> None:
        """`few_alike`: as it was with the invoices before these."""
        self.numbering, self.columns, self.most_rows = Numbering(), tuple(columns), most_rows
        self._takes = policy.discounts.take
        self._waiting: list[SupplierRows] = []
        self._alone: list[SupplierRows] = []
        self._few_alike = few_alike
        self._tallies = Tallies()
        self._sums, self._pending, self._kept, self._bound = 0, 0, 0, 0  # rows: added up, waiting, alone
        self._unsaid: Unsaid = ()

    def say(self, tally: Tally) -> None:
        """Count what was said of rows."""
        self._tallies.add(tally)

    def add(self, ledger: Ledger) -> None:
        """Add accepted invoices."""
        if not len(ledger):
            return
        self._unsaid = unsaid_sum([self._unsaid, ledger.unsaid]) if ledger.unsaid else self._unsaid
        self._bound += ledger.gross
        check_bound(self._bound)
        rows, alone = SupplierRows.of(ledger, self.columns), self._rounded_alone(ledger)
        if alone.any():
            self._alone.append(rows.take(np.flatnonzero(alone)))
            self._kept += int(alone.sum())
            _check_alone(self._kept, self.most_rows)
            rows = rows.take(np.flatnonzero(~alone))
        self._waiting += [rows.by_day()] if len(rows) else []
        self._pending += len(rows)
        if self._pending > max(_PATIENT if self._few_alike else _PENDING, self._sums):
            self._add_up()

    def _rounded_alone(self, ledger: Ledger) -> Ints:
        """(n,), bool: invoices whose parts or discounts are rounded one by one."""
        whole: list[Any] = [len(t.installments) == 1 and not (self._takes and t.discounts) for t in ledger.terms]
        return ~np.array([True, *whole], bool)[ledger.terms_code + 1]

    def _add_up(self) -> None:
        added = SupplierRows.added_up(self._waiting)
        self._few_alike = len(added) > _ALIKE * (self._sums + self._pending)
        self._waiting, self._sums, self._pending = [added], len(added), 0
        _check_sums(self._sums)

    def result(self) -> SupplierSums:
        """The sums of all that was added."""
        if self._pending and not self._few_alike:
            self._add_up()
        return SupplierSums(tuple(self._waiting), tuple(self._alone), self._tallies.total(), self._bound, self._unsaid)
