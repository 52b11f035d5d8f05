"""An axis of days, with marks at quarter ends, and the lines of an axis of amounts: what charts by day share."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from cashflow.report.svg.amount_axis import AmountAxis
from cashflow.report.svg.drawing import element, label

__all__ = ["HEIGHT", "LEFT", "WIDTH", "DaysAxis", "amount_lines", "zero_line"]

WIDTH, HEIGHT = 560, 220
LEFT, TOP, BOTTOM = 60, 30, 30
_LETTER = 7
"""Width of a letter in a mark's words, about."""


@frozen
class DaysAxis:
    """From the day `first` to the day `last`, days since 1970; `marks` are days with their words."""

    first: int
    last: int
    marks: Sequence[tuple[int, str]]

    def x(self, day: int) -> int:
        """Where a day stands; one beyond an end at that end."""
        return LEFT + (min(max(day, self.first), self.last) - self.first) * (WIDTH - LEFT) // max(1, self.last - self.first)

    def amounts(self, values: Sequence[int], currency: str) -> AmountAxis:
        """The axis of amounts beside it."""
        return AmountAxis.of(values, currency, TOP, HEIGHT - TOP - BOTTOM)

    def drawn(self) -> list[str]:
        """Lines at the marks, and their words where there is room."""
        parts, free = [], 0
        for day, words in self.marks:
            x, room = self.x(day), _LETTER * len(words)
            anchor = "end" if x > WIDTH - room // 2 else "middle"
            parts.append(element("line", x1=x, x2=x, y1=TOP - 6, y2=HEIGHT - BOTTOM, class_="mark"))
            start = x - (room if anchor == "end" else room // 2)
            if start >= free:
                parts.append(label(words, x, HEIGHT - 10, "faint", anchor))
                free = start + room + _LETTER
        return parts


def amount_lines(axis: AmountAxis, left: int, right: int) -> list[str]:
    """A line a step of an axis of amounts, with its words."""
    parts = []
    for value, words in axis.ticks:
        y = axis.y(value)
        parts += [element("line", x1=left, x2=right, y1=y, y2=y, class_="grid"), label(words, left - 8, y + 4, "faint", "end")]
    return parts


def zero_line(axis: AmountAxis, left: int, right: int) -> str:
    """The line of nothing."""
    return element("line", x1=left, x2=right, y1=axis.y(0), y2=axis.y(0), class_="zero")
