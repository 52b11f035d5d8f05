"""Rates: a value, a day count and a form, converted exactly; the rate of a discount."""

from __future__ import annotations

import numbers
from decimal import Decimal
from fractions import Fraction
from typing import Any, Unpack

from attrs import evolve, field, frozen

from cashflow.basics.currencies import minor_digits
from cashflow.basics.day_counts import (
    DAY_COUNTS,
    DAYS_A_YEAR,
    PeriodRule,
    day_count,
    fixed_day_count,
    year_fraction,
    year_fraction_parts,
)
from cashflow.basics.days import to_day
from cashflow.basics.door import checked_class
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.fractions import NumberGiven, annual_rate, fraction, number_of, power
from cashflow.basics.money import minor_units, whole

__all__ = [
    "DAYS_A_YEAR",
    "DAY_COUNTS",
    "FORMS",
    "Rate",
    "annual_rate",
    "day_count",
    "fixed_day_count",
    "fraction",
    "rate_of_discount",
    "year_fraction",
    "year_fraction_parts",
]

FORMS = ("simple", "discount", "effective")
"""Interest added at the end on what was lent; taken off at the start from what is due; compounded yearly."""


def _rate_value(value: NumberGiven) -> Fraction:
    """A rate above −1; above 1 only as a text in percent or a fraction, because 6.5 mostly means 6.5 %."""
    clear = isinstance(value, Fraction) or (isinstance(value, str) and value.strip().endswith("%"))
    number = number_of(value, "value") if clear else fraction(value, "value", lowest=-1)
    if number <= -1:
        raise InputError("must be above −1: no more than all can be lost", column="value", value=value)
    return number


def _form(name: str) -> str:
    word = str(name).strip().lower()
    if word not in FORMS:
        raise InputError(f"unknown form of a rate. {nearest(word, FORMS)}", column="form", value=name)
    return word


