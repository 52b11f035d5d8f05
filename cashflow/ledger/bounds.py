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
    if whole:
        most = [_as(distinct[n], ".") // 10**_DIGITS for n in pairs[0].tolist()]
    else:
        most = _largest(distinct[pairs[0]], decimal, pairs[2].astype(bool))
    for largest, code, n in zip(most, pairs[1].tolist(), many.tolist(), strict=True):
        known = names[code] in CURRENCIES
        key = kind, names[code] if known else (MINOR if whole else "")
        unit = 10 ** (_DIGITS - CURRENCIES[names[code]]) if whole and known else 1
        if largest:
            out[key] = out.get(key, 0) + largest * n * unit
    return out


def _largest(texts: np.ndarray[Any, Any], decimal: str | None, sure: Ints) -> list[int]:
    """Amounts of one reading as they read; else the largest that their digits can mean; `sure`: where the point is the decimal sign."""
    out = [0] * len(texts)
    for at, sign, of in ((np.flatnonzero(~sure), decimal, ".,"), (np.flatnonzero(sure), ".", ".")):
        minor, reasons = read_amounts(texts[at], np.full(len(at), _DIGITS), sign)
        for place, value, unread in zip(at.tolist(), minor.tolist(), reasons.tolist(), strict=True):
            out[place] = _unread(texts[place], of) if unread else abs(value)
    return out


def _unread(text: str, signs: str) -> int:
    """The largest that the digits of a text can mean, whose decimal sign is one of some."""
    if _EXPONENT.search(text) or valueless(text):
        return _ENDLESS
    good = [s for s in signs if len(signs) > 1 and read_decimal(text, None, s)[0] is not None]
    return max(_as(text, sign) for sign in (good if len(good) == 1 else signs))


def _as(text: str, sign: str) -> int:
    """All digits, the last `sign` as the decimal sign where it stands once; rounded up."""
    whole, _, rest = text.partition(sign) if text.count(sign) == 1 else (text, "", "")
    digits, cents = (re.sub(r"\D", "", part) for part in (whole, rest))
    if len(digits) > 36:
        return _ENDLESS
    kept, more = cents[:_DIGITS].ljust(_DIGITS, "0"), cents[_DIGITS:]
    return int((digits or "0") + kept) + (more.strip("0") != "")
