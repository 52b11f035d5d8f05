"""What a row of `Sweep.totals` says of a scenario: over its whole life, and at each quarter end what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from cashflow.measures import ScenarioTotals
from cashflow.measures.totals import rate_a_year

__all__ = ["WholeLife"]


@frozen(eq=False)
class WholeLife:
    """One scenario in one currency, in minor units."""

    amount_moved: int | Fraction
    amount_days: int | Fraction
    financing_cost: int
    vat: int
    idle_cost: int
    cash_retained: Sequence[int]  # (n_quarters,)

    @classmethod
    def of(cls, totals: ScenarioTotals) -> WholeLife:
        """The same of totals that are there."""
        vat, held = int(totals.figure("vat")[0]), totals.figure("cash_retained").tolist()
        return cls(totals.amount_moved, totals.amount_days, totals.financing_cost, vat, totals.idle_cost, held)

    @property
    def days_moved(self) -> float | None:
        """By how many days what moves does so, weighted by amounts; `None` where nothing moves."""
        return float(Fraction(self.amount_days) / self.amount_moved) if self.amount_moved else None

    @property
    def all_in_rate(self) -> float | None:
        """See `ScenarioTotals.all_in_rate`."""
        return rate_a_year(self.financing_cost, self.amount_days)

    @property
    def most(self) -> int:
        """The quarter at whose end it holds most, the first of several."""
        return max(range(len(self.cash_retained)), key=self.cash_retained.__getitem__, default=0)
