"""Incentive schemes: each one small frozen class that derives from `Scheme`; and the names what-if files know them by."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from attrs import Attribute, fields

from cashflow.deals import NATURES, PARTIES, Deals, Flow, Scheme
from cashflow.schemes.bank_pays_now import BankPaysNow
from cashflow.schemes.check import BrokenLaw, SchemeCheck, SchemeLawError, check_scheme
from cashflow.schemes.dynamic_discount import DiscountSchedule, DynamicDiscount
from cashflow.schemes.early_payment_discount import EarlyPaymentDiscount
from cashflow.schemes.flows import fee, interest, principal, share_of, withheld
from cashflow.schemes.inputs import PaidOn
from cashflow.schemes.later_with_interest import LaterWithInterest
from cashflow.schemes.price_uplift import PriceUplift
from cashflow.schemes.reference_rate import ReferenceRate
from cashflow.schemes.reverse_factoring import ReverseFactoring
from cashflow.schemes.upfront_fee import UpfrontFee

__all__ = [
    "NATURES",
    "PARTIES",
    "SCHEMES",
    "BankPaysNow",
    "BrokenLaw",
    "Deals",
    "DiscountSchedule",
    "DynamicDiscount",
    "EarlyPaymentDiscount",
    "Flow",
    "LaterWithInterest",
    "PaidOn",
    "PriceUplift",
    "ReferenceRate",
    "ReverseFactoring",
    "Scheme",
    "SchemeCheck",
    "SchemeLawError",
    "UpfrontFee",
    "check_scheme",
    "fee",
    "interest",
    "principal",
    "settings_of",
    "share_of",
    "withheld",
]


def _by_name() -> dict[str, type[Scheme]]:
    """Every scheme of this package that has a name, in alphabetical order."""
    modules = [importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__)]
    classes = [c for m in modules for c in vars(m).values() if isinstance(c, type) and issubclass(c, Scheme) and c.name]
    return {c.name: c for c in sorted(classes, key=lambda c: c.name)}


SCHEMES = _by_name()
"""Scheme classes by the name a what-if file uses, found in the modules of this package: a new one needs a module and no list."""


def settings_of(name: str) -> tuple[Attribute[Any], ...]:
    """The settings that a scheme has in a what-if file: the fields of its class."""
    cls: Any = SCHEMES[name]
    return fields(cls)
