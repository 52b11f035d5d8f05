"""The terms column: each distinct text read once; what can't be read, or has two readings, rejects its rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.errors import AmbiguousTermsError, InputError
from cashflow.ledger.findings import Notebook
from cashflow.ledger.model import EVENT_COLUMNS, event_column
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.values.dated_terms import check_dates
from cashflow.ledger.values.lacking import flag_once, give_due_days
from cashflow.ledger.values.term_codes import inferred, proposal
from cashflow.ledger.values.texts import Coded
from cashflow.terms import DIALECTS, PaymentTerms, calendar_of, last_due_days
from cashflow.terms import read_terms as read_text
from cashflow.terms.dated import take_dates

__all__ = ["Terms", "read_terms"]

_KEPT = "can't be used, and the stated due date counts: "
_TOLD = "\0"  # before a text: the terms that are told for rows without
_DECLARE = "[terms.events]"
_MOST_CODES = 500
_EVENTS = {"invoice_date": "invoice", "due_date": "due date", **EVENT_COLUMNS}


@frozen(eq=False)
class Terms:
    """Terms of each row: `code` into `terms`, −1 for none; the due date of the last installment, `NO_DAY` if unknown."""

    code: Ints
    terms: tuple[PaymentTerms, ...]
    last_due: Ints


def _known(texts: list[str], options: ReadOptions, keys: bool) -> tuple[dict[str, PaymentTerms], dict[str, str], dict[str, str]]:
    """Terms of each text, why the others have none, and what was ignored; where texts are `keys`, with those that are known."""
    read: dict[str, PaymentTerms] = {}
    wrong: dict[str, str] = {}
    said: dict[str, str] = {}
    for text in texts:
        own = (options.codes or {}).get(text)
        if isinstance(own, PaymentTerms):
            read[text] = own
            continue
        try:
            read[text], notes = read_text(take_dates(text)[0] if own is None else own, options.dialect, options.events)
            if notes and own is None:
                said[text] = "; ".join(notes)
        except AmbiguousTermsError as error:
            choose = any(name in DIALECTS for name, _ in error.readings)
            wrong[text] = f"{error.reason}. " + ("Say dialect" if choose else "Give it the words of one in [terms.codes]")
        except InputError as error:
            line = error.hint.partition(". Else")[0] if error.hint and _DECLARE in error.hint else ""
            wrong[text] = f"{error.reason}. {line}" if line else error.reason
    seen = ", ".join(sorted({str(t) for t in read.values()})[:10])
    for text, reason in wrong.items():
        if keys and seen and "readings" not in reason and _DECLARE not in reason:
            wrong[text] = f"{reason}. Known in this ledger: {seen}"
    return read, wrong, said


def read_terms(coded: Coded, columns: dict[str, Any], notes: Notebook, options: ReadOptions, *, infer: bool = False) -> Terms:
    """Terms and last due date of every row; rows whose terms can't be used, and that state no due date, are rejected.

    Parameters
    ----------
    coded
        The column of terms.
    columns
        As read; ``due_date`` is given to rows that lack it, where something else says when they are paid. ``terms_told``, if it is
        there, has the terms that are told of rows without, file by file.
    notes
        Where it is said.
    options
        Its dialect, codes and terms of rows that state none.
    infer
        Whether codes may be inferred from the dates of their rows, which must be all the rows there are.
    """
    dialect = options.dialect
    if dialect is not None and dialect not in DIALECTS:
        PaymentTerms.parse("net 30", dialect)  # refuses the dialect, with the known ones
    texts = coded.at
    read, wrong, said = _known([v for v in coded.values if v], options, keys=notes.files is None)
    if infer and wrong:
        _infer(coded, columns, read, wrong, notes, texts)
    stated = columns["due_date"] != NO_DAY
    unread, reasons = coded.rows(wrong.__contains__), Coded(coded.codes, [wrong.get(v, "") for v in coded.values])
    kept = Coded(coded.codes, [_KEPT + r for r in reasons.values])
    notes.reject(unread[~stated[unread]], "unreadable terms", "terms", texts, reasons.at)
    notes.flag(unread[stated[unread]], "unreadable terms", "terms", texts, kept.at)
    passed = Coded(coded.codes, [said.get(v, "") for v in coded.values])
    notes.flag(coded.rows(said.__contains__), "terms ignored", "terms", texts, passed.at)
    own = options.codes or {}
    check_dates(coded, {t: dates for t in read if t not in own and (dates := take_dates(t)[1])}, columns, notes, texts)
    told = {text: rows for text, rows in _bare(coded, columns, notes, options) if len(rows)}
    notes.reject(told.pop("", np.zeros(0, np.int64)), "missing terms", "terms", texts, "is missing, and there is no due_date")
    for text, rows in told.items():
        read[_TOLD + text] = read_text(text, dialect, options.events)[0]
        flag_once(notes, rows, "terms told", "terms", "", f"have no terms and no due date: '{text}' counts, as given")
    # Terms with parts or discounts come last: the kernel then tells their rows by one comparison.
    terms = tuple(sorted(set(read.values()), key=lambda t: (len(t.installments) > 1 or bool(t.discounts), str(t))))
    place = {t: i for i, t in enumerate(terms)}
    code = coded.each(lambda v: place[read[v]] if v in read else -1, np.int32)
    code = code.copy() if told else code
    for text, rows in told.items():
        code[rows] = place[read[_TOLD + text]]
    own_columns = {columns["own_events"][event]: event for event in options.events}
    return Terms(code, terms, _last_due(code, terms, columns, notes, texts, own_columns))


def _bare(coded: Coded, columns: dict[str, Any], notes: Notebook, options: ReadOptions) -> list[tuple[str, Ints]]:
    """The rows that nothing says a due day of, by the terms that are told of them; "": none are."""
    told: Coded | None = columns.get("terms_told")
    bare = np.flatnonzero(give_due_days(columns, coded, notes, options.terms is not None if told is None else ~told.blank()))
    if told is None:
        return [(options.terms or "", bare)]
    return [(text, bare[told.codes[bare] == at]) for at, text in enumerate(told.values)]


def _infer(
    coded: Coded, columns: dict[str, Any], read: dict[str, PaymentTerms], wrong: dict[str, str], notes: Notebook, texts: Any
) -> None:
    """Read the codes whose rows' dates leave one rule; of the others say which fit, and what to type."""
    good = ~notes.rejected
    for text in list(wrong)[:_MOST_CODES]:
        if "readings" in wrong[text] or _DECLARE in wrong[text]:
            continue
        rows = coded.rows(text.__eq__)
        rows = rows[good[rows]]
        bills = rows[~_at_once(columns, rows)]
        aside = ", besides credit notes that are due on their own date" if 0 < len(bills) < len(rows) else ""
        rows = bills if aside else rows
        found, many, enough = inferred(columns["invoice_date"][rows], columns["due_date"][rows])
        if enough and len(found) == 1:
            read[text] = found[0]
            del wrong[text]
            evidence = f"{text} = {found[0]} in {many:,} of {many:,} rows that state both dates{aside}"
            notes.flag(rows[:1], "terms inferred", "terms", texts, evidence)
        else:
            wrong[text] += proposal(text, found, many)


