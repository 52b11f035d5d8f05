"""Pictures over periods: a row of the frame is a series, a column a quarter (or month), amounts in major units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cashflow.basics.decimals import own_context
from cashflow.basics.errors import InputError
from cashflow.measures.catalog import MEASURES, PRESENTATION_LABELS, measure_of
from cashflow.report.figures.bars_drawn import grouped_bars
from cashflow.report.figures.canvas import COLORS, EDGES, LINE, amount_label, as_text, legend_above, new_axes, plain, title_above

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["level_lines", "period_bars", "presentation_bars", "presentation_table", "stacked_bars"]


def _floats(values: Any) -> list[float]:
    return [float(v) for v in values]


def _width(table: pd.DataFrame) -> float:
    """Inches: every label has room beside its neighbors."""
    return max(6.0, 1.2 + 0.75 * len(table) * len(table.columns))


def period_bars(table: pd.DataFrame, currency: str, title: str, *, ax: Axes | None = None) -> Axes:
    """Bars side by side, a group a period and a color a series, each with its amount.

    Parameters
    ----------
    table
        A row a series (up to six), a column a period, amounts in major units.
    currency, title
        What is drawn.
    ax
        Axes to draw into; a new figure's by default.

    Returns
    -------
    matplotlib.axes.Axes
        The numbers behind it are `table`.
    """
    ax = ax or new_axes(_width(table), 3.8)
    grouped_bars(ax, list(table.columns), [(str(n), list(row)) for n, row in table.iterrows()], currency)
    title_above(ax, as_text(title, 90))
    return ax


@own_context
def presentation_table(
    presentations: pd.DataFrame, currency: str, measure: str = "free_cash_flow_change", *, scenario: str | None = None
) -> pd.DataFrame:
    """One measure of one scenario: a row a presentation, a column a quarter.

    Parameters
    ----------
    presentations
        `Result.presentations`.
    currency
        Currency to show.
    measure
        One of its columns: ``free_cash_flow_change``, ``net_debt_change`` …
    scenario
        Its name, if there are several.
    """
    measure_of(measure, tuple(n for n in MEASURES if n in presentations), "is not a measure that is presented")
    mine = presentations[presentations["currency"] == currency]
    if not len(mine):
        known = ", ".join(dict.fromkeys(presentations["currency"]))
        raise InputError("has no scenario here", column="currency", value=currency, hint=f"Known: {known or 'none'}")
    names = list(dict.fromkeys(mine["scenario"]))
    if scenario not in names and (scenario is not None or len(names) != 1):
        raise InputError("must be one of the scenarios", column="scenario", value=scenario, hint=f"Known: {', '.join(names)}")
    mine = mine[mine["scenario"] == (scenario or names[0])]
    table = mine.pivot(index="presentation", columns="quarter", values=measure)
    return (
        table.loc[list(PRESENTATION_LABELS), list(dict.fromkeys(mine["quarter"]))]
        .rename(index=PRESENTATION_LABELS)
        .rename_axis(index=None, columns=None)
    )


def presentation_bars(
    presentations: pd.DataFrame,
    currency: str,
    measure: str = "free_cash_flow_change",
    *,
    scenario: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """The same payments as each of the four presentations reads them, side by side in every quarter.

    Parameters
    ----------
    presentations, currency, measure, scenario
        As in `presentation_table`, which has the numbers behind it.
    ax
        Axes to draw into; a new figure's by default.

    Returns
    -------
    matplotlib.axes.Axes
    """
    table = presentation_table(presentations, currency, measure, scenario=scenario)
    words = MEASURES[measure].words
    return period_bars(table, currency, f"{words[:1].upper()}{words[1:]}, {currency}, by presentation", ax=ax)


def level_lines(table: pd.DataFrame, currency: str, title: str, *, ax: Axes | None = None) -> Axes:
    """A line a series from period end to period end: what stays is a level, what does not runs off.

    Parameters
    ----------
    table
        A row a series (up to six), a column a period end, amounts in major units.
    currency, title
        What is drawn.
    ax
        Axes to draw into; a new figure's by default.

    Returns
    -------
    matplotlib.axes.Axes
        The numbers behind it are `table`.
    """
    ax = ax or new_axes(max(7.0, 0.55 * len(table.columns)), 3.8)
    places = list(range(len(table.columns)))
    for number, (name, row) in enumerate(table.iterrows()):
        (line,) = ax.plot(places, _floats(row), ("-", "--", "-.", ":")[number % 4], marker="o", markersize=3.5, linewidth=2.2)
        line.set(color=EDGES[number % len(EDGES)], label=as_text(name, 60))
    ax.axhline(0, color=LINE, linewidth=0.8)
    ax.margins(x=0.02, y=0.12)
    few = max(1, -(-len(places) // 8))
    ax.set_xticks(places[::few], [as_text(c, 18) for c in table.columns[::few]])
    plain(ax, as_text(title, 90), currency)
    legend_above(ax)
    return ax


def stacked_bars(table: pd.DataFrame, currency: str, title: str, *, line: pd.Series | None = None, ax: Axes | None = None) -> Axes:
    """Parts on top of each other in every period, with their sum, and a line to compare it with.

    Parameters
    ----------
    table
        A row a part (up to six), a column a period, amounts in major units, none negative.
    currency, title
        What is drawn.
    line
        Something else, an amount a period; its name is in the legend.
    ax
        Axes to draw into; a new figure's by default.

    Returns
    -------
    matplotlib.axes.Axes
        The numbers behind it are `table` and `line`.
    """
    if (table < 0).any(axis=None):
        raise InputError("must not be negative: parts of a sum are drawn on top of each other", column="table")
    ax = ax or new_axes(max(7.0, 0.72 * len(table.columns)), 3.8)
    places, base = list(range(len(table.columns))), [0.0] * len(table.columns)
    for number, (name, row) in enumerate(table.iterrows()):
        heights = _floats(row)
        ax.bar(
            places,
            heights,
            bottom=base,
            width=0.76,
            color=COLORS[number % len(COLORS)],
            edgecolor=EDGES[number % len(EDGES)],
            label=as_text(name),
        )
        base = [b + h for b, h in zip(base, heights, strict=True)]
    tops = base
    if line is not None:
        ax.plot(places, _floats(line), color=LINE, linewidth=1.6, marker="o", markersize=3.5, label=as_text(line.name))
        tops = [max(both) for both in zip(base, _floats(line), strict=True)]
    clear = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.6}  # a line may run behind an amount
    for place, top, amount in zip(places, tops, table.sum(), strict=True):
        text = ax.annotate(amount_label(amount), (place, top), (0, 5), textcoords="offset points", ha="center", fontsize=8)
        text.set(color=LINE, bbox=clear)
    ax.set_ylim(0, max(tops, default=0.0) * 1.15 or 1)
    ax.set_xticks(places, [as_text(c, 18).replace(" ", "\n", 1) for c in table.columns])
    ax.tick_params(axis="x", length=0)
    plain(ax, as_text(title, 90), currency)
    legend_above(ax)
    return ax
