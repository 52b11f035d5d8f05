"""The pages: one HTML file a result, with the answer on its first screen and all that stands behind it below."""

from collections.abc import Callable, Mapping
from typing import Any

from cashflow.report.format import COMPARISON, PROJECTION, SIMULATION
from cashflow.report.page.projection_page import projection_answers, projection_html
from cashflow.report.page.simulation_page import simulation_answers, simulation_html
from cashflow.report.page.whole_page import PageSource, page_html

__all__ = ["PAGES", "PageSource", "page_html", "projection_answers", "projection_html", "simulation_answers", "simulation_html"]

PAGES: Mapping[str, Callable[[Any], str]] = {
    COMPARISON: lambda result: page_html(result, result),
    PROJECTION: projection_html,
    SIMULATION: simulation_html,
}
"""Kind of result → its page."""