def _at_once(columns: dict[str, Any], rows: Ints) -> Any:
    """(n_rows,), bool: which are credit notes due on their own date, as programs write them whatever the terms of the bills."""
    return (columns["amount"][rows] < 0) & (columns["due_date"][rows] == columns["invoice_date"][rows])


def _last_due(
    code: Ints, terms: tuple[PaymentTerms, ...], columns: dict[str, Any], notes: Notebook, texts: Any, own: Mapping[str, str]
) -> Ints:
    """`own`: columns of the user's own events."""
    known = {**_EVENTS, **own}
    column_of = {event: column for column, event in known.items()}
    out = np.full(len(code), NO_DAY, np.int32)
    for at, term in enumerate(terms):
        rows = np.flatnonzero(code == at)
        if "invoice" in term.anchors and (undated := rows[columns["invoice_date"][rows] == NO_DAY]).size:
            reason = "counts from the invoice date, which is missing; add the due_date"
            notes.reject(undated[columns["due_date"][undated] == NO_DAY], "missing event date", "terms", texts, reason)
            rows = rows[columns["invoice_date"][rows] != NO_DAY]
        which: Any = rows if len(rows) < len(code) else slice(None)  # a slice copies nothing
        used = {"invoice", *term.anchors}
        events = {name: columns[column][which] for column, name in known.items() if column in columns and name in used}
        unknown = np.full(len(rows), NO_DAY, np.int32)
        pending = np.logical_or.reduce([events.get(a, unknown) == NO_DAY for a in term.anchors])
        unstated = columns["due_date"][which] == NO_DAY
        missing = " and ".join(column_of.get(a, event_column(a)) for a in sorted(term.anchors) if a != "invoice")
        notes.reject(
            rows[pending & unstated],
            "missing event date",
            "terms",
            texts,
            f"counts from the {missing.replace('due_date_date', 'due_date')}, which is missing",
        )
        if term.needs_tax and "tax_amount" not in columns:
            reason = "has a share of the amount net of tax, and there is no column tax_amount"
            notes.reject(rows[unstated], "unreadable tax", "terms", texts, reason)
        if term.needs_calendar and term.calendar is None:
            continue  # its due date depends on the payer's calendar, which a ledger does not know
        if pending.any():
            which, events = rows[~pending], {name: values[~pending] for name, values in events.items()}
        out[which] = last_due_days(term, events, calendar_of(term, None))
    return out
