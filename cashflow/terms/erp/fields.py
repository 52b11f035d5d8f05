"""Fields of an ERP's own table, read by name: whole numbers and percentages, unknown fields refused."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cashflow.basics.decimals import OWN
from cashflow.basics.errors import InputError, nearest

__all__ = ["known_fields", "percent", "whole"]


def known_fields(table: Any, known: tuple[str, ...], where: str) -> dict[str, Any]:
    """The fields of a table in lower case; one that is not known is refused."""
    if not isinstance(table, Mapping):
        raise InputError("must be a table of fields", column=where, value=table)
    fields = {str(k).strip().lower(): v for k, v in table.items()}
    for name in fields:
        if name not in known:
            raise InputError(f"unknown field. {nearest(name, known)}", column=where, value=name)
    return fields


def whole(value: Any, name: str) -> int:
    """A whole number; empty, `None` and `False` are 0."""
    if value in (None, "", False):
        return 0
    text = str(value).strip()
    if not text.lstrip("-").isdigit():
        raise InputError("must be a whole number", column=name, value=value)
    return int(text)


def percent(value: Any, name: str) -> Fraction:
    """A percentage as a fraction of one; a float is taken by its printed digits, because an export has printed it so."""
    if value in (None, "", False):
        return Fraction(0)
    try:
        return Fraction(Decimal(str(value).strip().removesuffix("%").strip(), OWN)) / 100
    except (ArithmeticError, ValueError):
        raise InputError("must be a percentage", column=name, value=value) from None
