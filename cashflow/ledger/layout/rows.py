"""Which rows are items: titles, group, sum and repeated header rows and footers are none; sums check what was read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.ledger.layout.content import NOTHING, is_amount, is_date
from cashflow.ledger.layout.words import fold

__all__ = ["Rows", "sort_rows"]

_TOTAL = re.compile(
    r"\*{1,3}|(?:grand |sub ?-?)?totals?\b.*|total(?:e|general|geral)?\b.*|sous[ -]total.*|summe\b.*|gesamt.*|zwischensumme.*"
    r"|(?:end|anfangs)saldo.*|saldo (?:inicial|final|iniziale|finale).*|(?:sub)?totaal.*|razem.*|suma\b.*|ogółem.*|summa\b.*|i alt\b.*"
    r"|(?:opening|closing) balance.*|balance (?:brought|carried) forward.*|übertrag.*|saldovortrag.*|solde (?:initial|final).*|report\b.*"
    r"|celkem.*",
    re.I,
)
_BUCKET = re.compile(
    r"current|not (?:yet )?due|\d+ ?[-–] ?\d+(?: days?(?: past due)?| tage| jours| d(?:ays)?)?|(?:>|over|more than|\+) ?\d+.*"
    r"|\d+ (?:days )?(?:or more|and over|\+).*|91 or more days past due|older|overdue|past due|fällig|nicht fällig|überfällig|non échu.*",
    re.I,
)


_MONEY = ("amount", "open_amount", "local_open_amount", "debit", "credit", "local_amount", "paid_amount", "line_amount")
_DATES = ("invoice_date", "posting_date", "due_date", "paid_date")


@frozen(eq=False)
class Rows:
    """Rows by what they are, as positions; the group of each item, where groups name suppliers; and sum rows with their words."""

    items: Ints
    kinds: dict[str, Ints] = field(factory=dict)  # kind of `IGNORED` → positions
    group: Any = None  # (n_rows,), object: the last group row above, as text
    totals: tuple[tuple[int, str], ...] = ()  # position, words


def sort_rows(frame: pd.DataFrame, roles: dict[str, int], header: Sequence[str], *, groups: bool) -> Rows:
    """Sort the rows of a table.

    An item has an amount, and a date, a number or a document type; in a table of few columns the supplier will do. A row of the words for
    a sum, or of an amount alone, is a sum; one with a single cell is a group or a title.
    """
    texts = {i: _texts(frame.iloc[:, i]) for i in range(frame.shape[1])}
    n = len(frame)
    filled = np.zeros(n, np.int64)
    for column in texts.values():
        filled += np.array([bool(t) for t in column], bool)
    first = _first_text(texts, n)
    folded = [fold(h) for h in header]
    money = _any(
        frame, texts, roles, ("amount", "open_amount", "debit", "credit", "local_amount", "paid_amount", "line_amount"), is_amount, n
    )
    dated = _any(frame, texts, roles, ("invoice_date", "posting_date", "due_date", "paid_date"), is_date, n)
    named = _there(texts, roles, ("invoice", "document", "document_type"), n)
    who = _there(texts, roles, ("supplier", "supplier_number"), n)
    total = np.array([bool(_TOTAL.fullmatch(t)) for t in first], bool) & ~dated
    again = np.zeros(n, bool)
    for i in np.flatnonzero((filled >= 2) & ~money).tolist():
        again[i] = [fold(texts[c][i]) for c in texts] == folded
    blank = filled == 0
    sums = ~blank & ~again & (total | (money & ~dated & ~named & ~who))
    rest = ~blank & ~again & ~sums
    alone = rest & (filled == 1) & ~dated & ~money
    item = rest & ~alone & (money | dated | named)
    note = rest & ~alone & ~item
    last = int(np.flatnonzero(item).max()) if item.any() else -1
    after = np.arange(n) > last
    group = np.full(n, "", object)
    if groups or not ({"supplier", "supplier_number"} & set(roles)):
        current = ""
        for i in range(n):
            if alone[i] and not after[i] and not _BUCKET.fullmatch(first[i]):
                current = first[i]
            group[i] = current
    kinds = {
        "total row": np.flatnonzero(sums),
        "group row": np.flatnonzero(alone & ~after),
        "repeated header": np.flatnonzero(again),
        "footer": np.flatnonzero((alone | note) & after),
        "note row": np.flatnonzero(note & ~after),
    }
    listed = tuple((int(i), first[i]) for i in np.flatnonzero(sums))
    return Rows(np.flatnonzero(item), {k: v for k, v in kinds.items() if len(v)}, group, listed)


def _texts(column: pd.Series[Any]) -> list[str]:
    return ["" if v is None or v != v else str(v).strip() for v in column.tolist()]


def _first_text(texts: dict[int, list[str]], n: int) -> list[str]:
    out = [""] * n
    for column in reversed(texts.values()):
        for i, text in enumerate(column):
            if text:
                out[i] = text
    return out


def _any(frame: pd.DataFrame, texts: dict[int, list[str]], roles: dict[str, int], some: Sequence[str], test: Any, n: int) -> Ints:
    """(n,): whether one of some columns holds what it should."""
    out = np.zeros(n, bool)
    for role in some:
        if role in roles:
            column = frame.iloc[:, roles[role]].tolist()
            known: dict[Any, bool] = {}
            words = texts[roles[role]]
            out |= np.array(
                [bool(t) and t.lower() not in NOTHING and _once(known, v, test) for t, v in zip(words, column, strict=True)], bool
            )
    return out


def _once(known: dict[Any, bool], value: Any, test: Any) -> bool:
    if value not in known:
        known[value] = test(value)
    return known[value]


def _there(texts: dict[int, list[str]], roles: dict[str, int], some: Sequence[str], n: int) -> Ints:
    out = np.zeros(n, bool)
    for role in some:
        if role in roles:
            out |= np.array([bool(t) and t.lower() not in NOTHING for t in texts[roles[role]]], bool)
    return out
