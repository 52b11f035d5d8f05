"""Reading a ledger: rows are checked rule by rule, on whole columns; a bad row is a finding and the rest goes on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from attrs import evolve

from cashflow.basics.amount_text import read_amounts
from cashflow.basics.currencies import CURRENCIES, WITHDRAWN
from cashflow.basics.date_text import PLACEHOLDER, read_each_date
from cashflow.basics.days import NO_DAY, Ints, frozen_ints, to_date, to_day
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.frames import pd
from cashflow.ledger.build import read_amount_totals
from cashflow.ledger.einvoice import holds_einvoices, read_einvoices
from cashflow.ledger.findings import Notebook, refuse_if_strict, summary
from cashflow.ledger.model import EVENT_COLUMNS, Findings, Ledger, no_payments
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.paid import with_payments
from cashflow.ledger.table import Table, check_columns, read_csv, table_of
from cashflow.ledger.term_text import Terms, read_terms
from cashflow.ledger.texts import Coded, Texts

__all__ = ["ledger_from_frame", "read_ledger", "read_part"]

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
    payment_tolerance: Any = None,
    discount_tolerance_days: int = 0,
    discount_by_part: bool = False,
    paid_with_discount: str | None = None,
) -> Ledger:
    """Read a payables ledger from CSV, or from e-invoices.

    Parameters
    ----------
    path
        A CSV file (UTF-8), or e-invoices: a file of UBL or CII (``.xml``, or inside a ``.pdf``), or a folder of such files; each
        is a row, see the notes. The CSV has the columns ``supplier, invoice, invoice_date, amount, currency, terms``;
        optional ``due_date, paid_date, tax_amount`` and the events that terms count from, ``receipt_date, posting_date,
        goods_receipt_date, service_date, order_date, statement_date, bill_of_lading_date``; any further column is an
        attribute.
    currency
        Currency of all rows, if the file has no such column.
    payments
        A second table ``invoice, supplier, paid_date, amount``: partial and several payments; optional ``invoice_date`` (tells
        numbers apart that are used again), ``currency`` (must be the invoice's) and ``discount`` (taken off by the payment).
        See "Payments made" in docs/conventions.md; `Ledger.payments_elsewhere` has those of other invoices.
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
    payment_tolerance
        How much more than is open a payment may be and still close its invoice: by default the smaller of 1.00 and 0.1 % of the
        invoice; an amount (``"0.50"``), or ``{"amount": "1.00", "share": 0.001}``, the smaller of both.
    discount_tolerance_days
        Days beyond its last day on which a discount that a payment takes still closes the invoice, as unearned.
    discount_by_part
        Whether a part payment in time takes its part of the discount: 490.00 settles 500.00 at 2 %.
    paid_with_discount
        ``"taken"`` or ``"not taken"``: whether invoices with a ``paid_date`` in time for a discount were paid less it. Nothing
        said: paid in full, with one finding.

    Returns
    -------
    Ledger
        With `findings`: what was rejected, flagged or ignored, by row, column, value and reason.

    Raises
    ------
    InputError
        No such file, no CSV, a column missing, no row accepted.

    Notes
    -----
    Of an e-invoice are read (EN 16931): seller (BG-4), number BT-1, date BT-2, amount due BT-115 (negative for credit notes),
    currency BT-5, terms BT-20, due date BT-9, tax BT-110 (where nothing is prepaid); the attributes ``buyer`` and ``file``.
    Terms that can't be read reject the file only if it states no due date either. Needs ``cashflow-terms[einvoice]``.
    """
    more = payment_tolerance, discount_tolerance_days, discount_by_part, paid_with_discount
    options = ReadOptions(currency, payments, dialect, codes, decimal, date_order, strict, *more)
    if not holds_einvoices(Path(path)):
        return _read(read_csv(Path(path)), options)
    return _read(read_einvoices(Path(path), dialect, codes), evolve(options, decimal="."))


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
    payment_tolerance: Any = None,
    discount_tolerance_days: int = 0,
    discount_by_part: bool = False,
    paid_with_discount: str | None = None,
) -> Ledger:
    """`read_ledger` for a frame; see `Ledger.from_frame`."""
    if not isinstance(frame, pd.DataFrame):
        raise InputError("must be a pandas DataFrame", column="frame", value=type(frame).__name__)
    more = payment_tolerance, discount_tolerance_days, discount_by_part, paid_with_discount
    return _read(table_of(frame), ReadOptions(currency, payments, dialect, codes, decimal, date_order, strict, *more))


def _read(table: Table, options: ReadOptions) -> Ledger:
    ledger, findings = read_part(table, options)
    if ledger is None:
        _refuse_empty(findings, table)
    if options.strict:
        refuse_if_strict(findings, table.source)
    assert ledger is not None
    return ledger


def read_part(table: Table, options: ReadOptions, rows: Ints | None = None) -> tuple[Ledger | None, Findings]:
    """A table, or some rows of a larger one: the accepted invoices (`None`: there are none), and what was said.

    Parameters
    ----------
    table
        As it stands.
    options
        As told.
    rows : (n_rows,), optional
        Row numbers of a larger table; invoice numbers that stand twice are then not looked for, since the others are not seen.
    """
    texts = Texts(_tidy(table, options.currency))
    blank = _blank_rows(texts)
    skipped = {s.at: (s.kind, s.reason) for s in table.said if s.status == "ignored"}
    blank[list(skipped)] = True
    first = 1 if table.files else 2  # files are counted; rows have a header above them
    number = np.arange(first, len(texts) + first) if rows is None else rows
    kept = np.flatnonzero(~blank)
    notes = Notebook(number[kept], files=dict(enumerate(table.files, first)) if table.files else None)
    for at in np.flatnonzero(blank).tolist():
        notes.ignore(int(number[at]), *skipped.get(at, ("blank row", "is blank")))
    texts = texts.keep(~blank)
    long = np.flatnonzero(np.isin(kept, table.too_long))
    notes.reject(
        long,
        "broken row",
        "supplier",
        texts.text("supplier"),
        "the row has more fields than the header; put a field that holds the delimiter in quotes",
    )
    _say(table, kept, notes)
    columns = _columns(texts, notes, options)
    terms = read_terms(texts.coded("terms"), columns, notes, options.dialect, options.codes)
    _check_order(columns, terms, notes)
    keep = np.flatnonzero(~notes.rejected)
    columns["amount_reason"][long] = "in a broken row"
    totals = read_amount_totals(columns, keep)
    if not len(keep):
        return None, summary(notes.frame(), len(table.frame), 0, int(blank.sum()), totals)
    if rows is None:
        _flag_duplicates(columns, keep, notes)
    due = np.where(columns["due_date"] != NO_DAY, columns["due_date"], terms.last_due)[keep]
    ledger, said = with_payments(_ledger(texts, columns, terms, keep, notes), columns["paid_date"][keep], due, options)
    said = said if rows is None else said[:0]  # of a part nothing is said that concerns the whole
    frame = pd.concat([notes.frame(), said], ignore_index=True) if len(said) else notes.frame()
    findings = summary(frame, len(table.frame), len(keep), int(blank.sum()), totals)
    return evolve(ledger, findings=findings), findings


def _say(table: Table, kept: Ints, notes: Notebook) -> None:
    """Findings that the reading of the files made: first the rejected rows, then what is said of the others."""
    for status, write in (("rejected", notes.reject), ("flagged", notes.flag)):
        for said in (s for s in table.said if s.status == status):
            at = np.flatnonzero(kept == said.at)
            write(at, said.kind, said.column, {int(at[0]): said.value}, said.reason)


def _ledger(texts: Texts, columns: dict[str, Any], terms: Terms, keep: Ints, notes: Notebook) -> Ledger:
    attributes = {str(c): texts.coded(c).category(keep) for c in texts.frame.columns if c not in _OWN}
    return Ledger(
        supplier=texts.coded("supplier").category(keep),
        invoice=columns["invoice"][keep],
        invoice_day=frozen_ints(columns["invoice_date"][keep], np.int32),
        amount=frozen_ints(columns["amount"][keep]),
        currency=columns["currency_coded"].category(keep),
        terms_code=frozen_ints(terms.code[keep], np.int32),
        terms=terms.terms,
        due_day=frozen_ints(columns["due_date"][keep], np.int32),
        events={event: frozen_ints(columns[name][keep], np.int32) for name, event in EVENT_COLUMNS.items() if name in columns},
        tax=frozen_ints(columns["tax_amount"][keep]) if "tax_amount" in columns else None,
        paid=no_payments(),
        row=frozen_ints(notes.rows[keep]),
        attributes=attributes,
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


def _blank_rows(texts: Texts) -> Ints:
    blank = np.ones(len(texts), bool)
    for name in texts.frame.columns:
        if blank.any():
            blank &= texts.text(name) == "" if name == "invoice" else texts.coded(name).each(lambda v: not v, bool)
    return blank


def _columns(texts: Texts, notes: Notebook, options: ReadOptions) -> dict[str, Any]:
    """Every column read; rows that can't be read are rejected for the first reason, in this order."""
    supplier = texts.coded("supplier")
    out: dict[str, Any] = {n: texts.text(n) for n in ("supplier", "invoice")}
    given = Coded(np.zeros(len(texts), np.int64), [options.currency]) if options.currency else texts.coded("currency")
    _dates(texts, "invoice_date", out, notes, options.date_order, needed=True)
    out["currency_coded"] = _currencies(given, notes)
    out["currency"] = out["currency_coded"].each(str)
    _amounts(texts, out, notes, options.decimal)
    notes.reject(supplier.rows(lambda v: not v), "missing supplier", "supplier", out["supplier"], "is missing")
    for name in (*_OPTIONAL, *(n for n in EVENT_COLUMNS if n in texts)):
        _dates(texts, name, out, notes, options.date_order, needed=False)
    notes.flag(np.flatnonzero(out["invoice"] == ""), "missing invoice number", "invoice", out["invoice"], "is missing; kept")
    for code, last in ((c, d) for c, d in WITHDRAWN.items() if c in out["currency_coded"].values):
        late = (out["currency"] == code) & (out["invoice_date"] > to_day(last))
        reason = f"was withdrawn on {last}, before the invoice date; kept"
        notes.flag(np.flatnonzero(late), "withdrawn currency", "currency", out["currency"], reason)
    return out


def _dates(texts_of: Texts, name: str, out: dict[str, Any], notes: Notebook, order: str | None, *, needed: bool) -> None:
    if name not in texts_of:
        out[name] = np.full(len(texts_of), NO_DAY, np.int32)
        return
    column = texts_of.frame[name]
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        stamps = column.to_numpy().astype("datetime64[D]")
        days = np.where(np.isnat(stamps), np.int64(NO_DAY), stamps.astype(np.int64)).astype(np.int32)
        texts, reasons = np.where(np.isnat(stamps), "", stamps.astype(str)).astype(object), np.full(len(days), "", object)
        far = days >= to_day("2200-01-01")
        days[far], reasons[far] = NO_DAY, PLACEHOLDER
        missing = np.flatnonzero(np.isnat(stamps))
    else:
        coded = texts_of.coded(name)
        each_day, each_reason = read_each_date(coded.values, order)
        days, texts = each_day[coded.codes], coded.each(str)
        reasons, missing = each_reason[coded.codes], coded.rows(lambda v: not v)
    out[name] = days
    wrong = (reasons != "") & ((reasons != PLACEHOLDER) | needed)
    notes.reject(np.flatnonzero(wrong), "unreadable date", name, texts, reasons)
    if needed:
        notes.reject(missing, "missing date", name, texts, "is missing")
    else:
        notes.flag(np.flatnonzero(reasons == PLACEHOLDER), "placeholder date", name, texts, PLACEHOLDER)


def _currencies(given: Coded, notes: Notebook) -> Coded:
    upper = [v.upper() for v in given.values]
    seen = sorted({u for u in upper if u in CURRENCIES})
    place = {u: i for i, u in enumerate(dict.fromkeys(upper))}

    def said(value: str) -> str:
        return f"is no ISO 4217 currency. {nearest(value.upper(), seen)} (in this ledger)"

    notes.reject(given.rows(lambda v: not v), "missing currency", "currency", given.each(str), "is missing")
    unknown = given.rows(lambda v: bool(v) and v.upper() not in CURRENCIES)
    notes.reject(unknown, "unknown currency", "currency", given.each(str), given.each(said) if len(unknown) else "")
    lower = given.rows(lambda v: v != v.upper() and v.upper() in CURRENCIES)
    notes.flag(lower, "lower case currency", "currency", given.each(str), "was read as upper case")
    return Coded(given.each(lambda v: place.get(v.upper(), 0), np.int64), list(place))


def _amounts(texts: Texts, out: dict[str, Any], notes: Notebook, decimal: str | None) -> None:
    frame, digits = texts.frame, out["currency_coded"].each(lambda c: CURRENCIES.get(c, -1), np.int64)
    if "amount_minor" in frame and "amount" not in frame:
        if not pd.api.types.is_integer_dtype(frame["amount_minor"].dtype):
            raise InputError("must be a column of whole numbers (minor units)", column="amount_minor")
        out["amount"], out["amount_reason"] = frame["amount_minor"].to_numpy().astype(np.int64), np.full(len(frame), "", object)
    else:
        given, out["amount"], out["amount_reason"] = _money(texts, "amount", digits, notes, decimal)
        notes.reject(np.flatnonzero(out["amount_reason"] != ""), "unreadable amount", "amount", given, out["amount_reason"])
    if "tax_amount" in frame:
        given, tax, reasons = _money(texts, "tax_amount", digits, notes, decimal)
        missing = given == ""
        out["tax_amount"] = np.where(missing, 0, tax)
        notes.reject(np.flatnonzero((reasons != "") & ~missing), "unreadable tax", "tax_amount", given, reasons)
        beyond = (np.abs(out["tax_amount"]) > np.abs(out["amount"])) | (out["tax_amount"] * np.sign(out["amount"]) < 0)
        notes.reject(np.flatnonzero(beyond), "unreadable tax", "tax_amount", given, "is no part of the amount, which is gross")


def _money(texts_of: Texts, name: str, digits: Ints, notes: Notebook, decimal: str | None) -> tuple[Any, Ints, Any]:
    """Texts, minor units and reasons of an amount column; floats are refused."""
    column = texts_of.frame[name]
    if texts_of.is_text(name):
        texts = texts_of.text(name)
        return texts, *read_amounts(texts, digits, decimal)
    if pd.api.types.is_float_dtype(column.dtype):
        hint = "Read the file with dtype=str, or give Decimal or text; a float can't hold 0.10 exactly"
        raise InputError("is a column of floats; amounts must be exact", column=name, hint=hint)
    floats = [i for i, v in enumerate(column) if isinstance(v, float) and v == v] if column.dtype == object else []
    if floats:
        raise InputError("is a float; amounts must be exact", row=int(notes.rows[floats[0]]), column=name, value=column.iloc[floats[0]])
    exact = any(not isinstance(v, str) for v in column.head(50)) if len(column) else False
    texts = texts_of.text(name)
    minor, reasons = read_amounts(texts, digits, "." if exact and decimal is None else decimal)
    return texts, minor, reasons


def _check_order(columns: dict[str, Any], terms: Terms, notes: Notebook) -> None:
    """Due before invoice is rejected; paid before invoice and a due date that is not the terms' are flagged."""
    invoice, stated, paid, by_terms = columns["invoice_date"], columns["due_date"], columns["paid_date"], terms.last_due
    due = np.where(stated != NO_DAY, stated, by_terms)
    early = np.flatnonzero((due != NO_DAY) & (due < invoice) & ~notes.rejected)
    reasons = _each(early, lambda i: f"lies before the invoice date {to_date(int(invoice[i]))}")
    notes.reject(early, "due before invoice", "due_date", _each(early, lambda i: to_date(int(due[i]))), reasons)
    before = np.flatnonzero((paid != NO_DAY) & (paid < invoice) & ~notes.rejected)
    reasons = _each(before, lambda i: f"a prepayment, {invoice[i] - paid[i]} days before the invoice; kept")
    notes.flag(before, "prepayment", "paid_date", _each(before, lambda i: to_date(int(paid[i]))), reasons)
    other = np.flatnonzero((stated != NO_DAY) & (by_terms != NO_DAY) & (stated != by_terms) & ~notes.rejected)
    reasons = _each(
        other, lambda i: f"by the terms '{terms.terms[terms.code[i]]}' it is {to_date(int(by_terms[i]))}; the stated date counts"
    )
    notes.flag(other, "other due date", "due_date", _each(other, lambda i: to_date(int(due[i]))), reasons)


def _each(which: Ints, words: Any) -> dict[int, Any]:
    """Words about some rows, by position."""
    return {at: words(at) for at in which.tolist()}


def _flag_duplicates(columns: dict[str, Any], keep: Ints, notes: Notebook) -> None:
    """Flag invoice numbers that a supplier uses again: the same row again, or with another date or amount."""
    hashes = np.sort(np.fromiter(map(hash, columns["invoice"].tolist()), np.int64, len(columns["invoice"])))
    if (hashes[1:] != hashes[:-1]).all():  # different hashes: different invoice numbers, which is the usual case
        return
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
        other = f"stands in {notes.place(int(first[at]))} too, with another date or amount; kept"
        reasons[keep[at]] = f"looks like a duplicate of {notes.place(same)}; kept" if same != row else other
    notes.flag(keep[np.flatnonzero(again.to_numpy())], "duplicate", "invoice", columns["invoice"], reasons)


def _refuse_empty(findings: Findings, table: Table) -> None:
    rows = findings.rows_read - findings.ignored
    if not rows:
        raise InputError("has a header and no rows", file=table.source)
    first = findings.frame.query("status == 'rejected'").iloc[0]
    what, row = ("file", None) if table.files else ("row", int(first["row"]))
    where = "" if row else f"{first['file']}, "
    value = f" '{first['value']}'" if first["value"] else ""
    reason = f"no {what} could be accepted ({rows} read); the first: {where}{first['column']}{value} {first['reason']}"
    raise InputError(reason, file=table.source, row=row, hint="'cashflow check' lists all reasons once one row is right")
