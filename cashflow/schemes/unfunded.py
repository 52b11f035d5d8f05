"""A scheme whose bank stops paying on a day: what it has paid is still owed to it, what it would have paid falls back on the buyer."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from attrs import evolve, frozen

from cashflow.basics.days import Ints, to_date
from cashflow.deals import BANK, BUYER, SUPPLIER, Deals, Flow, Scheme
from cashflow.schemes.flows import principal

__all__ = ["Unfunded"]


@frozen
class Unfunded(Scheme):
    """Another scheme, as if its bank paid nothing from a day on.

    Deals that the bank has paid before the day stay as they are: the buyer repays them when they are due. A deal that it would
    have paid on the day or later is paid by the buyer to the supplier: on its baseline day, if the scheme has a bank pay the
    supplier on its usual day (its terms with the supplier are the old ones); else on the new day, because the longer terms stay.

    Parameters
    ----------
    scheme
        Any; one without a bank is not changed.
    since
        Day number of the first day without funding.
    """

    scheme: Scheme
    since: int

    @property
    def needs(self) -> tuple[str, ...]:
        """As the scheme."""
        return self.scheme.needs

    @property
    def covers_unmoved(self) -> bool:
        """As the scheme."""
        return self.scheme.covers_unmoved

    @property
    def earlier(self) -> bool | None:
        """As the scheme."""
        return self.scheme.earlier

    @property
    def pays_supplier_by_baseline(self) -> bool:
        """As the scheme."""
        return self.scheme.pays_supplier_by_baseline

    @property
    def day_count(self) -> str | None:
        """As the scheme."""
        return self.scheme.day_count

    @property
    def to_supplier(self) -> str:
        """As the scheme: suppliers are told nothing else."""
        return self.scheme.to_supplier

    @property
    def assumes(self) -> tuple[str, ...]:
        """As the scheme."""
        return self.scheme.assumes

    def assumptions(self, tax_stated: bool) -> list[str]:
        """As the scheme."""
        return self.scheme.assumptions(tax_stated)

    def rates_moved(self, by: Fraction) -> Unfunded:
        """The scheme with other rates, as much without funding."""
        return evolve(self, scheme=self.scheme.rates_moved(by))

    @property
    def as_offered(self) -> Scheme:
        """What suppliers decide on: nobody knows of the withdrawal when the offer is accepted."""
        return self.scheme

    def flows(self, deals: Deals) -> Iterator[Flow]:
        """The scheme's flows of the funded deals, and the principal of the others."""
        funded = self._funded(deals)
        yield from self.scheme.flows(deals.only(funded))
        by_baseline = self.scheme.pays_supplier_by_baseline
        yield principal(deals.only(~funded), BUYER, SUPPLIER, deals.base_day if by_baseline else deals.new_day)

    def _funded(self, deals: Deals) -> Ints:
        """(n_deals,), bool: deals that no bank pays, or pays before the day."""
        funded = np.ones(len(deals), bool)
        for flow in self.scheme.flows(deals):
            if (flow.payer, flow.payee, flow.nature) == (BANK, SUPPLIER, "principal"):
                funded &= (np.asarray(flow.day) < self.since) | (np.asarray(flow.amount) == 0)
        return funded

    def __str__(self) -> str:
        return f"{self.scheme}, no bank from {to_date(self.since)}"
