"""Offer letters: what an offer says to one supplier, as a page that prints and a workbook that computes."""

from cashflow.report.letters.letter_files import answered_late, letter_files

__all__ = ["answered_late", "letter_files"]
