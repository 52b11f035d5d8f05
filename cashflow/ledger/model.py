"""The ledger: columns of arrays, one row an invoice, and beside it what was said about the rows."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from attrs import Factory, field, frozen

from cashflow.basics.brief import Brief, Outlined
from cashflow.basics.columns import is_one_value
from cashflow.basics.days import NEVER, NO_DAY, DateGiven, Ints, to_dates
from cashflow.basics.door import owned as kept
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.basics.kept_frame import own_frame
from cashflow.basics.money import MoneyGiven, from_minor
from cashflow.basics.strings import Texts, read_only, texts_of
from cashflow.ledger.brief import FINDINGS_HEADS, HEADS, brief_lines, brief_table, findings_lines, findings_table
from cashflow.ledger.column_bounds import Bounds, column_bounds, gross_sum
from cashflow.ledger.layout.model import Layout
from cashflow.ledger.left_out import Sums, counts_dict, refusal, sentence, told_lines
from cashflow.ledger.left_rows import LeftRows
from cashflow.ledger.not_read import not_read_notes
from cashflow.ledger.payments_read import PaymentsRead, Unsaid
from cashflow.ledger.told import Told
from cashflow.terms import EVENTS, PaymentTerms

if TYPE_CHECKING:
    from cashflow.ledger.tie_out import TieOut

__all__ = ["EVENT_COLUMNS", "Category", "Findings", "Ledger", "LedgerSource", "Paid", "event_column", "no_payments"]


def event_column(event: str) -> str:
    """The column that holds an event's dates: ``goods_receipt_date``."""
    return f"{event.replace(' ', '_')}_date"


_DENSE = 1 << 26  # pairs up to which a byte each is quicker than sorting the rows
EVENT_COLUMNS = {event_column(e): e for e in EVENTS if e != "invoice"}
"""Columns of further events that terms may count from."""


@frozen(eq=False, repr=False)
class Category(Outlined):
    """A dictionary-encoded text column: `values[codes[i]]` is the text of row i."""

    codes: Ints  # (n_invoices,), int32
    values: tuple[str, ...]

    def text(self) -> np.ndarray[Any, Any]:
        """(n_invoices,), object: the texts."""
        return np.array(self.values, dtype=object)[self.codes] if self.values else np.empty(len(self.codes), object)

    def pairs(self, other: Category) -> tuple[Ints, Ints]:
        """Its codes and those of another column that stand in one row somewhere: each pair once, in order.

        Examples
        --------
        >>> supplier, region = Category(np.array([1, 0, 1]), ("A", "B")), Category(np.array([0, 2, 0]), ("UK", "US", "JP"))
        >>> [codes.tolist() for codes in supplier.pairs(region)]
        [[0, 1], [2, 0]]
        """
        n = max(1, len(other.values))
        narrow = len(self.values) * n < 2**31  # int32 arithmetic is twice as fast
        pair = self.codes.astype(np.int32 if narrow else np.int64) * n + other.codes
        if len(self.values) * n > _DENSE:
            return divmod(np.unique(pair), n)
        there = np.zeros(len(self.values) * n, bool)
        there[pair] = True
        return divmod(np.flatnonzero(there), n)


def _nothing(paid: Paid) -> Ints:
    return np.zeros(len(paid.amount), np.int64)


@frozen(eq=False, repr=False)
class Paid(Outlined):
    """Payments made, sorted by invoice and then day: a paid date in the ledger is one payment, of the whole amount or its paid part.

    `amount` is what a payment settles of its invoice: cash − difference + discount.
    """

    invoice: Ints  # (n_payments,), int64: position in the ledger
    day: Ints  # int32
    amount: Ints  # int64 minor units, the sign of its invoice
    discount: Ints = field(default=Factory(_nothing, takes_self=True))  # int64: settled without cash, part of the amount
    difference: Ints = field(default=Factory(_nothing, takes_self=True))  # int64: paid beyond the invoice, within the tolerance
    undated: Ints | None = None  # (n_payments,), bool: its day is not known; `None`: those without a day

    @functools.cached_property
    def days(self) -> tuple[int, int]:
        """First and last day of them, `NO_DAY` counted as one; `NEVER` and `NO_DAY` where there are none."""
        return int(self.day.min(initial=NEVER)), int(self.day.max(initial=NO_DAY))

    @functools.cached_property
    def some_empty(self) -> bool:
        """Whether some are of nothing; such a payment touches nothing."""
        return not self.amount.all()

    @functools.cached_property
    def to_the_cent(self) -> bool:
        """Whether all settle what they pay: none took a discount, none paid beyond."""
        return not (self.discount.any() or self.difference.any())

    @property
    def dayless(self) -> Ints:
        """(n_payments,), bool: paid at some time before the ledger was taken; `day` is then `NO_DAY`, or that day under a policy."""
        return self.day == NO_DAY if self.undated is None else self.undated

    @property
    def cash(self) -> Ints:
        """(n_payments,), int64: what was paid."""
        return self.amount - self.discount + self.difference

    def of(self, rows: Ints) -> Ints:
        """(n,), int64: positions of the payments of some invoices, which are given in order."""
        if len(rows) and rows[-1] - rows[0] == len(rows) - 1:
            return np.arange(*np.searchsorted(self.invoice, [rows[0], rows[-1] + 1]))
        first, end = np.searchsorted(self.invoice, rows), np.searchsorted(self.invoice, rows, side="right")
        many = end - first
        return np.repeat(end - np.cumsum(many), many) + np.arange(many.sum())


