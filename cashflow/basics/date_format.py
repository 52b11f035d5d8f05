"""A told form of dates, like ``dd.mm.yyyy`` or ``%d.%m.%Y``."""

from __future__ import annotations

import datetime as dt
import functools
import re

from cashflow.basics.digit_dates import in_digits, is_digit_form
from cashflow.basics.errors import InputError
from cashflow.basics.month_names import month_of

__all__ = ["format_of", "in_format"]

_WORDS = {
    "yyyy": "%Y",
    "yy": "%y",
    "mmm": "%b",
    "mm": "%m",
    "dd": "%d",
    "m": "%m",
    "d": "%d",
    "jjjj": "%Y",
    "jj": "%y",
    "aaaa": "%Y",
    "tt": "%d",
}
_NAME = re.compile(r"[^\W\d_]+")
_WORD = re.compile("|".join(sorted(_WORDS, key=len, reverse=True)), re.I)


@functools.cache
def format_of(text: str) -> str:
    """The form as Python writes it.

    Raises
    ------
    InputError
        It lacks year, month or day, or holds something else.

    Examples
    --------
    >>> format_of("dd.mm.yyyy"), format_of("%Y%m%d")
    ('%d.%m.%Y', '%Y%m%d')
    """
    if is_digit_form(text):
        return text
    form = text if "%" in text else _WORD.sub(lambda m: _WORDS[m[0].lower()], text)
    parts = re.findall(r"%(.)", form)
    rest = re.sub(r"%.", "", form)
    if {p.lower().replace("b", "m") for p in parts} != {"y", "m", "d"} or len(parts) != 3 or any(c.isalnum() for c in rest):
        raise InputError("is not a form of a date", column="date_format", value=text, hint="Write it like dd.mm.yyyy or mm/dd/yy")
    return form


def in_format(text: str, form: str) -> str | None:
    """The date as ``yyyy-mm-dd``; `None`: it has another form. Months may be named in any of the languages that are read.

    Examples
    --------
    >>> in_format("15-Okt-2025", "%d-%b-%Y"), in_format("10/15/2025", "%d/%m/%Y")
    ('2025-10-15', None)
    """
    if is_digit_form(form):
        return in_digits(text, form)
    if "%b" in form:
        text, form = _NAME.sub(lambda m: str(month_of(m[0]) or m[0]), text), form.replace("%b", "%m")
    try:
        return str(dt.datetime.strptime(text.strip(), form).date())
    except ValueError:
        return None
