"""Money at the door: Decimal, int or text to exact minor units and back; and the one home of rounding, half away from zero."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

import numpy as np

from cashflow.basics.currencies import minor_digits
from cashflow.basics.days import Ints
from cashflow.basics.decimals import OWN
from cashflow.basics.door import kind_in_words
from cashflow.basics.errors import InputError

__all__ = [
    "ROUNDINGS",
    "MoneyGiven",
    "amount_text",
    "amount_texts",
    "exact_total",
    "from_minor",
    "from_minors",
    "how_to_write",
    "in_minor",
    "minor_units",
    "round_each",
    "round_in_place",
    "round_ratio",
    "round_ratios",
    "to_minor",
    "whole",
    "wide",
]

ROUNDINGS = ("half up", "half even", "up", "down")
"""Rounding rules: nearest with halves away from zero, nearest with halves to even, away from zero, toward zero."""

MoneyGiven = str | int | Decimal
"""Money in major units as a user gives it: never a float."""

_LIMIT = 2**63 - 1
_FITS = 10**90  # far below the precision of `OWN`


def to_minor(value: Any, currency: str) -> int:
    """Exact minor units of an amount in major units; floats are refused, because 0.1 + 0.2 is not 0.3.

    Examples
    --------
    >>> to_minor("1234.50", "EUR"), to_minor(7, "JPY")
    (123450, 7)
    """
    return minor_units(value, minor_digits(currency), currency)


def minor_units(value: Any, digits: int, whose: str) -> int:
    """Exact units of ten to the minus `digits`; `whose` digits they are is for the message."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str | np.integer):
        like = "'1234.50'" if digits else "'1234'"
        hint = f"Use text, Decimal or int, e.g. {like}" if isinstance(value, float) else f"Write it like {like}"
        raise InputError(f"is {kind_in_words(value)}, which is not an exact amount", column="amount", value=value, hint=hint)
    if isinstance(value, str) and digits < 3 and _THOUSANDS.fullmatch(value.strip()):
        raise InputError("has two readings", column="amount", value=value, hint=how_to_write(value, digits))
    try:
        number = Decimal(value.strip(), OWN) if isinstance(value, str) else Decimal(int(value)) if not isinstance(value, Decimal) else value
    except InvalidOperation:
        raise InputError("is not an amount", column="amount", value=value, hint=how_to_write(str(value), digits)) from None
    if not number.is_finite():
        raise InputError("is not an amount", column="amount", value=value)
    sign, figures, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    if abs(exponent) > 40 or len(figures) > 60:
        raise InputError("is too large or too fine for an amount", column="amount", value=value)
    scaled = int("".join(map(str, figures)))
    shift = exponent + digits
    if shift >= 0:
        scaled *= 10**shift
    elif scaled % 10**-shift:
        raise InputError(f"has more decimals than {whose} has ({digits})", column="amount", value=value)
    else:
        scaled //= 10**-shift
    if scaled > _LIMIT:
        raise InputError("is too large for an amount", column="amount", value=value)
    return -scaled if sign else scaled


_SCALES = {"k": 3, "t": 3, "m": 6, "mn": 6, "mio": 6, "million": 6, "bn": 9, "mrd": 9, "billion": 9}


_SCALED = re.compile(r"(\d{1,6})(?:[.,](\d{1,3}))?\s*([a-z]+)\.?")
_GROUPS = re.compile(r"([+-]?\d{1,3})((?:([.,' \u2019\u00a0\u2009\u202f])\d{3})(?:\3\d{3})*)(?:(?!\3)[.,](\d{1,4}))?")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}\.\d\d0")  # thousands, or decimals more than its currency has
_COMMA = re.compile(r"([+-]?\d+),(\d+)")


