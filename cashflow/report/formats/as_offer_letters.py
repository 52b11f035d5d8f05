"""Offer letters: what an offer says to each supplier, as a table of all, a page each and, with XlsxWriter, a workbook each."""

from __future__ import annotations

from typing import Any

from cashflow.report.format import COMPARISON, Format, Run
from cashflow.report.letters import offer_letter_files

__all__ = ["OfferLetters"]


class OfferLetters(Format):
    """Files in the folder ``offer_letters``."""

    name = "offer_letters"
    serves = (COMPARISON,)
    on_request = True
    needs = ("xlsxwriter", "excel")
    partly = True

    def files(self, result: Any, run: Run) -> dict[str, str | bytes]:
        """A page and a workbook a supplier."""
        return {f"offer_letters/{name}": content for name, content in offer_letter_files(result.offer_letters()).items()}
