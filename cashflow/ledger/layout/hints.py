"""What a table's own words hint at, to be asked for and never taken: its currency."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cashflow.basics.currencies import CURRENCIES
from cashflow.ledger.table import Table

__all__ = ["currencies_hinted"]

_SIGNS = {
    "$": ["USD", "CAD", "AUD"],
    "€": ["EUR"],
    "£": ["GBP"],
    "¥": ["JPY", "CNY"],
    "zł": ["PLN"],
    "kr": ["SEK", "NOK", "DKK"],
    "R$": ["BRL"],
}
_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")


def currencies_hinted(table: Table, columns: Sequence[int]) -> list[str]:
    """Currencies by codes in the names of the amounts and above the header, then by signs in the cells."""
    names = " ".join(re.sub(r"[_\W]+", " ", str(table.frame.columns[i])).upper() for i in columns)
    above = " ".join(cell for line in table.above for cell in line)
    found = [c for c in _CODE.findall(names + " " + above) if c in CURRENCIES]
    for i in columns:
        cells = {str(v) for v in table.frame.iloc[:, i].tolist()}
        for sign in sorted(_SIGNS, key=len, reverse=True):
            if any(sign in cell for cell in cells):
                found += _SIGNS[sign]
                break
    return list(dict.fromkeys(found))
