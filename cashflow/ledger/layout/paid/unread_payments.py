"""A column that is called after payments and is not read, because some of its cells are something else: asked for, never passed over."""

from __future__ import annotations

import re
from collections.abc import Mapping

from cashflow.basics.days import Ints
from cashflow.basics.errors import asked, shortened
from cashflow.ledger.layout.amounts.gaps import Gap
from cashflow.ledger.layout.cells.content import NOTHING, is_amount, is_date, says_unpaid
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.money import FIGURE
from cashflow.ledger.layout.cells.words import STRONG, VAGUE, fold, roles_of
from cashflow.ledger.layout.model import ROLES, SAYS_PAID
from cashflow.ledger.layout.profile import Profile, profiles
from cashflow.ledger.layout.unused import say_map

__all__ = ["payment_gap"]

_AMOUNTS = ("open_amount", "paid_amount")
_LEAST = 2  # cells that say something of a payment, where the name of their column may say something else


def payment_gap(grid: Grid, at: Mapping[str, int], item: Ints, profile: Profile) -> Gap | None:
    """The question for such a column, where nothing else says what is paid: else the whole of each amount would count as open.

    Parameters
    ----------
    grid, at
        Cells, and the column of each role.
    item : (n_rows,), bool
        Rows that are items.
    profile
        A known program's other columns are known to be none of a ledger's.
    """
    if SAYS_PAID & set(at) or profile.name != profiles()["general"].name:
        return None
    for i, name in enumerate(grid.names):
        speaks = {*roles_of(name)} & SAYS_PAID
        if not name or i in at.values() or not speaks or fold(name) in profile.leave:
            continue
        role = _role(grid, i, item, speaks)
        if role is not None:
            return _asked(grid, i, item, role)
    return None


def _role(grid: Grid, column: int, item: Ints, speaks: set[str]) -> str | None:
    """What the cells that fit would be: dates of payments, else amounts, by the column's name; `None`: too few say anything."""
    cells = grid.column(column)
    called = roles_of(grid.names[column]).get("paid_date", VAGUE) <= STRONG
    if int((item & cells.each(_is_day)).sum()) >= (1 if called else _LEAST):
        return "paid_date"
    if called and (item & cells.each(lambda t: _DAY_ALONE.match(t) is not None)).any():
        return "paid_date"
    figures = int((item & cells.each(lambda t: bool(FIGURE.search(t)) and is_amount(t))).sum())
    if figures < _LEAST or not (item & cells.each(lambda t: bool(t) and not is_amount(t))).any():
        return None  # of amounts alone it is known why they are not read, as of a running balance
    return next((r for r in _AMOUNTS if r in speaks), None)


_DAY_ALONE = re.compile(r"\d{1,2}[./-]\d{1,2}(?!\d)")  # without a year


def _is_day(text: str) -> bool:
    return is_date(text) and not text.isdigit()


def _asked(grid: Grid, column: int, item: Ints, role: str) -> Gap:
    name, cells = grid.names[column], grid.column(column)
    fits = _is_day if role == "paid_date" else is_amount
    says = item & cells.each(lambda t: fits(t) and t.lower() not in NOTHING)
    other = item & cells.each(lambda t: bool(t) and not fits(t) and not says_unpaid(t) and t.lower() not in NOTHING)
    what = "dates" if role == "paid_date" else "amounts"
    words = f"'{name}' holds {what} in {_rows(int(says.sum()))}"
    if other.any():
        first = shortened(str(cells.text()[other][0]))
        words += f" and '{first}' in {_rows(int(other.sum()))}, which would be left out"
        words = words if says.any() else f"'{name}' holds '{first}' in {_rows(int(other.sum()))}, no whole date, which would be left out"
    ask = asked(
        f"{ROLES[role]} ([ledger] map): {words}. If it says nothing of payments, take it out of the file", [f"{role}={name}"], "--map"
    )
    return Gap(f"{words}: {say_map(role, name)} reads it; else the whole of each amount counts as open", ask, needed=True)


def _rows(many: int) -> str:
    return "1 row" if many == 1 else f"{many:,} rows"