@checked_class
@frozen
class Rate:
    """An annual rate with the conventions that give it a meaning.

    Over t years, counted by the day count, 1 lent grows to

    - ``simple``: 1 + value × t,
    - ``discount``: 1 / (1 − value × t): the interest is taken off at the start, as a share of what is due at the end,
    - ``effective``: (1 + value) ** t, compounded once a year.

    Parameters
    ----------
    value
        Decimal fraction as a number or text, kept exactly: 0.065, "0.065", "6.5%". Above −1; negative values are rates
        too (reference rates have been negative). Above 1 it is written as percent text or a `Fraction`: 6.5 is refused,
        because it mostly means 6.5 %.
    day_count
        A name or alias, see `cashflow.rates.day_count`.
    form
        ``"simple"``, ``"discount"`` or ``"effective"``.

    Raises
    ------
    InputError
        No number, out of range, an unknown day count or form.

    Examples
    --------
    >>> rate = Rate(0.065, "ACT/360")
    >>> str(rate), float(rate)
    ('6.5 % simple, ACT/360', 0.065)
    >>> rate.interest("60000000", "2025-06-20", "2025-08-15")
    Decimal('606666.67')
    >>> str(rate.to(day_count="ACT/365F"))
    '6.59028 % simple, ACT/365F'
    >>> str(rate.to("effective", day_count="ACT/365F", days=56))
    '6.77694 % effective, ACT/365F'
    """

    value: Fraction = field(converter=_rate_value)
    day_count: str = field(default="ACT/360", converter=day_count)
    form: str = field(default="simple", converter=_form)

    def to(
        self,
        form: str | None = None,
        day_count: str | None = None,
        days: int | tuple[Any, Any] | None = None,
        **rule: Unpack[PeriodRule],
    ) -> Rate:
        """Convert to the rate in another form or on another day count that gives the same growth over the same days.

        With growth g over the days, t years by the new day count: simple (g − 1) / t, discount (1 − 1 / g) / t, effective
        g ** (1 / t) − 1. The days drop out, and are not asked for, between ACT/360 and ACT/365F in one form: simple and
        discount × 365 / 360 (or back), effective (1 + value) ** (365 / 360) − 1.

        Parameters
        ----------
        form, day_count
            Of the new rate; left out, they stay.
        days
            The tenor: a number of calendar days, or (start, end). The dates are needed where a day count depends on
            them; for a 30/360 count on both sides a number is days as that rule counts them (30 a month).
        **rule
            `period`, `frequency`, `termination_date` as in `year_fraction`.

        Returns
        -------
        Rate
            Exact; powers that are no fraction are rounded to 30 decimals.

        Raises
        ------
        InputError
            The tenor is missing, zero, or not enough; or the discount is more than all.

        Examples
        --------
        A discount of 6 % on the face of a 90-day bill, as a yield:

        >>> str(Rate("6%", "ACT/360", "discount").to("simple", days=90))
        '6.09137 % simple, ACT/360'
        """
        name, shape = _resolve(day_count or self.day_count), _form(form or self.form)
        if (name, shape) == (self.day_count, self.form):
            return self
        if shape == self.form and {name, self.day_count} <= DAYS_A_YEAR.keys():
            ratio = Fraction(DAYS_A_YEAR[name], DAYS_A_YEAR[self.day_count])
            value = power(1 + self.value, ratio) - 1 if shape == "effective" else self.value * ratio
            return evolve(self, value=value, day_count=name)
        if days is None:
            reason = f"is needed: a {self.form} rate on {self.day_count} and one that is {shape} on {name} agree over one tenor only"
            raise InputError(reason, column="days", hint="Write e.g. days=90, or days=('2025-06-20', '2025-08-15')")
        here, there = _tenor(days, (self.day_count, name), rule)
        growth = self._growth(here)
        if shape == "simple":
            value = (growth - 1) / there
        elif shape == "discount":
            value = (1 - 1 / growth) / there
        else:
            value = power(growth, 1 / there) - 1
        return Rate(value, name, shape)

    def interest(self, amount: Any, start: Any, end: Any, currency: str | None = None, **rule: Unpack[PeriodRule]) -> Decimal:
        """Interest on an amount from `start` (first day in) to `end` (last day out).

        ``simple``: amount × value × t, paid at the end. ``discount``: the same product, but the amount is the one due at the
        end (the face), and the interest is taken off it at the start. ``effective``: amount × ((1 + value) ** t − 1). Rounded
        once, half away from zero.

        Parameters
        ----------
        amount : Decimal, int or text
            In major units, no float. Negative (a credit note): interest of the same size with the other sign.
        start, end : date or ISO text
            `end` not before `start`; on the same day it is 0.
        currency
            ISO 4217 code: its digits are kept (JPY 0, KWD 3). Without it, two.
        **rule
            `period`, `frequency`, `termination_date` as in `year_fraction`.

        Returns
        -------
        Decimal
            In major units, with all digits of the currency.

        Raises
        ------
        InputError
            A float, more decimals than the currency has, an end before the start, or what `year_fraction` refuses.

        Examples
        --------
        >>> Rate("6.5%", "ACT/360").interest(1_000_000, "2025-06-20", "2025-08-15", "JPY")
        Decimal('10111')
        """
        digits = 2 if currency is None else minor_digits(currency)
        minor = minor_units(amount, digits, currency or "an amount without a currency")
        first, last = to_day(start, "start"), to_day(end, "end")
        if last < first:
            raise InputError("lies before the start", column="end", value=end)
        years = _exact(first, last, self.day_count, rule)
        share = self._growth(years) - 1 if self.form == "effective" else self.value * years
        return Decimal(f"{whole(minor * share)}e-{digits}")

    def _growth(self, years: Fraction) -> Fraction:
        """What 1 grows to."""
        if self.form == "effective":
            return power(1 + self.value, years)
        share = self.value * years
        growth = 1 + share if self.form == "simple" else 1 - share
        if growth <= 0:
            reason = f"takes all of the amount or more over {float(years):.6g} years"
            raise InputError(reason, column="rate", value=str(self))
        return growth if self.form == "simple" else 1 / growth

    def __float__(self) -> float:
        return float(self.value)

    def __str__(self) -> str:
        return f"{float(self.value) * 100:.6g} % {self.form}, {self.day_count}"


_resolve = day_count


