"""Blank cells of many items, which only a word of the user fills: currencies, and terms of what is not paid; and a sign in doubt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import CURRENCY_CODE, SOME_TERMS, asked
from cashflow.basics.groupby import exact_sums
from cashflow.ledger.asks import sign_ask
from cashflow.ledger.layout.amounts.amounts import Amounts, chosen_roles
from cashflow.ledger.layout.cells.grid import Column, Grid
from cashflow.ledger.layout.cells.money import is_negative, money_of, shown
from cashflow.ledger.layout.profile import Profile
from cashflow.ledger.layout.told import LayoutOptions

__all__ = ["Gap", "currency_gap", "sign_gap", "sign_in_doubt", "terms_gap"]

_LEAST_SIGNS = 3  # rows: of fewer only all may speak against a sign
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
    ask = asked(f"currency of rows without one ([ledger] currency): {words}", [], "--currency", CURRENCY_CODE)
    return Gap(words, ask, profile.local_blank or blank * _FEW > item.sum())


def terms_gap(grid: Grid, at: Mapping[str, int], item: Ints, told: LayoutOptions) -> Gap | None:
    """Items without a date of payment, in a table that says of none when it is due."""
    dated = {"invoice_date", "posting_date"} & set(at)
    if "paid_date" not in at or {"due_date", "terms"} & set(at) or told.terms or not dated:
        return None
    blank = int((item & ~grid.dated(at["paid_date"])).sum())
    words = f"{blank:,} row{'s have' if blank > 1 else ' has'} no date of payment, and their due dates are not stated"
    ask = asked("terms of rows that state none ([ledger] terms)", [], "--terms", SOME_TERMS)
    return Gap(words, ask, blank * _FEW > item.sum()) if blank else None


def sign_in_doubt(grid: Grid, amounts: Amounts, item: Ints, sign: str | None) -> list[Mapping[str, Any]]:
    """The question for the sign, where nothing says it and more than half of three items or more are negative."""
    if sign is not None or amounts.ask:
        return []
    below = np.count_nonzero(amounts.read(grid)[0].each_cell(is_negative)[item])
    return [dict(a) for a in sign_ask()] if item.sum() >= 3 and 2 * below > item.sum() else []


def sign_gap(grid: Grid, at: Mapping[str, int], amounts: Amounts, owed: Ints, profile: Profile, told: LayoutOptions) -> Gap | None:
    """The question for the sign, where by that of the profile more than half of the money of a currency would be negative.

    Parameters
    ----------
    grid, at, amounts
        Cells, the column of each role, and amounts before any sign is turned.
    owed : (n_rows,), bool
        Items that are not payments or credit notes by their type, and are not ignored.
    profile, told
        What the sign is taken from, and what the user says.
    """
    rows = np.flatnonzero(owed)
    if told.sign or amounts.sign or amounts.ask or "amount" not in amounts.columns or not len(rows):
        return None
    money = money_of(Column.of(np.asarray(amounts.columns["amount"], object)[rows]), amounts.decimal, amounts.owed)
    minor = -money.minor if profile.sign == "payables negative" else money.minor
    below = minor < 0
    if len(rows) < _LEAST_SIGNS and not below.all():
        return None
    role = chosen_roles(at, told.currency).get("currency")
    codes = grid.column(at[role]).codes[rows] if role is not None else np.zeros(len(rows), np.int64)
    codes = codes - min(0, int(codes.min()))  # a missing currency is one, too
    many = int(codes.max()) + 1
    less, whole = (exact_sums(codes, m, many) for m in (np.where(below, -minor, 0), np.abs(minor)))
    most = next((i for i in range(many) if 2 * int(less[i]) > int(whole[i])), None)
    if most is None:
        return None
    stands = "negative" if profile.sign == "payables negative" else "positive"
    against = "positive" if stands == "negative" else "negative"
    words = (
        f"what is owed is {stands} in such exports, but {shown(int(less[most]))} of {shown(int(whole[most]))}"
        f" ({int(below.sum()):,} of {len(rows):,} rows) is {against}"
    )
    return Gap(words, asked("sign of what is owed ([ledger] sign)", [f"payables {against}", f"payables {stands}"], "--sign"), True)
