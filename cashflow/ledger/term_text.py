"""The terms column: each distinct text read once; what can't be read, or has two readings, rejects its rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.errors import AmbiguousTermsError, InputError
from cashflow.ledger.dated_terms import check_dates
from cashflow.ledger.findings import Notebook
from cashflow.ledger.model import EVENT_COLUMNS, event_column
from cashflow.ledger.term_codes import inferred_terms
from cashflow.ledger.texts import Coded
from cashflow.terms import DIALECTS, PaymentTerms, calendar_of, last_due_days
from cashflow.terms import read_terms as read_text
from cashflow.terms.dated import take_dates

__all__ = ["Terms", "is_code", "read_terms"]

_CODE = re.compile(r"[A-Za-z]{0,6}[-_ ]?\d{1,6}[A-Za-z]{0,3}|[A-Z0-9]{1,10}|\d+[DM]\(?\d*[DM]?\)?")
"""Texts that are codes and no sentences."""
_STATED = "the stated due date counts"
_EVENTS = {"invoice_date": "invoice", "due_date": "due date", **EVENT_COLUMNS}


@frozen(eq=False)
class Terms:
    """Terms of each row: `code` into `terms`, −1 for none; the due date of the last installment, `NO_DAY` if unknown."""

    code: Ints
    terms: tuple[PaymentTerms, ...]
    last_due: Ints


def _known(
    texts: list[str], dialect: str | None, codes: Mapping[str, Any] | None, keys: bool
) -> tuple[dict[str, PaymentTerms], dict[str, str], dict[str, str]]:
    """Terms of each text, why the others have none, and what was passed over; where texts are `keys`, with those that are known."""
    read: dict[str, PaymentTerms] = {}
    wrong: dict[str, str] = {}
    said: dict[str, str] = {}
    for text in texts:
        own = (codes or {}).get(text)
        if isinstance(own, PaymentTerms):
            read[text] = own
            continue
        try:
            read[text], notes = read_text(take_dates(text)[0] if own is None else own, dialect)
            if notes and own is None:
                said[text] = "; ".join(notes)
        except AmbiguousTermsError as error:
            choose = any(name in DIALECTS for name, _ in error.readings)
            wrong[text] = f"{error.reason}. " + ("Say dialect" if choose else "Give it the words of one in [terms.codes]")
        except InputError as error:
            wrong[text] = error.reason
    seen = ", ".join(sorted({str(t) for t in read.values()})[:10])
    for text, reason in wrong.items():
        if keys and "readings" not in reason:
            wrong[text] = f"{reason}. Known in this ledger: {seen or 'none'}"
    return read, wrong, said


def read_terms(
    coded: Coded, columns: dict[str, Any], notes: Notebook, dialect: str | None, codes: Mapping[str, Any] | None, *, whole: bool = True
) -> Terms:
    """Terms and last due date of every row; rows whose terms can't be used are rejected.

    `whole`: all rows of the table are here, so that due dates can say what a code means.
    """
    if dialect is not None and dialect not in DIALECTS:
        PaymentTerms.parse("net 30", dialect)  # refuses the dialect, with the known ones
    texts = coded.each(lambda v: v)
    read, wrong, said = _known([v for v in coded.values if v], dialect, codes, keys=notes.files is None)
    if whole:
        _infer(coded, columns, notes, read, wrong)
    stated = columns["due_date"]
    unread, has_due = coded.rows(wrong.__contains__), stated != NO_DAY
    words = coded.each(lambda v: wrong.get(v, ""))
    notes.reject(unread[~has_due[unread]], "unreadable terms", "terms", texts, words)
    notes.flag(unread[has_due[unread]], "terms passed over", "terms", texts, coded.each(lambda v: f"{wrong.get(v, '')}; {_STATED}"))
    notes.flag(coded.rows(said.__contains__), "terms passed over", "terms", texts, coded.each(lambda v: said.get(v, "")))
    own = codes or {}
    check_dates(coded, {t: dates for t in read if t not in own and (dates := take_dates(t)[1])}, columns, notes, texts)
    _credits_at_once(coded, columns, notes)
    notes.reject(
        np.flatnonzero((columns["due_date"] == NO_DAY) & coded.each(lambda v: not v, bool)),
        "missing terms",
        "terms",
        texts,
        "is missing, and there is no due_date",
    )
    # Terms with parts or discounts come last: the kernel then tells their rows by one comparison.
    terms = tuple(sorted(set(read.values()), key=lambda t: (len(t.installments) > 1 or bool(t.discounts), str(t))))
    place = {t: i for i, t in enumerate(terms)}
    code = coded.each(lambda v: place[read[v]] if v in read else -1, np.int32)
    return Terms(code, terms, _last_due(code, terms, columns, notes, texts))


def is_code(text: str) -> bool:
    """Whether terms that can't be read may be a code, which due dates can explain."""
    return bool(_CODE.fullmatch(text))


def _infer(coded: Coded, columns: dict[str, Any], notes: Notebook, read: dict[str, PaymentTerms], wrong: dict[str, str]) -> None:
    """Terms of codes that nothing explains but the due dates beside them."""
    for text in [t for t in wrong if is_code(t)]:
        rows = coded.rows(text.__eq__)
        found = inferred_terms(columns["invoice_date"][rows], columns["due_date"][rows])
        if found is not None:
            del wrong[text]
            read[text] = found.terms
            notes.flag(rows[:1], "terms inferred", "terms", {int(rows[0]): text}, found.words(text))


def _credits_at_once(coded: Coded, columns: dict[str, Any], notes: Notebook) -> None:
    """Credit notes without terms and due date are due on their own date (EN 16931, BR-CO-25)."""
    bare = (columns["due_date"] == NO_DAY) & coded.each(lambda v: not v, bool)
    rows = np.flatnonzero(bare & (columns["amount"] < 0) & (columns["invoice_date"] != NO_DAY) & ~notes.rejected)
    if len(rows):
        columns["due_date"] = columns["due_date"].copy()
        columns["due_date"][rows] = columns["invoice_date"][rows]
        notes.flag(rows, "credit due at once", "due_date", "", "is missing, and there are no terms: due at once, on its own date; kept")


def _last_due(code: Ints, terms: tuple[PaymentTerms, ...], columns: dict[str, Any], notes: Notebook, texts: Any) -> Ints:
    out = np.full(len(code), NO_DAY, np.int32)
    for at, term in enumerate(terms):
        rows = np.flatnonzero((code == at) & (columns["invoice_date"] != NO_DAY))
        events = {name: columns[column][rows] for column, name in _EVENTS.items() if column in columns}
        unknown = np.full(len(rows), NO_DAY, np.int32)
        pending = np.logical_or.reduce([events.get(a, unknown) == NO_DAY for a in term.anchors])
        unstated = columns["due_date"][rows] == NO_DAY
        missing = " and ".join(event_column(a) for a in sorted(term.anchors) if a != "invoice")
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
        some = rows[~pending]
        out[some] = last_due_days(term, {name: values[~pending] for name, values in events.items()}, calendar_of(term, None))
    return out
