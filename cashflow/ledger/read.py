"""Reading a ledger: rows are checked rule by rule, on whole columns; a bad row is a finding and the rest goes on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cashflow.basics.amount_text import read_amounts
from cashflow.basics.currencies import CURRENCIES, WITHDRAWN
from cashflow.basics.date_text import PLACEHOLDER, read_dates
from cashflow.basics.days import NO_DAY, Ints, frozen_ints, to_date, to_day
from cashflow.basics.errors import InputError, nearest
from cashflow.ledger.build import category, read_amount_totals
from cashflow.ledger.findings import Notebook, refuse_if_strict, summary
from cashflow.ledger.model import EVENT_COLUMNS, Findings, Ledger, Paid
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.paid import read_paid
from cashflow.ledger.table import Table, check_columns, read_csv, table_of, text_column
from cashflow.ledger.term_text import Terms, read_terms

__all__ = ["ledger_from_frame", "read_ledger"]

_OPTIONAL = ("due_date", "paid_date")
_OWN = ("supplier", "invoice", "invoice_date", "amount", "amount_minor", "currency", "terms", "tax_amount", *_OPTIONAL, *EVENT_COLUMNS)


def read_ledger(
    path: str | Path,
    *,
    currency: str | None = None,
    payments: str | Path | pd.DataFrame | None = None,
    dialect: str | None = None,
    codes: Mapping[str, Any] | None = None,
    decimal: str | None = None,
    date_order: str | None = None,
    strict: bool = False,
) -> Ledger:
    """Read a payables ledger from CSV.

    Parameters
    ----------
    path
        A CSV file (UTF-8) with the columns ``supplier, invoice, invoice_date, amount, currency, terms``;
        optional ``due_date, paid_date, tax_amount`` and the events that terms count from, ``receipt_date, posting_date,
        goods_receipt_date, service_date, order_date, statement_date, bill_of_lading_date``; any further column is an
        attribute.
    currency
        Currency of all rows, if the file has no such column.
    payments
        A second table ``invoice, supplier, paid_date, amount``: partial and several payments.
    dialect
        Which reading to take where terms have two, e.g. ``days_then_eom``.
    codes
        The company's own codes: code → terms text or `PaymentTerms`.
    decimal
        ``"."`` or ``","``, where amounts like 1,234 have two readings.
    date_order
        ``"dmy"`` or ``"mdy"``, where dates like 03/04/2025 have two readings.
    strict
        Refuse the file if there is any finding.

    Returns
    -------
    Ledger
        With `findings`: what was rejected, flagged or ignored, by row, column, value and reason.

    Raises
    ------
    InputError
        No such file, no CSV, a column missing, no row accepted.
    """
    return _read(read_csv(Path(path)), ReadOptions(currency, payments, dialect, codes, decimal, date_order, strict))


def ledger_from_frame(
    frame: pd.DataFrame,
    *,
    currency: str | None = None,
    payments: str | Path | pd.DataFrame | None = None,
    dialect: str | None = None,
    codes: Mapping[str, Any] | None = None,
    decimal: str | None = None,
    date_order: str | None = None,
    strict: bool = False,
) -> Ledger:
    """`read_ledger` for a frame; see `Ledger.from_frame`."""
    if not isinstance(frame, pd.DataFrame):
        raise InputError("must be a pandas DataFrame", column="frame", value=type(frame).__name__)
    return _read(table_of(frame), ReadOptions(currency, payments, dialect, codes, decimal, date_order, strict))


def _read(table: Table, options: ReadOptions) -> Ledger:
    tidy = _tidy(table, options.currency)
    blank = _blank_rows(tidy)
    number = np.arange(2, len(tidy) + 2)
    notes = Notebook(number[~blank])
    for row in number[blank]:
        notes.ignore(int(row), "is blank")
    tidy = tidy.loc[~blank].reset_index(drop=True)
    long = np.flatnonzero(np.isin(number[~blank], table.too_long + 2))
    notes.reject(
        long,
        "supplier",
        text_column(tidy, "supplier"),
        "the row has more fields than the header; put a field that holds the delimiter in quotes",
    )
    columns = _columns(tidy, notes, options)
    terms = read_terms(text_column(tidy, "terms"), columns, notes, options.dialect, options.codes)
    _check_order(columns, terms, notes)
    keep = np.flatnonzero(~notes.rejected)
    if not len(keep):
        _refuse_empty(notes, table.source, len(tidy))
    _flag_duplicates(columns, keep, notes)
    columns["amount_reason"][long] = "in a broken row"
    totals = read_amount_totals(columns, keep)
    paid, extra = read_paid(columns, keep, options)
    findings = summary(pd.concat([notes.frame(), extra], ignore_index=True), len(table.frame), len(keep), int(blank.sum()), totals)
    if options.strict:
        refuse_if_strict(findings, table.source)
    return _ledger(tidy, columns, terms, keep, notes, paid, findings)


def _ledger(
    tidy: pd.DataFrame, columns: dict[str, Any], terms: Terms, keep: Ints, notes: Notebook, paid: Paid, findings: Findings
) -> Ledger:
    attributes = {str(c): category(text_column(tidy, c)[keep]) for c in tidy.columns if c not in _OWN}
    return Ledger(
        supplier=category(columns["supplier"][keep]),
        invoice=columns["invoice"][keep],
        invoice_day=frozen_ints(columns["invoice_date"][keep], np.int32),
        amount=frozen_ints(columns["amount"][keep]),
        currency=category(columns["currency"][keep]),
        terms_code=frozen_ints(terms.code[keep], np.int32),
        terms=terms.terms,
        due_day=frozen_ints(columns["due_date"][keep], np.int32),
        events={event: frozen_ints(columns[name][keep], np.int32) for name, event in EVENT_COLUMNS.items() if name in columns},
        tax=frozen_ints(columns["tax_amount"][keep]) if "tax_amount" in columns else None,
        paid=paid,
        row=frozen_ints(notes.rows[keep]),
        attributes=attributes,
        findings=findings,
    )


def _tidy(table: Table, currency: str | None) -> pd.DataFrame:
    frame, source = table.frame, table.source
    names = {str(c).strip().lower().replace(" ", "_") for c in frame.columns}
    required = ["supplier", "invoice", "invoice_date", "amount_minor" if "amount_minor" in names and "amount" not in names else "amount"]
    required += [] if currency is not None else ["currency"]
    required += ["terms"] if "due_date" not in names else []
    tidy = check_columns(frame, required, _OWN, source)
    if currency is None:
        return tidy
    if currency not in CURRENCIES:
        raise InputError(
            f"is no currency known here. {nearest(currency, sorted(CURRENCIES))}", file=source, column="currency", value=currency
        )
    if "currency" in tidy:
        raise InputError("has a column 'currency' and a currency was given too", file=source, hint="Leave one of them out")
    return tidy


def _blank_rows(frame: pd.DataFrame) -> Ints:
    blank = np.ones(len(frame), bool)
    for name in frame.columns:
        if blank.any():
            blank &= text_column(frame, name) == ""
    return blank


def _columns(frame: pd.DataFrame, notes: Notebook, options: ReadOptions) -> dict[str, Any]:
    """Every column read; rows that can't be read are rejected for the first reason, in this order."""
    out: dict[str, Any] = {n: text_column(frame, n) for n in ("supplier", "invoice")}
    given = np.full(len(frame), options.currency, object) if options.currency else text_column(frame, "currency")
    _dates(frame, "invoice_date", out, notes, options.date_order, needed=True)
    out["currency"] = _currencies(given, notes)
    _amounts(frame, out, notes, options.decimal)
    notes.reject(np.flatnonzero(out["supplier"] == ""), "supplier", out["supplier"], "is missing")
    for name in (*_OPTIONAL, *(n for n in EVENT_COLUMNS if n in frame)):
        _dates(frame, name, out, notes, options.date_order, needed=False)
    notes.flag(np.flatnonzero(out["invoice"] == ""), "invoice", out["invoice"], "is missing; kept")
    for code, last in WITHDRAWN.items():
        late = (out["currency"] == code) & (out["invoice_date"] > to_day(last))
        notes.flag(np.flatnonzero(late), "currency", out["currency"], f"was withdrawn on {last}, before the invoice date; kept")
    return out


