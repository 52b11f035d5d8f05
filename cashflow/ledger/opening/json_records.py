"""JSON records to a sheet: a list of objects, an object that holds one such list, or an object a line; numbers exact."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from attrs import evolve

from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.basics.invisible import seen
from cashflow.ledger.opening.csv_head import Said, check_width
from cashflow.ledger.opening.encodings import as_utf8
from cashflow.ledger.opening.sheet import Opened, Sheet

__all__ = ["open_json"]

_LISTS = "holds lists{too}, which a row of a ledger has no room for; not read"
_DEEPEST = 4  # records in records
_HINT = 'Write a list of flat records: [{"supplier": "Acme", "amount": "10.00"}, …]'


class _Wrong(ValueError):
    """What a JSON text may not hold here."""


def open_json(content: bytes, source: Path, encoding: str | None = None) -> Sheet:
    """Records as rows, their keys as columns in the order they first stand in; what is missing or ``null`` is empty.

    The parts of a record inside a record are columns of their own (``Contact.Name``); lists are left out, and that is said.

    Raises
    ------
    InputError
        No JSON; no list of records; a record in a record in a record; a value that is not a number that can be.
    """
    decoded = as_utf8(content, encoding, source)
    records, why = _records(decoded.content.decode("utf-8"), source)
    if any(isinstance(v, dict) for r in records for v in r.values()):
        records = [_flat(r, source, at) for at, r in enumerate(records, 1)]
    columns = {name: [r.get(name) for r in records] for name in dict.fromkeys(k for r in records for k in r)}
    columns = {name: _named(cells) for name, cells in columns.items()}
    lists = [name for name, cells in columns.items() if any(isinstance(c, list) for c in cells)]
    full = [name for name in lists if any(isinstance(c, list) and c for c in columns[name])]
    names = [n for n in columns if n not in lists]
    check_width(len(names), source)
    if not names:
        raise InputError("holds a list, where a ledger has a single value", file=source, column=lists[0], hint=_HINT)
    cells = np.empty((len(names), len(records)), object)
    for at, name in enumerate(names):
        cells[at] = ["" if c is None else c for c in columns[name]]
    opened = Opened("json", encoding=decoded.encoding, why={"encoding": decoded.why, "json": why})
    too = f" (as {' and '.join(full[1:])})" if len(full) > 1 else ""
    said = tuple(Said(0, "flagged", "unused column", n, "", _LISTS.format(too=too)) for n in full[:1])
    sheet = Sheet(pd.DataFrame(cells.T, dtype=object), opened, 1, source, tuple(map(seen, names)), said=said)
    return evolve(sheet, frame=sheet.frame.set_axis(range(len(names)), axis=1))


def _flat(record: dict[str, Any], source: Path, row: int, deep: int = _DEEPEST) -> dict[str, Any]:
    """A record in which the parts of records inside it stand as columns of their own: ``Contact.Name``."""
    out: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, dict) and not deep:
            reason = f"holds records in records, more than {_DEEPEST} deep, where a ledger has a single value"
            raise InputError(reason, file=source, row=row, column=name, hint=f"Leave '{name}' out")
        inner = _flat(value, source, row, deep - 1) if isinstance(value, dict) else None
        parts = {name: value} if inner is None else {f"{name}.{k}": v for k, v in inner.items()}
        twice = next((k for k in parts if k in out), None)
        if twice is not None:
            hint = f"Write its parts as keys of the record, or leave '{twice}' out"
            raise InputError("appears twice, where a ledger has a single value", file=source, row=row, column=twice, hint=hint)
        out |= parts
    return out


def _named(cells: list[Any]) -> list[Any]:
    """Cells of which each is a number and its name, ``[7, "Alder"]``, or false where it is blank, as names; others as they stand."""
    pairs = [c for c in cells if isinstance(c, list)]
    if not pairs or not all(len(c) == 2 and isinstance(c[0], int) and isinstance(c[1], str) for c in pairs):
        return cells
    return [c[1] if isinstance(c, list) else None if c is False else c for c in cells]


def _records(text: str, source: Path) -> tuple[list[dict[str, Any]], str]:
    try:
        whole = _parsed(text)
    except _Wrong as wrong:
        raise InputError(str(wrong), file=source) from None
    except (json.JSONDecodeError, RecursionError) as wrong:
        return _lines(text, source, wrong), "a record a line"
    if isinstance(whole, dict):
        lists = _lists_in(whole)
        if len(lists) == 1:
            key, whole = next(iter(lists.items()))
            return whole, f"the records under '{key}'"
        if lists:
            named = ", ".join(f"'{k}'" for k in lists)
            raise InputError(f"holds several lists of records: {named}", file=source, hint="Write one of them into a file of its own")
        if not any(isinstance(v, dict | list) for v in whole.values()):
            return [whole], "one record"
        raise InputError("holds no list of records", file=source, hint=_HINT)
    if not isinstance(whole, list) or not whole or not all(isinstance(r, dict) for r in whole):
        empty = isinstance(whole, list) and not whole
        raise InputError("is an empty list" if empty else "is not a list of records", file=source, hint=_HINT)
    return whole, "a list of records"


def _lists_in(whole: dict[str, Any], above: str = "", deep: int = 2) -> dict[str, list[dict[str, Any]]]:
    """Path → list of records, of those in a record or, where it has none, in the records inside it: ``QueryResponse.Bill``."""
    lists = {f"{above}{k}": v for k, v in whole.items() if isinstance(v, list) and v and all(isinstance(r, dict) for r in v)}
    if lists or not deep:
        return lists
    inner = [_lists_in(v, f"{above}{k}.", deep - 1) for k, v in whole.items() if isinstance(v, dict)]
    return {path: found for lists in inner for path, found in lists.items()}


def _lines(text: str, source: Path, wrong: Exception) -> list[dict[str, Any]]:
    """An object a line; where not even the first two lines are, what is wrong with the whole is told."""
    out = list[dict[str, Any]]()
    for row, line in enumerate(text.lstrip("\ufeff").split("\n"), 1):
        if not line.strip():
            continue
        try:
            found = _parsed(line)
        except _Wrong as why:
            raise InputError(str(why), file=source, row=row) from None
        except (json.JSONDecodeError, RecursionError) as why:
            if not out:
                raise InputError(f"is not JSON that can be read: {_said(wrong)}", file=source) from None
            raise InputError(f"is not JSON that can be read: {_said(why)}", file=source, row=row) from None
        if not isinstance(found, dict):
            raise InputError("is not a record", file=source, row=row, hint=_HINT)
        out.append(found)
    return out


def _said(wrong: Exception) -> str:
    return "it is too deep" if isinstance(wrong, RecursionError) else str(wrong)[:120]


def _parsed(text: str) -> Any:
    return json.loads(text, parse_float=_exact, parse_int=_whole, parse_constant=_no_number, object_pairs_hook=_record)


def _record(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    listed = list(pairs)
    out = dict(listed)
    if len(out) < len(listed):
        keys = [k for k, _ in listed]
        twice = next(k for k in keys if keys.count(k) > 1)
        raise _Wrong(f"has a record in which the key '{twice}' appears twice")
    return out


def _exact(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise _Wrong(f"holds the number {text[:40]}, which is too large to read") from None


def _whole(text: str) -> int:
    if len(text) > 400:
        raise _Wrong(f"holds a number of {len(text):,} digits")
    return int(text)


def _no_number(text: str) -> NoReturn:
    raise _Wrong(f"holds {text}, which is not a number of JSON")
