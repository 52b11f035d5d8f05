"""Rows that repeat others, so many that they are lines of bills, or a file that holds itself twice: whether they count once is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError, to_type
from cashflow.basics.frames import pd
from cashflow.ledger.layout.amounts.amounts import Amounts
from cashflow.ledger.layout.amounts.gaps import Gap
from cashflow.ledger.layout.cells.content import text_of
from cashflow.ledger.layout.cells.grid import Column, Grid
from cashflow.ledger.layout.items.bills import further_lines
from cashflow.ledger.layout.profile import Profile
from cashflow.ledger.layout.told import LayoutOptions
from cashflow.ledger.names import OWN_COLUMNS, tidied

__all__ = ["lines_gap", "refuse_written_twice"]

_REPEATS = (
    "supplier", "supplier_number", "invoice", "document", "invoice_date", "due_date", "paid_date", "amount", "open_amount", "paid_amount",
    "local_amount", "debit", "credit",
)  # fmt: skip
_LOOKED = 20_000  # rows in which lines of one bill stand together
_PROBED, _EACH = 4_000, 8  # numbers of the first rows that are looked for in every eighth of the others
_LEAST, _PART = 5, 5  # rows that repeat others: so many, and one of so many, are more than duplicates


def lines_gap(grid: Grid, at: Mapping[str, int], item: Ints, amounts: Amounts | None, profile: Profile, told: LayoutOptions) -> Gap | None:
    """Rows that repeat supplier, number, dates and amounts of another one, so many that they are lines of bills, or written twice."""
    key = [at[r] for r in _REPEATS if r in at]
    if told.profile is not None or profile.lines or not {"invoice", "document"} & set(at):
        return None
    rows = np.flatnonzero(item)
    number = grid.raw(at["invoice"] if "invoice" in at else at["document"])[rows]
    gap = _gap(number, {str(i): grid.column(i).codes[rows] for i in key}, profile.name)
    if gap is None or amounts is None or further_lines(grid, at, amounts.columns, item, amounts.decimal, sure=False)[0].any():
        return None  # there is none, or the amounts of the lines say what they are
    return gap


def refuse_written_twice(frame: pd.DataFrame, names: Sequence[str], told: LayoutOptions, source: object) -> None:
    """Refuse a table with our own column names of which a fifth of the rows repeat others in all that is ours, until it is told."""
    own = {tidied(n): i for i, n in enumerate(names) if tidied(n) in OWN_COLUMNS}
    if told.profile is not None or "invoice" not in own:
        return
    number = frame.iloc[:, own["invoice"]].to_numpy(object)
    if not _many_repeat(number):
        return
    gap = _gap(number, {n: Column.of(frame.iloc[:, i].to_numpy(object)).codes for n, i in own.items()}, "general")
    if gap is not None:
        raise InputError(gap.words, file=source, hint=f"Type: {to_type([gap.ask])}", ask=[dict(gap.ask)])


def _gap(number: Any, key: Mapping[str, Ints], each: str) -> Gap | None:
    if not _many_repeat(number):
        return None
    again = pd.DataFrame(key).duplicated().to_numpy() & np.fromiter((bool(text_of(n)) for n in number.tolist()), bool, len(number))
    many, of = int(again.sum()), len(number)
    if many < _LEAST or many * _PART < of:
        return None
    words = f"{many:,} of {of:,} rows repeat the number, dates and amount of another one{_as_what(again)}"
    what = f"{words}: they count once (bill_lines), or each ([ledger] profile)"
    choices = ["bill_lines", each]
    ask = {"what": what, "choices": choices, "type": f"--profile {choices[0]}"}
    return Gap(f"{words}: they count once (--profile bill_lines), or each (--profile {each})", ask, True)


def _as_what(again: Ints) -> str:
    """Whether the second half of the rows repeats the first, as of a file that was written twice."""
    half, odd = divmod(len(again), 2)
    return ", as in a file that holds all of it twice" if not odd and again[half:].all() and not again[:half].any() else ""


def _many_repeat(number: Any) -> bool:
    """Whether so many numbers stand twice that it is worth to look at whole rows: near each other, or far apart."""
    head = pd.Series(number[:_LOOKED], dtype=object)
    if _PART * int(head.duplicated().sum()) >= len(head) > 0:
        return True
    first = [n for n in number[:_PROBED].tolist() if text_of(n)]
    if len(number) <= _LOOKED or not first:
        return False
    found = int(pd.Series(number[_LOOKED::_EACH], dtype=object).isin(first).sum())
    return _PART * _EACH * found >= len(first)
