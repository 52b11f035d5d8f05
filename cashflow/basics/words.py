"""Amounts and counts in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.decimals import OWN, own_context

__all__ = ["half_up", "largest_of", "many", "ranked_by_share", "share_of", "short_money", "total_name"]

Rational = int | Fraction | Decimal

_SCALES = ((999_950_000, 10**9, "bn"), (999_950, 10**6, "m"), (10**4, 10**3, "k"))
"""From which amount on, in what, and its letter: what would round to a thousand of the smaller one is one of the larger."""


@own_context
def short_money(amount: Decimal, currency: str) -> str:
    """An amount for a headline: EUR 12.3m, GBP 450k, EUR 999.

    Examples
    --------
    >>> short_money(Decimal("12345678.90"), "EUR"), short_money(Decimal("999960"), "EUR")
    ('EUR 12.3m', 'EUR 1.0m')
    >>> short_money(Decimal("0.004"), "KWD"), short_money(Decimal("41"), "JPY")
    ('KWD 0.004', 'JPY 41')
    """
    amount = (amount if isinstance(amount, Decimal) else Decimal(str(amount))) + 0  # no minus before a zero
    size = abs(amount)
    for least, scale, letter in _SCALES:
        if size >= least:
            return f"{currency} {half_up(amount / scale, 1):,}{letter}"
    digits = CURRENCIES.get(currency, 2) if 0 < size < 100 else 0
    return f"{currency} {half_up(amount, digits):,}"


def half_up(amount: Decimal, digits: int) -> Decimal:
    """Rounded for the eye by the rule of all amounts: halves away from zero."""
    return OWN.plus(amount.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP, context=OWN))  # no minus before a zero


def many(number: int, word: str) -> str:
    """A count with its noun: 1 item, 2 items."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def total_name(currency: str) -> str:
    """What all currencies together are called."""
    return f"all in {currency}"


def largest_of(few: int, number: int, word: str) -> str:
    """The largest of some, where they are not all of them.

    Examples
    --------
    >>> largest_of(10, 240, "supplier"), largest_of(10, 7, "supplier"), largest_of(10, 2, "supplier"), largest_of(10, 1, "supplier")
    ('the 10 largest of 240 suppliers', 'all 7 suppliers', 'both suppliers', 'one supplier')
    """
    if number > few:
        return f"the {few:,} largest of {many(number, word)}"
    return {1: f"one {word}", 2: f"both {word}s"}.get(number, f"all {number:,} {word}s")


def ranked_by_share(currencies: Sequence[str]) -> str:
    """What is said behind "the largest", of which currencies so ever: money of several is ranked by its share of its currency.

    Examples
    --------
    >>> ranked_by_share(["EUR"]), ranked_by_share(["EUR", "JPY"])
    ('', ' by share of their currency')
    """
    return " by share of their currency" if len(currencies) > 1 else ""


def share_of(part: Rational, whole: Rational, digits: int = 0) -> str:
    """A share in per cent; what rounds to none or all and is not says so.

    Examples
    --------
    >>> share_of(1, 3), share_of(1, 3, 1), share_of(7, 7)
    ('33%', '33.3%', '100%')
    >>> share_of(2937, 2947), share_of(1, 10**6), share_of(0, 5)
    ('more than 99%', 'less than 1%', '0%')
    """
    exact, unit = Fraction(part) / Fraction(whole) * 100, Fraction(1, 10**digits)
    if 100 - unit / 2 <= exact < 100:
        return f"more than {float(100 - unit):.{digits}f}%"
    return f"less than {float(unit):.{digits}f}%" if 0 < exact <= unit / 2 else f"{float(exact):.{digits}f}%"
