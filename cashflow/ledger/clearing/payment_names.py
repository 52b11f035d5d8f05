"""The columns of a payments table by the words of exports: what each is called, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import numpy as np
from attrs import evolve

from cashflow.basics.errors import InputError, asked, nearest, to_type
from cashflow.ledger.clearing.payment_rows import repeated_headers
from cashflow.ledger.layout.cells.content import fits, is_fraction, text_of
from cashflow.ledger.layout.cells.words import VAGUE, fold, roles_of
from cashflow.ledger.layout.items.rows import WHY
from cashflow.ledger.layout.profile import profiles
from cashflow.ledger.layout.told import map_of
from cashflow.ledger.names import tidied
from cashflow.ledger.table import Said, Table

__all__ = ["PAYMENT_COLUMNS", "PAYMENT_COLUMNS_NEEDED", "payments_map_of", "with_our_names"]

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
PAYMENT_COLUMNS = tuple(_STANDS_FOR)
PAYMENT_COLUMNS_NEEDED = PAYMENT_COLUMNS[:4]
_BANK = {"iban", "bic", "swift", "sortcode", "bankaccount", "accountnumber", "bban"}
_LOOK = 500  # rows whose cells are looked at
_WHAT, _FLAG = "column of the payments that holds {} ([ledger] payments_map)", "--payments-map"

Cells = Mapping[str, list[Any]]


def payments_map_of(given: Any) -> dict[str, str]:
    """What is told of a payments table's columns: ours → its own."""
    return map_of(given, PAYMENT_COLUMNS, "payments_map")


def with_our_names(table: Table, told: Mapping[str, str]) -> Table:
    """The table with our names for columns of other names; a column under our name stays.

    What is `told` (our name → the table's) goes before all names; what is found by its words is said once.

    Raises
    ------
    InputError
        A column that is told and not there; two columns whose names say the same, which are not guessed between; all that is
        missing, in one sentence.
    """
    names = [str(c).strip() for c in table.frame.columns]
    heads = repeated_headers(table.frame, names)
    looked = table.frame.iloc[np.setdiff1d(np.arange(min(len(table.frame), _LOOK)), heads)]
    cells = dict(zip(names, (looked.iloc[:, i].tolist() for i in range(len(names))), strict=True))
    given = _told(told, names, table.source)
    have = {tidied(n) for n in names if n not in given.values()} | {*given}
    found: dict[str, str] = {}
    for ours in (o for o in _STANDS_FOR if o not in have):
        taken = {*found.values(), *given.values()}
        name = _column(ours, {n: c for n, c in cells.items() if n and n not in taken and tidied(n) not in _STANDS_FOR}, table)
        if name is not None:
            found[ours] = name
    theirs = {name: ours for ours, name in (given | found).items()}
    missing = [o for o in PAYMENT_COLUMNS_NEEDED if o not in have | {*found}]
    if missing:
        _refuse(missing, {n: c for n, c in cells.items() if n and n not in theirs and tidied(n) not in _STANDS_FOR}, names, table)
    again = [Said(i, "ignored", "repeated header", "", "", WHY["repeated header"]) for i in heads.tolist()]
    partly = [*_part_paid(table, given, theirs), *again]
    if not theirs:
        return evolve(table, said=(*table.said, *partly))
    renamed = [theirs.get(n, f"{n} (file)" if tidied(n) in given else n) for n in names]
    said = tuple(Said(0, "flagged", "other column name", o, n, f"is read as {o}") for o, n in found.items()) if len(table.frame) else ()
    return evolve(table, frame=table.frame.set_axis(renamed, axis=1), said=(*table.said, *partly, *said))


def _part_paid(table: Table, given: Mapping[str, str], theirs: Mapping[str, str]) -> list[Said]:
    """Rows that a status calls partly paid, whose amount may be the invoice's: refused, unless the column is told or says what was paid."""
    names = [str(c).strip() for c in table.frame.columns]
    amount = next((n for n in names if theirs.get(n) == "amount"), "amount")
    status = next((i for i, n in enumerate(names) if roles_of(n).get("status", VAGUE) < VAGUE), None)
    if status is None or "amount" in given or "paid_amount" in roles_of(amount):
        return []
    kinds = profiles()["general"].statuses
    texts = [text_of(c) for c in table.frame.iloc[:, status].tolist()]
    reason = f"is partly paid by its status, so '{amount}' may be the invoice's; name what was paid: --payments-map amount=COLUMN"
    return [Said(i, "rejected", "wrong payment", "amount", t, reason) for i, t in enumerate(texts) if kinds.get(fold(t)) == "partly paid"]


def _told(told: Mapping[str, str], names: Sequence[str], source: object) -> dict[str, str]:
    """Our name → the column that was given as it; each another one."""
    out: dict[str, str] = {}
    for ours, name in told.items():
        there = [n for n in names if n == name.strip()] or [n for n in names if n and fold(n) == fold(name)]
        if not there:
            reason = f"is not a column of the payments. {nearest(name, [n for n in names if n])}"
            raise InputError(reason, file=source, column=f"payments_map {ours}", value=name)
        other = next((o for o, n in out.items() if n == there[0]), None)
        if other is not None:
            raise InputError(f"is given as {other}, too", file=source, column=f"payments_map {ours}", value=name)
        out[ours] = there[0]
    return out


def _column(ours: str, cells: Cells, table: Table) -> str | None:
    """The one column whose name says best that it is ours, and whose cells are such."""
    for role in _STANDS_FOR[ours]:
        says = {n: s[role] for n in cells if (s := roles_of(n)).get(role, VAGUE) < VAGUE and _may_be(role, cells[n])}
        best = [n for n, how in says.items() if how == min(says.values())]
        if len(best) > 1:
            ask = [asked(_WHAT.format(ours), [f"{ours}={n}" for n in best], _FLAG)]
            hint = f"Type: {to_type(ask)}"
            raise InputError(f"may be one of several columns: {', '.join(best)}", file=table.source, column=ours, hint=hint, ask=ask)
        if best:
            return best[0]
    return None


def _may_be(role: str, cells: list[Any]) -> bool:
    """Whether cells hold what a role says; without any the name alone says it."""
    return not any(text_of(c) for c in cells) or fits(role, cells)


def _likely(ours: str, name: str, cells: list[Any]) -> bool:
    """Whether cells may hold what is missing; of numbers of invoices, not what is a date, a currency or an account of a bank."""
    if ours != "invoice":
        return fits(ours, cells)
    other = fits("paid_date", cells) or fits("currency", cells) or any(map(is_fraction, cells)) or fold(name) in _BANK
    return fits(ours, cells) and not other and any(any(map(str.isdigit, text_of(c))) for c in cells)


def _refuse(missing: Sequence[str], free: Cells, names: Sequence[str], table: Table) -> NoReturn:
    """Refuse a table without some columns: all of them, the names as they stand there, and what to type."""
    columns = "column is" if len(missing) == 1 else "columns are"
    reason = f"the {columns} missing: {', '.join(missing)}. Seen: {', '.join(n for n in names if n) or 'none'}"
    ask = [asked(_WHAT.format(o), [f"{o}={n}" for n, c in free.items() if _likely(o, n, c)], _FLAG, f"{o}=COLUMN") for o in missing]
    hint = f"Type: {to_type(ask)}" if free else "Export the payments with these columns"
    raise InputError(reason, file=table.source, hint=hint, ask=ask if free else ())
