"""Odoo payment terms: the lines of `account.payment.term` in versions 16 and 17 (18 is as 17), put into date steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from cashflow.basics.errors import InputError, nearest
from cashflow.terms.discount import Discount
from cashflow.terms.erp.fields import known_fields, percent, whole
from cashflow.terms.model import Installment, PaymentTerms
from cashflow.terms.shares import REST, Share
from cashflow.terms.steps import Days, EndOf, Months, SetDay, Step

__all__ = ["odoo16_terms", "odoo17_terms"]

_BASES = {"included": ("gross", "if taken"), "excluded": ("net", "never"), "mixed": ("net", "always")}
_LINE16 = ("value", "value_amount", "months", "days", "end_month", "days_after", "discount_percentage", "discount_days")
_LINE17 = ("value", "value_amount", "delay_type", "nb_days", "days_next_month")
_MONTH_END = EndOf("month")


def odoo16_terms(lines: Iterable[Mapping[str, Any]], *, early_pay_discount_computation: str = "included") -> PaymentTerms:
    """Terms of Odoo 16 lines.

    Each line: add `months` (clamped), add `days`; with `end_month` go to the month end and add `days_after`.

    Parameters
    ----------
    lines
        With Odoo's field names. The line with ``value = "balance"`` takes the rest wherever it stands.
    early_pay_discount_computation
        ``included`` (tax falls with the discount), ``excluded`` (it never does), ``mixed`` (always on the reduced base).

    Returns
    -------
    PaymentTerms
        A line's discount belongs to its part.

    Examples
    --------
    >>> print(odoo16_terms([{"value": "balance", "days": 30, "end_month": True}]))
    30 days then end of month
    """
    parts, discounts = [], []
    several = list(lines)
    for number, line in enumerate((known_fields(x, _LINE16, "lines") for x in several), 1):
        balance = line.get("value", "balance") == "balance"
        months, days = whole(line.get("months"), "months"), whole(line.get("days"), "days")
        steps: list[Step] = [Months(months)] if months else []
        steps += [Days(days)] if days else []
        if line.get("end_month"):
            after = whole(line.get("days_after"), "days_after")
            steps += [_MONTH_END, *([Days(after)] if after else [])]
        parts.append(Installment(REST if balance else _share(line), steps))
        rate = percent(line.get("discount_percentage"), "discount_percentage")
        if rate:
            last = [Days(whole(line.get("discount_days"), "discount_days"))]
            discounts.append(_discount(rate, last, early_pay_discount_computation, number if len(several) > 1 else None))
    return PaymentTerms(parts, discounts)


def odoo17_terms(
    lines: Iterable[Mapping[str, Any]],
    *,
    early_discount: bool = False,
    discount_percentage: Any = 0,
    discount_days: Any = 0,
    early_pay_discount_computation: str = "included",
) -> PaymentTerms:
    """Terms of Odoo 17 and 18 lines.

    ``days_after``: add days. ``days_after_end_of_month``: month end, then days. ``days_after_end_of_next_month``: a
    month on, month end, then days. ``days_end_of_month_on_the``: add days, then day `days_next_month` of the next
    month, 0 being the end of the month reached.

    Parameters
    ----------
    lines
        With Odoo's field names. The last line takes the rest, whatever it says.
    early_discount, discount_percentage, discount_days, early_pay_discount_computation
        The discount, of the whole invoice.

    Returns
    -------
    PaymentTerms

    Examples
    --------
    >>> print(odoo17_terms([{"value": "percent", "value_amount": 100, "delay_type": "days_after_end_of_month", "nb_days": 30}]))
    end of month then 30 days
    """
    several = [known_fields(x, _LINE17, "lines") for x in lines]
    shares = [*(_share(x) for x in several[:-1]), REST]
    parts = [Installment(s, _steps17(x)) for s, x in zip(shares, several, strict=True)]
    rate = percent(discount_percentage, "discount_percentage") if early_discount else None
    last = [Days(whole(discount_days, "discount_days"))]
    return PaymentTerms(parts, [_discount(rate, last, early_pay_discount_computation, None)] if rate else [])


def _steps17(line: Mapping[str, Any]) -> tuple[Step, ...]:
    days, delay = Days(whole(line.get("nb_days"), "nb_days")), line.get("delay_type", "days_after")
    day = whole(line.get("days_next_month"), "days_next_month")
    kinds: dict[str, tuple[Step, ...]] = {
        "days_after": (days,),
        "days_after_end_of_month": (_MONTH_END, days),
        "days_after_end_of_next_month": (Months(1), _MONTH_END, days),
        "days_end_of_month_on_the": (days, Months(1), SetDay(day)) if day else (days, _MONTH_END),
    }
    if delay not in kinds:
        raise InputError(f"unknown delay type. {nearest(str(delay), kinds)}", column="delay_type", value=delay)
    return kinds[delay]


def _share(line: Mapping[str, Any]) -> Share:
    kind, amount = line.get("value"), line.get("value_amount")
    if kind == "percent":
        return Share(percent(amount, "value_amount"))
    if kind == "fixed":
        return Share(Decimal(str(amount)), "amount")
    raise InputError(f"unknown kind of line. {nearest(str(kind), ('percent', 'fixed', 'balance'))}", column="value", value=kind)


def _discount(rate: Any, steps: list[Step] | list[Days], computation: str, part: int | None) -> Discount:
    if computation not in _BASES:
        raise InputError(f"unknown key. {nearest(computation, _BASES)}", column="early_pay_discount_computation", value=computation)
    base, vat = _BASES[computation]
    return Discount(rate, steps, base=base, vat=vat, part=part)
