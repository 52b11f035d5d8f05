"""The company's own codes of terms, from a table or a file: CSV with the columns ``code, terms``, or TOML."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cashflow.basics.door import path_of
from cashflow.basics.errors import InputError
from cashflow.basics.receipts import read_bytes
from cashflow.terms import PaymentTerms

__all__ = ["codes_of", "read_codes"]


def codes_of(value: Any) -> Mapping[str, Any] | None:
    """The company's own codes: a mapping, or the path of a file."""
    if value is None or isinstance(value, Mapping):
        return value
    if isinstance(value, str | Path):
        return read_codes(path_of(value))
    raise InputError("must be a table of codes, or the path of one", column="codes", value=type(value).__name__)


def read_codes(path: Path) -> dict[str, Any]:
    """A file of codes: CSV with the columns ``code, terms``, or TOML: codes at the top, or under ``[terms.codes]``.

    Raises
    ------
    InputError
        No such file; another header; a code that stands twice with different terms.
    """
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError("there is no such file", file=path, column="terms_codes") from None
    except (OSError, UnicodeDecodeError):
        raise InputError("can't be read as text", file=path, hint="Save it as 'CSV UTF-8', with the columns code, terms") from None
    return _of_toml(text, path) if path.suffix.lower() == ".toml" else _of_csv(text, path)


def _of_toml(text: str, path: Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise InputError(f"is no TOML: {wrong}", file=path) from None
    inside = found.get("terms", found)
    codes = inside.get("codes", inside) if isinstance(inside, Mapping) else found
    return {str(k): _steps(v) for k, v in codes.items()}


def _steps(given: Any) -> Any:
    if isinstance(given, list):
        given = {"installments": [{"steps": given}]}
    return PaymentTerms.from_dict(given) if isinstance(given, Mapping) else given


def _of_csv(text: str, path: Path) -> dict[str, Any]:
    first = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    names = [str(n).strip().lower() for n in rows.fieldnames or ()]
    if not {"code", "terms"} <= set(names):
        raise InputError("must have the columns code and terms", file=path, hint="First row: code,terms - then for example: Z030,net 30")
    rows.fieldnames = names
    out: dict[str, Any] = {}
    for number, row in enumerate(rows, 2):
        code, terms = (str(row[n] or "").strip() for n in ("code", "terms"))
        if not code and not terms:
            continue
        if not code or not terms or out.get(code, terms) != terms:
            said = "has other terms in a row above" if code and terms else "must have a code and its terms"
            raise InputError(said, file=path, row=number, column="code" if terms else "terms", value=code)
        out[code] = terms
    return out
