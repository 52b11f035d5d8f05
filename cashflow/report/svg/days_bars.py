"""What flows on days or in months, as bars on an axis of days, with marks at quarter ends; the past apart from what comes."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from cashflow.basics.days import to_date
from cashflow.report.svg.amount_axis import short
from cashflow.report.svg.days_axis import HEIGHT, LEFT, WIDTH, DaysAxis, amount_lines, zero_line
from cashflow.report.svg.drawing import element, figure, legend

__all__ = ["DaysBars", "days_bars_svg"]

_THIN, _WIDE = 3, 26


@frozen
class DaysBars:
    """What is drawn.

    Parameters
    ----------
    name
        Tells charts of one page apart.
    title
        Above it.
    currency
        Of all amounts.
    spans
        First and last day of each bar, and its amount in minor units; rising, without overlaps.
    axis
        The days shown.
    past, past_words, words
        Bars that end by the day `past` are drawn apart, and called so; `None`: there are none.
    """

    name: str
    title: str
    currency: str
    spans: Sequence[tuple[int, int, int]]
    axis: DaysAxis
    past: int | None = None
    past_words: str = ""
    words: str = ""

    @property
    def told(self) -> str:
        """The same in words."""
        shown = [s for s in self.spans if s[2]]
        if not shown:
            return "Nothing is paid on the days shown."
        first, last, most = max(shown, key=lambda s: (s[2], -s[0]))
        when = f"on {to_date(first)}" if first == last else f"from {to_date(first)} to {to_date(last)}"
        return f"{len(shown):,} bars; the largest {self.currency} {short(most, self.currency)} {when}."


def days_bars_svg(bars: DaysBars) -> str:
    """The chart as markup."""
    axis = bars.axis.amounts([v for _, _, v in bars.spans], bars.currency)
    shapes = [_bar(bars, first, last, axis.y(0), axis.y(value)) for first, last, value in bars.spans if value]
    words = [] if bars.past is None else legend([("s2", bars.past_words), ("s0", bars.words)], LEFT)
    parts = [*amount_lines(axis, LEFT, WIDTH), *bars.axis.drawn(), *shapes, *words, zero_line(axis, LEFT, WIDTH)]
    return figure(bars.name, bars.title, bars.told, (WIDTH, HEIGHT), parts)


def _bar(bars: DaysBars, first: int, last: int, zero: int, end: int) -> str:
    """A bar in the middle of its days, not so thin that it is not seen, not so wide that it looks like a block."""
    start, stop = bars.axis.x(first), bars.axis.x(last + 1)
    wide = min(max(stop - start - 1, _THIN), _WIDE)
    x = min((start + stop - wide) // 2, WIDTH - wide)
    past = bars.past is not None and last <= bars.past
    return element("rect", x=x, y=min(zero, end), width=wide, height=max(abs(zero - end), 1), class_="s2" if past else "s0")
