"""Pictures of an answer's price and of its chance: cost against cash, and how a sum falls if suppliers decide by chance."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cashflow.basics.words import short_money
from cashflow.report.figures.canvas import FALL, GAIN, GRAY, LINE, amount_label, as_text, new_axes, plain

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["chance_bars", "cost_curve"]


def cost_curve(curve: pd.DataFrame, currency: str, *, target: Any = None, ax: Axes | None = None) -> Axes:
    """What each amount of cash costs at least: every point a choice of offers of its own.

    Parameters
    ----------
    curve
        `Solution.curve`: the numbers behind it. Points that are out of reach are left out.
    currency
        What is drawn.
    target
        The point to mark, in major units.
    ax
        Axes to draw into; a new figure's by default.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = ax or new_axes(7.0, 3.6)
    some = curve[curve["reached"]].sort_values("cash_retained")
    cash, cost = ([float(v) for v in some[c]] for c in ("cash_retained", "cost"))
    x, y = [v / 1e6 for v in cash], [v / 1e3 for v in cost]
    ax.plot(x, y, "-o", color=GAIN, linewidth=2, markersize=5)
    for row, a, b in zip(some.to_dict("records"), x, y, strict=True):
        ax.annotate(amount_label(row["cost"]), (a, b), xytext=(-6, 6), textcoords="offset points", ha="right", fontsize=8)
        if target is not None and Decimal(row["target"]) == Decimal(target):
            ax.plot([a], [b], "o", color=FALL, markersize=9, label=f"target {short_money(Decimal(target), currency)}")
            ax.legend(loc="lower right", frameon=False, fontsize=9)
    ax.margins(x=0.08, y=0.14)
    ax.set_ylim(bottom=min(0.0, *y) if y else 0)
    ax.set_xlabel(f"cash retained at the quarter end, {currency} million")
    plain(ax, f"Least cost of holding cash, {currency}", f"cost, {currency} thousand")
    return ax


def chance_bars(
    amounts: Any, currency: str, title: str, *, target: Any = None, chance: float | None = None, ax: Axes | None = None
) -> Axes:
    """How often a sum comes out where, and the target in it.

    Parameters
    ----------
    amounts
        Draws in major units.
    currency, title
        What is drawn.
    target, chance
        A line at the target, in major units, and the chance written beside it; draws below it are gray.
    ax
        Axes to draw into; a new figure's by default.

    Returns
    -------
    matplotlib.axes.Axes
        Some forty bars of equal width; the target is an edge of two of them.
    """
    import numpy as np

    ax = ax or new_axes(7.0, 3.4)
    values = np.asarray(amounts, np.float64) / 1e6
    goal = None if target is None else float(target) / 1e6
    counts, edges = np.histogram(values, bins=_edges(values, goal))
    colors = [GRAY if goal is not None and e < goal else GAIN for e in edges[:-1]]
    ax.bar(edges[:-1], counts / len(values) * 100, width=np.diff(edges), align="edge", color=colors, edgecolor="white", linewidth=0.4)
    ax.set_ylim(0, counts.max() / len(values) * 118)
    if goal is not None:
        said = f" {short_money(Decimal(str(target)), currency)}" + ("" if chance is None else f" or more: {chance:.0%}")
        ax.axvline(goal, color=FALL, linewidth=1.6)
        right = goal < (edges[0] + edges[-1]) / 2
        ax.annotate(
            said.strip(),
            (goal, counts.max() / len(values) * 117),
            xytext=(6 if right else -6, 0),
            textcoords="offset points",
            ha="left" if right else "right",
            va="top",
            color=LINE,
            fontsize=9,
        )
    ax.set_xlabel(f"{currency} million")
    plain(ax, as_text(title, 90), "share of draws", "%")
    return ax


def _edges(values: Any, goal: float | None) -> Any:
    """Edges of equal bars over all values; `goal`, if it lies among them, is one of them."""
    import numpy as np

    low, high = float(values.min()), float(values.max())
    width = (high - low) / 40 or 1.0
    start = goal if goal is not None and low < goal < high else low
    below = int(np.ceil((start - low) / width))
    return start + width * np.arange(-below, int(np.ceil((high - start) / width)) + 1 + (high == low))
