"""Currencies that only the number formats of an .xlsx show: ``[$€-407] #,##0.00``."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape

from cashflow.basics.amount_marks import currencies_of
from cashflow.basics.currencies import CURRENCIES
from cashflow.ledger.opening.marks import number_formats, part_of, path_of

__all__ = ["shown_currencies"]

_P = r"(?:\w{1,20}:)?"  # a prefix, as some programs write one
_MARKED = re.compile(r"\[\$([^\]-]+)(?:-([0-9A-Fa-f]+))?\]")
_LITERAL = re.compile(r'"\s*([^"]*?)\s*"|([€£¥])')
_SPELLED = re.compile(r"((?:\\[A-Z]){3})")
_DOLLARS = {"409": "USD", "1009": "CAD", "C0C": "CAD", "C09": "AUD", "1409": "NZD", "4809": "SGD", "C04": "HKD"}
"""Countries of a dollar, as a spreadsheet numbers them."""
_PLACE = re.compile(r'\br="([A-Z]{1,3})(\d+)"')


def shown_currencies(content: bytes, sheet: str) -> dict[int, dict[int, str]]:
    """Column, from 0 → row, from 1 → the currency that its number is shown in; none where a sign may mean several.

    Asked for only where nothing else says a currency, since a format is often that of other rows.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        forms = {style: code for style, form in number_formats(part_of(archive, "xl/styles.xml")).items() if (code := _currency(form))}
        cells = part_of(archive, path_of(archive, sheet)) if forms else ""
    out: dict[int, dict[int, str]] = {}
    if not forms:
        return out
    for found in re.finditer(rf'<{_P}c\b[^>]*?\bs="({"|".join(map(str, forms))})"[^>]*>', cells):
        place = _PLACE.search(found[0])
        if place is not None:
            out.setdefault(_column(place[1]), {})[int(place[2])] = forms[int(found[1])]
    return out


def _column(letters: str) -> int:
    at = 0
    for letter in letters:
        at = 26 * at + ord(letter) - 64
    return at - 1


def _currency(form: str) -> str:
    """The currency of a number format; empty where it has none, or may have several.

    Examples
    --------
    >>> [_currency(f) for f in ("[$€-407] #,##0.00", '"$"#,##0.00', "[$$-409]#,##0.00", "[$-409]d/m/yy", "[$CHF] #,##0.00")]
    ['EUR', '', 'USD', '', 'CHF']
    """
    first = unescape(form).partition(";")[0]
    marks = [(m[1].strip(), (m[2] or "").upper()) for m in _MARKED.finditer(first)]
    rest = _MARKED.sub("", first)
    marks += [((m[1] or m[2]).strip(), "") for m in _LITERAL.finditer(rest)]
    marks += [(m[1].replace("\\", ""), "") for m in _SPELLED.finditer(rest)]
    found = {_one(mark, country) for mark, country in marks} - {""}
    return found.pop() if len(found) == 1 else ""


def _one(mark: str, country: str) -> str:
    if mark == "$" and country:
        return _DOLLARS.get(country.lstrip("0"), "")
    if mark.upper() in CURRENCIES and len(mark) == 3:
        return mark.upper()
    codes = [*currencies_of(mark)] if mark else []
    return codes[0] if len(codes) == 1 else ""
