"""Several files as tables of one ledger: tables of one export are joined, each file is laid out by itself."""

from __future__ import annotations

import functools
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.errors import InputError, asked, to_type
from cashflow.ledger.layout.cells.words import fold, roles_of
from cashflow.ledger.layout.joins import Joined, Lookup, key_codes, lookup_in
from cashflow.ledger.layout.profile import Profile, profile_named, recognized
from cashflow.ledger.layout.table.head import Head, head_of
from cashflow.ledger.layout.table.header import header_at
from cashflow.ledger.of_files import opened_as, settled_files
from cashflow.ledger.opening.csv_head import Said
from cashflow.ledger.opening.folder import File, Passed, files_of_several, open_files
from cashflow.ledger.opening.pages import items_in
from cashflow.ledger.options import ReadOptions
from cashflow.ledger.payments_beside import OF_PAYMENTS, is_of_payments, refuse_payments_beside
from cashflow.ledger.sheets_told import as_told
from cashflow.ledger.table import Table
from cashflow.ledger.told_of_all import in_each_file, in_no_file, laid_of_several, mapped_in
from cashflow.ledger.told_sign import by_own_sign, signs_settled

__all__ = ["Several", "several_tables"]


@frozen(eq=False)
class Several:
    """Tables under our names, each with the options that its layout brings, and the files that are none of them."""

    source: Path | None
    names: tuple[str, ...]
    tables: tuple[tuple[Table, ReadOptions], ...]
    passed: tuple[Passed, ...] = ()


def several_tables(given: Any, options: ReadOptions) -> Several:
    """The tables of a folder, a pattern or a list of paths.

    What is told is told of all files; a column that is mapped need stand in one of them, a currency is that of files without, and a
    sign that of files whose own is in question. What is told of a file alone is said of that file, whatever it says itself.

    Raises
    ------
    InputError
        A file can't be read, is not a ledger, or something must be told of it; there is none.
    """
    source = None if isinstance(given, list | tuple) else Path(given)
    of_books = opened_as(options.files, files_of_several(given)[0], given) if options.files else {}
    files, passed = open_files(given, lambda path: options.of_file(of_books.get(path, {})).opening, header_at)
    books = {f.path: f.book for f in files if f.book is not None}
    left = {one.name: one.reason for one in passed}
    owns = settled_files(options.files, [f.path for f in files], given, books, left) if options.files else {}
    files = [as_told(f, {**of_books, **owns}, options) for f in files]
    files, words, beside = _with_joins(files, options)
    passed += beside
    _check_map(files, options, source)
    names, read = [], []
    for at, file in enumerate(files):
        try:
            table = by_own_sign(functools.partial(_table, file), options)
        except InputError as wrong:
            wrong.file = wrong.file or file.name
            if not file.perhaps or wrong.ask:
                _ask_of_each(wrong, files[at:], options)
                raise
            passed.append(Passed(file.name, wrong.reason, _items(file, options)))
            continue
        if file.perhaps and file.book is not None and is_of_payments(table.table):
            passed.append(Passed(file.name, OF_PAYMENTS, _items(file, options)))
            continue
        names.append(file.name)
        read.append(table)
    if not read:
        said = f"; the first: {passed[0].name} {passed[0].reason}" if passed else ""
        raise InputError(f"holds no ledger{said}", file=source, hint="Name the files by a pattern: 'exports/*.csv'")
    refuse_payments_beside(names, [t.table for t in read], source)
    settled = signs_settled(read, options)
    if options.currency is not None and all(how.currency != options.currency for _, how in settled):
        raise in_each_file(options.currency, source)
    tables = [(_said_joined(t, words.get(n)), how) for n, (t, how) in zip(names, settled, strict=True)]
    return Several(source, tuple(names), tuple(tables), tuple(passed))


def _ask_of_each(wrong: InputError, files: Sequence[File], options: ReadOptions) -> None:
    """Where other files state no currency (or terms) either, ask file by file: one answer for all may be wrong of some."""
    one = next((a for a in wrong.ask if _flag(a) in _OF_EACH), None)
    lack = [files[0], *(f for f in files[1:] if one is not None and _flag(one) in _asked_of(f, options))]
    if one is None or len(lack) < 2:
        return
    key, value = _flag(one).removeprefix("--"), shlex.split(str(one["type"]))[-1]
    wrong.ask = [asked(f'{key} of {f.name} ([ledger.files."{f.name}"] {key})', [], "--files", f"{f.name}:{key}={value}") for f in lack]
    it = _OF_EACH[_flag(one)]
    others = f"{lack[1].name} lacks {it}, too" if len(lack) == 2 else f"{len(lack) - 1:,} other files lack {it}, too: {lack[1].name} …"
    typed = f"{to_type(wrong.ask[:_NAMED])}{' …' * (len(wrong.ask) > _NAMED)}"
    are = "it is that" if it == "it" else "they are those"
    wrong.hint = f"{others}. Type: {typed}; or {one['type']} ([ledger] {key}), if {are} of all"


_OF_EACH = {"--currency": "it", "--terms": "them"}
"""What is asked of each file that lacks it, and the word for it."""


def _flag(ask: Mapping[str, Any]) -> str:
    return str(ask["type"]).partition(" ")[0]


