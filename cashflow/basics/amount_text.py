"""Text columns of amounts: a value with exactly one reading is read, one with two is refused with both."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd

__all__ = ["read_amounts", "read_decimal"]

_SPACES = re.compile("[ \u00a0\u2007\u2009\u202f']")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_LARGEST = 2**63 - 1
_BLOCK = 65_536
_WIDTH = 22  # bytes; a plain amount has at most 21 characters


def _grouped(text: str, group: str, decimal: str) -> Decimal | None:
    """The value if `text` is digits in strict groups of three (or ungrouped) with that decimal sign."""
    group, point = re.escape(group), re.escape(decimal)
    if re.fullmatch(rf"(?:\d+|[1-9]\d{{0,2}}(?:{group}\d{{3}})+)(?:{point}\d+)?", text):
        return Decimal(re.sub(group, "", text).replace(decimal, "."))
    return None


def _unsigned(text: str, decimal: str | None) -> list[Decimal]:
    """All readings of digits with separators, without their sign."""
    if _SPACES.search(text):
        if not re.fullmatch(r"\d{1,3}(?:[ \u00a0\u2007\u2009\u202f']\d{3})+(?:[.,]\d+)?", text):
            return []
        text = _SPACES.sub("", text)
        found = [_grouped(text, "\0", sign) for sign in ((decimal,) if decimal else (".", ","))]
    else:
        pairs = ((",", "."), (".", ","))
        found = [_grouped(text, g, d) for g, d in pairs if decimal in (None, d)]
    return sorted({f for f in found if f is not None})


def _minor(value: Decimal, digits: int) -> int | None:
    """Exact minor units, whatever the caller's decimal context; `None`: the value has more decimals."""
    sign, figures, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    whole, shift = int("".join(map(str, figures)) or "0"), exponent + digits
    if shift < 0 and whole % 10**-shift:
        return None
    scaled = whole * 10**shift if shift >= 0 else whole // 10**-shift
    return -scaled if sign else scaled


def read_decimal(text: str, digits: int | None, decimal: str | None = None) -> tuple[Decimal | None, str]:
    """One amount and no reason, or no amount and the reason.

    Parameters
    ----------
    text
        As it stands in the file.
    digits
        The currency's minor digits; `None` for an unknown currency.
    decimal
        ``"."`` or ``","`` where texts like ``1,234`` have two readings.

    Examples
    --------
    >>> read_decimal("1.234,56-", 2)
    (Decimal('-1234.56'), '')
    >>> read_decimal("1,234", 2)[1]
    "has two readings, 1.234 and 1234; say decimal = '.' or ','"
    """
    clean = text.strip().replace("\u2212", "-")
    if not clean:
        return None, "is missing"
    negative = False
    if clean.startswith("(") and clean.endswith(")"):
        clean, negative = clean[1:-1].strip(), True
    elif clean[:1] in "+-" or clean[-1:] == "-":
        negative = "-" in (clean[0], clean[-1])
        clean = clean[1:].strip() if clean[0] in "+-" else clean[:-1].strip()
    if len(clean) > 60:
        return None, "is too long for an amount"
    found = _unsigned(clean, decimal)
    if not found:
        return None, "is no number like 1234.56"
    # A point with three decimals is plain where the currency has three, else it may be a group.
    if len(found) == 2 and _PLAIN.fullmatch(clean) and digits is not None and digits >= 3:
        found = [Decimal(clean)]
    if len(found) == 2:
        return None, f"has two readings, {found[0]} and {found[1]}; say decimal = '.' or ','"
    value = found[0].copy_negate() if negative and found[0] else found[0]
    minor = _minor(value, digits or 0)
    if digits is not None and minor is None:
        return None, f"has more decimals than the currency has ({digits})"
    if minor is not None and abs(minor) > _LARGEST:
        return None, "is too large for an amount"
    return value, ""


