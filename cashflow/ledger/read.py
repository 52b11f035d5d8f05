"""Reading a ledger: rows are checked rule by rule, on whole columns; a bad row is a finding and the rest goes on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from attrs import evolve

from cashflow.basics.days import Ints, frozen_ints
from cashflow.basics.door import checked, path_of
from cashflow.basics.errors import EmptyLedgerError, InputError, shortened
from cashflow.basics.frames import pd
from cashflow.ledger.amount_columns import flag_floats
from cashflow.ledger.asks import asks_of
from cashflow.ledger.build import counted, open_amounts, read_amount_totals
from cashflow.ledger.columns import OWN, blank_rows, read_columns, tidy
from cashflow.ledger.einvoice import holds_einvoices, read_einvoices
from cashflow.ledger.findings import Notebook, refuse_if_strict, summary
from cashflow.ledger.laid_out import laid_out, payments_table
from cashflow.ledger.layout.model import Layout
from cashflow.ledger.model import EVENT_COLUMNS, Findings, Ledger, no_payments
from cashflow.ledger.opening.frames import is_stream
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.paid import with_payments
from cashflow.ledger.placeholders import drop_placeholders
from cashflow.ledger.rejected_rows import RejectedRows
from cashflow.ledger.row_checks import check_order, flag_duplicates
from cashflow.ledger.sign import sign_suspect
from cashflow.ledger.table import Said, Table
from cashflow.ledger.term_text import Terms, read_terms
from cashflow.ledger.texts import Texts
from cashflow.ledger.told import Told

__all__ = ["ledger_from_frame", "read_ledger", "read_part"]


@checked
def read_ledger(
    path: Any,
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
    map: Mapping[str, str] | None = None,
    profile: str | None = None,
    terms: str | None = None,
    owed: str | None = None,
    round: bool = False,
    date_format: str | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    sheet: str | None = None,
    skip_rows: int | None = None,
) -> Ledger:
    """Read a payables ledger: an export as it is, or e-invoices.

    Parameters
    ----------
    path
        A file, an open file, a frame, or an object that hands on its columns as Arrow does (polars, DuckDB). A file may be text of any
        separator and encoding, a workbook (``.xlsx``, ``.xlsb``, ``.xls``, ``.ods``), Parquet, Arrow or JSON, also inside a ``.gz`` or
        ``.zip``; or e-invoices: UBL or CII (``.xml``, or inside a ``.pdf``), or a folder of such files, each a row, see the notes.
        Columns under our own names, ``supplier, invoice, invoice_date, amount, currency, terms`` (a ``due_date`` or ``paid_date``
        may stand in place of date and terms), optional ``open_amount, paid_amount, tax_amount`` and the events that terms count from,
        ``receipt_date, posting_date, goods_receipt_date, service_date, order_date, statement_date, bill_of_lading_date``, are taken
        as they are, and any further column is an attribute. Other names are recognized by word and content in eight languages;
        `Findings.layout` says as what.
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
        ``"."`` or ``","``, where amounts like 1,234 have two readings and no other amount of the column decides.
    date_order
        ``"dmy"`` or ``"mdy"``, where dates like 03/04/2025 have two readings and the column does not decide; ``"ymd"``: years of
        two digits come first, and dates that stand year first are right where a spreadsheet may have exchanged day and month.
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
    map
        Our column → the file's, where the file's names don't say it: ``{"supplier": "Kreditor"}``.
    profile
        The kind of export, e.g. ``"sap_line_items"``; found by its names where it is not told.
    terms
        Terms of the rows that state neither terms nor a due date, e.g. ``"net 30"``.
    owed
        ``"Cr"`` or ``"Dr"``: which of them is owed, where amounts end so.
    round
        Whether amounts with more decimals than their currency are rounded (half up); else such rows are rejected.
    date_format
        Form of all dates, like ``"dd.mm.yyyy"``; else it is read from each, and the order of day and month from the column.
    encoding, separator
        Of a text file: ``"cp1252"``; ``"comma"``, ``"semicolon"``, ``"tab"`` or ``"pipe"``.
    sheet
        Of a workbook.
    skip_rows
        How many rows stand above the header.

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
    words = {k: v for k, v in locals().items() if k != "path"}
    options = ReadOptions(**words)
    if isinstance(path, str | Path) and holds_einvoices(place := path_of(path)):
        return _read(read_einvoices(place, dialect, options.codes), evolve(options, decimal="."))
    return _read(*laid_out(path, options))


def ledger_from_frame(frame: Any, **options: Any) -> Ledger:
    """`read_ledger` for a frame; see `Ledger.from_frame`."""
    if not isinstance(frame, pd.DataFrame) and not is_stream(frame):
        raise InputError("must be a pandas DataFrame", column="frame", value=type(frame).__name__)
    return _read(*laid_out(frame, ReadOptions.of("from_frame", options)))


def _found_decimal(table: Table) -> str | None:
    """The decimal sign of a ledger that was not told but found in it."""
    return table.layout.decimal if table.layout is not None and table.layout.why.get("decimal") != "told" else None


def _read(table: Table, options: ReadOptions) -> Ledger:
    ledger, findings = read_part(table, options)
    if ledger is None:
        _refuse_empty(findings, table)
    if options.strict:
        refuse_if_strict(findings, table.source)
    assert ledger is not None
    return ledger


