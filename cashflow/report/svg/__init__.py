"""Plain SVG: the charts of the page and of the picture files, without a library. The same bytes from run to run.

A module a kind of chart: what it draws, as whole minor units and days, and its markup. `cashflow.report.figures` draws the same
with Matplotlib.
"""

from cashflow.report.svg.amount_axis import AmountAxis, short
from cashflow.report.svg.bar_rows import BarRow, BarRows, bar_rows_svg
from cashflow.report.svg.bars import Bars, bars_svg
from cashflow.report.svg.by_quarter import MOST_ROWS, quarter_chart, told_apart
from cashflow.report.svg.day_axis import month_starts
from cashflow.report.svg.day_flows import DayFlows, FlowBand, day_flows_svg, largest
from cashflow.report.svg.day_levels import DayLevels, LevelLine, day_levels_svg
from cashflow.report.svg.drawing import PALETTE, standalone
from cashflow.report.svg.points_line import LinePoint, PointsLine, points_line_svg
from cashflow.report.svg.rate_rows import RateRow, RateRows, rate_rows_svg
from cashflow.report.svg.share_bars import ShareBars, share_bars_svg

__all__ = [
    "MOST_ROWS",
    "PALETTE",
    "AmountAxis",
    "BarRow",
    "BarRows",
    "Bars",
    "Chart",
    "DayFlows",
    "DayLevels",
    "FlowBand",
    "LevelLine",
    "LinePoint",
    "PointsLine",
    "RateRow",
    "RateRows",
    "ShareBars",
    "bars_svg",
    "chart_svg",
    "largest",
    "month_starts",
    "quarter_chart",
    "short",
    "standalone",
    "told_apart",
]

Chart = Bars | BarRows | PointsLine | DayFlows | DayLevels | RateRows | ShareBars
"""What can be drawn."""


def chart_svg(chart: Chart) -> str:
    """A chart of any kind as markup."""
    match chart:
        case Bars():
            return bars_svg(chart)
        case BarRows():
            return bar_rows_svg(chart)
        case PointsLine():
            return points_line_svg(chart)
        case DayFlows():
            return day_flows_svg(chart)
        case DayLevels():
            return day_levels_svg(chart)
        case RateRows():
            return rate_rows_svg(chart)
        case ShareBars():
            return share_bars_svg(chart)
