"""A list of payments among the files of a ledger: beside the invoices that it pays, it would count them once more."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cashflow.basics.errors import InputError, shortened
from cashflow.ledger.layout.cells.content import text_of
from cashflow.ledger.table import Table

__all__ = ["OF_PAYMENTS", "is_of_payments", "refuse_payments_beside"]

OF_PAYMENTS = "is a list of payments by its columns: paid dates, and neither due dates nor dates of invoices"
_MOSTLY = 0.5  # of the numbers of a list of payments


def is_of_payments(table: Table) -> bool:
    """Whether a table says when what was paid, and of no invoice when it is due."""
    columns = {*(table.frame.columns if table.layout is None else table.layout.columns)}
    return "paid_date" in columns and columns.isdisjoint({"invoice_date", "due_date", "terms"})


def refuse_payments_beside(names: Sequence[str], tables: Sequence[Table], source: Path | None) -> None:
    """Refuse a list of payments half of whose invoices stand in the other files; of others it says all there is of them.

    Raises
    ------
    InputError
        With what to type.
    """
    lists = [n for n, table in enumerate(tables) if is_of_payments(table)]
    if not lists or len(lists) == len(tables):
        return
    known = set().union(*(_numbers(t) for n, t in enumerate(tables) if n not in lists))
    for n in lists:
        mine = _numbers(tables[n])
        if mine and len(both := mine & known) > _MOSTLY * len(mine):
            reason = f"{OF_PAYMENTS}, and invoices that other files have, such as {shortened(min(both))}, would count twice"
            place = names[n] if source is None else f"{source.as_posix()}/{names[n]}"
            hint = f"Read it as payments, --payments {place}, and name the invoices without it: a pattern, or another folder"
            raise InputError(reason, file=names[n], hint=hint)


def _numbers(table: Table) -> set[str]:
    return {text_of(c).strip() for c in table.frame["invoice"].tolist()} - {""} if "invoice" in table.frame else set()
