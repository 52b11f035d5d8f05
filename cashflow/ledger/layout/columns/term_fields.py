"""Terms of a row that stand in fields of their own: days, percentages, and the date they count from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import evolve

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.frames import pd
from cashflow.ledger.layout.cells.content import nothing
from cashflow.ledger.layout.cells.grid import Grid
from cashflow.ledger.layout.cells.money import is_negative
from cashflow.ledger.layout.cells.words import fold
from cashflow.ledger.layout.columns.ours import Ours
from cashflow.ledger.layout.profile import Profile
from cashflow.terms.erp.sap import sap_terms

__all__ = ["with_own_terms"]

_TIERS = 3


def with_own_terms(ours: Ours, grid: Grid, at: Mapping[str, int], item: Ints, profile: Profile, sign: str | None) -> Ours | None:
    """Our columns with the terms that the fields say; `None`: the profile has none, or another column gives the terms.

    The last number of days that is not 0 is when it is due; each with a percentage is a discount. Where the profile names a reference, a
    credit note without it is due on the date that terms count from.
    """
    fields = profile.terms
    place = {fold(n): i for i, n in reversed([*enumerate(grid.names)])}
    if fields is None or "terms" not in at or fold(grid.names[at["terms"]]) not in fields.days:
        return None
    blank = np.full(len(grid), "", object)
    given = [grid.column(place[n]).text() if n in place else blank for n in (*fields.days, *fields.percents)]
    event = np.full(len(grid), "invoice", object)
    if fields.event != "invoice" and (based := at.get(f"{fields.event}_date")) is not None:
        event[grid.column(based).each(lambda t: not nothing(t))] = fields.event
    at_once = np.zeros(len(grid), bool)
    if fields.reference is not None:
        named = place.get(fields.reference)
        without = np.ones(len(grid), bool) if named is None else grid.column(named).each(_no_number)
        at_once = without & _lessens(ours.frame["amount"], sign)
    rows = pd.DataFrame({str(i): c for i, c in enumerate(given)}).assign(event=event, at_once=at_once)
    codes = rows.groupby([*rows.columns], sort=False, dropna=False).ngroup().to_numpy()
    firsts = rows.drop_duplicates().to_numpy(object).tolist()
    many = len(fields.days)
    said = np.array([_words(r[:many], r[many:-2], r[-2], r[-1]) for r in firsts] or [""], object)
    cells = np.where(item, said[codes] if len(codes) else said[:0], "")
    names = [grid.names[place[n]] for n in (*fields.days, *fields.percents) if n in place]
    why = {**ours.why, "terms": f"from {', '.join(names)}{_from(event)}"}
    if at_once.any():
        why["terms"] += "; credit notes without a reference are due on that date"
    return evolve(ours, frame=ours.frame.assign(terms=pd.Series(cells, index=ours.frame.index, dtype=object)), why=why)


def _from(event: Any) -> str:
    return ", counted from the baseline date" if (event == "baseline").any() else ""


def _no_number(text: str) -> bool:
    return not text.strip("0 ")


def _lessens(amounts: Any, sign: str | None) -> Ints:
    """(n,), bool: amounts that lessen what is owed."""
    cells = amounts.tolist()
    return np.fromiter((is_negative(c) != (sign == "payables negative") for c in cells), bool, len(cells))


def _words(days: list[str], percents: list[str], event: str, at_once: bool) -> str:
    """The terms of some fields, as text; fields that can't be read stay as they are, for the checks to say."""
    entry: dict[str, str] = {"ZTAG1": "0"}
    if not at_once:
        entry |= {f"ZTAG{n}": _number(d) for n, d in enumerate(days, 1)}
        entry |= {f"ZPRZ{n}": _number(p) for n, p in enumerate(percents, 1)}
    try:
        return str(sap_terms(entry, baseline=event))
    except InputError:
        return " ".join(t for t in (*days, *percents) if t)


def _number(text: str) -> str:
    """A number of few digits, with a decimal point and no decimals that are zeros."""
    plain = text.replace(",", ".").strip()
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain) or "0"
