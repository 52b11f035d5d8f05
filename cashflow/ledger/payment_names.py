"""The columns of a payments table by the words of exports: what each is called, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from cashflow.basics.errors import InputError
from cashflow.ledger.layout.words import VAGUE, roles_of
from cashflow.ledger.table import Said, Table

__all__ = ["with_our_names"]

_STANDS_FOR: Mapping[str, tuple[str, ...]] = {
    "supplier": ("supplier", "supplier_number"),
    "invoice": ("invoice",),
    "paid_date": ("paid_date",),
    "amount": ("amount", "paid_amount"),
    "invoice_date": ("invoice_date",),
    "currency": ("currency",),
}
"""Our column → the words that stand for it, the better first."""


def with_our_names(table: Table) -> Table:
    """The table with our names for columns of other names, each said once; a column under our name stays.

    Raises
    ------
    InputError
        Two columns whose names say the same; they are not guessed between.
    """
    names = [str(c).strip() for c in table.frame.columns]
    have = {n.lower().replace(" ", "_") for n in names}
    found: dict[str, str] = {}
    for ours in (o for o in _STANDS_FOR if o not in have):
        name = _column(ours, [n for n in names if n and n not in found.values()], table)
        if name is not None:
            found[ours] = name
    if not found:
        return table
    theirs = {name: ours for ours, name in found.items()}
    frame = table.frame.set_axis([theirs.get(n, n) for n in names], axis=1)
    said = tuple(Said(0, "flagged", "other column name", o, n, f"is read as {o}") for o, n in found.items()) if len(frame) else ()
    return evolve(table, frame=frame, said=(*table.said, *said))


def _column(ours: str, names: list[str], table: Table) -> str | None:
    """The one column whose name says best that it is ours."""
    for role in _STANDS_FOR[ours]:
        says = {n: roles_of(n)[role] for n in names if role in roles_of(n) and roles_of(n)[role] < VAGUE}
        best = [n for n, how in says.items() if how == min(says.values())]
        if len(best) > 1:
            hint = f"Rename the one that holds it to '{ours}'"
            raise InputError(f"may be one of several columns: {', '.join(best)}", file=table.source, column=ours, hint=hint)
        if best:
            return best[0]
    return None
