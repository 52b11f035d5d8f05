"""What a comparison found, as numbers: what frames, explanations, notes and reports are made of."""

from __future__ import annotations

import functools

from attrs import frozen

from cashflow.basics.brief import Outlined
from cashflow.basics.fiscal import Quarters
from cashflow.basics.groupby import by_identity
from cashflow.engine.choice import OfferResult
from cashflow.engine.row_legs import Choices, RowDeals
from cashflow.measures import BaselineMeasures, ScenarioTotals, largest_first
from cashflow.measures.reporting import Reporting
from cashflow.measures.translated import Total, translated_baseline, translated_totals
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
        moved = [sum(abs(s.totals[code].amount_moved) for s in self.scenarios) for code in codes]
        return largest_first(self.baseline, moved, self.reporting.translation_of(self.baseline.currencies))

    @functools.cached_property
    def in_total(self) -> Total | None:
        """All currencies together in the reporting currency; `None`: none is given, or all amounts are in it."""
        translation = self.reporting.translation_of(self.baseline.currencies)
        if translation is None:
            return None
        rates = [translation.minor_rate(c) for c in self.baseline.currencies]
        totals = tuple(translated_totals(s.totals, rates, self.shown) for s in self.scenarios)
        return Total(translation, translated_baseline(self.baseline, translation), totals)

    @property
    def reporting_by_currency(self) -> Reporting:
        """Settings of the figures of one currency: beside a total, net debt and EBITDA are of that."""
        return self.reporting if self.in_total is None else self.reporting.of_one_currency


@frozen(eq=False)
class Stressed:
    """One variation of one scenario, compared with its own baseline."""

    scenario: str
    words: str
    result: Comparison
