"""Discounts that an e-invoice states in fields of its own: a percentage or an amount, of what, and the last day."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation, Overflow
from fractions import Fraction

from attrs import evolve, frozen

from cashflow.basics.decimals import OWN
from cashflow.basics.errors import InputError
from cashflow.ledger.einvoices.einvoice_dates import days_between
from cashflow.ledger.einvoices.einvoice_fields import Block, Reduction
from cashflow.terms.discount import Discount
from cashflow.terms.steps import Days

__all__ = ["Remark", "discounts_of", "money"]

_MOST_DIGITS = 40  # of an amount
_DAYS_PER = {"DAY": 1, "DAYS": 1, "D": 1, "WEE": 7}
_CENT = Fraction(1, 100)


@frozen
class Remark:
    """A finding on terms that are kept."""

    kind: str
    value: str
    reason: str


def money(text: str, field: str, column: str = "amount") -> Decimal:
    """An amount of money or a percentage; nothing is 0.

    Raises
    ------
    InputError
        It is not a number, or one that no amount is.
    """
    try:
        number = Decimal(text or "0", OWN)
    except (InvalidOperation, Overflow):
        number = Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        raise InputError(f"is not an amount of money ({field})", column=column, value=text)
    return number


def discounts_of(block: Block, issued: dt.date | None, final: dt.date | None, whole: Decimal) -> tuple[list[Discount], list[Remark]]:
    """The discounts of a block of terms and what is said of them.

    Parameters
    ----------
    block
        A block of payment terms.
    issued
        The invoice date, from which periods count that state no start.
    final
        The due date; an earlier date of the block is the last day of its discount.
    whole
        The amount that is due.

    Returns
    -------
    discounts, remarks
        One that can't be read is left out, with a remark.
    """
    found: list[Discount] = []
    said: list[Remark] = []
    for reduction in block.reductions:
        try:
            discount, more = _discount(reduction, block.due, issued, final, whole)
        except InputError as wrong:
            reason = f"states a discount in fields of its own that can't be read: it {wrong.reason}; kept without it"
            said.append(Remark("terms ignored", _shown(reduction), reason))
            continue
        found += [discount] if discount else []
        said += more
    return found, said


def _discount(
    reduction: Reduction, stated: dt.date | None, issued: dt.date | None, final: dt.date | None, whole: Decimal
) -> tuple[Discount | None, list[Remark]]:
    percent, amount = money(reduction.percent, "its percentage"), money(reduction.amount, "its amount")
    if not percent and not amount:
        return None, []  # a line of 0 % says when the whole is due
    if issued is None:
        raise InputError("counts from the invoice date, which is missing")
    last, said = _last_day(reduction, stated if stated != final else None, issued)
    if last < issued or (final is not None and last > final):
        beside = f"before the invoice date {issued}" if last < issued else f"after the due date {final}"
        raise InputError(f"ends on {last}, {beside}")
    discount = _off(reduction, abs(percent), abs(amount), whole)
    if isinstance(discount.base, Fraction):
        reason = f"the discount of {percent} % counts on {reduction.base} of the amount due, which is {whole}"
        said.append(Remark("discount on a part", reduction.base, reason))
    return evolve(discount, steps=(Days(days_between(issued, last, "a discount until")),)), said


def _off(reduction: Reduction, percent: Decimal, amount: Decimal, whole: Decimal) -> Discount:
    base = abs(money(reduction.base, "its base")) if reduction.base else abs(whole)
    if not percent:
        return Discount(None, (), amount=amount)
    if percent >= 100:
        raise InputError(f"is {percent} %")
    if amount and abs(Fraction(percent) / 100 * Fraction(base) - Fraction(amount)) > _CENT:
        raise InputError(f"is {percent} % of {base}, and beside that the amount {amount}")
    return Discount(Fraction(percent) / 100, (), base="gross" if base == abs(whole) else Fraction(base))


def _last_day(reduction: Reduction, stated: dt.date | None, issued: dt.date) -> tuple[dt.date, list[Remark]]:
    """The last day: as stated; else a period from its start, or from the invoice date."""
    stated = reduction.until or stated
    counted = _counted(reduction, reduction.start or issued) if reduction.period else None
    if stated is None and counted is None:
        raise InputError("says no day until which it is given")
    if stated is None or counted is None or stated == counted:
        return stated or counted, []  # type: ignore[return-value]
    reason = f"states a discount for {reduction.period} days, which lead to {counted}, and its last day {stated}; the stated date counts"
    return stated, [Remark("terms ignored", _shown(reduction), reason)]


def _counted(reduction: Reduction, start: dt.date) -> dt.date:
    if reduction.unit.upper() not in _DAYS_PER:
        unit = f"in the unit {reduction.unit}" if reduction.unit else "without a unit"
        raise InputError(f"states a period of {reduction.period} {unit}; days (DAY) and weeks (WEE) are read")
    number = money(reduction.period, "its period")
    if number != int(number) or not 0 <= number <= 999:
        raise InputError(f"states a period of {reduction.period}, which is not a whole number of days")
    return start + dt.timedelta(int(number) * _DAYS_PER[reduction.unit.upper()])


def _shown(reduction: Reduction) -> str:
    off = f"{reduction.percent} %" if reduction.percent else reduction.amount
    period = f" / {reduction.period} {reduction.unit}".rstrip() if reduction.period else ""
    return f"{off}{period}"
