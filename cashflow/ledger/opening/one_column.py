"""A text that was put into a workbook whole, one line to a cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cashflow.ledger.opening.headers import HEAD_ROWS
from cashflow.ledger.opening.separators import separator_of

__all__ = ["parted_head"]


def parted_head(rows: Sequence[Sequence[Any]]) -> list[list[str]] | None:
    """The first rows of a sheet that is such a text, each parted into its cells; `None`: it is none."""
    if len(rows) < 2 or len(rows[0]) != 1:
        return None
    head = [r[0] for r in rows[:HEAD_ROWS]]
    lines = {at: c.encode("utf-8", "replace") for at, c in enumerate(head) if isinstance(c, str) and c != ""}
    if 10 * len(lines) < 9 * sum(c != "" for c in head):
        return None
    records = separator_of([*lines.values()]).records
    if max(map(len, records), default=0) < 3 or sum(len(r) > 2 for r in records) * 2 < len(lines):
        return None
    placed = dict(zip(lines, records, strict=True))
    return [placed.get(at, []) for at in range(len(head))]