def read_amounts(texts: np.ndarray[Any, Any], digits: Ints, decimal: str | None = None) -> tuple[Ints, np.ndarray[Any, Any]]:
    """Minor units of amount texts; plain machine decimals in bulk, the others one by one.

    Parameters
    ----------
    texts : (n,), object
        As they stand in the file.
    digits : (n,)
        Minor digits of each row's currency; −1 where it is unknown.
    decimal
        ``"."`` or ``","``.

    Returns
    -------
    minor : (n,), int64
        0 where unreadable.
    reasons : (n,), object
        Why a text was not read; empty where it was.
    """
    if decimal not in (None, ".", ","):
        raise InputError("must be '.' or ','", column="decimal", value=decimal)
    out, reasons = np.zeros(len(texts), np.int64), np.full(len(texts), "", object)
    done = np.zeros(len(texts), bool)
    for start in range(0, len(texts) if decimal != "," else 0, _BLOCK):
        some = slice(start, start + _BLOCK)
        out[some], done[some] = _plain_minor(texts[some], digits[some])
    left = np.flatnonzero(~done)
    codes, values = pd.factorize(np.asarray(texts[left], object))
    for number in np.unique(digits[left]):
        rows = np.flatnonzero(digits[left] == number)
        used = np.zeros(len(values), bool)
        used[codes[rows]] = True
        minor, reason = _by_value(values, np.flatnonzero(used), int(number), decimal)
        out[left[rows]], reasons[left[rows]] = minor[codes[rows]], reason[codes[rows]]
    return out, reasons


def _by_value(values: Any, used: Ints, digits: int, decimal: str | None) -> tuple[Ints, np.ndarray[Any, Any]]:
    minor, reason = np.zeros(len(values), np.int64), np.full(len(values), "", object)
    for at in used:
        value, reason[at] = read_decimal(str(values[at]), None if digits < 0 else digits, decimal)
        if value is not None and digits >= 0:
            minor[at] = _minor(value, digits) or 0  # never `None`: it was read
    return minor, reason


def _plain_minor(texts: np.ndarray[Any, Any], digits: Ints) -> tuple[Ints, Ints]:
    """Minor units of texts like ``-1234.56``, and which texts are so plain: up to 15 digits, then at most the currency's decimals."""
    n = len(texts)
    try:
        listed = texts.tolist()
        raw = np.array(listed, f"S{_WIDTH}")
        if "\0" in "".join(listed):  # numpy ends a text there
            return np.zeros(n, np.int64), np.zeros(n, bool)
    except (UnicodeEncodeError, ValueError, TypeError):
        return np.zeros(n, np.int64), np.zeros(n, bool)
    marks = np.ascontiguousarray(raw.view(np.uint8).reshape(n, _WIDTH).T)  # (width, n): character by character
    marks = marks[: 1 + int(np.flatnonzero(marks.any(axis=1))[-1]) if marks.any() else 0]
    figure, point = marks - np.uint8(48), marks == ord(".")
    is_figure = figure < 10
    length, figures, points = ((m).sum(axis=0, dtype=np.int8) for m in (marks != 0, is_figure, point))
    negative = marks[0] == ord("-") if len(marks) else np.zeros(n, bool)
    value, decimals = np.zeros(n, np.int64), np.zeros(n, np.int8)
    seen = np.zeros(n, bool)
    for number, row in enumerate(is_figure):
        value = np.where(row, value * 10 + figure[number], value)
        decimals += row & seen
        seen |= point[number]
    plain = (figures + points + negative == length) & (points <= 1) & (length < _WIDTH) & (decimals >= points) & (decimals <= digits)
    whole = figures - decimals
    plain &= (whole >= 1) & (whole <= 15) & (whole + digits <= 18)
    scale = 10 ** np.where(plain, digits - decimals, 0).astype(np.int64)
    return np.where(plain, np.where(negative, -value, value) * scale, 0), plain
