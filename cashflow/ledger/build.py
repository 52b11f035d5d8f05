"""Money of a ledger counted by currency."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.groupby import exact_sums
from cashflow.basics.money import from_minor
from cashflow.ledger.bounds import bounds_of
from cashflow.ledger.clearing.payment_counts import Became, payment_sums
from cashflow.ledger.column_bounds import gross_sum
from cashflow.ledger.findings import Notebook
from cashflow.ledger.left_out import ACCEPTED, Sums
from cashflow.ledger.left_rows import LeftRows
from cashflow.ledger.model import Ledger, Paid
from cashflow.ledger.options import ReadOptions

__all__ = ["accepted_sums", "counted", "left_rows", "open_amounts", "payment_sums", "read_amount_totals", "row_sums"]


def read_amount_totals(columns: dict[str, Any], keep: Ints) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """Amounts read and accepted per currency, in major units; unreadable amounts count nowhere."""
    amount, currency, unread = columns["amount"], columns["currency"], columns["amount_unread"]
    kept = np.zeros(len(amount), bool)
    kept[keep] = True
    read: dict[str, Decimal] = {}
    accepted: dict[str, Decimal] = {}
    for code, name in sorted(enumerate(currency.values), key=lambda pair: pair[1]):
        if name not in CURRENCIES:
            continue
        mine = currency.codes == code
        for target, which in ((read, mine & ~unread), (accepted, mine & kept)):
            if which.any():
                target[name] = from_minor(_total(amount[which]), name)
    return read, accepted


def left_rows(columns: dict[str, Any], notes: Notebook) -> LeftRows:
    """The rejected rows whose amount and currency could be read, one by one."""
    some = np.sort(np.concatenate([np.zeros(0, np.int64), *notes.by_kind.values()]))
    currency = columns["currency"]
    some = some[(~columns["amount_unread"] & currency.each(CURRENCIES.__contains__, bool))[some]]
    day = columns["invoice_date"][some]
    if "posting_date" in columns:
        posted = columns["posting_date"][some]
        day = np.where(posted != NO_DAY, posted, day)
    row, file = notes.rows[some], np.full(len(some), "", object)
    if notes.sources is not None:
        file = np.array([*notes.sources.names, ""], object)[notes.sources.of[some]]
    return LeftRows(columns["supplier"].at(some), columns["invoice"][some], row, file, currency.at(some), day, columns["amount"][some])


def open_amounts(ledger: Ledger) -> dict[str, Decimal]:
    """What is not paid, per currency, in major units; credit notes lessen it."""
    codes, names = ledger.currency.codes, ledger.currency.values
    owed, paid = (exact_sums(c, m, len(names)) for c, m in ((codes, ledger.amount), (codes[ledger.paid.invoice], ledger.paid.amount)))
    there = np.bincount(codes, minlength=len(names))
    return {names[c]: from_minor(int(owed[c]) - int(paid[c]), names[c]) for c in np.flatnonzero(there).tolist()}


def _total(values: Ints) -> int:
    large = len(values) and max(int(values.max()), -int(values.min())) * len(values) >= 2**63
    return int(values.astype(object).sum() if large else values.sum())


def counted(
    source: Path | None,
    columns: dict[str, Any],
    notes: Notebook,
    keep: Ints,
    options: ReadOptions,
    paid: Paid | None,
    became: Became | None,
) -> dict[str, Any]:
    """What `Findings` hold beside rows: sums of what was accepted and left out, what was told of it, and the files.

    `paid` are the payments of the accepted rows, `became` what became of those of the second table.
    """
    second = options.payments
    files = {"ledger": source, "payments": None if second is None else second.source}
    return {
        "rows": row_sums(columns, keep, notes.by_kind, paid, options.decimal),
        "payments": Sums() if became is None else payment_sums(became, columns),
        "accept": options.accept,
        "most_rejected": options.most_rejected,
        "sources": {name: str(path) for name, path in files.items() if path is not None},
        "flags": options.flags,
    }


def row_sums(columns: dict[str, Any], keep: Ints, by_kind: dict[str, Ints], paid: Paid | None, decimal: str | None = None) -> Sums:
    """Accepted and rejected rows with their gross money; an unreadable paid date is none."""
    coded = columns["currency"]
    readable = ~columns["amount_unread"] & coded.each(CURRENCIES.__contains__, bool)
    unpaid, good = columns["paid_date"] == NO_DAY, bool(readable.all())
    book = _Book(tuple(coded.values), coded.codes, np.abs(columns["amount"]))
    rows: dict[str, int] = {}
    without: dict[str, int] = {}
    gross: dict[tuple[str, str], int] = {}
    left: dict[tuple[str, str], int] = {}
    bound: dict[tuple[str, str], int] = {}
    for kind, at in {ACCEPTED: keep, **by_kind}.items():
        some = at if good else at[readable[at]]
        rows[kind], without[kind] = len(at), len(at) - len(some)
        given, typed, whole = (columns[n] for n in ("amount_given", "amount_typed", "amount_whole"))
        bound |= bounds_of(kind, at[~readable[at]], given, coded.values, coded.codes, decimal, whole, typed)
        money = book.sums(kind, some)
        gross |= money
        left |= money if kind == ACCEPTED else book.sums(kind, some[unpaid[some]])
    if paid is not None and len(paid.invoice):
        settled = _Book(book.names, book.codes[keep][paid.invoice], np.abs(paid.amount)).sums(ACCEPTED, np.arange(len(paid.invoice)))
        left |= {key: max(0, left[key] - minor) for key, minor in settled.items()}
    return Sums(rows, without, gross, left, bound)


def accepted_sums(ledger: Ledger) -> Sums:
    """The same of a ledger whose rows are all accepted; quick, since a scan asks it of every batch."""
    book, paid = ledger.bounds, ledger.paid
    if not len(ledger):
        return Sums()
    small = book.largest * len(ledger) < 2**63

    def gross_of(codes: Ints, amount: Ints) -> Ints:
        if small and len(ledger.currency.values) == 1:
            return np.array([ledger.gross if amount is ledger.amount else gross_sum(amount, book.signed)])
        size = np.abs(amount) if book.signed else amount
        sums = np.zeros(len(ledger.currency.values), np.int64 if small else object)
        np.add.at(sums, codes, size if small else size.astype(object))
        return sums

    gross = gross_of(ledger.currency.codes, ledger.amount)
    left = gross - gross_of(ledger.currency.codes[paid.invoice], paid.amount) if len(paid.invoice) else gross
    keys = [(ACCEPTED, name) for name in ledger.currency.values]
    both = ({k: int(m) for k, m in zip(keys, sums, strict=True) if m} for sums in (gross, left))
    return Sums({ACCEPTED: len(ledger)}, {}, *both)


class _Book:
    """Amounts without their signs, with currencies as codes."""

    def __init__(self, names: tuple[str, ...], codes: Ints, size: Ints) -> None:
        self.names, self.codes, self.size = names, codes, size

    def sums(self, kind: str, at: Ints) -> dict[tuple[str, str], int]:
        """By kind and currency, of the rows at some positions; currencies that occur in them."""
        whole = len(at) == len(self.codes)
        codes, size = (self.codes, self.size) if whole else (self.codes[at], self.size[at])
        there = np.bincount(codes, minlength=len(self.names))
        sums = exact_sums(codes, size, len(self.names))
        return {(kind, self.names[c]): int(sums[c]) for c in np.flatnonzero(there).tolist()}
