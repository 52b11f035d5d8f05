"""A ledger with our own column names: it passes unchanged, and only its header is looked at."""

from __future__ import annotations

from collections.abc import Sequence

from cashflow.basics.frames import pd
from cashflow.ledger.layout.cells.content import SIDES, is_marked, text_of
from cashflow.ledger.layout.cells.money import is_negative
from cashflow.ledger.layout.cells.words import VAGUE, fold, roles_of
from cashflow.ledger.layout.items.document_types import kind_of_type
from cashflow.ledger.layout.model import ROLES, Layout
from cashflow.ledger.layout.paid.status_words import kind_of_status
from cashflow.ledger.layout.profile import profiles
from cashflow.ledger.layout.told import LayoutOptions
from cashflow.ledger.layout.unused import looks_like, say_map
from cashflow.ledger.model import EVENT_COLUMNS
from cashflow.ledger.names import OWN_COLUMNS, tidied
from cashflow.ledger.opening.sheet import Opened

__all__ = ["is_literal", "is_plain", "may_say_more", "plain_layout", "says_more", "unused_names"]

_DATES = {"invoice_date", "due_date", "paid_date"}
_KNOWN = {*OWN_COLUMNS, *EVENT_COLUMNS}
_SAYS = ("document_type", "status", "approval")
"""Columns whose words say that a row is a credit note, a payment, paid or void."""
_MONEY = ("open_amount", "paid_amount", "paid_date")


def is_plain(names: Sequence[str], told: LayoutOptions | None = None) -> bool:
    """Whether a header has what a ledger needs under our own names, no column of another name for what it lacks, and nothing else was told.

    Without `told`, the currency and the terms may yet be told.
    """
    ours = {tidied(n) for n in names}
    if not ({"supplier", "invoice"} <= ours and {"amount", "amount_minor"} & ours and _DATES & ours):
        return False
    lacks = {"invoice_date", "currency", *(() if {"terms", "due_date"} & ours else ("terms", "due_date"))} - ours
    others = [roles_of(n) for n in names if tidied(n) not in _KNOWN]
    if any(says.get(role, VAGUE) < VAGUE for says in others for role in lacks):
        return False
    if told is None:
        return True
    dated = bool({"terms", "due_date", "paid_date"} & ours) or told.terms is not None
    return (
        dated
        and ("currency" in ours or told.currency is not None)
        and not told.map
        and not told.types
        and told.profile in (None, "cashflow")
    )


def may_say_more(names: Sequence[str]) -> bool:
    """Whether a column of another name than ours may say by its name that a row is not an invoice, is paid, or is of the other side."""
    ours = {tidied(n) for n in names}
    others = [roles_of(n) for n in names if tidied(n) not in _KNOWN]
    money = () if is_literal(names) else [r for r in _MONEY if r not in ours]
    named = any(r in says for says in others for r in (*_SAYS, "void_flag", "debit_credit"))
    return named or any(says.get(r, VAGUE) < VAGUE for says in others for r in money)


def says_more(names: Sequence[str], below: pd.DataFrame) -> bool:
    """Whether a column of another name than ours changes figures by what stands in it: types, statuses, sides, marks of voids."""
    if "amount" not in {tidied(n) for n in names}:
        return False
    for i, name in enumerate(names):
        if tidied(name) in _KNOWN:
            continue
        says = roles_of(name)
        if "debit_credit" in says and _sides_alone(below, i, names):
            return True
        if "void_flag" in says and any(map(is_marked, _texts_in(below.iloc[:, i]))):
            return True
        if any(r in says for r in _SAYS) and any(map(_says_other, _texts_in(below.iloc[:, i]))):
            return True
    return False


def _sides_alone(below: pd.DataFrame, column: int, names: Sequence[str]) -> bool:
    """Whether a column says that some rows are debits and some credits, and no amount has a sign that says so, too."""
    sides = {SIDES.get(text_of(v).lower(), "") for v in pd.unique(below.iloc[:, column])} - {""}
    amount = below.iloc[:, next(i for i, n in enumerate(names) if tidied(n) == "amount")]
    return len(sides) > 1 and not any(map(is_negative, pd.unique(amount).tolist()))


def _says_other(text: str) -> bool:
    """Whether a type or a status says that a row is something else than a bill that is owed, or may be."""
    general = profiles()["general"]
    kind = kind_of_type(text, general.types)
    return kind not in ("", "invoice") or fold(text) in general.doubtful or bool(kind_of_status(text, general.statuses))


def _texts_in(column: pd.Series) -> set[str]:
    return {text_of(v) for v in pd.unique(column)}


def is_literal(names: Sequence[str]) -> bool:
    """Whether our names stand as they are documented, ``invoice_date`` and not ``Invoice date``: a table that was made for us."""
    return all(n == tidied(n) for n in names if tidied(n) in _KNOWN)


def unused_names(names: Sequence[str]) -> dict[str, str]:
    """Columns of such a ledger that look like ones of ours, and are not used: name → why."""
    used = {tidied(n): n for n in names if tidied(n) in _KNOWN}
    unused = {}
    for name in (n for n in names if n and tidied(n) not in _KNOWN):
        role = looks_like(name)
        if role is not None:
            other = f", too; '{used[role]}' is used" if role in used else f", and is not used; did you mean {say_map(role, name)}"
            unused[name] = f"looks like {role} ({ROLES[role]}){other}"
    return unused


def plain_layout(names: Sequence[str], told: LayoutOptions, opened: Opened, header_row: int) -> Layout:
    """The layout of such a ledger; columns of other names that look like ones of ours are said."""
    used = {tidied(n): n for n in names if tidied(n) in _KNOWN}
    return Layout(
        opened, "cashflow", {"profile": "a table with our own column names"}, header_row, used, unused_names(names),
        sign=told.sign, date_order=told.date_order, decimal=told.decimal, currency=told.currency,
    )  # fmt: skip
