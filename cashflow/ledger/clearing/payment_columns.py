"""The columns of a payments table: read rule by rule, on whole columns; a row that can't be read is rejected for its first reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.frames import pd
from cashflow.ledger.clearing.match import Keys
from cashflow.ledger.clearing.payment_names import PAYMENT_COLUMNS, PAYMENT_COLUMNS_NEEDED
from cashflow.ledger.clearing.payment_rows import other_rows
from cashflow.ledger.findings import Notebook
from cashflow.ledger.model import Ledger
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.table import Table, check_columns
from cashflow.ledger.values.amount_columns import read_money
from cashflow.ledger.values.date_columns import date_orders, read_date_column
from cashflow.ledger.values.placeholders import is_placeholder, placeholder_words
from cashflow.ledger.values.texts import Coded, Texts

__all__ = ["PaymentRows", "payment_texts", "read_payment_rows"]


@frozen(eq=False)
class PaymentRows:
    """The columns of the table, row by row."""

    texts: Mapping[str, np.ndarray[Any, Any]]
    day: Ints
    dated: Ints  # invoice_date; NO_DAY: not given
    cash: Ints  # minor units, what is paid for an invoice positive; 0 where it can't be read
    readable: Ints  # bool: the amount could be read
    said: Ints  # stated discount, without sign
    told: Ints  # bool: a discount is stated; of 0: that none was taken
    stated: Ints  # code of the stated currency; −1: not given, −2: none of the ledger's
    currency: Ints  # code of the currency the amounts are read in; −1: not known, −2: none of the ledger's
    digits: Ints  # minor digits of that
    names: tuple[str, ...]  # currencies of the ledger, then others that are stated; last: not known
    name: Ints  # place of each row's currency among `names`
    blank: Ints
    broken: Ints  # bool
    decimal: str | None  # the decimal sign of its amounts, told or that of the ledger
    turned: bool  # amounts are all negative in the table, and `sign` was told


def payment_texts(table: Table) -> tuple[Texts, dict[str, np.ndarray[Any, Any]]]:
    """The known columns of a payments table."""
    texts_of = Texts(check_columns(table.frame, PAYMENT_COLUMNS_NEEDED, PAYMENT_COLUMNS, table.source))
    return texts_of, {n: texts_of.text(n) for n in PAYMENT_COLUMNS if n in texts_of}


def read_payment_rows(
    table: Table, texts_of: Texts, texts: dict[str, Any], keys: Keys, ledger: Ledger, notes: Notebook, options: ReadOptions
) -> PaymentRows:
    """All columns; what can't be read is rejected in `notes`."""
    blank = np.logical_and.reduce([t == "" for t in texts.values()])
    if {"amount", "paid_date"} <= set(texts):  # a bill that is not paid yet, in a list of bills and their payments
        blank |= (texts["amount"] == "") & (texts["paid_date"] == "")
    passed = _passed(table, texts_of, texts, notes)
    blank[passed] = True
    blank[table.too_long] = False
    notes.reject(table.too_long, "broken row", "invoice", texts["invoice"], "the row has more fields than the header")
    for said in (s for s in table.said if s.status in ("rejected", "flagged")):
        write = notes.reject if said.status == "rejected" else notes.flag
        write(np.array([said.at]), said.kind, said.column, {said.at: said.value}, said.reason)
    broken = np.zeros(len(blank), bool)
    broken[[*table.too_long.tolist(), *(s.at for s in table.said if s.kind == "broken row")]] = True
    notes.rejected |= blank
    notes.reject(np.flatnonzero(texts["supplier"] == ""), "missing supplier", "supplier", texts["supplier"], "is missing")
    stated = _stated_currency(texts, ledger, notes)
    currency = _currency(ledger, keys, stated)
    names, name = _named(texts, ledger, stated, currency)
    digits = np.array([CURRENCIES.get(n, 2) for n in names], np.int64)[name]
    coded = Coded(name, [n or "?" for n in names])
    options = _own_decimal(table.likely_decimal, texts_of, coded, digits, options)
    money = read_money(texts_of, "amount", coded, options, digits=digits)
    cash, readable = money.minor.copy(), money.reasons == ""
    notes.reject(np.flatnonzero(~readable), "unreadable amount", "amount", money.texts, money.reasons)
    for none in (broken, passed):
        cash[none], readable[none] = 0, False
    said_off = _discounts(texts_of, coded, digits, notes, options)
    told = texts["discount"] != "" if "discount" in texts else np.zeros(len(digits), bool)
    orders = date_orders(texts_of, ("paid_date", "invoice_date"), options)
    day = read_date_column(texts_of, "paid_date", notes, options, needed=True, found=orders.get("paid_date"))
    dated = read_date_column(texts_of, "invoice_date", notes, options, needed=False, found=orders.get("invoice_date"))
    _reject_placeholders(day, dated, keys.earliest(ledger.invoice_day), notes, texts)
    turned = options.sign is not None and bool((cash <= 0).all() and cash.any()) and not _refunds(keys, ledger)
    cash = -cash if turned else cash
    return PaymentRows(
        texts, day, dated, cash, readable, said_off, told, stated, currency, digits, names, name, blank, broken, options.decimal, turned
    )


