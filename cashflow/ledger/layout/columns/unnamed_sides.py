"""A column of sides, as S and H, whose name does not say it, beside amounts without a sign."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

import numpy as np

from cashflow.basics.days import Ints
from cashflow.ledger.layout.amounts.amounts import Amounts
from cashflow.ledger.layout.amounts.gaps import Gap
from cashflow.ledger.layout.cells.content import SIDES, text_of
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.money import has_side, is_negative
from cashflow.ledger.layout.cells.words import roles_of
from cashflow.ledger.layout.told import LayoutOptions

__all__ = ["side_gap"]


def side_gap(grid: Grid, at: Mapping[str, int], item: Ints, amounts: Amounts | None, told: LayoutOptions) -> Gap | None:
    """The question whether such a column says which amounts are owed; nothing where amounts have signs, or their sign was told."""
    if amounts is None or amounts.sign or amounts.ask or told.sign or {"debit_credit", "debit", "credit"} & set(at):
        return None
    free = [i for i, n in enumerate(grid.names) if n and i not in at.values() and not roles_of(n)]
    free += [at["document_type"]] if "document_type" in at else []
    columns = [i for i in free if _both(grid, i, item)]
    if not columns or any(c.each_cell(lambda v: is_negative(v) or has_side(v))[item].any() for c in amounts.read(grid)):
        return None
    name, column = grid.names[columns[0]], grid.column(columns[0])
    texts, many = np.unique(column.text()[item].astype(str), return_counts=True)
    said = " and ".join(f"'{t}' in {n:,}" for t, n in zip(texts.tolist(), many.tolist(), strict=True) if t)
    words = f"'{name}' says {said} rows, as the sides of accounts, and no amount has a sign: it may say which of them are owed"
    mapped = f"--map {shlex.quote(f'debit_credit={name}')}"
    choices = [f"{mapped} --owed Cr", f"{mapped} --owed Dr", "--sign 'payables positive'"]
    return Gap(
        words, {"what": f"column of sides ([ledger] map, owed or sign): {words}", "choices": choices, "type": choices[0]}, needed=True
    )


def _both(grid: Grid, column: int, item: Ints) -> bool:
    """Whether items hold both sides in a column, and nothing else; by the sample first, which is quick."""
    if not {text_of(c).lower() for c in grid.cells(column)} <= {*SIDES}:
        return False
    cells = grid.column(column)
    texts = {t.lower() for code in np.unique(cells.codes[item]).tolist() if (t := cells.texts[code])}
    return len(texts) == 2 and texts != {"a", "b"} and {SIDES.get(t) for t in texts} == {"debit", "credit"}