def _asked_of(file: File, options: ReadOptions) -> list[str]:
    """What would have to be told of a file."""
    try:
        by_own_sign(functools.partial(_table, file), options)
    except InputError as wrong:
        return [_flag(a) for a in wrong.ask]
    return []


_NAMED = 3  # files


def _said_joined(table: Table, words: str | None) -> Table:
    """The table with what was joined to it, if anything was."""
    if words is None or table.layout is None:
        return table
    return evolve(table, layout=evolve(table.layout, why={**table.layout.why, "joined": words}))


def _table(file: File, options: ReadOptions) -> tuple[Table, ReadOptions]:
    return laid_of_several(file.sheet, options, file.own)


def _check_map(files: Sequence[File], options: ReadOptions, source: Path | None) -> None:
    """Refuse a column that is mapped and stands in no file."""
    for ours, theirs in options.map.items():
        if not any(mapped_in(f.sheet, {ours: theirs}) for f in files):
            raise in_no_file(ours, theirs, source)


def _with_joins(files: Sequence[File], options: ReadOptions) -> tuple[list[File], dict[str, str], list[Passed]]:
    """The files of items, with the columns of the tables that belong to them; what was joined, by file; and those tables."""
    heads = {f.name: head for f in files if (head := _head(f, options)) is not None}
    owns = {f.name: f.own for f in files}
    owners = {name: p for name, head in heads.items() if (p := _profile(head, options.of_file(owns[name]))).joins}
    if not owners:
        return [*files], {}, []
    passed, out = [], []
    lookups: dict[str, list[tuple[Profile, Lookup]]] = {}
    profiles = {p.name: p for p in owners.values()}
    for file in files:
        found = None if file.name in owners else _lookup(file, profiles)
        if found is None:
            out.append(file)
            continue
        table = found[1].join.table
        lookups.setdefault(table, []).append(found)
        passed.append(
            Passed(
                file.name, f"is {table}, " + ("which the items are joined with" if found[1].join.on else "which says nothing of payables")
            )
        )
    words: dict[str, str] = {}
    joined = {table: (some[0][0], Joined.of([one for _, one in some])) for table, some in lookups.items() if some[0][1].join.on}
    seen = _seen_twice([f for f in out if f.name in owners], heads, owners)
    for at, file in enumerate(out):
        sheet, said = file.sheet, []
        for profile, one in (j for j in joined.values() if file.name in owners):
            if profile.name == owners[file.name].name:
                sheet, done = one.give(sheet, heads[file.name].at)
                said.append(done)
        sheet = evolve(sheet, said=(*sheet.said, *seen.get(file.name, ())))
        out[at] = evolve(file, sheet=sheet)
        words |= {file.name: "; ".join(said)} if said else {}
    return out, words, passed


def _head(file: File, options: ReadOptions) -> Head | None:
    try:
        return head_of(file.sheet, evolve(options.of_file(file.own).layout, map={}))
    except InputError:
        return None


def _profile(head: Head, options: ReadOptions) -> Profile:
    fitting = recognized(head.names)
    told = profile_named(options.profile) if options.profile else fitting
    return told if told.fits({fold(n) for n in head.names}) else fitting


def _items(file: File, options: ReadOptions) -> int:
    """How many rows of a file that is passed over may be invoices."""
    head = _head(file, options)
    numbered = head is not None and any("invoice" in roles_of(name) for name in head.names)
    return items_in(file.sheet.frame.iloc[0 if head is None else head.at + 1 :].itertuples(index=False), numbered=numbered)


def _lookup(file: File, profiles: Mapping[str, Profile]) -> tuple[Profile, Lookup] | None:
    """A file as a table that belongs to one of some profiles."""
    for profile in profiles.values():
        found = lookup_in(file.sheet, (*profile.joins, *profile.beside))
        if found is not None:
            return profile, found
    return None


def _seen_twice(files: Sequence[File], heads: Mapping[str, Head], owners: Mapping[str, Profile]) -> dict[str, list[Said]]:
    """Rows of a wide table whose key stands in a narrower one of the same export, too: by file, what is said of them."""
    out: dict[str, list[Said]] = {}
    for profile in {p.name: p for p in owners.values() if p.wide is not None}.values():
        wide = profile.wide
        assert wide is not None
        mine = [f for f in files if owners[f.name].name == profile.name]
        keyed = [(f, key) for f in mine if (key := _columns(heads[f.name], wide.key)) is not None]
        is_wide = [_columns(heads[f.name], (wide.column,)) is not None for f, _ in keyed]
        if len(set(is_wide)) < 2:
            continue
        codes = key_codes([key for _, key in keyed])
        narrow = np.concatenate([c for c, w in zip(codes, is_wide, strict=True) if not w])
        reason = "is a posting that is in another file as well, and is read there"
        for (file, _), code in ((one, c) for one, c, w in zip(keyed, codes, is_wide, strict=True) if w):
            start = heads[file.name].at + 1
            again = np.flatnonzero(np.isin(code, narrow[narrow >= 0]))
            out[file.name] = [Said(int(i) + start, "ignored", "same posting", "", "", reason) for i in again]
    return out


def _columns(head: Head, names: Sequence[str]) -> list[Any] | None:
    """The cells of some columns; `None`: one is missing."""
    folded = [fold(n) for n in head.names]
    if any(fold(n) not in folded for n in names):
        return None
    return [head.below.iloc[:, folded.index(fold(n))].to_numpy(object) for n in names]
