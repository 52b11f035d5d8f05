"""What may be told of how a source is opened, checked at the door."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any

from attrs import Attribute, field, frozen

from cashflow.basics.door import told as as_told
from cashflow.basics.errors import InputError

__all__ = ["SEPARATORS", "OpenOptions", "is_pattern", "separator_name", "sheets_told"]

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


def sheets_told(value: Any) -> Any:
    """Names of sheets as they are kept: a list of one is that one; no sheet of a workbook is called by nothing.

    Examples
    --------
    >>> sheets_told(["UK"]), sheets_told(["UK", "DE"]), sheets_told("Open *"), sheets_told([])
    ('UK', ('UK', 'DE'), 'Open *', None)
    """
    if not isinstance(value, list | tuple):
        return value
    if len(value) < 2:
        return value[0] if value else None
    return tuple(dict.fromkeys(value)) if all(isinstance(v, str) for v in value) else tuple(value)


def _check_sheet(_: Any, at: Attribute[Any], value: Any) -> None:
    for one in value if isinstance(value, tuple) else () if value is None else (value,):
        if not (isinstance(one, str) and one.strip()):
            hint = 'Write its name: "Open items"; several as a list, or "*" for all of them'
            raise InputError(f"must be the name of a sheet, not {as_told(one)}", column=at.name, hint=hint)


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
        Of a workbook, by name; several, as a list or by a pattern (``*``, ``Open ?``), are each a table, as the files of a folder are.
    skip_rows
        Rows above the header, which are left out; the header is the next row that is not blank.

    Raises
    ------
    InputError
        One of them can't be meant.
    """

    encoding: str | None = field(default=None, validator=_check_encoding)
    separator: str | None = field(default=None, converter=_separator, validator=_check_separator)
    sheet: str | tuple[str, ...] | None = field(default=None, converter=sheets_told, validator=_check_sheet)
    skip_rows: int | None = field(default=None, validator=_check_rows)

    @property
    def of_sheets(self) -> bool:
        """Whether each of several sheets is a table: no sheet has a ``*`` or ``?`` in its name, which spreadsheets forbid."""
        return isinstance(self.sheet, tuple) or is_pattern(self.sheet)

    def sheets(self, names: Sequence[str]) -> list[str]:
        """Which of the sheets of a workbook are told, in their order; none, where one that is told is not among them."""
        wanted = (self.sheet,) if isinstance(self.sheet, str) else self.sheet or ()
        found = [_fitting(one, names) for one in wanted]
        return [n for n in names if any(n in some for some in found)] if all(found) else []


def is_pattern(name: object) -> bool:
    """Whether a name of a sheet stands for any that fit."""
    return isinstance(name, str) and any(sign in name for sign in "*?")


def _fitting(told: str, names: Sequence[str]) -> list[str]:
    wanted = told.strip().casefold()
    if is_pattern(told):
        return [n for n in names if fnmatchcase(n.strip().casefold(), wanted.replace("[", "[[]"))]
    return ([n for n in names if n == told] or [n for n in names if n.strip().casefold() == wanted])[:1]
