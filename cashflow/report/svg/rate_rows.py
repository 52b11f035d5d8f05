"""Rates in rows: what each supplier needs beside what it is offered, and whether that makes it whole."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from cashflow.report.svg.drawing import element, figure, label
from cashflow.report.values_as_text import shortened

__all__ = ["RateRow", "RateRows", "rate_rows_svg"]

WIDTH, ROW, HEAD, FOOT, NAMES = 680, 24, 50, 34, 30
_WORDS = 138  # room for the word at the right
POINTS = 10_000
"""Units of a rate: hundredths of a percentage point."""


@frozen
class RateRow:
    """A row: own rate from `low` to `high`, and the one offered, each in `POINTS`; `None`: there is none."""

    label: str
    low: int | None
    high: int | None
    offered: int | None
    word: str
    good: bool | None


@frozen
class RateRows:
    """What is drawn; `own` and `other` name the two rates."""

    name: str
    title: str
    own: str
    other: str
    rows: Sequence[RateRow]

    @property
    def ends(self) -> tuple[int, int, int]:
        """The least and the most on the axis, and the step between its lines."""
        every = [v for r in self.rows for v in (r.low, r.high, r.offered) if v is not None] or [0, 100]
        low, high = min(0, *every) if min(every) < 200 else min(every), max(every)
        step = next((s for s in (25, 50, 100, 200, 500, 1000, 2000, 5000) if (high - low) // s <= 7), 10_000)
        while (high - low) // step > 7:
            step *= 10
        return low // step * step, max(-(-high // step) * step, low // step * step + step), step

    @property
    def told(self) -> str:
        """The same in words."""
        return "; ".join(f"{r.label}: {self.own} {percent(r.high)}, {self.other} {percent(r.offered)}, {r.word}" for r in self.rows)


def percent(points: int | None) -> str:
    """A rate in words.

    Examples
    --------
    >>> percent(650), percent(-25), percent(None)
    ('6.5%', '−0.25%', 'none')
    """
    return "none" if points is None else f"{points / 100:g}%".replace("-", "−")


def rate_rows_svg(chart: RateRows) -> str:
    """The chart as markup."""
    left = 8 * max((min(len(r.label), NAMES) for r in chart.rows), default=0) + 14
    right, foot = WIDTH - _WORDS, HEAD + ROW * max(1, len(chart.rows))
    low, high, step = chart.ends
    x = lambda v: left + (v - low) * (right - left - 8) // (high - low)  # noqa: E731
    parts = _legend(chart, left)
    for value in range(low, high + 1, step):
        parts.append(element("line", x1=x(value), x2=x(value), y1=HEAD - 6, y2=foot, class_="zero" if value == 0 else "grid"))
        parts.append(label(percent(value), x(value), foot + 18, "faint"))
    for n, row in enumerate(chart.rows):
        y = HEAD + ROW * n + ROW // 2
        parts += [
            label(shortened(row.label, NAMES), left - 10, y + 4, "", "end"),
            label(row.word, WIDTH - 4, y + 4, "faint" if row.good else "title", "end"),
        ]
        parts += _row(row, [None if v is None else x(v) for v in (row.low, row.high, row.offered)], y)
    if not chart.rows:
        parts.append(label("No supplier has a rate of its own here.", WIDTH // 2, HEAD + 12, "faint"))
    return figure(chart.name, chart.title, chart.told, (WIDTH, foot + FOOT), parts)


def _row(row: RateRow, places: Sequence[int | None], y: int) -> list[str]:
    low, high, offered = places
    parts = []
    if high is not None and offered is not None:
        parts.append(element("line", x1=high, x2=offered, y1=y, y2=y, class_="gap" if row.good else "gap bad"))
    if low is not None and high is not None:
        if low != high:
            parts.append(element("line", x1=low, x2=high, y1=y, y2=y, class_="range"))
        parts.append(element("circle", cx=high, cy=y, r=5, class_="s1"))
    if offered is not None:
        parts.append(element("rect", x=offered - 4, y=y - 4, width=9, height=9, class_="s0"))
    return parts


def _legend(chart: RateRows, left: int) -> list[str]:
    at = left + 26 + 7 * len(chart.own) + 20
    return [
        element("circle", cx=left + 6, cy=14, r=5, class_="s1"),
        label(chart.own, left + 18, 18, "", "start"),
        element("rect", x=at, y=10, width=9, height=9, class_="s0"),
        label(chart.other, at + 18, 18, "", "start"),
    ]
