"""What the kernel of offers looks up: by terms how an invoice is looked at, due days to compare, and how kinds are numbered."""

from __future__ import annotations

from attrs import frozen

from cashflow.basics.days import Ints

__all__ = ["BY_ROW", "BY_STATED", "BY_TERMS", "CLOSED", "CLOSED_PARTS", "NOTHING", "ItemCells", "KindRules", "LookRules", "Whose"]

NOTHING, BY_TERMS, BY_STATED, BY_ROW, CLOSED, CLOSED_PARTS = range(6)
"""What is known of an invoice: of amount zero; dates follow from terms and invoice day; or from invoice day and a stated due date alone;
it must be looked at by itself; one payment settled it by `as_of`, and it is one item; or as many as its terms have parts."""
ASKED, ASKED_CLOSED = 6, 7  # until it is known whether a stated due date is that of the terms: open ones, and closed ones


@frozen(eq=False)
class LookRules:
    """How invoices of each term are looked at: tables by code + 1, int8. Due days lie at ``last[base] * n_days + day - first_day``."""

    unstated: Ints  # open, without a stated due date
    stated: Ints  # open, with one
    other: Ints  # open, with one that is not that of the terms
    settled: Ints  # settled by one payment
    least: Ints  # int64: an amount that is no larger must be cut
    upto: int  # payments up to this day are kept
    as_of: int
    later: bool  # payments after `as_of` keep their date, too: what they pay is not closed
    low: int  # days from invoice date to stated due date, at least and at most; beyond them row by row
    high: int
    n_inner: int
    last: Ints  # (n_base,), int64: line of the last part
    due: Ints  # int32; NO_DAY: not known yet
    first_day: int
    n_days: int


@frozen(eq=False)
class KindRules:
    """How kinds are numbered: by terms, currency and invoice day; then by currency, invoice day and days to the stated due date."""

    n_inner: int
    n_base: int  # terms × currencies
    first_day: int
    n_days: int
    least: int  # days to a stated due date
    n_waits: int


@frozen(eq=False)
class Whose:
    """Columns of a ledger, (n_invoices,) each."""

    supplier: Ints  # codes
    inner: Ints | None  # codes of currencies; `None`: there is one
    many: Ints | None  # how many invoices each row counts for; `None`: one
    n_inner: int


@frozen(eq=False)
class ItemCells:
    """What items have in common, (n_items,) each."""

    cell: Ints  # int64: its number; −1: not to be added
    invoices: Ints  # int64: for how many invoices an item counts
    moved: Ints  # bool: its day moves
    late: Ints  # int64: days from due day to baseline day
    n_cells: int
