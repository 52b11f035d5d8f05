"""The frame of offers: what each covers and moves, and why the rest is not moved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cashflow.basics.framed import framed
from cashflow.basics.frames import pd
from cashflow.engine.coverage import NOT_MOVED
from cashflow.engine.row_deals import HELD
from cashflow.results.comparison import ScenarioResult

__all__ = ["offer_rows", "offers_frame"]

_COLUMNS = ("scenario", "offer", "extend", "acceptance", "suppliers", "items", "items_moved")
_WHY = tuple(f"not moved: {reason}" for reason in (*NOT_MOVED, "not accepted"))


def offers_frame(scenarios: Iterable[ScenarioResult]) -> pd.DataFrame:
    """One row a scenario and offer: items covered and moved, and why others did not move."""
    return framed(offer_rows(scenarios), [*_COLUMNS, *_WHY], {"acceptance": "text", **dict.fromkeys(_WHY, "whole")})


def offer_rows(scenarios: Iterable[ScenarioResult]) -> list[dict[str, Any]]:
    """The same, each row by name."""
    rows = []
    for s in scenarios:
        for number, offer in enumerate(s.offers, 1):
            covered = offer.covered
            held = sum(covered.not_moved[reason] for reason in HELD)
            moved, could = int(covered.moved[offer.accepts].sum()), int(covered.moved.sum())
            row: dict[str, Any] = {"scenario": s.scenario.name, "offer": number}
            row |= {"extend": str(covered.offer.extend), "acceptance": str(covered.offer.acceptance)}
            row |= {"suppliers": len(set(offer.suppliers)), "items": int(covered.items.sum()) + held, "items_moved": moved}
            still = {**covered.not_moved, "not accepted": could - moved}
            rows.append(row | {f"not moved: {reason}": n for reason, n in still.items()})
    return rows
