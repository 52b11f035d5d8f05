"""The decimal sign of a column of amounts, decided by what its texts prove."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.amount_marks import split_marks, unmarked
from cashflow.basics.amount_plain import grouped_signs
from cashflow.basics.amount_text import read_amounts, read_decimal
from cashflow.basics.days import Ints
from cashflow.basics.frames import pd

__all__ = ["DECIMAL_SIGNS", "DecimalSign", "decide_decimal", "decide_whole"]

_FEW = 1_000  # texts that are looked at one by one
DECIMAL_SIGNS = {".": "point", ",": "comma"}
"""What they are called."""


@frozen
class DecimalSign:
    """What was decided for a column.

    Attributes
    ----------
    sign
        ``"."`` or ``","``; `None`: nothing proves one, or some prove each.
    evidence
        Why, in words; `None` where nothing was decided.
    """

    sign: str | None = None
    evidence: str | None = None

    @property
    def words(self) -> str:
        """As a sentence of a page: ``"decimal comma: in 12 amounts it can be nothing else, like 1.234,50"``; empty: not decided."""
        return f"decimal {DECIMAL_SIGNS[self.sign]}: {self.evidence}" if self.sign else ""


def decide_decimal(texts: Sequence[str], counts: Sequence[int] | None = None) -> DecimalSign:
    """The decimal sign of a column: one text with both signs, with other than 3 digits behind one, or with one sign twice decides.

    Parameters
    ----------
    texts
        Its texts, distinct or not.
    counts
        How many rows have each; one by default.

    Examples
    --------
    >>> decide_decimal(["1,234", "1.234,50"]).words
    'decimal comma: in 1 amount it can be nothing else, like 1.234,50'
    >>> decide_decimal(["1,234", "1.234,50", "12.5"]).sign is None, decide_decimal(["1,234"]).sign is None
    (True, True)
    """
    values = np.empty(len(texts), object)
    values[:] = texts
    many = np.ones(len(texts), np.int64) if counts is None else np.asarray(counts, np.int64)
    sign, seen = grouped_signs(values)
    left = np.flatnonzero(~seen)
    if len(left) > _FEW:
        bare, had = unmarked(values[left])
        sign[left[had]], seen[left[had]] = grouped_signs(bare[had])
        left = np.flatnonzero(~seen)
    if len(left):
        codes, distinct = pd.factorize(values[left])
        sign[left] = np.array([_proves(str(t)) for t in distinct], np.int8)[codes]
    return _proven(values, many, sign)


def decide_whole(texts: np.ndarray[Any, Any], counts: Ints) -> DecimalSign:
    """The decimal sign of amounts in currencies without decimals, of which none has a fraction: ``8,450`` yen is no 8.45 yen.

    Parameters
    ----------
    texts : (n,), object
        The distinct texts of rows in such currencies.
    counts : (n,)
        How many rows have each.

    Examples
    --------
    >>> decide_whole(np.array(["125,000", "8,450"], object), np.array([1, 2])).words
    'decimal point: in 2 amounts of a currency without decimals it can be nothing else, like 8,450'
    >>> [decide_whole(np.array(t, object), np.ones(len(t), int)).sign for t in (["125,000"], ["8,450", "8.450"])]
    [None, None]
    """
    none = np.zeros(len(texts), np.int64)
    point, comma = (read_amounts(texts, none, s, owed="Cr")[1] == "" for s in (".", ","))
    sign = point.astype(np.int8) - comma.astype(np.int8)
    return _proven(texts, counts, sign, " of a currency without decimals")


def _proven(texts: np.ndarray[Any, Any], counts: Ints, sign: Ints, kind: str = "") -> DecimalSign:
    """The one sign that texts prove, each 1 the point, −1 the comma or 0 none; nothing where they prove both."""
    points, commas = (int(counts[sign == s].sum()) for s in (1, -1))
    if bool(points) == bool(commas):
        return DecimalSign()
    found, number = (".", points) if points else (",", commas)
    where, example = "amount" if number == 1 else "amounts", str(texts[int(np.flatnonzero(sign)[0])]).strip()
    return DecimalSign(found, f"in {number:,} {where}{kind} it can be nothing else, like {example}")


def _proves(text: str) -> int:
    """The sign that one text proves: 1 the point, −1 the comma, 0 none."""
    bare = split_marks(text.strip())[0]
    if not ("." in bare or "," in bare):
        return 0
    point, comma = (read_decimal(text, None, s, owed="Cr")[0] is not None for s in (".", ","))
    return int(point) - int(comma)
