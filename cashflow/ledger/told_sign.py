"""A sign that is told of several files: of those whose own is in question. What decides its sign by itself keeps it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.errors import InputError
from cashflow.ledger.layout.cells.grid import Column
from cashflow.ledger.layout.cells.money import is_negative
from cashflow.ledger.names import tidied
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.table import Table

__all__ = ["OwnSign", "by_own_sign", "signs_settled"]

_READ = Callable[[ReadOptions], tuple[Table, ReadOptions]]


@frozen(eq=False)
class OwnSign:
    """A file as it is read without the sign that is told; `asked`: it can't be read so, and was read with it."""

    table: Table
    how: ReadOptions
    asked: bool
    again: _READ

    @property
    def kind(self) -> Any:
        """Files of one kind and one set of columns have one sign: a month of credit notes alone has that of the other months."""
        layout = self.table.layout
        return None if layout is None else (layout.profile, tuple(sorted(layout.columns.items())))

    @property
    def decided(self) -> bool:
        """Whether the kind of export or the columns of its amounts say its sign."""
        return not self.asked and self.how.sign is not None


def by_own_sign(read: _READ, options: ReadOptions) -> OwnSign:
    """A file, read without the sign that is told if it can be."""
    if options.sign is None:
        return OwnSign(*read(options), asked=False, again=read)
    try:
        return OwnSign(*read(evolve(options, sign=None)), asked=False, again=read)
    except InputError:
        return OwnSign(*read(options), asked=True, again=read)


def signs_settled(files: Sequence[OwnSign], options: ReadOptions) -> list[tuple[Table, ReadOptions]]:
    """Each file with its sign: the one that is told where its kind asks for it, else its own.

    A kind asks if one of its files can't be read otherwise, or if nothing says its sign and half of its amounts or more are negative;
    and if there is no other: then nobody else can be meant.
    """
    if options.sign is None:
        return [(f.table, f.how) for f in files]
    kinds, asks = {f.kind for f in files}, {f.kind for f in files if f.asked or f.table.layout is None}
    if len(kinds) == 1:
        asks = kinds
    for kind in {f.kind for f in files if not f.decided} - asks:
        amounts = [_amounts(f.table) for f in files if f.kind == kind]
        if 2 * sum(below for below, _ in amounts) >= sum(many for _, many in amounts):
            asks.add(kind)
    return [_settled(f, f.kind in asks, options) for f in files]


def _settled(file: OwnSign, asks: bool, options: ReadOptions) -> tuple[Table, ReadOptions]:
    if file.asked or asks:
        return (file.table, file.how) if file.asked else file.again(options)
    layout = file.table.layout
    if layout is None or file.decided:
        return file.table, file.how
    sign = "payables positive"
    told = "told" if options.sign == sign else "most amounts are positive, so the sign that is told is not of this file"
    table = evolve(file.table, layout=evolve(layout, sign=sign, why={**layout.why, "sign": told}))
    return table, evolve(file.how, sign=sign)


def _amounts(table: Table) -> tuple[int, int]:
    """How many amounts are negative, and how many rows are not ignored."""
    rows = np.ones(len(table.frame), bool)
    rows[[s.at for s in table.said if s.status == "ignored"]] = False
    name = next((c for c in table.frame if tidied(str(c)) == "amount"), None)  # our own name may be written in other letters
    if name is None:
        return 0, int(rows.sum())
    below = Column.of(np.asarray(table.frame[name], object)).each_cell(is_negative) & rows
    return int(below.sum()), int(rows.sum())
