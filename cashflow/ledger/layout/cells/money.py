"""Amounts of a column as exact numbers, and amounts with the other sign; a cell that can't be read stays as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.amount_text import read_amounts
from cashflow.basics.days import Ints
from cashflow.basics.valueless import DASHES
from cashflow.ledger.layout.cells.content import MARKS, finite, text_of
from cashflow.ledger.layout.cells.grid import Column

__all__ = [
    "DIGITS",
    "FIGURE",
    "Money",
    "added_up",
    "has_side",
    "has_signs",
    "is_negative",
    "money_of",
    "shown",
    "side_of",
    "turned",
    "turned_at",
    "written",
]

DIGITS = 4
"""Decimals of amounts while they are compared; enough for any currency and for unit prices."""
FIGURE = re.compile("[1-9]")
"""What every amount has that is not 0."""
_LARGEST = 2**63 // 10_000
_SIDE = re.compile(r"(?<![A-Za-z])(cr|dr|haben|soll|[hs])\.?$", re.I)
_CREDIT = {"cr", "haben", "h"}
_BELOW = re.compile(r"\W*[(\u2212-].*|.*[-\u2212]\W*|\s*<.*>\s*")


@frozen(eq=False)
class Money:
    """Exact amounts of a column in units of 1/10,000; blank cells are 0."""

    minor: Ints  # (n,), int64
    good: Ints  # (n,), bool: blank, or read


def money_of(column: Column, decimal: str | None, owed: str | None = None) -> Money:
    """The amounts of a column; of Cr and Dr beside them the one that is `owed` is positive, Cr where that was not told."""
    texts = [_plain(c, owed or "Cr") for c in column.cells]
    given = np.array([*texts, ""], object)[:-1]
    minor, reasons = _read(given, decimal)
    blank = given == ""
    return Money(np.where(blank, 0, minor)[column.codes], (blank | (reasons == ""))[column.codes])


def added_up(columns: Sequence[Column], decimal: str | None, owed: str | None = None, *, taxed: bool = False) -> Money:
    """The amounts of some columns, at least one, added up row by row; `taxed`: the second is the tax of the first.

    A tax without a sign has that of its amount.
    """
    each = [money_of(c, decimal, owed) for c in columns]
    if len(each) == 1:
        return each[0]
    sign = np.where(each[0].minor < 0, -1, 1) if taxed and not has_signs(columns[1]) else 1
    minor = np.sum([each[0].minor, *(sign * m.minor for m in each[1:])], axis=0)
    return Money(minor, np.all([m.good for m in each], axis=0))


def _read(texts: Any, decimal: str | None) -> tuple[Ints, Any]:
    """Minor units with two decimals, times 100; only what has more decimals is read with them, so that 1.234 keeps its two readings."""
    minor, reasons = read_amounts(texts, np.full(len(texts), 2), decimal)
    large = np.abs(minor) > _LARGEST
    reasons[large] = "is too large"
    minor = np.where(large, 0, minor) * 100
    left = np.flatnonzero(np.array(["more decimals" in str(r) for r in reasons], bool))
    if len(left):
        minor[left], reasons[left] = read_amounts(texts[left], np.full(len(left), DIGITS), decimal)
    return minor, reasons


def _plain(cell: Any, owed: str) -> str:
    """A cell as the text of an amount without marks of its currency, negative on the side that is not `owed`; floats to the cent."""
    if isinstance(cell, float):
        return "" if not finite(cell) else f"{cell:.2f}" if abs(cell * 100 - round(cell * 100)) < 1e-4 else repr(cell)
    text = text_of(cell)
    if side := _SIDE.search(text):
        other = (side[1].lower() in _CREDIT) != (owed == "Cr")
        text = f"{'-' if other else ''}{text[: side.start()].strip()}"
    return "" if text in DASHES else MARKS.sub("", text).strip()


def has_side(cell: Any) -> bool:
    """Whether Cr or Dr stands beside an amount."""
    text = text_of(cell)
    return bool(_SIDE.search(text)) and any(map(str.isdigit, text))


def side_of(cell: Any) -> str:
    """The side beside an amount, "Cr" or "Dr"; empty where there is none."""
    side = _SIDE.search(text_of(cell))
    return "" if side is None else "Cr" if side[1].lower() in _CREDIT else "Dr"


def is_negative(cell: Any) -> bool:
    """Whether an amount is below zero, as it stands."""
    if isinstance(cell, int | float | Decimal):
        return finite(cell) and cell < 0
    text = text_of(cell)
    if "-" not in text and "(" not in text and "\u2212" not in text and "<" not in text:  # most are not
        return False
    return bool(FIGURE.search(text) and _BELOW.fullmatch(MARKS.sub("", text)))


def has_signs(column: Column) -> bool:
    """Whether some amount of a column is negative, or stands on a side."""
    return any(is_negative(c) or has_side(c) for c in column.cells)


def turned(cell: Any) -> Any:
    """An amount with the other sign, in the writing that it has.

    Examples
    --------
    >>> turned("1.234,56"), turned("1.234,56-"), turned("(5.00)"), turned("<5.00>"), turned("0,00")
    ('-1.234,56', '1.234,56', '5.00', '5.00', '0,00')
    """
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        return -cell if finite(cell) and cell else cell
    text = text_of(cell)
    if not FIGURE.search(text):
        return cell
    if is_negative(text):
        return re.sub(r"[()<>\u2212-]", "", text).strip()
    return f"-{text.lstrip('+ ')}"


def turned_at(cells: Any, where: Ints) -> Any:
    """The same cells, those where a mask is true with the other sign."""
    out = cells.copy()
    out[where] = [turned(c) for c in cells[where].tolist()]
    return out


def written(minor: Ints, decimal: str | None) -> list[str]:
    """Amounts as texts with two decimals, or four where they have them; loops over the few amounts that had to be computed."""
    out = []
    for value in minor.tolist():
        whole, rest = divmod(abs(value), 10**DIGITS)
        digits = f"{rest:04d}"
        digits = digits[:2] if digits.endswith("00") else digits
        out.append(f"{'-' if value < 0 else ''}{whole}{decimal or '.'}{digits}")
    return out


def shown(minor: int) -> str:
    """An amount for a sentence: ``1,214,913.14``."""
    value = Decimal(minor).scaleb(-DIGITS)
    return f"{value:,.2f}" if minor % 100 == 0 else f"{value:,.4f}"
