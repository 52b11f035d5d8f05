"""Plain SVG: the charts of the page and of the picture files, without a library. The same bytes from run to run."""

from cashflow.report.svg.amount_axis import AmountAxis
from cashflow.report.svg.bars import Bars, bars_svg
from cashflow.report.svg.chance_bars import ChanceBars, chance_bars_svg, chance_edges
from cashflow.report.svg.curve import Curve, curve_svg
from cashflow.report.svg.days_axis import DaysAxis
from cashflow.report.svg.days_bars import DaysBars, days_bars_svg
from cashflow.report.svg.days_line import DaysLine, days_line_svg
from cashflow.report.svg.drawing import PALETTE, standalone

__all__ = [
    "PALETTE",
    "AmountAxis",
    "Bars",
    "ChanceBars",
    "Curve",
    "DaysAxis",
    "DaysBars",
    "DaysLine",
    "bars_svg",
    "chance_bars_svg",
    "chance_edges",
    "curve_svg",
    "days_bars_svg",
    "days_line_svg",
    "standalone",
]
