"""Reading a ledger: rows are checked rule by rule, on whole columns; a bad row is a finding and the rest goes on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from attrs import evolve

from cashflow.basics.days import NO_DAY, Ints, frozen_ints, to_date
from cashflow.basics.door import checked, path_of
from cashflow.basics.errors import EmptyLedgerError, InputError, shortened
from cashflow.basics.frames import pd
from cashflow.ledger.asks import asks_of
from cashflow.ledger.build import counted, read_amount_totals
from cashflow.ledger.columns import OWN, blank_rows, read_columns, tidy
from cashflow.ledger.einvoice import holds_einvoices, read_einvoices
from cashflow.ledger.findings import Notebook, refuse_if_strict, summary
from cashflow.ledger.model import EVENT_COLUMNS, Findings, Ledger, no_payments
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.paid import with_payments
from cashflow.ledger.sign import sign_suspect
from cashflow.ledger.table import Table, read_csv, table_of
from cashflow.ledger.term_text import Terms, read_terms
from cashflow.ledger.texts import Texts
from cashflow.ledger.told import Told

__all__ = ["ledger_from_frame", "read_ledger", "read_part"]


@checked
def read_ledger(
    path: str | Path,
    *,
    currency: str | None = None,
    payments: str | Path | pd.DataFrame | None = None,
    dialect: str | None = None,
    codes: Mapping[str, Any] | str | Path | None = None,
    decimal: str | None = None,
    date_order: str | None = None,
    strict: bool = False,
    sign: str | None = None,
    zone: str | None = None,
    accept: Mapping[str, str] | None = None,
    most_rejected: Any = None,
    cleared_from: Any = None,
    invoiced_to: Any = None,
    payment_tolerance: Any = None,
    discount_tolerance_days: int = 0,
    discount_by_part: bool = False,
    paid_with_discount: str | None = None,
    terms: str | None = None,
) -> Ledger:
    """Read a payables ledger from CSV, or from e-invoices.

    Parameters
    ----------
    path
        A CSV file (UTF-8), or e-invoices: a file of UBL or CII (``.xml``, or inside a ``.pdf``), or a folder of such files; each
        is a row, see the notes. The CSV has the columns ``supplier, invoice, invoice_date, amount, currency, terms``; a ``due_date``
        or ``paid_date`` may stand in place of date and terms; optional ``open_amount, paid_amount, tax_amount`` and the events that
        terms count from, ``receipt_date, posting_date, goods_receipt_date, service_date, order_date, statement_date,
        bill_of_lading_date``; any further column is an attribute.
    currency
        Currency of all rows, if the file has no such column.
    payments
        A second table ``invoice, supplier, paid_date, amount``: partial and several payments; optional ``invoice_date`` (tells
        numbers apart that are used again), ``currency`` (must be the invoice's) and ``discount`` (taken off by the payment).
        See "Payments made" in docs/conventions.md; `Ledger.payments_elsewhere` has those of other invoices.
    dialect
        Which reading to take where terms have two, e.g. ``days_then_eom``.
    codes
        The company's own codes: code → terms text or `PaymentTerms`, or a file of them: CSV ``code, terms``, or TOML. Other codes are
        inferred where the dates of their rows leave one rule; see "Codes of terms" in docs/conventions.md.
    decimal
        ``"."`` or ``","``, where amounts like 1,234 have two readings.
    date_order
        ``"dmy"`` or ``"mdy"``, where dates like 03/04/2025 have two readings.
    strict
        Refuse the file if there is any finding.
    sign
        ``"payables negative"``: what is owed is negative in the table, as many ERPs export it, and all amounts are turned;
        ``"payables positive"``: it is positive, however many rows are not. Payments that are all negative are then turned, too.
        Without it, figures of a ledger are refused if more than half of its rows (at least 3) and of the money of a currency
        are negative; never of e-invoices.
    zone
        Time zone (``"Europe/Berlin"``) whose day counts where a date has a time or a zone; without it such dates are rejected.
    accept
        Kinds of rejected rows that may be left out, each with the reason: ``{"unreadable date": "closed plant, written off"}``.
        Figures are refused where more than 1 % of the rows, of the money of a currency or of the payments are rejected; rows of these
        kinds don't count, and are named with every result. Kinds: `cashflow.ledger.kinds.REJECTED`.
    most_rejected
        The share that may be left out in place of 1 %, e.g. 0.4; a last resort. It is named with every result, too.
    cleared_from
        From when paid items are in the ledger: a date, ``"all"`` or ``"none"`` (open items only). Not told and with an `as_of`, it
        is inferred; see completeness in `docs/conventions.md`.
    invoiced_to
        Date until which all invoices are in; by default `as_of`. Later than `as_of`: planned invoices are in, too.
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
    terms
        Terms of all rows that state neither terms nor a due date: ``"net 30"``.

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
    more: dict[str, Any] = {"sign": sign, "zone": zone, "accept": accept, "most_rejected": most_rejected}
    more |= {"cleared_from": cleared_from, "invoiced_to": invoiced_to, "payment_tolerance": payment_tolerance}
    more |= {"discount_tolerance_days": discount_tolerance_days, "discount_by_part": discount_by_part}
    more |= {"paid_with_discount": paid_with_discount, "terms": terms}
    options = ReadOptions(currency, payments, dialect, codes, decimal, date_order, strict, **more)
    if isinstance(path, pd.DataFrame):
        raise InputError("must be a path, not a DataFrame", column="path", hint="Write cf.Ledger.from_frame(frame)")
    place = path_of(path)
    if not holds_einvoices(place):
        return _read(read_csv(place), options)
    return _read(read_einvoices(place, dialect, options.codes), evolve(options, decimal="."))


@checked
def ledger_from_frame(
    frame: pd.DataFrame,
    *,
    currency: str | None = None,
    payments: str | Path | pd.DataFrame | None = None,
    dialect: str | None = None,
    codes: Mapping[str, Any] | str | Path | None = None,
    decimal: str | None = None,
    date_order: str | None = None,
    strict: bool = False,
    sign: str | None = None,
    zone: str | None = None,
    accept: Mapping[str, str] | None = None,
    most_rejected: Any = None,
    cleared_from: Any = None,
    invoiced_to: Any = None,
    payment_tolerance: Any = None,
    discount_tolerance_days: int = 0,
    discount_by_part: bool = False,
    paid_with_discount: str | None = None,
    terms: str | None = None,
) -> Ledger:
    """`read_ledger` for a frame; see `Ledger.from_frame`."""
    if not isinstance(frame, pd.DataFrame):
        raise InputError("must be a pandas DataFrame", column="frame", value=type(frame).__name__)
    more: dict[str, Any] = {"sign": sign, "zone": zone, "accept": accept, "most_rejected": most_rejected}
    more |= {"cleared_from": cleared_from, "invoiced_to": invoiced_to, "payment_tolerance": payment_tolerance}
    more |= {"discount_tolerance_days": discount_tolerance_days, "discount_by_part": discount_by_part}
    more |= {"paid_with_discount": paid_with_discount, "terms": terms}
    return _read(table_of(frame), ReadOptions(currency, payments, dialect, codes, decimal, date_order, strict, **more))


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
    texts = Texts(tidy(table, options.currency, options.terms))
    blank = blank_rows(texts)
    skipped = {s.at: (s.kind, s.reason) for s in table.said if s.status == "ignored"}
    blank[list(skipped)] = True
    first = 1 if table.files else table.skipped + 2  # files are counted; rows have a header above them
    number = np.arange(first, len(texts) + first) if rows is None else rows
    kept = np.flatnonzero(~blank)
    notes = Notebook(number[kept], files=dict(enumerate(table.files, first)) if table.files else None)
    for row in range(1, table.skipped + 1):
        notes.ignore(row, "blank row", "is blank")
    for at in np.flatnonzero(blank).tolist():
        notes.ignore(int(number[at]), *skipped.get(at, ("blank row", "is blank")))
    texts = texts.keep(~blank)
    long = np.flatnonzero(np.isin(kept, table.too_long))
    broken = np.flatnonzero(np.isin(kept, [*table.too_long, *(s.at for s in table.said if s.kind == "broken row")]))
    notes.reject(
        long,
        "broken row",
        "supplier",
        texts.text("supplier"),
        "the row has more fields than the header; put a field that holds the delimiter in quotes",
    )
    _say(table, kept, notes)
    columns = read_columns(texts, notes, options, file=table.source is not None)
    terms = read_terms(texts.coded("terms"), columns, notes, options, infer=rows is None and not table.files)
    _check_order(columns, terms, notes)
    keep = np.flatnonzero(~notes.rejected)
    columns["amount_reason"][broken] = "in a broken row"
    totals = read_amount_totals(columns, keep)
    if options.payments is not None:
        options = evolve(options, payments=table_of(options.payments))
    read, ignored = len(table.frame) + table.skipped, int(blank.sum()) + table.skipped
    if not len(keep):
        told = counted(table, columns, notes, keep, options, None, None)
        return None, summary(notes.frame(), read, ignored, totals, **told)
    if rows is None:
        _flag_duplicates(columns, keep, notes)
    due = np.where(columns["due_date"] != NO_DAY, columns["due_date"], terms.last_due)[keep]
    ledger = _ledger(texts, columns, terms, keep, notes, options.told)
    part = np.where(columns["paid_known"], columns["paid_part"], columns["amount"])[keep] if "paid_part" in columns else None
    known = columns["paid_known"][keep] if part is not None else None
    ledger, said, became = with_payments(ledger, columns["paid_date"][keep], due, options, part, known)
    said = said if rows is None else said[:0]  # of a part nothing is said that concerns the whole
    frame = pd.concat([notes.frame(), said], ignore_index=True) if len(said) else notes.frame()
    told = counted(table, columns, notes, keep, options, ledger.paid, became)
    findings = summary(frame, read, ignored, totals, **told)
    suspect = sign_suspect(ledger) if rows is None and options.sign is None and not table.files else ""
    findings = evolve(findings, sign_suspect=suspect)
    return evolve(ledger, findings=findings), findings


def _say(table: Table, kept: Ints, notes: Notebook) -> None:
    """Findings that the reading of the files made: first the rejected rows, then what is said of the others."""
    for status, write in (("rejected", notes.reject), ("flagged", notes.flag)):
        for said in (s for s in table.said if s.status == status):
            at = int(np.searchsorted(kept, said.at))
            if at < len(kept) and kept[at] == said.at:
                write(np.array([at]), said.kind, said.column, {at: said.value}, said.reason)


def _ledger(texts: Texts, columns: dict[str, Any], terms: Terms, keep: Ints, notes: Notebook, told: Told) -> Ledger:
    attributes = {str(c): texts.coded(c).category(keep) for c in texts.frame.columns if c not in OWN}
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
        told=told,
    )


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
    key, whole = ["supplier", "invoice"], ["supplier", "invoice", "invoice_date", "amount", "currency"]
    shared = np.flatnonzero(frame["invoice"].ne("") & frame.duplicated(key, keep=False))
    if not len(shared):
        return
    some, rows = frame.iloc[shared], notes.rows[keep[shared]]
    first, twin = (_first_of(some, by) for by in (key, whole))
    again = np.flatnonzero(first != np.arange(len(shared)))
    reasons = np.full(len(notes.rows), "", object)
    reasons[keep[shared[again]]] = [
        f"looks like a duplicate of {notes.place(same)}; kept"
        if same != row
        else f"stands in {notes.place(other)} too, with another date or amount; kept"
        for row, same, other in zip(*(rows[at].tolist() for at in (again, twin[again], first[again])), strict=True)
    ]
    notes.flag(keep[shared[again]], "duplicate", "invoice", columns["invoice"], reasons)


def _first_of(frame: pd.DataFrame, by: list[str]) -> Ints:
    """(n,): position of the first row that says the same in some columns."""
    group = frame.groupby(by, sort=False, observed=True).ngroup().to_numpy()
    _, first = np.unique(group, return_index=True)
    return first[group]


def _refuse_empty(findings: Findings, table: Table) -> None:
    rows = findings.rows_read - findings.ignored
    if not rows and table.files:
        first = findings.frame.iloc[0]
        reason = f"has no invoice to read; {len(table.files):,} of its files are passed over, the first: {first['file']} {first['reason']}"
        raise InputError(reason, file=table.source)
    if not rows:
        raise InputError("has a header and no rows", file=table.source)
    first = findings.frame.query("status == 'rejected'").iloc[0]
    what, row = ("file", None) if table.files else ("row", int(first["row"]))
    where = "" if row else f"{first['file']}, "
    value = f" '{shortened(first['value'])}'" if first["value"] else ""
    reason = f"no {what} could be accepted ({rows} read); the first: {where}{first['column']}{value} {first['reason']}"
    refused = EmptyLedgerError(reason, file=table.source, row=row, hint="'cashflow check' lists all reasons", ask=asks_of(findings))
    refused.findings = findings
    raise refused
