"""Levels day by day: steps, one line or a line against that of the baseline, with amounts at some days such as quarter ends."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from cashflow.basics.days import to_date
from cashflow.report.svg.amount_axis import AmountAxis, short
from cashflow.report.svg.day_axis import DayAxis
from cashflow.report.svg.drawing import element, figure, label
from cashflow.report.values_as_text import shortened

__all__ = ["DayLevels", "LevelLine", "day_levels_svg"]

WIDTH, HEIGHT = 560, 240
_LEFT, _TOP, _BOTTOM = 60, 44, 30


@frozen
class LevelLine:
    """A level: the days on which it changes, rising, what it is at the close of each, in minor units, and what it was before."""

    name: str
    days: Sequence[int]
    values: Sequence[int]
    before: int = 0

    def at(self, day: int) -> int:
        """The level at the close of a day."""
        return next((v for d, v in zip(reversed(self.days), reversed(self.values), strict=True) if d <= day), self.before)

    def within(self, first: int, last: int) -> list[tuple[int, int]]:
        """Day and level where it changes between two days, and at both of them."""
        some = [(d, v) for d, v in zip(self.days, self.values, strict=True) if first < d <= last]
        return [(first, self.at(first)), *some, *([(last, self.at(last))] if not some or some[-1][0] < last else [])]


@frozen
class DayLevels:
    """What is drawn.

    Parameters
    ----------
    name
        Tells charts of one page apart.
    title
        Above it.
    currency
        Of all amounts.
    lines
        One, or the baseline's and another; what lies between two is shaded.
    first, last
        Days at the ends of the axis; days since 1970.
    marks
        Days that are marked, with their words.
    points
        Days at which the last line has a point.
    """

    name: str
    title: str
    currency: str
    lines: Sequence[LevelLine]
    first: int
    last: int
    marks: Sequence[tuple[int, str]] = ()
    points: Sequence[int] = ()

    @property
    def told(self) -> str:
        """The same in words."""
        line = self.lines[-1]
        if not line.days:
            return f"{self.currency} {short(line.before, self.currency)} on every day." if line.before else "Nothing is held on any day."
        top = max(range(len(line.days)), key=lambda i: (line.values[i], -i))
        at = f"{self.currency} {short(line.values[top], self.currency)} on {to_date(line.days[top])}"
        return f"At most {at}; the last change is on {to_date(line.days[-1])}."


def day_levels_svg(chart: DayLevels) -> str:
    """The chart as markup."""
    days = DayAxis(chart.first, chart.last, _LEFT, WIDTH - 4)
    levels = [v for line in chart.lines for _, v in line.within(chart.first, chart.last)]
    axis = AmountAxis.of(levels, chart.currency, _TOP, HEIGHT - _TOP - _BOTTOM)
    grid = []
    for value, words in axis.ticks:
        y = axis.y(value)
        grid += [element("line", x1=_LEFT, x2=WIDTH, y1=y, y2=y, class_="grid"), label(words, _LEFT - 8, y + 4, "faint", "end")]
    zero = element("line", x1=_LEFT, x2=WIDTH, y1=axis.y(0), y2=axis.y(0), class_="zero")
    below = days.months(_TOP + axis.height)
    parts = [*grid, *days.marks(chart.marks, _TOP - 4, HEIGHT - _BOTTOM), *_steps(chart, days, axis), zero, *below]
    return figure(chart.name, chart.title, chart.told, (WIDTH, HEIGHT), [*parts, *_points(chart, days, axis), *_names(chart)])


def _path(line: LevelLine, chart: DayLevels, days: DayAxis, axis: AmountAxis) -> list[tuple[int, int]]:
    """Corners of the steps: an amount that changes on a day is there from that day on."""
    points: list[tuple[int, int]] = []
    for day, value in line.within(chart.first, chart.last):
        x, y = days.x(day), axis.y(value)
        points += [(x, points[-1][1])] if points else []
        points.append((x, y))
    return points


def _drawn(points: Sequence[tuple[int, int]]) -> str:
    return " ".join(f"{'L' if n else 'M'}{x} {y}" for n, (x, y) in enumerate(points))


def _steps(chart: DayLevels, days: DayAxis, axis: AmountAxis) -> list[str]:
    paths = [_path(line, chart, days, axis) for line in chart.lines]
    floor = paths[0] if len(paths) > 1 else [(paths[0][0][0], axis.y(0)), (paths[0][-1][0], axis.y(0))]
    parts = [element("path", d=_drawn([*paths[-1], *reversed(floor)]) + " Z", class_="area")]
    parts += [element("path", d=_drawn(p), class_="line other") for p in paths[:-1]]
    return [*parts, element("path", d=_drawn(paths[-1]), class_="line")]


def _points(chart: DayLevels, days: DayAxis, axis: AmountAxis) -> list[str]:
    return [
        element("circle", cx=days.x(day), cy=axis.y(chart.lines[-1].at(day)), r=4, class_="s0")
        for day in chart.points
        if chart.first <= day <= chart.last
    ]


def _names(chart: DayLevels) -> list[str]:
    """Names of two lines, above."""
    parts, x = [], _LEFT
    for number, line in enumerate(chart.lines if len(chart.lines) > 1 else ()):
        last = number == len(chart.lines) - 1
        said = shortened(line.name, 40)
        parts += [
            element("line", x1=x, x2=x + 20, y1=12, y2=12, class_="line" if last else "line other"),
            label(said, x + 26, 16, "", "start"),
        ]
        x += 26 + 7 * len(said) + 20
    return parts
