"""Bars side by side in groups: what each quarter gains or loses, one series a presentation."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from cashflow.report.svg.amount_axis import AmountAxis, short
from cashflow.report.svg.drawing import element, figure, label
from cashflow.report.values_as_text import shortened

__all__ = ["Bars", "bars_svg"]

WIDTH, HEIGHT = 480, 240
_LEFT, _TOP, _BOTTOM = 56, 42, 42
_LINE = 20  # height of a line of the legend
_NARROW = 48  # a bar less wide has no room for its amount; the first series keeps it


@frozen
class Bars:
    """What is drawn.

    Parameters
    ----------
    name
        Tells charts of one page apart.
    title
        Above it, with the unit.
    currency
        Of all amounts.
    labels
        One a group.
    series
        Name and amounts in minor units, one a group; at most four.
    width
        Of the chart.
    named
        Whether the names of the series stand above; one that the title names needs none.
    """

    name: str
    title: str
    currency: str
    labels: Sequence[str]
    series: Sequence[tuple[str, Sequence[int]]]
    width: int = WIDTH
    named: bool = True

    @property
    def told(self) -> str:
        """The same in words."""
        return "; ".join(
            f"{name}: "
            + ", ".join(f"{where} {self.currency} {short(v, self.currency)}" for where, v in zip(self.labels, values, strict=True))
            for name, values in self.series
        )


def bars_svg(bars: Bars) -> str:
    """The chart as markup."""
    names, lines = _legend(bars)
    more = _LINE * (lines - 1)  # less than nothing, where no names stand above
    axis = AmountAxis.of((v for _, values in bars.series for v in values), bars.currency, _TOP + more, HEIGHT - _TOP - _BOTTOM)
    parts = [*names, *_grid(axis, bars.width), *_groups(bars, axis), _zero(axis, bars.width)]
    if not bars.series:
        parts.append(label("No scenario.", (_LEFT + bars.width) // 2, axis.y(0) - 8, "faint"))
    return figure(bars.name, bars.title, bars.told, (bars.width, HEIGHT + more), parts)


def _legend(bars: Bars) -> tuple[list[str], int]:
    """Names of the series, above, in as many lines as they need; the script of the page, whose names are short, draws one line."""
    parts, x, line = [], _LEFT, 0
    for number, (name, _) in enumerate(bars.series if bars.named else ()):
        said = shortened(name, (bars.width - _LEFT - 18) // 7)
        if x > _LEFT and x + 18 + 7 * len(said) > bars.width:
            x, line = _LEFT, line + 1
        y = 6 + _LINE * line
        parts += [element("rect", x=x, y=y, width=12, height=12, class_=f"s{number}"), label(said, x + 18, y + 11, anchor="start")]
        x += 18 + 6 * len(said) + 24
    return parts, line + 1 if bars.named else 0


def _grid(axis: AmountAxis, width: int) -> list[str]:
    parts = []
    for value, words in axis.ticks:
        y = axis.y(value)
        parts += [element("line", x1=_LEFT, x2=width, y1=y, y2=y, class_="grid"), label(words, _LEFT - 8, y + 4, "faint", "end")]
    return parts


def _zero(axis: AmountAxis, width: int) -> str:
    return element("line", x1=_LEFT, x2=width, y1=axis.y(0), y2=axis.y(0), class_="zero")


def _groups(bars: Bars, axis: AmountAxis) -> list[str]:
    parts, each = [], (bars.width - _LEFT) // max(1, len(bars.labels))
    longest = max(map(len, bars.labels), default=0)
    small, every = "small" if 8 * longest > each else "", 1 + 6 * longest // max(1, each)
    wide = min(90, each * 4 // 5 // max(1, len(bars.series)))
    foot = axis.top + axis.height + _BOTTOM - 8
    for at, words in enumerate(bars.labels):
        middle = _LEFT + each * at + each // 2
        inside = bars.width - (3 if small else 4) * len(words)
        parts += [label(words, min(middle, inside), foot, small)] if at % every == 0 else []
        left = middle - wide * len(bars.series) // 2
        for number, (_, values) in enumerate(bars.series):
            parts += _bar(values[at], axis, left + wide * number, wide, number)
    return parts


def _bar(value: int, axis: AmountAxis, x: int, wide: int, number: int) -> list[str]:
    """A bar and its amount, outside its end."""
    zero, end = axis.y(0), axis.y(value)
    top, height = min(zero, end), abs(zero - end)
    parts = [element("rect", x=x + 2, y=top, width=wide - 4, height=height, class_=f"s{number}")] if value else []
    if wide >= _NARROW or number == 0:
        y = end - 5 if value >= 0 else end + 14
        parts.append(label(short(value, axis.currency), x + wide // 2, y))
    return parts
