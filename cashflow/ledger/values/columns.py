"""The columns of a ledger: which there must be, and each of them read; a row that can't be read is rejected for its first reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from cashflow.basics.currencies import CURRENCIES, WITHDRAWN, unknown_currency
from cashflow.basics.days import NO_DAY, Ints, to_day
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.frames import pd
from cashflow.basics.money import from_minor
from cashflow.basics.strings import Strings, are_blank, texts_of
from cashflow.basics.valueless import WORDS_FOR_NONE, may_be_nameless, nameless, valueless
from cashflow.ledger.findings import Notebook
from cashflow.ledger.model import EVENT_COLUMNS
from cashflow.ledger.names import OWN_COLUMNS, tidied
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.table import Table, check_columns
from cashflow.ledger.values.amount_columns import read_amount_columns
from cashflow.ledger.values.date_columns import date_evidence, date_orders, dates_of, read_date_column, say_dates
from cashflow.ledger.values.lacking import flag_once
from cashflow.ledger.values.open_amounts import say_paid_parts
from cashflow.ledger.values.sum_words import may_be_a_name, sum_words
from cashflow.ledger.values.texts import Coded, Texts

__all__ = ["OWN", "blank_rows", "needed_columns", "read_columns", "refuse_two_currencies", "tidy", "two_currencies"]

_OPTIONAL = ("due_date", "paid_date")
_UNDATED = "have no invoice date: cash is projected from the due date; what was invoiced when, and days payable outstanding, are not known"
_MONEY = ("amount", "amount_minor", "open_amount", "paid_amount", "tax_amount")
_NAMELESS = frozenset(form(w) for w in WORDS_FOR_NONE for form in (str, str.upper, str.title)) | {"NaN", "NaT", "N/a"}
_LONGEST_WORD = max(len(w.encode()) for w in WORDS_FOR_NONE)
_TYPED = {"date", "datetime", "decimal", "integer", "floating", "boolean"}  # cells without a text among them
OWN = (*OWN_COLUMNS, *EVENT_COLUMNS)
"""Columns that a ledger knows; any other is an attribute."""


def needed_columns(names: set[str], currency: bool, terms: bool) -> list[str]:
    """Columns that a table of some names must have; `currency`, `terms`: whether those of all rows are told.

    A due date or a paid date stands in place of invoice date and terms.
    """
    dated = "due_date" in names or "paid_date" in names
    amount = "amount_minor" if "amount_minor" in names and "amount" not in names else "amount"
    needed = ["supplier", "invoice", *([] if dated else ["invoice_date"]), *([] if "open_amount" in names else [amount])]
    return [*needed, *([] if currency else ["currency"]), *([] if dated or terms else ["terms"])]


def tidy(table: Table, currency: str | None, terms: str | None = None) -> pd.DataFrame:
    """The table's frame with tidy names; refused where a column is missing."""
    frame, source = table.frame, table.source
    names = {tidied(c) for c in frame.columns}
    found = check_columns(frame, needed_columns(names, currency is not None, terms is not None), OWN, source)
    if currency is None:
        return found
    if currency not in CURRENCIES:
        raise unknown_currency(currency, file=source, column="currency")
    return found


def refuse_two_currencies(texts: Texts, currency: str | None, source: object) -> None:
    """Refuse a currency that was told of a table whose rows all state one."""
    if currency is None or "currency" not in texts or not len(texts):
        return
    given = texts.coded("currency")
    if not len(given.rows(lambda v: not v)):
        raise two_currencies(source)


def two_currencies(source: object) -> InputError:
    """The refusal of such a currency."""
    return InputError("has a column 'currency' and a currency was given too", file=source, hint="Leave one of them out")


def _given_currency(texts: Texts, told: str | None) -> tuple[Coded, Ints]:
    """The currency of each row, the one that was told where it states none; and the rows of those, in a table that has such a column."""
    if told is not None and "currency" not in texts:
        return Coded(np.zeros(len(texts), np.int64), [told]), np.zeros(0, np.int64)
    given = texts.coded("currency")
    if told is None:
        return given, np.zeros(0, np.int64)
    return Coded(given.codes, [v or told for v in given.values]), given.rows(lambda v: not v)


def _say_told(told: str | None, which: Ints, out: dict[str, Any], notes: Notebook) -> None:
    """How many rows the currency was told for, and their money."""
    kept = which[~notes.rejected[which]]
    if told is None or not len(kept):
        return
    money = f"{told} {from_minor(sum(out['amount'][kept].tolist()), told):,f}"
    flag_once(notes, kept, "currency told", "currency", "", f"have no currency: {told} counts, as given ({money})")


