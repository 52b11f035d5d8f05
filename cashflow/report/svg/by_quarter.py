"""Which chart shows amounts by quarter: bars in groups, or rows where there are too many of them."""

from __future__ import annotations

from collections.abc import Sequence

from cashflow.report.svg.bar_rows import BarRow, BarRows
from cashflow.report.svg.bars import Bars

__all__ = ["MOST_ROWS", "quarter_chart"]

_WIDEST, _EACH = 940, 58  # a chart of bars in groups, and a bar with its amount
MOST_ROWS = 40
"""More rows than these are not drawn; the table of the picture has them all."""


def quarter_chart(
    name: str, title: str, currency: str, labels: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]
) -> Bars | BarRows:
    """Bars in groups where every amount has room, else rows of bars: a row a series, or of few series in many quarters a row a quarter.

    Amounts are in minor units.
    """
    width = max(480, 56 + _EACH * max(1, len(series)) * len(labels) * 5 // 4)
    if len(series) <= 4 and width <= _WIDEST:
        return Bars(name, title, currency, labels, series, width, named=len(series) > 1)
    if len(series) <= 4 and len(labels) > len(series):
        quarters = [BarRow(words, [(0, values[n]) for _, values in series]) for n, words in enumerate(labels[:MOST_ROWS])]
        return BarRows(name, title, currency, [words if len(series) > 1 else "" for words, _ in series], quarters)
    rows = [BarRow(words, [(0, v) for v in values]) for words, values in series[:MOST_ROWS]]
    return BarRows(name, title, currency, labels, rows)