def _passed(table: Table, texts_of: Texts, texts: dict[str, Any], notes: Notebook) -> Ints:
    """Positions of the rows that are no payments, which are said as ignored, each with its kind."""
    said = [s for s in table.said if s.status == "ignored"]
    known = {s.at for s in table.said if s.status != "flagged"} | {*table.too_long.tolist()}
    said += [s for s in other_rows(table.frame, texts_of, texts) if s.at not in known]
    for kind, reason in dict.fromkeys((s.kind, s.reason) for s in said):
        notes.ignore(notes.rows[[s.at for s in said if s.kind == kind]], kind, reason)
    return np.array([s.at for s in said], np.int64)


def _own_decimal(likely: str | None, texts_of: Texts, currency: Coded, digits: Ints, options: ReadOptions) -> ReadOptions:
    """The options without the decimal sign that was found in the ledger, unless the payments' amounts have two readings without it."""
    if likely is None:
        return options
    own = evolve(options, decimal=None)
    columns = [n for n in ("amount", "discount") if n in texts_of]
    reasons = [read_money(texts_of, n, currency, own, digits=digits).reasons for n in columns]
    two = any("two readings" in r for r in np.unique(np.concatenate(reasons)).tolist())
    return evolve(options, decimal=likely if two else None)


def _reject_placeholders(day: Ints, dated: Ints, invoice_day: Ints, notes: Notebook, texts: dict[str, Any]) -> None:
    """Reject paid dates that stand for "none", or lie long before the first invoice of their number: they must match nothing.

    `invoice_day`: that of the first invoice; `NO_DAY` where the ledger has none.
    """
    first = np.where(dated != NO_DAY, dated, invoice_day).astype(np.int64)
    known = first != NO_DAY
    first = np.where(known, first, day.astype(np.int64) + 1)
    which = np.flatnonzero(is_placeholder(day, first))
    words = placeholder_words(day, first, which) | dict.fromkeys(which[~known[which]].tolist(), "is a placeholder")
    reasons = {at: f"{w}; write the day on which it was paid" for at, w in words.items()}
    notes.reject(which, "unreadable date", "paid_date", texts["paid_date"], reasons)


def _refunds(keys: Keys, ledger: Ledger) -> bool:
    """Whether some payment names a credit note alone, so that a negative amount is one that came in."""
    one = keys.many == 1
    return bool((ledger.amount[keys.first()[one]] < 0).any())


def _discounts(texts_of: Texts, currency: Coded, digits: Ints, notes: Notebook, options: ReadOptions) -> Ints:
    """Stated discounts, without sign; 0 where none is stated."""
    if "discount" not in texts_of:
        return np.zeros(len(digits), np.int64)
    found = read_money(texts_of, "discount", currency, options, digits=digits)
    wrong = (found.reasons != "") & ~found.missing
    notes.reject(np.flatnonzero(wrong), "unreadable amount", "discount", found.texts, found.reasons)
    return np.abs(np.where(found.missing, 0, found.minor))


def _stated_currency(texts: dict[str, Any], ledger: Ledger, notes: Notebook) -> Ints:
    """Code of each stated currency: −1 where none is, −2 where the ledger has no invoice in it."""
    if "currency" not in texts:
        return np.full(len(texts["invoice"]), -1, np.int64)
    codes, distinct = pd.factorize(texts["currency"])
    place = {c: i for i, c in enumerate(ledger.currency.values)}
    known = np.array([-1 if not t else place.get(t.upper(), -2) for t in distinct], np.int64)
    wrong = np.array([bool(t) and t.upper() not in CURRENCIES for t in distinct], bool)
    notes.reject(np.flatnonzero(wrong[codes]), "unknown currency", "currency", texts["currency"], "is not an ISO 4217 currency")
    return known[codes]


def _currency(ledger: Ledger, keys: Keys, stated: Ints) -> Ints:
    """Code of the currency of each payment: the invoice's, else what is stated, else the only one of its supplier, or of the ledger."""
    n = len(ledger.currency.values)
    first = keys.first()
    out = np.where(first >= 0, ledger.currency.codes[first], -1).astype(np.int64)
    several = (keys.many > 1) & (stated >= 0)
    out = np.where((stated != -1) & ((first < 0) | several), stated, out)
    there = np.zeros((int(keys.of_supplier.max(initial=0)) + 2, n), bool)  # the last: no supplier
    there[keys.of_supplier, ledger.currency.codes] = True
    only = np.where(there.sum(axis=1) == 1, there.argmax(axis=1), -1)
    used = np.flatnonzero(there.any(axis=0))
    if len(used) == 1:
        only[:] = used[0]
    return np.where(out == -1, only[keys.supplier], out)


def _named(texts: dict[str, Any], ledger: Ledger, stated: Ints, currency: Ints) -> tuple[tuple[str, ...], Ints]:
    """Names of currencies, and the place of each row's among them; of one that is stated and not the ledger's, its own."""
    known = len(ledger.currency.values)
    other = np.flatnonzero(stated == -2)
    codes, distinct = pd.factorize(texts["currency"][other]) if len(other) else (other, [])
    upper = [str(c).upper() for c in distinct]
    extra = sorted({c for c in upper if c in CURRENCIES})
    place = np.array([known + extra.index(c) if c in CURRENCIES else -1 for c in upper], np.int64)
    names = (*ledger.currency.values, *extra, "")
    out = np.where(currency < 0, -1, currency)
    out[other] = place[codes] if len(other) else out[other]
    return names, np.where(out < 0, len(names) - 1, out)
