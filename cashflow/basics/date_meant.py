"""What a date in another form may mean, for the hint of a refusal; nothing is taken for it."""

from __future__ import annotations

import datetime as dt
import re

__all__ = ["date_meant"]

_YEAR_FIRST = re.compile(r"(\d{4})([./-]?)(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")


def date_meant(value: object) -> str | None:
    """What to write in place of a date of numbers in another form, with both readings where it has two.

    Examples
    --------
    >>> date_meant("31/05/2025"), date_meant("05.06.2025"), date_meant(20250531)
    ('Write 2025-05-31', 'Write 2025-06-05 or 2025-05-06', 'Write 2025-05-31')
    >>> date_meant("2025-05-32"), date_meant(True)
    (None, None)
    """
    text = str(value).strip()
    if found := _YEAR_FIRST.fullmatch(text):
        places = [(found[1], found[3], found[4])]
    elif found := _YEAR_LAST.fullmatch(text):
        places = [(found[4], found[3], found[1]), (found[4], found[1], found[3])]
    else:
        return None
    days = dict.fromkeys(day for year, month, date in places if (day := _day(int(year), int(month), int(date))))
    return f"Write {' or '.join(days)}" if days else None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None
