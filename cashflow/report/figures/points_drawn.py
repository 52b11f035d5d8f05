"""Lines of points, shares and rates on axes of Matplotlib."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from cashflow.basics.money import from_minor
from cashflow.report.figures.canvas import EDGES, FALL, GAIN, GRAY, LINE, amount_axis, amount_label, as_text, plain
from cashflow.report.svg import PointsLine, RateRows, ShareBars
from cashflow.report.svg.rate_rows import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_points_line", "draw_rate_rows", "draw_share_bars"]


def draw_points_line(ax: Axes, chart: PointsLine) -> None:
    """A line of points; the one with a mark is larger, with its words."""
    xs, ys = [p.x / chart.unit for p in chart.points], [float(from_minor(p.y, chart.currency)) for p in chart.points]
    ax.plot(xs, ys, "-o" if len(xs) <= 80 else "-", color=GAIN, linewidth=2, markersize=4)
    for n in chart.said:
        point, words = chart.points[n], amount_label(from_minor(chart.points[n].y, chart.currency))
        if point.mark:
            ax.plot([xs[n]], [ys[n]], "o", color=FALL, markeredgecolor=EDGES[1], markersize=9)
        left = n > len(xs) / 2
        said = f"{as_text(point.mark, 40)}: {words}" if point.mark else words
        at = ((-9 if left else 9), 6) if point.mark else (0, 6 if ys[n] >= 0 else -13)
        text = ax.annotate(said, (xs[n], ys[n]), at, textcoords="offset points", fontsize=8, color=LINE)
        text.set(ha=("right" if left else "left") if point.mark else "center", fontweight="bold" if point.mark else "normal")
    ax.axhline(0, color=LINE, linewidth=0.8)
    ax.margins(x=0.08, y=0.16)
    ticks = chart.ticks(max(2, 72 // (max((len(p.words) for p in chart.points), default=0) + 2)))
    ax.set_xticks([p.x / chart.unit for p in ticks], [as_text(p.words, 40) for p in ticks])
    ax.set_xlabel(as_text(chart.across, 90))
    plain(ax, "", chart.currency)


def draw_share_bars(ax: Axes, chart: ShareBars) -> None:
    """Bars that touch; those below the goal are gray."""
    total = max(1, sum(chart.counts))
    edges = [float(from_minor(e, chart.currency)) for e in chart.edges]
    shares = [100 * c / total for c in chart.counts]
    below = [chart.goal is not None and e < chart.goal for e in chart.edges[:-1]]
    widths = [b - a for a, b in pairwise(edges)]
    colors = [GRAY if b else GAIN for b in below]
    ax.bar(edges[:-1], shares, width=widths, align="edge", color=colors, edgecolor="white", linewidth=0.4)
    ax.set_ylim(0, max([1e-9, *shares]) * 1.18)
    if chart.goal is not None:
        low, high = chart.ends
        place = float(from_minor(min(max(chart.goal, low), high), chart.currency))
        if low <= chart.goal <= high:
            ax.axvline(place, color=LINE, linewidth=1.8)
        right = 2 * chart.goal < low + high
        text = ax.annotate(as_text(chart.said, 60), (place, 1), (6 if right else -6, -2), ("data", "axes fraction"), "offset points")
        text.set(va="top", ha="left" if right else "right", color=LINE, fontsize=9, fontweight="bold")
    amount_axis(ax.xaxis)
    ax.set_xlabel(chart.currency)
    plain(ax, "", "share of draws", "%")


def draw_rate_rows(ax: Axes, chart: RateRows) -> None:
    """What each needs and what it is offered, joined by a line; the word is at the right."""
    for n, row in enumerate(chart.rows):
        if row.high is not None and row.offered is not None:
            ax.plot([row.high, row.offered], [n, n], color=GAIN, linewidth=1.6, linestyle="-" if row.good else ":")
        if row.low is not None and row.high is not None:
            ax.plot([row.low, row.high], [n, n], color=EDGES[1], alpha=0.45, linewidth=5, solid_capstyle="butt")
            ax.plot([row.high], [n], "o", color=FALL, markeredgecolor=EDGES[1], markersize=8, label="" if n else chart.own)
        if row.offered is not None:
            ax.plot([row.offered], [n], "s", color=GAIN, markersize=7)
        text = ax.annotate(row.word, (1, n), (6, 0), ("axes fraction", "data"), "offset points", va="center", fontsize=8, color=LINE)
        text.set(fontweight="normal" if row.good else "bold")
    low, high, step = chart.ends
    ax.set_xlim(low - (high - low) / 50, high + (high - low) / 50)
    ax.set_xticks(range(low, high + 1, step), [percent(v) for v in range(low, high + 1, step)])
    ax.set_yticks(range(len(chart.rows)), [as_text(r.label, 40) for r in chart.rows])
    ax.set_ylim(max(len(chart.rows), 1) - 0.4, -0.6)
    ax.grid(axis="x", color="#dde3e8", linewidth=0.8)
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
    for side in ("top", "right", "left", "bottom"):
        ax.spines[side].set_visible(False)
    _two_names(ax, chart)
    if not chart.rows:
        ax.annotate("No supplier has a rate of its own here.", (0.5, 0.5), xycoords="axes fraction", ha="center", color=LINE)


def _two_names(ax: Axes, chart: RateRows) -> None:
    from matplotlib.lines import Line2D

    own = Line2D([], [], marker="o", color=FALL, markeredgecolor=EDGES[1], linestyle="", label=chart.own)
    other = Line2D([], [], marker="s", color=GAIN, linestyle="", label=chart.other)
    ax.legend(handles=[own, other], loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, fontsize=9, borderaxespad=0.2)