def no_payments() -> Paid:
    """Nothing was paid."""
    return Paid(np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int64))


@frozen(eq=False, repr=False)
class Findings(Brief):
    """What was rejected, repaired or suspicious.

    `frame` has the columns ``table`` (ledger or payments), ``row, column, value``, ``kind`` (of `cashflow.ledger.kinds.KINDS`),
    ``reason`` and ``status`` (rejected, flagged or ignored; of payments also elsewhere). `amount_read`
    and `amount_accepted` map currency to major units (Decimal). `frame` has the first thousand findings of each
    kind; `not_listed` says how many there are beyond them, and `counts` how many of each status and kind. `rows` and
    `payments` hold what was accepted and what was left out, by kind, as exact gross money; `accept` and `most_rejected` what
    was told of it. `sign_suspect` says why figures are refused until ``sign`` is told.
    """

    _frame: pd.DataFrame  # given as `frame`
    rows_read: int
    accepted: int
    rejected: int
    ignored: int
    amount_read: Mapping[str, Any] = field(converter=kept)
    amount_accepted: Mapping[str, Any] = field(converter=kept)
    not_listed: int = 0
    unit: str = "rows"  # or "files", where each is an e-invoice
    sign_suspect: str = ""  # why the sign of the ledger must be told before figures are made; empty: it need not
    rows: Sums = field(factory=Sums)
    payments: Sums = field(factory=Sums)
    accept: Mapping[str, str] = field(factory=dict, converter=kept)  # kind → why its rows may be left out
    most_rejected: Fraction | None = None  # as told; else one per cent
    sources: Mapping[str, str] = field(factory=dict, converter=kept)  # the path of each table, where it was a file
    flags: Mapping[str, str] = field(factory=dict, converter=kept)  # what was told of the tables, as flags of 'cashflow check'
    counts: Mapping[tuple[str, str], int] = field(factory=dict, converter=kept)  # status, kind → how many findings, listed or not
    layout: Layout | None = None  # as what the table was read; of several files, the first
    layouts: Mapping[str, Layout] = field(factory=dict, converter=kept)  # of several files: each by its name
    left: LeftRows | None = None  # of a ledger in memory: the rejected rows, one by one
    # currency → rows that look like an earlier one, and their minor units; `None`: not looked for
    twice: Mapping[str, tuple[int, int]] | None = field(factory=dict, converter=kept)
    amount_open: Mapping[str, Any] | None = field(default=None, converter=kept)  # currency → what of it is not paid; a scan doesn't say it
    paid_in: tuple[str, str] = ("", "")  # of several files: the first that says what was paid, and the first that doesn't; empty: none
    not_read: Mapping[str, int] = field(factory=dict, converter=kept)  # sheets and files that were passed over → rows that may be invoices

    @classmethod
    def of_all(cls, rows: int) -> Findings:
        """Of rows of which nothing was said, as in a ledger that was put together by hand."""
        return cls(pd.DataFrame(), rows, rows, 0, 0, {}, {})

    @property
    def frame(self) -> pd.DataFrame:
        """One row a finding that is listed."""
        return own_frame(self._frame)

    def brief(self) -> list[str]:
        """What a console shows of it."""
        return findings_lines(self)

    def brief_rows(self) -> tuple[Sequence[str], Sequence[Sequence[Any]]]:
        """What a notebook shows beside it: a row a kind of finding."""
        return FINDINGS_HEADS, findings_table(self)

    @property
    def notes(self) -> list[str]:
        """What was left out, in rows and money, as one sentence; what was not read; and sums of the file that are not what was read."""
        differs = [f"{name}: {words}" for name, layout in self.layouts.items() for words in layout.differs]
        if not self.layouts and self.layout is not None:
            differs = self.layout.differs
        return [*([text] if (text := sentence(self)) else []), *not_read_notes(self.not_read), *differs]

    @property
    def told(self) -> list[str]:
        """What was told about rows that are left out, for the assumptions."""
        return told_lines(self)

    def to_dict(self) -> dict[str, Any]:
        """Counts of rows and payments and the money left out, as ``--json`` prints them under ``ledger``."""
        return counts_dict(self)

    def refusal(self) -> InputError | None:
        """Why no figures are made of this ledger, if more is left out than may be; `None` otherwise."""
        return refusal(self)


