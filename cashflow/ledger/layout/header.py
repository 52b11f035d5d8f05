"""Where the header of a table stands: the row among the first ones with most names that are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cashflow.ledger.layout.words import roles_of

__all__ = ["find_header"]

_LOOK = 60


def find_header(records: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Position of the header, and how many different things its names stand for.

    With no row of two known names it is the first one that is as wide as most; 0 names are known then.
    """
    best, known = 0, 0
    for at, record in enumerate(records[:_LOOK]):
        found = len({next(iter(r)) for r in (roles_of(c) for c in record) if r})
        if found > known:
            best, known = at, found
    if known >= 2:
        return best, known
    widths = Counter(len([c for c in r if c.strip()]) for r in records if len([c for c in r if c.strip()]) > 1)
    usual = max(widths, key=lambda w: (widths[w], w), default=0)
    first = next((i for i, r in enumerate(records) if len([c for c in r if c.strip()]) >= max(2, usual)), 0)
    return first, 0
