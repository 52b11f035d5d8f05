"""Charts with Matplotlib: the same descriptions that `cashflow.report.svg` draws, on axes in major units."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from cashflow.report.figures.bars_drawn import draw_bar_rows, draw_bars
from cashflow.report.figures.canvas import as_text, inches_wide, new_axes, title_above
from cashflow.report.figures.days_drawn import draw_day_flows, draw_day_levels
from cashflow.report.figures.points_drawn import draw_points_line, draw_rate_rows, draw_share_bars
from cashflow.report.svg import BarRows, Bars, Chart, DayFlows, DayLevels, PointsLine, RateRows, ShareBars

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw"]

_DRAWN: dict[type, Callable[..., None]] = {
    Bars: draw_bars,
    BarRows: draw_bar_rows,
    PointsLine: draw_points_line,
    DayFlows: draw_day_flows,
    DayLevels: draw_day_levels,
    RateRows: draw_rate_rows,
    ShareBars: draw_share_bars,
}


def draw(title: str, charts: Sequence[tuple[str, Chart]], notes: Sequence[str] = (), ax: Axes | None = None) -> Axes:
    """Draw charts below each other into `ax`, or the axes of a new figure."""
    sizes = [_size(chart) for _, chart in charts]
    several = len(charts) > 1
    ax = ax or new_axes(max(w for w, _ in sizes), sum(h for _, h in sizes) + 0.3 + 0.18 * len(notes))
    wide = int(inches_wide(ax) * (8 if isinstance(charts[0][1], BarRows | RateRows) else 12))
    if several:
        _panels(ax, charts, [h for _, h in sizes])
    else:
        _DRAWN[type(charts[0][1])](ax, charts[0][1])
    title_above(ax, "\n".join(textwrap.wrap(as_text(title, 300), max(24, wide))), 0 if several else _more(charts[0][1]))
    if notes:
        words = "\n".join(line for note in notes for line in textwrap.wrap(as_text(note, 400), max(30, wide + 20)))
        below = -6 if several else -54 if isinstance(charts[0][1], DayLevels) else -36
        ax.annotate(words, (0, 0), (0, below), "axes fraction", "offset points", va="top", fontsize=8, color="#5a6672")
    return ax


def _panels(ax: Axes, charts: Sequence[tuple[str, Chart]], heights: Sequence[float]) -> None:
    """A panel a chart, each with room for its head above and its labels below, in inches."""
    ax.set_axis_off()
    whole, top = sum(heights), sum(heights)
    for (head, chart), high in zip(charts, heights, strict=True):
        top -= high
        panel = ax.inset_axes((0, (top + 0.5) / whole, 1, (high - 1.1 - _names(chart)) / whole))
        _DRAWN[type(chart)](panel, chart)
        title_above(panel, as_text(head), _more(chart))


def _names(chart: Chart) -> float:
    """Inches that the names of many long series need above a chart, beyond a line."""
    long = isinstance(chart, Bars) and sum(len(name) + 6 for name, _ in chart.series) > 75
    return 0.24 * (len(chart.series) - 1) if isinstance(chart, Bars) and long else 0.0


def _more(chart: Chart) -> int:
    """Points above a chart that words of its own take: heads of columns, and quarter ends."""
    return 14 if isinstance(chart, DayLevels | BarRows) or (isinstance(chart, DayFlows) and len(chart.bands) == 1) else 0


def _size(chart: Chart) -> tuple[float, float]:
    """Inches, wide and high."""
    match chart:
        case Bars():
            return max(6.0, chart.width / 80), 3.6 + _names(chart)
        case BarRows():
            low, high = chart.ends
            return max(6.5, 2.6 + (2.8 if low < 0 < high else 2.1) * len(chart.columns)), 1.3 + 0.3 * max(1, len(chart.rows))
        case RateRows():
            return 7.5, 1.5 + 0.28 * max(1, len(chart.rows))
        case DayFlows():
            return 7.5, 1.0 + 1.5 * len(chart.bands)
        case _:
            return 7.0, 3.5
