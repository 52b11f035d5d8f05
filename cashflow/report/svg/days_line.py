"""A level day by day: steps, an area below them, and marks at quarter ends."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from cashflow.basics.days import to_date
from cashflow.report.svg.amount_axis import AmountAxis, short
from cashflow.report.svg.drawing import element, figure, label

__all__ = ["DaysLine", "days_line_svg"]

WIDTH, HEIGHT = 560, 220
_LEFT, _TOP, _BOTTOM = 60, 30, 30


@frozen
class DaysLine:
    """What is drawn.

    Parameters
    ----------
    name
        Tells charts of one page apart.
    title
        Above it.
    currency
        Of all amounts.
    days
        On which the level changes, rising; days since 1970.
    values
        Level at the close of each, in minor units.
    first, last
        Days at the ends of the axis.
    marks
        Days that are marked, with their words.
    """

    name: str
    title: str
    currency: str
    days: Sequence[int]
    values: Sequence[int]
    first: int
    last: int
    marks: Sequence[tuple[int, str]]

    @property
    def told(self) -> str:
        """The same in words."""
        if not self.days:
            return "Nothing is held on any day."
        top = max(range(len(self.days)), key=lambda i: (self.values[i], -i))
        at = f"{self.currency} {short(self.values[top], self.currency)} on {to_date(self.days[top])}"
        return f"At most {at}; the last change is on {to_date(self.days[-1])}."


def days_line_svg(line: DaysLine) -> str:
    """The chart as markup."""
    axis = AmountAxis.of(line.values, line.currency, _TOP, HEIGHT - _TOP - _BOTTOM)
    grid = []
    for value, words in axis.ticks:
        y = axis.y(value)
        grid += [element("line", x1=_LEFT, x2=WIDTH, y1=y, y2=y, class_="grid"), label(words, _LEFT - 8, y + 4, "faint", "end")]
    zero = element("line", x1=_LEFT, x2=WIDTH, y1=axis.y(0), y2=axis.y(0), class_="zero")
    return figure(line.name, line.title, line.told, (WIDTH, HEIGHT), [*grid, *_marks(line), *_level(line, axis), zero])


def _x(line: DaysLine, day: int) -> int:
    return _LEFT + (min(max(day, line.first), line.last) - line.first) * (WIDTH - _LEFT) // max(1, line.last - line.first)


def _marks(line: DaysLine) -> list[str]:
    parts = []
    for day, words in line.marks:
        x = _x(line, day)
        anchor = "end" if x > WIDTH - 60 else "middle"
        parts += [
            element("line", x1=x, x2=x, y1=_TOP - 6, y2=HEIGHT - _BOTTOM, class_="mark"),
            label(words, x, HEIGHT - 10, "faint", anchor),
        ]
    return parts


def _level(line: DaysLine, axis: AmountAxis) -> list[str]:
    """Steps from day to day: an amount that changes on a day is there from that day on."""
    shown = [(d, v) for d, v in zip(line.days, line.values, strict=True) if d <= line.last]
    if not shown:
        return []
    points, level = [(_LEFT, axis.y(0))], axis.y(0)
    for day, value in shown:
        x = _x(line, day)
        points += [(x, level), (x, axis.y(value))]
        level = axis.y(value)
    points.append((WIDTH, level))
    path = " ".join(f"{'L' if n else 'M'}{x} {y}" for n, (x, y) in enumerate(points))
    return [element("path", d=f"{path} L{WIDTH} {axis.y(0)} Z", class_="area"), element("path", d=path, class_="line")]
