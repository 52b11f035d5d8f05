"""Payment terms: installments with a share, an anchor and date steps; discounts; a calendar's name; rounding.

Owns what a term *is*. Dates and amounts are `schedule`, sentences `describe`, text `parse`; business days by
currency and payment runs are the policy's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from attrs import evolve, field, frozen

from cashflow.basics.calendars import BusinessCalendar
from cashflow.basics.door import told
from cashflow.basics.errors import InputError
from cashflow.terms.anchors import PREVIOUS, STATED, anchor_name, anchor_words
from cashflow.terms.change import with_net_days
from cashflow.terms.describe import describe, explain
from cashflow.terms.discount import Discount
from cashflow.terms.order import ends_after_due
from cashflow.terms.schedule import Schedule, amount_to_pay, schedule
from cashflow.terms.shares import REST, Rounding, Share, check_shares, decimal_text
from cashflow.terms.steps import Days, Step, steps_of

__all__ = ["Installment", "PaymentTerms"]

_Kind = TypeVar("_Kind")


def _steps(value: Step | Iterable[Step]) -> tuple[Step, ...]:
    return steps_of(value) or (Days(0),)


def _share(value: Any) -> Share:
    return value if isinstance(value, Share) else REST if value is None or value == "rest" else Share(value)


@frozen
class Installment:
    """One part of an invoice: how much of it, and when.

    Parameters
    ----------
    share
        A `Share`; or a fraction of the gross amount; `None` takes the rest.
    steps
        Date steps, applied in the order they stand.
    anchor
        The event the steps start from, one of `ANCHORS`.
    rounding
        Of this part; `None`: as the terms say.

    Examples
    --------
    >>> print(Installment("0.3", [Days(10)], "goods receipt"))
    30% net 10 from goods receipt
    """

    share: Share = field(converter=_share)
    steps: tuple[Step, ...] = field(converter=_steps)
    anchor: str = field(default="invoice", converter=anchor_name)
    rounding: Rounding | None = None

    @property
    def when(self) -> str:
        """Its steps and anchor as text."""
        if len(self.steps) == 1 and isinstance(self.steps[0], Days) and self.steps[0].days >= 0:
            text = f"net {self.steps[0].days}"
        else:
            text = " then ".join(str(s) for s in self.steps)
        return text + anchor_words(self.anchor)

    def __str__(self) -> str:
        rounding = f" ({self.rounding})" if self.rounding else ""
        return f"{self.share}{rounding} {self.when}"


def _all_of(value: Any, kind: type[_Kind], name: str, like: str) -> tuple[_Kind, ...]:
    """Values of one kind; what is no list of them is refused."""
    if isinstance(value, str | kind) or not isinstance(value, Iterable):
        raise InputError(f"must be a list, not {told(value)}", column=name, hint=f"Write {name}={like}")
    values = tuple(value)
    for one in values:
        if not isinstance(one, kind):
            raise InputError(f"must hold values of {kind.__name__}, not {told(one)}", column=name, hint=f"Write {name}={like}")
    return values


def _parts(value: Iterable[Installment]) -> tuple[Installment, ...]:
    """Installments; where all state a share of the gross amount and total 100 %, the last takes the rest."""
    parts = _all_of(value, Installment, "installments", "[Installment('0.3', [Days(10)]), Installment(None, [Days(30)])]")
    if parts and all(p.share.of == "gross" for p in parts):
        total = sum((p.share.value for p in parts), Fraction(0))
        if total != 1:
            said = decimal_text(total * 100) or f"{float(total) * 100:g}"
            raise InputError(f"installments total {said} %, not 100 %", column="installments")
        parts = (*parts[:-1], evolve(parts[-1], share=REST))
    return parts


def _discounts(value: Iterable[Discount]) -> tuple[Discount, ...]:
    return _all_of(value, Discount, "discounts", "[Discount('2%', [Days(10)])]")


def _name(value: Any) -> str | None:
    if value is None or (isinstance(value, str) and value.strip() and not set(value) & set(";,[]\n")):
        return value
    raise InputError("must be a calendar's name", column="calendar", value=value, hint="Write e.g. 'TARGET' or 'GB-ENG'")


@frozen
class PaymentTerms:
    """When an invoice is due, in how many parts, and which discounts it offers.

    Parameters
    ----------
    installments
        In order. Exactly one takes the rest, so the parts always add up to the invoice; where all state a
        share and total 100 %, it is the last.
    discounts
        For early payment. Whether they are taken is the payment policy's.
    calendar
        Name of the calendar that business-day steps use, e.g. ``"TARGET"``; `None`: the payer's own.
    rounding
        Of every part but the one that takes the rest.
    code, label
        The company's own name for the term, and a longer one; they don't make two terms different.

    Examples
    --------
    >>> print(PaymentTerms.net(30))
    net 30
    >>> PaymentTerms.parse("30 days then end of month").schedule("2025-01-31").due
    [(datetime.date(2025, 3, 31), None)]
    """

    installments: tuple[Installment, ...] = field(converter=_parts)
    discounts: tuple[Discount, ...] = field(default=(), converter=_discounts)
    calendar: str | None = field(default=None, kw_only=True, converter=_name)
    rounding: Rounding = field(factory=Rounding, kw_only=True)
    code: str = field(default="", kw_only=True, eq=False)
    label: str = field(default="", kw_only=True, eq=False)

    def __attrs_post_init__(self) -> None:
        check_shares([p.share for p in self.installments])
        for part in self.installments:
            (part.rounding or self.rounding).check(part.share)
        if self.installments[0].anchor == PREVIOUS:
            raise InputError("the first installment has no previous due date", column="anchor", value=PREVIOUS)
        for discount in self.discounts:
            if discount.anchor == PREVIOUS or (discount.part or 1) > len(self.installments):
                raise InputError("names an installment that is not there", column="discount", value=discount)

    @classmethod
    def net(cls, days: int) -> PaymentTerms:
        """Due so many calendar days after the invoice date."""
        return cls((Installment(None, (Days(days),)),))

    @classmethod
    def parse(cls, text: str, dialect: str | None = None, events: Collection[str] = ()) -> PaymentTerms:
        """Read a term as people write it; `dialect` decides where a text has two readings.

        Parameters
        ----------
        text
            ``net 30``, ``2/10 net 30``, ``30 days then end of month``, ``30% now, 70% net 60``,
            ``10 Tage 3% Skonto, 30 Tage netto``, ``#SKONTO#TAGE=14#PROZENT=2.25#``, ``PAT+1++5:3:D:30'`` …
            What it says of paying late, and free text beside Skonto lines, is ignored: `read_terms` tells it.
        dialect
            One of `DIALECTS`, e.g. ``days_then_eom``.
        events
            Names of events of your own that the text may count from beside `EVENTS`: ``["arrival"]``.

        Returns
        -------
        PaymentTerms

        Raises
        ------
        AmbiguousTermsError
            The text has several readings and no dialect chooses; each is offered as words that can be typed.
        UnknownTermsError
            The text is not a payment term; the message says up to where it was understood.

        Examples
        --------
        >>> PaymentTerms.parse("2/10 net 30").schedule("2025-06-01", "100.00", "EUR").discounts
        [(datetime.date(2025, 6, 11), Decimal('98.00'))]
        """
        from cashflow.terms.parse import parse_terms

        return parse_terms(text, dialect, events)

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
            A key that is not a step or setting, with the nearest one that is.
        """
        from cashflow.terms.plain import terms_from_dict

        return terms_from_dict(table)

    def extended(self, days: int) -> PaymentTerms:
        """The same terms with every due date so many days later, after all other steps; discounts stay.

        Parts that count from the previous due date move with it, once.

        Examples
        --------
        >>> str(PaymentTerms.parse("30 days then end of month").extended(days=30))
        '30 days then end of month then 30 days'
        """
        return self._with_parts([p if p.anchor == PREVIOUS else evolve(p, steps=(*p.steps, Days(days))) for p in self.installments])

    def with_net_days(self, days: int) -> PaymentTerms:
        """The same terms with another number of days; month ends, payment days and discounts stay.

        Parameters
        ----------
        days
            Takes the place of the one count of days, weeks or months.

        Returns
        -------
        PaymentTerms

        Raises
        ------
        InputError
            The terms have no such count or several, so there is no single reading.

        Examples
        --------
        >>> print(PaymentTerms.parse("2/10 net 30").with_net_days(60))
        2/10 net 60
        """
        return self._with_parts(with_net_days(self, days))

    def replaced_by(self, other: PaymentTerms | str) -> PaymentTerms:
        """Other terms in the place of these: they keep this code and label, and the calendar unless they name one."""
        found = PaymentTerms.parse(other) if isinstance(other, str) else other
        return evolve(found, code=found.code or self.code, label=found.label or self.label, calendar=found.calendar or self.calendar)

    def _with_parts(self, parts: Iterable[Installment]) -> PaymentTerms:
        return evolve(self, installments=tuple(parts))

    @property
    def anchors(self) -> frozenset[str]:
        """Names of the events its installments count from; a chain counts from its first."""
        return frozenset(p.anchor for p in self.installments if p.anchor != PREVIOUS)

    @property
    def needs_calendar(self) -> bool:
        """Whether a business-day step stands in it."""
        steps = (s for some in (self.installments, self.discounts) for p in some for s in p.steps)
        return any(s.uses_calendar for s in steps)

    @property
    def needs_tax(self) -> bool:
        """Whether its parts depend on the tax in the invoice."""
        return any(p.share.of == "net" for p in self.installments)

    def __str__(self) -> str:
        parts = self.installments
        event = any(p.anchor not in ("invoice", STATED, PREVIOUS) for p in parts)  # "2/10 net 30 from receipt" may mean it for both
        text = "".join(f"{d.bracketed if event or ends_after_due(d, parts) else d} " for d in self.discounts) + _parts_text(parts)
        text += f"; calendar {self.calendar}" if self.calendar else ""
        return text + (f"; {self.rounding}" if self.rounding != Rounding() else "")

    def schedule(
        self,
        invoice_date: object,
        amount: object = None,
        currency: str | None = None,
        *,
        tax: object = None,
        dates: Mapping[str, object] | None = None,
        calendar: BusinessCalendar | str | None = None,
    ) -> Schedule:
        """Due dates, and amounts if an amount is given, of one invoice.

        Parameters
        ----------
        invoice_date
            A date or ISO text.
        amount, currency
            Gross amount in major units (Decimal, int or text) and its currency.
        tax
            Tax in the amount; needed for shares and discounts of the net amount.
        dates
            Further events by name: ``receipt``, ``goods receipt``, ``order`` … An event that is not given
            leaves its installment pending: amount known, date `None`.
        calendar
            For business-day steps: a `BusinessCalendar` or its name. By default the one that the terms name;
            where they name none, every day is a business day.

        Returns
        -------
        Schedule
            Contract dates; amounts add up to the invoice.

        Examples
        --------
        >>> terms = PaymentTerms.parse("30% net 0 from order, 70% net 60")
        >>> terms.schedule("2025-04-01", "100.01", "EUR").due
        [(None, Decimal('30.00')), (datetime.date(2025, 5, 31), Decimal('70.01'))]
        """
        return schedule(self, invoice_date, amount, currency, tax, dates, calendar)

    def amount_to_pay(
        self,
        on: object,
        invoice_date: object,
        amount: object,
        currency: str,
        *,
        tax: object = None,
        dates: Mapping[str, object] | None = None,
        calendar: BusinessCalendar | str | None = None,
    ) -> Decimal:
        """What settles the whole invoice on a date: its amount less the best discount still open, grace days included.

        Examples
        --------
        >>> terms = PaymentTerms.parse("3/7 2/14 net 30")
        >>> [terms.amount_to_pay(f"2025-06-{day}", "2025-06-01", "100.00", "EUR") for day in ("08", "09", "16")]
        [Decimal('97.00'), Decimal('98.00'), Decimal('100.00')]
        """
        return amount_to_pay(self, on, invoice_date, amount, currency, tax, dates, calendar)

    def describe(self) -> str:
        """One plain sentence of the term.

        Examples
        --------
        >>> PaymentTerms.parse("2/10 net 30").describe()
        'The whole amount is due 30 days after the invoice date; 2 % off if paid within 10 days after the invoice date.'
        """
        return describe(self)

    def explain(
        self, invoice_date: object, *, dates: Mapping[str, object] | None = None, calendar: BusinessCalendar | str | None = None
    ) -> list[str]:
        """One line an installment and a discount: each step with weekday and date."""
        return explain(self, invoice_date, dates, calendar)


def _parts_text(parts: tuple[Installment, ...]) -> str:
    if len(parts) == 1:
        return parts[0].when
    same = Share(Fraction(1, len(parts)))
    plain = parts[-1].share.of == "rest" and all(p.share.of == "gross" for p in parts[:-1]) and not any(p.rounding for p in parts)
    if plain and all(p.share == same for p in parts[:-1]) and decimal_text(same.value * 100) is None:
        return "equal parts " + ", ".join(p.when for p in parts)
    rest = 1 - sum((p.share.value for p in parts[:-1]), Fraction(0))
    if plain and rest > 0 and decimal_text(rest) is not None and all(decimal_text(p.share.value) is not None for p in parts[:-1]):
        return ", ".join(str(p) for p in (*parts[:-1], evolve(parts[-1], share=Share(rest))))
    return ", ".join(str(p) for p in parts)
