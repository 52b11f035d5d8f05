"""Numbers read roughly: evidence on what a column is, never money."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from cashflow.ledger.layout.cells.content import finite, text_of

__all__ = ["is_part_of", "rough"]

_DIGITS = re.compile(r"\d[\d.,'\u2019\u00a0\u2009\u202f ]*")


def rough(cell: Any) -> float | None:
    """About the value of a cell, without its sign; the last point or comma is the decimal sign unless three digits follow.

    Examples
    --------
    >>> rough("1.234,56-"), rough("(2,000.00)"), rough("")
    (1234.56, 2000.0, None)
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return abs(float(cell)) if finite(cell) and abs(cell) < 1e300 else None
    found = _DIGITS.search(text_of(cell))
    if not found:
        return None
    text = re.sub(r"[^\d.,]", "", found[0]).rstrip(".,")
    at = max(text.rfind("."), text.rfind(","))
    if at < 0 or len(text) - at == 4:
        return float(re.sub(r"\D", "", text))
    return float(re.sub(r"\D", "", text[:at]) + "." + text[at + 1 :])


def is_part_of(rows: Sequence[Sequence[Any]], column: int, amounts: Sequence[int]) -> bool:
    """Whether a column is, in nearly all rows, no larger than the largest of some others."""
    seen = good = 0
    for row in rows:
        rest, wholes = rough(row[column]), [w for i in amounts if (w := rough(row[i])) is not None]
        if rest is not None and wholes:
            seen, good = seen + 1, good + (rest <= max(wholes) + 0.005)
    return good >= 0.95 * seen
