"""Credit notes in a column of their own beside that of the invoices: one column of amounts, in which they lessen what is owed."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from cashflow.basics.days import Ints
from cashflow.ledger.layout.amounts.amounts import Amounts
from cashflow.ledger.layout.cells.content import fits, is_fraction
from cashflow.ledger.layout.cells.credit_words import is_of_credit_notes
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.money import FIGURE, is_negative, turned

__all__ = ["with_credit_notes"]


def with_credit_notes(grid: Grid, at: Mapping[str, int], amounts: Amounts | None, item: Ints) -> Amounts | None:
    """The amounts, with those of the credit notes where a row has no other; as they were, where a row has both, or they have two signs."""
    column = _column(grid, at)
    if amounts is None or column is None or amounts.from_[:1] != (at.get("amount"),) or {"debit_credit", "debit", "credit"} & set(at):
        return amounts
    one, other = (grid.column(i).each(FIGURE.search, object).astype(bool) & item for i in (at["amount"], column))
    below = grid.column(column).each_cell(is_negative) & other
    if (one & other).any() or not one.any() or not other.any() or (below.any() and (other & ~below).any()):
        return amounts
    cells = amounts.columns["amount"].copy()
    cells[other] = grid.raw(column)[other] if below.any() else [turned(c) for c in grid.raw(column)[other].tolist()]
    words = f"{amounts.words}, less '{grid.names[column]}' where a row has no other"
    made = tuple(dict.fromkeys((*amounts.made, "amount")))
    return evolve(amounts, columns={**amounts.columns, "amount": cells}, words=words, from_=(*amounts.from_, column), made=made)


def _column(grid: Grid, at: Mapping[str, int]) -> int | None:
    """The one column of such amounts."""
    called = [i for i, n in enumerate(grid.names) if n and i not in at.values() and is_of_credit_notes(n)]
    called = [i for i in called if (cells := grid.cells(i)) and fits("amount", cells) and any(map(is_fraction, cells))]
    return called[0] if len(called) == 1 else None
