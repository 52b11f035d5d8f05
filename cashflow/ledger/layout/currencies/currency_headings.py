"""Currencies that stand in headings, each for the rows below it; and one above all."""

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

__all__ = ["by_headings", "by_title"]

_SAID = re.compile(
    r"(?i)^\W*(?:(?:document|invoice|transaction|supplier|vendor)\s+)?(?:currency|w(?:ä|ae)hrung|devise|moneda|divisa|valuta|waluta|moeda"
    r"|m[ěe]na|валюта|通貨|币种)(?:\s+(?:code|id))?\s*(?:[:=-]\s*|\s+)\(?(?-i:([A-Z]{3}))\)?(?:\s*[-–(]\s*[^\d:]*)?$"
)

_MAY_SAY = re.compile(r"(?i).*(?:curr|w(?:ä|ae)hr|devis|moned|divis|valut|walut|moed|m[ěe]n|валют|通貨|币)|[A-Z]{3}$")

_HEADINGS = ("group row", "note row")
_ALL_IN = re.compile(
    r"(?i)(?:^|.*[^\w])(?:amounts?|figures|values|balances|betr[äa]ge|(?:alle )?angaben|montants|soldes|importes|saldos|importi|valores"
    r"|bedragen|kwoty|bel[øo]b|bel[øo]p|belopp|částky|суммы|金額)(?: (?:are|shown|stated|expressed|sind|exprim[ée]s|expresados|espressi"
    r"|expressos|uitgedrukt|podane|angivna))?(?: all)? (?:in|en|em|w|i|v) \(?(?-i:([A-Z]{3}))\)?[.;:)\]]*$"
)
"""A title that says in which currency all amounts are."""


def by_title(rows: Rows, grid: Grid, above: Sequence[Sequence[str]], *, suppliers: bool) -> tuple[str, str]:
    """The one currency that titles state for all amounts, and the title; nothing where a heading below says one, too.

    Where headings below are not those of `suppliers`, a currency above the first of them may be that of its rows alone, unless the title
    says that all amounts are in it.
    """
    parts = any(other.kind in _HEADINGS for other in rows.others) and not suppliers
    said = [(code, " ".join(c for c in row if c)) for row in above if (code := _all_in(row) or ("" if parts else _alone(row)))]
    if len({code for code, _ in said}) != 1 or _below(grid, rows):
        return "", ""
    return said[0]


def _alone(row: Sequence[str]) -> str:
    """The currency that a row is; a bare code further right than at its start may be that of one column."""
    found = _said(row)
    return found if found and (row[0] or " ".join(row).strip() != found) else ""


def _all_in(row: Sequence[str]) -> str:
    every = {m[1] for c in row if c and (m := _ALL_IN.match(" ".join(c.split())[-80:])) and m[1] in CURRENCIES and m[1] != "ALL"}
    return every.pop() if len(every) == 1 else ""


def _below(grid: Grid, rows: Rows) -> list[tuple[int, str]]:
    """Positions of the headings among the rows that say a currency, and what they say."""
    headings = (o for o in rows.others if o.kind in (*_HEADINGS, "repeated header") and _MAY_SAY.match(o.label))
    return [(o.at, code) for o in headings if (code := _said([text_of(c) for c in grid.frame.iloc[o.at].tolist()]))]


def by_headings(grid: Grid, rows: Rows, above: Sequence[Sequence[str]], told: str | None, source: object) -> Any:
    """(n_rows,), object: the currency of each row by the last heading above it; `None`: some item has none, or no heading says one.

    Raises
    ------
    InputError
        One was told for all rows, and headings say others.
    """
    first = next((code for row in reversed(above) if (code := _said(row))), "")
    below = _below(grid, rows)
    if not below:
        return None  # one above all is that of a title
    marks, codes = [0, *(at for at, _ in below)], [first, *(code for _, code in below)]
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
