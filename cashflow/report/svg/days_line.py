"""A level day by day: steps, an area below them, and marks at quarter ends."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from cashflow.basics.days import to_date
from cashflow.report.svg.amount_axis import AmountAxis, short
from cashflow.report.svg.days_axis import HEIGHT, LEFT, WIDTH, DaysAxis, amount_lines, zero_line
from cashflow.report.svg.drawing import element, figure

__all__ = ["DaysLine", "days_line_svg"]


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
    axis
        The days shown.
    """

    name: str
    title: str
    currency: str
    days: Sequence[int]
    values: Sequence[int]
    axis: DaysAxis

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
    axis = line.axis.amounts(line.values, line.currency)
    parts = [*amount_lines(axis, LEFT, WIDTH), *line.axis.drawn(), *_level(line, axis), zero_line(axis, LEFT, WIDTH)]
    return figure(line.name, line.title, line.told, (WIDTH, HEIGHT), parts)


def _level(line: DaysLine, axis: AmountAxis) -> list[str]:
    """Steps from day to day: an amount that changes on a day is there from that day on."""
    shown = [(d, v) for d, v in zip(line.days, line.values, strict=True) if d <= line.axis.last]
    if not shown:
        return []
    points, level = [(LEFT, axis.y(0))], axis.y(0)
    for day, value in shown:
        x = line.axis.x(day)
        points += [(x, level), (x, axis.y(value))]
        level = axis.y(value)
    points.append((WIDTH, level))
    path = " ".join(f"{'L' if n else 'M'}{x} {y}" for n, (x, y) in enumerate(points))
    return [element("path", d=f"{path} L{WIDTH} {axis.y(0)} Z", class_="area"), element("path", d=path, class_="line")]