@frozen(eq=False, repr=False)
class Ledger(Brief):
    """Supplier invoices, one row each; credit notes negative. Frozen: arrays are read-only.

    Make one with `cashflow.read_ledger`, from a file or a frame.
    """

    supplier: Category
    _invoice: np.ndarray[Any, Any] | Texts = field(converter=read_only)  # given as `invoice`
    invoice_day: Ints  # int32; NO_DAY: not known, the stated due date counts
    amount: Ints  # int64 minor units, positive = the buyer owes
    currency: Category
    terms_code: Ints  # int32 into `terms`; -1: none, the stated due date counts
    terms: tuple[PaymentTerms, ...]
    due_day: Ints  # int32 stated due date, NO_DAY if none
    events: Mapping[str, Ints] = field(converter=kept)  # further events by name (receipt, …): int32 or NO_DAY; those with a column
    paid: Paid
    row: Ints  # int64: spreadsheet row of the source, header = 1
    tax: Ints | None = None  # int64 minor units of tax in `amount`, if there is a column tax_amount
    attributes: Mapping[str, Category] = field(factory=dict, converter=kept)
    findings: Findings | None = None
    count: Ints | None = None  # int64: how many invoices a row is the sum of, as a scan sums them by supplier; `None`: one each
    told: Told = field(factory=Told)  # what the user says of how complete it is
    payments_read: PaymentsRead | None = None  # what became of a second table of payments
    unsaid: Unsaid = ()  # paid dates in time for a discount, if nothing says whether it was taken
    unsaid_first: int = -1  # position of the first of these invoices, where the ledger was read; −1: none
    remainder: Ints | None = None  # (n_invoices,), bool: what is open is no more than a discount of the contract
    bounds: Bounds = field(init=False)

    @bounds.default
    def _of_itself(self) -> Bounds:
        return column_bounds(self)

    def __len__(self) -> int:
        return len(self.amount)

    @functools.cached_property
    def gross(self) -> int:
        """The sum of all amounts without their signs, in minor units, whatever their currencies."""
        if self.bounds.largest * len(self) >= 2**63:
            return int(np.abs(self.amount.astype(object)).sum())
        return gross_sum(self.amount, self.bounds.signed)

    @property
    def invoice(self) -> np.ndarray[Any, Any]:
        """(n_invoices,), object: invoice numbers as text; those of a large file are made when they are first asked for."""
        return texts_of(self._invoice)

    def brief(self) -> list[str]:
        """What a console shows of it."""
        return brief_lines(self)

    def brief_rows(self) -> tuple[Sequence[str], Sequence[Sequence[Any]]]:
        """What a notebook shows beside it: a row a currency."""
        return HEADS, brief_table(self)

    @property
    def payments_elsewhere(self) -> pd.DataFrame:
        """Payments on account or of invoices not in this ledger: supplier, currency, payments, amount (Decimal; the largest first)."""
        return own_frame((self.payments_read or PaymentsRead.none()).elsewhere)

    @property
    def payments_unallocated(self) -> pd.DataFrame:
        """What was paid beyond the open amounts: supplier, currency, payments, amount, possible_duplicates."""
        return own_frame((self.payments_read or PaymentsRead.none()).unallocated)

    def anonymized(self, seed: int, *, keep: Collection[str] = ()) -> Ledger:
        """The ledger to show to others: sums, dates, terms and structure are the same; names and numbers are made up.

        Parameters
        ----------
        seed
            The same seed gives the same names.
        keep
            Further columns whose texts are kept, e.g. ``["region"]``; all others get a word and a number.

        Returns
        -------
        Ledger
            Equal invoice numbers stay equal. Of the findings only rows, columns and kinds are left.

        Raises
        ------
        InputError
            A column that there is not; a seed that is not a whole number.
        """
        from cashflow.ledger.anonymous import anonymized

        return anonymized(self, seed, keep)

    def tie_out(self, control: MoneyGiven, at: DateGiven, currency: str | None = None) -> TieOut:
        """What is open at the close of a day against the general ledger's total, and what lies between.

        Parameters
        ----------
        control
            The total of the general ledger in major units.
        at
            Its day.
        currency
            Needed if the ledger has several.

        Returns
        -------
        TieOut
            It prints itself; `unexplained` is what nothing here explains. See `docs/conventions/tie_out.md`.
        """
        from cashflow.ledger.tie_out import tied_out

        return tied_out(self, control, at, currency)

    @property
    def has_files(self) -> bool:
        """Whether it is of several files, each with rows of its own; the column ``file`` names that of each row."""
        found = self.findings
        return found is not None and (bool(found.layouts) or found.unit == "files") and "file" in self.attributes

    @property
    def files(self) -> tuple[str, ...]:
        """Those that it is of, where they are several: also those of which no row is accepted."""
        if not self.has_files:
            return ()
        return tuple(dict.fromkeys((*(self.findings.layouts if self.findings else ()), *self.attributes["file"].values)))

    @property
    def undated(self) -> Ints:
        """(n,), int64: positions of the rows without an invoice date."""
        return np.flatnonzero(self.invoice_day == NO_DAY) if self.bounds.undated else np.zeros(0, np.int64)

    @property
    def many(self) -> Ints | None:
        """`count`; `None`: each row is one invoice."""
        each = self.count is None or (is_one_value(self.count) and self.count[0] == 1)
        return None if each else self.count

    def invoices_in(self, rows: Ints) -> Ints:
        """(n,), int64: how many invoices the rows at some positions stand for."""
        return np.ones(len(rows), np.int64) if self.count is None else self.count[rows]

    def events_of(self, rows: Ints) -> dict[str, Ints]:
        """Days of every event that terms may count from, for the invoices at some positions; `NO_DAY`: unknown."""
        return {k: days[rows] for k, days in {"invoice": self.invoice_day, "due date": self.due_day, **self.events}.items()}

    def to_frame(self) -> pd.DataFrame:
        """The ledger as a frame that `read_ledger` reads back: dates as timestamps, amounts as Decimal, terms as text.

        `paid_date` and `paid_amount` are given for invoices with one payment, without a discount and to the cent (of the whole, a
        date alone); others keep their payments in `paid` only.
        """
        currency = self.currency.text()
        paid = np.full(len(self), NO_DAY, np.int32)
        of = self.paid.invoice
        once = (np.bincount(of, minlength=len(self))[of] == 1) & (self.paid.discount == 0) & (self.paid.difference == 0)
        paid[of[once]] = self.paid.day[once]
        once &= (self.paid.amount != self.amount[of]) | (self.paid.day == NO_DAY)
        parts = {int(i): from_minor(int(m), currency[i]) for i, m in zip(of[once], self.paid.amount[once], strict=True)}
        part = {"paid_amount": [parts.get(i) for i in range(len(self))]} if parts else {}
        terms = np.array([*(str(t) for t in self.terms), ""], object)[self.terms_code]
        events = {event_column(name): days for name, days in self.events.items()}
        days = {"due_date": self.due_day, "paid_date": paid, **events}
        tax = {} if self.tax is None else {"tax_amount": [from_minor(int(t), c) for t, c in zip(self.tax, currency, strict=True)]}
        return pd.DataFrame(
            {
                "supplier": self.supplier.text(),
                "invoice": self.invoice,
                "invoice_date": to_dates(self.invoice_day).astype("datetime64[s]"),
                "amount": [from_minor(int(a), c) for a, c in zip(self.amount, currency, strict=True)],
                "currency": currency,
                "terms": terms,
                **tax,
                **part,
                **{k: to_dates(v).astype("datetime64[s]") for k, v in days.items() if (v != NO_DAY).any()},
                **{k: c.text() for k, c in self.attributes.items()},
            }
        )


class LedgerSource(Protocol):
    """What makes a ledger for a policy: a scan, which then adds up what the policy treats alike."""

    def ledger(self, policy: Any) -> Ledger:
        """Rows that give the same figures as the invoices."""
        ...

    def payments(self, policy: Any) -> Any:
        """Baseline payments, as sums over all suppliers."""
        ...
