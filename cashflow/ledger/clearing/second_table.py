"""The second table: payments read, matched, settled, and said what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.frames import pd
from cashflow.ledger.clearing.candidates import candidates
from cashflow.ledger.clearing.choose import resolve
from cashflow.ledger.clearing.match import Keys
from cashflow.ledger.clearing.near_amounts import Cells, Unmatched
from cashflow.ledger.clearing.payment_columns import PaymentRows, payment_texts, read_payment_rows
from cashflow.ledger.clearing.payment_counts import Became, payments_read
from cashflow.ledger.clearing.payment_flags import duplicates, flag_payments
from cashflow.ledger.clearing.rejected_rows import RejectedRows
from cashflow.ledger.clearing.settle import settle
from cashflow.ledger.findings import Notebook
from cashflow.ledger.model import Ledger, Paid
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.payments_read import PaymentsRead
from cashflow.ledger.table import Table

__all__ = ["SecondTable", "reject_of_rejected", "second_table"]


@frozen(eq=False)
class SecondTable:
    """What a payments table holds: payments of the ledger's invoices, findings, counts, and invoices whose rest is a lost discount."""

    paid: Paid
    findings: pd.DataFrame
    read: PaymentsRead
    remainder: Ints
    became: Became
    counts: Mapping[tuple[str, str], int]  # of findings, by status and kind


def second_table(table: Table, ledger: Ledger, closed: Ints, left: RejectedRows, options: ReadOptions) -> SecondTable:
    """Read a payments table.

    Parameters
    ----------
    table
        As it stands.
    ledger
        Accepted invoices, with the payments of their own paid dates.
    closed : (n_invoices,), bool
        Which have such a date.
    left
        Rows of the ledger that are rejected.
    options
        How to read, and the tolerances.
    """
    texts_of, texts = payment_texts(table)
    notes = Notebook(table.row_numbers, "payments")
    keys = Keys.of(ledger, texts["supplier"], texts["invoice"])
    rows = read_payment_rows(table, texts_of, texts, keys, ledger, notes, options)
    found = _matched(ledger, keys, rows, closed, notes, options)
    taken = np.flatnonzero((found >= 0) & ~notes.rejected)
    invoice = found[taken]
    settled = settle(ledger, invoice, rows.day[taken], rows.cash[taken], rows.said[taken], rows.told[taken], options)
    refuse = taken[settled.refused]
    with_discount = "with the amount it is more than is open"
    notes.reject(refuse, "wrong payment", "discount", texts.get("discount", texts["amount"]), with_discount)
    settled.rest[closed] = 0
    reject_of_rejected(rows, found, left, notes)
    elsewhere = _elsewhere(keys, rows, found, Cells.of(ledger, settled.rest, options.payment_tolerance), notes)
    twice = duplicates(ledger, rows.cash[taken], invoice, settled.unallocated)
    flag_payments(ledger, rows, invoice, taken, settled, twice, notes)
    became = Became(rows, found, taken, invoice, elsewhere, notes.by_kind, ledger.currency.codes, ledger.paid.invoice, table.skipped)
    read = payments_read(ledger, became, settled, twice)
    good = np.flatnonzero(settled.amount)
    paid = Paid(invoice[good], rows.day[taken][good], settled.amount[good], settled.discount[good], settled.difference[good])
    return SecondTable(paid, notes.frame(), read, settled.remainder, became, notes.counts)


def _matched(ledger: Ledger, keys: Keys, rows: PaymentRows, closed: Ints, notes: Notebook, options: ReadOptions) -> Ints:
    """(n,): the invoice of each payment, −1 where there is none; those that fit several, or can't be its, are rejected."""
    found = np.where(keys.many == 1, keys.first(), -1)
    day = ledger.invoice_day[found]
    other_date = (found >= 0) & (rows.dated != NO_DAY) & (day != rows.dated) & (day != NO_DAY)
    found[other_date] = -1
    several = np.flatnonzero((keys.many > 1) & ~notes.rejected)
    stated = np.where(rows.stated == -2, -1, rows.stated)
    if len(several):
        payments = (rows.day, rows.cash, rows.said, rows.told, rows.dated, stated)
        chosen, left, reasons = resolve(ledger, keys, several, payments, closed, options)
        found[several] = chosen[several]
        notes.reject(left, "unmatched payment", "invoice", rows.texts["invoice"], reasons)
    safe = np.maximum(found, 0)
    if "currency" in rows.texts:
        wrong = np.flatnonzero((found >= 0) & (rows.stated != -1) & (rows.stated != ledger.currency.codes[safe]))
        words: Any = np.array([f"is not the currency of its invoice, {c}" for c in (*ledger.currency.values, "")], object)
        notes.reject(wrong, "wrong payment", "currency", rows.texts["currency"], lambda at: words[ledger.currency.codes[found[at]]])
    paid = np.flatnonzero((found >= 0) & closed[safe])
    reason = "has a paid_date in the ledger, so it is paid in full already"
    settled = np.zeros(len(ledger), np.int64)
    np.add.at(settled, ledger.paid.invoice, ledger.paid.amount)
    partly = paid[(settled != ledger.amount)[safe[paid]]]
    notes.reject(
        partly, "wrong payment", "invoice", rows.texts["invoice"], "has a paid or open amount in the ledger, which says what is paid"
    )
    notes.reject(paid, "wrong payment", "invoice", rows.texts["invoice"], reason)
    sign = np.flatnonzero((found >= 0) & ((rows.cash == 0) | ((rows.cash < 0) != (ledger.amount[safe] < 0)) | (ledger.amount[safe] == 0)))
    notes.reject(sign, "wrong payment", "amount", rows.texts["amount"], "has the opposite sign of its invoice")
    return found


def reject_of_rejected(rows: PaymentRows, found: Ints, left: RejectedRows, notes: Notebook) -> None:
    """Reject the payments of rejected rows of the ledger for what those are rejected for, so that one waiver is for both."""
    some = np.flatnonzero((found < 0) & ~notes.rejected)
    row = left.named(rows.texts["supplier"][some], rows.texts["invoice"][some])
    some, row = some[row >= 0], row[row >= 0]
    for kind in sorted(set(left.kind[row].tolist())):
        mine = left.kind[row] == kind
        words = np.full(len(found), "", object)
        words[some[mine]] = "is an invoice whose row is rejected: " + left.place[row[mine]] + f" of the ledger ({kind}); mend that row"
        notes.reject(some[mine], kind, "invoice", rows.texts["invoice"], words)


def _elsewhere(keys: Keys, rows: PaymentRows, found: Ints, cells: Cells, notes: Notebook) -> Ints:
    """Positions of the payments that belong to no invoice of the ledger; those that nearly do are rejected."""
    some = np.flatnonzero((found < 0) & ~notes.rejected)
    texts = rows.texts
    asked = Unmatched(
        some, texts["supplier"][some], texts["invoice"][some], rows.day[some].astype(np.int64), rows.cash[some], rows.currency[some]
    )
    near = {int(some[at]): words for at, words in candidates(keys, cells, asked).items()} if len(some) else {}
    notes.reject(np.array(sorted(near), np.int64), "unmatched payment", "invoice", texts["invoice"], near)
    left = some[~notes.rejected[some]]
    words: Any = np.array(["is not an invoice of this ledger", "on account: no invoice number"], object)
    notes.flag(
        left, "payment elsewhere", "invoice", texts["invoice"], lambda at: words[(keys.number[at] < 0).astype(np.int64)], "elsewhere"
    )
    return left