def read_part(table: Table, options: ReadOptions, rows: Ints | None = None, *, whole: bool | None = None) -> tuple[Ledger | None, Findings]:
    """A table, or some rows of a larger one: the accepted invoices (`None`: there are none), and what was said.

    Parameters
    ----------
    table
        As it stands.
    options
        As told.
    rows : (n_rows,), optional
        Row numbers of a larger table; invoice numbers that stand twice are then not looked for, since the others are not seen.
    whole
        Whether all rows of the table are here, so that a column may say what its single texts don't; by default, if no `rows` are given.
    """
    texts = Texts(tidy(table, options.currency, options.terms))
    blank = blank_rows(texts)
    passed = [s for s in table.said if s.status == "ignored"]
    blank[[s.at for s in passed]] = True
    first = 1 if table.files else table.skipped + 2  # files are counted; rows have a header above them
    number = np.arange(first, len(texts) + first) if table.numbers is None else table.numbers
    number = number if rows is None else rows
    kept = np.flatnonzero(~blank)
    notes = Notebook(number[kept], files=dict(enumerate(table.files, first)) if table.files else None)
    _ignore(blank, passed, number, table, notes)
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
    whole = rows is None if whole is None else whole
    columns = read_columns(texts, notes, options, file=table.source is not None, whole=whole)
    drop_placeholders(columns, notes)
    terms = read_terms(texts.coded("terms"), columns, notes, options, infer=whole and not table.files)
    check_order(columns, terms, notes)
    keep = np.flatnonzero(~notes.rejected)
    columns["amount_reason"][broken] = "in a broken row"
    totals = read_amount_totals(columns, keep)
    if options.payments is not None:
        options = evolve(options, payments=payments_table(options.payments, _found_decimal(table)))
    read, ignored = len(table.frame), int(blank.sum())
    if not len(keep):
        told = counted(table, columns, notes, keep, options, None, None)
        return None, summary(notes.frame(), read, ignored, totals, counts=notes.counts, layout=table.layout, **told)
    if rows is None:
        flag_floats(columns, notes)
        flag_duplicates(columns, keep, notes)
    ledger = _ledger(texts, columns, terms, keep, notes, options.told)
    left = RejectedRows.of(columns, notes) if options.payments is not None else RejectedRows.none()
    part = np.where(columns["paid_known"], columns["paid_part"], columns["amount"])[keep] if "paid_part" in columns else None
    known = columns["paid_known"][keep] if part is not None else None
    ledger, (said, more), became = with_payments(ledger, columns["paid_date"][keep], left, options, part, known)
    said, more = (said, more) if rows is None else (said[:0], {})  # of a part nothing is said that concerns the whole
    frame = pd.concat([notes.frame(), said], ignore_index=True) if len(said) else notes.frame()
    told = counted(table, columns, notes, keep, options, ledger.paid, became)
    counts = {key: notes.counts.get(key, 0) + more.get(key, 0) for key in {**notes.counts, **more}}
    findings = summary(frame, read, ignored, totals, counts=counts, **told)
    suspect = sign_suspect(ledger) if rows is None and options.sign is None and not table.files else ""
    findings = evolve(findings, sign_suspect=suspect, layout=_with_evidence(table.layout, columns), amount_open=open_amounts(ledger))
    return evolve(ledger, findings=findings), findings


def _with_evidence(layout: Layout | None, columns: dict[str, Any]) -> Layout | None:
    """The layout with what the columns of dates and amounts decided by themselves."""
    if layout is None:
        return None
    dates = columns.get("date_evidence", {})
    words = "; ".join(f"{name} {said}" for name, said in dates.items())
    order = next((o for word, o in _ORDERS.items() if any(said.startswith(word) for said in dates.values())), layout.date_order)
    decimals = "; ".join(f"{name} {said}" for name, said in columns.get("decimal_evidence", {}).items())
    rounded = ", ".join(f"{c} {amount:,f}" for c, amount in columns.get("rounded_away", {}).items())
    more = {"rounded": f"{rounded} rounded away"} if rounded else {}
    why = {**layout.why, **more, **({"dates": words} if words else {}), **({"decimals": decimals} if decimals else {})}
    return evolve(layout, why=why, date_order=order)


_ORDERS = {"day first": "dmy", "month first": "mdy", "year first": "ymd"}


def _ignore(blank: Ints, passed: list[Said], number: Ints, table: Table, notes: Notebook) -> None:
    """Rows that are no invoices: titles above the header, blank ones, and those that were `passed` over for another reason."""
    titled = [i for i, line in enumerate(table.above, 1) if any(line)]
    notes.ignore(np.array(titled, np.int64), "title row", "stands above the header")
    empty = blank.copy()
    empty[[s.at for s in passed]] = False
    above = np.setdiff1d(np.arange(1, table.skipped + 1), titled)
    notes.ignore(np.append(above, number[empty]), "blank row", "is blank")
    for kind, reason in dict.fromkeys((s.kind, s.reason) for s in passed):
        notes.ignore(number[[s.at for s in passed if (s.kind, s.reason) == (kind, reason)]], kind, reason)
    for name, why in () if table.layout is None else table.layout.unused.items():
        notes.remark(table.skipped + 1, "unused column", name, why)


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
