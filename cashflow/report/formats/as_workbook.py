"""The workbook that a controller checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cashflow.report.format import COMPARISON, PROJECTION, SIMULATION, Format, Run
from cashflow.report.workbook.book import COMPARED, projected, simulated, workbook_bytes
from cashflow.report.workbook.page import Told

__all__ = ["Excel"]


class Excel(Format):
    """A workbook whose totals are formulas over the payments."""

    name = "excel"
    serves = (COMPARISON, PROJECTION, SIMULATION)
    file = "report.xlsx"
    needs = ("xlsxwriter", "excel")

    def render(self, result: Any) -> bytes:
        """The workbook; its stamp has the hash of the ledger as it was read."""
        return _book(result, {})

    def files(self, result: Any, run: Run) -> dict[str, str | bytes]:
        """The workbook, stamped with the hashes of what the run was made of."""
        return {self.file: _book(result, run.sha256)}


def _book(result: Any, sha256: Mapping[str, str]) -> bytes:
    if result.KIND == PROJECTION:
        plain = result.as_comparison()
        return workbook_bytes(plain, Told.of(plain), sha256, outline=projected(result))
    if result.KIND == SIMULATION:
        return workbook_bytes(result.result, Told.of(result.result), sha256, outline=simulated(result))
    return workbook_bytes(result, Told.of(result), sha256, outline=COMPARED)
