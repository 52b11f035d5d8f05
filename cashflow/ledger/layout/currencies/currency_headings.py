"""Currencies that stand in headings: each holds for the rows below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.errors import InputError
from cashflow.ledger.layout.cells.content import text_of
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.items.rows import Rows

__all__ = ["by_headings"]

_SAID = re.compile(
    r"(?i)^\W*(?:(?:document|invoice|transaction|supplier|vendor)\s+)?(?:currency|w(?:ä|ae)hrung|devise|moneda|divisa|valuta|waluta|moeda"
    r"|m[ěe]na|валюта|通貨|币种)(?:\s+(?:code|id))?\s*(?:[:=-]\s*|\s+)\(?(?-i:([A-Z]{3}))\)?(?:\s*[-–(]\s*[^\d:]*)?$"
)

_MAY_SAY = re.compile(r"(?i).*(?:curr|w(?:ä|ae)hr|devis|moned|divis|valut|walut|moed|m[ěe]n|валют|通貨|币)|[A-Z]{3}$")


def by_headings(grid: Grid, rows: Rows, above: Sequence[Sequence[str]], told: str | None, source: object) -> Any:
    """(n_rows,), object: the currency of each row by the last heading above it; `None`: some item has none, or no heading says one.

    Raises
    ------
    InputError
        One was told for all rows, and headings say others.
    """
    first = next((code for row in reversed(above) if (code := _said(row))), "")
    marks, codes = [0], [first]
    for other in rows.others:
        if other.kind in ("group row", "note row", "repeated header") and _MAY_SAY.match(other.label):
            code = _said([text_of(c) for c in grid.frame.iloc[other.at].tolist()])
            if code:
                marks.append(other.at)
                codes.append(code)
    if len(codes) == 1:
        return None  # one above all: asked for, and offered first
    others = [code for code in codes if code and told and code != told.upper()]
    if others:
        reason = f"has headings that say {', '.join(dict.fromkeys(others))}, and {told} was given for all rows"
        raise InputError(
            reason, file=source, column="currency", value=told, hint="Leave the currency out: each row has that of its heading"
        )
    out = np.array(codes, object)[np.searchsorted(marks, np.arange(len(grid)), side="right") - 1]
    return out if bool((out[rows.item] != "").all()) and rows.item.any() else None


def _said(row: Sequence[str]) -> str:
    """The currency that a row says, and nothing else."""
    filled = [c for c in row if c]
    if len(filled) == 1 and filled[0] in CURRENCIES and filled[0] != "ALL":
        return filled[0]
    found = _SAID.match(" ".join(filled)[:80])
    return found[1] if found and found[1] in CURRENCIES else ""
