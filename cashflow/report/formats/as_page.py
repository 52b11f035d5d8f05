"""The page of a result, as one HTML file."""

from __future__ import annotations

from typing import Any

from cashflow.report.format import COMPARISON, PROJECTION, SIMULATION, SOLUTION, Format

__all__ = ["PageFile"]


class PageFile(Format):
    """One file that opens without a network; see `docs/conventions/page.md`."""

    name = "html"
    serves = (COMPARISON, PROJECTION, SIMULATION, SOLUTION)
    file = "report.html"
    is_text = True
    needs = ("jinja2", "report")

    def shows(self, result: Any) -> bool:
        """Of a comparison: whether there is a scenario."""
        return result.KIND != COMPARISON or bool(result.scenarios)

    def render(self, result: Any) -> str:
        """The page."""
        from cashflow.report.page import PAGES  # late: only a page needs it

        return PAGES[result.KIND](result).removesuffix("\n")
