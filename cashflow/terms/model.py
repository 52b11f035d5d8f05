"""Payment terms: installments with a share, an anchor and date steps; discounts; the schedule of one invoice.

Owns what a term *means*. Reading text is `parse`; business days and pay runs are the policy's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import evolve, field, frozen, validators

from cashflow.basics.days import NO_DAY, Ints, by_day, to_date, to_day
from cashflow.basics.errors import InputError
from cashflow.basics.money import from_minor, round_ratios, to_minor
from cashflow.terms.steps import Days, Setting, Step, apply_steps

__all__ = ["ANCHORS", "Discount", "Installment", "PaymentTerms", "Schedule", "due_days", "last_due_days", "split_amounts"]

ANCHORS = ("invoice", "receipt", "posting")
"""Events a term may count from: the ledger's invoice_date, receipt_date, posting_date."""


def _steps(value: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(value)


@frozen
class Installment:
    """One part of an invoice: how much of it, and when.

    Parameters
    ----------
    share
        Part of the gross amount, 0 to 1, exact; `None` takes the rest.
    steps
        Date steps, applied in the order they stand.
    anchor
        The event the steps start from: ``invoice``, ``receipt`` or ``posting``.
    """

    share: Fraction | None
    steps: tuple[Step, ...] = field(converter=_steps)
    anchor: str = field(default="invoice", validator=validators.in_(ANCHORS))

    def __str__(self) -> str:
        if len(self.steps) == 1 and isinstance(self.steps[0], Days):
            text = f"net {self.steps[0].days}"
        else:
            text = " then ".join(str(s) for s in self.steps) or "net 0"
        return text if self.anchor == "invoice" else f"{text} from {self.anchor}"


@frozen
class Discount:
    """A percentage off the gross amount for payment by a day, that day included."""

    rate: Fraction
    steps: tuple[Step, ...] = field(converter=_steps)

    def __str__(self) -> str:
        days = self.steps[0].days if self.steps and isinstance(self.steps[0], Days) else 0
        return f"{_percent(self.rate)}/{days}"


@frozen
class Schedule:
    """Dates and amounts of one invoice: `due` is a list of (date or None, Decimal or None), `discounts` of (last day, pay)."""

    due: list[tuple[dt.date | None, Decimal | None]]
    discounts: list[tuple[dt.date, Decimal | None]]


def _percent(share: Fraction) -> str:
    value = Decimal(share.numerator) * 100 / Decimal(share.denominator)
    return format(value.normalize(), "f")


def _parts(value: Iterable[Installment]) -> tuple[Installment, ...]:
    return tuple(value)


def _discounts(value: Iterable[Discount]) -> tuple[Discount, ...]:
    return tuple(value)


def _check_installments(_: object, __: object, parts: tuple[Installment, ...]) -> None:
    if not parts or parts[-1].share is not None or any(p.share is None for p in parts[:-1]):
        raise InputError("terms need installments of which exactly the last takes the rest", column="installments")
    given = sum((p.share or Fraction(0) for p in parts), Fraction(0))
    if (given >= 1 and len(parts) > 1) or any(p.share is not None and p.share <= 0 for p in parts):
        raise InputError(f"installments must total 100 %, each above 0 (the first ones total {_percent(given)} %)", column="installments")


@frozen
class PaymentTerms:
    """When an invoice is due, in how many parts, and which discounts it offers.

    Parameters
    ----------
    installments
        In order; the last one takes the rest, so the parts always add up to the invoice.
    discounts
        Percentages for early payment. A policy decides whether they are taken; none does so far.

    Examples
    --------
    >>> print(PaymentTerms.net(30))
    net 30
    >>> PaymentTerms.parse("30 days then end of month").schedule("2025-01-31").due
    [(datetime.date(2025, 3, 31), None)]
    """

    installments: tuple[Installment, ...] = field(converter=_parts, validator=_check_installments)
    discounts: tuple[Discount, ...] = field(default=(), converter=_discounts)

    @classmethod
    def net(cls, days: int) -> PaymentTerms:
        """Due so many calendar days after the invoice date."""
        return cls((Installment(None, (Days(days),)),))

    @classmethod
    def parse(cls, text: str, dialect: str | None = None) -> PaymentTerms:
        """Read a term as people write it; `dialect` decides where a text has two readings.

        Parameters
        ----------
        text
            ``net 30``, ``2/10 net 30``, ``30 days then end of month``, ``30% now, 70% net 60`` …
        dialect
            ``days_then_eom``, ``eom_then_days`` or ``months_then_eom``.

        Returns
        -------
        PaymentTerms

        Raises
        ------
        AmbiguousTermsError
            The text has several readings and no dialect is given.
        UnknownTermsError
            The text is no payment term; the message says up to where it was understood.

        Examples
        --------
        >>> PaymentTerms.parse("2/10 net 30").schedule("2025-06-01", "100.00", "EUR").discounts
        [(datetime.date(2025, 6, 11), Decimal('98.00'))]
        """
        from cashflow.terms.parse import parse_terms

        return parse_terms(text, dialect)

    def extended(self, days: int) -> PaymentTerms:
        """The same terms with every due date so many days later, after all other steps; discounts stay.

        Examples
        --------
        >>> str(PaymentTerms.parse("30 days then end of month").extended(days=30))
        '30 days then end of month then 30 days'
        """
        return PaymentTerms([evolve(p, steps=(*p.steps, Days(days))) for p in self.installments], self.discounts)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON and TOML; `from_dict` reads them back.

        Examples
        --------
        >>> PaymentTerms.net(30).to_dict()
        {'installments': [{'share': 'rest', 'anchor': 'invoice', 'steps': [{'days': 30}]}]}
        """
        from cashflow.terms.plain import terms_to_dict

        return terms_to_dict(self)

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> PaymentTerms:
        """Terms of plain values, as `to_dict` writes them.

        Raises
        ------
        InputError
            A key that is no step or setting, with the nearest one that is.
        """
        from cashflow.terms.plain import terms_from_dict

        return terms_from_dict(table)

    @property
    def anchors(self) -> frozenset[str]:
        """Names of the events its installments count from."""
        return frozenset(p.anchor for p in self.installments)

    def __str__(self) -> str:
        discounts = "".join(f"{d} " for d in self.discounts)
        parts = self.installments
        if len(parts) == 1:
            return discounts + str(parts[0])
        equal = all(p.share == Fraction(1, len(parts)) for p in parts[:-1])
        if equal and 100 % len(parts):
            return discounts + "equal parts " + ", ".join(str(p) for p in parts)
        rest = 1 - sum((p.share for p in parts if p.share), Fraction(0))
        return discounts + ", ".join(f"{_percent(p.share or rest)}% {p}" for p in parts)

    def schedule(
        self,
        invoice_date: object,
        amount: object = None,
        currency: str | None = None,
        *,
        dates: Mapping[str, object] | None = None,
    ) -> Schedule:
        """Due dates, and amounts if an amount is given, of one invoice.

        Parameters
        ----------
        invoice_date
            A date or ISO text.
        amount, currency
            Gross amount in major units (Decimal, int or text) and its currency.
        dates
            Further events by name: ``receipt``, ``posting``. An event that is not given leaves its
            installment pending: amount known, date `None`.

        Returns
        -------
        Schedule
            Contract dates, not moved to business days; amounts add up to the invoice.
        """
        events = {"invoice": to_day(invoice_date, "invoice_date")} | {k: to_day(v, k) for k, v in (dates or {}).items() if v}
        due: list[tuple[dt.date | None, Decimal | None]] = []
        for part, money in zip(self.installments, self._amounts(amount, currency), strict=True):
            start = events.get(part.anchor)
            due.append((None if start is None else to_date(apply_steps(part.steps, np.array([start], np.int32))[0]), money))
        return Schedule(due, [self._discount(d, events["invoice"], amount, currency) for d in self.discounts])

    def _amounts(self, amount: object, currency: str | None) -> list[Decimal | None]:
        if amount is None:
            return [None] * len(self.installments)
        minor = np.array([to_minor(amount, _need(currency))], np.int64)
        return [from_minor(int(part[0]), _need(currency)) for part in split_amounts(self, minor)]

    def _discount(self, discount: Discount, day: int, amount: object, currency: str | None) -> tuple[dt.date, Decimal | None]:
        last = to_date(apply_steps(discount.steps, np.array([day], np.int32))[0])
        if amount is None:
            return last, None
        minor = to_minor(amount, _need(currency))
        off = round_ratios(np.array([minor * discount.rate.numerator], object), discount.rate.denominator)[0]
        return last, from_minor(minor - int(off), _need(currency))

    def describe(self) -> str:
        """One plain sentence of the term."""
        parts = self.installments
        said = [
            f"{'the rest' if p.share is None and len(parts) > 1 else 'the whole amount' if p.share is None else _percent(p.share) + ' %'}"
            f" is due {_words(p)}"
            for p in parts
        ]
        off = [f"{_percent(d.rate)} % off if paid {_words(Installment(None, d.steps))} at the latest" for d in self.discounts]
        text = "; ".join(said + off)
        return text[0].upper() + text[1:] + "."

    def explain(self, invoice_date: object, *, dates: Mapping[str, object] | None = None) -> list[str]:
        """One line a step with weekday and date, for each installment."""
        events = {"invoice": to_day(invoice_date, "invoice_date")} | {k: to_day(v, k) for k, v in (dates or {}).items() if v}
        lines = []
        for number, part in enumerate(self.installments, 1):
            start = events.get(part.anchor)
            if start is None:
                lines.append(f"part {number}: pending, no {part.anchor} date is known")
                continue
            trail = [f"{part.anchor} date {_weekday(start)}"]
            day = np.array([start], np.int32)
            setting = Setting(day)
            for step in part.steps:
                day = step.apply(day, setting)
                trail.append(f"{step}: {_weekday(int(day[0]))}")
            lines.append(f"part {number}: " + " → ".join(trail))
        return lines


def _weekday(day: int) -> str:
    return to_date(day).strftime("%a %Y-%m-%d")


def _words(part: Installment) -> str:
    if all(s == Days(0) for s in part.steps):
        return f"on the {part.anchor} date"
    first, *others = (str(s) for s in part.steps)
    start = f"{first} after" if first[0].isdigit() else f"{first} from"
    return ", then ".join([f"{start} the {part.anchor} date", *others])


def _need(currency: str | None) -> str:
    if currency is None:
        raise InputError("an amount needs its currency", column="currency", hint="Give e.g. currency='EUR'")
    return currency


def split_amounts(terms: PaymentTerms, amount: Ints) -> list[Ints]:
    """Minor units of each installment: shares half-up on the gross, the last takes the rest.

    Parameters
    ----------
    terms
        The term whose shares are used.
    amount : (n_invoices,), int64
        Gross minor units, signed.

    Returns
    -------
    list of (n_invoices,), int64
        One array an installment; they add up to `amount` for every invoice.
    """
    rest = amount.astype(np.int64, copy=True)
    parts = []
    for installment in terms.installments[:-1]:
        share = installment.share or Fraction(0)
        wide = amount.size and int(np.abs(amount).max()) * share.numerator >= 2**62
        part = round_ratios((amount.astype(object) if wide else amount) * share.numerator, share.denominator)
        parts.append(part)
        rest -= part
    return [*parts, rest]


def due_days(installment: Installment, anchors: Mapping[str, Ints]) -> Ints:
    """(n,), int32: contract due day for each anchor day; `NO_DAY` where the anchor's day is unknown."""
    start = np.asarray(anchors[installment.anchor])
    known = start != NO_DAY
    if known.all():
        return by_day(start, lambda used: apply_steps(installment.steps, used))
    out = np.full(start.shape, NO_DAY, np.int32)
    out[known] = by_day(start[known], lambda used: apply_steps(installment.steps, used))
    return out


def last_due_days(terms: PaymentTerms, anchors: Mapping[str, Ints]) -> Ints:
    """(n,), int32: due day of the last installment for arrays of anchor days."""
    return due_days(terms.installments[-1], anchors)
