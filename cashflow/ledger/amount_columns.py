"""Columns of amounts: text, Decimal or whole numbers of major units, or whole minor units; exact, or rejected with the reason."""

from __future__ import annotations

from typing import Any

import numpy as np

from cashflow.basics.amount_text import read_amounts
from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.ledger.findings import Notebook
from cashflow.ledger.open_amounts import Stated, paid_parts, part_of_amount
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.texts import Texts

__all__ = ["read_amount_columns"]

_LARGEST = 2**63 - 1
_TOO_LARGE = "is too large for an amount"


def read_amount_columns(texts: Texts, out: dict[str, Any], notes: Notebook, told: ReadOptions) -> None:
    """Add ``amount``, ``amount_reason`` and, if there is such a column, ``tax_amount``; what is owed is positive in them."""
    frame, digits = texts.frame, out["currency_coded"].each(lambda c: CURRENCIES.get(c, -1), np.int64)
    open_now, paid = (
        Stated(*_money(texts, n, digits, notes, told.decimal)) if n in frame else None for n in ("open_amount", "paid_amount")
    )
    stated = None
    name = "amount_minor" if "amount_minor" in frame and "amount" not in frame else "amount"
    if name in frame:
        stated = Stated(*(_minor_units(texts) if name == "amount_minor" else _money(texts, name, digits, notes, told.decimal)))
    whole = part_of_amount(stated, open_now, paid, notes)
    given, money, reasons = whole.given, whole.minor, whole.reasons
    out["amount_given"], out["amount_whole"] = given, name == "amount_minor"
    out["amount"], out["amount_reason"] = -money if told.turned else money, reasons
    notes.reject(np.flatnonzero(reasons != ""), "unreadable amount", name if name in frame else "open_amount", given, reasons)
    if open_now is not None or paid is not None:
        paid_parts(out, open_now, paid, told.turned, notes)
    if "tax_amount" in frame:
        given, tax, reasons = _money(texts, "tax_amount", digits, notes, told.decimal)
        missing = given == ""
        out["tax_amount"] = np.where(missing, 0, -tax if told.turned else tax)
        notes.reject(np.flatnonzero((reasons != "") & ~missing), "unreadable tax", "tax_amount", given, reasons)
        beyond = (np.abs(out["tax_amount"]) > np.abs(out["amount"])) | (out["tax_amount"] * np.sign(out["amount"]) < 0)
        notes.reject(np.flatnonzero(beyond), "unreadable tax", "tax_amount", given, "is no part of the amount, which is gross")


def _minor_units(texts: Texts) -> tuple[Any, Ints, Any]:
    """Texts, values and reasons of whole minor units; missing ones, and those beyond 64 bits, are said."""
    column = texts.frame["amount_minor"]
    text = isinstance(column.dtype, pd.StringDtype) or texts.is_text("amount_minor")
    if text or pd.api.types.is_float_dtype(column.dtype) or pd.api.types.is_bool_dtype(column.dtype):
        hint = "Read the column as Int64, which may have gaps; floats and text are no whole numbers"
        raise InputError("must be a column of whole numbers (minor units)", column="amount_minor", hint=hint)
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "i":
        values = column.to_numpy().astype(np.int64)
        reasons = np.full(len(values), "", object)
        reasons[values == ~_LARGEST] = _TOO_LARGE
        return values, values, reasons
    _refuse_inexact(column, "amount_minor", notes=None)
    given = texts.text("amount_minor")
    codes, distinct = pd.factorize(given)
    read = [_whole(v) for v in distinct]
    return given, np.array([v for v, _ in read] + [0], np.int64)[codes], np.array([r for _, r in read] + [""], object)[codes]


def _whole(text: str) -> tuple[int, str]:
    if not text:
        return 0, "is missing"
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        return 0, "is no whole number of minor units"
    if len(digits) > 19 or int(digits) > _LARGEST:
        return 0, _TOO_LARGE
    return int(text), ""


def _money(texts_of: Texts, name: str, digits: Ints, notes: Notebook, decimal: str | None) -> tuple[Any, Ints, Any]:
    """Texts, minor units and reasons of an amount column; floats are refused."""
    column = texts_of.frame[name]
    if texts_of.is_text(name):
        texts = texts_of.text(name)
        return texts, *read_amounts(texts, digits, decimal)
    if pd.api.types.is_float_dtype(column.dtype):
        hint = "Read the file with dtype=str, or give Decimal or text; a float can't hold 0.10 exactly"
        raise InputError("is a column of floats; amounts must be exact", column=name, hint=hint)
    _refuse_inexact(column, name, notes)
    exact = any(not isinstance(v, str) for v in column.head(50)) if len(column) else False
    texts = texts_of.text(name)
    minor, reasons = read_amounts(texts, digits, "." if exact and decimal is None else decimal)
    return texts, minor, reasons


def _refuse_inexact(column: pd.Series[Any], name: str, notes: Notebook | None) -> None:
    """Refuse a float among other values; `notes` knows its row."""
    if column.dtype != object:
        return
    for at, value in enumerate(column):
        if isinstance(value, float | np.floating) and value == value:
            row = None if notes is None else int(notes.rows[at])
            raise InputError("is a float; amounts must be exact", row=row, column=name, value=value)
