"""Text columns of amounts: a value with exactly one reading is read, one with two is refused with both."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.amount_marks import split_marks, unmarked
from cashflow.basics.amount_plain import grouped_minor, plain_minor
from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.basics.strings import Strings, no_texts
from cashflow.basics.valueless import valueless

__all__ = ["Rounded", "read_amounts", "read_decimal"]

_SPACE = "[ \u00a0\u2007\u2008\u2009\u202f'\u2019\u02bc]"
_SPACES = re.compile(_SPACE)
_BY_SPACES = re.compile(rf"\d{{1,3}}(?:{_SPACE}\d{{3}})+(?:[.,]\d+)?")
_SIDE = re.compile(r"(.*\d[^a-z]*?)\s*(cr|dr|haben|soll|[hs])\.?|(cr|dr)\.?\s+(.*)", re.IGNORECASE)
_SIDES = {"haben": "Cr", "h": "Cr", "soll": "Dr", "s": "Dr"}
"""German words of sides and what they say."""
_CUT = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+")
_SHORT = re.compile(r"([+-]?[1-9])\.([1-9])E\+(0\d|1[0-5])")
_LARGEST = 2**63 - 1
_BLOCK = 65_536
_FEW = 1_000  # texts that are read one by one
_DASHES = frozenset({"", "-", "--", "---", "–", "—", "\u2212"})


def _grouped(text: str, group: str, decimal: str) -> Decimal | None:
    """The value if `text` is digits in strict groups of three (or ungrouped) with that decimal sign; groups of two as in India."""
    by, point = re.escape(group), re.escape(decimal)
    two = r"|[1-9]\d?(?:,\d{2})+,\d{3}" if group == "," else ""
    if re.fullmatch(rf"(?:\d+|[1-9]\d{{0,2}}(?:{by}\d{{3}})+{two})(?:{point}\d+)?|{point}\d+", text):
        return Decimal(text.replace(group, "").replace(decimal, "."))
    return None


def _unsigned(text: str, decimal: str | None) -> list[Decimal]:
    """All readings of digits with separators, without their sign."""
    if _SPACES.search(text):
        if not _BY_SPACES.fullmatch(text):
            return []
        text = _SPACES.sub("", text)
        found = [_grouped(text, "\0", sign) for sign in ((decimal,) if decimal else (".", ","))]
    else:
        pairs = ((",", "."), (".", ","))
        found = [_grouped(text, g, d) for g, d in pairs if decimal in (None, d)]
    return sorted({f for f in found if f is not None})


def _minor(value: Decimal, digits: int, *, rounded: bool = False) -> int | None:
    """Exact minor units, whatever the caller's decimal context; `None`: the value has more decimals. `rounded`: half away from zero."""
    sign, figures, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    whole, shift = int("".join(map(str, figures)) or "0"), exponent + digits
    if shift < 0 and whole % 10**-shift:
        if not rounded:
            return None
        whole += 5 * 10 ** (-shift - 1)
    scaled = whole * 10**shift if shift >= 0 else whole // 10**-shift
    return -scaled if sign else scaled


def _signed(text: str) -> tuple[str, bool]:
    """Digits and separators, and whether they are negative: brackets, or one sign before or behind."""
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), True
    if text[:1] in ("+", "-"):
        return text[1:].strip(), text[0] == "-"
    if text[-1:] == "-":
        return text[:-1].strip(), True
    return text, False


def _side(text: str) -> tuple[str, str]:
    """A text without Cr or Dr, Haben or Soll, and which of the first two it stands for."""
    match = _SIDE.fullmatch(text)
    if match is None:
        return text, ""
    word = match[2] or match[3]
    return (match[1] or match[4]).strip(), _SIDES.get(word.lower(), word.capitalize())


