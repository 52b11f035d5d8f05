"""A bank pays the supplier now, the buyer repays the bank later with interest."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from attrs import field, frozen

from cashflow.basics.errors import InputError
from cashflow.basics.rates import annual_rate, day_count, fraction
from cashflow.deals import BANK, BUYER, SUPPLIER, Deals, Flow
from cashflow.schemes.flows import fee, interest, principal

__all__ = ["BankPaysNow"]


def _when(_: object, __: object, value: object) -> None:
    if value not in ("base", "at_once"):
        raise InputError("must be 'base' (on the date the supplier would have been paid) or 'at_once'", column="bank_pays", value=value)


def _fee_per_invoice(value: Any) -> Fraction:
    if isinstance(value, float):
        raise InputError(
            "is money and must not be a float", column="fee_per_invoice", value=value, hint=f'Write "{value:.2f}" or a Decimal'
        )
    return fraction(value, "fee_per_invoice", highest=1_000_000)


def _fee_rate(value: Any) -> Fraction:
    return fraction(value, "fee_rate")


@frozen
class BankPaysNow:
    """The bank pays the supplier the whole amount; the buyer repays it on the new date, with interest and fees.

    Parameters
    ----------
    annual_rate
        Interest the buyer pays the bank, decimal, 0 to 1.
    day_count
        ``"ACT/360"`` or ``"ACT/365F"``.
    bank_pays
        ``"base"``: on the day the supplier would have been paid. ``"at_once"``: on the first business
        day after the as-of date (without one: from the invoice date on), not before the invoice
        and not after the base day. Interest runs from that day.
    fee_rate
        Flat fee as a share of the amount, whatever the days; 0.001 is 0.1 %. Paid to the bank on the new date.
    fee_per_invoice
        Money an invoice, in the invoice's currency: text, Decimal or int.

    Examples
    --------
    >>> str(BankPaysNow(0.072, "ACT/360"))
    'bank pays on the base date, repaid with 7.2 % (ACT/360)'
    """

    annual_rate: Fraction = field(converter=annual_rate)
    day_count: str = field(converter=day_count)
    bank_pays: str = field(default="base", validator=_when)
    fee_rate: Fraction = field(default=Fraction(0), converter=_fee_rate)
    fee_per_invoice: Fraction = field(default=Fraction(0), converter=_fee_per_invoice)

    @property
    def needs(self) -> tuple[str, ...]:
        """Keys the deals must keep: the day of payment at once."""
        return ("at_once_day",) if self.bank_pays == "at_once" else ()

    def flows(self, deals: Deals) -> Iterator[Flow]:
        """Bank to supplier; buyer to bank: principal, interest, fees."""
        paid = deals.keys["at_once_day"] if self.bank_pays == "at_once" else deals.base_day
        yield principal(deals, BANK, SUPPLIER, paid)
        yield principal(deals, BUYER, BANK, deals.new_day)
        yield interest(deals, BUYER, BANK, paid, deals.new_day, self.annual_rate, self.day_count)
        if self.fee_rate or self.fee_per_invoice:
            yield fee(deals, BUYER, BANK, deals.new_day, rate=self.fee_rate, per_invoice=self.fee_per_invoice)

    def __str__(self) -> str:
        when = "at once" if self.bank_pays == "at_once" else "on the base date"
        return f"bank pays {when}, repaid with {float(self.annual_rate) * 100:g} % ({self.day_count})"
