"""Values as a what-if file writes them, on one line: for files that are written, cells of a workbook, and refusals that show what came."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cashflow.basics.decimals import OWN

__all__ = ["toml_key", "toml_text", "toml_value"]

_SIGNS = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_LONGEST = 40  # digits of a number that is written without an exponent


def toml_text(text: str) -> str:
    r"""Text in quotes.

    Examples
    --------
    >>> print(toml_text('Acme "A" \x7f'))
    "Acme \"A\" \u007f"
    """
    return '"' + "".join(_SIGNS.get(c, c if ord(c) >= 32 and ord(c) != 127 else f"\\u{ord(c):04x}") for c in text) + '"'


def toml_key(name: str) -> str:
    """A key, in quotes where it must be."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else toml_text(name)


def toml_value(value: Any) -> str:
    """A value of any kind that a file may hold; of others their text, in quotes.

    Examples
    --------
    >>> toml_value({"region": ["UK", "EU"], "except": {"tag": "small"}}), toml_value(Fraction(13, 200))
    ('{ region = ["UK", "EU"], except = { tag = "small" } }', '0.065')
    >>> toml_value({"to": dt.date(2025, 6, 30), "at": dt.time(7, 30), "on": True, "x y": Decimal("0.10"), "much": Decimal("1e999999")})
    '{ to = 2025-06-30, at = 07:30:00, on = true, "x y" = 0.10, much = 1E+999999 }'
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return _point(OWN.divide(Decimal(value.numerator), Decimal(value.denominator)).normalize(OWN))
    if isinstance(value, Decimal):
        return _point(value)
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{toml_key(str(k))} = {toml_value(v)}' for k, v in value.items())} }}" if value else "{}"
    if isinstance(value, Collection) and not isinstance(value, str):
        return f"[{', '.join(toml_value(v) for v in (sorted(value, key=str) if isinstance(value, set | frozenset) else value))}]"
    return toml_text(str(value))


def _point(value: Decimal) -> str:
    """A decimal that TOML reads as one: with a point, or an exponent where it is very large or small."""
    if not value.is_finite():
        return str(value).lower().replace("infinity", "inf")
    text = format(value, "f") if abs(value.adjusted()) < _LONGEST else str(value)
    return text if "." in text or "E" in text else f"{text}.0"
