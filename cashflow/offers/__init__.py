"""Scenarios: offers to suppliers, what they cover, and who accepts."""

from cashflow.offers.acceptance import Acceptance
from cashflow.offers.offer import Offer, Scenario
from cashflow.offers.selection import Selection

__all__ = ["Acceptance", "Offer", "Scenario", "Selection"]
