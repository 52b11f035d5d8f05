"""Dates of e-invoices: ISO dates with or without a zone (UBL), and codes of UNTDID 2379 (CII)."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from cashflow.basics.errors import InputError

__all__ = ["cii_date", "days_between", "ubl_date"]

_MOST_DAYS = 3660  # that a term may count

_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:T00:00(?::00(?:\.0+)?)?)?(?:Z|[+-]\d\d:\d\d)?")
_FORMATS = {"102": (8, "%Y%m%d"), "203": (12, "%Y%m%d%H%M"), "204": (14, "%Y%m%d%H%M%S")}
_NO_DAYS = {"610": "a month", "616": "a week", "602": "a year", "600": "a quarter", "609": "a month"}


def ubl_date(element: Any, field: str, column: str) -> dt.date | None:
    """The day as it is written: a zone does not move it. Nothing written is none."""
    written = "".join(element.itertext()).strip()
    if not written:
        return None
    match = _ISO.fullmatch(written)
    try:
        if match is None:
            raise ValueError
        return dt.date.fromisoformat(match[1])
    except ValueError:
        reason = f"is not a date as UBL has it ({field}), like 2025-03-31"
        raise InputError(reason, column=column, value=written) from None


def cii_date(element: Any, field: str, column: str) -> dt.date | None:
    """The day that a date of CII is or, with a time, falls on as it is written; months and weeks are refused: they are no day."""
    stated = next((e for e in element.iter() if isinstance(e.tag, str) and (e.text or "").strip()), None)
    if stated is None:
        return None
    written, code = stated.text.strip(), (stated.get("format") or "102").strip()
    if "-" in written:
        return ubl_date(stated, field, column)
    if code in _NO_DAYS:
        reason = f"is {_NO_DAYS[code]} and no day (format {code}, {field})"
        raise InputError(reason, column=column, value=written)
    length, form = _FORMATS.get(code, (0, ""))
    try:
        if not form or len(written) != length or not written.isdigit():
            raise ValueError
        return dt.datetime.strptime(written, form).date()
    except ValueError:
        known = "" if form else "; formats 102, 203 and 204 are read"
        reason = f"is not a date as CII has it (format {code}, {field}), like 20250331 in format 102{known}"
        raise InputError(reason, column=column, value=written) from None


def days_between(issued: dt.date, day: dt.date, what: str) -> int:
    """Days from an invoice date on; refused where one of both dates stands for none, so that they lie many years apart."""
    days = (day - issued).days
    if abs(days) > _MOST_DAYS:
        raise InputError(f"states {what} {day}, {abs(days):,} days from the invoice date {issued}: one of both is no date", column="terms")
    return days