def _dates(frame: pd.DataFrame, name: str, out: dict[str, Any], notes: Notebook, order: str | None, *, needed: bool) -> None:
    if name in frame and pd.api.types.is_datetime64_any_dtype(frame[name].dtype):
        stamps = frame[name].to_numpy().astype("datetime64[D]")
        days = np.where(np.isnat(stamps), np.int64(NO_DAY), stamps.astype(np.int64)).astype(np.int32)
        texts, reasons = np.where(np.isnat(stamps), "", stamps.astype(str)).astype(object), np.full(len(days), "", object)
        far = days >= to_day("2200-01-01")
        days[far], reasons[far] = NO_DAY, PLACEHOLDER
    else:
        texts = text_column(frame, name)
        days, reasons = read_dates(texts, order)
    out[name] = days
    wrong = (reasons != "") & ((reasons != PLACEHOLDER) | needed)
    notes.reject(np.flatnonzero(wrong), name, texts, reasons)
    if needed:
        notes.reject(np.flatnonzero(texts == ""), name, texts, "is missing")
    else:
        notes.flag(np.flatnonzero(reasons == PLACEHOLDER), name, texts, PLACEHOLDER)


def _currencies(given: Any, notes: Notebook) -> Any:
    codes, values = pd.factorize(given)
    upper = np.array([str(v).upper() for v in values] or [""], object)
    known = np.isin(upper.astype(str), list(CURRENCIES))
    seen = sorted(set(upper[known]))
    said = np.array([f"is no ISO 4217 currency. {nearest(c, seen)} (in this ledger)" if c else "is missing" for c in upper], object)
    if not len(given):
        return given
    changed = np.array([u != v for u, v in zip(upper, values, strict=True)], bool)
    notes.reject(np.flatnonzero(~known[codes]), "currency", given, said[codes])
    notes.flag(np.flatnonzero((known & changed)[codes]), "currency", given, "was read as upper case")
    return upper[codes]


