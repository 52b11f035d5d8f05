"""Columns of the list that the page's script shows, sorts and searches: texts once and a position a row, amounts as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from cashflow.basics.decimals import OWN
from cashflow.basics.shown import printable
from cashflow.report.page.page_content import Listed
from cashflow.report.values_as_text import number, yes_or_no

__all__ = ["listed", "money_column", "number_column", "share_column", "text_column", "truth_column"]

Column = dict[str, Any]


def listed(title: str, note: str, file: str, none: str, rows: int, columns: Callable[[], Sequence[Column]]) -> Listed:
    """The list; `none` is said where it has no rows."""
    return Listed(title, note, file, {"rows": rows, "columns": list(columns()) if rows else [], "file": file, "none": none})


def text_column(name: str, values: Iterable[Any]) -> Column:
    """Words, of which every sign is seen."""
    return {"name": name, "kind": "text", **_coded([printable(str(v)) for v in values])}


def share_column(name: str, values: Iterable[float]) -> Column:
    """Shares as per cent."""
    return {"name": name, "kind": "share", **_coded([f"{v:.0%}" if v in (0, 1) else f"{v:.1%}" for v in values])}


def money_column(name: str, values: Iterable[Decimal | None]) -> Column:
    """Amounts with all their digits; whole ones leave out the point."""
    return {"name": name, "kind": "money", "values": [_amount(v) for v in values]}


def number_column(name: str, values: Iterable[float | None]) -> Column:
    """Numbers with one digit."""
    return {"name": name, "kind": "number", "values": [None if v is None or v != v else number(v).replace(",", "") for v in values]}


def truth_column(name: str, values: Iterable[Any]) -> Column:
    """Yes, no or not known."""
    return {"name": name, "kind": "truth", **_coded([yes_or_no(None if _missing(v) else bool(v)) for v in values])}


def _coded(values: list[str]) -> Column:
    """Each text once, and its position a row."""
    known: dict[str, int] = {}
    codes = [known.setdefault(v, len(known)) for v in values]
    return {"texts": list(known), "codes": codes}


def _amount(value: Decimal | None) -> str | None:
    return None if value is None or value != value else format(OWN.plus(value), "f").removesuffix(".00")


def _missing(value: Any) -> bool:
    return value is None or value != value
