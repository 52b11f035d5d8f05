"""A simple answer to the question where the header stands, for whoever gives no better one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeAlias

__all__ = ["HEAD_ROWS", "FindHeader", "first_even_row", "usual_width"]

FindHeader: TypeAlias = Callable[[list[list[str]]], int | None]
"""From the first records of a table, as text, to the position of the header among them; `None`: there is none."""
HEAD_ROWS = 200
"""So many records are looked at."""


def usual_width(records: Sequence[Sequence[str]]) -> int:
    """How many cells most records have, of those with several; the larger number of two; 0: no record has several."""
    widths = Counter(len(r) for r in records if len(r) > 1 and any(c.strip() for c in r))
    return max(widths, key=lambda w: (widths[w], w), default=0)


def first_even_row(records: list[list[str]]) -> int | None:
    """The first record with two filled cells or more whose width is that of most.

    Where titles are padded to the same width, the first with more than half as many filled cells as the records have. Where most
    rows end in a blank cell, it may be without.

    Examples
    --------
    >>> first_even_row([["Open items"], ["supplier", "amount"], ["Acme", "10.00"]])
    1
    """
    width = usual_width(records)
    last = [r[-1].strip() for r in records if len(r) == width > 2]
    widths = (width, width - 1) if last and 2 * sum(1 for c in last if not c) >= len(last) else (width,)
    filled = [sum(1 for c in r if c.strip()) for r in records]
    even = sorted(n for n, r in zip(filled, records, strict=True) if len(r) in widths and n > 1)
    least = max(2, even[len(even) // 2] // 2 + 1) if even else 2
    fits = (at for at, (n, r) in enumerate(zip(filled, records, strict=True)) if len(r) in widths and n >= least)
    return next(fits, None)
