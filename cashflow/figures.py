"""Pictures (extra ``plot``), the frames some of them draw, and amounts in words for a title.

Each function draws one picture into a Matplotlib ``Axes`` and returns it. What a result draws itself is ``result.plot(name)``;
``result.picture(name)`` is the same as a `Picture`, with its table, and as SVG without Matplotlib.
"""

from cashflow.basics.words import short_money
from cashflow.report.figures import (
    break_even_bars,
    break_even_table,
    chance_bars,
    cost_curve,
    discount_curve,
    discount_table,
    figure_png,
    level_lines,
    period_bars,
    presentation_bars,
    presentation_table,
    stacked_bars,
    unwind_bars,
)
from cashflow.report.pictures import Picture

__all__ = [
    "Picture",
    "break_even_bars",
    "break_even_table",
    "chance_bars",
    "cost_curve",
    "discount_curve",
    "discount_table",
    "figure_png",
    "level_lines",
    "period_bars",
    "presentation_bars",
    "presentation_table",
    "short_money",
    "stacked_bars",
    "unwind_bars",
]
