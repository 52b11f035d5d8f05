"""From a table under our names to its invoices: rows are checked rule by rule, on whole columns; a bad row is a finding."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from attrs import evolve, field, frozen

from cashflow.basics.days import Ints, owned
from cashflow.basics.frames import pd
from cashflow.basics.strings import Strings
from cashflow.ledger.build import counted, left_rows, open_amounts, read_amount_totals
from cashflow.ledger.clearing.bills_and_payments import refuse_two_tables, taken_apart, with_payment_rows
from cashflow.ledger.clearing.credits import flag_likely_payments
from cashflow.ledger.clearing.paid import Spoken, with_payments
from cashflow.ledger.clearing.payment_counts import Became, in_their_currencies
from cashflow.ledger.clearing.payments_among import as_items
from cashflow.ledger.clearing.rejected_rows import RejectedRows
from cashflow.ledger.counted_twice import counted_twice
from cashflow.ledger.findings import Notebook, summary
from cashflow.ledger.laid_out import payments_table
from cashflow.ledger.layout.cells.words import spelled
from cashflow.ledger.layout.items.rows import WHY
from cashflow.ledger.layout.model import Layout
from cashflow.ledger.layout.table.second_header import in_order_of_header
from cashflow.ledger.model import EVENT_COLUMNS, Findings, Ledger, no_payments
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.sign import sign_suspect
from cashflow.ledger.table import Said, Table
from cashflow.ledger.told import Told
from cashflow.ledger.values.amount_columns import flag_floats
from cashflow.ledger.values.columns import OWN, blank_rows, read_columns, refuse_two_currencies, tidy
from cashflow.ledger.values.placeholders import drop_placeholders
from cashflow.ledger.values.row_checks import check_order, flag_duplicates
from cashflow.ledger.values.term_text import Terms, read_terms
from cashflow.ledger.values.texts import Texts

__all__ = ["Part", "checked_part", "read_part", "read_values"]


@frozen(eq=False)
class Part:
    """The rows of a table that are not ignored, read column by column, with what was said of them so far."""

    texts: Texts
    notes: Notebook
    columns: dict[str, Any]
    ignored: int
    read: int  # rows of the table
    layout: Layout | None
    source: Path | None
    table: Table | None = None  # where it is one
    layouts: Mapping[str, Layout] = field(factory=dict)  # by file, where there are several
    paid_in: tuple[str, str] = ("", "")  # as in `Findings`
    not_read: Mapping[str, int] = field(factory=dict)  # as in `Findings`

    @property
    def of_files(self) -> bool:
        """Whether each row is a file, as of e-invoices."""
        return self.table is not None and bool(self.table.files)


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
    whole = rows is None if whole is None else whole
    return checked_part(read_values(table, options, rows, whole=whole), options, alone=rows is None, whole=whole)


def read_values(table: Table, options: ReadOptions, rows: Ints | None = None, *, whole: bool = True) -> Part:
    """The cells of a table as values; what looks at several columns or rows is not done yet."""
    texts, notes, broken, kept = _rows(table, options, rows)
    ignored = len(table.frame) - len(kept)
    among = {} if table.among is None else table.among.kept(kept)
    columns = read_columns(texts, notes, options, among, file=_is_text(table), whole=whole)
    if whole and (again := _in_order(table, texts, notes)) is not None:
        return read_values(again, options, rows, whole=whole)
    drop_placeholders(columns, notes)
    columns["amount_unread"][broken] = True
    columns["suspect"] = options.sign is None and not table.files
    return Part(texts, notes, columns, ignored, len(table.frame), _with_evidence(table.layout, columns), table.source, table)


def checked_part(part: Part, options: ReadOptions, *, alone: bool, whole: bool) -> tuple[Ledger | None, Findings]:
    """The invoices of a table whose cells are read, and what was said.

    Parameters
    ----------
    part
        Of `read_values`, or several joined.
    options
        As told.
    alone
        Whether there are no further rows, so that rows are compared with each other.
    whole
        Whether codes of terms may be inferred from the rows.
    """
    columns, notes = part.columns, part.notes
    given = part.texts.coded("terms")
    if "payment" in columns:
        given = as_items(columns, given, notes)
    terms = read_terms(given, columns, notes, options, infer=whole and not part.of_files)
    check_order(columns, terms, notes)
    keep = np.flatnonzero(~notes.rejected)
    payments = keep[columns["payment"][keep]] if "payment" in columns else keep[:0]
    options = _with_second_table(part, options, len(payments), alone=alone)
    more: dict[str, Any] = {"unit": "files" if part.of_files else "rows", "layout": part.layout, "layouts": part.layouts}
    more |= {"paid_in": part.paid_in if options.payments is None else ("", ""), "not_read": part.not_read}
    if not len(keep):
        told = counted(part.source, columns, notes, keep, options, None, None)
        totals = read_amount_totals(columns, keep)
        return None, summary(notes.frame(), part.read, part.ignored, totals, counts=notes.counts, **more, **told)
    bills = np.setdiff1d(keep, payments, assume_unique=True) if len(payments) < len(keep) else keep
    _flag_bills(part, terms, bills, alone=alone, whole=whole)
    some = bills if len(bills) < len(notes.rejected) else slice(None)  # a slice copies nothing
    ledger = _ledger(part.texts, columns, terms, some, notes, options.told)
    ledger, spoken, became = _paid(ledger, columns, some, notes, options)
    ignored = part.ignored
    if len(bills) < len(keep):
        make = functools.partial(_ledger, part.texts, columns, terms, notes=notes, told=options.told)
        apart = taken_apart(bills, payments, (ledger, spoken), make, columns, terms.last_due, notes, options)
        ledger, keep, spoken, became = apart.ledger, apart.keep, apart.spoken, apart.became
        ignored += len(apart.gone)
        more["layout"] = with_payment_rows(part.layout, apart.gone)
    elif became is not None and ledger.payments_read is not None:
        ledger = evolve(ledger, payments_read=in_their_currencies(ledger.payments_read, became, columns))
    totals = read_amount_totals(columns, keep)
    frame, counts = _all_said(notes, spoken, keep, ledger) if alone else (notes.frame(), notes.counts)
    told = counted(part.source, columns, notes, keep, options, ledger.paid, became)
    findings = evolve(summary(frame, part.read, ignored, totals, counts=counts, **more, **told), amount_open=open_amounts(ledger))
    if alone:
        suspect = _suspect(ledger, columns, keep, notes) if options.sign is None else ""
        findings = evolve(findings, sign_suspect=suspect, left=left_rows(columns, notes), twice=counted_twice(ledger, counts))
    return evolve(ledger, findings=findings), findings


def _with_second_table(part: Part, options: ReadOptions, payments: int, *, alone: bool) -> ReadOptions:
    """The options with the payments table opened, where one is told; refused beside `payments` rows that are payments themselves."""
    refuse_two_tables(payments, options)
    if alone and part.table is not None and (part.of_files or (part.layout is not None and part.layout.profile == "cashflow")):
        options.check_payments(part.source)
    return options if options.payments is None else evolve(options, payments=payments_table(options, _found_decimal(part.layout)))


def _flag_bills(part: Part, terms: Terms, bills: Ints, *, alone: bool, whole: bool) -> None:
    """Say what looks wrong among the rows that are bills; they stay."""
    if whole:
        flag_floats(part.columns, part.notes)
    if alone:
        flag_duplicates(part.columns, bills, part.notes)
        if part.layout is not None and "document_type" not in part.layout.columns:
            flag_likely_payments(part.columns, terms, bills, part.notes)


def _suspect(ledger: Ledger, columns: dict[str, Any], keep: Ints, notes: Notebook) -> str:
    """Why the sign must be told, file by file where there are several: each has its own."""
    if notes.sources is None:
        return sign_suspect(ledger) if columns["suspect"] else ""
    of = notes.sources.of[keep]
    for number, name in enumerate(notes.sources.names):
        if columns["suspect"][number] and (said := sign_suspect(ledger, of == number)):
            return f"{name}: {said}"
    return ""


def _rows(table: Table, options: ReadOptions, rows: Ints | None) -> tuple[Texts, Notebook, Ints, Ints]:
    """The rows to read, what is said of the others and of broken ones, the positions of these, and those of the rows to read."""
    texts = Texts(tidy(table, options.currency, options.terms))
    blank = blank_rows(texts)
    passed = [s for s in table.said if s.status == "ignored"]
    blank[[s.at for s in passed]] = True
    number = table.row_numbers if rows is None else rows
    kept = np.flatnonzero(~blank)
    notes = Notebook(number[kept], files=dict(enumerate(table.files, 1)) if table.files else None)
    _ignore(blank, passed, number, table, notes)
    texts = texts.keep(~blank)
    refuse_two_currencies(texts, options.currency, table.source)
    long = _places(kept, table.too_long)
    broken = _places(kept, np.union1d(table.too_long, [s.at for s in table.said if s.kind == "broken row"]))
    notes.reject(long, "broken row", "supplier", texts.coded("supplier").at, _TOO_LONG)
    _say(table, kept, notes)
    return texts, notes, broken, kept


def _is_text(table: Table) -> bool:
    """Whether it was a file of text, which holds no NUL character."""
    return table.source is not None and (table.opened is None or table.opened.kind == "text")


def _in_order(table: Table, texts: Texts, notes: Notebook) -> Table | None:
    """A table with our own names in which the header stands again, with the rows below in its order; `None`: it doesn't.

    Such a row is rejected when it is read, so that it is looked for only there.
    """
    if table.layout is None or table.layout.profile != "cashflow" or not notes.rejected.any():
        return None
    bad = np.flatnonzero(notes.rejected)
    if all(spelled().isdisjoint(texts.coded(n).at(bad).tolist()) for n in ("supplier", "invoice_date", "due_date")):
        return None
    frame, heads = in_order_of_header([str(c) for c in table.frame.columns], table.frame, table.row_numbers, table.source)
    known = {s.at for s in table.said}
    said = [Said(at, "ignored", "repeated header", "", "", WHY["repeated header"]) for at in heads if at not in known]
    return evolve(table, frame=frame, said=(*table.said, *said)) if said else None


def _places(kept: Ints, rows: Ints) -> Ints:
    """Where some rows, in order, stand among those that are kept."""
    rows = np.asarray(rows, np.int64)
    at = np.minimum(np.searchsorted(kept, rows), max(0, len(kept) - 1))
    return at[kept[at] == rows] if len(kept) else at[:0]


_TOO_LONG = "the row has more fields than the header; put a field that holds the delimiter in quotes"


def _paid(
    ledger: Ledger, columns: dict[str, Any], keep: Ints | slice, notes: Notebook, options: ReadOptions
) -> tuple[Ledger, Spoken, Became | None]:
    """The ledger with what is paid by its own columns and by the second table."""
    left = RejectedRows.of(columns, notes) if options.payments is not None else RejectedRows.none()
    part = np.where(columns["paid_known"], columns["paid_part"], columns["amount"])[keep] if "paid_part" in columns else None
    known = columns["paid_known"][keep] if part is not None else None
    return with_payments(ledger, columns["paid_date"][keep], left, options, part, known)


def _all_said(notes: Notebook, spoken: Spoken, keep: Ints, ledger: Ledger) -> tuple[pd.DataFrame, Mapping[tuple[str, str], int]]:
    """Findings of the rows and of the payments, and how many of each kind."""
    said, more = spoken
    if notes.sources is not None and len(said) and ledger.unsaid_first >= 0:
        name = notes.sources.names[int(notes.sources.of[keep[ledger.unsaid_first]])]
        said = said.assign(file=[name if table == "ledger" else None for table in said["table"]])
    frame = pd.concat([notes.frame(), said], ignore_index=True) if len(said) else notes.frame()
    return frame, {key: notes.counts.get(key, 0) + more.get(key, 0) for key in {**notes.counts, **more}}


def _found_decimal(layout: Layout | None) -> str | None:
    """The decimal sign of a ledger that was not told but found in it."""
    return layout.decimal if layout is not None and layout.why.get("decimal") != "told" else None


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
    """Rows that are not invoices: titles above the header, blank ones, and those that were `passed` over for another reason."""
    titled = [i for i, line in enumerate(table.above, 1) if any(line)]
    names = titled[-1:] if table.groups else []
    notes.ignore(np.array(titled[: len(titled) - len(names)], np.int64), "title row", "stands above the header")
    notes.ignore(np.array(names, np.int64), "header row", "is the first of the header's two rows, and stands before its names")
    empty = blank.copy()
    empty[[s.at for s in passed]] = False
    above = np.setdiff1d(np.arange(1, table.skipped + 1), titled)
    notes.ignore(np.append(above, number[empty]), "blank row", "is blank")
    for kind, reason in dict.fromkeys((s.kind, s.reason) for s in passed):
        notes.ignore(number[[s.at for s in passed if (s.kind, s.reason) == (kind, reason)]], kind, reason)
    for name, why in () if table.layout is None else table.layout.unused.items():
        notes.remark(table.skipped + 1, "unused column", name, why)
    for words in () if table.layout is None else table.layout.differs:
        notes.remark(table.skipped + 1, "total that differs", "amount", words)


def _say(table: Table, kept: Ints, notes: Notebook) -> None:
    """Findings that the reading of the files made: first the rejected rows, then what is said of the others."""
    for status, write in (("rejected", notes.reject), ("flagged", notes.flag)):
        for said in (s for s in table.said if s.status == status):
            at = int(np.searchsorted(kept, said.at))
            if at < len(kept) and kept[at] == said.at:
                write(np.array([at]), said.kind, said.column, {at: said.value}, said.reason)


def _some(numbers: np.ndarray[Any, Any] | Strings, keep: Ints | slice) -> np.ndarray[Any, Any] | Strings:
    """Invoice numbers of some rows; no text is made of them before one is asked for."""
    return numbers.take(keep) if isinstance(numbers, Strings) and not isinstance(keep, slice) else numbers[keep]


def _owned(values: Ints, dtype: type = np.int64) -> Ints:
    """A column of a ledger: nobody writes to those that were read, once they are one."""
    return owned(values.astype(dtype, copy=False))


def _ledger(texts: Texts, columns: dict[str, Any], terms: Terms, keep: Ints | slice, notes: Notebook, told: Told) -> Ledger:
    own = {column: event for event, column in columns["own_events"].items()}
    attributes = {str(c): texts.coded(c).category(keep) for c in texts.frame.columns if c not in OWN and c not in own}
    return Ledger(
        supplier=texts.coded("supplier").category(keep),
        invoice=_some(columns["invoice"], keep),
        invoice_day=_owned(columns["invoice_date"][keep], np.int32),
        amount=_owned(columns["amount"][keep]),
        currency=columns["currency"].category(keep),
        terms_code=_owned(terms.code[keep], np.int32),
        terms=terms.terms,
        due_day=_owned(columns["due_date"][keep], np.int32),
        events={event: _owned(columns[name][keep], np.int32) for name, event in {**EVENT_COLUMNS, **own}.items() if name in columns},
        tax=_owned(columns["tax_amount"][keep]) if "tax_amount" in columns else None,
        paid=no_payments(),
        row=_owned(notes.rows[keep]),
        attributes=attributes,
        told=told,
    )
