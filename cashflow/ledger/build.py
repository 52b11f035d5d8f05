"""Money of a ledger counted by currency."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.days import Ints
from cashflow.basics.money import from_minor

__all__ = ["read_amount_totals"]


def read_amount_totals(columns: dict[str, Any], keep: Ints) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """Amounts read and accepted per currency, in major units; unreadable amounts count nowhere."""
    amount, reasons, currency = columns["amount"], columns["amount_reason"], columns["currency"]
    read: dict[str, Decimal] = {}
    accepted: dict[str, Decimal] = {}
    for code in sorted(set(currency)):
        if code not in CURRENCIES:
            continue
        mine = currency == code
        kept = np.zeros(len(amount), bool)
        kept[keep] = True
        for target, which in ((read, mine & (reasons == "")), (accepted, mine & kept)):
            if which.any():
                target[code] = from_minor(_total(amount[which]), code)
    return read, accepted


def _total(values: Ints) -> int:
    large = len(values) and int(np.abs(values).max()) * len(values) >= 2**63
    return int(values.astype(object).sum() if large else values.sum())
