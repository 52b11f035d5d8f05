"""A result as one JSON object, for programs."""

from __future__ import annotations

from cashflow.basics.shown import json_text
from cashflow.report.format import SIMULATION, Format, Run
from cashflow.report.shown_results import Rendered

__all__ = ["Json"]


class Json(Format):
    """One object: amounts as text in major units, one entry a quarter in every list."""

    name = "json"
    file = "result.json"
    is_text = True

    def render(self, result: Rendered) -> str:
        """The object as text."""
        return json_text(result.to_dict())

    def files(self, result: Rendered, run: Run) -> dict[str, str | bytes]:
        """A simulation's file has a name of its own: it lies beside the result of a run."""
        return {"simulation.json" if result.KIND == SIMULATION else self.file: self.render(result) + "\n"}
