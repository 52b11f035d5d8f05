"""Codes of terms that no text explains: read from a file, or inferred where the rows' own dates leave exactly one rule."""

from __future__ import annotations

import calendar
import csv
import io
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from cashflow.basics.days import NO_DAY, Ints, to_date, to_day
from cashflow.basics.door import path_of
from cashflow.basics.errors import InputError
from cashflow.basics.folders import no_such_file
from cashflow.basics.receipts import read_bytes
from cashflow.basics.toml_values import toml_key
from cashflow.terms import PaymentTerms, last_due_days

__all__ = ["LEAST_DAYS", "LEAST_ROWS", "FileCodes", "codes_of", "fitting_terms", "inferred", "proposal", "read_codes"]

LEAST_ROWS, LEAST_DAYS = 5, 3
"""Rows, and different invoice days, that a code needs before anything is inferred from them."""
_MOST_DAYS = 400
_MOST_PROPOSED = 4  # rules that are said of a code
_ROUND = sorted({*range(0, 185, 5), 7, 14, 21, 28})
"""Days that terms count before the end of a month; others are not looked for."""
_PROBE = np.arange(to_day("2023-01-01"), to_day("2027-01-01"), dtype=np.int32)
"""Days on which two rules that are the same have the same due dates: four years."""


class FileCodes(dict[str, Any]):
    """Codes of a file, with its path: a command that is printed names it."""

    def __init__(self, codes: Mapping[str, Any], file: Path) -> None:
        super().__init__(codes)
        self.file = file


def codes_of(value: Any) -> Mapping[str, Any] | None:
    """The company's own codes: a mapping, or the path of a file."""
    if value is None or isinstance(value, Mapping):
        return value
    if isinstance(value, str | Path):
        return read_codes(path_of(value))
    raise InputError("must be a table of codes, or the path of one", column="codes", value=value)


def read_codes(path: Path) -> FileCodes:
    """A file of codes: CSV with the columns ``code, terms``, or TOML: codes at the top, or under ``[terms.codes]``.

    Raises
    ------
    InputError
        No such file; another header; a code that appears twice with different terms.
    """
    try:
        text = read_bytes(path).decode("utf-8-sig")
    except InputError:
        raise
    except FileNotFoundError:
        raise no_such_file(path, column="terms_codes") from None
    except IsADirectoryError:
        raise InputError("is a folder, not a file of codes", file=path, column="terms_codes") from None
    except (OSError, UnicodeDecodeError):
        raise InputError("can't be read as text", file=path, hint="Save it as 'CSV UTF-8', with the columns code, terms") from None
    return FileCodes(_of_toml(text, path) if path.suffix.lower() == ".toml" else _of_csv(text, path), path)