def blank_rows(texts: Texts) -> Ints:
    """(n,): mask of the rows without anything in them."""
    blank = np.ones(len(texts), bool)
    for name in texts.frame.columns:
        if not blank.any():
            break
        blank &= are_blank(texts.many(name)) if name == "invoice" else texts.coded(name).blank()
    return blank


def read_columns(
    texts: Texts, notes: Notebook, options: ReadOptions, among: Mapping[str, Any], *, file: bool, whole: bool = True
) -> dict[str, Any]:
    """Every column read; rows that can't be read are rejected for the first reason, in this order.

    `among`: what is known of payments among the bills. `file`: one without NUL.
    `whole`: all rows of the table are here, so that a column may say what its single texts don't.
    """
    supplier = texts.coded("supplier")
    out: dict[str, Any] = {"supplier": supplier, "invoice": texts.many("invoice"), **among}
    if not file:
        _reject_nul(texts, notes)
    _reject_valueless(texts, notes)
    given, told = _given_currency(texts, options.currency)
    out["own_events"] = _own_columns(texts, options, notes)
    names = ("invoice_date", *_OPTIONAL, *(n for n in EVENT_COLUMNS if n in texts), *out["own_events"].values())
    orders = date_orders(texts, names, options, ("invoice_date", "due_date")) if whole else {}
    out["date_evidence"] = date_evidence(orders)
    dates = {name: dates_of(texts, name, options, orders.get(name)) for name in ("invoice_date", *_OPTIONAL)}
    needed = dates["invoice_date"].days == NO_DAY
    if needed.any():  # another date, or one that is told below, stands in its place
        needed &= ~np.logical_or.reduce([(d.days != NO_DAY) | d.wrong for d in (dates[n] for n in _OPTIONAL)])
    out["invoice_date"] = say_dates(dates["invoice_date"], "invoice_date", notes, needed)
    currency = out["currency"] = _currencies(given, notes)
    read_amount_columns(texts, out, notes, options, whole=whole)
    notes.reject(supplier.rows(lambda v: not v), "missing supplier", "supplier", supplier.at, "is missing")
    _say_sums(supplier, notes)
    for name in _OPTIONAL:
        out[name] = say_dates(dates[name], name, notes, needed=False)
    for name in names[3:]:
        out[name] = read_date_column(texts, name, notes, options, needed=False, found=orders.get(name))
    if "paid_part" in out:
        say_paid_parts(out, notes)
    undated = np.flatnonzero(out["invoice_date"] == NO_DAY)
    flag_once(notes, undated, "missing invoice date", "invoice_date", dates["invoice_date"].texts, _UNDATED)
    _say_told(options.currency, told, out, notes)
    _number_them(texts, out, notes)
    for code, last in ((c, d) for c, d in WITHDRAWN.items() if c in currency.values):
        late = currency.rows(code.__eq__)
        late = late[out["invoice_date"][late] > to_day(last)]
        reason = f"was withdrawn on {last}, before the invoice date; kept"
        notes.flag(late, "withdrawn currency", "currency", currency.at, reason)
    return out


def _say_sums(supplier: Coded, notes: Notebook) -> None:
    """Reject rows whose supplier is a word for a sum; where a company may be called so, they are kept and flagged."""
    words = sum_words(supplier.values)
    if words:
        notes.reject(supplier.rows(lambda v: v in words and not may_be_a_name(v)), "may be a total", "supplier", supplier.at, _SUM)
        notes.flag(supplier.rows(words.__contains__), "name like a total", "supplier", supplier.at, _NAME)


_SUM = "is a word for a sum, not a supplier, so the row may be a total of others; remove it, or name the supplier"
_NAME = "is a word for a sum, and may be the name of a supplier; kept: if it is a total, its amount counts twice"


def _own_columns(texts: Texts, options: ReadOptions, notes: Notebook) -> dict[str, str]:
    """The columns of the user's own events as the texts have them; one that is not there is refused."""
    seen = {tidied(c): str(c) for c in texts.frame.columns}
    for event, column in options.events.items():
        if tidied(column) not in seen or tidied(column) in OWN:
            why = (
                "is a column with a meaning of its own"
                if tidied(column) in OWN
                else f"is not a column of the ledger. {nearest(column, seen)}"
            )
            raise InputError(why, column=f"events {event}", value=column, hint='Write [terms.events] and below it arrival = "Arrival date"')
    return {event: seen[tidied(column)] for event, column in options.events.items()}


def _reject_nul(texts: Texts, notes: Notebook) -> None:
    """Reject rows with a NUL character in a cell: other programs end the text there, and read another value."""
    for name in texts.frame.columns:
        rows = _with_nul(texts, name)
        if len(rows):
            shown = {int(at): texts.text(name)[at].replace("\0", "\\0") for at in rows}
            notes.reject(rows, "broken row", name, shown, "holds a NUL character, so its content is unclear; write the cell again")


