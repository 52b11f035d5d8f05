"""Columns that may say when an invoice is due, by what stands in them: dates after the invoice's, words of terms, codes, days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from cashflow.basics.errors import AmbiguousTermsError, InputError
from cashflow.ledger.layout.cells.content import fits, text_of
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.words import fold, roles_of
from cashflow.terms.parse import parse_terms

__all__ = ["due_columns", "latest_first"]

_NEARLY_ALL = 0.9
_CODE = re.compile(r"(?i)(?:[a-z]{1,4}[-/ ]?)?\d{1,4}[a-z]{0,3}|[a-z]{2,6}\d*")
_SPEAKS = re.compile(r"term|cond|zahl|ziel|tage|days|jours|dias|giorni|dagen|dni|delai|plazo|prazo|pago|pagam|betal|paiement|regle|zb")
_DATE = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})")
_LONGEST = 400  # days from an invoice to the day on which it is due
_FEW = 60  # distinct terms


def due_columns(grid: Grid, at: Mapping[str, int]) -> list[str]:
    """``due_date=Name`` and ``terms=Name`` of the columns that may say it, the likeliest first; only ever proposed.

    Dates count that are in nine of ten rows on the day of the invoice or up to 400 days later, not always on that day; terms that can be
    read; short codes and numbers of days where the name speaks of terms, too.
    """
    used = set(at.values())
    free = [i for i, n in enumerate(grid.names) if n and i not in used and grid.names.count(n) == 1 and not _is_other(n)]
    start = next((at[r] for r in ("invoice_date", "posting_date") if r in at), None)
    dates = [f"due_date={grid.names[i]}" for i in free if start is not None and _later(grid, start, i)]
    texts = [f"terms={grid.names[i]}" for i in free if _are_terms(grid.names[i], grid.cells(i))]
    return [*dates, *sorted(texts, key=lambda t: _are_digits(grid.cells(grid.names.index(t.partition("=")[2]))))]


def latest_first(grid: Grid, names: Sequence[str]) -> list[str]:
    """Columns of dates, those first whose dates are on or after the ones of most others."""
    at = [grid.names.index(n) for n in names]
    later = {n: sum(_later(grid, other, i) for other in at if other != i) for n, i in zip(names, at, strict=True)}
    return sorted(names, key=lambda n: -later[n])


def _are_digits(cells: Sequence[Any]) -> bool:
    """Whether cells are single digits, which rather are codes than days."""
    return all(len(text_of(c).removesuffix(".0")) == 1 for c in cells)


def _is_other(name: str) -> bool:
    return bool(set(roles_of(name)) - {"due_date", "terms"})


def _later(grid: Grid, start: int, column: int) -> bool:
    if not fits("due_date", grid.cells(column)):
        return False
    pairs = [(row[start], row[column]) for row in grid.sample() if text_of(row[start]) and text_of(row[column])]
    gaps = [g for gap in _gaps(pairs) for g in gap]
    return bool(gaps) and any(gaps) and sum(0 <= g <= _LONGEST for g in gaps) >= _NEARLY_ALL * len(gaps)


def _gaps(pairs: Sequence[tuple[Any, Any]]) -> list[list[int]]:
    """Days between two dates of each row, in the reading of day and month that leaves the fewest apart."""
    best: list[list[int]] = []
    for day_first in (True, False):
        read = [(_day(a, day_first), _day(b, day_first)) for a, b in pairs]
        gaps = [[(b - a).days] for a, b in read if a is not None and b is not None]
        if len(gaps) > len(best):
            best = gaps
    return best


def _day(cell: Any, day_first: bool) -> dt.date | None:
    """About the day of a cell, as evidence."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    found = _DATE.match(text_of(cell))
    if not found:
        digits = text_of(cell)[:8]
        found = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", digits)
    if not found:
        return None
    one, two, three = (int(g) for g in found.groups())
    year, month, day = (one, two, three) if one > 31 else (three, two, one) if day_first else (three, one, two)
    try:
        return dt.date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def _are_terms(name: str, cells: Sequence[Any]) -> bool:
    """Whether texts are terms: they can be read as ones, or are codes or days under a name that speaks of terms."""
    texts = list(dict.fromkeys(text_of(c) for c in cells))
    if fits("due_date", cells) or not texts or len(texts) > _FEW or len(texts) > max(3, len(cells)):
        return False
    speaks = bool(_SPEAKS.search(fold(name)))
    if all(t.isdigit() for t in texts):
        return speaks and all(int(t) <= _LONGEST for t in texts)
    if sum(map(_is_term, texts)) >= _NEARLY_ALL * len(texts):
        return True
    return speaks and all(_CODE.fullmatch(t) for t in texts)


def _is_term(text: str) -> bool:
    try:
        parse_terms(text)
    except AmbiguousTermsError:
        return True
    except InputError:
        return False
    return True
