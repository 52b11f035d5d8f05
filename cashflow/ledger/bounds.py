"""The most that money can be of which the amount or the currency can't be read: a bound, for what may be left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from cashflow.basics.amount_text import read_amounts, read_decimal
from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.basics.valueless import valueless
from cashflow.ledger.left_out import MINOR

__all__ = ["bounds_of"]

_DIGITS = 4
_ENDLESS = 10**40  # more than any money there is
_EXPONENT = re.compile(r"\d[eE][+-]?\d")


def bounds_of(
    kind: str,
    at: Ints,
    texts: np.ndarray[Any, Any],
    names: Sequence[str],
    codes: Ints,
    decimal: str | None,
    whole: bool = False,
    typed: Ints | None = None,
) -> dict[tuple[str, str], int]:
    """By kind and currency (empty where it is not known), in 1/10,000 of a major unit, of the rows at some positions.

    Parameters
    ----------
    kind
        Why they are rejected.
    at
        Their positions.
    texts
        Amounts of all rows, as they stand.
    names, codes
        Currencies of all rows.
    decimal
        As told.
    whole
        Whether amounts are whole minor units.
    typed : (n_rows,), bool, optional
        Cells that are numbers, whose point is a decimal point for certain; else any text may have its largest reading.
    """
    out: dict[tuple[str, str], int] = {}
    if not len(at):
        return out
    text_codes, distinct = pd.factorize(np.array([str(t) for t in texts[at].tolist()], object))
    sure = np.zeros(len(at), bool) if typed is None else typed[at]
    pairs, many = np.unique(np.stack([text_codes, codes[at], sure]), axis=1, return_counts=True)
    for number, code, is_sure, n in zip(*pairs.tolist(), many.tolist(), strict=True):
        text = distinct[number]
        most = _as(text, ".") // 10**_DIGITS if whole else _most(text, "." if is_sure else decimal, bool(is_sure))
        known = names[code] in CURRENCIES
        key = kind, names[code] if known else (MINOR if whole else "")
        unit = 10 ** (_DIGITS - CURRENCIES[names[code]]) if whole and known else 1
        if most:
            out[key] = out.get(key, 0) + most * n * unit
    return out


def _most(text: str, decimal: str | None, sure: bool) -> int:
    """An amount of one reading as it reads; else the largest that its digits can mean; `sure`: the point is the decimal sign."""
    minor, reasons = read_amounts(np.array([text], object), np.array([_DIGITS]), decimal)
    if not reasons[0]:
        return abs(int(minor[0]))
    if _EXPONENT.search(text) or valueless(text):
        return _ENDLESS
    if sure:
        return _as(text, ".")
    signs = [s for s in ".," if read_decimal(text, None, s)[0] is not None]
    return max(_as(text, sign) for sign in (signs if len(signs) == 1 else ".,"))


def _as(text: str, sign: str) -> int:
    """All digits, the last `sign` as the decimal sign where it stands once; rounded up."""
    whole, _, rest = text.partition(sign) if text.count(sign) == 1 else (text, "", "")
    digits, cents = (re.sub(r"\D", "", part) for part in (whole, rest))
    if len(digits) > 36:
        return _ENDLESS
    kept, more = cents[:_DIGITS].ljust(_DIGITS, "0"), cents[_DIGITS:]
    return int((digits or "0") + kept) + (more.strip("0") != "")
