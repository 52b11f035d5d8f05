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
    kind: str, at: Ints, texts: np.ndarray[Any, Any], names: Sequence[str], codes: Ints, decimal: str | None, whole: bool = False
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
    """
    out: dict[tuple[str, str], int] = {}
    if not len(at):
        return out
    text_codes, distinct = pd.factorize(np.array([str(t) for t in texts[at].tolist()], object))
    most = [_as(text, ".") // 10**_DIGITS if whole else _most(text, decimal) for text in distinct]
    pairs, many = np.unique(np.stack([text_codes, codes[at]]), axis=1, return_counts=True)
    for text, code, n in zip(*pairs.tolist(), many.tolist(), strict=True):
        known = names[code] in CURRENCIES
        key = kind, names[code] if known else (MINOR if whole else "")
        unit = 10 ** (_DIGITS - CURRENCIES[names[code]]) if whole and known else 1
        if most[text]:
            out[key] = out.get(key, 0) + most[text] * n * unit
    return out


def _most(text: str, decimal: str | None) -> int:
    """A readable amount as it reads; else the largest that its digits can mean."""
    minor, reasons = read_amounts(np.array([text], object), np.array([_DIGITS]), decimal)
    if not reasons[0]:
        return abs(int(minor[0]))
    if _EXPONENT.search(text) or valueless(text):
        return _ENDLESS
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
