"""Scenarios: offers to suppliers, what they cover, and who accepts."""

from cashflow.scenarios.acceptance import Acceptance
from cashflow.scenarios.offer import Offer, Scenario
from cashflow.scenarios.selection import Selection

__all__ = ["Acceptance", "Offer", "Scenario", "Selection"]