def how_to_write(text: str, digits: int | None = None, before: str = "") -> str:
    """How an amount is to be written: in full, with a decimal point and without groups; each way that is said is read.

    Parameters
    ----------
    text
        As it was typed.
    digits
        Decimals of its currency: what has more is not proposed. `None`: any number of them.
    before
        What is typed right before the amount, as ``EUR=``.

    Examples
    --------
    >>> how_to_write("60.000.000"), how_to_write("1.234,50"), how_to_write("60m"), how_to_write("60,000")
    ('Write 60000000', 'Write 1234.50', 'Write it in full: 60000000', 'Write 60000 or 60.00')
    >>> how_to_write("1,234", 2), how_to_write("1,234", 3), how_to_write("60,000", 0), how_to_write("1,5", 0)
    ('Write 1234', 'Write 1234 or 1.234', 'Write 60000 or 60', 'Write e.g. 1234')
    """
    text = text.strip()
    ways = [f"{before}{w}" for w in (_told(w, digits) for w in _ways(text)) if w]
    if not ways:
        return f"Write e.g. {before}{'1234.50' if digits is None or digits else '1234'}"
    return f"Write{' it in full:' if text[-1:].isalpha() or text.endswith('.') else ''} {' or '.join(ways)}"


def _ways(text: str) -> list[str]:
    """The amounts that a text may mean, written in full."""
    found = _SCALED.fullmatch(text.lower())
    if found and found[3] in _SCALES:
        part = (found[2] or "").ljust(_SCALES[found[3]], "0")
        return [f"{found[1]}{part}"] if len(part) == _SCALES[found[3]] else []
    groups = _GROUPS.fullmatch(text)
    if groups:
        decimals = f".{groups[4]}" if groups[4] else ""
        both = groups[3] in ".," and len(groups[2]) == 4 and not decimals
        whole = groups[1] + "".join(c for c in groups[2] if c.isdigit()) + decimals
        return [*([] if both and groups[1].strip("+-") == "0" else [whole]), *([f"{groups[1]}.{groups[2][1:]}"] if both else [])]
    comma = _COMMA.fullmatch(text)
    return [f"{comma[1]}.{comma[2]}"] if comma else []


def _told(way: str, digits: int | None) -> str:
    """An amount with no more zeros at its end than its currency has decimals; empty where that is not enough, or where it is too large."""
    whole, _, part = way.partition(".")
    part = part.rstrip("0").ljust(min(2 if digits is None else digits, len(part)), "0")
    short = f"{whole}.{part}" if part else whole
    if digits is not None:
        try:
            minor_units(short, digits, "its currency")
        except InputError:
            return ""
    return short


def from_minor(minor: int, currency: str) -> Decimal:
    """Major units of minor units, with all the currency's digits.

    Examples
    --------
    >>> from_minor(123450, "EUR")
    Decimal('1234.50')
    """
    digits = minor_digits(currency)
    return OWN.scaleb(Decimal(minor), -digits) if -_FITS < minor < _FITS else Decimal(f"{minor}e-{digits}")


def in_minor(amounts: Mapping[str, Decimal]) -> dict[str, Fraction]:
    """Minor units of sums in major units, by currency; exact where a sum has more digits than its currency, too.

    Examples
    --------
    >>> in_minor({"EUR": Decimal("12.345"), "JPY": Decimal(7)})
    {'EUR': Fraction(2469, 2), 'JPY': Fraction(7, 1)}
    """
    return {currency: Fraction(amount) * 10 ** minor_digits(currency) for currency, amount in amounts.items()}


def amount_text(minor: int, currency: str) -> str:
    """Plain text of minor units: ``1234.50``."""
    return format(from_minor(minor, currency), "f")


def amount_texts(minor: Ints, digits: Ints) -> np.ndarray[Any, Any]:
    """(n,), object: plain texts of minor units with so many digits each.

    Examples
    --------
    >>> amount_texts(np.array([123450, -5, 7]), np.array([2, 2, 0])).tolist()
    ['1234.50', '-0.05', '7']
    """
    out = np.empty(len(minor), object)
    for places in np.unique(digits).tolist():
        some = np.flatnonzero(digits == places)
        padded = [f"{m:0{places + 1 + (m < 0)}d}" for m in minor[some].tolist()]
        out[some] = [f"{t[:-places]}.{t[-places:]}" for t in padded] if places else padded
    return out


def from_minors(minor: Ints, digits: Ints) -> list[Decimal]:
    """Major units of minor units with so many digits each, as `from_minor` has them.

    Examples
    --------
    >>> from_minors(np.array([123450, 7]), np.array([2, 0]))
    [Decimal('1234.50'), Decimal('7')]
    """
    return [Decimal(text) for text in amount_texts(minor, digits).tolist()]


