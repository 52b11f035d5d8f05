"""What each amount costs at least: points joined by a line, one of them marked."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from cashflow.report.svg.amount_axis import AmountAxis, short
from cashflow.report.svg.days_axis import amount_lines, zero_line
from cashflow.report.svg.drawing import element, figure, label

__all__ = ["Curve", "curve_svg"]

WIDTH, HEIGHT = 480, 240
_LEFT, _TOP, _BOTTOM, _RIGHT = 60, 30, 44, 30


@frozen
class Curve:
    """What is drawn.

    Parameters
    ----------
    name
        Tells charts of one page apart.
    title
        Above it.
    currency
        Of all amounts.
    points
        Amounts along and up, in minor units, rising along.
    marked
        Number of the point that is marked, with its amounts written beside it; `None`: none.
    across, up
        What the axes are.
    """

    name: str
    title: str
    currency: str
    points: Sequence[tuple[int, int]]
    marked: int | None
    across: str
    up: str

    @property
    def told(self) -> str:
        """The same in words."""
        money = lambda v: f"{self.currency} {short(v, self.currency)}"  # noqa: E731
        return "; ".join(f"{money(x)}: {money(y)}" + (" (chosen)" if n == self.marked else "") for n, (x, y) in enumerate(self.points))


def curve_svg(curve: Curve) -> str:
    """The chart as markup."""
    up = AmountAxis.of((y for _, y in curve.points), curve.currency, _TOP, HEIGHT - _TOP - _BOTTOM)
    along = AmountAxis.of((x for x, _ in curve.points), curve.currency, 0, WIDTH - _LEFT - _RIGHT)
    x = lambda value: _LEFT + WIDTH - _LEFT - _RIGHT - along.y(value)  # noqa: E731  an axis counts from its high end
    ticks = [label(words, x(value), HEIGHT - _BOTTOM + 18, "faint") for value, words in along.ticks]
    spots = [(x(a), up.y(b)) for a, b in curve.points]
    path = " ".join(f"{'M' if not n else 'L'}{a} {b}" for n, (a, b) in enumerate(spots))
    line = [element("path", d=path, class_="line")] if len(spots) > 1 else []
    dots = [_dot(spot, n == curve.marked) for n, spot in enumerate(spots)]
    words = [label(curve.up, 0, 14, "faint", "start"), label(curve.across, WIDTH - _RIGHT, HEIGHT - 6, "faint", "end")]
    grid = [*amount_lines(up, _LEFT, WIDTH - _RIGHT), *ticks, zero_line(up, _LEFT, WIDTH - _RIGHT)]
    parts = [*grid, *line, *dots, *_said(curve, spots), *words]
    return figure(curve.name, curve.title, curve.told, (WIDTH, HEIGHT), parts)


def _dot(spot: tuple[int, int], marked: bool) -> str:
    return element("circle", cx=spot[0], cy=spot[1], r=7 if marked else 4, class_="s1" if marked else "s0")


def _said(curve: Curve, spots: Sequence[tuple[int, int]]) -> list[str]:
    """The amounts of the marked point, to its left and above, where the line does not run."""
    if curve.marked is None:
        return []
    (x, y), (across, up) = spots[curve.marked], curve.points[curve.marked]
    words = f"{short(across, curve.currency)} cost {short(up, curve.currency)}"
    return [label(words, x - 12, y - 8, "title", "end")] if x > WIDTH // 2 else [label(words, x + 12, y + 18, "title", "start")]
