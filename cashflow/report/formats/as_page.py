"""The page that a CFO reads, as one HTML file."""

from __future__ import annotations

from typing import Any

from cashflow.report.format import COMPARISON, Format

__all__ = ["PageFile"]


class PageFile(Format):
    """One file that opens without a network; see `docs/conventions/page.md`."""

    name = "html"
    serves = (COMPARISON,)
    file = "report.html"
    is_text = True
    needs = ("jinja2", "report")

    def render(self, result: Any) -> str:
        """The page."""
        from cashflow.report.page import page_html  # late: it needs an extra

        return page_html(result, result).removesuffix("\n")
