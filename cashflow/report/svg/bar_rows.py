"""Bars that lie, a row each: names of any length stand at the left, so a dozen scenarios or causes can be read without a legend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from attrs import frozen

from cashflow.report.svg.amount_axis import short
from cashflow.report.svg.drawing import element, figure, label
from cashflow.report.values_as_text import shortened

__all__ = ["BarRow", "BarRows", "bar_rows_svg"]

ROW, HEAD, ROOM, NAMES = 26, 30, 66, 34  # heights, room for an amount beside a bar, letters of a name
_COLUMN, _BOTH = 200, 250  # width of a column, and of one with bars to both sides


@frozen
class BarRow:
    """A row: its name, and a bar from an amount to another in each column; `None`: nothing to show there."""

    label: str
    bars: Sequence[tuple[int, int] | None]
    kind: Literal["amount", "step", "total"] = "amount"

    def style(self, bar: tuple[int, int]) -> int:
        """Which color: a step up and one down differ, and so does a total."""
        return {"amount": 0, "total": 2}.get(self.kind, 0 if bar[1] >= bar[0] else 1)


@frozen
class BarRows:
    """What is drawn: `rows` of bars in `columns`, all to one scale, amounts in minor units.

    Steps are drawn from where the last one ended, so that they lead to the total below them.
    """

    name: str
    title: str
    currency: str
    columns: Sequence[str]
    rows: Sequence[BarRow]

    @property
    def ends(self) -> tuple[int, int]:
        """The least and the most that is drawn, zero included."""
        every = [0, *(v for row in self.rows for bar in row.bars if bar for v in bar)]
        return min(every), max(every)

    @property
    def told(self) -> str:
        """The same in words."""
        return "; ".join(
            f"{row.label}: "
            + ", ".join(
                f"{head} {self.currency} {short(bar[1] - bar[0], self.currency)}".strip()
                for head, bar in zip(self.columns, row.bars, strict=True)
                if bar
            )
            for row in self.rows
        )


def bar_rows_svg(chart: BarRows) -> str:
    """The chart as markup."""
    left = 8 * max((min(len(r.label), NAMES) for r in chart.rows), default=0) + 14
    width = max(480, left + (_BOTH if chart.ends[0] < 0 < chart.ends[1] else _COLUMN) * len(chart.columns))
    head = HEAD if any(chart.columns) else 8
    height = head + ROW * max(1, len(chart.rows)) + 8
    each = (width - left) // max(1, len(chart.columns))
    parts = [
        label(shortened(r.label, NAMES), left - 10, head + ROW * n + 17, "title" if r.kind == "total" else "", "end")
        for n, r in enumerate(chart.rows)
    ]
    for at in range(len(chart.columns)):
        parts += _column(chart, at, left + each * at, each, (head, height))
    if not chart.rows:
        parts.append(label("Nothing to show.", width // 2, head + 17, "faint"))
    return figure(chart.name, chart.title, chart.told, (width, height), parts)


def _column(chart: BarRows, at: int, x: int, each: int, ends: tuple[int, int]) -> list[str]:
    low, high = chart.ends
    left = ROOM if low < 0 else 6
    start, room = x + left, each - left - ROOM
    place = lambda v: start + (v - low) * room // max(1, high - low)  # noqa: E731
    zero, (head, foot) = place(0), ends
    parts = [
        label(shortened(chart.columns[at], each // 7), x + 6 if low >= 0 else zero, 16, "faint", "start" if low >= 0 else "middle"),
        element("line", x1=zero, x2=zero, y1=head - 6, y2=foot - 8, class_="zero"),
    ]
    for n, row in enumerate(chart.rows):
        if (bar := row.bars[at]) is not None:
            if row.kind == "step":
                end = place(bar[1])
                parts.append(element("line", x1=end, x2=end, y1=head + ROW * n + 4, y2=head + ROW * (n + 1) + 4, class_="grid"))
            parts += _bar(row, bar, place, head + ROW * n, chart.currency)
    return parts


def _bar(row: BarRow, bar: tuple[int, int], place: object, y: int, currency: str) -> list[str]:
    assert callable(place)
    ends = sorted((place(bar[0]), place(bar[1])))
    amount = bar[1] - bar[0]
    drawn = element("rect", x=ends[0], y=y + 4, width=max(1, ends[1] - ends[0]), height=ROW - 10, class_=f"s{row.style(bar)}")
    x, anchor = (ends[1] + 5, "start") if amount >= 0 or (row.kind == "step" and max(bar) > 0) else (ends[0] - 5, "end")
    return [*([drawn] if amount else []), label(short(amount, currency), x, y + 17, "title" if row.kind == "total" else "", anchor)]
