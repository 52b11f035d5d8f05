"""The currency that a column of amounts has in its name, beside a column of currencies that may say another one: never mixed."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.ledger.layout.amounts.amounts import Amounts, chosen_roles
from cashflow.ledger.layout.amounts.gaps import Gap
from cashflow.ledger.layout.cells.content import fits, text_of
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.words import VAGUE, code_in, roles_of
from cashflow.ledger.layout.told import LayoutOptions

__all__ = ["NamedCurrency", "named_currency", "of_the_rows"]


@frozen
class NamedCurrency:
    """A column of amounts whose name says one currency, and a column of currencies that says others."""

    code: str
    amounts: str  # names of the columns
    currencies: str
    others: tuple[str, ...]
    rows: int  # that say another one
    of: int

    @property
    def gap(self) -> Gap:
        """The question, with both readings."""
        by_row = f"--map {shlex.quote(f'currency={self.currencies}')}"
        words = (
            f"'{self.amounts}' says {self.code}, and '{self.currencies}' says {', '.join(self.others[:3])} in {self.rows:,} of "
            f"{self.of:,} rows: the amounts are in {self.code} (--currency {self.code}), or each in the currency of its row ({by_row})"
        )
        what = f"currency of '{self.amounts}' ([ledger] currency, or map): its name says {self.code}, '{self.currencies}' another"
        choices = [f"--currency {self.code}", by_row]
        return Gap(words, {"what": what, "choices": choices, "type": choices[0]}, needed=True)


def named_currency(grid: Grid, at: Mapping[str, int], amounts: Amounts | None, item: Ints, told: LayoutOptions) -> NamedCurrency | None:
    """The contradiction between the names of the amounts and the column of currencies; `None`: there is none, or the column was told."""
    place = at.get(chosen_roles(at, told.currency).get("currency", ""))
    if amounts is None or place is None or "currency" in told.map:
        return None
    column = grid.column(place)
    codes = column.codes[item]
    used = np.bincount(codes[codes >= 0], minlength=len(column.texts))  # below: a missing cell
    said = {at: column.texts[at].upper() for at in np.flatnonzero(used).tolist() if column.texts[at]}
    for i in (*amounts.from_, *amounts.added):
        code = code_in(grid.names[i])
        others = [at for at, c in said.items() if c != code]
        if code is not None and others:
            rows = int(used[others].sum())
            return NamedCurrency(
                code, grid.names[i], grid.names[place], tuple(dict.fromkeys(said[at] for at in others)), rows, int(item.sum())
            )
    return None


def of_the_rows(grid: Grid, columns: Sequence[int]) -> list[int]:
    """Of several columns of amounts those that belong to the column of currencies: of its one currency, else without any in their names."""
    codes = {i: code_in(grid.names[i]) for i in columns}
    if len(columns) < 2 or not any(codes.values()):
        return [*columns]
    named = [i for i, n in enumerate(grid.names) if roles_of(n).get("currency", VAGUE) < VAGUE and fits("currency", grid.cells(i))]
    if len(named) != 1 or not grid.cells(named[0]):
        return [*columns]
    said = {text_of(c).upper() for c in grid.cells(named[0])}
    own = [i for i in columns if said == {codes[i]}]
    bare = [i for i in columns if codes[i] is None]
    return own or bare or [*columns]