def read_decimal(
    text: str, digits: int | None, decimal: str | None = None, *, owed: str | None = None, rounded: bool = False
) -> tuple[Decimal | None, str]:
    """One amount and no reason, or no amount and the reason.

    Parameters
    ----------
    text
        As it stands in the file; a currency's sign or code in front or behind is ignored.
    digits
        The currency's minor digits; `None` for an unknown currency.
    decimal
        ``"."`` or ``","`` where texts like ``1,234`` have two readings.
    owed
        ``"Cr"`` or ``"Dr"``: which of them is owed, so positive; without it texts with one of them are refused.
    rounded
        Whether a value may have more decimals than the currency; it is given with all of them.

    Examples
    --------
    >>> read_decimal("1.234,56-", 2)
    (Decimal('-1234.56'), '')
    >>> read_decimal("<90.00>", 2)
    (Decimal('-90.00'), '')
    >>> read_decimal("1,234", 2)[1]
    "has two readings, 1.234 and 1234; say decimal = '.' or ','"
    >>> read_decimal("25,000.00 Cr", 2)[1]
    "has Cr beside it; say which is owed: owed = 'Cr' or 'Dr'"
    """
    clean = text.strip().replace("\u2212", "-")
    clean = f"({clean[1:-1]})" if clean[:1] == "<" and clean[-1:] == ">" else clean  # as Oracle writes what is negative
    if clean in _DASHES:
        return None, "is missing"
    if wrong := valueless(clean):
        return None, wrong
    if len(clean) > 80:
        return None, "is too long for an amount"
    clean, side = _side(clean)
    clean, negative = _signed(split_marks(clean)[0].strip())
    if len(clean) > 60:
        return None, "is too long for an amount"
    value, reason = _value(clean, decimal)
    if value is None:
        return None, reason
    if side and owed is None:
        return None, f"has {side} beside it; say which is owed: owed = 'Cr' or 'Dr'"
    turned = negative != bool(side and side != owed)
    value = value.copy_negate() if turned and value else value
    minor = _minor(value, digits or 0, rounded=rounded)
    if digits is not None and minor is None:
        return None, f"has more decimals than the currency has ({digits})"
    if minor is not None and abs(minor) > _LARGEST:
        return None, "is too large for an amount"
    return value, ""


def _value(clean: str, decimal: str | None) -> tuple[Decimal | None, str]:
    """The one reading of a text without sign, or why it has none."""
    if _CUT.fullmatch(clean):
        if not re.search("[1-9]", re.split("[eE]", clean)[0]):  # as Decimal writes a zero of many decimals; nothing was cut off it
            return Decimal(0), ""
        short = _SHORT.fullmatch(clean)
        if short is None:
            return None, "is not a number like 1234.56: digits were cut when it was written; write the whole number"
        return Decimal(f"{short[1]}{short[2]}").scaleb(int(short[3]) - 1), ""
    found = _unsigned(clean, decimal)
    if not found:
        return None, "is not a number like 1234.56"
    if len(found) == 2:
        return None, f"has two readings, {found[0]} and {found[1]}; say decimal = '.' or ','"
    return found[0], ""


@frozen(eq=False)
class Rounded:
    """Rows whose amounts were rounded to the currency's decimals, and by how much: what stood there less what was taken."""

    rows: list[int]
    away: list[Decimal]  # major units, with the sign of the text

    @classmethod
    def empty(cls) -> Rounded:
        """None yet; `read_amounts` adds to it."""
        return cls([], [])


