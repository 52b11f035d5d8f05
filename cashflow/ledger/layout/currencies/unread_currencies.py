"""A column of currencies that is not read as one: some of its cells are no codes, or nothing but its cells says what it is."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from cashflow.basics.currencies import CURRENCIES
from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError, asked, shortened
from cashflow.ledger.layout.amounts.amounts import Amounts
from cashflow.ledger.layout.amounts.gaps import Gap
from cashflow.ledger.layout.cells.content import fits, is_fraction
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.money import FIGURE
from cashflow.ledger.layout.cells.words import STRONG, code_in, fold, roles_of
from cashflow.ledger.layout.profile import Profile
from cashflow.ledger.layout.told import LayoutOptions
from cashflow.ledger.layout.unused import say_map

__all__ = ["refuse_named_otherwise", "refuse_one_column_each", "refuse_other_codes", "unknown_codes"]

_LEAST = 2  # currencies
_FOREIGN = re.compile(r"(?i)foreign|fremd|ciz[íi]|[ée]trang|extranj|estrang|ester[ao]|obc[ae]|vreemd|utländ|fcy")
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
        if _FOREIGN.search(name) and _other_amounts(grid, at):
            continue  # it is that of amounts which are not used
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


def _other_amounts(grid: Grid, at: Mapping[str, int]) -> bool:
    """Whether a column of amounts is not used."""
    free = [i for i in range(len(grid.names)) if i not in at.values() and grid.cells(i)]
    return any(fits("amount", grid.cells(i)) and any(map(is_fraction, grid.cells(i))) for i in free)


def refuse_one_column_each(grid: Grid, at: Mapping[str, int], item: Ints, source: object) -> None:
    """Refuse a table that keeps the amounts of each currency in a column of their own, each filled where the others are not."""
    if "currency" in at:
        return
    codes = {i: code_in(n) or n.strip().upper() for i, n in enumerate(grid.names) if n.strip()}
    mine = [i for i, code in codes.items() if code in CURRENCIES and code != "ALL" and grid.cells(i) and fits("amount", grid.cells(i))]
    mine = [i for i in mine if not roles_of(grid.names[i]) or {"amount", "open_amount"} & {*roles_of(grid.names[i])}]
    if len({codes[i] for i in mine}) < len(mine) or len(mine) < _LEAST:
        return
    some = np.array([grid.column(i).each(FIGURE.search, object).astype(bool)[item] for i in mine])
    if not some.any(axis=1).all() or (some.sum(axis=0) > 1).any():
        return
    names = " and ".join(f"'{grid.names[i]}'" for i in mine)
    reason = f"keeps the amounts of each currency in a column of their own: {names}"
    raise InputError(reason, file=source, hint="Write all amounts in one column, and the currency of each in another one")


def refuse_named_otherwise(grid: Grid, amounts: Amounts | None, currency: str, source: object) -> None:
    """Refuse a currency that was told of amounts in columns that are called after another one."""
    codes = [code_in(grid.names[i]) for i in (amounts.from_ if amounts is not None else ())]
    if codes and all(codes) and currency.upper() not in codes:
        name = grid.names[amounts.from_[0]] if amounts is not None else ""
        reason = f"says {codes[0]}, and {currency} was given for all rows"
        raise InputError(
            reason, file=source, column=name, value=currency, hint="Leave the currency out, or say which column holds amounts in it"
        )
