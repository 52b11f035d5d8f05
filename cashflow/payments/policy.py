"""The payment policy: baseline, business calendars, payment runs, lag and as-of date; plain values in, checked once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

from attrs import field, frozen

from cashflow.basics.calendars import ROLLS, BusinessCalendar
from cashflow.basics.currencies import CURRENCIES, minor_digits
from cashflow.basics.days import DateGiven, date_or_none
from cashflow.basics.door import KeptTable, checked_class
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.whole_numbers import whole_number
from cashflow.payments.discount_rule import DiscountRule, DiscountsGiven
from cashflow.payments.runs import PaymentRuns, PaymentRunsGiven

__all__ = ["PaymentPolicy"]

BusinessDaysGiven = Mapping[str, str | BusinessCalendar | Sequence[DateGiven] | Mapping[str, DateGiven | Sequence[DateGiven]]] | None
"""Calendars by currency, roll, weekend and holidays, as a user gives them: ``{"EUR": "TARGET", "roll": "following"}``."""

_BASELINES = ("terms", "actual")
_CALENDAR_KEYS = ("weekend", "holidays", "first", "last", "name")


def _calendar(value: object, where: str) -> BusinessCalendar:
    if isinstance(value, BusinessCalendar):
        return value
    if isinstance(value, str):
        return BusinessCalendar.named(value)
    if isinstance(value, Mapping):
        for key in value:
            if key not in _CALENDAR_KEYS:
                raise InputError(f"unknown key. {nearest(str(key), _CALENDAR_KEYS)}", column=where, value=key)
        return BusinessCalendar(**value)
    raise InputError("must be a calendar's name or a table of weekend and holidays", column=where, value=value)


def _payment_runs(value: PaymentRunsGiven) -> PaymentRuns | Mapping[str, PaymentRuns | None] | None:
    if isinstance(value, Mapping) and any(isinstance(v, Mapping | PaymentRuns) or _is_currency(k) for k, v in value.items()):
        return KeptTable({"others": None} | {key: _runs_of(key, one) for key, one in value.items()})
    return _one_runs(value, "payment_runs")


def _is_currency(key: object) -> bool:
    """Whether a key is meant as a currency, or as all others."""
    return str(key).upper() in CURRENCIES or key == "others"


def _runs_of(currency: str, value: Any) -> PaymentRuns | None:
    """The runs of one currency, or of the others."""
    where = f"payment_runs.{currency}"
    if currency != "others" and currency not in CURRENCIES:
        known, code = ("others", "on", "choose", "a currency such as EUR"), str(currency).upper()
        meant = f"Did you mean '{code}'?" if code in CURRENCIES else nearest(str(currency), known)
        raise InputError(f"is neither a currency nor a setting. {meant}", column="payment_runs", value=currency)
    try:
        return _one_runs(value, where)
    except InputError as wrong:
        column = wrong.column or ""
        wrong.column = column if column.startswith(where) else column.replace("payment_runs", where, 1)
        raise


def _one_runs(value: Any, where: str) -> PaymentRuns | None:
    if value is None or value == "none" or isinstance(value, PaymentRuns):
        return None if value == "none" else value
    if not isinstance(value, Mapping):
        currency = where.partition(".")[2]
        runs = '{ on = "every Thursday", choose = "last on or before due" }'
        hint = f"Write {currency} = {runs}" if currency else f"Write {runs}"
        raise InputError("must be 'none' or say on which days and which run to choose", column=where, value=value, hint=hint)
    for key in value:
        if key not in ("on", "choose"):
            raise InputError(f"unknown key. {nearest(str(key), ('on', 'choose'))}", column=where, value=key)
    for key in ("on", "choose"):
        if key not in value:
            raise InputError(
                "is missing; there is no default",
                column=f"{where}.{key}",
                hint="choose is 'last on or before due' or 'first on or after due'" if key == "choose" else None,
            )
    return PaymentRuns(value["on"], str(value["choose"]))


def _business_days(value: BusinessDaysGiven) -> dict[str, Any]:
    if value is not None and not isinstance(value, Mapping):
        raise InputError("must be a table", column="business_days", value=value, hint='Write { EUR = "TARGET", roll = "following" }')
    given: dict[str, Any] = dict(value or {})
    out: dict[str, Any] = {"roll": given.pop("roll", "following")}
    if out["roll"] not in ROLLS:
        raise InputError(f"unknown business-day rule. {nearest(str(out['roll']), ROLLS)}", column="business_days.roll", value=out["roll"])
    others = given.pop("others", None)  # as this class holds it: `attrs.evolve` gives converted values again
    if not isinstance(others, BusinessCalendar):
        others = BusinessCalendar(weekend=given.pop("weekend", ()), holidays=given.pop("holidays", ()))
    out["others"] = others
    for key, calendar in given.items():
        try:
            minor_digits(key)
        except InputError:
            known, code = ("roll", "weekend", "holidays", "a currency such as EUR"), str(key).upper()
            meant = f"Did you mean '{code}'?" if code in CURRENCIES else nearest(key, known)
            raise InputError(f"is neither a currency nor a setting. {meant}", column="business_days", value=key) from None
        out[key] = _calendar(calendar, f"business_days.{key}")
    return KeptTable(out)


def _as_given(table: Mapping[str, Any]) -> str:
    """Business days about as a user gives them: a calendar by its name, if it has one."""
    said = {k: c.name if isinstance(c, BusinessCalendar) and c.is_named else c for k, c in table.items()}
    if said["others"] == BusinessCalendar():
        del said["others"]
    return repr(said)


def _lag(value: int) -> int:
    return whole_number(value, "settlement_lag", "must be a whole number of business days from 0 to 30", most=30)


def _as_of(value: DateGiven | None) -> dt.date | None:
    day = date_or_none(value, "as_of")
    if day is not None and not 1900 <= day.year < 2200:
        raise InputError("must be a day from 1900 to 2199; its year is probably mistyped", column="as_of", value=day)
    return day


def _discounts(value: DiscountsGiven) -> DiscountRule:
    return DiscountRule.of(value)


@checked_class
@frozen
class PaymentPolicy:
    """How the buyer pays: from a contract due date to the day cash leaves.

    Parameters
    ----------
    baseline
        ``"terms"``: invoices are paid by their terms. ``"actual"``: paid invoices keep their date.
    payment_runs
        `None` or ``"none"``: any business day. Else ``{"on": "every Thursday", "choose": "last on or before due"}``; or such tables by
        currency, ``{"EUR": {"on": "10th and 25th", "choose": ...}, "GBP": {...}, "others": "none"}``. Others not given: any business day.
    business_days
        Calendars per currency and the roll: ``{"EUR": "TARGET", "GBP": "GB-ENG", "roll": "following"}``. A
        calendar may also be ``{"weekend": ["Sat", "Sun"], "holidays": [...], "first": ..., "last": ...}``; ``weekend``
        and ``holidays`` beside the currencies hold for all others. Nothing given: every day is a business day.
    settlement_lag
        Business days from the payment run to the day cash leaves.
    as_of
        The day the ledger was taken; see `docs/conventions/baselines.md`.
    discounts
        The contract's early-payment discounts: ``"skip"`` takes none, ``"take"`` all that a payment can still reach,
        ``{"hurdle_rate": 0.12, "day_count": "ACT/365F"}`` those that are worth at least that rate a year.

    Raises
    ------
    InputError
        A setting that is not known, with the nearest one that is.

    Examples
    --------
    >>> PaymentPolicy("terms", payment_runs={"on": "every Thursday", "choose": "first on or after due"}).settlement_lag
    0
    """

    baseline: Literal["terms", "actual"] = field(default="terms")
    payment_runs: PaymentRuns | Mapping[str, Any] | None = field(default=None, converter=_payment_runs, kw_only=True, hash=False)
    business_days: Mapping[str, Any] = field(default=None, converter=_business_days, kw_only=True, hash=False, repr=_as_given)
    settlement_lag: int = field(default=0, converter=_lag, kw_only=True)
    as_of: dt.date | None = field(default=None, kw_only=True, converter=_as_of)
    discounts: DiscountRule = field(default=DiscountRule(), converter=_discounts, kw_only=True)

    @baseline.validator
    def _check(self, _: object, value: object) -> None:
        if value not in _BASELINES:
            raise InputError("must be 'terms' or 'actual'", column="baseline", value=value)

    @property
    def roll(self) -> str:
        """Business-day rule, one of `ROLLS`."""
        return str(self.business_days["roll"])

    def calendar(self, currency: str) -> BusinessCalendar:
        """The business calendar of a currency."""
        found = self.business_days.get(currency, self.business_days["others"])
        assert isinstance(found, BusinessCalendar)
        return found

    def runs(self, currency: str) -> PaymentRuns | None:
        """The payment runs of a currency; `None`: it is paid on any business day."""
        given = self.payment_runs
        found = given.get(currency, given["others"]) if isinstance(given, Mapping) else given
        assert found is None or isinstance(found, PaymentRuns)
        return found

    def next_day(self, currencies: Collection[str] = ()) -> str:
        """On which day is paid what is overdue, in words, by currency where that differs.

        Examples
        --------
        >>> PaymentPolicy(payment_runs={"EUR": {"on": "every Thursday", "choose": "last on or before due"}, "others": "none"}).next_day(
        ...     ["EUR", "USD"]
        ... )
        'the first run (EUR) or business day (USD)'
        """
        runs = sorted(c for c in currencies if self.runs(c) is not None)
        rest = sorted(c for c in currencies if c not in runs)
        if runs and rest:
            return f"the first run ({' and '.join(runs)}) or business day ({' and '.join(rest)})"
        return f"the first {'run' if runs else 'business day'}"

    def describe(self, currencies: Collection[str] = ()) -> list[str]:
        """Assumptions in words, one a line.

        Parameters
        ----------
        currencies
            What is paid in: those without a calendar or runs of their own are named, where others have some.
        """
        base = "paid by terms" if self.baseline == "terms" else "paid invoices keep their date"
        as_of = f", as of {self.as_of}" if self.as_of else ""
        lag = f", cash leaves {self.settlement_lag} business days later" if self.settlement_lag else ""
        lines = [f"baseline: {base}{as_of}", f"{self._runs(currencies)}{lag}", f"business days: {self._days(currencies)}, roll {self.roll}"]
        return [*lines, f"contract discounts {self.discounts}"] if self.discounts.take else lines

    def _runs(self, currencies: Collection[str]) -> str:
        """On which days payments are made, by currency where that differs."""
        given = self.payment_runs
        if not isinstance(given, Mapping):
            return _runs_words(given)
        own = [k for k in given if k != "others"]
        rest = sorted(set(currencies) - set(own))
        said = [f"{k} {_runs_words(given[k])}" for k in own]
        return "; ".join([*said, *([f"{' and '.join(rest)} {_runs_words(given['others'])}"] if rest else [])])

    def _days(self, currencies: Collection[str]) -> str:
        """Which days are business days: the calendars by currency; of all other currencies only what was said of them."""
        named = [f"{k} {c.name}" for k, c in self.business_days.items() if k not in ("roll", "others")]
        closed = str(self.business_days["others"].closed)
        if not closed and not named:
            return "every day, weekends too, since none are named"
        if not closed:
            rest = sorted(set(currencies) - set(self.business_days))
            return ", ".join([*named, *([f"{' and '.join(rest)} every day, weekends too"] if rest else [])])
        return ", ".join([*named, f"{'in other currencies ' if named else ''}all but {closed}"])


def _runs_words(runs: PaymentRuns | None) -> str:
    if runs is None:
        return "paid on any business day"
    days = runs.on if isinstance(runs.on, str) else f"{len(runs.on)} listed days"
    return f"payment runs {days}, the {runs.choose}"
