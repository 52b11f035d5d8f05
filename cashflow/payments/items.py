"""Baseline payments: one item an installment (or the part of one that a payment covers), with the day cash leaves.

Lazy: `Payments.blocks()` makes items for a block of invoices at a time; only `to_frame` holds them all.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import numpy as np
from attrs import evolve, field, frozen

from cashflow.basics.brief import Outlined
from cashflow.basics.columns import stacked
from cashflow.basics.days import NEVER, NO_DAY, Ints, to_dates, to_day
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.basics.groupby import once, places
from cashflow.basics.money import from_minor
from cashflow.basics.size import sizes
from cashflow.ledger.model import Findings, Ledger, LedgerSource
from cashflow.ledger.sign import refuse_suspect_sign
from cashflow.payments.cells import Cells
from cashflow.payments.day_sums import DaySums, day_sums
from cashflow.payments.day_table import DayTable, day_table_of
from cashflow.payments.discounts import Open, of_payments, take_discounts
from cashflow.payments.due_items import Items
from cashflow.payments.dues import Dues, dues_of
from cashflow.payments.kinds import Kinds
from cashflow.payments.looked_at import BY_ROW, CLOSED, CLOSED_PARTS, LookedAt, looked_at
from cashflow.payments.overlap import overlap
from cashflow.payments.policy import PaymentPolicy
from cashflow.payments.regular import Ways, kept_payments, ways_of
from cashflow.payments.seen import Seen
from cashflow.payments.uncut import OPEN, settling_payments, uncut_rows
from cashflow.payments.without_date import set_on_as_of

__all__ = ["Items", "Payments", "Summed"]

_BLOCK = 262_144
_MOST_KEPT = 2_000_000  # invoices whose items are kept, some 100 bytes each
_FEW = 8  # so many times fewer invoices than all are looked for among the payments; of more, all are gone over once


@frozen(eq=False)
class Summed:
    """Invoices beside the rows of a ledger, of which only cells are left, as a scan leaves them.

    Their terms and currencies are numbered as the ledger's; the days are the first and the last invoice day of cells and rows.
    `seen` tells of all of them.
    """

    cells: Cells
    first_day: int
    last_day: int
    seen: Seen = field(factory=Seen)


def _rows_of_a_ledger(_: object, __: Any, given: Any) -> None:
    if not isinstance(given, Ledger):
        hint = "Make one with read_ledger or scan"
        raise InputError("must be a Ledger, or a scan of one", column="ledger", value=type(given).__name__, hint=hint)


@frozen(eq=False, repr=False)
class Payments(Outlined):
    """Baseline payments of a ledger under a policy; lazy.

    `blocks()` yields `Items`; `to_frame()` makes them all. `summed` are further invoices of which only sums are left.
    """

    read: Ledger = field(validator=_rows_of_a_ledger, alias="ledger")
    policy: PaymentPolicy
    block: int = field(default=_BLOCK)
    summed: Summed | None = field(default=None)
    ledger: Ledger = field(init=False)  # as it was read, with the policy's day for payments without one

    @ledger.default
    def _set(self) -> Ledger:
        return set_on_as_of(self.read, self.policy) if isinstance(self.read, Ledger) else self.read

    def __attrs_post_init__(self) -> None:
        ledger = self.ledger
        if ledger.findings is not None and (refusal := ledger.findings.refusal()) is not None:
            raise refusal  # every figure is made of baseline payments
        if ledger.count is None or not self.policy.discounts.take:
            return
        offers = np.array([bool(t.discounts) for t in ledger.terms] + [False])[ledger.terms_code]
        if (offers & (ledger.count > 1)).any():
            hint = "Give the scan itself, which then keeps those invoices one by one"
            raise InputError("can't be taken of sums that were made without discounts", column="discounts", hint=hint)

    @classmethod
    def of(cls, book: Ledger | LedgerSource, policy: PaymentPolicy | None) -> Payments:
        """Baseline payments of a ledger, or of what makes one for offers under a policy, as a scan does."""
        how = policy or PaymentPolicy()
        given: Any = book if isinstance(book, Ledger) or not hasattr(book, "ledger") else book.ledger(how)
        refuse_suspect_sign(given.findings if isinstance(given, Ledger) else None)
        return cls(given, how)

    @property
    def notes(self) -> list[str]:
        """What was left out of the ledger, if anything was: it stands above every figure."""
        return [] if self.ledger.findings is None else self.ledger.findings.notes

    @property
    def counts(self) -> dict[str, Any]:
        """Rows and payments that were read, accepted and left out, and money left out, as ``--json`` prints them."""
        return (self.ledger.findings or Findings.of_all(len(self.ledger))).to_dict()

    def describe(self) -> list[str]:
        """Assumptions in words: the policy, and what was told of rows that are left out."""
        return [*self.policy.describe(self.ledger.currency.values), *([] if self.ledger.findings is None else self.ledger.findings.told)]

    @functools.cached_property
    def table(self) -> DayTable:
        """The policy's table of payment days for the terms and currencies of the ledger."""
        return day_table_of(self.policy, self.ledger.terms, self.ledger.currency.values)

    @functools.cached_property
    def by_day(self) -> DaySums:
        """Sums by currency and day; see `payments.day_sums`."""
        return day_sums(self)

    @functools.cached_property
    def ways(self) -> Ways:
        """Which way the invoices go that can't be summed into cells; see `payments.regular`."""
        return ways_of(self.ledger, self.policy, self.table)

    @property
    def irregular(self) -> Ints:
        """Positions of the invoices that can't be summed into cells."""
        return self.ways.irregular

    @functools.cached_property
    def looked_at(self) -> LookedAt:
        """How an offer looks at each invoice."""
        return looked_at(self.ledger, self.policy, self.table)

    @property
    def apart(self) -> Ints:
        """Positions of the invoices that are not of any of the `kinds`, but for those of amount zero; `closed` ones, too."""
        return np.flatnonzero(self.looked_at.how >= BY_ROW)

    @functools.cached_property
    def kinds(self) -> Kinds:
        """All invoices that are not `apart`."""
        return Kinds(self)

    @property
    def closed(self) -> Ints:
        """(n_invoices,), bool: invoices that one payment settled by `as_of`; nothing of them can move any more."""
        out: Ints = self.looked_at.how >= CLOSED
        return out

    def closed_items(self, which: Ints) -> int:
        """How many items the `closed` ones of some invoices are, of which there is a mask."""
        ledger, how = self.ledger, self.looked_at.how
        one, several = which & (how == CLOSED), np.flatnonzero(which & (how == CLOSED_PARTS))
        parts = self.table.lines.n_parts.take(ledger.terms_code[several] + 1)
        many = int(np.count_nonzero(one)) if ledger.count is None else int(ledger.count.sum(where=one))
        return many + int((parts * ledger.invoices_in(several)).sum())

    def open_apart(self) -> Iterator[Items]:
        """Items of the invoices `apart` that are not `closed`, not in order; kept, if they are not too many."""
        kept = self._open_apart
        yield from kept if kept is not None else self.blocks(self.looked_at.at(BY_ROW), in_order=False)

    @functools.cached_property
    def _open_apart(self) -> list[Items] | None:
        rows = self.looked_at.at(BY_ROW)
        return list(self.blocks(rows, in_order=False)) if len(rows) <= _MOST_KEPT else None

    @functools.cached_property
    def keeps_payments(self) -> bool:
        """Whether some payment keeps its date."""
        days = self.ledger.paid.day
        if self.policy.baseline != "terms" or not len(days):
            return bool(len(days))
        return self.policy.as_of is not None and self.ledger.paid.days[0] <= to_day(self.policy.as_of)

    @property
    def counts_items(self) -> bool:
        """Whether items due and paid tell how complete the ledger is: nobody told it, and something is paid."""
        untold = self.ledger.told.cleared_from is None and self.summed is None
        return untold and self.policy.as_of is not None and bool(len(self.ledger.paid.invoice)) and bool(len(self.ledger))

    @property
    def stays_open(self) -> bool:
        """Whether nothing is projected: what no payment covers stays open."""
        return self.policy.baseline == "actual" and self.policy.as_of is None

    def blocks(self, rows: Ints | None = None, *, in_order: bool = True) -> Iterator[Items]:
        """Items of successive blocks of invoices (or of those at `rows`, in order), ordered by invoice and installment.

        Not `in_order`, those of invoices that nothing cuts come apart from the others of their block; of an invoice all stand together.
        """
        many = len(self.ledger) if rows is None else len(rows)
        for start in range(0, many, self.block):
            stop = min(start + self.block, many)
            parts = self._parts(np.arange(start, stop, dtype=np.int64) if rows is None else rows[start:stop])
            if in_order:
                yield self._joined(list(parts))
            else:
                yield from parts

    @functools.cached_property
    def cells(self) -> Cells:
        """The regular invoices, summed."""
        ledger, odd, rows = self.ledger, self.irregular, None
        if len(odd):
            keep = np.ones(len(ledger), bool)
            keep[odd] = False
            rows = np.flatnonzero(keep)
        own = Cells.of(ledger, self.table.lines, rows)
        return own if self.summed is None else Cells.joined([own, self.summed.cells])

    @property
    def dated(self) -> bool:
        """Whether some invoice date is known."""
        found = self.ledger.bounds if self.summed is None else self.summed
        return found.first_day <= found.last_day

    @property
    def invoice_days(self) -> tuple[int, int]:
        """First and last invoice day (where none is known, due day); the last lies before the first where there is no invoice."""
        found = self.ledger.bounds if self.summed is None else self.summed
        if not self.dated and len(undated := self.ledger.undated):
            return int(self.ledger.due_day[undated].min()), int(self.ledger.due_day[undated].max())
        return found.first_day, found.last_day

    @functools.cached_property
    def _settled_by(self) -> Ints:
        """See `settling_payments`."""
        return settling_payments(self.ledger, self.policy)

    def _settled(self, rows: Ints) -> Ints:
        """The same of some invoices, which are given in order."""
        if len(rows) * _FEW < len(self.ledger):
            return settling_payments(self.ledger, self.policy, rows)
        return self._settled_by[rows]

    def items_of(self, rows: Ints) -> Items:
        """Items of some invoices, which are given in order."""
        return self._joined(list(self._parts(rows)))

    def _parts(self, rows: Ints) -> Iterator[Items]:
        """Items of invoices of one installment, of those that one payment pays in part, and of the others."""
        too_wide = self.table.too_wide(self.ledger)
        if too_wide or len(rows) <= sizes().uncut:
            yield self._cut_items(rows, None if too_wide else self.table)
            return
        by = self._settled(rows)
        cut, *one = uncut_rows(self.ledger, rows, by, self.table)
        for found in one:
            if len(found.rows):
                yield self._paid_items(found.rows, found.due_day, found.paid_at, found.amount, np.zeros(len(found.rows), np.int16))
        mixed = by[cut] < OPEN
        if len(plain := cut[~mixed]):
            dues = dues_of(self.ledger, rows[plain], policy=self.policy, table=self.table)
            paid_at = by[plain][np.searchsorted(rows[plain], dues.invoice)].astype(np.int64)
            yield self._paid_items(dues.invoice, dues.due_day, paid_at, dues.amount, dues.part)
        if len(some := cut[mixed]):
            yield self._cut_items(rows[some], self.table)

    @staticmethod
    def _joined(parts: list[Items]) -> Items:
        if len(parts) == 1:
            return parts[0]
        whole = Items.joined(parts)
        return whole.take(np.argsort(whole.invoice, kind="stable"))

    def _cut_items(self, rows: Ints, table: DayTable | None) -> Items:
        """Items of invoices of several installments, or cut by payments."""
        dues = dues_of(self.ledger, rows, policy=self.policy, table=table)
        at, paid_at, amount = self._cover(dues, rows)
        return self._paid_items(dues.invoice[at], dues.due_day[at], paid_at, amount, dues.part[at])

    def _paid_items(self, invoice: Ints, due: Ints, paid_at: Ints, amount: Ints, part: Ints) -> Items:
        """Items with the days they are paid on: by a payment (its position; −1: none), else by the policy."""
        kept = paid_at >= 0
        base = np.full(len(invoice), NEVER, np.int32)
        base[kept] = self.ledger.paid.day[paid_at[kept]]
        if not self.stays_open:
            self.pay(invoice, due, ~kept, base)
        off, difference = of_payments(self.ledger.paid, paid_at, amount)
        items = Items(invoice, due, base, amount, kept, off, kept & (off != 0), difference, self._remainder(invoice, kept))
        return self._discounted(items, part) if self.policy.discounts.take else items

    def _remainder(self, invoice: Ints, kept: Ints) -> Ints:
        """(n_items,), bool: open items of invoices whose rest is a lost discount, where the policy keeps all their payments."""
        ledger = self.ledger
        if ledger.remainder is None or not kept.any():
            return np.zeros(len(invoice), bool)
        out: Ints = ledger.remainder[invoice] & ~kept
        if self.policy.baseline == "terms" and out.any():
            later = ledger.paid.invoice[ledger.paid.day > (NO_DAY if self.policy.as_of is None else to_day(self.policy.as_of))]
            out &= places(once(later), invoice) < 0
        return out

    def _discounted(self, items: Items, part: Ints) -> Items:
        """The items, with discounts taken where the policy takes them: of invoices that no kept payment touches."""
        ledger = self.ledger
        offers = np.array([bool(t.discounts) for t in ledger.terms] + [False])  # the last: code −1, no terms
        open_now = offers[ledger.terms_code[items.invoice]] & (items.base_day != NEVER)
        if items.kept.any():
            open_now &= places(once(items.invoice[items.kept]), items.invoice) < 0
        some = np.flatnonzero(open_now)
        day, off = take_discounts(self.policy, ledger, Open(items.invoice[some], part[some], items.amount[some], items.base_day[some]))
        taken = some[day != NO_DAY]
        base, discount, discounted = items.base_day.copy(), items.discount.copy(), items.discounted.copy()
        base[taken], discount[taken], discounted[taken] = day[day != NO_DAY], off[day != NO_DAY], True
        return evolve(items, base_day=base, discount=discount, discounted=discounted)

    def pay(self, invoice: Ints, due: Ints, which: Ints, out: Ints) -> None:
        """Write the payment days of the items `which` into `out`, currency by currency."""
        currency = self.ledger.currency.codes[invoice]
        for code in range(len(self.ledger.currency.values)):
            mine = np.flatnonzero(which & (currency == code))
            out[mine] = self.table.by_due.pay_days(code, due[mine], self.ledger.invoice_day[invoice[mine]])

    def kept_of(self, rows: Ints) -> Ints:
        """Positions of the payments that keep their date, of some invoices."""
        return kept_payments(self.ledger, self.policy, rows)

    def _cover(self, dues: Dues, rows: Ints) -> tuple[Ints, Ints, Ints]:
        """Pieces of dues as (due, payment or -1, amount) by the payments this policy keeps."""
        paid, which = self.ledger.paid, self.kept_of(rows)
        if not len(which):
            return np.arange(len(dues.invoice)), np.full(len(dues.invoice), -1), dues.amount
        at, by, amount = overlap(dues.invoice, dues.amount, paid.invoice[which], paid.amount[which])
        by[by >= 0] = which[by[by >= 0]]
        return at, by, amount

    def to_frame(self) -> pd.DataFrame:
        """All baseline payments as a frame: supplier, invoice, dates, amount, currency, kept, discount_taken, payment_difference.

        Cash is amount − discount_taken + payment_difference, less paid_without_date, where some payments have no date.
        """
        ledger = self.ledger
        if self.summed is not None:
            raise InputError("are not kept by a scan, which has sums only", column="payments", hint="Read the file with read_ledger")
        blocks = list(self.blocks())
        names = ("invoice", "due_day", "base_day", "amount", "kept", "discount", "difference")
        invoice, due, base, amount, kept, off, more = stacked(blocks, names)
        currency = ledger.currency.text()[invoice]
        undated = kept & (more == -amount) & (amount != 0)
        base, cash = np.where(undated, NO_DAY, base), np.where(undated, 0, amount)
        without = {"paid_without_date": [from_minor(int(a - m), c) for a, m, c in zip(amount, cash, currency, strict=True)]}
        more = np.where(undated, 0, more)
        return pd.DataFrame(
            {
                "supplier": ledger.supplier.text()[invoice],
                "invoice": ledger.invoice[invoice],
                "invoice_date": to_dates(ledger.invoice_day[invoice]).astype("datetime64[s]"),
                "due_date": to_dates(due).astype("datetime64[s]"),
                "baseline_payment_date": to_dates(base).astype("datetime64[s]"),
                "amount": [from_minor(int(a), c) for a, c in zip(amount, currency, strict=True)],
                "currency": currency,
                "kept": kept,
                "discount_taken": [from_minor(int(a), c) for a, c in zip(off, currency, strict=True)],
                "payment_difference": [from_minor(int(a), c) for a, c in zip(more, currency, strict=True)],
                **(without if undated.any() else {}),
            }
        )
