"""Business Central date formulas (``30D``, ``CM+10D``, ``D6+CM``) put into date steps, read left to right."""

from __future__ import annotations

import re
from typing import Any

from cashflow.basics.errors import InputError
from cashflow.terms.discount import Discount
from cashflow.terms.erp.fields import percent
from cashflow.terms.model import Installment, PaymentTerms
from cashflow.terms.shares import REST
from cashflow.terms.steps import BusinessDays, Days, EndOf, Months, NextDay, NextWeekday, StartOf, Step, Weeks

__all__ = ["business_central_terms", "date_formula"]

_PERIODS = {"D": None, "W": "week", "M": "month", "Q": "quarter", "Y": "year"}
_TERM = re.compile(r"([+-]?)(?:C([DWMQY])|(\d{1,4})(WD|[DWMQY])|(WD|D)(\d{1,2}))")


def date_formula(formula: str) -> tuple[Step, ...]:
    """Steps of a date formula.

    Parameters
    ----------
    formula
        Terms from left to right: ``30D``, ``2W``, ``1M``, ``1Q``, ``1Y`` add (``5WD`` business days); ``CM``, ``CW``,
        ``CQ``, ``CY`` go to the end of the current period, with a minus to its start; ``D10`` goes to the next 10th
        and ``WD4`` to the next Thursday, the day itself not counting. Months clamp. In ``< >`` or not, with or
        without capitals.

    Returns
    -------
    tuple of steps

    Raises
    ------
    InputError
        No such formula, or one that looks for an earlier day (``-D10``, ``-WD2``), which no due date does.

    Examples
    --------
    >>> [str(step) for step in date_formula("CM+1M+9D")]
    ['end of month', '1 month', '9 days']
    """
    text = re.sub(r"\s+", "", str(formula)).upper().strip("<>")
    steps: list[Step] = []
    at = 0
    while at < len(text):
        match = _TERM.match(text, at)
        if match is None or (steps and not match[1]):
            hint = "Write e.g. 30D, CM+10D, CM+1M+9D, D10"
            raise InputError(f"is not a date formula from '{text[at:]}' on", column="formula", value=formula, hint=hint)
        steps += _steps(match, formula)
        at = match.end()
    if not steps:
        raise InputError("is empty", column="formula", value=formula, hint="Write 0D for the same day")
    return tuple(steps)


def _steps(match: re.Match[str], formula: str) -> list[Step]:
    back = match[1] == "-"
    if match[2]:
        period = _PERIODS[match[2]]
        return [] if period is None else [StartOf(period) if back else EndOf(period)]
    if match[3]:
        count = -int(match[3]) if back else int(match[3])
        months = {"M": 1, "Q": 3, "Y": 12}
        if match[4] in months:
            return [Months(count * months[match[4]])]
        return [Weeks(count) if match[4] == "W" else BusinessDays(count) if match[4] == "WD" else Days(count)]
    if back:
        raise InputError(f"looks for an earlier day ('{match[0]}'), which a due date does not", column="formula", value=formula)
    day = int(match[6])
    return [NextDay([day], inclusive=False) if match[5] == "D" else NextWeekday(day - 1, inclusive=False)]


def business_central_terms(due: str, discount: str | None = None, discount_percent: Any = 0) -> PaymentTerms:
    """Terms of the due date formula, the discount date formula and the discount percentage; both from the document date.

    Examples
    --------
    >>> print(business_central_terms("1M", "8D", 2))
    2/8 1 month
    """
    rate = percent(discount_percent, "discount_percent")
    discounts = [Discount(rate, date_formula(discount or "0D"))] if rate else []
    return PaymentTerms([Installment(REST, date_formula(due))], discounts)
