"""What a column holds, looked at in a sample: dates, amounts, currencies, indicators, names."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from cashflow.basics.currencies import CURRENCIES

__all__ = ["NOTHING", "SIDES", "fits", "is_amount", "is_date", "sampled"]

NOTHING = frozenset({"", "-", "--", "n/a", "na", "null", "none", "nan", "nat", "#n/a", "0000-00-00", "00.00.0000", "00000000"})
"""What stands for nothing in a cell."""
SIDES = {
    "s": "debit", "d": "debit", "dr": "debit", "debit": "debit", "soll": "debit", "debe": "debit",
    "h": "credit", "c": "credit", "cr": "credit", "credit": "credit", "haben": "credit", "haber": "credit",
}  # fmt: skip
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ].*|Z|[+-]\d\d:?\d\d)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}( .*)?|\d{8}"
    r"|\d{1,2}[ .\-]*[^\W\d_]{3,12}[ .,\-]*\d{2,4}|[^\W\d_]{3,12}\.? \d{1,2},? \d{4}"
)
_AMOUNT = re.compile(
    r"[-+(]{0,2}\s*[\d.,'\u2019\u00a0\u2009\u202f \u2212-]*\d[\d.,'\u2019\u00a0\u2009\u202f -]*\)?[-+]?\s*(?:cr|dr)?\.?", re.I
)
_SIGNS = re.compile(r"[$€£¥]|\b(?:[A-Z]{3}|zł|kr|Fr|R\$)\b\.?")
_ENOUGH = 0.9
_MOST = 500


def sampled(cells: Sequence[Any]) -> list[Any]:
    """Cells with something in them, of at most 500 spread over the column."""
    step = max(1, len(cells) // _MOST)
    some = [cells[i] for i in range(0, len(cells), step)]
    return [c for c in some if str(c).strip().lower() not in NOTHING]


def is_date(cell: Any) -> bool:
    """Whether a cell looks like a date."""
    if isinstance(cell, dt.date):
        return True
    if isinstance(cell, bool | float | Decimal):
        return False
    if isinstance(cell, int):
        return 20_000 <= cell <= 73_050 or 19_000_000 <= cell <= 22_000_000
    return bool(_DATE.fullmatch(str(cell).strip()))


def is_amount(cell: Any) -> bool:
    """Whether a cell looks like an amount."""
    if isinstance(cell, bool):
        return False
    if isinstance(cell, int | float | Decimal):
        return True
    text = _SIGNS.sub("", str(cell)).strip()
    return bool(_AMOUNT.fullmatch(text)) and not (_DATE.fullmatch(text) and not text.isdigit())


def _share(cells: Sequence[Any], test: Any) -> float:
    return sum(map(test, cells)) / len(cells) if cells else 0.0


_DATES = {"invoice_date", "posting_date", "due_date", "paid_date"}
_AMOUNTS = {
    "amount", "open_amount", "paid_amount", "debit", "credit", "tax_amount", "local_amount", "local_open_amount", "line_amount",
}  # fmt: skip


def fits(role: str, cells: Sequence[Any]) -> bool:
    """Whether a sample of a column's cells is what a role holds; an empty column fits where the role may be empty."""
    if role in _DATES:
        return _share(cells, is_date) >= _ENOUGH if cells else role == "paid_date"
    if role in _AMOUNTS:
        return _share(cells, is_amount) >= _ENOUGH if cells else role in ("debit", "credit", "paid_amount")
    if role in ("currency", "local_currency"):
        return _share(cells, lambda c: str(c).strip().upper() in CURRENCIES) >= _ENOUGH
    if role == "debit_credit":
        return _share(cells, lambda c: str(c).strip().lower() in SIDES) >= _ENOUGH
    if role == "supplier":
        return _share(cells, lambda c: any(s.isalpha() for s in str(c))) >= 0.5
    if role == "document_type":
        return bool(cells) and _share(cells, lambda c: not is_date(c)) >= _ENOUGH and len({str(c) for c in cells}) <= 40
    return bool(cells) or role in ("terms", "clearing", "age")