def round_ratio(numerator: int, denominator: int) -> int:
    """Nearest whole number of ``numerator / denominator``, half away from zero.

    Examples
    --------
    >>> round_ratio(5, 2), round_ratio(-5, 2), round_ratio(7, 3)
    (3, -3, 2)
    """
    size = _nearest_size(abs(numerator), denominator)
    return -size if numerator < 0 else size


def whole(value: Fraction | int) -> int:
    """Nearest whole number of an exact one, half away from zero.

    Examples
    --------
    >>> whole(Fraction(-5, 2)), whole(7)
    (-3, 7)
    """
    return round_ratio(value.numerator, value.denominator)


def round_each(numerators: Ints, denominators: Ints | int) -> Ints:
    """Nearest whole numbers of ``numerators / denominators``, one by one, half away from zero.

    Parameters
    ----------
    numerators, denominators : (n,), int64 or Python integers
        Signed; no denominator is 0. Of int64, twice a numerator and a denominator fit it together: nothing is checked here, as it is
        by `round_ratios`.

    Examples
    --------
    >>> round_each(np.array([5, -5, 5, 0]), np.array([2, 2, -2, 7])).tolist()
    [3, -3, -3, 0]
    """
    below = denominators if isinstance(denominators, int) else np.asarray(denominators, object if numerators.dtype == object else None)
    size = _nearest_size(abs(numerators), abs(below))
    return np.where((numerators < 0) != (below < 0), -size, size)


def round_in_place(numerators: Ints, denominator: int, *, signed: bool = True) -> None:
    """The same by one denominator, in the memory of the numerators (int64), of which twice the largest fits; for kernels.

    Examples
    --------
    >>> some = np.array([5, -5, 7])
    >>> round_in_place(some, 2)
    >>> some.tolist()
    [3, -3, 4]
    """
    if signed:
        below = numerators >> 63  # −1 for a negative one: its halves go down
        numerators *= 2
        numerators += denominator
        numerators += below
        numerators //= 2 * denominator
    else:  # what is odd has no halves, so half of it may be cut
        numerators += denominator // 2
        numerators //= denominator


def _nearest_size(size: Any, denominator: Any) -> Any:
    """The rule itself, for numbers that are not negative: integers, or arrays of them."""
    return (2 * size + denominator) // (2 * denominator)


def round_ratios(numerators: Ints, denominator: int, rule: str = "half up") -> Ints:
    """Whole numbers of ``numerators / denominator`` by a rounding rule; (n,), int64.

    Parameters
    ----------
    numerators : (n,), int64 or Python integers
        Signed; a negative one is rounded as its positive twin.
    denominator
        Positive.
    rule
        ``half up`` (half away from zero), ``half even``, ``up`` (away from zero) or ``down``.

    Returns
    -------
    (n,), int64

    Raises
    ------
    InputError
        A result does not fit int64.
    """
    if denominator == 1:
        out = numerators
    else:
        if numerators.dtype != object and int(np.abs(numerators).max(initial=0)) >= 2**61 - denominator:
            numerators = numerators.astype(object)
        size = _whole(abs(numerators), denominator, rule)
        out = np.where(numerators < 0, -size, size)
    if out.dtype == object and any(abs(int(v)) > _LIMIT for v in out):
        raise InputError("an amount is too large: sums must stay below 9.2e18 minor units", column="amount")
    return out.astype(np.int64)


def _whole(size: Ints, denominator: int, rule: str) -> Ints:
    """Positive numbers divided, rounded by a rule of `ROUNDINGS`."""
    if rule == "down":
        return size // denominator
    if rule == "up":
        return -(-size // denominator)
    found: Ints = _nearest_size(size, denominator)
    if rule == "half even":
        half = (2 * size + denominator) % (2 * denominator) == 0
        found = found - (half & (found % 2 == 1))
    return found


def wide(values: Ints, factor: int = 1) -> Ints:
    """`values` as Python integers if values × factor might leave int64, else as they are."""
    largest = 0 if values.dtype == object or not len(values) else max(int(values.max()), -int(values.min()))
    return values.astype(object) if max(largest, 1) * abs(int(factor)) >= 2**62 else values


def exact_total(values: Ints) -> int:
    """The sum of all values; as Python integers where int64 might not hold it."""
    return int(wide(values, len(values)).sum()) if len(values) else 0
