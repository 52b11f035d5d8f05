"""Days payable outstanding by named methods, as plain functions on numbers.

Amounts are in one unit and one currency: int, Decimal, Fraction, text or float; what is owed is positive, credit notes
count negative. Every function gives a float, or `None` where the method has no answer, and says when.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

import numpy as np

from cashflow.basics.decimals import OWN
from cashflow.basics.door import told
from cashflow.basics.errors import InputError, nearest

__all__ = ["DPO_METHODS", "dpo", "dpo_average", "dpo_closing", "dpo_countback", "dpo_countback_30", "dpo_weighted"]


def dpo_closing(closing: Any, invoiced: Any, days: int) -> float | None:
    """Closing payables over what was invoiced in the period, times its days: ``closing / invoiced × days``.

    Parameters
    ----------
    closing
        Payables at the end of the period. Negative (suppliers owe): a negative result.
    invoiced
        Purchases, or cost of sales, of the period; name which, they differ.
    days
        Calendar days of the period (90 to 92 of a quarter, 365 of a year); at least 1.

    Returns
    -------
    float or None
        `None` when nothing (or less) was invoiced.

    Examples
    --------
    >>> round(dpo_closing(36172652, 279862327, 90), 6)
    11.632644
    """
    return _over(_number(closing, "closing"), invoiced, days)


def dpo_average(balances: Iterable[Any], invoiced: Any, days: int) -> float | None:
    """Average payables over what was invoiced, times the days: ``mean(balances) / invoiced × days``.

    Parameters
    ----------
    balances
        Payables at evenly spaced times of the period: opening and closing, every month end, or every day. Each counts
        the same.
    invoiced, days
        As in `dpo_closing`.

    Returns
    -------
    float or None
        `None` when nothing (or less) was invoiced.

    Raises
    ------
    InputError
        No balance.

    Examples
    --------
    Opening 500,000, closing 600,000, cost of sales 4.4 million a year:

    >>> dpo_average([500_000, 600_000], 4_400_000, 365)
    45.625
    """
    numbers = [_number(v, "balances") for v in _listed(balances, "balances", "[500_000, 600_000]")]
    if not numbers:
        raise InputError("must hold at least one balance", column="balances")
    return _over(Fraction(sum(numbers), len(numbers)), invoiced, days)


def dpo_countback(balance: Any, months: Iterable[tuple[int, Any]]) -> float | None:
    """Days of purchases that the balance is worth, counted back month by month of the calendar.

    Whole months of invoiced amounts are taken off the balance, adding their days; the month that
    covers the rest adds days × rest / invoiced. A month with nothing (or less) invoiced takes nothing
    off, and its days count.

    Parameters
    ----------
    balance
        Closing payables.
    months
        (days, invoiced) from the latest month backwards, as far as history goes.

    Returns
    -------
    float or None
        0 when nothing is open; `None` when the history runs out or the balance is negative.

    Examples
    --------
    >>> dpo_countback(150, [(31, 100), (28, 100)])
    45.0
    >>> dpo_countback(150, [(31, 0), (28, 300)])
    45.0
    """
    left = _number(balance, "balance")
    if left <= 0:
        return 0.0 if left == 0 else None
    total = 0
    for month in _listed(months, "months", "[(31, 100), (28, 100)]"):
        days, amount = _pair(month)
        invoiced = _number(amount, "months")
        if invoiced >= left:
            return float(total + Fraction(_whole(days) * left, invoiced))
        left -= max(invoiced, 0)
        total += _whole(days)
    return None


def dpo_countback_30(balance: Any, invoiced: Iterable[Any]) -> float | None:
    """Count-back with every month counted as 30 days; in all else as `dpo_countback`.

    Parameters
    ----------
    balance
        Closing payables.
    invoiced
        Invoiced amounts of the months (or of 30-day windows), from the latest backwards.

    Returns
    -------
    float or None
        As in `dpo_countback`: a whole month is 30, half of one 15.

    Examples
    --------
    >>> dpo_countback_30(150, [100, 100])
    45.0
    >>> dpo_countback(150, [(31, 100), (31, 100)])
    46.5
    """
    return dpo_countback(balance, [(30, amount) for amount in _listed(invoiced, "invoiced", "[100, 100]")])


def dpo_weighted(amounts: Any, days: Any) -> float | None:
    """Days from invoice to payment, weighted by the amount of each: ``Σ amount × days / Σ amount``, exact until divided.

    Parameters
    ----------
    amounts : (n,)
        One an invoice (or installment); integers of any size are summed exactly. Credit notes, negative, count with their
        sign.
    days : (n,), integers
        From invoice date to payment date; negative for a prepayment. Leave open invoices out, or take their age and say so.

    Returns
    -------
    float or None
        `None` when the amounts add up to nothing (or less).

    Raises
    ------
    InputError
        Not as many days as amounts, or days that are not whole.

    Examples
    --------
    >>> dpo_weighted([100, 300], [30, 60])
    52.5
    """
    money, spans = np.asarray(amounts), np.asarray(days)
    if money.ndim != 1 or money.shape != spans.shape:
        raise InputError(f"{spans.shape} and amounts {money.shape} must be two columns of one length", column="days")
    if len(spans) and spans.dtype.kind not in "iu":
        raise InputError(f"holds {spans.dtype}, not whole days", column="days")
    if money.dtype.kind in "iu" and len(money):
        largest = max(int(money.max()), -int(money.min())), max(int(spans.max()), -int(spans.min()), 1)
        if largest[0] * largest[1] * len(money) < 2**63:
            wide = money.astype(np.int64)
            product, whole = Fraction(int(np.dot(wide, spans.astype(np.int64)))), Fraction(int(wide.sum()))
            return float(product / whole) if whole > 0 else None
    exact = [_number(v, "amounts") for v in money.tolist()]
    whole = Fraction(sum(exact))
    return float(sum((a * d for a, d in zip(exact, spans.tolist(), strict=True)), Fraction(0)) / whole) if whole > 0 else None


DPO_METHODS: dict[str, Callable[..., float | None]] = {
    "closing": dpo_closing,
    "average": dpo_average,
    "countback": dpo_countback,
    "countback_30": dpo_countback_30,
    "weighted": dpo_weighted,
}
"""Methods by name."""


def dpo(method: str, *args: Any, **inputs: Any) -> float | None:
    """Days payable outstanding by a named method; there is no default, because the methods differ by weeks.

    ============  =================================================  ==========================================
    method        inputs                                             is
    ============  =================================================  ==========================================
    closing       `closing`, `invoiced`, `days`                      closing / invoiced × days
    average       `balances`, `invoiced`, `days`                     mean of the balances / invoiced × days
    countback     `balance`, `months` = (days, invoiced), latest     days of the purchases the balance is worth
                  first
    countback_30  `balance`, `invoiced` by month, latest first       the same, a month being 30 days
    weighted      `amounts`, `days` by invoice                       Σ amount × days / Σ amount
    ============  =================================================  ==========================================

    Parameters
    ----------
    method
        A name of the table; ``count-back`` and spaces are read too.
    *args, **inputs
        As in the function ``dpo_`` + method.

    Returns
    -------
    float or None
        `None` where the method has no answer; its function says when.

    Raises
    ------
    InputError
        An unknown method, or inputs that are not those of the method.

    Examples
    --------
    >>> dpo("closing", closing=20, invoiced=80, days=365)
    91.25
    >>> dpo("weighted", amounts=[100, 300], days=[30, 60])
    52.5
    """
    name = str(method).strip().lower().replace("count-back", "countback").replace(" ", "_").replace("-", "_")
    if name not in DPO_METHODS:
        raise InputError(f"unknown method. {nearest(name, DPO_METHODS)}", column="method", value=method)
    function = DPO_METHODS[name]
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    given = dict(zip(names, args, strict=False)) | inputs
    if set(given) != set(names) or len(args) > len(names) or len(args) + len(inputs) != len(given):
        asked = ", ".join(sorted(given)) or "nothing"
        raise InputError(f"asks for {', '.join(names)}, and {asked} came", column="method", value=name)
    return function(**given)


def _listed(values: Any, name: str, like: str) -> Iterable[Any]:
    if isinstance(values, str | Mapping) or not isinstance(values, Iterable):
        raise InputError(f"must be a list, not {told(values)}", column=name, hint=f"Write {name}={like}")
    return values


def _pair(month: Any) -> tuple[Any, Any]:
    if isinstance(month, str) or not isinstance(month, Iterable) or len(pair := tuple(month)) != 2:
        raise InputError(f"must be (days, invoiced) each, not {told(month)}", column="months", hint="Write months=[(31, 100), (28, 100)]")
    return pair


def _over(balance: Fraction | int, invoiced: Any, days: int) -> float | None:
    """Balance / invoiced × days."""
    bought = _number(invoiced, "invoiced")
    length = _whole(days)
    return None if bought <= 0 else float(Fraction(balance * length, bought))


def _whole(days: Any) -> int:
    if isinstance(days, bool) or not isinstance(days, int | np.integer) or days < 1:
        raise InputError("must be a whole number of days, at least 1", column="days", value=days)
    return int(days)


def _number(value: Any, name: str) -> Fraction | int:
    """The exact number of an amount; an integer stays one, which is quicker."""
    if type(value) is int or isinstance(value, Fraction):
        return value
    try:
        if isinstance(value, bool):
            raise TypeError
        return int(value) if isinstance(value, np.integer) else Fraction(Decimal(value, OWN) if isinstance(value, str) else value)
    except (TypeError, ValueError, OverflowError, InvalidOperation):
        raise InputError("is not an amount", column=name, value=value, hint="Write e.g. 1234.50") from None
