"""How often an amount comes out where: bars of equal width that touch, and a target among them."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from cashflow.report.svg.amount_axis import AmountAxis, short
from cashflow.report.svg.drawing import element, figure, label

__all__ = ["ShareBars", "share_bars_svg"]

WIDTH, HEIGHT = 560, 240
_LEFT, _TOP, _BOTTOM, _RIGHT = 48, 36, 44, 16


@frozen
class ShareBars:
    """What is drawn: edges in minor units, rising, one more than counts; a goal is an edge, with words of its own."""

    name: str
    title: str
    currency: str
    edges: Sequence[int]
    counts: Sequence[int]
    goal: int | None = None
    words: str = ""

    @property
    def ends(self) -> tuple[int, int]:
        """Of the axis: all bars, and the goal unless it is so far away that nothing could be told apart."""
        low, high = self.edges[0], self.edges[-1]
        if self.goal is None or not low - 3 * (high - low) <= self.goal <= high + 3 * (high - low):
            return low, high
        return min(low, self.goal), max(high, self.goal)

    @property
    def said(self) -> str:
        """The words of the goal; an arrow says where it is, if it is not on the axis."""
        low, high = self.ends
        if self.goal is None or low <= self.goal <= high:
            return self.words
        return f"{self.words} →" if self.goal > high else f"← {self.words}"

    @property
    def told(self) -> str:
        """The same in words."""
        total = sum(self.counts)
        if not total:
            return "No draws."
        top = max(range(len(self.counts)), key=lambda n: self.counts[n])
        between = f"between {short(self.edges[top], self.currency)} and {short(self.edges[top + 1], self.currency)}"
        return f"Most often {self.currency} {between}. {self.words}".strip()


def share_bars_svg(chart: ShareBars) -> str:
    """The chart as markup."""
    total, most = max(1, sum(chart.counts)), max([1, *chart.counts])
    foot, room = HEIGHT - _BOTTOM, HEIGHT - _TOP - _BOTTOM
    low, high = chart.ends
    x = lambda v: _LEFT + 8 + (v - low) * (WIDTH - _LEFT - _RIGHT - 8) // max(1, high - low)  # noqa: E731
    parts = _shares(most, total, foot, room)
    for n, count in enumerate(chart.counts):
        left, right = x(chart.edges[n]), x(chart.edges[n + 1])
        tall = count * room // most
        below = chart.goal is not None and chart.edges[n] < chart.goal
        if count:
            rect = element("rect", x=left, y=foot - tall, width=max(1, right - left - 1), height=max(1, tall), class_=f"bar{int(below)}")
            parts.append(rect)
    parts.append(element("line", x1=_LEFT, x2=WIDTH, y1=foot, y2=foot, class_="zero"))
    for value, words in _amounts(chart, low, high):
        parts += [
            element("line", x1=x(value), x2=x(value), y1=foot, y2=foot + 5, class_="zero"),
            label(words, min(x(value), WIDTH - 4 * len(words)), foot + 18, "faint"),
        ]
    parts.append(label(chart.currency, WIDTH - 4, HEIGHT - 6, "faint", "end"))
    if chart.goal is not None:
        place = x(min(max(chart.goal, low), high))
        side = "start" if place < WIDTH // 2 else "end"
        parts.append(label(chart.said, place + (6 if side == "start" else -6), 24, "title over", side))
        parts += [element("line", x1=place, x2=place, y1=14, y2=foot, class_="goal")] if low <= chart.goal <= high else []
    return figure(chart.name, chart.title, chart.told, (WIDTH, HEIGHT), parts)


def _shares(most: int, total: int, foot: int, room: int) -> list[str]:
    """Lines at round shares of all draws."""
    parts = []
    step = next(s for s in (1, 2, 5, 10, 20, 25, 50) if 4 * s * total >= 100 * most or s == 50)
    for share in range(0, 101, step):
        y = foot - share * total * room // (100 * most)
        if y < foot - room - 2:
            break
        parts += [element("line", x1=_LEFT, x2=WIDTH, y1=y, y2=y, class_="grid"), label(f"{share}%", _LEFT - 8, y + 4, "faint", "end")]
    return parts


def _amounts(chart: ShareBars, low: int, high: int) -> list[tuple[int, str]]:
    """Round amounts between the ends; where these are too near to be told apart in short, the ends alone."""
    axis = AmountAxis.of((0, high - low), chart.currency, 0, 100)
    first = -(-low // axis.step) * axis.step
    found = [(v, short(v, chart.currency)) for v in range(first, high + 1, axis.step)]
    return found if len({w for _, w in found}) == len(found) else [(low, short(low, chart.currency))]
