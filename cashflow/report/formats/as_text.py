"""The report as text, for a terminal and ``report.txt``."""

from __future__ import annotations

from typing import Any

from cashflow.basics.shown import printable
from cashflow.report.kinds import Format

__all__ = ["Text"]


class Text(Format):
    """The report: the answer first, then figures, notes and assumptions."""

    name = "text"
    file = "report.txt"
    is_text = True

    def render(self, result: Any) -> str:
        """The report, with nothing in it that drives a terminal."""
        return printable(result.report_text(), keep="\n")
