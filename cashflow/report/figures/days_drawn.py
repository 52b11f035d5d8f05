"""Days on axes of Matplotlib: levels as steps, and what is paid as bars, with quarter ends and payment runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cashflow.basics.days import to_date
from cashflow.basics.money import from_minor
from cashflow.report.figures.canvas import GAIN, GRAY, LINE, amount_axis, amount_label, as_text, plain
from cashflow.report.svg import DayFlows, DayLevels, FlowBand, largest, month_starts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

__all__ = ["draw_day_flows", "draw_day_levels"]


def _when(day: int) -> Any:
    """The date: Matplotlib takes dates, its types do not."""
    return to_date(day)


def _days(ax: Axes, first: int, last: int, marks: Sequence[tuple[int, str]], words: bool = True) -> None:
    """Dates along the axis, months named; marks as dashed lines with their words above, where these have room."""
    ax.set_xlim(_when(first), _when(max(last, first + 1)))
    months = month_starts(first, last, 9)
    ax.set_xticks([_when(d) for d, _ in months], [w for _, w in months])
    free = first
    for day, said in marks:
        if first <= day <= last:
            ax.axvline(_when(day), color=GRAY, linewidth=1, linestyle="--")
            wide = (last - first) * len(said) // 90
            for side, left in (("right", day - wide), ("center", day - wide // 2), ("left", day)):
                if words and left >= free and left + wide <= last + 1:
                    text = ax.annotate(said, (_when(day), 1), (0, 3), ("data", "axes fraction"), "offset points")
                    text.set(ha=side, fontsize=8)
                    free = left + wide
                    break


def draw_day_levels(ax: Axes, chart: DayLevels) -> None:
    """Steps of one level, or of two with what lies between them shaded."""
    money = lambda minor: float(from_minor(minor, chart.currency))  # noqa: E731
    styles: list[dict[str, Any]] = [{"color": GRAY, "linewidth": 1.6, "linestyle": "--"}] * (len(chart.lines) - 1)
    for line, style in zip(chart.lines, [*styles, {"color": GAIN, "linewidth": 2}], strict=True):
        days, values = zip(*line.within(chart.first, chart.last), strict=True)
        ax.step([_when(d) for d in days], [money(v) for v in values], where="post", label=as_text(line.name, 50), **style)
    every = sorted({d for line in chart.lines for d, _ in line.within(chart.first, chart.last)})
    floor = [money(chart.lines[0].at(d)) if len(chart.lines) > 1 else 0.0 for d in every]
    top = [money(chart.lines[-1].at(d)) for d in every]
    ax.fill_between([_when(d) for d in every], floor, top, step="post", color=GAIN, alpha=0.18, linewidth=0)
    for day in chart.points:
        if chart.first <= day <= chart.last:
            ax.plot([_when(day)], [money(chart.lines[-1].at(day))], "o", color=GAIN, markersize=5)
    ax.axhline(0, color=LINE, linewidth=0.8)
    ax.margins(y=0.14)
    _days(ax, chart.first, chart.last, chart.marks)
    plain(ax, "", chart.currency)
    if len(chart.lines) > 1:  # below, as the words of the marks stand above
        ax.legend(loc="upper left", bbox_to_anchor=(0, -0.09), ncols=2, frameon=False, fontsize=9, handlelength=2.4)


def draw_day_flows(ax: Axes, chart: DayFlows) -> None:
    """Bars by day, a panel a band."""
    shown = [0, *(v for b in chart.bands for d, v in zip(b.days, b.values, strict=True) if chart.first <= d <= chart.last)]
    low, high = (float(from_minor(v, chart.currency)) for v in (min(shown), max(shown)))
    room = 0.16 * (high - low) or 1.0
    many = len(chart.bands)
    panels = [ax] if many == 1 else [ax.inset_axes((0, 1 - (n + 0.9) / many, 1, 0.68 / many)) for n in range(many)]
    if many > 1:
        ax.set_axis_off()
    for number, (panel, band) in enumerate(zip(panels, chart.bands, strict=True)):
        _band(panel, chart, band, GAIN if number else GRAY)
        panel.set_ylim(low - room if low < 0 else 0, high + room)
        _days(panel, chart.first, chart.last, chart.marks, words=number == 0)
        if many > 1:
            panel.set_title(as_text(band.name, 70), loc="left", fontsize=9, pad=14 if number == 0 else 4)


def _band(ax: Axes, chart: DayFlows, band: FlowBand, color: str) -> None:
    some = [(_when(d), float(from_minor(v, chart.currency))) for d, v in zip(band.days, band.values, strict=True) if v]
    some = [(d, v) for d, v in some if _when(chart.first) <= d <= _when(chart.last)]
    if some:
        days, values = zip(*some, strict=True)
        ax.bar(days, values, width=max(0.9, (chart.last - chart.first) / 180), color=color)
    for day, value in largest(band, chart.first, chart.last):
        major = from_minor(value, chart.currency)
        place, up = (_when(day), float(major)), value >= 0
        text = ax.annotate(amount_label(major), place, (0, 2 if up else -2), textcoords="offset points")
        text.set(ha="center", va="bottom" if up else "top", fontsize=8, color=LINE)
    runs = [_when(d) for d in chart.runs if chart.first <= d <= chart.last]
    ax.plot(runs, [0] * len(runs), "|", color=LINE, markersize=7, clip_on=False)
    ax.axhline(0, color=LINE, linewidth=0.8)
    plain(ax, "", chart.currency)
    amount_axis(ax.yaxis, 3)
