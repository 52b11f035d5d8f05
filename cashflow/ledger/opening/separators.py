"""The separator of a text, by how evenly it parts the first records."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from attrs import frozen

from cashflow.ledger.opening.headers import HEAD_ROWS, usual_width
from cashflow.ledger.opening.heads import cells_by
from cashflow.ledger.opening.options import separator_name

__all__ = ["Parted", "separator_of"]

_OURS = {"supplier", "invoice", "invoice_date", "amount", "currency", "terms", "due_date", "paid_date"}
_CANDIDATES = (",", ";", "\t", "|")


@frozen(eq=False)
class Parted:
    """Records parted by a separator, and why by this one."""

    separator: str
    records: list[list[str]]
    why: str


@frozen
class _Fit:
    header: bool  # the first record of the usual width has names, not figures
    score: float
    width: int
    even: int  # records of that width
    records: list[list[str]]


def separator_of(found: Sequence[bytes], told: str | None = None, quoted: bool = True) -> Parted:
    """The separator of some records: told, or that which leaves most of them with the same number of cells, names first.

    A decimal comma parts records as evenly as a semicolon does, but leaves the header whole: its first even record has figures.
    """
    if told is not None:
        return Parted(told, [cells_by(p, told, quoted) for p in found], "as told")
    first = next((p for p in found[:HEAD_ROWS] if p.strip(b' ,;\t|"\r\n')), b"")
    for sign in _CANDIDATES:
        names = {c.strip().lower().replace(" ", "_") for c in cells_by(first, sign, quoted)}
        if len(names & _OURS) > 1:
            return Parted(sign, [cells_by(p, sign, quoted) for p in found], f"the header has {len(names & _OURS)} of our own names")
    fits = {sign: _fit([cells_by(p, sign, quoted) for p in found]) for sign in _CANDIDATES}
    best = max(_CANDIDATES, key=lambda s: (fits[s].header, fits[s].score))
    fit = fits[best]
    many = sum(1 for r in fit.records if any(c.strip() for c in r))
    if not fit.width:
        return Parted(",", fits[","].records, "no separator parts any record")
    others = [f"'{separator_name(s)}' parts {f.even}" for s, f in fits.items() if s != best and f.width]
    beside = f"; {', '.join(others)}" if others else ""
    why = f"{fit.even} of the first {many} rows have {fit.width} cells by '{separator_name(best)}'{beside}"
    return Parted(best, fit.records, why)


def _fit(records: list[list[str]]) -> _Fit:
    width = usual_width(records)
    filled = [r for r in records if any(c.strip() for c in r)]
    even = [r for r in filled if len(r) == width]
    if not width or not filled:
        return _Fit(False, 0.0, 0, 0, records)
    share = len(even) / len(filled)
    names = max((_names(r) for r in even[:20]), default=0.0)
    # Cells that hold one of the other separators again and again are not yet parted.
    rival = Counter(s for r in even for c in r for s in (";", "\t", "|") if c.count(s) > 1)
    whole = 1 - min(0.9, max(rival.values(), default=0) / max(1, len(even)))
    return _Fit(names > 0.5 and share >= 0.1, share * (1 - 1 / width) * (1 + math.log10(width)) * whole, width, len(even), records)


def _names(record: list[str]) -> float:
    """The share of cells in a record that may be names of columns; blank ones don't count."""
    filled = [c.strip() for c in record if c.strip()]
    if len(filled) < 2:
        return 0.0
    return sum(1 for c in filled if any(x.isalpha() for x in c) and sum(x.isdigit() for x in c) <= len(c) // 4) / len(filled)
