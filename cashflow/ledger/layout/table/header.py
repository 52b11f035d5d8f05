"""Where the header of a table stands: the row among the first ones with most names that are known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cashflow.ledger.layout.cells.content import is_amount, is_date, text_of
from cashflow.ledger.layout.cells.words import fold, roles_of
from cashflow.ledger.layout.profile import profiles

__all__ = ["LOOK", "figures_in", "header_at"]

LOOK = 60
"""So many records are looked at."""


def header_at(records: Sequence[Sequence[Any]]) -> int | None:
    """Position of the header among the first records of a file; `None`: none can be it.

    It is the first of those records that name most things which are known, two at least; a record of which a third is numbers or dates
    is none. Where no name is known it is the first record of words that is as wide as the ones below.

    Examples
    --------
    >>> header_at([["A/P Aging"], ["Date", "Num", "Vendor", "Amount"], ["05/07/2026", "1003", "Acme", "10.00"]])
    1
    """
    best, most = None, 1
    for at, record in enumerate(records[:LOOK]):
        cells = [text_of(c) for c in record if text_of(c)]
        if len(cells) < 2 or figures_in(cells):
            continue
        known = _names(cells)
        if known > most:
            best, most = at, known
    return _first_wide(records[:LOOK]) if best is None else best


def figures_in(cells: Sequence[str]) -> bool:
    """Whether more than a third of some cells are numbers or dates, as in no header."""
    return 3 * sum(is_amount(c) or is_date(c) for c in cells) > len(cells)


def _first_wide(records: Sequence[Sequence[Any]]) -> int | None:
    """The first record of words alone, as wide as the widest in nine of ten cells."""
    filled = [[c for c in map(text_of, r) if c] for r in records]
    widest = max(map(len, filled), default=0)
    wide = (i for i, cells in enumerate(filled) if len(cells) > 1 and 10 * len(cells) >= 9 * widest)
    return next((i for i in wide if not any(is_amount(c) or is_date(c) for c in filled[i])), None)


def _names(cells: Sequence[str]) -> int:
    """How many names say different things; names that a profile needs count, too, since journals have words of their own."""
    roles = {frozenset(roles_of(c)) for c in cells} - {frozenset()}
    if len(roles) >= 3:
        return len(roles)
    folded = {fold(c) for c in cells}
    return max(len(roles), *(p.fits(folded) for p in profiles().values()))
