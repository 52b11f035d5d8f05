"""Incentive schemes: each one small frozen class with one method, `flows`; and the names what-if files know them by."""

from typing import Any

from cashflow.schemes.bank_pays_now import BankPaysNow
from cashflow.schemes.check import BrokenLaw, SchemeCheck, SchemeLawError, check_scheme
from cashflow.schemes.dynamic_discount import DiscountSchedule, DynamicDiscount
from cashflow.schemes.early_payment_discount import EarlyPaymentDiscount
from cashflow.schemes.flows import fee, interest, principal, share_of, withheld
from cashflow.schemes.later_with_interest import LaterWithInterest
from cashflow.schemes.price_uplift import PriceUplift
from cashflow.schemes.reference_rate import ReferenceRate
from cashflow.schemes.reverse_factoring import ReverseFactoring
from cashflow.schemes.upfront_fee import UpfrontFee

__all__ = [
    "SCHEMES",
    "BankPaysNow",
    "BrokenLaw",
    "DiscountSchedule",
    "DynamicDiscount",
    "EarlyPaymentDiscount",
    "LaterWithInterest",
    "PriceUplift",
    "ReferenceRate",
    "ReverseFactoring",
    "SchemeCheck",
    "SchemeLawError",
    "UpfrontFee",
    "check_scheme",
    "fee",
    "interest",
    "principal",
    "share_of",
    "withheld",
]

SCHEMES: dict[str, Any] = {
    "later_with_interest": LaterWithInterest,
    "bank_pays_now": BankPaysNow,
    "reverse_factoring": ReverseFactoring,
    "price_uplift": PriceUplift,
    "upfront_fee": UpfrontFee,
    "dynamic_discount": DynamicDiscount,
    "discount_schedule": DiscountSchedule,
    "early_payment_discount": EarlyPaymentDiscount,
}
"""Scheme classes by the name a what-if file uses."""
