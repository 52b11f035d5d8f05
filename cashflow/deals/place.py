"""Place: where an offer's extension moves each payment. The only place where dates move."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import numpy as np
from attrs import field, frozen

from cashflow.basics.columns import stacked
from cashflow.basics.days import NEVER, DateGiven, Ints, date_or_none, to_day
from cashflow.basics.errors import InputError
from cashflow.basics.groupby import distinct
from cashflow.basics.whole_numbers import is_whole_number, whole_number
from cashflow.payments import Items, Payments, off_cycle_days, promised_day
from cashflow.payments.dues import dues_of
from cashflow.payments.overlap import overlap
from cashflow.terms import PaymentTerms

__all__ = ["Extend", "Extension", "Placed", "place"]

_MOST_DAYS = 3660


def _days(value: int | None) -> int | None:
    reason = f"must be a whole number of days from 0 to {_MOST_DAYS}"
    return None if value is None else whole_number(value, "extend.days", reason, most=_MOST_DAYS)


def _terms(value: PaymentTerms | str | None) -> PaymentTerms | None:
    if value is None or isinstance(value, PaymentTerms):
        return value
    if not isinstance(value, str):
        raise InputError(
            "must be payment terms, as text", column="extend.terms", value=value, hint="Write e.g. extend = { terms = 'net 90' }"
        )
    return PaymentTerms.parse(value)


def _to(value: DateGiven | None) -> dt.date | None:
    return date_or_none(value, "extend.to")


def _early(value: int | Literal["immediate"] | str | None) -> int | str | None:
    if is_whole_number(value, most=_MOST_DAYS):
        return int(value)  # type: ignore[arg-type]
    if value is None or (isinstance(value, str) and value == "immediate"):
        return value
    hint = 'Write early = "immediate", or early = 10 for the 10th day after the invoice date'
    raise InputError("must be 'immediate' or days after the invoice date", column="extend.early", value=value, hint=hint)


@frozen
class Extension:
    """What an offer changes: so many days more, a promised date, other terms, or payment earlier. Exactly one of them.

    Parameters
    ----------
    days
        Added to the date the policy works from; then roll, run and lag apply once.
    to
        A promise: paid that day off-cycle, or on the last business day before it.
    terms
        Due dates recomputed from the invoice's own anchor.
    early
        Paid earlier, off-cycle and never later than without the offer: ``"immediate"``, on the first business day after
        `as_of` and not before the invoice date, or so many days after the invoice date, on that day or the last business
        day before it.
    """

    days: int | None = field(default=None, converter=_days)
    to: dt.date | None = field(default=None, converter=_to)
    terms: PaymentTerms | None = field(default=None, converter=_terms)
    early: int | str | None = field(default=None, converter=_early)

    def __attrs_post_init__(self) -> None:
        if sum(v is not None for v in (self.days, self.to, self.terms, self.early)) != 1:
            raise InputError("must say exactly one of days, to, terms, early", column="extend", hint="Write e.g. extend = { days = 30 }")

    def __str__(self) -> str:
        if self.days is not None:
            return f"{self.days} days later" if self.days else "same date"
        if self.early is not None:
            return "paid at once" if self.early == "immediate" else f"paid by day {self.early} after the invoice"
        return f"paid on {self.to}" if self.to else f"terms {self.terms}"


Extend = Extension | Mapping[str, DateGiven | PaymentTerms | int]
"""What an offer changes, as a user gives it: ``{"days": 30}``, ``{"to": date}``, ``{"terms": "net 90"}``, ``{"early": "immediate"}``."""


@frozen(eq=False)
class Placed:
    """Items of an offer and the day each would now be paid; cut further where other terms cut."""

    items: Items
    new_day: Ints  # (n_items,), int32, never before the baseline day, or for an early payment never after it


def place(items: Items, payments: Payments, extension: Extension) -> Placed:
    """New payment day of each item: ``max(baseline, new)``, of an early payment ``min``; equal means not moved.

    Parameters
    ----------
    items
        Baseline payments an offer covers.
    payments
        Where they come from: ledger and policy.
    extension
        What the offer changes.

    Returns
    -------
    Placed
    """
    if extension.early is not None:
        return Placed(items, _early_days(items, payments, extension.early))
    if extension.terms is not None:
        items, due = _other_terms(items, payments, extension.terms)
    elif extension.days == 0:
        return Placed(items, items.base_day)
    else:
        works_from = np.where(items.kept, items.base_day, items.due_day)
        due = (works_from.astype(np.int64) + (extension.days or 0)).clip(max=NEVER - 1).astype(np.int32)
    new = items.base_day.copy()
    open_for_ever = items.base_day == NEVER
    if extension.to is not None:
        ledger = payments.ledger
        promised = [promised_day(payments.policy, c, to_day(extension.to)) for c in ledger.currency.values]
        new[:] = np.array(promised, np.int32)[ledger.currency.codes[items.invoice]]
    else:
        payments.pay(items.invoice, due, ~open_for_ever, new)
    new[open_for_ever] = NEVER
    return Placed(items, np.maximum(items.base_day, new))


def _early_days(items: Items, payments: Payments, early: int | str) -> Ints:
    if early == "immediate":
        new = off_cycle_days(payments, items.invoice, payments.ledger.invoice_day[items.invoice])
    else:
        asked = payments.ledger.invoice_day[items.invoice] + np.int32(early)
        new = off_cycle_days(payments, items.invoice, asked, "preceding")
    return np.minimum(items.base_day, new)


def _other_terms(items: Items, payments: Payments, terms: PaymentTerms) -> tuple[Items, Ints]:
    """Items cut where the other terms cut their invoice, and their new due dates."""
    rows = np.unique(items.invoice)
    if len(terms.installments) > 1 and (payments.ledger.invoices_in(rows) > 1).any():
        hint = "Read the suppliers that matter with read_ledger"
        reason = "has parts that are rounded invoice by invoice, and a scan has sums"
        raise InputError(reason, column="extend.terms", value=terms, hint=hint)
    dues = dues_of(payments.ledger, rows, terms, payments.policy)
    if len(terms.installments) == 1:
        return items, dues.due_day[np.searchsorted(rows, items.invoice)]
    # An offer may cover only some installments of an invoice, so the new cut is made on the whole
    # invoice and the covered pieces are taken from it.
    whole = payments.items_of(rows)
    covered = _positions(whole, items)
    at, by, amount = overlap(whole.invoice, whole.amount, dues.invoice, dues.amount)
    keep = covered[at]
    at, by, amount = at[keep], by[keep], amount[keep]
    cut = whole.take(at)
    return Items(cut.invoice, cut.due_day, cut.base_day, amount, cut.kept), dues.due_day[by]


def _positions(whole: Items, some: Items) -> Ints:
    """(n_whole,), bool: which items of `whole` are among `some`."""
    _, number = distinct(stacked([whole, some], ("invoice", "due_day", "base_day", "amount")))
    among: Ints = np.isin(number[: len(whole.invoice)], number[len(whole.invoice) :])
    return among
