"""The columns of a payments table by the words of exports: what each is called, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from cashflow.basics.errors import InputError
from cashflow.ledger.layout.content import fits, text_of
from cashflow.ledger.layout.words import VAGUE, roles_of
from cashflow.ledger.names import tidied
from cashflow.ledger.table import Said, Table

__all__ = ["with_our_names"]

_STANDS_FOR: Mapping[str, tuple[str, ...]] = {
    "supplier": ("supplier", "supplier_number"),
    "invoice": ("invoice", "document"),
    "paid_date": ("paid_date",),
    "amount": ("amount", "paid_amount"),
    "invoice_date": ("invoice_date",),
    "currency": ("currency",),
    "discount": ("discount",),
}
"""Our column → the words that stand for it, the better first."""
_LOOK = 500  # rows whose cells are looked at


def with_our_names(table: Table) -> Table:
    """The table with our names for columns of other names, each said once; a column under our name stays.

    Raises
    ------
    InputError
        Two columns whose names say the same; they are not guessed between.
    """
    names = [str(c).strip() for c in table.frame.columns]
    cells = dict(zip(names, (table.frame.iloc[:_LOOK, i].tolist() for i in range(len(names))), strict=True))
    have = {tidied(n) for n in names}
    found: dict[str, str] = {}
    for ours in (o for o in _STANDS_FOR if o not in have):
        name = _column(ours, {n: c for n, c in cells.items() if n and n not in found.values() and tidied(n) not in _STANDS_FOR}, table)
        if name is not None:
            found[ours] = name
    if not found:
        return table
    theirs = {name: ours for ours, name in found.items()}
    frame = table.frame.set_axis([theirs.get(n, n) for n in names], axis=1)
    said = tuple(Said(0, "flagged", "other column name", o, n, f"is read as {o}") for o, n in found.items()) if len(frame) else ()
    return evolve(table, frame=frame, said=(*table.said, *said))


def _column(ours: str, cells: Mapping[str, list[Any]], table: Table) -> str | None:
    """The one column whose name says best that it is ours, and whose cells are such."""
    for role in _STANDS_FOR[ours]:
        says = {n: s[role] for n in cells if (s := roles_of(n)).get(role, VAGUE) < VAGUE and _may_be(role, cells[n])}
        best = [n for n, how in says.items() if how == min(says.values())]
        if len(best) > 1:
            hint = f"Rename the one that holds it to '{ours}'"
            raise InputError(f"may be one of several columns: {', '.join(best)}", file=table.source, column=ours, hint=hint)
        if best:
            return best[0]
    return None


def _may_be(role: str, cells: list[Any]) -> bool:
    """Whether cells hold what a role says; without any the name alone says it."""
    return not any(text_of(c) for c in cells) or fits(role, cells)