def rate_of_discount(
    discount: Any, days: int | tuple[Any, Any], day_count: str, form: str = "simple", on: str = "net", **rule: Unpack[PeriodRule]
) -> Rate:
    """Annual rate of a discount for payment some days early, as 2/10 net 30 gives 2 % for 20 days.

    With discount d as a share of the face and t years by the day count: simple on the net amount (discount to yield)
    d / (1 − d) / t; on the face (straight discount) d / t, which is a rate of the form ``discount``; effective
    (1 − d) ** (−1 / t) − 1.

    Parameters
    ----------
    discount
        Share of the face, from 0 to below 1: 0.02 or "2%".
    days
        How much earlier the payment is: a positive number of days, or (start, end). As in `Rate.to`.
    day_count
        No default: the rates differ by 1.4 %.
    form
        ``"simple"``, ``"discount"`` or ``"effective"``.
    on
        What the rate is charged on: ``"net"``, what is paid early; or ``"face"``. A discount rate is on the face
        whatever is said here; an effective rate is on the net amount only.
    **rule
        `period`, `frequency`, `termination_date` as in `year_fraction`.

    Returns
    -------
    Rate
        ``float()`` gives its number.

    Raises
    ------
    InputError
        A discount of all or more, no days, an effective rate on the face.

    Examples
    --------
    >>> str(rate_of_discount("2%", 30 - 10, "ACT/365F"))
    '37.2449 % simple, ACT/365F'
    >>> str(rate_of_discount("2%", 30 - 10, "ACT/365F", "effective"))
    '44.5853 % effective, ACT/365F'
    >>> str(rate_of_discount("2%", 30 - 10, "ACT/365F", on="face"))
    '36.5 % discount, ACT/365F'
    """
    share, name, shape = fraction(discount, "discount"), _resolve(day_count), _form(form)
    if share == 1:
        raise InputError("must be below 1: nothing would be paid", column="discount", value=discount)
    if on not in ("net", "face"):
        raise InputError("must be 'net' or 'face'", column="on", value=on)
    (years,) = _tenor(days, (name,), rule)
    if shape == "effective":
        if on == "face":
            raise InputError("is for simple rates: an effective rate is on what is paid early", column="on", value=on)
        return Rate(power(1 / (1 - share), 1 / years) - 1, name, "effective")
    if shape == "discount" or on == "face":
        return Rate(share / years, name, "discount")
    return Rate(share / (1 - share) / years, name, "simple")


_OWN = {"ACT/ACT ICMA": ("period", "frequency"), "30E/360 ISDA": ("termination_date",)}


def _exact(start: int, end: int, name: str, rule: PeriodRule) -> Fraction:
    """Years between two day numbers."""
    parts, per = year_fraction_parts(start, end, name, **rule)
    return Fraction(int(parts), per)


def _tenor(days: int | tuple[Any, Any], names: tuple[str, ...], rule: PeriodRule) -> list[Fraction]:
    """Years of a tenor by some day counts; all positive."""
    for key in rule:
        if not any(key in _OWN.get(name, ()) for name in names):
            raise InputError(f"is asked by none of {' and '.join(dict.fromkeys(names))}", column=key, value=rule.get(key))
    if isinstance(days, tuple | list) and len(days) == 2:
        first, last = to_day(days[0], "days"), to_day(days[1], "days")
        own = [PeriodRule(**{k: v for k, v in rule.items() if k in _OWN.get(name, ())}) for name in names]  # type: ignore[typeddict-item]
        years = [_exact(first, last, *both) for both in zip(names, own, strict=True)]
    elif isinstance(days, numbers.Integral) and not isinstance(days, bool):
        fixed, thirty = set(names) <= DAYS_A_YEAR.keys(), len(set(names)) == 1 and names[0].startswith("30")
        if not fixed and not thirty:
            asking = next(name for name in names if name not in DAYS_A_YEAR)
            hint = "Write days=('2025-06-20', '2025-08-15')"
            raise InputError(f"must be two dates, because {asking} depends on them", column="days", value=days, hint=hint)
        years = [Fraction(int(days), DAYS_A_YEAR.get(name, 360)) for name in names]
    else:
        raise InputError("must be a whole number of days, or (start, end)", column="days", value=days)
    if min(years) <= 0:
        raise InputError("must be at least one day", column="days", value=days)
    return years
