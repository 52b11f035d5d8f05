"""What a term is worth in days, and what another one would gain: for every invoice date, because terms are staircases.

With month ends and payment days the days from invoice to due date differ from one invoice date to the next; a
single number says too little. Weights are shares of the amount, so two terms with other installments compare.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

from cashflow.basics.calendars import BusinessCalendar
from cashflow.basics.days import Ints, to_date, to_dates, to_day
from cashflow.basics.door import told
from cashflow.basics.errors import InputError
from cashflow.basics.fiscal import FiscalCalendar
from cashflow.basics.frames import pd
from cashflow.basics.money import to_minor
from cashflow.basics.whole_numbers import whole_number
from cashflow.terms.anchors import STATED
from cashflow.terms.model import PaymentTerms
from cashflow.terms.schedule import day_table, installment_amounts

__all__ = ["EffectiveDays", "TermsComparison", "compare_terms", "effective_days"]

_Invoice = tuple[object, str | None, object]  # amount, currency, tax
Floats = npt.NDArray[np.float64]
_LEAP_CYCLE = (dt.date(2025, 1, 1), dt.date(2028, 12, 31))  # every day of a year, once with and thrice without 29 February
_DUST = 1e-9  # of the amount: what floats leave of equal shares
_NOMINAL = 10**12  # minor units split to find the shares: a share is right to a millionth of a millionth


@frozen
class EffectiveDays:
    """Days over all invoice dates of a window: their mean, the least and the most."""

    mean: float
    least: float
    most: float

    def __str__(self) -> str:
        spread = "" if self.least == self.most else f" ({self.least:g} to {self.most:g})"
        return f"{round(self.mean, 2):g} days{spread}"


@frozen(eq=False)
class TermsComparison:
    """What terms `b` gain over terms `a`, for every invoice date of a window.

    Attributes
    ----------
    a, b
        The terms.
    days_a, days_b, gained
        `EffectiveDays` from the invoice date to the due date, by share of the amount; `gained` is the difference date
        by date, positive where `b` is due later.
    crossing
        Share of invoice dates, 0 to 1, on which `b` moves some part of the invoice past a fiscal quarter end.
    crossing_back
        The same for parts that `b` brings before one.
    first, last
        First and last invoice date looked at.
    """

    a: PaymentTerms
    b: PaymentTerms
    days_a: EffectiveDays
    days_b: EffectiveDays
    gained: EffectiveDays
    crossing: float
    crossing_back: float
    first: dt.date
    last: dt.date
    _columns: dict[str, Any]

    def to_frame(self) -> pd.DataFrame:
        """One row an invoice date: `invoice_date`, `due_a` and `due_b` (of the latest part), `days_a`, `days_b`, `gained`, `crosses`."""
        return pd.DataFrame(self._columns)

    def __str__(self) -> str:
        moved = f"{self.crossing:.1%} of invoice dates cross a quarter end"
        back = f", {self.crossing_back:.1%} cross one back" if self.crossing_back else ""
        return f"{self.a} → {self.b}: {self.gained} gained on average; {moved}{back} (invoices of {self.first} to {self.last})"


def effective_days(
    term: PaymentTerms | str,
    year: int | None = None,
    *,
    calendar: BusinessCalendar | None = None,
    amount: object = None,
    currency: str | None = None,
    tax: object = None,
) -> EffectiveDays:
    """Days from the invoice date to the due date: mean, least and most over invoice dates, installments by their share.

    Parameters
    ----------
    term
        A term or its text.
    year
        Invoice dates of one calendar year; `None`: of 2025 to 2028, a whole leap cycle.
    calendar
        For business-day steps of a term that names none.
    amount, currency, tax
        Of an example invoice; needed where a share is a fixed amount or one of the net.

    Returns
    -------
    EffectiveDays
        Every event a term counts from (delivery, order …) is taken to fall on the invoice date.

    Raises
    ------
    InputError
        The term states no due date of its own, or its shares depend on an amount that is not given.

    Examples
    --------
    >>> print(effective_days("net 45", 2025))
    45 days
    >>> print(effective_days("45 days then end of month", 2025))
    59.72 days (45 to 75)
    """
    anchors = _window(year)
    days, weights = _dues(_term(term), anchors, calendar, (amount, currency, tax))
    return _effective(weights @ (days - anchors))


def compare_terms(
    a: PaymentTerms | str,
    b: PaymentTerms | str,
    fiscal: FiscalCalendar | None = None,
    year: int | None = None,
    *,
    calendar: BusinessCalendar | None = None,
    amount: object = None,
    currency: str | None = None,
    tax: object = None,
) -> TermsComparison:
    """Days gained by terms `b` over terms `a`, and how many invoice dates cross a quarter end.

    Parameters
    ----------
    a, b
        Terms or their text.
    fiscal
        Whose quarters; calendar quarters by default.
    year, calendar, amount, currency, tax
        As in `effective_days`.

    Returns
    -------
    TermsComparison

    Raises
    ------
    InputError
        As in `effective_days`.

    Examples
    --------
    >>> found = compare_terms("net 30", "30 days then end of month", year=2025)
    >>> print(found.gained)
    14.72 days (0 to 30)
    >>> compare_terms("net 30", "net 30").crossing
    0.0
    """
    if fiscal is not None and not isinstance(fiscal, FiscalCalendar):
        hint = 'Write fiscal=cf.FiscalCalendar("April", named_by="start")'
        raise InputError(f"must be a FiscalCalendar, not {told(fiscal)}", column="fiscal", hint=hint)
    old, new, anchors, invoice = _term(a), _term(b), _window(year), (amount, currency, tax)
    days_a, weights_a = _dues(old, anchors, calendar, invoice)
    days_b, weights_b = _dues(new, anchors, calendar, invoice)
    low, high = min(days_a.min(), days_b.min()), max(days_a.max(), days_b.max())
    ends = (fiscal or FiscalCalendar()).covering(int(low), int(high)).last
    moved = _unpaid(days_b, weights_b, ends) - _unpaid(days_a, weights_a, ends)
    later, earlier = (moved > _DUST).any(axis=0), (moved < -_DUST).any(axis=0)
    means = [weights_a @ (days_a - anchors), weights_b @ (days_b - anchors)]
    columns = {
        "invoice_date": to_dates(anchors),
        "due_a": to_dates(days_a.max(axis=0)),
        "due_b": to_dates(days_b.max(axis=0)),
        "days_a": means[0],
        "days_b": means[1],
        "gained": means[1] - means[0],
        "crosses": later,
    }
    return TermsComparison(
        a=old,
        b=new,
        days_a=_effective(means[0]),
        days_b=_effective(means[1]),
        gained=_effective(means[1] - means[0]),
        crossing=float(later.mean()),
        crossing_back=float(earlier.mean()),
        first=to_date(int(anchors[0])),
        last=to_date(int(anchors[-1])),
        columns=columns,
    )


def _term(value: PaymentTerms | str) -> PaymentTerms:
    return value if isinstance(value, PaymentTerms) else PaymentTerms.parse(value)


def _window(year: int | None) -> Ints:
    if year is None:
        first, last = _LEAP_CYCLE
    else:
        known = whole_number(year, "year", "must be a year from 1900 to 2199", least=1900, most=2199)
        first, last = dt.date(known, 1, 1), dt.date(known, 12, 31)
    return np.arange(to_day(first), to_day(last) + 1, dtype=np.int32)


def _dues(term: PaymentTerms, anchors: Ints, calendar: BusinessCalendar | None, invoice: _Invoice) -> tuple[Ints, Floats]:
    """Due days, (installments, days), and each installment's share of the amount, (installments,)."""
    if STATED in term.anchors:
        hint = "Compare terms with a number of days, e.g. '3/10 net 30'"
        raise InputError("leaves the due date to the invoice, so its days are not known", column="terms", value=str(term), hint=hint)
    _, days = day_table([term], to_date(int(anchors[0])), to_date(int(anchors[-1])), calendar)
    return days, _weights(term, *invoice)


