"""A letter as values: one supplier in one currency, its options, each with its invoices, payments and benefit."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import frozen

from cashflow.basics.frames import pd
from cashflow.basics.money import whole
from cashflow.deals import Scheme

__all__ = ["GAINS", "Benefit", "Letter", "LetterOption", "Line", "letters_of"]

GAINS = ("interest", "uplift", "discount", "fee", "withheld_tax")
"""What a supplier gets in addition, or bears; VAT is passed on and is none of it."""


@frozen
class Line:
    """An invoice, or a part of one, under an option; days are calendar days."""

    invoice: str
    invoice_date: dt.date | None
    due_date: dt.date | None
    baseline: dt.date
    received: dt.date
    since: dt.date | None  # the first day of interest
    amount: Decimal
    tax: Decimal | None
    vat: Decimal
    gains: Mapping[str, Decimal]  # by `GAINS`
    planned: bool = False  # dated after the day of the ledger

    @property
    def gain(self) -> Decimal:
        """All that the supplier gets in addition."""
        return sum(self.gains.values(), Decimal(0))

    @property
    def days_usual(self) -> int:
        """Days from the usual payment date to the day the supplier is paid."""
        return (self.received - self.baseline).days

    @property
    def days_due(self) -> int | None:
        """The same from the contract due date."""
        return None if self.due_date is None else (self.received - self.due_date).days


@frozen
class Benefit:
    """An option against one of the two baselines."""

    days: Fraction | None  # on average, weighted by amount; None: amounts cancel out, or a date is not known
    money: Fraction | None  # None: without a rate, or a date


@frozen
class LetterOption:
    """One option of an offer, with its invoices in order of their usual payment date."""

    number: int
    scheme: Scheme
    lines: Sequence[Line]
    basis: int  # days of the year of the supplier's own rate

    def total(self, of: Callable[[Line], Decimal]) -> Decimal:
        """A sum over the invoices."""
        return sum((of(line) for line in self.lines), Decimal(0))

    def payments(self) -> list[tuple[dt.date, Decimal, Decimal]]:
        """Day, amount and what comes in addition, the first day first."""
        days = sorted({line.received for line in self.lines})
        mine = [[line for line in self.lines if line.received == day] for day in days]
        return [
            (day, sum((x.amount for x in some), Decimal(0)), sum((x.gain for x in some), Decimal(0)))
            for day, some in zip(days, mine, strict=True)
        ]

    def benefit(self, days_of: Callable[[Line], int | None], rate: Fraction | None) -> Benefit:
        """What is got in addition, less what waiting costs at a rate."""
        known = [(line.amount, days) for line in self.lines if (days := days_of(line)) is not None]
        if len(known) < len(self.lines):
            return Benefit(None, None)
        weighed = sum((Fraction(amount) * days for amount, days in known), Fraction(0))
        amount = self.total(lambda line: line.amount)
        money = None if rate is None else Fraction(self.total(lambda line: line.gain)) - weighed * rate / self.basis
        return Benefit(weighed / Fraction(amount) if amount else None, money)


@frozen
class Letter:
    """What one supplier is offered in one currency."""

    supplier: str
    currency: str
    digits: int
    reference: str  # the same from run to run, and no other letter's
    rate: Fraction | None  # what money costs the supplier, as assumed
    options: Sequence[LetterOption]

    @property
    def day_count(self) -> str:
        """On which the supplier's rate counts."""
        return {360: "ACT/360", 365: "ACT/365F"}[self.options[0].basis]

    def rounded(self, value: Fraction) -> Decimal:
        """Money in whole minor units, half away from zero."""
        return Decimal(whole(value * 10**self.digits)).scaleb(-self.digits)


def letters_of(frame: pd.DataFrame, schemes: Mapping[tuple[str, int, int], Scheme], as_of: dt.date | None = None) -> Iterator[Letter]:
    """The letters of all suppliers, one after the other.

    Parameters
    ----------
    frame
        As from `Result.offer_letters`.
    schemes
        By scenario, number of the offer and number of the option.
    as_of
        The day of the ledger: invoices dated later are planned ones.
    """
    for key, rows in frame.groupby(["scenario", "offer", "supplier", "currency"], sort=True):
        scenario, offer, supplier, currency = str(key[0]), int(str(key[1])), str(key[2]), str(key[3])
        options = [
            LetterOption(number, schemes[scenario, offer, number], _lines(some, as_of), int(str(some["days_a_year"].iloc[0])))
            for number, some in ((int(str(n)), s) for n, s in rows.groupby("option_number"))
        ]
        digits = max(0, -int(rows["amount"].iloc[0].as_tuple().exponent))
        rate = rows["funding_rate"].iloc[0]
        named = "\n".join((scenario, str(offer), supplier, currency)).encode("utf-8", "surrogatepass")
        reference = hashlib.sha256(named).hexdigest()[:10]
        yield Letter(supplier, currency, digits, reference, None if rate != rate else Fraction(str(float(rate))), options)


def _lines(rows: pd.DataFrame, as_of: dt.date | None) -> list[Line]:
    return [_line(row, as_of) for row in rows.to_dict("records")]


def _line(row: Mapping[Any, Any], as_of: dt.date | None) -> Line:
    invoiced = _date(row["invoice_date"])
    baseline, received = _date(row["baseline_payment_date"]), _date(row["received_date"])
    assert baseline is not None and received is not None  # every deal has both
    return Line(
        str(row["invoice"]),
        invoiced,
        _date(row["due_date"]),
        baseline,
        received,
        _date(row["accrual_start"]),
        row["amount"],
        row["tax_in_amount"],
        row["vat"],
        {gain: row[gain] for gain in GAINS},
        as_of is not None and invoiced is not None and invoiced > as_of,
    )


def _date(value: Any) -> dt.date | None:
    return None if value is None or value is pd.NaT or value != value else pd.Timestamp(value).date()
