"""Bars side by side in groups: what each quarter gains or loses, one series a presentation."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from cashflow.report.svg.amount_axis import AmountAxis, short
from cashflow.report.svg.days_axis import amount_lines, zero_line
from cashflow.report.svg.drawing import element, figure, label, legend

__all__ = ["Bars", "bars_svg"]

WIDTH, HEIGHT = 480, 240
_LEFT, _TOP, _BOTTOM = 56, 42, 42
NOT_KNOWN = "not known"
_NARROW, _LETTER = 48, 7
"""A bar less wide has no room for its amount; the first series keeps it where it fits the group."""


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
        Name and amounts in minor units, one a group; at most three. `None`: the amount is not known, which is written in its place.
    apart, apart_words
        Groups of the only series that are drawn in the second color, and what they are called.
    """

    name: str
    title: str
    currency: str
    labels: Sequence[str]
    series: Sequence[tuple[str, Sequence[int | None]]]
    apart: Sequence[int] = ()
    apart_words: str = ""

    @property
    def told(self) -> str:
        """The same in words."""
        return "; ".join(
            f"{name}: " + ", ".join(f"{where} {_worded(v, self.currency)}" for where, v in zip(self.labels, values, strict=True))
            for name, values in self.series
        )

    def _where(self, at: int) -> str:
        return f"{self.labels[at]} ({self.apart_words})" if at in self.apart else self.labels[at]


def _worded(value: int | None, currency: str) -> str:
    return NOT_KNOWN if value is None else f"{currency} {short(value, currency)}"


def bars_svg(bars: Bars) -> str:
    """The chart as markup."""
    axis = AmountAxis.of((v for _, values in bars.series for v in values if v is not None), bars.currency, _TOP, HEIGHT - _TOP - _BOTTOM)
    parts = [*_legend(bars), *amount_lines(axis, _LEFT, WIDTH), *_groups(bars, axis), zero_line(axis, _LEFT, WIDTH)]
    return figure(bars.name, bars.title, bars.told, (WIDTH, HEIGHT), parts)


def _legend(bars: Bars) -> list[str]:
    """Names of the series, above."""
    names = [*(name for name, _ in bars.series), *([bars.apart_words] if bars.apart else [])]
    return legend(((f"s{number}", name) for number, name in enumerate(names)), _LEFT, 6)


def _groups(bars: Bars, axis: AmountAxis) -> list[str]:
    parts, each = [], (WIDTH - _LEFT) // max(1, len(bars.labels))
    longest = max(map(len, bars.labels), default=0)
    small, every = "small" if 8 * longest > each else "", 1 + 6 * longest // max(1, each)
    wide = min(90, each * 4 // 5 // max(1, len(bars.series)))
    for at, words in enumerate(bars.labels):
        middle = _LEFT + each * at + each // 2
        parts += [label(words, middle, HEIGHT - 8, small)] if at % every == 0 else []
        left = middle - wide * len(bars.series) // 2
        for number, (_, values) in enumerate(bars.series):
            said = NOT_KNOWN if (value := values[at]) is None else short(value, axis.currency)
            room = wide >= _NARROW or (number == 0 and _LETTER * len(said) <= each)
            parts += _bar(value, axis, left + wide * number, wide, f"s{number + (at in bars.apart)}")
            parts += [_written(said, value, axis, left + wide * number + wide // 2)] if room else []
    return parts


def _bar(value: int | None, axis: AmountAxis, x: int, wide: int, kind: str) -> list[str]:
    if not value:
        return []
    zero, end = axis.y(0), axis.y(value)
    return [element("rect", x=x + 2, y=min(zero, end), width=max(1, wide - 4), height=abs(zero - end), class_=kind)]


def _written(said: str, value: int | None, axis: AmountAxis, x: int) -> str:
    """The amount outside the end of its bar."""
    if value is None:
        return label(said, x, axis.y(0) - 5, "faint")
    return label(said, x, axis.y(value) + (14 if value < 0 else -5))
