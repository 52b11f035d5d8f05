"""Dates written in digits alone, in forms that have several readings: ``260514``, ``1260514``, ``126134``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

__all__ = ["digit_forms", "in_digits", "is_digit_form", "is_iso"]

_FORMS = {"yymmdd": "%y%m%d", "ddmmyy": "%d%m%y", "mmddyy": "%m%d%y", "cyymmdd": "%Y%m%d", "cyyddd": "%Y%j", "yyyyddd": "%Y%j"}
"""A form → as Python writes it; `c` counts centuries from 1900, `ddd` days of the year."""
_FIRST, _LAST = dt.date(2000, 1, 1), dt.date(2060, 12, 31)


def is_digit_form(form: str) -> bool:
    """Whether a form of dates is one of digits alone that must be told.

    Examples
    --------
    >>> is_digit_form("CYYMMDD"), is_digit_form("%y%m%d"), is_digit_form("yyyymmdd")
    (True, True, False)
    """
    return form.lower() in _FORMS or form in ("%y%m%d", "%d%m%y", "%m%d%y")


def is_iso(text: str) -> bool:
    """Whether a text is a date of one reading, as ``2026-05-14``: so stand dates of digits that the layout has written out."""
    return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text))


def in_digits(text: str, form: str) -> str | None:
    """The date as ``yyyy-mm-dd``; `None`: it has another form. Zeros at the beginning may be lost.

    Examples
    --------
    >>> in_digits("260514", "yymmdd"), in_digits("10526", "ddmmyy"), in_digits("1260514", "cyymmdd"), in_digits("126134", "cyyddd")
    ('2026-05-14', '2026-05-01', '2026-05-14', '2026-05-14')
    >>> in_digits("14.05.26", "ddmmyy"), in_digits("261405", "yymmdd")
    (None, None)
    """
    short = form.replace("%", "").replace("y", "yy").replace("m", "mm").replace("d", "dd") if "%" in form else form.lower()
    digits = text.strip().removesuffix(".0")
    if not re.fullmatch(rf"[0-9]{{{len(short) - 1},{len(short)}}}", digits):
        return None
    digits = digits.zfill(len(short))
    if short.startswith("c"):
        digits = f"{1900 + int(digits[:3])}{digits[3:]}"
    try:
        return str(dt.datetime.strptime(digits, _FORMS[short]).date())
    except ValueError:
        return None


def digit_forms(texts: Sequence[str]) -> list[str]:
    """The forms in which all of some texts are dates from 2000 to 2060, those first whose dates are closest together.

    Examples
    --------
    >>> digit_forms(["260514", "260613"]), digit_forms(["1260514", "1260613"]), digit_forms(["140526", "130626"])
    (['yymmdd', 'ddmmyy'], ['cyymmdd'], ['ddmmyy', 'yymmdd'])
    >>> digit_forms(["126134", "126164"]), digit_forms(["1003", "1004"])
    (['cyyddd'], [])
    """
    spans = dict[str, int]()
    for form in _FORMS:
        read = [in_digits(t, form) for t in dict.fromkeys(texts)]
        days = [dt.date.fromisoformat(r) for r in read if r is not None]
        if days and len(days) == len(read) and min(days) >= _FIRST and max(days) <= _LAST:
            spans[form] = (max(days) - min(days)).days
    return sorted(spans, key=lambda form: spans[form])
