"""Points of a line: an amount against another one, or against a setting such as days."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from cashflow.report.svg.amount_axis import AmountAxis, short
from cashflow.report.svg.drawing import element, figure, label

__all__ = ["LinePoint", "PointsLine", "points_line_svg"]

WIDTH, HEIGHT = 560, 260
_LEFT, _TOP, _BOTTOM, _RIGHT = 60, 44, 48, 24
_LETTER = 8  # width of a letter, at most
_SAID = 10  # more points than these: only the ends, the most, the least and what is marked are written


@frozen
class LinePoint:
    """`x` in whole units of its axis, `y` in minor units; words are written below the axis, if there are any."""

    x: int
    y: int
    words: str = ""
    mark: str = ""
    """Words at the point, which is then marked."""


@frozen
class PointsLine:
    """What is drawn: points by rising `x`; `across` says what that is. Negative to positive `y`, zero included."""

    name: str
    title: str
    currency: str
    across: str
    points: Sequence[LinePoint]
    unit: int = 1
    """Of `x`: so many make one."""

    @property
    def said(self) -> list[int]:
        """Positions of the points whose amount is written."""
        ys = [p.y for p in self.points]
        if len(ys) <= _SAID:
            return list(range(len(ys)))
        some = {0, len(ys) - 1, ys.index(max(ys)), ys.index(min(ys)), *(n for n, p in enumerate(self.points) if p.mark)}
        return sorted(some)

    def ticks(self, most: int) -> list[LinePoint]:
        """Points whose words are written below, no more than `most`."""
        some = [p for p in self.points if p.words]
        return some[:: max(1, -(-len(some) // max(1, most)))]

    @property
    def told(self) -> str:
        """The same in words."""
        return "; ".join(f"{p.words or p.x}: {self.currency} {short(p.y, self.currency)}" for p in (self.points[n] for n in self.said))


def points_line_svg(chart: PointsLine) -> str:
    """The chart as markup."""
    axis = AmountAxis.of((p.y for p in chart.points), chart.currency, _TOP, HEIGHT - _TOP - _BOTTOM)
    low, high = (chart.points[0].x, chart.points[-1].x) if chart.points else (0, 1)
    side = max(_RIGHT, min(80, 4 * max((len(p.words) for p in chart.points), default=0)))
    start, room = _LEFT + side, WIDTH - _LEFT - 2 * side
    places = [(start + (room // 2 if high == low else (p.x - low) * room // (high - low)), axis.y(p.y)) for p in chart.points]
    parts = []
    for value, words in axis.ticks:
        y = axis.y(value)
        parts += [element("line", x1=_LEFT, x2=WIDTH, y1=y, y2=y, class_="grid"), label(words, _LEFT - 8, y + 4, "faint", "end")]
    parts.append(element("line", x1=_LEFT, x2=WIDTH, y1=axis.y(0), y2=axis.y(0), class_="zero"))
    parts += _below(chart, dict(zip(map(id, chart.points), places, strict=True)), room)
    parts.append(label(chart.across, WIDTH - 4, HEIGHT - 8, "faint", "end"))
    path = " ".join(f"{'L' if n else 'M'}{x} {y}" for n, (x, y) in enumerate(places))
    parts += [element("path", d=path, class_="line")] if len(places) > 1 else []
    return figure(chart.name, chart.title, chart.told, (WIDTH, HEIGHT), [*parts, *_points(chart, places)])


def _below(chart: PointsLine, places: dict[int, tuple[int, int]], room: int) -> list[str]:
    parts, foot = [], HEIGHT - _BOTTOM
    longest = max((len(p.words) for p in chart.points), default=0)
    for point in chart.ticks(room // (7 * longest + 14)):
        x = places[id(point)][0]
        parts += [element("line", x1=x, x2=x, y1=foot, y2=foot + 5, class_="zero"), label(point.words, x, foot + 18, "faint")]
    return parts


def _points(chart: PointsLine, places: Sequence[tuple[int, int]]) -> list[str]:
    parts = [
        element("circle", cx=x, cy=y, r=6 if p.mark else 3, class_="s1" if p.mark else "s0")
        for p, (x, y) in zip(chart.points, places, strict=True)
        if p.mark or len(places) <= 80
    ]
    taken = [_marked(chart, n, places[n]) for n in chart.said if chart.points[n].mark]
    parts += [label(words, left, y, "title over", "start") for words, left, _, y in taken]
    for n in chart.said:
        x, y = places[n]
        if chart.points[n].mark:
            continue
        words = short(chart.points[n].y, chart.currency)
        wide = _LETTER * len(words) // 2
        crossed = any(abs(y - 9 - line) < 16 and left < x + wide and x - wide < right for _, left, right, line in taken)
        below = y < _TOP + 4 or chart.points[n].y < 0 or crossed
        parts.append(label(words, x, y + 18 if below else y - 9, "over"))
    return parts


def _marked(chart: PointsLine, n: int, place: tuple[int, int]) -> tuple[str, int, int, int]:
    """Words at a marked point, with their left and right end and their line: before the point, if there is room."""
    x, y = place
    words = f"{chart.points[n].mark}: {short(chart.points[n].y, chart.currency)}"
    wide = _LETTER * len(words)
    left = x - 9 - wide if wide < x - _LEFT else x + 9
    return words, left, left + wide, y - 9
