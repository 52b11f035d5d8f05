"""A column of currencies that is not read as one: some of its cells are no codes, or nothing but its cells says what it is."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError, asked, shortened
from cashflow.ledger.layout.gaps import Gap
from cashflow.ledger.layout.grid import Grid
from cashflow.ledger.layout.profile import Profile
from cashflow.ledger.layout.told import LayoutOptions
from cashflow.ledger.layout.unused import say_map
from cashflow.ledger.layout.words import STRONG, fold, roles_of

__all__ = ["refuse_other_codes", "unknown_codes"]

_CALLED = re.compile(r"(?i)curr|ccy|crcy|w(?:ä|ae|a)hrung|devis|divis|moed|moned|valut|walut|měn|döviz|валют|币|通貨")


def _texts(grid: Grid, column: int, item: Ints) -> list[str]:
    """The texts that differ of a column in some rows."""
    cells = grid.column(column)
    return [text for at in np.unique(cells.codes[item]).tolist() if (text := cells.texts[at])]


def unknown_codes(grid: Grid, at: Mapping[str, int], item: Ints, told: LayoutOptions) -> Gap | None:
    """The question for a column that is called after currencies, where some of its cells are no codes and it says more than one thing.

    One currency for all rows would count those of the others in it; so the column is offered, and what is no code is rejected row by row.
    """
    if "currency" in at or told.currency:
        return None
    for i, name in enumerate(grid.names):
        if roles_of(name).get("currency", STRONG + 1) > STRONG or i in at.values():
            continue
        texts = _texts(grid, i, item)
        strange = [t for t in texts if t.upper() not in CURRENCIES]
        named = not any(s.isdigit() for t in texts for s in t)  # a rate of exchange may stand in such a column, too
        if strange and (len(strange) < len(texts) or (len(strange) > 1 and named)):
            rows = int((item & np.isin(grid.column(i).text().astype(str), strange)).sum())
            where = f"'{shortened(strange[0])}' in {rows:,} row{'s' * (rows != 1)}"
            words = f"'{name}' holds {where}, which is the code of no currency: write its code there, as EUR, else those rows are left out"
            ask = asked(f"column that holds currencies ([ledger] map): {words}", [f"currency={name}"], "--map")
            return Gap(words, ask, needed=True)
    return None


def refuse_other_codes(grid: Grid, at: Mapping[str, int], item: Ints, profile: Profile, told: LayoutOptions, source: object) -> None:
    """Refuse one currency for all rows beside a column of codes of others, which only its words say to be one of currencies."""
    if not told.currency or {"currency", "local_currency"} & set(at):
        return
    for i, name in enumerate(grid.names):
        if i in at.values() or {*roles_of(name)} - {"currency"} or fold(name) in profile.leave or not _CALLED.search(name):
            continue
        texts = _texts(grid, i, item)
        others = [t for t in texts if t.upper() in CURRENCIES and t.upper() != told.currency.upper()]
        if others and all(t.upper() in CURRENCIES for t in texts):
            reason = f"says {', '.join(others[:3])} in some rows, and {told.currency} was given for all"
            also = f", with --currency {told.currency} for the rows in which it is blank" if not grid.filled(i)[item].all() else ""
            hint = f"If it holds the currency of each amount, type {say_map('currency', name)}{also}; else take the column out of the file"
            ask = [asked("column that holds currencies ([ledger] map)", [f"currency={name}"], "--map")]
            raise InputError(reason, file=source, column=name, value=others[0], hint=hint, ask=ask)
