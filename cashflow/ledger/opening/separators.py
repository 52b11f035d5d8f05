"""The separator of a text, by how evenly it parts the first records."""

from __future__ import annotations

import math
from collections.abc import Sequence

from attrs import frozen

from cashflow.ledger.names import OWN_COLUMNS, tidied
from cashflow.ledger.opening.headers import HEAD_ROWS, usual_width
from cashflow.ledger.opening.heads import cells_by
from cashflow.ledger.opening.options import separator_name

__all__ = ["Parted", "own_names", "separator_of"]

_CANDIDATES = (",", ";", "\t", "|")
_LATE = 0.7  # of a separator that leaves the first even record of another one whole


def own_names(header: Sequence[str]) -> int:
    """How many of our own names of columns a header has."""
    return len({*OWN_COLUMNS} & {tidied(c) for c in header})


@frozen(eq=False)
class Parted:
    """Records separated by a separator, and why by this one."""

    separator: str
    records: list[list[str]]
    why: str


@frozen
class _Fit:
    """How a separator parts the records."""

    records: list[list[str]]
    width: int = 0  # that most have
    even: int = 0  # records of it
    share: float = 0.0
    first: int = 0  # position of the first of them
    names: float = 0.0  # the share of its cells that may be names of columns
    score: float = 0.0


def separator_of(found: Sequence[bytes], told: str | None = None, quoted: bool = True) -> Parted:
    """The separator of some records: told, or that which leaves most of them with the same number of cells, names first.

    A decimal comma parts records as evenly as a semicolon does, but leaves the header whole: its first even record has figures.
    """
    if told is not None:
        return Parted(told, [cells_by(p, told, quoted) for p in found], "as told")
    first = next((p for p in found[:HEAD_ROWS] if p.strip(b' ,;\t|"\r\n')), b"")
    for sign in _CANDIDATES:
        ours = own_names(cells_by(first, sign, quoted))
        if ours > 1:
            return Parted(sign, [cells_by(p, sign, quoted) for p in found], f"the header has {ours} of our own names")
    fits = {sign: _fit([cells_by(p, sign, quoted) for p in found]) for sign in _CANDIDATES}
    first_even = min((f.first for f in fits.values() if f.share >= 0.8), default=0)
    best = max(_CANDIDATES, key=lambda s: (fits[s].names > 0.5, fits[s].score * (_LATE if fits[s].first > first_even else 1)))
    fit = fits[best]
    many = sum(1 for r in fit.records if any(c.strip() for c in r))
    if not fit.width:
        return Parted(",", fits[","].records, "no separator splits any record")
    others = [f"'{separator_name(s)}' parts {f.even}" for s, f in fits.items() if s != best and f.width]
    beside = f"; {', '.join(others)}" if others else ""
    why = f"{fit.even} of the first {many} rows have {fit.width} cells by '{separator_name(best)}'{beside}"
    return Parted(best, fit.records, why)


def _fit(records: list[list[str]]) -> _Fit:
    width = usual_width(records)
    filled = sum(1 for r in records if any(c.strip() for c in r))
    even = [at for at, r in enumerate(records) if len(r) == width and any(c.strip() for c in r)]
    if not width or not even:
        return _Fit(records)
    share = len(even) / filled
    first = next((at for at in even if sum(1 for c in records[at] if c.strip()) > 1), even[0])
    names = _names(records[first]) if share >= 0.1 else 0.0
    score = share * (1 - 1 / width) * (1 + math.log10(width)) * max(names, 0.1) ** 2
    return _Fit(records, width, len(even), share, first, names, score)


def _names(record: list[str]) -> float:
    """The share of cells in a record that may be names of columns; blank ones don't count."""
    filled = [c.strip() for c in record if c.strip()]
    if len(filled) < 2:
        return 0.0
    return sum(1 for c in filled if any(x.isalpha() for x in c) and sum(x.isdigit() for x in c) <= len(c) // 4) / len(filled)
