"""How a value of a what-if file stands in a cell, and back: numbers, dates, yes and no, text; lists and tables as TOML writes them."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from decimal import Decimal

from cashflow.basics.errors import InputError
from cashflow.basics.toml_values import toml_text, toml_value

__all__ = ["TOML", "cell_of", "value_of"]

TOML = "toml:"
"""What a cell begins with whose text is to be read as TOML whatever it looks like."""
_DIGITS = 15


def cell_of(value: object) -> object:
    """What stands in the cell: a number, a date, yes or no, or text."""
    if isinstance(value, bool) or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
        return value
    if isinstance(value, int) and abs(value) < 10**_DIGITS:
        return value
    if (
        isinstance(value, Decimal)
        and value.is_finite()
        and Decimal(repr(float(value))) == value
        and len(value.as_tuple().digits) <= _DIGITS
    ):
        return float(value)
    if isinstance(value, str):
        odd = value.lstrip()[:1] in ("{", "[") or value.startswith((TOML, " ")) or value != value.strip() or not value or "\n" in value
        return f"{TOML} {toml_text(value)}" if odd or not value.isprintable() else value
    return toml_value(value) if isinstance(value, Mapping | list | tuple) else f"{TOML} {toml_value(value)}"


def value_of(cell: object) -> object:
    """The value that stands in a cell; `None` where it is empty.

    Raises
    ------
    InputError
        A list or table that can't be read as TOML.

    Examples
    --------
    >>> value_of(0.065), value_of(30.0), value_of("if whole"), value_of("[1, 2]"), value_of("  ")
    (Decimal('0.065'), 30, 'if whole', [1, 2], None)
    """
    if isinstance(cell, dt.datetime):
        return cell.date() if cell.time() == dt.time() else cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 2**53 else Decimal(repr(cell))
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    if text.startswith(TOML):
        return _read(text.removeprefix(TOML).strip(), cell)
    if text[:1] in ("{", "["):
        return _read(text, cell)
    return text or None


def _read(text: str, cell: str) -> object:
    try:
        return tomllib.loads(f"value = {text}", parse_float=Decimal)["value"]
    except (ValueError, RecursionError, ArithmeticError):
        hint = 'Write a list as ["UK", "EU"] and a table as { days = 30 }, with straight quotes round texts'
        raise InputError("is not a list or table that can be read", value=cell, hint=hint) from None
