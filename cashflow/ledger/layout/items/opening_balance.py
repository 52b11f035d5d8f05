"""What was owed before the first row of a list, where it stands in a running balance alone: no bill says of what it is made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import evolve

from cashflow.ledger.layout.amounts.amounts import Amounts
from cashflow.ledger.layout.cells.content import is_amount, text_of
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.labels import is_bucket
from cashflow.ledger.layout.items.rows import Other, Rows
from cashflow.ledger.opening.csv_head import Said

__all__ = ["is_opening", "opening_balances", "with_openings", "without_nothing_opened"]

_OPENING = re.compile(
    r"(?:opening|beginning|starting|previous|prior) balances?\b.*|balance (?:brought (?:forward|down)|b/?f(?:wd)?|b/?d)\b.*"
    r"|brought forward\b.*|b/fw?d?"
    r"|saldovortrag.*|anfangssaldo.*|(?:er)?öffnungssaldo.*|vortrag|solde (?:initial|d.ouverture|antérieur).*|report à nouveau"
    r"|saldo (?:inicial|anterior|iniziale|precedente|początkowe|otwarcia).*|beginsaldo.*|bilans otwarcia|ing[åa]ende (?:balans|saldo).*"
    r"|primosaldo.*|(?:начальное|входящее) сальдо.*|期初余额.*",
    re.I,
)
_REASON = (
    "is an opening balance that stands in no column of amounts, and no bill says when it is due: export the open items instead, put the "
    'bills that it is made of in its place, or leave it out with a reason: accept = { "opening balance" = "…" } under [ledger]'
)


def is_opening(label: str) -> bool:
    """Whether a label says that a row holds what was owed before.

    Examples
    --------
    >>> is_opening("Opening Balance"), is_opening("Saldovortrag 2025"), is_opening("Closing balance"), is_opening("Vortrag GmbH")
    (True, True, False, False)
    """
    return bool(_OPENING.fullmatch(label.strip()))


def opening_balances(grid: Grid, rows: Rows, amounts: Amounts) -> dict[int, Any]:
    """Position of each opening balance that no column of amounts holds → the cell that does."""
    used = [*amounts.from_, *amounts.added]
    if not used:
        return {}
    bare = rows.item.copy()
    for i in used:
        bare &= ~grid.column(i).each(lambda t: any(c in "123456789" for c in t))
    places = {o.at for o in rows.others if o.kind in ("total row", "note row", "group row") and is_opening(o.label)}
    places |= {i for i in np.flatnonzero(bare).tolist() if any(map(is_opening, map(text_of, grid.frame.iloc[i].tolist())))}
    found = {i: _balance(grid, grid.frame.iloc[i].tolist(), used) for i in sorted(places)}
    return {i: cell for i, cell in found.items() if cell is not None}


def _balance(grid: Grid, row: Sequence[Any], used: Sequence[int]) -> Any:
    """The last amount of a row outside the columns of amounts; `None`: they hold one, or there is none."""
    if any(c in "123456789" for i in used for c in text_of(row[i])):
        return None
    free = [c for i, c in enumerate(row) if i not in used and not is_bucket(grid.names[i]) and text_of(c) and is_amount(c)]
    return free[-1] if free else None


def without_nothing_opened(rows: Rows, found: dict[int, Any]) -> tuple[Rows, dict[int, Any]]:
    """Rows without the opening balances: those of nothing are sums, and the others are said."""
    some = {i: cell for i, cell in found.items() if any(c in "123456789" for c in text_of(cell))}
    kept = [o for o in rows.others if o.at not in found]
    nothing = [Other(i, "total row", "opening balance of nothing") for i in found if i not in some]
    item = rows.item.copy()
    item[[*found]] = False
    return evolve(rows, item=item, others=tuple(sorted([*kept, *nothing], key=lambda o: o.at))), some


def with_openings(amounts: Amounts, found: dict[int, Any]) -> tuple[Amounts, list[Said]]:
    """Amounts with the opening balances in their rows, which are rejected with their money, and what is said of them."""
    cells = np.asarray(amounts.columns["amount"], object).copy()
    for i, cell in found.items():
        cells[i] = cell
    said = [Said(i, "rejected", "opening balance", "amount", text_of(cell), _REASON) for i, cell in found.items()]
    return evolve(amounts, columns={**amounts.columns, "amount": cells}), said