def read_amounts(
    texts: np.ndarray[Any, Any] | Strings,
    digits: Ints,
    decimal: str | None = None,
    *,
    owed: str | None = None,
    rounded: Rounded | None = None,
    odd: list[Ints] | None = None,
) -> tuple[Ints, np.ndarray[Any, Any]]:
    """Minor units of amount texts; plain and grouped decimals in bulk, the others one by one.

    Parameters
    ----------
    texts : (n,), object or `Strings`
        As they stand in the file.
    digits : (n,)
        Minor digits of each row's currency; −1 where it is unknown.
    decimal
        ``"."`` or ``","``.
    owed
        ``"Cr"`` or ``"Dr"``, where texts have one of them beside them.
    rounded
        Given: values with more decimals are rounded, half away from zero, and their rows added here.
    odd
        Given: positions of the texts that are more than digits with points, commas and a sign are added here; all that have a reason
        are among them.

    Returns
    -------
    minor : (n,), int64
        0 where unreadable.
    reasons : (n,), object
        Why a text was not read; empty where it was.
    """
    if decimal not in (None, ".", ","):
        raise InputError("must be '.' or ','", column="decimal", value=decimal)
    out, reasons = np.zeros(len(texts), np.int64), no_texts(len(texts))
    done = np.zeros(len(texts), bool)
    for start in range(0, len(texts) if decimal != "," else 0, _BLOCK):
        some = slice(start, start + _BLOCK)
        out[some], done[some] = plain_minor(texts[some], digits[some], sure=decimal == ".")
    for bare in (False, True):
        left = np.flatnonzero(~done)
        if bare and odd is not None:
            odd.append(left)
        for at in (left[start : start + _BLOCK] for start in range(0, len(left) if len(left) > _FEW or not bare else 0, _BLOCK)):
            out[at], done[at] = _in_bulk(texts[at], digits[at], decimal, bare)
    left = left[~done[left]]
    codes, values = pd.factorize(np.asarray(texts[left], object))
    for number in np.unique(digits[left]):
        rows = np.flatnonzero(digits[left] == number)
        used = np.zeros(len(values), bool)
        used[codes[rows]] = True
        minor, reason, away = _by_value(values, np.flatnonzero(used), int(number), decimal, owed, rounded is not None)
        out[left[rows]], reasons[left[rows]] = minor[codes[rows]], reason[codes[rows]]
        if rounded is not None and away:
            for at in rows[np.isin(codes[rows], list(away))].tolist():
                rounded.rows.append(int(left[at]))
                rounded.away.append(away[int(codes[at])])
    return out, reasons


def _in_bulk(texts: np.ndarray[Any, Any], digits: Ints, decimal: str | None, bare: bool) -> tuple[Ints, Ints]:
    """Minor units of grouped texts, and which are so; `bare`: without the currency that most of them have."""
    if not bare:
        return grouped_minor(texts, digits, decimal)
    texts, had = unmarked(texts)
    if not had.any():
        return np.zeros(len(texts), np.int64), had
    minor, good = grouped_minor(texts, digits, decimal)
    if decimal != ",":
        plain, also = plain_minor(texts, digits, sure=decimal == ".")
        minor, good = np.where(also, plain, minor), good | also
    return np.where(had, minor, 0), had & good


def _by_value(
    values: Any, used: Ints, digits: int, decimal: str | None, owed: str | None, rounded: bool
) -> tuple[Ints, np.ndarray[Any, Any], dict[int, Decimal]]:
    minor, reason = np.zeros(len(values), np.int64), np.full(len(values), "", object)
    away: dict[int, Decimal] = {}
    for at in used.tolist():
        value, reason[at] = read_decimal(str(values[at]), None if digits < 0 else digits, decimal, owed=owed, rounded=rounded)
        if value is None or digits < 0:
            continue
        minor[at] = _minor(value, digits, rounded=rounded) or 0  # never `None`: it was read
        if rounded and _minor(value, digits) is None:
            away[at] = _less(value, int(minor[at]), digits)
    return minor, reason, away


def _less(value: Decimal, minor: int, digits: int) -> Decimal:
    """What a value is more than whole minor units, whatever the caller's decimal context."""
    sign, figures, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    whole = int("".join(map(str, figures))) * (-1 if sign else 1)
    rest = whole - minor * 10 ** (-exponent - digits)
    return Decimal((int(rest < 0), tuple(map(int, str(abs(rest)))), exponent))
