"""Days of a sweep by suppliers: who accepts how many days in which scenario, checked once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints, ends_of
from cashflow.basics.door import names_of
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.threads import by_share
from cashflow.ledger.model import Ledger
from cashflow.offers.arguments import named

__all__ = ["Asked", "days_of"]

_MOST = 3660
_BLOCK = 512


@frozen(eq=False)
class Asked:
    """Scenarios by supplier."""

    names: tuple[str, ...]
    days: Ints  # (n_scenarios, n_suppliers): −1, it does not accept
    values: list[int]  # numbers of days that occur, rising

    def chosen(self, known: list[int]) -> Ints:
        """(n_suppliers, n_scenarios), small unsigned: 0, or 1 + position among `known`; a row a supplier, because sums go by supplier."""
        table = np.zeros(max(known) + 2, np.uint16)
        table[np.array(known) + 1] = np.arange(1, len(known) + 1)
        dtype = np.uint8 if len(known) < 256 else np.uint16
        as_they_are = all(table[v + 1] == v + 1 for v in self.values)
        out = np.empty((self.days.shape[1], self.days.shape[0]), dtype)

        def turn(suppliers: slice) -> None:
            for start in range(suppliers.start, suppliers.stop, _BLOCK):
                at = slice(start, min(start + _BLOCK, suppliers.stop))
                some = self.days[:, at].astype(dtype if as_they_are else np.int16)
                block: Ints = np.add(some, 1, out=some)  # small and unsigned: −1 and 1 are 0
                _turn(block if as_they_are else table.take(block).astype(dtype), out[at])

        by_share(len(out), turn, out.size)
        return out


def _turn(block: Ints, out: Ints) -> None:
    """Write a table's columns as rows: first words of eight bytes, then what is in each; one by one takes half as long again."""
    many, n = block.shape
    each = 8 // block.itemsize
    if n % each:
        out[...] = block.T
        return
    words = np.ascontiguousarray(block.view(np.uint64).T)
    out.reshape(n // each, each, many)[...] = words.view(block.dtype).reshape(n // each, many, each).transpose(0, 2, 1)


def _values(days: Ints, low: int, high: int) -> list[int]:
    """Numbers of days that occur; looks no further than needed to have seen all between the least and the most."""
    there = np.zeros(high - low + 1, bool)
    for start in range(0, len(days), 16):
        there[days[start : start + 16].astype(np.int64).ravel() - low] = True
        if there.all():
            break
    return [low + int(k) for k in np.flatnonzero(there) if low + int(k) >= 0] or [0]


def days_of(ledger: Ledger, days: Any, names: Sequence[str] | None = None) -> Asked:
    """Read an array (n_scenarios, n_suppliers), suppliers as in ``ledger.supplier.values``, or a frame with suppliers as columns."""
    suppliers = ledger.supplier.values
    if hasattr(days, "columns"):
        names = [str(n) for n in days.index] if names is None else names
        values = _of_frame(suppliers, days)
    else:
        values = np.asarray(days)
        if values.ndim != 2 or values.shape[1] != len(suppliers):
            reason = f"must have a row a scenario and a column for each of the {len(suppliers):,} suppliers of the ledger"
            hint = "They stand in ledger.supplier.values; a frame may name them as columns"
            raise InputError(reason, column="days", value=f"shape {values.shape}", hint=hint)
    if values.dtype.kind not in "iu":
        raise InputError("must be whole numbers", column="days", value=str(values.dtype), hint="-1: the supplier does not accept")
    ends = by_share(len(values), lambda some: ends_of(values[some].ravel()), values.size) if values.size else [(0, 0)]
    low, high = min(e[0] for e in ends), max(e[1] for e in ends)
    if low < -1 or high > _MOST:
        raise InputError(f"must lie between -1 (does not accept) and {_MOST}", column="days", value=low if low < -1 else high)
    many = tuple(str(n) for n in range(1, len(values) + 1)) if names is None else _names(names, len(values))
    return Asked(many, values, _values(values, low, high))


def _names(names: Any, rows: int) -> tuple[str, ...]:
    many = tuple(named(name, "names") for name in names_of(names, "names"))
    if len(many) != rows:
        raise InputError(f"must be as many as the rows of days, {rows:,}, not {len(many):,}", column="names")
    if twice := [name for name, times in Counter(many).items() if times > 1]:
        raise InputError(
            "names two scenarios",
            column="names",
            value=twice[0],
            hint="Give each row of days a name of its own; of a frame it is the index",
        )
    return many


def _of_frame(suppliers: tuple[str, ...], frame: Any) -> Ints:
    place = {name: n for n, name in enumerate(suppliers)}
    for name in frame.columns:
        if name not in place:
            raise InputError(f"is not a supplier of the ledger. {nearest(str(name), suppliers)}", column="days", value=str(name))
    if len(set(frame.columns)) < len(frame.columns):
        raise InputError("names a supplier twice", column="days")
    given = frame.to_numpy()
    if given.dtype.kind not in "iu":
        return given
    out = np.full((len(frame), len(suppliers)), -1, np.int16)
    if given.size and not -1 <= int(given.min()) <= int(given.max()) <= _MOST:
        return given
    out[:, [place[name] for name in frame.columns]] = given
    return out
