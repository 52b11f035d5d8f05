"""A workbook put together: sheets in the order of reading, filled in the order in which they refer to each other."""

from __future__ import annotations

from collections.abc import Mapping

from cashflow.basics.decimals import own_context
from cashflow.report.workbook.baseline_sheet import BASELINE, write_baseline
from cashflow.report.workbook.changes_sheet import CHANGES, TURN_BACK, write_changes
from cashflow.report.workbook.leg_rows import leg_rows
from cashflow.report.workbook.legs_sheet import LEGS, write_legs
from cashflow.report.workbook.offers_sheet import OFFERS, name_rates, write_offers
from cashflow.report.workbook.page import Build, Page, Told
from cashflow.report.workbook.presentations_sheet import PRESENTATIONS_SHEET, write_presentations
from cashflow.report.workbook.quarters_sheet import QUARTERS, write_quarters
from cashflow.report.workbook.sample_sheet import SAMPLE, write_sample
from cashflow.report.workbook.styles import NewBook
from cashflow.report.workbook.summary_sheet import SUMMARY, write_summary
from cashflow.report.workbook.suppliers_sheet import SUPPLIERS, write_suppliers
from cashflow.report.workbook.words_sheets import ASSUMPTIONS, CHECK, COMPLETENESS, write_assumptions, write_check, write_completeness
from cashflow.results.comparison import Comparison

__all__ = ["MOST_LEGS", "workbook_bytes"]

MOST_LEGS = 200_000
"""Legs that stand one by one."""
_SHEETS = (
    SUMMARY, QUARTERS, PRESENTATIONS_SHEET, SUPPLIERS, OFFERS, BASELINE, LEGS, COMPLETENESS, CHANGES, TURN_BACK, SAMPLE, ASSUMPTIONS, CHECK,
)  # fmt: skip
_WRITERS = (
    write_offers, write_baseline, write_legs, write_quarters, write_presentations, write_suppliers, write_changes, write_sample,
    write_assumptions, write_check, write_summary, write_completeness,
)  # fmt: skip
"""Completeness last: it lists what no cell can hold to the cent."""


@own_context
def workbook_bytes(result: Comparison, told: Told, sha256: Mapping[str, str] | None = None, most_legs: int = MOST_LEGS) -> bytes:
    """A comparison as a workbook whose totals are formulas; the same result gives the same bytes.

    Parameters
    ----------
    result
        The comparison.
    told
        What it says of itself.
    sha256
        Hash of each input by name, stamped on every sheet; without it that of the ledger as it was read.
    most_legs
        Legs that stand one by one; the others are summed by supplier, day, payer, payee and nature.

    Raises
    ------
    InputError
        XlsxWriter is not installed.
    """
    new = NewBook("cashflow: what later supplier payments do to quarter-end cash")
    build = Build(result, told, leg_rows(result, most_legs), new, dict(sha256 or {}))
    for name in _SHEETS:
        build.pages[name] = Page(new, name, build.inexact)
    name_rates(build)
    for write in _WRITERS:
        write(build)
    return new.bytes()
