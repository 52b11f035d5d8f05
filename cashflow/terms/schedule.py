"""Dates and amounts of terms: for arrays of invoices, and the schedule of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
from attrs import field, frozen

from cashflow.basics.calendars import BusinessCalendar
from cashflow.basics.currencies import minor_digits
from cashflow.basics.days import NO_DAY, Ints, by_day, to_date, to_day
from cashflow.basics.door import owned
from cashflow.basics.errors import InputError
from cashflow.basics.money import from_minor, round_ratio, to_minor
from cashflow.terms.anchors import PREVIOUS, OwnEvent, anchor_name
from cashflow.terms.shares import split_amounts
from cashflow.terms.steps import Step, apply_steps

if TYPE_CHECKING:
    from cashflow.terms.discount import Discount
    from cashflow.terms.model import PaymentTerms

__all__ = [
    "Schedule",
    "amount_to_pay",
    "calendar_of",
    "day_table",
    "discount_days",
    "due_days",
    "event_days",
    "installment_amounts",
    "last_due_days",
    "schedule",
]


@frozen
class Schedule:
    """Dates and amounts of one invoice.

    `due` is a list of (date or None, Decimal or None), one an installment; `discounts` a list of (last day
    or None, Decimal or None): what to pay, for the invoice or the part it belongs to, until that day.
    """

    due: list[tuple[dt.date | None, Decimal | None]] = field(converter=owned)
    discounts: list[tuple[dt.date | None, Decimal | None]] = field(converter=owned)


def calendar_of(terms: PaymentTerms, given: BusinessCalendar | str | None) -> BusinessCalendar | None:
    """The calendar for a term's business-day steps: the one given, else the one it names, else none."""
    if isinstance(given, BusinessCalendar):
        return given
    name = given or terms.calendar
    return BusinessCalendar.named(name) if name and terms.needs_calendar else None


def due_days(terms: PaymentTerms, events: Mapping[str, Ints], calendar: BusinessCalendar | None = None) -> list[Ints]:
    """Contract due days of each installment for arrays of event days.

    Parameters
    ----------
    terms
        The term; its own calendar is not looked up here, see `calendar_of`.
    events
        Day numbers by anchor, (n,), int32; an event that is missing, or `NO_DAY`, leaves its installment without a day.
    calendar
        For business-day steps.

    Returns
    -------
    list of (n,), int32
        One array an installment; `NO_DAY` where it is pending.
    """
    out: list[Ints] = []
    for part in terms.installments:
        out.append(_moved(part.steps, part.anchor, events, calendar, out))
    return out


def last_due_days(terms: PaymentTerms, events: Mapping[str, Ints], calendar: BusinessCalendar | None = None) -> Ints:
    """(n,), int32: due day of the last installment for arrays of event days."""
    return due_days(terms, events, calendar)[-1]


def discount_days(terms: PaymentTerms, events: Mapping[str, Ints], calendar: BusinessCalendar | None = None) -> list[Ints]:
    """Last days of each discount, grace not counted, for arrays of event days; like `due_days`."""
    return [_moved(d.steps, d.anchor, events, calendar) for d in terms.discounts]


def last_discount_days(terms: PaymentTerms, invoice: Ints) -> Ints:
    """(n,), int32: last day on which some discount of terms that count from the invoice date, on no calendar, is taken; with its grace."""
    grace = np.array([[d.grace] for d in terms.discounts], np.int32)
    last: Ints = np.max(np.stack(discount_days(terms, {"invoice": invoice}, calendar_of(terms, None))) + grace, axis=0)
    return last


def _moved(
    steps: Sequence[Step], anchor: str, events: Mapping[str, Ints], calendar: BusinessCalendar | None, before: Sequence[Ints] = ()
) -> Ints:
    start = before[-1] if anchor == PREVIOUS else events.get(anchor)
    if start is None:
        return np.full(len(next(iter(events.values()))), NO_DAY, np.int32)
    start = np.asarray(start)
    known = start != NO_DAY
    if known.all():
        return by_day(start, lambda used: apply_steps(steps, used, calendar))
    out = np.full(start.shape, NO_DAY, np.int32)
    out[known] = by_day(start[known], lambda used: apply_steps(steps, used, calendar))
    return out


def day_table(
    terms: Iterable[PaymentTerms], first: object, last: object, calendar: BusinessCalendar | None = None
) -> tuple[list[tuple[int, int]], Ints]:
    """Due days of many terms for every anchor day of a window.

    Parameters
    ----------
    terms
        Whose installments are the lines; every event is taken to fall on the anchor day.
    first, last
        The window, both inclusive.
    calendar
        For business-day steps of terms that name none.

    Returns
    -------
    lines : list of (term, installment)
        Positions of each line.
    days : (n_lines, n_days), int32
        ``days[line, anchor_day - first]``.

    Examples
    --------
    >>> from cashflow.terms import PaymentTerms
    >>> lines, days = day_table([PaymentTerms.net(30)], "2025-01-31", "2025-02-01")
    >>> [to_date(d).isoformat() for d in days[0]]
    ['2025-03-02', '2025-03-03']
    """
    anchors = np.arange(to_day(first, "first"), to_day(last, "last") + 1, dtype=np.int32)
    lines: list[tuple[int, int]] = []
    rows: list[Ints] = []
    for number, term in enumerate(terms):
        found: list[Ints] = []
        own = BusinessCalendar.named(term.calendar) if term.calendar and term.needs_calendar else calendar
        for place, part in enumerate(term.installments):
            found.append(apply_steps(part.steps, found[-1] if part.anchor == PREVIOUS else anchors, own))
            lines.append((number, place))
        rows += found
    return lines, np.array(rows, np.int32).reshape(len(lines), len(anchors))


