"""Files that no batch can be read of alone: other column names, encodings or containers, or columns that decide only as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from attrs import evolve

from cashflow.basics.columns import by_name
from cashflow.basics.date_text import SAY_ORDER
from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.basics.groupby import once
from cashflow.basics.shown import file_name
from cashflow.ledger.laid_out import laid_sheet, one_sheet
from cashflow.ledger.layout.table.plain import is_literal, is_plain, may_say_more
from cashflow.ledger.model import EVENT_COLUMNS, Findings, Ledger
from cashflow.ledger.names import tidied
from cashflow.ledger.of_files import ask_of_file
from cashflow.ledger.opening.kinds import has_magic
from cashflow.ledger.opening.sheet import Sheet
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.part import read_part
from cashflow.ledger.table import Table
from cashflow.ledger.told_of_all import laid_of_several, mapped_in
from cashflow.ledger.values.columns import blank_rows
from cashflow.ledger.values.texts import Texts
from cashflow.scan.places import PARTS_HINT

__all__ = ["NotByBatches", "check_plain", "lay_whole", "read_whole", "starts_as_text", "undecided"]

_MOST = 4 << 30
_TOLD = ("map", "types", "profile", "date_format", "encoding", "separator", "sheet", "skip_rows", "terms")


_DATES = {"invoice_date", "due_date", "paid_date", *EVENT_COLUMNS}
_PLAIN_DATE = re.compile(r"\s*(?:\d{4}-\d\d-\d\d(?:[T ].*)?|\d{8})?\s*$")
"""Dates that mean the same whatever stands in the rest of their column."""


_OF_ALL = [
    "unreadable terms", "missing invoice date", "terms told", "terms inferred", "open balance", "paid without date", "due at once",
    "due when paid", "currency told",
]  # fmt: skip
"""Kinds of which is said something that only all rows together tell."""


class NotByBatches(Exception):
    """A file must be laid out as a whole."""


def starts_as_text(path: Path) -> bool:
    """Whether a file begins as text does that is not JSON and no markup."""
    with path.open("rb") as file:
        head = file.read(64)
    return not has_magic(head) and head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"[", b"{", b"<", b"|")


def check_plain(names: list[str], options: ReadOptions) -> None:
    """Stop reading by batches where a file has other columns than ours, or its layout is told."""
    if any(by_name(options, _TOLD).values()) or not is_plain(names, options.layout) or not is_literal(names) or may_say_more(names):
        raise NotByBatches


def undecided(table: Table, found: Findings) -> bool:
    """Whether the whole column may know what a row's date, amount or code of terms means."""
    frame = found.frame
    left = frame[frame["status"] == "rejected"]["reason"].tolist()
    if any(not _PLAIN_DATE.match(str(v)) for name in table.frame if tidied(name) in _DATES for v in pd.unique(table.frame[name])):
        return True
    digits = frame[(frame["kind"] == "unreadable date") & (frame["status"] == "rejected")]["value"].tolist()
    if any(v.isdigit() for v in digits):
        return True
    return any(SAY_ORDER in r or "say decimal" in r for r in left) or bool(frame["kind"].isin(_OF_ALL).any())


def read_whole(path: Path, options: ReadOptions, own: Mapping[str, Any] | None = None) -> tuple[Ledger | None, Findings, Ints, ReadOptions]:
    """The accepted invoices of a file (`None`: there are none), what was said, row numbers, and the options with what its layout brings.

    `own`: what is told of it alone, if it is one of several files; what is told of all of them need not hold of it.
    """
    size = path.stat().st_size
    if size > _MOST:
        reason = "is too large to be laid out in memory"
        hint = "Write it as CSV in UTF-8 or as Parquet, with the columns supplier, invoice_date, amount, currency, terms and ISO dates"
        raise InputError(reason, file=path, hint=hint)
    return lay_whole(path, options, path, own)


def lay_whole(
    given: Any, options: ReadOptions, name: Path | str, own: Mapping[str, Any] | None = None
) -> tuple[Ledger | None, Findings, Ints, ReadOptions]:
    """The same of a file, or of a table of Arrow; `name` is what refusals call it."""
    if own is None:
        table, how = laid_sheet(_with_numbers(one_sheet(given, options)), options)
    else:
        table, how = _of_several(given, options, own, name)
    _refuse_payments(table, name)
    rows = table.row_numbers
    ledger, found = read_part(table, how, rows, whole=True)
    _refuse_part_paid(ledger, name)
    return ledger, found, rows, how


def _of_several(given: Any, options: ReadOptions, own: Mapping[str, Any], name: Path | str) -> tuple[Table, ReadOptions]:
    """One of several files, laid out; where it can't be, columns that are mapped and not there are named, too."""
    try:
        sheet = _with_numbers(one_sheet(given, options.of_file(own)))
    except InputError as wrong:
        ask_of_file(wrong, file_name(name))
        raise
    try:
        return laid_of_several(sheet, options, own)
    except InputError as wrong:
        there = mapped_in(sheet, options.map)
        lost = ", ".join(f"'{theirs}' (map {ours})" for ours, theirs in options.map.items() if ours not in there)
        wrong.reason += f"; {lost} stands in no column of it" if lost else ""
        raise


def _with_numbers(sheet: Sheet) -> Sheet:
    """A sheet of typed columns with our names; of one without invoice numbers nothing is said, since a scan of such looks at none."""
    names, typed = sheet.names, sheet.opened.kind in ("parquet", "frame")
    if not typed or names is None or "invoice" in map(tidied, names) or not is_plain([*names, "invoice"]):
        return sheet
    blank = blank_rows(Texts(sheet.frame.set_axis([str(n) for n in sheet.frame], axis=1)))
    return evolve(sheet, names=(*names, "invoice"), frame=sheet.frame.assign(**{"invoice": np.where(blank, "", "?")}))


def _refuse_part_paid(ledger: Ledger | None, path: Path | str) -> None:
    """Refuse invoices of which a part is paid, or all on a day that is not known: the sums keep one as open, or as paid on a day."""
    if ledger is None or not len(ledger.paid.invoice):
        return
    paid = np.zeros(len(ledger), np.int64)
    np.add.at(paid, ledger.paid.invoice, ledger.paid.amount)
    in_part = np.flatnonzero((paid != 0) & (paid != ledger.amount))
    _refuse_rows(ledger, in_part, path, ("of which a part is paid", "of which parts are paid"))
    without = once(ledger.paid.invoice[ledger.paid.dayless])
    _refuse_rows(ledger, without, path, ("that is paid on a day that no column says", "that are paid on days that no column says"))


def _refuse_rows(ledger: Ledger, which: Ints, path: Path | str, words: tuple[str, str]) -> None:
    if len(which):
        rows = f"1 row {words[0]}" if len(which) == 1 else f"{len(which):,} rows {words[1]}"
        raise InputError(f"has {rows}, which a scan does not keep", file=path, row=int(ledger.row[which[0]]), hint=PARTS_HINT)


def _refuse_payments(table: Table, path: Path | str) -> None:
    """Refuse payments among bills that do not say what of them is open: a payment may pay a bill of any file."""
    among = table.among
    if among is None or among.balances or "open_amount" in table.frame:
        return
    many = int(among.payment.sum())
    rows = "1 row that is a payment" if many == 1 else f"{many:,} rows that are payments"
    hint = "Read it in memory (cf.read_ledger), or export the bills alone"
    raise InputError(f"has {rows} among the bills, which a scan does not set off", file=path, hint=hint)
