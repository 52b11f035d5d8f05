"""Pictures of an answer's price and of its chance: cost against cash, and how a sum falls if suppliers decide by chance."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from cashflow.basics.currencies import minor_digits
from cashflow.report.pictures.of_chance import chances_picture
from cashflow.report.pictures.of_settings import curve_picture

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
    marked = None if target is None else Decimal(target)
    return curve_picture(curve, currency, marked, f"Least cost of holding cash, {currency}").draw(ax)


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
    unit = 10 ** minor_digits(currency)
    values = np.array([round(float(a) * unit) for a in amounts], object)
    goal = None if target is None else round(float(target) * unit)
    return chances_picture(values, currency, title, goal, chance).draw(ax)
