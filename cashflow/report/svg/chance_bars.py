"""How likely a sum comes out where: bars of equal width, those below a target apart."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from cashflow.report.svg.amount_axis import AmountAxis, round_step, short, tick_words
from cashflow.report.svg.days_axis import zero_line
from cashflow.report.svg.drawing import element, figure, label, legend

__all__ = ["ChanceBars", "chance_bars_svg", "chance_edges"]

WIDTH, HEIGHT = 480, 240
_LEFT, _TOP, _BOTTOM = 56, 34, 36
_BARS, _TICKS = 40, 6


@frozen
class ChanceBars:
    """What is drawn.

    Parameters
    ----------
    name
        Tells charts of one page apart.
    title
        Above it.
    currency
        Of all amounts.
    edges
        Where bars begin and the last one ends, in minor units, rising; see `chance_edges`.
    shares
        Of each bar, in ten-thousandths.
    target
        Bars from here on are those that reach it; `None`: there is none.
    words
        What the bars that reach it are called, or all.
    """

    name: str
    title: str
    currency: str
    edges: Sequence[int]
    shares: Sequence[int]
    target: int | None
    words: str

    @property
    def told(self) -> str:
        """The same in words."""
        some = [n for n, share in enumerate(self.shares) if share]
        if not some:
            return "Nothing is drawn."
        most = max(some, key=lambda n: (self.shares[n], -n))
        low, high, first, last = (f"{self.currency} {short(self.edges[n], self.currency)}" for n in (some[0], some[-1] + 1, most, most + 1))
        return f"{self.words}. From {low} to {high}; most often {first} to {last}, in {self.shares[most] / 100:.1f} % of cases."


def chance_edges(low: int, high: int, target: int | None) -> list[int]:
    """Edges of some forty bars of a round width that hold both ends; a target between them is one of the edges.

    Examples
    --------
    >>> chance_edges(0, 7, None), chance_edges(0, 100, 53)[:3]
    ([0, 1, 2, 3, 4, 5, 6, 7, 8], [-2, 3, 8])
    """
    step = round_step(low, high, _BARS)
    start = target if target is not None and low < target <= high else low // step * step
    start -= -((low - start) // step) * step if low < start else 0
    return [start + n * step for n in range((high - start) // step + 2)]


def chance_bars_svg(bars: ChanceBars) -> str:
    """The chart as markup."""
    axis = AmountAxis.of(bars.shares, bars.currency, _TOP, HEIGHT - _TOP - _BOTTOM)
    grid = []
    for value in range(axis.low, axis.high + 1, axis.step):
        y = axis.y(value)
        grid += [element("line", x1=_LEFT, x2=WIDTH, y1=y, y2=y, class_="grid")]
        grid += [label(f"{value / 100:g} %", _LEFT - 8, y + 4, "faint", "end")]
    entries = [("s0", bars.words)] if bars.target is None else [("s2", "less"), ("s0", bars.words)]
    parts = [*grid, *_shapes(bars, axis), *_amounts(bars), zero_line(axis, _LEFT, WIDTH), *legend(entries, _LEFT)]
    return figure(bars.name, bars.title, bars.told, (WIDTH, HEIGHT), parts)


def _x(bars: ChanceBars, value: int) -> int:
    low, high = bars.edges[0], bars.edges[-1]
    return _LEFT + (value - low) * (WIDTH - _LEFT - 8) // max(1, high - low)


def _shapes(bars: ChanceBars, axis: AmountAxis) -> list[str]:
    parts = []
    for edge, end, share in zip(bars.edges, bars.edges[1:], bars.shares, strict=False):
        x, y = _x(bars, edge), axis.y(share)
        kind = "s2" if bars.target is not None and edge < bars.target else "s0"
        wide = max(1, _x(bars, end) - x - 1)
        parts += [element("rect", x=x, y=y, width=wide, height=axis.y(0) - y, class_=kind)] if share else []
    if bars.target is not None and bars.edges[0] <= bars.target <= bars.edges[-1]:
        x = _x(bars, bars.target)
        parts.append(element("line", x1=x, x2=x, y1=_TOP - 8, y2=HEIGHT - _BOTTOM, class_="mark"))
    return parts


def _amounts(bars: ChanceBars) -> list[str]:
    """Round amounts below the bars."""
    low, high = bars.edges[0], bars.edges[-1]
    step = round_step(0, max(1, high - low), _TICKS)
    parts = []
    for value in range(-(-low // step) * step, high + 1, step):
        x = _x(bars, value)
        parts.append(label(tick_words(value, bars.currency), x, HEIGHT - 14, "faint", "end" if x > WIDTH - 30 else "middle"))
    return parts