def _weights(term: PaymentTerms, amount: object, currency: str | None, tax: object) -> Floats:
    if amount is None:
        if term.needs_tax or any(p.share.of == "amount" for p in term.installments):
            hint = "Give the amount and currency of a typical invoice (and its tax)"
            raise InputError("has parts that depend on the amount of the invoice", column="terms", value=str(term), hint=hint)
        minor, minor_tax, currency = _NOMINAL, None, "EUR"
    else:
        if currency is None:
            raise InputError("an amount needs its currency", column="currency", hint="Give e.g. currency='EUR'")
        minor, minor_tax = to_minor(amount, currency), None if tax is None else to_minor(tax, currency)
        if minor == 0:
            raise InputError("must not be zero: installment shares of a zero amount are undefined", column="amount", value=amount)
    taxes = None if minor_tax is None else np.array([minor_tax], np.int64)
    parts = installment_amounts(term, np.array([minor], np.int64), taxes, currency)
    return np.array([int(p[0]) / minor for p in parts])


def _unpaid(days: Ints, weights: Floats, ends: Ints) -> Floats:
    """(quarter ends, invoice dates): share of the amount due after each quarter end."""
    return np.array([weights @ (days > end) for end in ends])


def _effective(days: Floats) -> EffectiveDays:
    mean, least, most = (round(float(x), 9) for x in (days.mean(), days.min(), days.max()))
    return EffectiveDays(mean, least, most)
