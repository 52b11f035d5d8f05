"""What the settings of a scheme may be: shares, money, the base of a percentage, the VAT on it, the day of a payment."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Literal

from attrs import frozen

from cashflow.basics.day_counts import day_count
from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.basics.fractions import NumberGiven
from cashflow.basics.money import MoneyGiven
from cashflow.basics.rates import fraction
from cashflow.deals import Deals

__all__ = [
    "BASELINE",
    "IMMEDIATE",
    "PaidOn",
    "Vat",
    "day_count_of",
    "money",
    "paid_on",
    "percent_of",
    "share",
    "vat_assumed",
    "vat_on",
    "vat_text",
]

Vat = Literal["invoice", "none"] | Fraction
"""VAT on an uplift or discount: at the invoice's own rates, none, or a rate on top."""


@frozen
class PaidOn:
    """A day before or on the baseline day: ``baseline``, ``immediate``, or so many days after the approval.

    Parameters
    ----------
    words
        As the user writes it: ``"baseline"``, ``"immediate"``, ``"3 days after approval"``.
    key
        The key of the deals that holds the day; empty: the baseline day.
    """

    words: str
    key: str = ""

    @property
    def needs(self) -> tuple[str, ...]:
        """Keys the deals must keep."""
        return (self.key,) if self.key else ()

    def days(self, deals: Deals) -> Ints:
        """(n_deals,), int32: the day of each deal."""
        return deals.keys[self.key] if self.key else deals.base_day

    def __str__(self) -> str:
        return {"baseline": "on the baseline date", "immediate": "at once"}.get(self.words, self.words)


BASELINE, IMMEDIATE = PaidOn("baseline"), PaidOn("immediate", "immediate_day")


def paid_on(value: PaidOn | str, column: str) -> PaidOn:
    """A day a bank or the buyer pays on.

    Examples
    --------
    >>> paid_on("3 days after approval", "bank_pays").key
    'approval_day+3'
    """
    if isinstance(value, PaidOn):
        return value
    if value in (BASELINE.words, IMMEDIATE.words):
        return BASELINE if value == BASELINE.words else IMMEDIATE
    if isinstance(value, str) and (match := re.fullmatch(r"(\d{1,3}) (?:business )?days? after approval", value.strip())):
        if "business" in value:
            hint = "Write calendar days; the payment is on the first business day from there on"
            raise InputError("counts business days, and a scheme has no calendar", column=column, value=value, hint=hint)
        return PaidOn(f"{int(match[1])} days after approval", f"approval_day+{int(match[1])}")
    reason = "must be 'baseline' (the day the supplier would have been paid), 'immediate' or '3 days after approval'"
    raise InputError(reason, column=column, value=value)


def day_count_of(value: str) -> str:
    """A day count that needs nothing beside the dates."""
    name = day_count(value)
    if name == "ACT/ACT ICMA":
        reason, hint = "needs coupon periods, and an invoice has none", "Take ACT/ACT ISDA, ACT/360 or ACT/365F"
        raise InputError(reason, column="day_count", value=value, hint=hint)
    return name


def share(value: NumberGiven, column: str) -> Fraction:
    """A share from 0 to 1; 0.02 and "2%" are the same."""
    return fraction(value, column)


def money(value: MoneyGiven, column: str) -> Fraction:
    """Money an invoice, in the invoice's currency: text, Decimal or int."""
    if isinstance(value, float):
        hint = f'Write "{value if math.isfinite(value) else 25:.2f}" or a Decimal'
        raise InputError("is money and must not be a float", column=column, value=value, hint=hint)
    return fraction(value, column, highest=1_000_000)


def percent_of(value: Literal["gross", "net"] | str) -> str:
    """What a percentage is taken of: the gross amount, or the amount net of VAT."""
    if value not in ("gross", "net"):
        reason = "must be 'gross' (of the invoice with its VAT) or 'net' (of the invoice without VAT)"
        raise InputError(reason, column="of", value=value)
    return str(value)


def vat_on(value: NumberGiven) -> Vat:
    """VAT on an uplift or discount: ``"invoice"``, ``"none"``, or a rate."""
    if value in ("invoice", "none"):
        return "invoice" if value == "invoice" else "none"
    if isinstance(value, bool) or (isinstance(value, str) and not re.match(r"[\d.]", value)):
        raise InputError("must be 'invoice' (the invoice's own VAT), 'none', or a rate such as 0.2", column="vat", value=value)
    return fraction(value, "vat")


def vat_assumed(vat: Vat, what: object, tax_stated: bool) -> list[str]:
    """What the VAT assumes, for the report: `what` is the scheme it belongs to."""
    if vat == "none":
        return [f"no VAT on what is paid for '{what}'"]
    if vat == "invoice" and not tax_stated:
        return ["the ledger states no tax, so there is no VAT in uplifts, discounts and fees"]
    return ["VAT on uplifts, discounts and fees is recoverable: cash on its day, no cost, and its refund is not in the figures"]


def vat_text(vat: Vat) -> str:
    """The VAT in words."""
    return {"invoice": "VAT as invoiced", "none": "no VAT on it"}[vat] if isinstance(vat, str) else f"{float(vat) * 100:g} % VAT on it"
