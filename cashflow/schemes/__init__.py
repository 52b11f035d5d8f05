"""Incentive schemes: each one small frozen class with one method, `flows`; and the names what-if files know them by."""

from cashflow.schemes.bank_pays_now import BankPaysNow
from cashflow.schemes.flows import fee, interest, principal
from cashflow.schemes.later_with_interest import LaterWithInterest

__all__ = ["SCHEMES", "BankPaysNow", "LaterWithInterest", "fee", "interest", "principal"]

SCHEMES = {"later_with_interest": LaterWithInterest, "bank_pays_now": BankPaysNow}
"""Scheme classes by the name a what-if file uses."""
