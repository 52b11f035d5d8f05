"""Tables that belong to one export: rows of one get columns of another, by key, as a profile declares it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import evolve, field, frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.ledger.csv_head import Said
from cashflow.ledger.layout.content import nothing, text_of
from cashflow.ledger.layout.words import fold
from cashflow.ledger.opening.headers import HEAD_ROWS
from cashflow.ledger.opening.sheet import Sheet

__all__ = ["Join", "Joined", "Lookup", "lookup_in"]


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
    """Rows of one key of some lookups: values to give, by column."""

    join: Join
    keys: Mapping[str, int]  # key → position in `values`
    values: Mapping[str, Any]  # column → (n,), object
    files: tuple[str, ...]

    @classmethod
    def of(cls, lookups: Sequence[Lookup]) -> Joined:
        """The lookups of one join; refused where a key stands twice with other values."""
        join = lookups[0].join
        frames = []
        for one in lookups:
            there = one.columns
            lacks = [n for n in join.on if n not in there]
            if lacks:
                raise InputError(f"is {join.table}, and lacks the column {lacks[0]}, by which it is joined", file=one.sheet.source)
            frames.append(pd.DataFrame({n: one.below.iloc[:, i].to_numpy(object) for n, i in there.items()}, dtype=object))
        table = pd.concat(frames, ignore_index=True).astype(object)
        table = table.where(table.notna(), "")
        names = [n for n in join.take if n in table]
        key = keys_of([table[n].to_numpy(object) for n in join.on])
        texts = table[names].map(text_of).assign(**{"": key})
        texts = texts[texts[""] != ""].drop_duplicates()
        twice = texts[texts[""].duplicated()]
        if len(twice):
            shown = " ".join(f"{n} {v}" for n, v in zip(join.on, twice[""].iloc[0].split("\0"), strict=True))
            reason = f"{join.table} has two rows of {shown}, which differ in {' or '.join(names)}"
            raise InputError(reason, file=lookups[0].sheet.source, hint="Export one client, and each row once")
        first = texts.index.to_numpy()
        values = {n: table[n].to_numpy(object)[first] for n in names}
        files = tuple(one.sheet.source.name for one in lookups if one.sheet.source is not None)
        return cls(join, {k: i for i, k in enumerate(texts[""].tolist())}, values, files)

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
        key = keys_of([rows.iloc[:, folded.index(fold(n))].to_numpy(object) for n in self.join.on])
        found = np.array([self.keys.get(k, -1) for k in key.tolist()], np.int64)
        frame, names = _filled(sheet.frame.copy(), header, folded, start, found, self.values)
        said = self._missing(found, key, start)
        sheet = evolve(sheet, frame=frame, said=(*sheet.said, *said), names=sheet.names if sheet.names is None else tuple(names))
        where = f" ({', '.join(self.files)})" if self.files else ""
        return sheet, f"{', '.join(self.values)} of {self.join.table}{where} by {', '.join(self.join.on)}"

    def _missing(self, found: Ints, key: Any, start: int) -> list[Said]:
        lost = np.flatnonzero((found < 0) & (key != ""))
        if not len(lost):
            return []
        first, many = int(lost[0]), len(lost)
        shown = str(key[first]).replace("\0", " ")
        distinct = len(set(key[lost].tolist()))
        words = (
            f"{many:,} row{'s have' if many > 1 else ' has'} no row in {self.join.table} ({distinct:,} by {', '.join(self.join.on)}); kept"
        )
        return [Said(first + start, "flagged", "no row to join", self.join.on[-1], shown, words)]


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


def keys_of(columns: Sequence[Any]) -> Any:
    """(n,), object: one text a row; numbers without leading zeros, which a spreadsheet drops; empty where all cells are blank."""
    parts = []
    for cells in columns:
        codes, distinct = pd.factorize(np.array([text_of(c) for c in cells.tolist()] or [""], object)[: len(cells)])
        plain = np.array([(t.lstrip("0") or "0") if t.isdigit() else t.upper() for t in distinct.tolist()] or [""], object)
        parts.append(plain[codes])
    if not parts or not len(parts[0]):
        return np.zeros(0, object)
    joined = ["\0".join(row) for row in zip(*(p.tolist() for p in parts), strict=True)]
    return np.array([k if k.strip("\0") else "" for k in joined], object)
