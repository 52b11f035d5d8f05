"""Offer letters: what an offer says to one supplier, as a page that prints and a workbook that computes."""

from cashflow.report.letters.letter_files import letter_files
from cashflow.report.letters.letter_settings import LANGUAGES, LetterSettings

__all__ = ["LANGUAGES", "LetterSettings", "letter_files"]
