"""Offers to suppliers: what they cover, how much later, who accepts, what the law allows, and what may go wrong; scenarios of them."""

from cashflow.deals import Extension
from cashflow.offers.acceptance import Acceptance
from cashflow.offers.letter_settings import LetterSettings
from cashflow.offers.offer import Offer
from cashflow.offers.period_ends import PeriodEnds
from cashflow.offers.scenarios import Scenario, Variation
from cashflow.offers.selection import Selection, Window
from cashflow.offers.term_limits import TermLimit
from cashflow.offers.variations import variation_of

__all__ = [
    "Acceptance",
    "Extension",
    "LetterSettings",
    "Offer",
    "PeriodEnds",
    "Scenario",
    "Selection",
    "TermLimit",
    "Variation",
    "Window",
    "variation_of",
]
