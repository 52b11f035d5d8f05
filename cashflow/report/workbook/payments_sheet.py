"""The sheet Payments: each item with the day on which its cash leaves; what the days of Baseline are made of."""

from __future__ import annotations

import numpy as np
from attrs import fields, frozen

from cashflow.basics.columns import column, stacked
from cashflow.basics.days import NEVER, NO_DAY, Ints, to_day
from cashflow.basics.groupby import distinct, exact_sums
from cashflow.payments import Payments
from cashflow.report.workbook.page import HEAD, MOST_ROWS, Build
from cashflow.report.workbook.styles import column_name

__all__ = ["PAYMENTS", "write_payments"]

PAYMENTS = "Payments"
_HEADS = (
    "currency", "paid on", "supplier", "document", "row of the file", "invoice date", "due date by contract",
    "amount (in the currency of the row)", "discount taken", "payment difference", "cash paid (in the currency of the row)", "what it is",
)  # fmt: skip
_MONEY = ("amount", "discount", "difference", "cash")


_SUMS = {
    "supplier, day and due date": ("currency", "day", "supplier", "due_day", "kept"),
    "supplier and day": ("currency", "day", "supplier", "kept"),
    "day": ("currency", "day", "kept"),
}
"""What items are summed by, until they are few enough."""


@frozen(eq=False)
class _Items:
    """Items as columns; sums of several have no invoice."""

    currency: Ints
    day: Ints  # `NO_DAY`: stays open
    supplier: Ints  # −1: all
    invoice: Ints  # −1: several
    due_day: Ints
    kept: Ints  # bool
    amount: Ints
    discount: Ints
    difference: Ints
    cash: Ints


def write_payments(build: Build) -> None:
    """A row an item, by currency, day, supplier; beyond `MOST_ROWS` sums by what makes them few enough. A scan has none."""
    page = build.page(PAYMENTS, "Payments: items and the day on which their cash leaves")
    heads = [*_HEADS, *(["file"] if build.result.payments.ledger.has_files else [])]
    page.heads(HEAD, heads, right=(4, 5, 6, 7, 8, 9, 10))
    payments = build.result.payments
    items = None if payments.summed is not None else _items(payments)
    last = HEAD + 1
    if items is None:
        page.text(5, 0, "The ledger was read in batches and has no single documents; Baseline has the days.", "flag")
    else:
        if len(items.day) > MOST_ROWS:
            many, (items, by) = len(items.day), _summed(items)
            page.text(5, 0, f"{many:,} items, summed by {by}, so that every sum holds.", "note")
        _write(build, items)
        last = max(len(items.day), 1) + HEAD
    for name, at in (("currency", 0), ("cash", 10)):
        letters = column_name(at)
        build.new.book.define_name(f"paid_{name}", f"={PAYMENTS}!${letters}${HEAD + 2}:${letters}${last + 1}")
    page.widths({0: 9, 1: 12, 2: 34, 3: 22, 4: 9, 5: 12, 6: 12, **dict.fromkeys(range(7, 11), _width(items)), 11: 24, 12: 24})
    page.table(HEAD, last, len(heads), 4, pages=2)


def _width(items: _Items | None) -> int:
    """Of a column that holds the longest amount."""
    longest = 0 if items is None else int(np.abs(items.amount).max(initial=0))
    return max(16, len(f"{longest:,}") + 5)


def _items(payments: Payments) -> _Items:
    names = ("invoice", "due_day", "base_day", "kept", "amount", "discount", "difference")
    blocks = list(payments.blocks())
    if not blocks:
        return _Items(*(np.zeros(0, np.int64) for _ in fields(_Items)))
    invoice, due, base, kept, amount, discount, difference = stacked(blocks, names)
    ledger, open_ = payments.ledger, base == NEVER
    cash = np.where(open_, 0, amount - discount + difference)
    off = np.where(open_, 0, discount)
    day = np.where(open_, NO_DAY, base).astype(np.int64)
    found = _Items(ledger.currency.codes[invoice], day, ledger.supplier.codes[invoice], invoice, due, kept, amount, off, difference, cash)
    order = np.lexsort([invoice, _rank(ledger.supplier.values)[found.supplier], base, _rank(ledger.currency.values)[found.currency]])
    return _Items(**{f.name: column(found, f.name)[order] for f in fields(_Items)})


def _rank(names: tuple[str, ...] | list[str]) -> Ints:
    """Place of each name in the order of the alphabet."""
    return np.argsort(np.argsort(np.array([str(n) for n in names] or [""]), kind="stable"), kind="stable")


def _summed(items: _Items) -> tuple[_Items, str]:
    """Sums that are few enough, and by what they are summed: by supplier, day and due date, else by less."""
    for by, names in _SUMS.items():  # noqa: B007  the last one tried is the one that is used
        first, number = distinct([column(items, n).astype(np.int64) for n in names])
        if len(first) <= MOST_ROWS:
            break
    order = np.argsort(first, kind="stable")
    sums = {n: exact_sums(number, column(items, n), len(first))[order] for n in _MONEY}
    kept = {n: column(items, n)[first][order] for n in names}
    gone = {n: np.full(len(first), value) for n, value in {"supplier": -1, "due_day": NO_DAY}.items() if n not in names}
    return _Items(**kept, **gone, **sums, invoice=np.full(len(first), -1, np.int64)), by


def _write(build: Build, items: _Items) -> None:
    table, ledger = build.pages[PAYMENTS].long_table(HEAD + 1, len(items.day)), build.result.payments.ledger
    currencies = [ledger.currency.values[code] for code in items.currency.tolist()]
    table.texts(0, currencies)
    names = [str(name) for name in ledger.supplier.values]
    table.texts(2, ["(all suppliers)" if code < 0 else names[code] for code in items.supplier.tolist()])
    alone = np.flatnonzero(items.invoice >= 0)
    invoice, rows = items.invoice[alone], alone.tolist()
    table.texts(3, [str(document) for document in ledger.invoice[invoice].tolist()], rows)
    if ledger.count is None:
        table.numbers_of(4, ledger.row[invoice].tolist(), rows, "label")
    if build.result.payments.ledger.has_files:
        table.texts(12, build.files_of(invoice), rows)
    stated = np.full(len(items.day), NO_DAY, np.int64)
    stated[alone] = ledger.invoice_day[invoice]
    for column_at, days in ((1, items.day), (5, stated), (6, items.due_day)):
        known = np.flatnonzero((days != NO_DAY) & (days != NEVER))
        table.days(column_at, days[known].tolist(), known.tolist())
    for place, name in enumerate(_MONEY, 7):
        table.money(place, column(items, name).tolist(), currencies)
    table.texts(11, _words(build, items))
    table.done()


def _words(build: Build, items: _Items) -> list[str]:
    """What each row is."""
    as_of, kept = build.result.payments.policy.as_of, items.kept.astype(bool)
    since = NO_DAY if as_of is None else to_day(as_of)
    undated = kept & (items.cash == 0) & (items.amount != 0)
    return [_what(*one, since) for one in zip(items.day.tolist(), kept.tolist(), undated.tolist(), strict=True)]


def _what(day: int, kept: bool, undated: bool, since: int) -> str:
    if day == NO_DAY:
        return "stays open"
    if undated:
        return "paid, date not in the ledger"
    return "paid" if kept and day <= since else "payment in the ledger" if kept else "to be paid"
