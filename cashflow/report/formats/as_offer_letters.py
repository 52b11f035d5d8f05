"""Offer letters: a page and, with XlsxWriter, a workbook for each supplier, and the buyer's own list of them."""

from __future__ import annotations

from typing import Any

from cashflow.report.format import COMPARISON, Format, Run

__all__ = ["OfferLetters"]


class OfferLetters(Format):
    """Files in the folder ``offer_letters``, and ``offer_letters.csv`` beside it."""

    name = "offer_letters"
    serves = (COMPARISON,)
    on_request = True
    needs = ("babel", "report")
    part_needs = ("xlsxwriter", "excel")

    def files(self, result: Any, run: Run) -> dict[str, str | bytes]:
        """A page and a workbook a supplier."""
        from cashflow.report.letters import letter_files  # late: it needs an extra

        return letter_files(result, run.letters)

    def notes(self, result: Any, run: Run) -> list[str]:
        """Whether an answer may come when it is too late."""
        from cashflow.report.letters import answered_late  # late: it needs an extra

        return answered_late(result, run.letters)
