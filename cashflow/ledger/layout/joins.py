"""Tables that belong to one export: rows of one get columns of another, by key, as a profile declares it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import evolve, field, frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.ledger.layout.cells.content import nothing, text_of
from cashflow.ledger.layout.cells.words import fold
from cashflow.ledger.opening.csv_head import Said
from cashflow.ledger.opening.headers import HEAD_ROWS
from cashflow.ledger.opening.sheet import Sheet

__all__ = ["Join", "Joined", "Lookup", "key_codes", "lookup_in"]


def _words(given: Any) -> tuple[str, ...]:
    return tuple(fold(w) for w in given)


def _lists(given: Any) -> tuple[tuple[str, ...], ...]:
    return tuple(_words([some] if isinstance(some, str) else some) for some in given)


@frozen(kw_only=True)
class Join:
    """A table beside that of the items.

    Parameters
    ----------
    table
        What its program calls it.
    requires, never
        Names of columns that tell it, as of a profile.
    on
        Names of the columns that are the same in both tables; without any, nothing is taken from it.
    take
        Names of the columns that the items get; they stand where the items' own cell is blank.
    """

    table: str
    requires: tuple[tuple[str, ...], ...] = field(converter=_lists)
    never: tuple[str, ...] = field(default=(), converter=_words)
    on: tuple[str, ...] = field(default=(), converter=tuple)
    take: tuple[str, ...] = field(default=(), converter=tuple)

    def fits(self, folded: set[str]) -> bool:
        """Whether a header is that of this table."""
        return not set(self.never) & folded and all(set(some) & folded for some in self.requires)


@frozen(eq=False)
class Lookup:
    """A table of a join, found in a file: its header, and the rows below."""

    join: Join
    sheet: Sheet
    names: list[str]
    below: pd.DataFrame

    @property
    def columns(self) -> dict[str, int]:
        """Name → position, of the columns that are taken or matched by and that are there."""
        folded = [fold(n) for n in self.names]
        return {n: folded.index(fold(n)) for n in (*self.join.on, *self.join.take) if fold(n) in folded}


def lookup_in(sheet: Sheet, joins: Sequence[Join]) -> Lookup | None:
    """A sheet as a table of one of some joins, by the names in one of its first rows; `None`: it is none of them."""
    if sheet.names is not None:
        join = _fitting(sheet.names, joins)
        return None if join is None else Lookup(join, sheet, [*map(str, sheet.names)], sheet.frame)
    for at, record in enumerate(sheet.frame.iloc[:HEAD_ROWS].to_numpy(object).tolist()):
        names = [text_of(c).strip("\ufeff") for c in record]
        if (join := _fitting(names, joins)) is not None:
            return Lookup(join, sheet, names, sheet.frame.iloc[at + 1 :])
    return None


def _fitting(names: Sequence[Any], joins: Sequence[Join]) -> Join | None:
    folded = {fold(str(n)) for n in names} - {""}
    return next((j for j in joins if j.fits(folded)), None)


@frozen(eq=False)
class Joined:
    """The rows of some lookups of one join, each key once: the cells that are matched by, and those that are given, by column."""

    join: Join
    on: tuple[Any, ...]  # of (n,), object
    values: Mapping[str, Any]  # column → (n,), object
    files: tuple[str, ...]

    @classmethod
    def of(cls, lookups: Sequence[Lookup]) -> Joined:
        """The lookups of one join; refused where a key appears twice with other values."""
        join = lookups[0].join
        table = pd.concat([_taken(one) for one in lookups], ignore_index=True).astype(object)
        table = table.where(table.notna(), "")
        names = [n for n in join.take if n in table]
        (key,) = key_codes([[table[n].to_numpy(object) for n in join.on]])
        texts = pd.DataFrame({n: table[n].map(text_of) for n in names}).assign(**{"": key})
        texts = texts[key >= 0].drop_duplicates()
        first = texts.index.to_numpy()
        twice = first[texts[""].duplicated().to_numpy()]
        if len(twice):
            shown = " ".join(f"{n} {text_of(table[n].iloc[twice[0]])}" for n in join.on)
            reason = f"{join.table} has two rows of {shown}, which differ in {' or '.join(names)}"
            raise InputError(reason, file=lookups[0].sheet.source, hint="Export one client, and each row once")
        files = tuple(one.sheet.source.name for one in lookups if one.sheet.source is not None)
        on, values = ({n: table[n].to_numpy(object)[first] for n in some} for some in (join.on, names))
        return cls(join, tuple(on.values()), values, files)

    def give(self, sheet: Sheet, at: int) -> tuple[Sheet, str]:
        """A sheet of items with the columns of this table, and what was done, in words; `at`: position of its header, −1 if in no row.

        Rows that the table has no row for are said once.
        """
        header = [*map(str, sheet.names)] if sheet.names is not None and at < 0 else [text_of(c) for c in sheet.frame.iloc[at].tolist()]
        folded = [fold(n) for n in header]
        lacks = [n for n in self.join.on if fold(n) not in folded]
        if lacks:
            return sheet, f"{self.join.table} is not joined, since the items lack {', '.join(lacks)}"
        start = at + 1
        rows = sheet.frame.iloc[start:]
        mine = [rows.iloc[:, folded.index(fold(n))].to_numpy(object) for n in self.join.on]
        theirs, key = key_codes([[*self.on], mine])
        place = np.full(max(theirs.max(initial=-1), key.max(initial=-1)) + 2, -1, np.int64)  # the last one stands for no key
        place[theirs] = np.arange(len(theirs))
        found = place[key]
        frame, names = _filled(sheet.frame.copy(), header, folded, start, found, self.values)
        said = self._missing(found, key, mine, start)
        sheet = evolve(sheet, frame=frame, said=(*sheet.said, *said), names=sheet.names if sheet.names is None else tuple(names))
        where = f" ({', '.join(self.files)})" if self.files else ""
        return sheet, f"{', '.join(self.values)} of {self.join.table}{where} by {', '.join(self.join.on)}"

    def _missing(self, found: Ints, key: Ints, cells: Sequence[Any], start: int) -> list[Said]:
        lost = np.flatnonzero((found < 0) & (key >= 0))
        if not len(lost):
            return []
        first, many = int(lost[0]), len(lost)
        shown = " ".join(text_of(c[first]) for c in cells)
        words = f"{many:,} row{'s have' if many > 1 else ' has'} no row in {self.join.table}"
        words += f" ({len(np.unique(key[lost])):,} by {', '.join(self.join.on)}); kept"
        return [Said(first + start, "flagged", "no row to join", self.join.on[-1], shown, words)]


def _taken(lookup: Lookup) -> pd.DataFrame:
    """The columns of a lookup that are matched by or given."""
    there = lookup.columns
    lacks = [n for n in lookup.join.on if n not in there]
    if lacks:
        raise InputError(f"is {lookup.join.table}, and lacks the column {lacks[0]}, by which it is joined", file=lookup.sheet.source)
    return pd.DataFrame({n: lookup.below.iloc[:, i].to_numpy(object) for n, i in there.items()}, dtype=object)


def _filled(
    frame: pd.DataFrame, header: list[str], folded: list[str], start: int, found: Ints, values: Mapping[str, Any]
) -> tuple[pd.DataFrame, list[str]]:
    """The frame with the values of the rows that were found: in blank cells of its own columns, else in new ones."""
    names = [*header]
    for name, given in values.items():
        cells = np.append(given, "")[found]
        if fold(name) in folded:
            column = folded.index(fold(name))
            own = frame.iloc[:, column].to_numpy(object).copy()
            blank = np.fromiter((nothing(c) for c in own[start:].tolist()), bool, len(found))
            own[start:][blank] = cells[blank]
        else:
            column, own = len(names), np.full(len(frame), "", object)
            own[start:] = cells
            if start:
                own[start - 1] = name
            names.append(name)
        frame = _with(frame, column, own)
    return frame, names


def _with(frame: pd.DataFrame, at: int, cells: Any) -> pd.DataFrame:
    """The frame with a column at a position, in place of the one there or behind the last."""
    new = pd.Series(cells, index=frame.index, dtype=object)
    parts = [frame.iloc[:, :at], new, frame.iloc[:, at + 1 :]]
    out = pd.concat(parts, axis=1)
    out.columns = pd.RangeIndex(out.shape[1])
    return out


def key_codes(tables: Sequence[Sequence[Any]]) -> list[Ints]:
    """Of the key columns of several tables a code for each row, the same where all cells say the same; −1 where all are blank.

    Numbers say the same with and without leading zeros, which a spreadsheet drops; letters in either case.
    """
    sizes = [len(columns[0]) for columns in tables]
    code, blank = np.zeros(sum(sizes), np.int64), np.ones(sum(sizes), bool)
    for cells in zip(*tables, strict=True):
        raw, distinct = pd.factorize(np.concatenate([np.asarray(c, object) for c in cells]))
        plain = [_plain_key(c) for c in [*distinct.tolist(), ""]]  # a missing cell is the last
        values, _ = pd.factorize(np.array(plain, object))
        mine = values[raw]
        blank &= np.array([not p for p in plain])[raw]
        code = pd.factorize(code * (len(plain) + 1) + mine)[0].astype(np.int64)
    code[blank] = -1
    return np.split(code, np.cumsum(sizes)[:-1].tolist())


def _plain_key(cell: Any) -> str:
    text = text_of(cell)
    return (text.lstrip("0") or "0") if text.isdigit() else text.upper()
