"""The report as text, for a terminal and ``report.txt``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cashflow.report.first_screen import screen_lines
from cashflow.report.format import COMPARISON, PROJECTION, SIMULATION, SOLUTION, SWEEP, Format, Run
from cashflow.report.screens import SCREENS
from cashflow.report.simulation import simulation_parts
from cashflow.report.solution import solution_parts
from cashflow.report.sweep import sweep_parts
from cashflow.report.text import projection_parts, result_parts
from cashflow.report.text_page import WIDTH, Line, Part, page_lines, page_text

__all__ = ["Text"]

_REPORTS: Mapping[str, Callable[[Any], list[Part]]] = {
    COMPARISON: result_parts,
    PROJECTION: projection_parts,
    SIMULATION: simulation_parts,
    SOLUTION: solution_parts,
    SWEEP: sweep_parts,
}


class Text(Format):
    """The report: the answer first, then figures, notes and assumptions."""

    name = "text"
    file = "report.txt"
    is_text = True

    def render(self, result: Any) -> str:
        """The report, a sentence a line, with nothing in it that drives a terminal."""
        return page_text(_REPORTS[result.KIND](result))

    def files(self, result: Any, run: Run) -> dict[str, str | bytes]:
        """The report on a page of 120 columns."""
        return {self.file: page_text(_REPORTS[result.KIND](result), WIDTH) + "\n"}

    @staticmethod
    def lines(result: Any, width: int, *, is_full: bool, folder: str = "") -> list[Line]:
        """Lines for a page of a width, each with its tone: the whole report, or the first screen of it."""
        if is_full or result.KIND not in SCREENS:
            return page_lines(_REPORTS[result.KIND](result), width)
        return screen_lines(SCREENS[result.KIND](result), width, folder)
