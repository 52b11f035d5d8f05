"""What the reading of the ledger found, as a CSV file beside the result."""

from __future__ import annotations

from cashflow.report.files import csv_text
from cashflow.report.findings import findings_frame
from cashflow.report.format import Format
from cashflow.report.shown_results import Rendered

__all__ = ["FindingsList"]


class FindingsList(Format):
    """Every finding with file, row, column, value and reason."""

    name = "findings"
    file = "findings.csv"
    is_text = True

    def render(self, result: Rendered) -> str:
        """The list; only its head where nothing was found."""
        return csv_text(findings_frame(result.ledger.findings)).removesuffix("\n")
