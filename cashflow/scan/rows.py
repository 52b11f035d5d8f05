"""Ledgers that hold no more than a projection needs: rows of others, put together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cashflow.basics.columns import stacked
from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.errors import InputError
from cashflow.ledger.model import Category, Ledger, Paid, no_payments
from cashflow.terms import PaymentTerms

__all__ = ["bare_ledger", "constant", "joined_rows", "some_rows"]


def constant(value: int, n: int) -> Ints:
    """(n,), int32, read-only: one value, in the memory of one."""
    return np.broadcast_to(np.int32(value), n)


def bare_ledger(
    invoice_day: Ints,
    amount: Ints,
    currency: Category,
    terms_code: Ints,
    terms: tuple[PaymentTerms, ...],
    due_day: Ints | None = None,
    paid: Paid | None = None,
    tax: Ints | None = None,
    events: dict[str, Ints] | None = None,
    supplier: Category | None = None,
    attributes: dict[str, Category] | None = None,
) -> Ledger:
    """A ledger whose invoice numbers nobody asks for, nor its suppliers, unless they are given."""
    n = len(amount)
    return Ledger(
        supplier=Category(constant(0, n), ("",)) if supplier is None else supplier,
        invoice=np.broadcast_to(np.array("", object), n),
        invoice_day=invoice_day,
        amount=amount,
        currency=currency,
        terms_code=terms_code,
        terms=terms,
        due_day=constant(NO_DAY, n) if due_day is None else due_day,
        events=events or {},
        paid=paid or no_payments(),
        row=np.broadcast_to(np.int64(0), n),
        tax=tax,
        attributes=attributes or {},
    )


def some_rows(ledger: Ledger, rows: Ints, paid: Paid | None = None) -> Ledger:
    """The invoices at some positions, without their payments but those that are given."""
    return bare_ledger(
        ledger.invoice_day[rows],
        ledger.amount[rows],
        Category(ledger.currency.codes[rows], ledger.currency.values),
        ledger.terms_code[rows],
        ledger.terms,
        ledger.due_day[rows],
        paid,
        tax=None if ledger.tax is None else ledger.tax[rows],
        events={k: d[rows] for k, d in ledger.events.items()},
    )


def joined_rows(parts: Sequence[Ledger]) -> Ledger:
    """The rows of several; terms and currencies are matched by value and numbered by their texts, rows ordered by what they hold."""
    if len({p.tax is None for p in parts}) > 1:
        reason = "some files have the column and others have not, and discounts are taken; of what they are can't be known"
        raise InputError(reason, column="tax_amount", hint="Give all files the column, or project with discounts='skip'")
    terms = tuple(sorted({t for p in parts for t in p.terms}, key=str))
    names = tuple(sorted({c for p in parts for c in p.currency.values}))
    place = {t: i for i, t in enumerate(terms)}
    code = np.concatenate([np.array([-1, *(place[t] for t in p.terms)], np.int32)[p.terms_code + 1] for p in parts])
    currency = np.concatenate([np.array([names.index(c) for c in p.currency.values], np.int32)[p.currency.codes] for p in parts])
    day, amount, due = stacked(parts, ("invoice_day", "amount", "due_day"))
    tax = None if parts[0].tax is None else np.concatenate([p.tax for p in parts if p.tax is not None])
    kinds = sorted({k for p in parts for k in p.events})
    lost = lambda p: np.full(len(p), NO_DAY, np.int32)  # noqa: E731
    events = {k: np.concatenate([p.events.get(k, lost(p)) for p in parts]) for k in kinds}
    order = np.lexsort((*events.values(), *(() if tax is None else (tax,)), amount, due, day, code, currency))
    return bare_ledger(
        day[order],
        amount[order],
        Category(currency[order], names),
        code[order],
        terms,
        due[order],
        tax=None if tax is None else tax[order],
        events={k: d[order] for k, d in events.items()},
    )
