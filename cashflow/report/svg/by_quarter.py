"""Which chart shows amounts by quarter: bars in groups, or rows where there are too many of them."""

from __future__ import annotations

from collections.abc import Sequence

from cashflow.report.svg.bar_rows import NAMES, BarRow, BarRows
from cashflow.report.svg.bars import Bars
from cashflow.report.values_as_text import shortened

__all__ = ["MOST_ROWS", "quarter_chart", "told_apart"]

_WIDEST, _EACH = 940, 58  # a chart of bars in groups, and a bar with its amount
MOST_ROWS = 40
"""More rows than these are not drawn; the table of the picture has them all."""


def told_apart(names: Sequence[str]) -> list[str]:
    """Names that stay different where a row cuts them short: without what all of them begin with, else numbered.

    Examples
    --------
    >>> told_apart(["Later payment of all: days 30, annual_rate 0.04", "Later payment of all: days 30, annual_rate 0.05"])
    ['… 0.04', '… 0.05']
    >>> told_apart(["June", "July"])
    ['June', 'July']
    """
    if _differ(names):
        return list(names)
    first, last = min(names), max(names)
    alike = next((n for n, letter in enumerate(first) if last[n : n + 1] != letter), len(first))
    head = first.rfind(" ", 0, alike) + 1
    tails = [f"… {name[head:]}" for name in names]
    return tails if head and _differ(tails) else [f"{number} {name}" for number, name in enumerate(names, 1)]


def _differ(names: Sequence[str]) -> bool:
    return len({shortened(name, NAMES) for name in names}) == len(set(names))


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
    names = told_apart([words for words, _ in series])
    rows = [BarRow(words, [(0, v) for v in values]) for words, (_, values) in list(zip(names, series, strict=True))[:MOST_ROWS]]
    return BarRows(name, title, currency, labels, rows)
