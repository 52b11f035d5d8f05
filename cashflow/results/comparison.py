"""What a comparison found, as numbers: what frames, explanations, notes and reports are made of."""

from __future__ import annotations

from attrs import frozen

from cashflow.basics.brief import Outlined
from cashflow.basics.fiscal import Quarters
from cashflow.basics.groupby import by_identity
from cashflow.engine.choice import OfferResult
from cashflow.engine.row_legs import Choices, RowDeals
from cashflow.measures import BaselineMeasures, ScenarioTotals, largest_first
from cashflow.measures.reporting import Reporting
from cashflow.offers import Scenario
from cashflow.payments import Payments

__all__ = ["Comparison", "ScenarioResult", "Stressed"]


@frozen(eq=False, repr=False)
class ScenarioResult(Outlined):
    """One scenario: its offers, totals per currency, and its rows, which are made when something asks for them."""

    scenario: Scenario
    offers: list[OfferResult]
    totals: list[ScenarioTotals]
    rows: RowDeals

    @property
    def choices(self) -> list[Choices]:
        """Per offer what each supplier takes."""
        return [Choices(o.covered.groups, o.choice, o.weight) for o in self.offers]

    @property
    def is_expected_value(self) -> bool:
        """Whether some supplier accepts with a share between none and all."""
        return any(0 < w < 1 for o in self.offers for w in by_identity(o.weight)[1])


@frozen(eq=False, repr=False)
class Comparison:
    """Scenarios compared with the baseline of a ledger, in the quarters shown."""

    payments: Payments
    shown: Quarters
    baseline: BaselineMeasures
    scenarios: tuple[ScenarioResult, ...]
    reporting: Reporting
    stressed: tuple[Stressed, ...] = ()

    @property
    def currencies(self) -> tuple[str, ...]:
        """Currencies of the ledger by name, as the frames are sorted."""
        return tuple(sorted(self.baseline.currencies))

    @property
    def largest_first(self) -> tuple[str, ...]:
        """The same in the order in which reports tell them: that in which most money moves first, else that in which most is paid."""
        codes = range(len(self.baseline.currencies))
        return largest_first(self.baseline, [sum(abs(s.totals[code].amount_moved) for s in self.scenarios) for code in codes])


@frozen(eq=False)
class Stressed:
    """One variation of one scenario, compared with its own baseline."""

    scenario: str
    words: str
    result: Comparison
