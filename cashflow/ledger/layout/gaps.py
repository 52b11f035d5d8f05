"""Blank cells of many items, which only a word of the user fills: currencies, and terms of what is not paid; and a sign in doubt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import asked
from cashflow.ledger.asks import sign_ask
from cashflow.ledger.layout.amounts import Amounts, chosen_roles
from cashflow.ledger.layout.grid import Grid
from cashflow.ledger.layout.money import is_negative
from cashflow.ledger.layout.profile import Profile
from cashflow.ledger.layout.told import LayoutOptions

__all__ = ["Gap", "currency_gap", "sign_in_doubt", "terms_gap"]

_FEW = 100  # one row in so many may be left to the checks


@frozen
class Gap:
    """What is lacking, in words; what is asked; and whether of so many rows that the table can't be read without it."""

    words: str
    ask: Mapping[str, Any]
    needed: bool


def currency_gap(grid: Grid, at: Mapping[str, int], item: Ints, profile: Profile, told: LayoutOptions) -> Gap | None:
    """A column of currencies that is blank in some items; nothing where none is, or all are."""
    role = chosen_roles(at, told.currency).get("currency")
    if role is None or told.currency:
        return None
    blank = int((item & ~grid.filled(at[role])).sum())
    if not blank or blank == int(item.sum()):
        return None
    whose = ", which stands for the company's own" if profile.local_blank else ""
    words = f"'{grid.names[at[role]]}' is blank in {blank:,} row{'s' if blank > 1 else ''}{whose}"
    ask = asked(f"currency of rows without one ([ledger] currency): {words}", [], "--currency", "EUR")
    return Gap(words, ask, profile.local_blank or blank * _FEW > item.sum())


def terms_gap(grid: Grid, at: Mapping[str, int], item: Ints, told: LayoutOptions) -> Gap | None:
    """Items without a date of payment, in a table that says of none when it is due."""
    dated = {"invoice_date", "posting_date"} & set(at)
    if "paid_date" not in at or {"due_date", "terms"} & set(at) or told.terms or not dated:
        return None
    blank = int((item & ~grid.dated(at["paid_date"])).sum())
    words = f"{blank:,} row{'s have' if blank > 1 else ' has'} no date of payment, and nothing says when they are due"
    ask = asked("terms of rows that state none ([ledger] terms)", [], "--terms", "net 30")
    return Gap(words, ask, blank * _FEW > item.sum()) if blank else None


def sign_in_doubt(grid: Grid, amounts: Amounts, item: Ints, sign: str | None) -> list[Mapping[str, Any]]:
    """The question for the sign, where nothing says it and more than half of three items or more are negative."""
    if sign is not None or not amounts.from_ or amounts.ask:
        return []
    below = np.count_nonzero(grid.column(amounts.from_[0]).each_cell(is_negative)[item])
    return [dict(a) for a in sign_ask()] if item.sum() >= 3 and 2 * below > item.sum() else []
