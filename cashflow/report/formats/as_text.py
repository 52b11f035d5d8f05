"""The report as text, for a terminal and ``report.txt``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from cashflow.basics.shown import printable
from cashflow.report.format import COMPARISON, PROJECTION, SIMULATION, SOLUTION, SWEEP, Format
from cashflow.report.simulation import simulation_text
from cashflow.report.solution import solution_text
from cashflow.report.sweep import sweep_text
from cashflow.report.text import projection_text, result_text

__all__ = ["Text"]

_REPORTS: Mapping[str, Callable[[Any], str]] = {
    COMPARISON: result_text,
    PROJECTION: projection_text,
    SIMULATION: simulation_text,
    SOLUTION: solution_text,
    SWEEP: sweep_text,
}


class Text(Format):
    """The report: the answer first, then figures, notes and assumptions."""

    name = "text"
    file = "report.txt"
    is_text = True

    def render(self, result: Any) -> str:
        """The report, with nothing in it that drives a terminal."""
        return printable(_REPORTS[result.KIND](result), keep="\n")