def _amounts(frame: pd.DataFrame, out: dict[str, Any], notes: Notebook, decimal: str | None) -> None:
    codes, values = pd.factorize(out["currency"])
    digits = np.array([CURRENCIES.get(c, -1) for c in values] or [-1])[codes] if len(codes) else np.zeros(0, np.int64)
    if "amount_minor" in frame and "amount" not in frame:
        if not pd.api.types.is_integer_dtype(frame["amount_minor"].dtype):
            raise InputError("must be a column of whole numbers (minor units)", column="amount_minor")
        out["amount"], out["amount_reason"] = frame["amount_minor"].to_numpy().astype(np.int64), np.full(len(frame), "", object)
    else:
        texts, out["amount"], out["amount_reason"] = _money(frame, "amount", digits, notes, decimal)
        notes.reject(np.flatnonzero(out["amount_reason"] != ""), "amount", texts, out["amount_reason"])
    if "tax_amount" in frame:
        texts, tax, reasons = _money(frame, "tax_amount", digits, notes, decimal)
        missing = texts == ""
        out["tax_amount"] = np.where(missing, 0, tax)
        notes.reject(np.flatnonzero((reasons != "") & ~missing), "tax_amount", texts, reasons)
        beyond = (np.abs(out["tax_amount"]) > np.abs(out["amount"])) | (out["tax_amount"] * np.sign(out["amount"]) < 0)
        notes.reject(np.flatnonzero(beyond), "tax_amount", texts, "is no part of the amount, which is gross")


