"""Payments among the bills of one export, read and set off: what they pay, what stays an open debit item, and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.columns import stacked
from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.days import NO_DAY, Ints, frozen_ints
from cashflow.basics.groupby import exact_sums
from cashflow.basics.money import from_minor
from cashflow.ledger.clearing.folding import in_order
from cashflow.ledger.clearing.match import Keys
from cashflow.ledger.clearing.paid import Spoken
from cashflow.ledger.clearing.payment_columns import PaymentRows
from cashflow.ledger.clearing.payment_counts import Became, payments_read
from cashflow.ledger.clearing.payment_flags import flag_settled
from cashflow.ledger.clearing.rejected_rows import RejectedRows
from cashflow.ledger.clearing.second_table import reject_of_rejected
from cashflow.ledger.clearing.set_off import AGE, CLEARING, STATED, Owed, Paying, Shares, by_age, by_clearing, by_number
from cashflow.ledger.clearing.settle import Settled, settle
from cashflow.ledger.findings import Notebook, Sources
from cashflow.ledger.model import Ledger, Paid
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.payments_read import SetOff
from cashflow.ledger.values.texts import Coded

__all__ = ["SetOffRows", "as_items", "set_off_rows"]


@frozen(eq=False)
class SetOffRows:
    """The invoices with what they are paid, and what is left of each payment."""

    ledger: Ledger
    debit: Ints  # (n_payments,), int64: what stays open of it, an item of this amount with the other sign
    spoken: Spoken
    became: Became


def as_items(columns: dict[str, Any], terms: Coded, notes: Notebook) -> Coded:
    """Give payments among the bills the day they were made as the only date, and no terms; rows without a day are rejected.

    Returns the terms, blank for payments.
    """
    payment = columns["payment"]
    day = np.full(len(payment), NO_DAY, np.int32)
    for name in ("posting_date", "invoice_date", "paid_date"):
        if name in columns:
            day = np.where(day == NO_DAY, columns[name], day)
    day = np.where((day == NO_DAY) & columns["payment_balance"], columns["due_date"], day)  # what is not applied yet pays nothing
    reason = "is a payment without its date"
    notes.reject(np.flatnonzero(payment & (day == NO_DAY)), "missing date", "invoice_date", "", reason)
    for name in ("invoice_date", "due_date"):
        columns[name] = np.where(payment, day, columns[name]).astype(np.int32)
    columns["paid_date"] = np.where(payment, NO_DAY, columns["paid_date"]).astype(np.int32)
    blank = terms.values.index("") if "" in terms.values else len(terms.values)
    values = terms.values if blank < len(terms.values) else [*terms.values, ""]
    return Coded(np.where(payment, blank, terms.codes), values)


def set_off_rows(
    ledger: Ledger, columns: Mapping[str, Any], bills: Ints, payments: Ints, last_due: Ints, left: RejectedRows, notes: Notebook,
    options: ReadOptions,
) -> SetOffRows:  # fmt: skip
    """Set the payments among the bills off.

    Parameters
    ----------
    ledger
        The accepted bills, with what they say themselves to be paid.
    columns
        All rows as read.
    bills, payments : (n_invoices,), (n_payments,)
        Positions of both among the rows; payments are not rejected.
    last_due : (n_rows,)
        Due date by the terms.
    left
        Rows that are rejected.
    notes
        What was said of the rows.
    options
        Tolerances.
    """
    own = columns["payment_balance"][payments]
    paying = _paying(ledger, columns, payments)
    rows = _payment_rows(ledger, columns, payments, paying)
    mine = None if notes.sources is None else Sources(notes.sources.names, notes.sources.of[payments])
    said = Notebook(notes.rows[payments], "payments", sources=mine)
    nobody = np.full(len(payments), -1, np.int64)
    reject_of_rejected(rows, np.where(own, 0, nobody), left, said)  # one that has an open balance names nothing
    free = np.where(own | said.rejected, 0, paying.cash)
    owed = _owed(ledger, columns, bills, last_due)
    shares, gone, short = _shares(ledger, owed, evolve(paying, cash=free), options)
    elsewhere = np.flatnonzero(gone)
    said.flag(elsewhere, "payment elsewhere", "invoice", paying.applied, "is not an invoice of this ledger", "elsewhere")
    real = shares.some((shares.how != STATED) & (shares.invoice >= 0))
    settled = _settle(ledger, paying, real, options)
    used = np.zeros(len(payments), np.int64)
    np.add.at(used, real.payment, settled.amount - settled.discount + settled.difference)
    stated = np.zeros(len(payments), np.int64)
    other = shares.some((shares.how == STATED) | (shares.invoice < 0))
    np.add.at(stated, other.payment, other.cash)
    debit = np.where(said.rejected | gone, 0, paying.cash - used - stated)
    found = nobody.copy()
    found[real.payment[::-1]] = real.invoice[::-1]
    became = Became(rows, found, real.payment, real.invoice, elsewhere, said.by_kind, ledger.currency.codes, ledger.paid.invoice, 0)
    settled_only = evolve(settled, unallocated=np.zeros(len(real.payment), np.int64))
    flag_settled(ledger, rows, real.invoice, real.payment, settled_only, np.zeros(len(real.payment), bool), said)
    read = payments_read(ledger, became, settled_only, np.zeros(len(real.payment), bool))
    aged = np.zeros(len(payments), np.int64)
    np.add.at(aged, real.payment, np.where(real.how == AGE, settled.amount - settled.discount, 0))
    read = evolve(read, set_off=_counted(rows, aged, stated, debit, own))
    _say(rows, aged, debit, own, _odd_clearings(paying, shares, debit), short, said)
    paid = _with(ledger.paid, real, paying, settled)
    remainder = settled.remainder if len(real.payment) else None
    out = evolve(ledger, paid=paid, payments_read=read, remainder=remainder)
    return SetOffRows(out, debit, (said.frame(), said.counts), became)


def _paying(ledger: Ledger, columns: Mapping[str, Any], payments: Ints) -> Paying:
    place = {c: i for i, c in enumerate(ledger.currency.values)}
    code = columns["currency"].each(lambda c: place.get(c, -1), np.int64)[payments]
    texts = (np.asarray(columns[f"payment_{n}"], object)[payments] for n in ("clearing", "number", "applied"))
    return Paying(columns["supplier"].at(payments), columns["invoice_date"][payments], -columns["amount"][payments], code, *texts)


def _payment_rows(ledger: Ledger, columns: Mapping[str, Any], payments: Ints, paying: Paying) -> PaymentRows:
    """The payments as rows of a table of payments are, whose cells are all read."""
    n, none = len(payments), np.zeros(len(payments), bool)
    currency = columns["currency"].at(payments)
    names = (*ledger.currency.values, *sorted({*currency.tolist()} - {*ledger.currency.values}), "")
    code = np.array([names.index(c) if c in names else -1 for c in columns["currency"].values], np.int64)
    name = code[columns["currency"].codes[payments]]
    texts = {"supplier": paying.supplier, "invoice": np.where(paying.applied != "", paying.applied, paying.number)}
    texts |= {"amount": np.asarray(columns["amount_given"][payments], object), "paid_date": np.full(n, "", object)}
    digits = np.array([CURRENCIES.get(c, 2) for c in names], np.int64)[name]
    zeros, undated = np.zeros(n, np.int64), np.full(n, NO_DAY, np.int32)
    stated = paying.currency
    return PaymentRows(
        texts, paying.day, undated, paying.cash, ~none, zeros, none, stated, stated, digits, names, name, none, none, None, False
    )  # fmt: skip


def _owed(ledger: Ledger, columns: Mapping[str, Any], bills: Ints, last_due: Ints) -> Owed:
    said = np.zeros(len(ledger), np.int64)
    np.add.at(said, ledger.paid.invoice, ledger.paid.amount)
    closed = np.zeros(len(ledger), bool)
    closed[ledger.paid.invoice] = True
    if "paid_known" in columns:
        closed |= columns["paid_known"][bills]
    due = np.where(ledger.due_day != NO_DAY, ledger.due_day, last_due[bills])
    texts = (np.asarray(columns[f"payment_{n}"], object)[bills] for n in ("clearing", "document"))
    return Owed(np.where(closed, 0, ledger.amount), said, due, ledger.invoice_day, ledger.currency.codes, *texts)


def _shares(ledger: Ledger, owed: Owed, paying: Paying, options: ReadOptions) -> tuple[Shares, Ints, Ints]:
    """All parts of payments; (n_payments,), bool: those that name a bill which is not in this ledger; and what clearings lack.

    A payment that has found its bill looks for no other one: what that does not take stays.
    """
    keys = Keys.of(ledger, paying.supplier, paying.number)
    out, short = by_clearing(paying, keys, owed)
    rest = _after(ledger, owed, paying, out, options)

    def left() -> Ints:
        free = paying.cash.copy()
        free[out.payment] = 0
        return free

    books = [ledger, *([evolve(ledger, invoice=owed.document)] if (owed.document != "").any() else [])]
    for numbers in (n for n in (paying.applied, paying.number) if (n != "").any()):
        for book in books:
            mine = keys if book is ledger and numbers is paying.number else Keys.of(book, paying.supplier, numbers)
            found = by_number(paying, mine, out.said_left(rest), left())
            if len(found.payment):
                out = Shares.joined(out, found)
                rest = _after(ledger, owed, paying, out, options)
    gone = (paying.applied != "") & (left() != 0)
    return Shares.joined(out, by_age(paying, keys, out.said_left(rest), np.where(gone, 0, left()))), gone, short


def _after(ledger: Ledger, owed: Owed, paying: Paying, shares: Shares, options: ReadOptions) -> Owed:
    """What is open after some parts."""
    real = shares.some((shares.how != STATED) & (shares.invoice >= 0))
    if not len(real.payment):
        return owed
    settled = _settle(ledger, paying, real, options)
    rest = owed.rest.copy()
    rest[real.invoice] = settled.rest[real.invoice]
    return evolve(owed, rest=rest)


def _settle(ledger: Ledger, paying: Paying, shares: Shares, options: ReadOptions) -> Settled:
    nothing = np.zeros(len(shares.payment), np.int64)
    return settle(ledger, shares.invoice, paying.day[shares.payment], shares.cash, nothing, nothing.astype(bool), options)


def _with(paid: Paid, shares: Shares, paying: Paying, settled: Settled) -> Paid:
    """What bills say to be paid, and what payments settle."""
    good = np.flatnonzero(settled.amount)
    more = Paid(
        shares.invoice[good], paying.day[shares.payment[good]], settled.amount[good], settled.discount[good], settled.difference[good]
    )
    columns = stacked((paid, more), ("invoice", "day", "amount", "discount", "difference"))
    by = in_order(columns[0], columns[1], columns[2], columns[3])
    invoice, day, *money = (c[by] for c in columns)
    return Paid(frozen_ints(invoice), frozen_ints(day, np.int32), *map(frozen_ints, money))


def _sums(rows: PaymentRows, minor: Ints) -> dict[str, int]:
    """Money by currency, of currencies that have some."""
    found = exact_sums(rows.name, minor, len(rows.names))
    return {c: int(m) for c, m in sorted(zip(rows.names, found, strict=True)) if m}


def _counted(rows: PaymentRows, aged: Ints, stated: Ints, debit: Ints, own: Ints) -> SetOff:
    return SetOff(
        rows=len(aged),
        by_age=_sums(rows, aged),
        by_age_payments=int(np.count_nonzero(aged)),
        stated=_sums(rows, stated),
        debits=_sums(rows, debit),
        debit_payments=int(np.count_nonzero(debit)),
        unapplied=int(np.count_nonzero(own & (debit != 0))),
    )


def _odd_clearings(paying: Paying, shares: Shares, debit: Ints) -> Ints:
    """(n,), bool: payments with a clearing number that no item has, or whose items do not come to what is paid."""
    cleared = np.zeros(len(debit), bool)
    cleared[shares.payment[shares.how == CLEARING]] = True
    return cleared & (debit != 0)


def _say(rows: PaymentRows, aged: Ints, debit: Ints, own: Ints, odd: Ints, short: Ints, said: Notebook) -> None:
    """What was inferred, once a kind, with how many payments and how much money."""

    def once(which: Ints, kind: str, minor: Ints, words: str) -> None:
        some = np.flatnonzero(which)
        if len(some):
            money = ", ".join(f"{c} {from_minor(m, c):,f}" for c, m in _sums(rows, np.where(which, minor, 0)).items())
            many = "1 payment" if len(some) == 1 else f"{len(some):,} payments"
            said.flag(some[:1], kind, "amount", rows.texts["amount"], f"{money} of {many} {words}")

    once(aged != 0, "set off by age", aged, _BY_AGE)
    once(odd, "clearing that differs", debit, "beyond the items of the same clearing number: open debit items")
    once(short != 0, "clearing that differs", short, "less than the items of the same clearing number: they stay open for it")
    once((debit != 0) & ~own & ~odd, "open debit", debit, "beyond the open bills: open debit items, which lessen what is owed")
    once((debit != 0) & own, "open debit", debit, "not applied to a bill yet, by an open balance of its own each: open debit items")


_BY_AGE = "without clearing number or reference: set off against the oldest open invoices of their suppliers"
