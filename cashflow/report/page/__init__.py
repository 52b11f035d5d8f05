"""The pages: one HTML file a result, with the answer on its first screen and all that stands behind it below."""

from collections.abc import Callable, Mapping
from typing import Any

from cashflow.report.format import COMPARISON, PROJECTION, SIMULATION, SOLUTION
from cashflow.report.page.projection_page import projection_html
from cashflow.report.page.simulation_page import simulation_html
from cashflow.report.page.solution_page import solution_html
from cashflow.report.page.whole_page import PageSource, page_html

__all__ = ["PAGES", "PageSource", "page_html"]

PAGES: Mapping[str, Callable[[Any], str]] = {
    COMPARISON: lambda result: page_html(result, result),
    PROJECTION: projection_html,
    SIMULATION: lambda found: simulation_html(found, found.result),
    SOLUTION: lambda found: solution_html(found, found.result, found.result),
}
"""Kind of result → its page."""
