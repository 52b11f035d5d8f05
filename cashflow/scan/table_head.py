"""The header of a stream or frame: which column is which of ours, and whether its rows can be read by batches.

A table in memory is asked by its rows what a column of another name means. A stream is not, nor is a part of a cluster's frame: there
names alone must say it, ours or those of `map`; what else might change figures is refused, with what to type.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import evolve, frozen

from cashflow.basics.columns import by_name
from cashflow.basics.errors import InputError, nearest
from cashflow.ledger.layout.cells.words import VAGUE, roles_of
from cashflow.ledger.layout.table.plain import is_plain, may_say_more, unused_names
from cashflow.ledger.model import EVENT_COLUMNS
from cashflow.ledger.names import OWN_COLUMNS, tidied
from cashflow.ledger.options import ReadOptions
from cashflow.scan.places import places_of

__all__ = ["TableHead", "refuse_of_files"]

_OF_TEXTS = ("encoding", "separator", "sheet", "skip_rows")
_OF_LAYOUTS = ("types", "profile")
_KNOWN = {*OWN_COLUMNS, *EVENT_COLUMNS}
_NAMED = ("supplier", "invoice_date", "due_date", "amount", "currency", "terms")


def refuse_of_files(options: ReadOptions, kind: str, *, named: bool = False) -> None:
    """Refuse what is told of how a file is opened; and of files by name, but of files that are `named`."""
    for name, value in by_name(options, _OF_TEXTS if named else (*_OF_TEXTS, "files")).items():
        if value is not None and value != {}:
            told = value if isinstance(value, str | int) else ", ".join(value)
            reason = f"is for text and workbooks, and a {kind} has its columns already"
            raise InputError(reason, column=name, value=told, hint=f"Leave {name} out")


@frozen(eq=False)
class TableHead:
    """What a header says, before a row is read."""

    kind: str  # what refusals call the table
    places: Mapping[str, str]  # our column → the table's: those that are read by batches
    unused: Mapping[str, str]  # columns that look like ones of ours and are not used → why
    options: ReadOptions  # for batches whose columns have our names
    refusal: InputError | None  # why rows can't be read by batches

    @classmethod
    def of(cls, names: Sequence[str], kinds: Sequence[Any], options: ReadOptions, keep: Sequence[str] | None, kind: str) -> TableHead:
        """The header of a table: names and Arrow types of its columns; `keep` as for `places_of`.

        Raises
        ------
        InputError
            A setting that makes no sense; a column of `map` that is not there.
        """
        refuse_of_files(options, kind)
        told = by_name(options, _OF_LAYOUTS)
        laid = [(n, v) for n, v in told.items() if v and v != "cashflow"] + [("map", n) for n in options.map if n not in _KNOWN]
        ours = _renamed(names, options.map, kind)
        how = evolve(options, map=None, types=None, profile=None)
        more = _that_say_more([n for n in ours if n])
        if laid:
            return cls(kind, {}, {}, how, _by_layout(kind, *laid[0]))
        if more:
            return cls(kind, {}, {}, how, _says_more(kind, more))
        if not is_plain([*ours, "invoice"], how.layout):
            return cls(kind, {}, {}, how, _unnamed(kind, ours, options.currency is not None, options.terms is not None))
        places = places_of(ours, kinds, how, keep, kind)
        if options.currency is not None and "currency" in places:
            hint = "Leave one of them out; fill blank cells before"
            raise InputError("has a column 'currency' and a currency was given too", file=kind, hint=hint)
        theirs = dict(zip(ours, names, strict=True))
        return cls(kind, {n: theirs[p] for n, p in places.items()}, unused_names([n for n in ours if n]), how, None)

    def refuse(self) -> None:
        """Refuse rows that can't be read by batches."""
        if self.refusal is not None:
            raise self.refusal


def _renamed(names: Sequence[str], told: Mapping[str, str], kind: str) -> list[str]:
    """The names, those of `map` as ours; a column that has such a name of ours, and is another one, has none."""
    stripped = {n.strip(): n for n in names}
    for ours, theirs in told.items():
        if theirs.strip() not in stripped:
            raise InputError(f"is not a column. {nearest(theirs, stripped)}", file=kind, column=f"map.{ours}", value=theirs)
    new = {stripped[theirs.strip()]: ours for ours, theirs in told.items()}
    return [new.get(n, "" if tidied(n) in told else n) for n in names]


def _that_say_more(names: Sequence[str]) -> list[str]:
    """Columns whose words may say that a row is no invoice, is paid, or is of the other side."""
    own = [n for n in names if tidied(n) in _KNOWN]
    return [n for n in names if n not in own and may_say_more([*own, n])]


def _by_layout(kind: str, name: str, value: Any) -> InputError:
    hint = "Name columns by map, and keep only rows that are invoices or credit notes"
    return InputError(f"needs the whole table in memory, and this {kind} is larger", column=name, value=str(value), hint=hint)


def _says_more(kind: str, names: list[str]) -> InputError:
    columns = ", ".join(f"'{n}'" for n in names)
    some = "a column" if len(names) == 1 else "columns"
    reason = f"has {some} that may say that a row is no invoice, is paid or is of the other side: {columns}"
    hint = f"Keep only open or paid invoices and credit notes, with the sign in the amount; then leave {columns} out, or rename it"
    return InputError(reason, file=kind, hint=hint)


def _unnamed(kind: str, names: list[str], currency: bool, terms: bool) -> InputError:
    """What is missing, and which columns might be it."""
    there = {tidied(n) for n in names}
    dated = bool(there & {"due_date", "paid_date", "terms"}) or terms
    said = {"currency": currency, "terms": dated, "due_date": dated, "invoice_date": bool(there & {"due_date", "paid_date"})}
    said["amount"] = "amount_minor" in there
    missing = [n for n in _NAMED if n not in there and not said.get(n, False)]
    known = [n for n in names if n and tidied(n) not in _KNOWN]
    likely = {role: [n for n in known if roles_of(n).get(role, VAGUE) < VAGUE] for role in _NAMED if role not in there}
    pairs = [f"'{role}': '{found[0]}'" for role, found in likely.items() if found]
    seen = ", ".join(n for n in names if n) or "none"
    lost = ", ".join("terms or due_date" if n == "terms" else n for n in missing if n != "due_date")
    reason = f"its columns don't say {lost}. Seen: {seen}" if lost else f"names columns in two ways. Seen: {seen}"
    hint = f"Say which column is which: map={{{', '.join(pairs) or repr('supplier') + ': …'}}}"
    hint += "" if currency or "currency" in there or likely.get("currency") else "; or currency='EUR' if all rows are in one"
    return InputError(reason, file=kind, hint=hint)
