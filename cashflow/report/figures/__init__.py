"""Pictures (extra ``plot``): each function draws one into an `Axes` and returns it; the frame it draws is an argument, or has a function.

Same data, same bytes. Nothing here computes an amount: the frames of a result do.
"""

from cashflow.report.figures.canvas import figure_png
from cashflow.report.figures.chance import chance_bars, cost_curve
from cashflow.report.figures.periods import level_lines, period_bars, presentation_bars, presentation_table, stacked_bars
from cashflow.report.figures.rates import break_even_bars, break_even_table, discount_curve, discount_table
from cashflow.report.figures.unwind import unwind_bars

__all__ = [
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
    "stacked_bars",
    "unwind_bars",
]
