"""Dates of payment beside what is open: they are of payments that are planned, or of the last part, since what is paid is not open."""

from __future__ import annotations

from attrs import evolve

from cashflow.basics.days import Ints
from cashflow.basics.errors import asked
from cashflow.ledger.layout.amounts.gaps import Gap
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.money import FIGURE
from cashflow.ledger.layout.cells.words import fold
from cashflow.ledger.layout.columns.roles import Found
from cashflow.ledger.layout.profile import Profile
from cashflow.ledger.layout.told import LayoutOptions
from cashflow.ledger.layout.unused import say_map

__all__ = ["without_planned"]


def without_planned(grid: Grid, found: Found, item: Ints, profile: Profile, told: LayoutOptions) -> tuple[Found, Gap | None]:
    """What was found, without dates of payment in rows of which something is open; a question where nothing else says when these are due.

    It is so only where the amounts are what is open, by their column or by columns of their age: beside amounts that were invoiced, both
    say by themselves what is paid.
    """
    at = found.at
    rest = [at[r] for r in ("open_amount", "local_open_amount") if r in at] or [*found.ages]
    amounts = {"amount", "local_amount", "debit", "credit", "net_amount", "paid_amount"} & set(at)
    if "paid_date" not in at or "paid_date" in told.map or amounts or not rest:
        return found, None
    name = grid.names[at["paid_date"]]
    if fold(name) in profile.columns.get("paid_date", ()):
        return found, None
    open_rows = item & False
    for i in rest:
        open_rows |= item & grid.column(i).each(FIGURE.search, object).astype(bool)
    both = int((open_rows & grid.dated(at["paid_date"])).sum())
    if not both:
        return found, None
    rows = f"{both:,} row{'s' * (both != 1)} of which something is open"
    if {"due_date", "terms"} & set(at) or told.terms:
        why = f"looks like paid_date (date of payment), but stands in {rows}: it is not read. Else say {say_map('paid_date', name)}"
        left = {role: i for role, i in at.items() if role != "paid_date"}
        return evolve(found, at=left, unused={**found.unused, name: why}), None
    words = f"'{name}' stands in {rows}: it may be when they are due, or when they were paid"
    ask = asked(f"what '{name}' is ([ledger] map): {words}", [f"due_date={name}", f"paid_date={name}"], "--map")
    return found, Gap(words, ask, needed=True)
