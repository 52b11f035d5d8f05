"""From which quarter on a page has figures of offers: years of history, which no offer changes, would push the answer off its screen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import evolve

from cashflow.basics.days import to_day
from cashflow.report.page.page_tables import PageTable, Section
from cashflow.results.comparison import Comparison

__all__ = ["first_shown", "left_out_before", "sections_since", "table_since"]

_ROOM = 6
"""Quarters for which a table has room on the screen and on paper."""


def first_shown(found: Comparison) -> int:
    """The place of the ledger day's quarter, if more are shown than a table has room for: before that day nothing moves."""
    as_of, shown = found.payments.policy.as_of, found.shown
    if as_of is None or len(shown) <= _ROOM:
        return 0
    period = int(shown.period(np.array([to_day(as_of)]))[0])  # 1 is the first quarter, 0 before it
    return period - 1 if 0 < period <= len(shown) else 0


def left_out_before(found: Comparison) -> str:
    """What a page says of the quarters that its tables leave out."""
    at = first_shown(found)
    return f"No offer changes a quarter before {found.shown.labels[at]}, the ledger day's; quarters.csv has them." if at else ""


def sections_since(found: Comparison, sections: Sequence[Section]) -> list[Section]:
    """Sections whose tables by quarter begin with the first that is shown."""
    return [evolve(s, tables=[table_since(found, table) for table in s.tables]) for s in sections]


def table_since(found: Comparison, table: PageTable) -> PageTable:
    """A table, if it is one by quarter, without the quarters that are not shown."""
    at, labels = first_shown(found), found.shown.labels
    if tuple(table.columns[1 : 1 + len(labels)]) != labels:
        return table
    rows = [evolve(row, cells=row.cells[at:]) for row in table.rows]
    return evolve(table, columns=[table.columns[0], *table.columns[1 + at :]], rows=rows)