def installment_amounts(terms: PaymentTerms, amount: Ints, tax: Ints | None, currency: str) -> list[Ints]:
    """Minor units of each installment of invoices in one currency; they add up to `amount`."""
    shares = [p.share for p in terms.installments]
    roundings = [p.rounding or terms.rounding for p in terms.installments]
    return split_amounts(shares, roundings, amount, tax, 10 ** minor_digits(currency))


def event_days(invoice_date: object, dates: Mapping[str, object] | None, terms: PaymentTerms) -> dict[str, int]:
    """Day numbers of the events of one invoice, by anchor; those of the user's own go by the names that the terms have for them."""
    anchors = (*(p.anchor for p in terms.installments), *(d.anchor for d in terms.discounts))
    own = {a for a in anchors if isinstance(a, OwnEvent)}
    given = {k if k in own else anchor_name(k): to_day(v, f"{k} date") for k, v in (dates or {}).items() if v is not None}
    return {"invoice": to_day(invoice_date, "invoice_date"), **given}


def schedule(
    terms: PaymentTerms,
    invoice_date: object,
    amount: object,
    currency: str | None,
    tax: object,
    dates: Mapping[str, object] | None,
    calendar: BusinessCalendar | str | None,
) -> Schedule:
    """See `PaymentTerms.schedule`."""
    found = calendar_of(terms, calendar)
    events = {k: np.array([d], np.int32) for k, d in event_days(invoice_date, dates, terms).items()}
    days = [int(d[0]) for d in due_days(terms, events, found)]
    last = [int(d[0]) for d in discount_days(terms, events, found)]
    if amount is None:
        return Schedule([(_date(d), None) for d in days], [(_date(d), None) for d in last])
    code, minor, minor_tax = _money(amount, currency, tax)
    parts = _parts(terms, minor, minor_tax, code)
    due: list[tuple[dt.date | None, Decimal | None]] = [(_date(d), from_minor(m, code)) for d, m in zip(days, parts, strict=True)]
    pay = [_whole(d, minor, parts) - off for d, off in zip(terms.discounts, _offs(terms, minor, minor_tax, parts, code), strict=True)]
    return Schedule(due, [(_date(d), from_minor(p, code)) for d, p in zip(last, pay, strict=True)])


def amount_to_pay(
    terms: PaymentTerms,
    on: object,
    invoice_date: object,
    amount: object,
    currency: str,
    tax: object,
    dates: Mapping[str, object] | None,
    calendar: BusinessCalendar | str | None,
) -> Decimal:
    """See `PaymentTerms.amount_to_pay`."""
    found = calendar_of(terms, calendar)
    events = {k: np.array([d], np.int32) for k, d in event_days(invoice_date, dates, terms).items()}
    code, minor, minor_tax = _money(amount, currency, tax)
    offs = _offs(terms, minor, minor_tax, _parts(terms, minor, minor_tax, code), code)
    best: dict[int | None, int] = {}
    for discount, last_days, off in zip(terms.discounts, discount_days(terms, events, found), offs, strict=True):
        last = int(last_days[0])
        if last != NO_DAY and to_day(on, "on") <= last + discount.grace:
            best[discount.part] = max(best.get(discount.part, 0), off, key=abs)
    parts = sum(off for part, off in best.items() if part is not None)
    return from_minor(minor - max(best.get(None, 0), parts, key=abs), code)


def _money(amount: object, currency: str | None, tax: object) -> tuple[str, int, int | None]:
    if currency is None:
        raise InputError("an amount needs its currency", column="currency", hint="Give e.g. currency='EUR'")
    return currency, to_minor(amount, currency), None if tax is None else to_minor(tax, currency)


def _parts(terms: PaymentTerms, minor: int, tax: int | None, currency: str) -> list[int]:
    taxes = None if tax is None else np.array([tax], np.int64)
    return [int(p[0]) for p in installment_amounts(terms, np.array([minor], np.int64), taxes, currency)]


def _whole(discount: Discount, minor: int, parts: Sequence[int]) -> int:
    return minor if discount.part is None else parts[discount.part - 1]


def _offs(terms: PaymentTerms, minor: int, tax: int | None, parts: Sequence[int], currency: str) -> list[int]:
    """What each discount takes off; the tax in a part is its share of the invoice's tax."""
    per_major, out = 10 ** minor_digits(currency), []
    for discount in terms.discounts:
        whole = _whole(discount, minor, parts)
        own_tax = tax if tax is None or whole == minor else round_ratio(tax * whole * (1 if minor > 0 else -1), abs(minor))
        out.append(discount.off(whole, own_tax, per_major))
    return out


def _date(day: int) -> dt.date | None:
    return None if day == NO_DAY else to_date(day)
