"""Dates with a year of two digits, ``03/13/25``: the date where only one is possible, else refused, but never three numbers of days."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from cashflow.basics.errors import UnknownTermsError

__all__ = ["short_dates"]

_DUE = (
    r"(?:due|payable|payment|pay|paid|until|by|on|the|fällig|zahlbar|zahlung|bis|spätestens|am|zum|den|échéance|le|scadenza|entro|il"
    r"|vencimiento|vence|antes|del|el|vervaldatum|uiterlijk|op)"
)
_SHORT = re.compile(
    rf"(?<![\w./%-])(?P<due>(?:{_DUE}:? ){{1,3}})?(?P<net>net )?(?P<first>\d{{1,2}})(?P<by>[./-])(?P<second>\d{{1,2}})(?P=by)(?P<year>\d\d)"
    r"(?=(?: net)?\.?(?:$|[ ,;)](?! ?[^\W\d]))|(?: net)?[,;.)])"  # with words behind it, as "days" and "eom", they are days
)
_FIRST_YEAR, _LAST_YEAR = 20, 39  # of a date that is due in our time
_FAR = 30  # so late a year is less likely than usual numbers of days
_MOST_SLASHED = 5  # per cent of a discount that is written as 2/10/30


def short_dates(words: str, refusal: Callable[[str, str], UnknownTermsError]) -> str:
    """Lower-case words with a due date of one reading written out; one with several raises the refusal that names them."""

    def read(match: re.Match[str]) -> str:
        dates = _dates(match)
        if not dates and match["due"] and _in_our_time(match) and not _usual_days(match):
            raise refusal(f"'{match[0].strip()}' is not a date of any month", "Write the date as year, month, day, e.g. 'on 2025-03-13'")
        if not dates:
            return match[0]
        if match["due"] and len(dates) == 1 and _in_our_time(match) and not _usual_days(match):
            return f"on {dates[0]}"
        raise refusal(*_readings(match, dates))

    return _SHORT.sub(read, words)


def _in_our_time(match: re.Match[str]) -> bool:
    return _FIRST_YEAR <= int(match["year"]) <= _LAST_YEAR


def _usual_days(match: re.Match[str]) -> bool:
    """Whether the numbers rise like 30/60/90: 10/20/30 and 7/14/30 do."""
    written = [match[k] for k in ("first", "second", "year")]
    a, b, c = (int(w) for w in written)
    usual = a < b < c and all(n % 5 == 0 or n % 7 == 0 for n in (a, b, c)) and all(not w.startswith("0") for w in written)
    return usual and (b - a == c - b or c >= _FAR)


def _dates(match: re.Match[str]) -> list[str]:
    """The dates that three numbers may be, if they may be a date at all."""
    written = [match[k] for k in ("first", "second", "year")]
    a, b, c = (int(w) for w in written)
    said = match["due"] or any(w.startswith("0") for w in written)
    if not said and (_usual_days(match) or not _in_our_time(match)):
        return []
    orders = [(c, b, a)] if match["by"] == "." else [(c, a, b), (c, b, a)]
    if not _in_our_time(match) and _FIRST_YEAR <= a <= _LAST_YEAR:
        orders.append((a, b, c))
    found: list[str] = []
    for year, month, day in orders:
        try:
            date = dt.date(2000 + year, month, day).isoformat()
        except ValueError:
            continue
        found += [date] if date not in found else []
    return found


def _readings(match: re.Match[str], dates: list[str]) -> tuple[str, str]:
    """Why such numbers are refused, and what to write for each reading."""
    numbers = [int(match[k]) for k in ("first", "second", "year")]
    said = [f"'on {d}' for a date" for d in dates]
    if match["by"] != "." and not match["due"] and 0 < numbers[0] <= _MOST_SLASHED:
        said.append(f"'{numbers[0]}/{numbers[1]} net {numbers[2]}' for a discount and a due date")
    if match["by"] != ".":
        said.append(f"'equal parts {', '.join(f'net {n}' for n in numbers)}' for three parts")
    if len(said) == 1:
        return "may be a date with a year of two digits", f"Write {said[0]}"
    reason = f"has {len(said)} readings: '{match[0].strip()}' may be a date with a year of two digits"
    reason += ", the day first or the month first" if len(dates) > 1 else ""
    reason += ", or numbers of days" if match["by"] != "." else ""
    return reason, f"Write {', '.join(said[:-1])}, or {said[-1]}"
