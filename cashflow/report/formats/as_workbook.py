"""The workbook that a controller checks."""

from __future__ import annotations

from typing import Any

from cashflow.report.format import COMPARISON, Format, Run
from cashflow.report.workbook.book import workbook_bytes
from cashflow.report.workbook.page import Told

__all__ = ["Excel"]


class Excel(Format):
    """A workbook whose totals are formulas over the payments."""

    name = "excel"
    serves = (COMPARISON,)
    file = "report.xlsx"
    needs = ("xlsxwriter", "excel")

    def render(self, result: Any) -> bytes:
        """The workbook; its stamp has the hash of the ledger as it was read."""
        return workbook_bytes(result, Told.of(result))

    def files(self, result: Any, run: Run) -> dict[str, str | bytes]:
        """The workbook, stamped with the hashes of what the run was made of."""
        return {self.file: workbook_bytes(result, Told.of(result), run.sha256)}
