"""The workbook that a controller checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from cashflow.report.format import COMPARISON, PROJECTION, SIMULATION, SOLUTION, Format, Run

__all__ = ["Excel"]


class Excel(Format):
    """A workbook whose totals are formulas over the payments."""

    name = "excel"
    serves = (COMPARISON, PROJECTION, SIMULATION, SOLUTION)
    file = "report.xlsx"
    needs = ("xlsxwriter", "excel")

    def render(self, result: Any) -> bytes:
        """The workbook; its stamp has the hash of the ledger as it was read."""
        return _book(result, {})

    def files(self, result: Any, run: Run) -> dict[str, str | bytes]:
        """The workbook, stamped with the hashes of what the run was made of."""
        return {self.file: _book(result, run.sha256)}


def _book(result: Any, sha256: Mapping[str, str]) -> bytes:
    """By kind: the comparison that it rests on, and the sheets."""
    from cashflow.report.workbook.book import COMPARED, projected, simulated, solved, workbook_bytes  # late: a part of the import's time
    from cashflow.report.workbook.page import Told

    if result.KIND == PROJECTION:
        plain, outline = result.as_comparison(), projected(result)
    elif result.KIND in (SIMULATION, SOLUTION):
        plain, outline = result.result, (simulated if result.KIND == SIMULATION else solved)(result)
    else:
        plain, outline = result, COMPARED
    return workbook_bytes(plain, evolve(Told.of(plain), notes=list(result.notes)), sha256, outline=outline)
