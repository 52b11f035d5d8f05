"""What is paid day by day: a band of bars each for the baseline and what is compared with it, to one scale, with payment runs below."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from cashflow.basics.days import to_date
from cashflow.report.svg.amount_axis import AmountAxis, short
from cashflow.report.svg.day_axis import DayAxis
from cashflow.report.svg.drawing import element, figure, label
from cashflow.report.values_as_text import shortened

__all__ = ["DayFlows", "FlowBand", "day_flows_svg", "largest"]

WIDTH = 560
_LEFT, _TOP, _BAND, _NAME, _BOTTOM = 60, 20, 110, 44, 30
_ALONE = 22  # room above a band that needs no name
_HALF = 26  # of an amount's width
_SAID = 3
"""So many of the largest amounts of a band are written, where there is room."""


@frozen
class FlowBand:
    """Days, rising, and what is paid on each, in minor units."""

    name: str
    days: Sequence[int]
    values: Sequence[int]


def largest(band: FlowBand, first: int, last: int) -> list[tuple[int, int]]:
    """Day and amount of the largest ones of a band, largest first, none near a larger one."""
    apart = max(1, (last - first) * 60 // (WIDTH - _LEFT))
    found, seen = list[tuple[int, int]](), list[int]()
    some = [(d, v) for d, v in zip(band.days, band.values, strict=True) if first <= d <= last and v]
    for day, value in sorted(some, key=lambda p: (-abs(p[1]), p[0])):
        if len(found) == _SAID:
            break
        if all(abs(day - d) >= apart for d in seen):
            found.append((day, value))
        seen.append(day)
    return found


@frozen
class DayFlows:
    """What is drawn: `bands` from day `first` to `last`, `marks` through all of them, and short lines below at `runs`."""

    name: str
    title: str
    currency: str
    bands: Sequence[FlowBand]
    first: int
    last: int
    marks: Sequence[tuple[int, str]] = ()
    runs: Sequence[int] = ()

    @property
    def told(self) -> str:
        """The same in words."""
        return "; ".join(
            f"{band.name}: most on {', '.join(f'{to_date(d)} {self.currency} {short(v, self.currency)}' for d, v in some)}"
            if (some := largest(band, self.first, self.last))
            else f"{band.name}: nothing"
            for band in self.bands
        )


def day_flows_svg(chart: DayFlows) -> str:
    """The chart as markup."""
    days = DayAxis(chart.first, chart.last, _LEFT + 6, WIDTH - 6)
    shown = [v for b in chart.bands for d, v in zip(b.days, b.values, strict=True) if chart.first <= d <= chart.last]
    above = _NAME if len(chart.bands) > 1 else _ALONE
    foot = _TOP + (_BAND + above) * len(chart.bands)
    parts = days.marks(chart.marks, _TOP, foot)
    for number, band in enumerate(chart.bands):
        top = _TOP + (_BAND + above) * number + above
        parts += _band(chart, number, band, days, AmountAxis.of(shown, chart.currency, top, _BAND))
    parts += days.months(foot)
    return figure(chart.name, chart.title, chart.told, (WIDTH, foot + _BOTTOM), parts)


def _band(chart: DayFlows, number: int, band: FlowBand, days: DayAxis, axis: AmountAxis) -> list[str]:
    parts = [label(shortened(band.name, 64), _LEFT, axis.top - 20, "title", "start")] if len(chart.bands) > 1 else []
    for value, words in axis.ticks if len(axis.ticks) < 4 else axis.ticks[:: 2 if axis.low == 0 else 1]:
        y = axis.y(value)
        parts += [element("line", x1=_LEFT, x2=WIDTH, y1=y, y2=y, class_="grid"), label(words, _LEFT - 8, y + 4, "faint", "end")]
    wide = max(2, min(10, (WIDTH - _LEFT) * 7 // 10 // max(1, chart.last - chart.first + 1)))
    zero = axis.y(0)
    for day, value in zip(band.days, band.values, strict=True):
        if value and chart.first <= day <= chart.last:
            y = axis.y(value)
            x = days.x(day) - wide // 2
            parts.append(element("rect", x=x, y=min(y, zero), width=wide, height=max(1, abs(y - zero)), class_=f"bar{0 if number else 1}"))
    parts.append(element("line", x1=_LEFT, x2=WIDTH, y1=zero, y2=zero, class_="zero"))
    parts += [element("line", x1=days.x(d), x2=days.x(d), y1=zero + 2, y2=zero + 6, class_="run") for d in chart.runs]
    marks = [days.x(d) for d, _ in chart.marks]
    for day, value in largest(band, chart.first, chart.last):
        x = days.x(day)
        y = axis.y(value) + (-4 if value >= 0 else 13)
        parts.append(label(short(value, chart.currency), *_beside(x, marks, y)))
    return parts


def _beside(x: int, marks: Sequence[int], y: int) -> tuple[int, int, str, str]:
    """Place, class and anchor of an amount at a bar, so that it is not written over a mark or an end of the axis."""
    last, first = x > WIDTH - 40, x < _LEFT + 30
    right = last or (not first and any(0 <= m - x < _HALF for m in marks))
    left = not last and (first or any(0 <= x - m < _HALF for m in marks))
    if right == left:
        return x, y, "over", "middle"
    return (x + 3, y, "over", "end") if right else (x - 3, y, "over", "start")
