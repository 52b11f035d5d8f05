"""Tables of a what-if file: which keys there are, and how a mistake is told, with the file, the place and the nearest key."""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from cashflow.basics.errors import InputError, nearest
from cashflow.basics.folders import no_such_file
from cashflow.basics.receipts import read_bytes
from cashflow.whatif_file.ledger_given import refuse_ledger
from cashflow.whatif_file.sheets.taken import BOOKS, is_whatif_book, taken
from cashflow.whatif_file.tables import KEYS
from cashflow.whatif_file.toml_words import refuse_deep_names, toml_refusal

__all__ = ["RENAMED", "at", "list_of", "load", "table_of", "tables_in"]

RENAMED = {
    "cap": "limit",
    "limits": "constraints",
    "pay_runs": "payment_runs",
    "view": "presentation",
}
"""Keys of older files → their names since, for the refusal; docs/renamed.md has all."""
_OTHER_WORDS = {"file": "path", "filename": "path", "csv": "path"}
"""What people write first → what the key is called."""
_HEADS = {"scenario": "[[scenario]]", "offer": "[[scenario.offer]]"}


@contextlib.contextmanager
def at(path: Path, where: str) -> Iterator[None]:
    """Add the file and the place in it to an error's message."""
    try:
        yield
    except InputError as wrong:
        if wrong.file is None:
            wrong.file = str(path)
            wrong.column = ".".join(w for w in (where, wrong.column) if w) or None
            _name_cell(wrong, path)
        raise


def _name_cell(wrong: InputError, path: Path) -> None:
    """Of a what-if workbook, put the sheet and cell before the key that a message names."""
    if path.suffix.lower() not in BOOKS or "!" in (wrong.column or ""):
        return
    place = taken(read_bytes(path), path).place_of(wrong.column, wrong.value)
    wrong.column = " ".join(p for p in (place, wrong.column and f"({wrong.column})") if p) if place else wrong.column


def table_of(value: Any, kind: str, where: str) -> dict[str, Any]:
    """A table with known keys only."""
    if not isinstance(value, Mapping):
        below = f'path = "{value}"' if kind == "ledger" and isinstance(value, str) else "its keys"
        hint = f"Write {_HEADS.get(kind, f'[{kind}]')} on a line of its own, and below it {below}"
        raise InputError("must be a table", column=where, value=value, hint=hint)
    for key in value:
        if key not in KEYS[kind]:
            raise InputError(_not_known(key, kind, value[key]), column=where or None, value=key)
    return dict(value)


def _not_known(key: str, kind: str, value: Any) -> str:
    keys, now, other = KEYS[kind], RENAMED.get(key), _OTHER_WORDS.get(key.lower())
    if now in keys:
        return f"is now called '{now}'"
    if other in keys:
        return f"is called '{other}'"
    known = nearest(key, keys)
    is_head = not kind and isinstance(value, Mapping | list) and known.startswith("Did you mean")  # [measure] is no key of [simulate]
    return f"unknown key. {known if is_head else _home(key) or known}"


def _home(key: str) -> str:
    """In which other tables there is such a key."""
    others = [_HEADS.get(kind, f"[{kind}]") for kind, keys in KEYS.items() if kind and key in keys]
    return f"It belongs in {' or '.join(others)}" if others else ""


def _decimal(text: str) -> Decimal:
    """A number with a point, or an exponent, exactly as it is written."""
    try:
        return Decimal(text)
    except InvalidOperation:
        raise InputError("is a number too large or too fine to be read", value=text) from None


def load(path: Path) -> dict[str, Any]:
    """The file as tables; numbers with a point are decimals."""
    try:
        content = read_bytes(path)
        if is_whatif_book(content):
            return taken(content, path).tables
        if b"\0" in content:  # UTF-16 without its mark is UTF-8 of many NUL
            refuse_ledger(content, path)
            raise InputError("is not UTF-8 text, so it is not a what-if file", file=path, hint="Save it as UTF-8")
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except InputError:
        raise
    except FileNotFoundError:
        raise no_such_file(path, hint="'cashflow demo --out DIR' writes an example to start from") from None
    except IsADirectoryError:
        inside = [str(f) for f in sorted(path.glob("*.toml"))]
        raise InputError("is a folder, not a what-if file", file=path, hint=f"In it: {', '.join(inside[:5])}" if inside else None) from None
    except UnicodeDecodeError:
        refuse_ledger(content, path)
        raise InputError("is not UTF-8 text, so it is not a what-if file", file=path, hint="Save it as UTF-8") from None
    except (OSError, ValueError) as wrong:  # ValueError: a NUL in the path
        raise InputError(f"can't be read: {(wrong.strerror if isinstance(wrong, OSError) else None) or wrong}", file=path) from None
    return tables_in(text, path, content)


def tables_in(text: str, path: Path, content: bytes = b"") -> dict[str, Any]:
    """The tables of a what-if file's text; `content`: its bytes, which may be those of a ledger."""
    refuse_deep_names(text, path)
    try:
        return tomllib.loads(text, parse_float=_decimal)
    except InputError as wrong:
        wrong.file = str(path)
        raise
    except (ValueError, RecursionError) as wrong:
        refuse_ledger(content, path)
        raise toml_refusal(wrong, text, path) from None


def list_of(value: Any, where: str) -> list[Any]:
    """A list of tables with something in it."""
    if not isinstance(value, list) or not value:
        raise InputError(f"must be one or more tables, written [[{where}]]", column=where)
    return value