def _of_toml(text: str, path: Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise InputError(f"is not TOML: {wrong}", file=path) from None
    inside = found.get("terms", found)
    codes = inside.get("codes", inside) if isinstance(inside, Mapping) else found
    if not isinstance(codes, Mapping):
        raise InputError("must be a table of codes", file=path, column="codes", hint='Write [terms.codes] and below it Z030 = "net 30"')
    return {str(k): _steps(v) for k, v in codes.items()}


def _steps(given: Any) -> Any:
    if isinstance(given, list):
        given = {"installments": [{"steps": given}]}
    return PaymentTerms.from_dict(given) if isinstance(given, Mapping) else given


def _of_csv(text: str, path: Path) -> dict[str, Any]:
    first = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    try:
        return _of_rows(rows, path)
    except csv.Error as wrong:
        raise InputError(f"is not CSV that can be read: {wrong}", file=path, hint="Save it again, with the columns code, terms") from None


def _of_rows(rows: csv.DictReader[str], path: Path) -> dict[str, Any]:
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


def fitting_terms(invoice: Ints, due: Ints) -> list[PaymentTerms]:
    """The rules that give the due date of every row: net days, end of month and days, days and end of month, a day of a later month.

    Two rules that are due on the same day whatever the invoice date are one.

    Parameters
    ----------
    invoice, due : (n,), int32
        Invoice and due dates, both known.

    Examples
    --------
    >>> from cashflow.basics.days import to_days
    >>> days = to_days(["2025-01-10", "2025-01-31", "2025-02-14"])
    >>> [str(t) for t in fitting_terms(days, days + 30)]
    ['net 30']
    """
    keys = np.unique((invoice.astype(np.int64) << 32) + (due.astype(np.int64) & 0xFFFFFFFF))
    pairs = np.stack([keys >> 32, (keys & 0xFFFFFFFF).astype(np.uint32).view(np.int32)]).astype(np.int32)
    found: dict[bytes, PaymentTerms] = {}
    for terms in _candidates(*pairs):
        if (last_due_days(terms, {"invoice": pairs[0]}) == pairs[1]).all():
            found.setdefault(last_due_days(terms, {"invoice": _PROBE}).tobytes(), terms)
    return list(found.values())


def _candidates(invoice: Ints, due: Ints) -> Iterator[PaymentTerms]:
    """Rules that give the first due date."""
    first, last = to_date(int(invoice[0])), to_date(int(due[0]))
    days = int(due[0]) - int(invoice[0])
    if 0 <= days <= _MOST_DAYS:
        yield PaymentTerms.net(days)
    end = to_day(first.replace(day=calendar.monthrange(first.year, first.month)[1]))
    if 0 <= int(due[0]) - end <= _MOST_DAYS:
        yield _by({"end_of": "month"}, *([{"days": int(due[0]) - end}] if int(due[0]) > end else []))
    for some in _ROUND:
        yield _by(*([{"days": some}] if some else []), {"end_of": "month"})
    months = (last.year - first.year) * 12 + last.month - first.month
    if 1 <= months <= 12:
        yield from (_by({"months": months}, {"day_of_month": int(d)}) for d in sorted({last.day, *_days_of_month(due)}))


def _days_of_month(due: Ints) -> set[int]:
    """The largest day of the month that occurs, since a month that lacks it ends before; and the 31st, where all are ends of months."""
    days = [to_date(int(d)) for d in due.tolist()]
    ends = all(d.day == calendar.monthrange(d.year, d.month)[1] for d in days)
    return {max(d.day for d in days), *([31] if ends else [])}


def _by(*steps: dict[str, Any]) -> PaymentTerms:
    return PaymentTerms.from_dict({"installments": [{"steps": list(steps)}]})


def inferred(invoice: Ints, due: Ints) -> tuple[list[PaymentTerms], int, bool]:
    """The rules that fit, how many rows say so, and whether these are enough to take the one that fits."""
    known = np.flatnonzero((invoice != NO_DAY) & (due != NO_DAY))
    if not len(known):
        return [], 0, False
    enough = len(known) >= LEAST_ROWS and len(np.unique(invoice[known])) >= LEAST_DAYS
    return fitting_terms(invoice[known], due[known]), len(known), enough


def proposal(code: str, found: list[PaymentTerms], rows: int) -> str:
    """What is said of a code that is not inferred: the rules that fit its rows, and the line to type."""
    if not found:
        why = f" No one rule gives the due dates of its {rows:,} rows." if rows > 1 else ""
        return f'.{why} If it is a code, type its terms under [terms.codes], as in {toml_key(code)} = "net 30"'
    first, *others = [str(t) for t in found[:_MOST_PROPOSED]]
    fits = f"{', '.join([first, *others[:-1]])} and {others[-1]}" if others else first
    said = f" Its rows fit {fits}." if rows > 1 else f" Its row fits {fits}."
    either = "".join(f', or "{t}"' for t in others)
    return f'.{said} If it is a code, type under [terms.codes]: {toml_key(code)} = "{first}"{either}'
