"""Dues: the installments of invoices, by their own terms and stated due dates or by other terms."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.errors import InputError
from cashflow.ledger.model import Ledger
from cashflow.payments.day_table import DayTable
from cashflow.payments.policy import PaymentPolicy
from cashflow.terms import PaymentTerms, calendar_of, due_days, installment_amounts

__all__ = ["Dues", "dues_of"]


@frozen(eq=False)
class Dues:
    """Installments of a block of invoices, ordered by invoice and installment."""

    invoice: Ints  # (n_dues,), int64 position in the ledger
    due_day: Ints  # int32 contract due date, before any roll
    amount: Ints  # int64
    part: Ints  # int16 installment, counted from 1; 0: the whole invoice


def _dates(ledger: Ledger, rows: Ints, term: PaymentTerms, policy: PaymentPolicy | None) -> list[Ints]:
    """Due days of each installment; business-day steps use the calendar of the terms, else the payer's for the currency."""
    if not term.needs_calendar or term.calendar is not None or policy is None:
        return due_days(term, ledger.events_of(rows), calendar_of(term, None))
    out = [np.full(len(rows), NO_DAY, np.int32) for _ in term.installments]
    for code, name in enumerate(ledger.currency.values):
        mine = np.flatnonzero(ledger.currency.codes[rows] == code)
        found = due_days(term, ledger.events_of(rows[mine]), policy.calendar(name))
        for whole, part in zip(out, found, strict=True):
            whole[mine] = part
    return out


def _amounts(ledger: Ledger, rows: Ints, term: PaymentTerms) -> list[Ints]:
    """Minor units of each installment; currency by currency, since fixed amounts and roundings are in major units."""
    out = [np.zeros(len(rows), np.int64) for _ in term.installments]
    codes = ledger.currency.codes[rows]
    for code, name in enumerate(ledger.currency.values):
        mine = np.flatnonzero(codes == code)
        tax = None if ledger.tax is None else ledger.tax[rows[mine]]
        for whole, part in zip(out, installment_amounts(term, ledger.amount[rows[mine]], tax, name), strict=True):
            whole[mine] = part
    return out


def _known(dates: list[Ints], ledger: Ledger, rows: Ints, term: PaymentTerms) -> None:
    """Refuse other terms that count from an event whose date an invoice lacks."""
    for days in dates:
        lost = np.flatnonzero(days == NO_DAY)
        if len(lost):
            invoice = ledger.invoice[rows[lost[0]]]
            reason = f"counts from an event without a date in {len(lost)} invoices, the first is '{invoice}'"
            raise InputError(
                reason, column="extend.terms", value=term, hint="Give the ledger a column for that date, or select fewer invoices"
            )


def dues_of(
    ledger: Ledger,
    rows: Ints,
    terms: PaymentTerms | None = None,
    policy: PaymentPolicy | None = None,
    table: DayTable | None = None,
) -> Dues:
    """Installments of some invoices, by their own terms and stated due dates, or all by `terms`.

    A stated due date overrides the payment terms: it makes one installment of the whole amount, unless it is
    the last date of the terms' own schedule. With the policy's `table` of days, terms of one part are looked up there.
    """
    amount, stated = ledger.amount[rows], ledger.due_day[rows]
    if terms is not None:
        stated = np.full(len(rows), NO_DAY, np.int32)
    code = ledger.terms_code[rows] if terms is None else np.zeros(len(rows), np.int32)
    choices = ledger.terms if terms is None else (terms,)
    due, parts = stated.copy(), [_no_parts()]
    whole = np.ones(len(rows), bool)
    left = np.arange(len(rows))
    if table is not None:
        one = _by_table(ledger, rows, table, due)
        left = np.flatnonzero(~one)
    for number, term in enumerate(choices if len(left) else ()):
        at = left[code[left] == number]
        if not len(at):
            continue
        dates = _dates(ledger, rows[at], term, policy)
        if terms is not None:
            _known(dates, ledger, rows[at], term)
        by_terms = (stated[at] == NO_DAY) | (stated[at] == dates[-1])
        if len(dates) == 1:
            due[at] = np.where(by_terms, dates[0], stated[at])
            continue
        use = at[by_terms]
        whole[use] = False
        for index, (day, part) in enumerate(zip(dates, _amounts(ledger, rows[use], term), strict=True), 1):
            parts.append((rows[use], day[by_terms], part, np.full(len(use), index, np.int16)))
    if whole.all() and amount.all():
        return Dues(rows, due, amount, np.zeros(len(rows), np.int16))
    parts.append((rows[whole], due[whole], amount[whole], np.zeros(int(whole.sum()), np.int16)))
    invoice, due, money, part_of = (np.concatenate(c) for c in zip(*parts, strict=True))
    # Nothing is paid on a zero: an installment of one cent in three is one installment.
    some = np.flatnonzero(money)
    order = some[np.argsort(invoice[some], kind="stable")]
    return Dues(invoice[order], due[order].astype(np.int32), money[order], part_of[order])


def _by_table(ledger: Ledger, rows: Ints, table: DayTable, due: Ints) -> Ints:
    """(n,), bool: rows of one installment whose due day is stated or in the table; it is written into `due`, where none is stated."""
    code, day = ledger.terms_code[rows], ledger.invoice_day[rows]
    one: Ints = (table.lines.n_parts.take(code + 1) == 1) & (day != NO_DAY)
    at = np.flatnonzero(one & (due == NO_DAY))
    days = table.reach(ledger.bounds.first_day, ledger.bounds.last_day)
    due[at] = days.last_due(code[at], ledger.currency.codes[rows[at]], day[at])
    return one


def _no_parts() -> tuple[Ints, Ints, Ints, Ints]:
    return np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.int16)
