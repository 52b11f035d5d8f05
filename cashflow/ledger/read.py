"""Reading a ledger: a file or frame, opened, laid out and checked."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Protocol, TypeAlias

from attrs import evolve

from cashflow.basics.days import DateGiven
from cashflow.basics.door import checked, path_of
from cashflow.basics.errors import EmptyLedgerError, InputError, shortened
from cashflow.basics.folders import is_there, no_such_file
from cashflow.basics.fractions import NumberGiven
from cashflow.basics.frames import pd
from cashflow.basics.money import MoneyGiven
from cashflow.ledger.asks import asks_of
from cashflow.ledger.einvoices.einvoice import holds_einvoices, read_einvoices
from cashflow.ledger.findings import refuse_if_strict
from cashflow.ledger.laid_out import laid_out
from cashflow.ledger.model import Findings, Ledger
from cashflow.ledger.of_files import OF_TABLES, opened_as, settled_files
from cashflow.ledger.opening.source import is_several
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.part import read_part
from cashflow.ledger.several import read_several
from cashflow.ledger.table import Table, no_rows
from cashflow.ledger.tables import several_tables
from cashflow.terms import PaymentTerms

__all__ = ["ArrowTable", "Place", "read_ledger"]


class ArrowTable(Protocol):
    """A frame that hands on its columns as Arrow does: of polars, DuckDB, pyarrow."""

    def __arrow_c_stream__(self, requested_schema: Any = None, /) -> object:
        """Its columns."""
        ...


Place = str | os.PathLike[str]
LedgerGiven: TypeAlias = "Place | Sequence[Place] | IO[bytes] | IO[str] | pd.DataFrame | ArrowTable"
"""A ledger as a user gives it: a file, a folder, a pattern, several of them, an open file, or a frame."""

FilesGiven: TypeAlias = Mapping[str, Mapping[str, str | int | bool | Mapping[str, str]]]
"""What is told of some files alone: by the name of a file or a pattern, an option and its value."""


@checked
def read_ledger(
    path: LedgerGiven,
    *,
    currency: str | None = None,
    payments: str | Path | pd.DataFrame | None = None,
    dialect: str | None = None,
    codes: Mapping[str, str | PaymentTerms] | str | Path | None = None,
    decimal: str | None = None,
    date_order: str | None = None,
    strict: bool = False,
    sign: str | None = None,
    zone: str | None = None,
    accept: Mapping[str, str] | None = None,
    most_rejected: NumberGiven | None = None,
    cleared_from: DateGiven | None = None,
    invoiced_to: DateGiven | None = None,
    payment_tolerance: MoneyGiven | Mapping[str, NumberGiven] | None = None,
    discount_tolerance_days: int = 0,
    discount_by_part: bool = False,
    paid_with_discount: str | None = None,
    map: Mapping[str, str] | None = None,
    payments_map: Mapping[str, str] | None = None,
    types: Mapping[str, str] | None = None,
    profile: str | None = None,
    terms: str | None = None,
    events: Mapping[str, str] | None = None,
    owed: str | None = None,
    round: bool = False,
    date_format: str | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    sheet: str | Sequence[str] | None = None,
    skip_rows: int | None = None,
    files: FilesGiven | None = None,
) -> Ledger:
    """Read a payables ledger: an export as it is, or e-invoices.

    Parameters
    ----------
    path
        A file, an open file, a frame (index levels that have a name are columns), or what hands on its columns as Arrow does (polars,
        DuckDB); or a folder, a pattern (``"exports/*.csv"``) or a list of paths: all are one ledger. A file may be text of any
        separator and encoding, a workbook (``.xlsx``, ``.xlsb``, ``.xls``, ``.ods``), Parquet, Arrow or JSON, also inside a ``.gz`` or
        ``.zip``; or e-invoices: UBL or CII (``.xml``, or inside a ``.pdf``), or a folder or zip of such files, each a row, see the notes.
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
        See docs/conventions/payments.md; `Ledger.payments_elsewhere` has those of other invoices.
    dialect
        Which reading to take where terms have two, e.g. ``days_then_eom``.
    codes
        The company's own codes: code → terms text or `PaymentTerms`, or a file of them: CSV ``code, terms``, or TOML. Other codes are
        inferred where the dates of their rows leave one rule; see "Codes of terms" in docs/conventions/payment_terms.md.
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
        are negative, or half of them and no currency is owed on balance; never of e-invoices.
    zone
        Time zone (``"Europe/Berlin"``) whose day counts where a date has a time or a zone; without it such dates are rejected.
    accept
        Kinds of rejected rows that may be left out, each with the reason: ``{"unreadable date": "closed plant, written off"}``.
        Figures are refused where more than 1 % of the rows, of the money of a currency or of the payments are rejected; rows of these
        kinds don't count, and are named with every result. Kinds: `cashflow.ledger.REJECTED`.
    most_rejected
        The share that may be left out in place of 1 %, e.g. 0.4; a last resort. It is named with every result, too.
    cleared_from
        From when paid items are in the ledger: a date, ``"all"`` or ``"none"`` (open items only). Not told and with an `as_of`, it
        is inferred; see `docs/conventions/completeness.md`.
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
    payments_map
        The same for the payments table: ``{"paid_date": "Valuta"}``.
    types
        What types of documents are, where their names are not known: ``{"ZE": "payment"}``; ``"invoice"``, ``"credit note"``,
        ``"payment"`` or ``"ignored"``; of a status that is not known, ``"paid"`` too.
    profile
        The kind of export, e.g. ``"sap_line_items"``; found by its names where it is not told.
    terms
        Terms of the rows that state neither terms nor a due date, e.g. ``"net 30"``.
    events
        Events of your own that terms count from, and the columns that hold their dates: ``{"arrival": "Arrival date"}``. Without it
        "30 days after arrival" is refused.
    owed
        ``"Cr"`` or ``"Dr"``: which of them is owed, where amounts end so.
    round
        Whether amounts with more decimals than their currency are rounded (half up); else such rows are rejected.
    date_format
        Form of all dates, like ``"dd.mm.yyyy"``; else it is read from each, and the order of day and month from the column.
    encoding
        Of a text file, e.g. ``"cp1252"``; found by evidence.
    separator
        Of a text file: ``"comma"``, ``"semicolon"``, ``"tab"`` or ``"pipe"``; found by evidence.
    sheet
        Of a workbook; else the one that looks like a ledger. Several, as a list or by a pattern (``"*"``: all that hold a ledger, but
        hidden ones), are one ledger, as the files of a folder are; a workbook of several sheets is read by its path.
    skip_rows
        How many rows stand above the header; else it is looked for.
    files
        What is told of some files alone, by name or pattern: ``{"us*.csv": {"date_order": "mdy", "currency": "USD"}}``; beats what is
        told of all. May be any of encoding, separator, sheet, skip_rows, map, types, profile, sign, owed, decimal, date_order,
        date_format, currency, zone, round and terms.

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
    Of several files each has its own layout, and the attribute ``file`` says where a row stands; tables of one export that belong
    together (SAP's BSIK, BSAK, BSEG, BKPF, LFA1) are joined. See docs/conventions/several_files.md.

    Of an e-invoice are read (EN 16931): seller (BG-4), number BT-1, date BT-2, amount due BT-115 (negative for credit notes),
    currency BT-5, terms BT-20, due date BT-9, tax BT-110 (where nothing is prepaid); the attributes ``buyer`` and ``file``.
    Terms that can't be read reject the file only if it states no due date either. Needs ``cashflow-terms[einvoice]``.
    """
    words = {k: v for k, v in locals().items() if k != "path"}
    options = ReadOptions(**words)
    if isinstance(path, str | Path) and holds_einvoices(place := path_of(path)):
        _refuse_of_tables(place, options)
        return _read(read_einvoices(place, dialect, options.codes), evolve(options, decimal="."))
    if isinstance(path, list | tuple) or (isinstance(path, str | os.PathLike) and (is_several(path_of(path)) or _of_sheets(path, options))):
        several = several_tables(path, options)
        return _good(*read_several(several, options), options, several.source)
    return _read(*laid_out(path, _of_one(path, options)))


def _of_one(path: Any, options: ReadOptions) -> ReadOptions:
    """The options of a ledger that is one table."""
    if not options.files:
        return options
    if not isinstance(path, str | os.PathLike):
        raise InputError(
            "is told of files by name, and none is given", column="files", hint="Leave it out, and say what is to be said of all"
        )
    place = path_of(path)
    if not is_there(place):
        raise no_such_file(place)
    return options.of_file(settled_files(options.files, [place], path).get(place, {}))


def _of_sheets(path: Place, options: ReadOptions) -> bool:
    """Whether several sheets of a workbook are told, each of which is a table."""
    if options.opening.of_sheets:
        return True
    place = path_of(path)
    own = opened_as(options.files, [place], path).get(place, {}) if options.files and is_there(place) else {}
    return options.of_file(own).opening.of_sheets


def _refuse_of_tables(path: Path, options: ReadOptions) -> None:
    for name in (*OF_TABLES, "files"):
        if value := getattr(options, name):
            told = value if isinstance(value, str | int) else ", ".join(value)
            raise InputError("was given, but e-invoices say it themselves", file=path, column=name, value=told, hint=f"Leave '{name}' out")


def _read(table: Table, options: ReadOptions) -> Ledger:
    return _good(*read_part(table, options), options, table.source, table.files)


def _good(ledger: Ledger | None, findings: Findings, options: ReadOptions, source: object, files: Sequence[str] = ()) -> Ledger:
    """The ledger, if there is one, and if nothing was found where that is refused; `files`: where each row is one."""
    if ledger is None:
        _refuse_empty(findings, source, files)
    if options.strict:
        refuse_if_strict(findings, source)
    assert ledger is not None
    return ledger


def _refuse_empty(findings: Findings, source: object, files: Sequence[str]) -> None:
    rows = findings.rows_read - findings.ignored
    if not rows and files:
        first = findings.frame.iloc[0]
        reason = f"has no invoice to read; {len(files):,} of its files are ignored, the first: {first['file']} {first['reason']}"
        raise InputError(reason, file=source)
    if not rows:
        raise no_rows(source)
    first = findings.frame.query("status == 'rejected'").iloc[0]
    what, row = ("file", None) if files else ("row", int(first["row"]))
    where = f"{first['file']}, " if "file" in first else ""
    value = f" '{shortened(first['value'])}'" if first["value"] else ""
    reason = f"no {what} could be accepted ({rows} read); the first: {where}{first['column']}{value} {first['reason']}"
    refused = EmptyLedgerError(reason, file=source, row=row, hint="'cashflow check' lists all reasons", ask=asks_of(findings))
    refused.findings = findings
    raise refused
