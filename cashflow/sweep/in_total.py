"""Scenarios of a sweep in all currencies together, each worked out when it is asked for, as `compare` does."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from fractions import Fraction
from typing import overload

from attrs import frozen

from cashflow.basics.fiscal import Quarters
from cashflow.measures import ScenarioTotals
from cashflow.measures.translated import translated_totals

__all__ = ["InTotal"]


@frozen(eq=False)
class InTotal(Sequence[list[ScenarioTotals]]):
    """Per scenario one figure of each kind, in the reporting currency."""

    results: Sequence[list[ScenarioTotals]]  # per scenario, by currency code
    rates: Sequence[Fraction]  # what a minor unit of each currency is worth in those of the reporting currency
    quarters: Quarters

    @functools.cached_property
    def _made(self) -> list[list[ScenarioTotals]]:
        return [[translated_totals(totals, self.rates, self.quarters)] for totals in self.results]

    def __len__(self) -> int:
        return len(self.results)

    @overload
    def __getitem__(self, number: int) -> list[ScenarioTotals]: ...
    @overload
    def __getitem__(self, number: slice) -> list[list[ScenarioTotals]]: ...
    def __getitem__(self, number: int | slice) -> list[ScenarioTotals] | list[list[ScenarioTotals]]:
        return self._made[number]
