"""What the status of a row says of its payment, and whose item it is in a list of suppliers and customers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import evolve

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.ledger.layout.amounts.amounts import Amounts
from cashflow.ledger.layout.cells.content import FLAGS, is_marked, text_of
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.open_words import OPEN_WORDS
from cashflow.ledger.layout.cells.words import fold
from cashflow.ledger.layout.items.rows import Rows
from cashflow.ledger.layout.paid.status_words import kind_of_status
from cashflow.ledger.layout.profile import profiles

__all__ = ["customers_of", "paid_by_headings", "paid_by_status", "statuses_of"]


def statuses_of(grid: Grid, at: Mapping[str, int], words: Mapping[str, str], numbers: bool = False) -> Any:
    """(n_rows,), object: "paid", "partly paid", "ignored" or nothing, by columns of statuses or that say yes or no; `None`: there is none.

    What is refused by its approval, or marked as void, is ignored, whatever else is said of it. `numbers`: it was told which column has
    numbers of payments, and a row that has one is paid.
    """
    out = _settled(grid, at, words)
    if out is None and numbers and "paid_date" not in at:
        out = np.where(grid.filled(at["clearing"]), "paid", "").astype(object)
    for role, says in (("approval", lambda t: words.get(fold(t)) == "ignored"), ("void_flag", is_marked)):
        if role in at and (left := grid.column(at[role]).each(says)).any():
            out = np.where(left, "ignored", "" if out is None else out).astype(object)
    return out


def _settled(grid: Grid, at: Mapping[str, int], words: Mapping[str, str]) -> Any:
    if "status" in at:
        return grid.column(at["status"]).each(lambda t: kind_of_status(t, words), object)
    for role, settled in (("paid_flag", True), ("open_flag", False)):
        if role in at:
            says = np.array([is_marked(t) if settled else FLAGS.get(t.lower()) is False for t in grid.column(at[role]).texts], bool)
            return np.where(says[grid.column(at[role]).codes], "paid", "").astype(object)
    return None


def paid_by_headings(rows: Rows, words: Mapping[str, str]) -> Any:
    """(n_rows,), object: "paid" below a heading that says so, down to one that says open, or to its sum; `None`: no heading says it."""
    marks, says, current = [0], [""], ""
    for o in rows.others:
        paid = words.get(fold(o.label)) == "paid"
        if o.kind == "group row" and (paid or fold(o.label) in OPEN_WORDS):
            marks, says, current = [*marks, o.at], [*says, "paid" * paid], o.label
        elif o.kind == "total row" and current and current.casefold() in o.label.casefold():
            marks, says, current = [*marks, o.at], [*says, ""], ""
    if "paid" not in says:
        return None
    return np.array(says, object)[np.searchsorted(marks, np.arange(len(rows.item)), side="right") - 1]


def paid_by_status(grid: Grid, at: Mapping[str, int], amounts: Amounts, statuses: Any, item: Ints) -> Amounts:
    """The amounts, where a row's status says that it is paid and no column says how much or when: paid in full, without a date."""
    if statuses is None or {"open_amount", "paid_amount"} & set(amounts.columns) or "amount" not in amounts.columns:
        return amounts
    paid = item & (statuses == "paid")
    paid &= ~grid.dated(at["paid_date"]) if "paid_date" in at else True
    if not paid.any() or {"open_amount", "local_open_amount", "paid_amount"} & set(at):
        return amounts
    part = np.full(len(grid), "", object)
    part[paid] = np.asarray(amounts.columns["amount"], object)[paid]
    many = int(paid.sum())
    column = next((at[r] for r in ("status", "paid_flag", "open_flag", "clearing") if r in at), None)
    name = "the heading above" if column is None else f"'{grid.names[column] or f'column {column + 1}'}'"
    words = f"{amounts.words}; by {name} {many:,} row{'s are' if many > 1 else ' is'} paid, on no stated day"
    return evolve(amounts, columns={**amounts.columns, "paid_amount": part}, words=words)


def customers_of(grid: Grid, at: Mapping[str, int], rows: Rows, source: object) -> Ints:
    """(n_rows,), bool: items of customers in a list of both sides: by a column that says so, or by the headings above the rows.

    Raises
    ------
    InputError
        All items are customers'.
    """
    item, words = rows.item, profiles()["general"].customers
    column = at.get("party_kind", _of_both_sides(grid, at, item))
    mine = _below_headings(rows) if column is None else grid.column(column).each(lambda t: fold(t) in words)
    mine &= item
    if mine.any() and bool((mine == item).all()):
        hint = "Export the vendors' open items or the payables aging instead"
        raise InputError("is a list of receivables (all its items are customers'), not a list of payables", file=source, hint=hint)
    return mine


def _of_both_sides(grid: Grid, at: Mapping[str, int], item: Ints) -> int | None:
    """A column of any name that holds words for suppliers and words for customers, and nothing else."""
    general = profiles()["general"]
    ours, theirs = set(general.suppliers), {w for w in general.customers if len(w) > 1}
    taken = {
        i for role, i in at.items() if role not in ("document_type", "supplier_number")
    }  # a weak name of them says less than its cells
    for i in range(len(grid.names)):
        if i in taken or not _are_both({fold(text_of(c)) for c in grid.cells(i)}, ours, theirs):
            continue  # by the sample, which is quick
        column = grid.column(i)
        if _are_both({fold(column.texts[code]) for code in np.unique(column.codes[item]).tolist()}, ours, theirs):
            return i
    return None


def _are_both(words: set[str], ours: set[str], theirs: set[str]) -> bool:
    words = words - {""}
    return words <= ours | theirs and bool(words & ours) and bool(words & theirs)


def _below_headings(rows: Rows) -> Ints:
    """(n_rows,), bool: rows below a heading that says customers or debtors, down to one that says suppliers, or to its sum."""
    general = profiles()["general"]
    marks, says, current = [0], [False], ""
    for o in rows.others:
        word = fold(o.label)
        if o.kind == "group row" and len(word) > 1 and (word in general.customers or word in general.suppliers):
            marks, says, current = [*marks, o.at], [*says, word in general.customers], o.label
        elif o.kind == "total row" and current and current.casefold() in o.label.casefold():
            marks, says, current = [*marks, o.at], [*says, False], ""
    return np.array(says, bool)[np.searchsorted(marks, np.arange(len(rows.item)), side="right") - 1]