def _reject_valueless(texts: Texts, notes: Notebook) -> None:
    """Reject rows whose supplier is an error of a spreadsheet, a formula without a value, or a word for none."""
    supplier = texts.coded("supplier")
    if may_be_nameless(supplier.values):
        why = Coded(supplier.codes, [nameless(v, company=True) for v in supplier.values])
        notes.reject(why.rows(bool), "missing supplier", "supplier", supplier.at, why.at)


def _number_them(texts: Texts, out: dict[str, Any], notes: Notebook) -> None:
    """Flag rows without an invoice number; an error of a spreadsheet is none, nor is a word for none."""
    numbers = out["invoice"]
    blank = are_blank(numbers) & ~out["payment"] if "payment" in out else are_blank(numbers)  # of payments it is said where they stay items
    notes.flag(np.flatnonzero(blank), "missing invoice number", "invoice", numbers, "is missing; kept")
    which = _nameless(numbers)
    if len(which):
        words = {at: f"{nameless(n)}; kept without a number" for at, n in zip(which.tolist(), numbers[which].tolist(), strict=True)}
        notes.flag(which, "missing invoice number", "invoice", numbers, words)
        out["invoice"] = texts_of(numbers).copy()
        out["invoice"][which] = ""


def _nameless(numbers: np.ndarray[Any, Any] | Strings) -> Ints:
    """Positions of the texts that are no numbers."""
    if isinstance(numbers, Strings):
        short = np.flatnonzero(numbers.lengths() <= _LONGEST_WORD)
        words = not _NAMELESS.isdisjoint(numbers[short].tolist()) if len(short) else False
        may_be = np.union1d(numbers.holding("#"), short if words else short[:0])
    else:
        listed = numbers.tolist()
        may_be = np.arange(len(numbers)) if not _NAMELESS.isdisjoint(listed) or "#" in "".join(listed) else np.zeros(0, np.int64)
    listed = numbers[may_be].tolist() if len(may_be) else []
    return np.array([at for at, number in zip(may_be.tolist(), listed, strict=True) if number and nameless(number)], np.int64)


def _with_nul(texts: Texts, name: str) -> Ints:
    kind = texts.frame[name].dtype
    if isinstance(kind, np.dtype) and kind.kind != "O":
        return np.zeros(0, np.int64)  # numbers and dates
    if (strings := texts.strings(name)) is not None:
        return strings.holding("\0")
    if isinstance(kind, pd.ArrowDtype) and not texts.only_text(name) and "string" not in str(kind.pyarrow_dtype):
        return np.zeros(0, np.int64)
    if name in _MONEY and not texts.only_text(name):  # numbers among them, of which no text need be made
        return np.flatnonzero([isinstance(v, str) and "\0" in v for v in texts.frame[name].tolist()])
    if name in ("invoice", *_MONEY):  # mostly different from row to row
        listed = texts.text(name).tolist()
        return np.flatnonzero(["\0" in v for v in listed]) if "\0" in "".join(listed) else np.zeros(0, np.int64)
    if kind.kind == "O" and isinstance(kind, np.dtype) and pd.api.types.infer_dtype(texts.frame[name].to_numpy(), skipna=True) in _TYPED:
        return np.zeros(0, np.int64)
    coded = texts.coded(name)
    return coded.rows(lambda v: "\0" in v) if "\0" in "".join(coded.values) else np.zeros(0, np.int64)


def _currencies(given: Coded, notes: Notebook) -> Coded:
    upper = [v.upper() for v in given.values]
    seen = sorted({u for u in upper if u in CURRENCIES})
    place = {u: i for i, u in enumerate(dict.fromkeys(upper))}

    def said(value: str) -> str:
        return valueless(value) or f"is not an ISO 4217 currency. {nearest(value.upper(), seen)} (in this ledger)"

    notes.reject(given.rows(lambda v: not v), "missing currency", "currency", given.at, "is missing")
    unknown = given.rows(lambda v: bool(v) and v.upper() not in CURRENCIES)
    why = Coded(given.codes, [said(v) for v in given.values]) if len(unknown) else given
    notes.reject(unknown, "unknown currency", "currency", given.at, why.at)
    lower = given.rows(lambda v: v != v.upper() and v.upper() in CURRENCIES)
    notes.flag(lower, "lower case currency", "currency", given.at, "was read as upper case")
    return Coded(given.each(lambda v: place.get(v.upper(), 0), np.int64), list(place))
