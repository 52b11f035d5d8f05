"""A result's tables as CSV files."""

from __future__ import annotations

from cashflow.report.files import csv_text
from cashflow.report.format import Format, Run
from cashflow.report.shown_results import Rendered

__all__ = ["Csv"]


class Csv(Format):
    """A file a table, amounts with all their digits."""

    name = "csv"

    def files(self, result: Rendered, run: Run) -> dict[str, str | bytes]:
        """Each table of the result."""
        return {f"{name}.csv": csv_text(frame) for name, frame in result.tables().items()}
