"""Deals, flows and legs: the tables on both sides of a scheme.

A deal is what would have been paid when, and when it will be. A scheme turns deals into flows:
exact, not rounded. `settle` rounds flows into legs.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from attrs import evolve, field, frozen

from cashflow.basics.brief import Outlined
from cashflow.basics.columns import picked, stacked
from cashflow.basics.days import Ints
from cashflow.basics.groupby import distinct, exact_sums
from cashflow.basics.money import wide

__all__ = [
    "BANK",
    "BUYER",
    "NATURES",
    "PARTIES",
    "SUPPLIER",
    "TAX_AUTHORITY",
    "Deals",
    "Flow",
    "Legs",
    "Nature",
    "Party",
    "exact_sums",
    "wide",
]

Party = Literal["buyer", "supplier", "bank", "tax authority"]
Nature = Literal["principal", "interest", "fee", "discount", "uplift", "vat", "withheld tax"]

BUYER: Party = "buyer"
SUPPLIER: Party = "supplier"
BANK: Party = "bank"
TAX_AUTHORITY: Party = "tax authority"
PARTIES: tuple[Party, ...] = ("buyer", "supplier", "bank", "tax authority")
NATURES: tuple[Nature, ...] = ("principal", "interest", "fee", "discount", "uplift", "vat", "withheld tax")

_COLUMNS = ("group", "base_day", "new_day", "amount", "invoices", "unit")


@frozen(eq=False, repr=False)
class Deals(Outlined):
    """Moved payments, as a struct of arrays; a row is one due or a sum of dues of one group.

    Parameters
    ----------
    group : (n_deals,), int64
        Supplier × currency × offer.
    base_day, new_day : (n_deals,), int32
        Payment day without and with the offer; `new_day` is later.
    amount : (n_deals,), int64
        Minor units, signed; positive = the buyer owes.
    invoices : (n_deals,), int64
        How many invoices (an invoice with several installments counts once).
    unit : (n_deals,), int64
        Minor units of one major unit of the row's currency, e.g. 100; for fees stated in money.
    keys
        Further columns that tell deals apart: ``long_tenor`` (1 where the new day is further from the invoice date than
        the rating-agency presentation allows), and those that an option of the offer asks for by `needs`: ``invoice_day``, ``due_day``,
        ``immediate_day`` (first business day after `as_of` and not before the invoice, at most the baseline day),
        ``approval_day+3`` (so many days after the approval, else as at once), ``invoice`` (position in the ledger; such
        deals are never summed).
    tax : (n_deals,), int64, optional
        Tax in the amount, minor units, summed like the amount; `None`: the ledger states none.
    """

    group: Ints
    base_day: Ints
    new_day: Ints
    amount: Ints
    invoices: Ints
    unit: Ints
    keys: Mapping[str, Ints] = field(factory=dict)
    tax: Ints | None = None

    def __len__(self) -> int:
        return len(self.group)

    @functools.cached_property
    def alike(self) -> tuple[Ints, Ints]:
        """First position of each kind of deals that differ in nothing but group and amounts, and each deal's kind."""
        return distinct([self.base_day, self.new_day, *self.keys.values()])

    def take(self, which: Ints) -> Deals:
        """The deals at some positions."""
        keys = {k: v[which] for k, v in self.keys.items()}
        tax = None if self.tax is None else self.tax[which]
        return Deals(**picked(self, which, _COLUMNS), keys=keys, tax=tax)

    @classmethod
    def joined(cls, parts: Sequence[Deals]) -> Deals:
        """Several tables as one, in order; all with the same keys."""
        columns = dict(zip(_COLUMNS, stacked(parts, _COLUMNS), strict=True))
        keys = {k: np.concatenate([d.keys[k] for d in parts]) for k in parts[0].keys}
        taxes = [d.tax for d in parts if d.tax is not None]
        return cls(**columns, keys=keys, tax=np.concatenate(taxes) if len(taxes) == len(parts) else None)

    def only(self, some: Ints) -> Deals:
        """The same rows with nothing in those where `some` is false: flows are additive, so theirs are zero."""
        tax = None if self.tax is None else self.tax * some
        return evolve(self, amount=self.amount * some, invoices=self.invoices * some, tax=tax)


@frozen(eq=False, repr=False)
class Flow(Outlined):
    """One payment a deal, row-aligned with the deals: exactly ``amount / per`` minor units, never rounded.

    Parameters
    ----------
    day : (n_deals,), int32
        Day of the payment.
    payer, payee
        Who pays whom.
    nature
        What for. Everything that is not principal is cost or incentive.
    amount : (n_deals,), int64 or Python integers
        Numerator, in minor units.
    per
        Denominator.
    since : (n_deals,), int32, optional
        First day the amount is earned on; it accrues evenly up to the day before `day`. Without
        it the amount belongs to its day.
    """

    day: Ints
    payer: Party
    payee: Party
    nature: Nature
    amount: Ints
    per: int = 1
    since: Ints | None = None


@frozen(eq=False)
class Legs:
    """Settled payments: rounded once per group, day, payer, payee and nature."""

    group: Ints  # (n_legs,), int64
    day: Ints  # int32
    payer: Ints  # int8 into PARTIES
    payee: Ints  # int8 into PARTIES
    nature: Ints  # int8 into NATURES
    amount: Ints  # int64 minor units

    def take(self, which: Ints) -> Legs:
        """The legs at some positions."""
        return Legs(**picked(self, which, ("group", "day", "payer", "payee", "nature", "amount")))
