"""Bars on axes of Matplotlib: in groups that stand, and in rows that lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cashflow.basics.money import from_minor
from cashflow.report.figures.canvas import COLORS, EDGES, LINE, amount_label, as_text, legend_above, plain
from cashflow.report.svg import BarRow, BarRows, Bars

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_bar_rows", "draw_bars", "grouped_bars"]


def grouped_bars(ax: Axes, labels: Sequence[Any], series: Sequence[tuple[str, Sequence[Any]]], currency: str) -> None:
    """Bars side by side, a group a label and a color a series, each with its amount; amounts in major units."""
    width = 0.84 / max(len(series), 1)
    every = [0.0, *(float(v) for _, values in series for v in values)]
    room = 0.14 * (max(every) - min(every)) or 1.0  # for the amounts
    for number, (name, values) in enumerate(series):
        places = [p + (number - (len(series) - 1) / 2) * width for p in range(len(labels))]
        color, edge = COLORS[number % len(COLORS)], EDGES[number % len(EDGES)]
        heights = [float(v) for v in values]
        bars = ax.bar(places, heights, width=min(width * 0.92, 0.42), color=color, edgecolor=edge, linewidth=0.8, label=as_text(name))
        ax.bar_label(bars, labels=[amount_label(v) for v in values], padding=2, fontsize=8, color=LINE)
    ax.set_ylim(min(every) - room if min(every) < 0 else 0, max(every) + room)
    if not any(every):
        ax.set(ylim=(-1, 1))
    ax.set_xlim(-0.6, max(len(labels), 1) - 0.4)
    ax.axhline(0, color=LINE, linewidth=0.8)
    ax.set_xticks(range(len(labels)), [as_text(c, 18) for c in labels])
    ax.tick_params(axis="x", length=0, pad=8)
    plain(ax, "", currency)
    if not any(every):
        ax.set_yticks([0], ["0"])
    ax.spines["bottom"].set_visible(not any(v < 0 for v in every))
    if not series:
        ax.annotate("No scenario.", (0.5, 0.5), xycoords="axes fraction", ha="center", color=LINE)
    if len(series) > 1:
        legend_above(ax)


def draw_bars(ax: Axes, chart: Bars) -> None:
    """Bars in groups."""
    grouped_bars(ax, chart.labels, [(n, [from_minor(v, chart.currency) for v in values]) for n, values in chart.series], chart.currency)


def draw_bar_rows(ax: Axes, chart: BarRows) -> None:
    """Rows of bars: the columns stand side by side on one axis, each with its own zero."""
    money = lambda minor: float(from_minor(minor, chart.currency))  # noqa: E731
    low, high = (money(v) for v in chart.ends)
    room = (0.4 if low < 0 < high else 0.32) * (high - low) or 1.0
    each = high - low + 2 * room
    for at, head in enumerate(chart.columns):
        zero = at * each - low + room
        ax.plot([zero, zero], [-0.5, len(chart.rows) - 0.5], color=LINE, linewidth=0.8)
        for n, row in enumerate(chart.rows):
            if (bar := row.bars[at]) is not None:
                _row(ax, row, n, zero, bar, chart)
        text = ax.annotate(as_text(head, 26), (zero, 1), (0, 4), ("data", "axes fraction"), "offset points", fontsize=9)
        text.set(ha="center" if low < 0 else "left")
    ax.set_yticks(range(len(chart.rows)), [as_text(r.label, 40) for r in chart.rows])
    for n, row in enumerate(chart.rows):
        ax.get_yticklabels()[n].set_fontweight("bold" if row.kind == "total" else "normal")
    ax.set_ylim(max(len(chart.rows), 1) - 0.4, -0.6)
    ax.set_xlim(0, max(each * len(chart.columns), 1e-9))
    ax.set_xticks([])
    ax.set_xlabel(chart.currency)
    ax.tick_params(axis="y", length=0)
    for side in ("top", "right", "left", "bottom"):
        ax.spines[side].set_visible(False)
    if not chart.rows:
        ax.annotate("Nothing to show.", (0.5, 0.5), xycoords="axes fraction", ha="center", color=LINE)


def _row(ax: Axes, row: BarRow, n: int, zero: float, bar: tuple[int, int], chart: BarRows) -> None:
    money = lambda minor: float(from_minor(minor, chart.currency))  # noqa: E731
    start, end = zero + money(bar[0]), zero + money(bar[1])
    style = row.style(bar)
    if start != end:
        ax.barh(n, end - start, left=start, height=0.62, color=COLORS[style], edgecolor=EDGES[style], linewidth=0.8)
    up = bar[1] >= bar[0] or (row.kind == "step" and max(bar) > 0)
    x, aside = (max(start, end), 4) if up else (min(start, end), -4)
    text = ax.annotate(
        amount_label(from_minor(bar[1] - bar[0], chart.currency)), (x, n), (aside, 0), textcoords="offset points", va="center"
    )
    text.set(ha="left" if up else "right", fontsize=8, color=LINE, fontweight="bold" if row.kind == "total" else "normal")
