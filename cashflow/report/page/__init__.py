"""The page that a CFO reads: one HTML file, with the answer on its first screen and all that stands behind it below."""

from cashflow.report.page.whole_page import PageSource, page_html

__all__ = ["PageSource", "page_html"]
