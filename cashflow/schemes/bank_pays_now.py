"""A bank pays the supplier now, the buyer repays the bank later with interest."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, Self

from attrs import evolve, field, frozen

from cashflow.basics.door import checked_class
from cashflow.basics.fractions import NumberGiven
from cashflow.basics.money import MoneyGiven
from cashflow.deals import BANK, BUYER, SUPPLIER, Deals, Flow, Scheme
from cashflow.schemes.flows import fee, interest, principal
from cashflow.schemes.inputs import BASELINE, PaidOn, day_count_of, money, paid_on, share
from cashflow.schemes.reference_rate import ReferenceRate, annual_rate_of, rate_assumed, rate_moved, rate_text

__all__ = ["BankPaysNow"]


def _when(value: PaidOn | str) -> PaidOn:
    return paid_on(value, "bank_pays")


def _fee_per_invoice(value: MoneyGiven) -> Fraction:
    return money(value, "fee_per_invoice")


def _minimum_fee(value: MoneyGiven) -> Fraction:
    return money(value, "minimum_fee")


def _fee_rate(value: NumberGiven) -> Fraction:
    return share(value, "fee_rate")


@checked_class
@frozen
class BankPaysNow(Scheme):
    """The bank pays the supplier the whole amount; the buyer repays it on the new date, with interest and fees.

    Parameters
    ----------
    annual_rate
        Interest the buyer pays the bank, decimal, 0 to 1. Or a `ReferenceRate`, as such or as a table of its settings:
        fixed on the day the bank pays.
    day_count
        ``"ACT/360"``, ``"ACT/365F"`` …
    bank_pays
        ``"baseline"``: on the day the supplier would have been paid. ``"immediate"``: on the first business
        day after the as-of date (without one: from the invoice date on), not before the invoice
        and not after the baseline day. ``"3 days after approval"``: on the first business day so many calendar days after the
        approval date of the ledger; the same limits hold. Interest runs from that day.
    fee_rate
        Flat fee as a share of the amount, whatever the days; 0.001 is 0.1 %. Paid to the bank on the new date.
    fee_per_invoice
        Money an invoice, in the invoice's currency: text, Decimal or int. A credit note that moves is one, too.
    minimum_fee
        The fees of an invoice are at least this much money. Credit notes have no minimum. With it invoices are not
        summed before the scheme, so large ledgers take longer.

    Examples
    --------
    >>> str(BankPaysNow(0.072, "ACT/360"))
    'bank pays on the baseline date, repaid with 7.2 % (ACT/360)'
    >>> str(BankPaysNow(0.072, "ACT/360", bank_pays="3 days after approval"))
    'bank pays 3 days after approval, repaid with 7.2 % (ACT/360)'
    """

    name: ClassVar[str] = "bank_pays_now"
    earlier: ClassVar[bool] = False
    pays_supplier_by_baseline: ClassVar[bool] = True
    annual_rate: Fraction | ReferenceRate = field(converter=annual_rate_of)
    day_count: str = field(converter=day_count_of)
    bank_pays: PaidOn = field(default=BASELINE, converter=_when)
    fee_rate: Fraction = field(default=Fraction(0), converter=_fee_rate)
    fee_per_invoice: Fraction = field(default=Fraction(0), converter=_fee_per_invoice)
    minimum_fee: Fraction = field(default=Fraction(0), converter=_minimum_fee)

    @property
    def needs(self) -> tuple[str, ...]:
        """Keys the deals must keep: the day the bank pays, and the invoice if each has a minimum fee."""
        return (*self.bank_pays.needs, *(("invoice",) if self.minimum_fee else ()))

    def flows(self, deals: Deals) -> Iterator[Flow]:
        """Bank to supplier; buyer to bank: principal, interest, fees."""
        paid = self.bank_pays.days(deals)
        yield principal(deals, BANK, SUPPLIER, paid)
        yield principal(deals, BUYER, BANK, deals.new_day)
        yield interest(deals, BUYER, BANK, paid, deals.new_day, self.annual_rate, self.day_count)
        if self.fee_rate or self.fee_per_invoice or self.minimum_fee:
            fees = {"rate": self.fee_rate, "per_invoice": self.fee_per_invoice, "minimum": self.minimum_fee}
            yield fee(deals, BUYER, BANK, deals.new_day, **fees)

    @property
    def to_supplier(self) -> str:
        """What the supplier is told: when the bank pays. What the buyer pays the bank is not its affair."""
        return f"a bank pays you {self.bank_pays}"

    def rates_moved(self, by: Fraction) -> Self:
        """With another annual rate; of a reference rate the margin moves."""
        return evolve(self, annual_rate=rate_moved(self.annual_rate, by))

    def assumptions(self, tax_stated: bool) -> list[str]:
        """When a reference rate is fixed."""
        return rate_assumed(self.annual_rate)

    def __str__(self) -> str:
        return f"bank pays {self.bank_pays}, repaid with {rate_text(self.annual_rate)} ({self.day_count})"
