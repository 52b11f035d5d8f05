"""What may be told of how a source is opened, checked at the door."""

from __future__ import annotations

import codecs
from typing import Any

from attrs import Attribute, field, frozen

from cashflow.basics.door import told as as_told
from cashflow.basics.errors import InputError

__all__ = ["SEPARATORS", "OpenOptions", "separator_name"]

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
"""Separators by name."""
_MOST_ROWS = 100_000


def separator_name(sign: str) -> str:
    r"""A separator as it is told and shown: the sign, but ``tab`` by its name.

    Examples
    --------
    >>> separator_name("\t"), separator_name(";")
    ('tab', ';')
    """
    return "tab" if sign == "\t" else sign


def _separator(value: Any) -> Any:
    return SEPARATORS.get(value.strip().lower(), "\t" if value == "\\t" else value) if isinstance(value, str) else value


def _check_separator(_: Any, at: Attribute[Any], value: Any) -> None:
    fits = (
        isinstance(value, str)
        and len(value) == 1
        and (value == "\t" or "!" <= value <= "~")
        and not value.isalnum()
        and value not in "\"'."
    )
    if value is not None and not fits:
        hint = 'Write ",", ";", "tab" or "|"'
        raise InputError(f"must be one character that separates cells, not {as_told(value)}", column=at.name, hint=hint)


def _check_encoding(_: Any, at: Attribute[Any], value: Any) -> None:
    if value is None:
        return
    try:
        if isinstance(value, str) and value.isascii() and codecs.lookup(value)._is_text_encoding:
            return
    except (LookupError, ValueError):
        pass
    raise InputError(f"unknown encoding: {as_told(value)}", column=at.name, hint='Write "utf-8", "cp1252", "utf-16" or "cp850"')


def _check_sheet(_: Any, at: Attribute[Any], value: Any) -> None:
    if value is not None and not (isinstance(value, str) and value.strip()):
        raise InputError(f"must be the name of a sheet, not {as_told(value)}", column=at.name, hint='Write its name: "Open items"')


def _check_rows(_: Any, at: Attribute[Any], value: Any) -> None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST_ROWS):
        hint = "Write how many rows stand above the header: 4"
        raise InputError(f"must be a whole number from 0 to {_MOST_ROWS:,}, not {as_told(value)}", column=at.name, hint=hint)


@frozen
class OpenOptions:
    """How a source is to be opened where that is told; what is not told is found by evidence.

    Parameters
    ----------
    encoding
        Of text: ``utf-8``, ``utf-16``, ``cp1252``, ``latin-1``, ``cp850`` or another that Python knows.
    separator
        Of text: ``,``, ``;``, ``tab``, ``|`` or another single sign.
    sheet
        Of a workbook, by name.
    skip_rows
        Rows above the header, which are left out; the header is the next row that is not blank.

    Raises
    ------
    InputError
        One of them can't be meant.
    """

    encoding: str | None = field(default=None, validator=_check_encoding)
    separator: str | None = field(default=None, converter=_separator, validator=_check_separator)
    sheet: str | None = field(default=None, validator=_check_sheet)
    skip_rows: int | None = field(default=None, validator=_check_rows)