def _money(frame: pd.DataFrame, name: str, digits: Ints, notes: Notebook, decimal: str | None) -> tuple[Any, Ints, Any]:
    """Texts, minor units and reasons of an amount column; floats are refused."""
    column = frame[name]
    if pd.api.types.is_float_dtype(column.dtype):
        hint = "Read the file with dtype=str, or give Decimal or text; a float can't hold 0.10 exactly"
        raise InputError("is a column of floats; amounts must be exact", column=name, hint=hint)
    floats = [i for i, v in enumerate(column) if isinstance(v, float) and v == v] if column.dtype == object else []
    if floats:
        raise InputError("is a float; amounts must be exact", row=int(notes.rows[floats[0]]), column=name, value=column.iloc[floats[0]])
    exact = any(not isinstance(v, str) for v in column.head(50)) if len(frame) else False
    texts = text_column(frame, name)
    minor, reasons = read_amounts(texts, digits, "." if exact and decimal is None else decimal)
    return texts, minor, reasons


def _check_order(columns: dict[str, Any], terms: Terms, notes: Notebook) -> None:
    """Due before invoice is rejected; paid before invoice and a due date that is not the terms' are flagged."""
    invoice, stated, paid, by_terms = columns["invoice_date"], columns["due_date"], columns["paid_date"], terms.last_due
    due = np.where(stated != NO_DAY, stated, by_terms)
    early = (due != NO_DAY) & (due < invoice) & ~notes.rejected
    reasons = _each(early, lambda i: f"lies before the invoice date {to_date(int(invoice[i]))}")
    notes.reject(np.flatnonzero(early), "due_date", _each(early, lambda i: to_date(int(due[i]))), reasons)
    before = (paid != NO_DAY) & (paid < invoice) & ~notes.rejected
    reasons = _each(before, lambda i: f"a prepayment, {invoice[i] - paid[i]} days before the invoice; kept")
    notes.flag(np.flatnonzero(before), "paid_date", _each(before, lambda i: to_date(int(paid[i]))), reasons)
    other = (stated != NO_DAY) & (by_terms != NO_DAY) & (stated != by_terms) & ~notes.rejected
    reasons = _each(
        other, lambda i: f"by the terms '{terms.terms[terms.code[i]]}' it is {to_date(int(by_terms[i]))}; the stated date counts"
    )
    notes.flag(np.flatnonzero(other), "due_date", _each(other, lambda i: to_date(int(due[i]))), reasons)


def _each(which: Ints, words: Any) -> Any:
    out = np.full(len(which), "", object)
    for at in np.flatnonzero(which):
        out[at] = words(int(at))
    return out


def _flag_duplicates(columns: dict[str, Any], keep: Ints, notes: Notebook) -> None:
    """Flag invoice numbers that a supplier uses again: the same row again, or with another date or amount."""
    frame = pd.DataFrame({k: columns[k][keep] for k in ("supplier", "invoice", "invoice_date", "amount", "currency")})
    frame["row"] = notes.rows[keep]
    key, whole = ["supplier", "invoice"], ["supplier", "invoice", "invoice_date", "amount", "currency"]
    again = frame["invoice"].ne("") & frame.duplicated(key)
    if not again.any():
        return
    some = frame[frame["invoice"].ne("") & frame.duplicated(key, keep=False)]
    first = some.groupby(key, sort=False, observed=True)["row"].transform("first")
    twin = some.groupby(whole, sort=False, observed=True)["row"].transform("first")
    reasons = np.full(len(notes.rows), "", object)
    for at in np.flatnonzero(again.to_numpy()):
        row, same = int(frame["row"].iloc[at]), int(twin[at])
        other = f"stands in row {first[at]} too, with another date or amount; kept"
        reasons[keep[at]] = f"looks like a duplicate of row {same}; kept" if same != row else other
    notes.flag(keep[np.flatnonzero(again.to_numpy())], "invoice", columns["invoice"], reasons)


def _refuse_empty(notes: Notebook, source: Path | None, rows: int) -> None:
    if not rows:
        raise InputError("has a header and no rows", file=source)
    first = notes.frame().query("kind == 'rejected'").iloc[0]
    reason = f"no row could be accepted ({rows} read); the first: {first['column']} '{first['value']}' {first['reason']}"
    raise InputError(reason, file=source, row=int(first["row"]), hint="'cashflow check' lists all reasons once one row is right")
