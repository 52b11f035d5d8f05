"""Results as a report asks for them, one a verb: what each must have, and no more, so that this room knows no verb."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol

from cashflow.basics.days import Ints
from cashflow.basics.fiscal import Quarters
from cashflow.basics.frames import pd
from cashflow.ledger.model import Ledger
from cashflow.measures import BaselineMeasures
from cashflow.measures.distribution import Mixture
from cashflow.measures.translation import Translation
from cashflow.payments import Payments
from cashflow.results.comparison import Comparison, ScenarioResult

__all__ = ["AtStake", "Compared", "Projected", "Rendered", "Simulated", "Solved", "Swept"]


class Rendered(Protocol):
    """What a format can ask of every result; of its own kind it knows more."""

    @property
    def KIND(self) -> str: ...  # noqa: D102

    @property
    def ledger(self) -> Ledger: ...  # noqa: D102

    @property
    def notes(self) -> Sequence[str]: ...  # noqa: D102

    @property
    def assumptions(self) -> Sequence[str]: ...  # noqa: D102

    @property
    def completeness(self) -> Mapping[str, Any]: ...  # noqa: D102

    def contents(self) -> dict[str, Any]: ...  # noqa: D102

    def to_dict(self) -> dict[str, Any]: ...  # noqa: D102

    def tables(self) -> dict[str, pd.DataFrame]: ...  # noqa: D102


class Compared(Rendered, Protocol):
    """A comparison, as its report asks for it."""

    @property
    def offers(self) -> pd.DataFrame: ...  # noqa: D102

    @property
    def offer_rows(self) -> list[dict[str, Any]]: ...  # noqa: D102

    @property
    def suppliers(self) -> pd.DataFrame: ...  # noqa: D102

    @property
    def scenarios(self) -> tuple[ScenarioResult, ...]: ...  # noqa: D102

    @property
    def baseline(self) -> BaselineMeasures: ...  # noqa: D102

    @property
    def largest_first(self) -> tuple[str, ...]: ...  # noqa: D102

    @property
    def quarter_days(self) -> list[dict[str, str]]: ...  # noqa: D102


class Projected(Rendered, Protocol):
    """A projection, as its report asks for it."""

    @property
    def baseline_payments(self) -> Payments: ...  # noqa: D102

    @property
    def shown(self) -> Quarters: ...  # noqa: D102

    @property
    def baseline(self) -> BaselineMeasures: ...  # noqa: D102

    @property
    def days(self) -> pd.DataFrame: ...  # noqa: D102

    @property
    def largest_first(self) -> tuple[str, ...]: ...  # noqa: D102

    @property
    def in_total(self) -> Projected | None: ...  # noqa: D102

    def as_comparison(self) -> Compared: ...  # noqa: D102


class AtStake(Protocol):
    """Decisions of a simulation, a row each."""

    @property
    def supplier(self) -> list[str]: ...  # noqa: D102

    @property
    def offer(self) -> list[int]: ...  # noqa: D102

    @property
    def currency(self) -> list[str]: ...  # noqa: D102

    @property
    def option(self) -> list[str]: ...  # noqa: D102

    @property
    def values(self) -> Ints: ...  # noqa: D102

    @property
    def baseline(self) -> Ints: ...  # noqa: D102

    @property
    def decides(self) -> list[bool]: ...  # noqa: D102

    @property
    def probability(self) -> list[Fraction]: ...  # noqa: D102


class Simulated(Rendered, Protocol):
    """A simulation, as its page and its workbook ask for it."""

    @property
    def result(self) -> Comparison: ...  # noqa: D102

    @property
    def currency(self) -> str: ...  # noqa: D102

    @property
    def translation(self) -> Translation | None: ...  # noqa: D102

    @property
    def measure(self) -> str: ...  # noqa: D102

    @property
    def quarter(self) -> int: ...  # noqa: D102

    @property
    def target(self) -> int | None: ...  # noqa: D102

    @property
    def chance(self) -> float | None: ...  # noqa: D102

    @property
    def drawn_chance(self) -> float | None: ...  # noqa: D102

    @property
    def drawn(self) -> Ints: ...  # noqa: D102

    @property
    def law(self) -> Mixture | None: ...  # noqa: D102

    @property
    def stakes(self) -> AtStake: ...  # noqa: D102

    @property
    def order(self) -> list[int]: ...  # noqa: D102

    @property
    def shares(self) -> Ints: ...  # noqa: D102

    @property
    def covariance(self) -> Ints: ...  # noqa: D102

    @property
    def correlation(self) -> float: ...  # noqa: D102

    @property
    def moments(self) -> pd.DataFrame: ...  # noqa: D102

    @property
    def quantiles(self) -> pd.DataFrame: ...  # noqa: D102

    @property
    def levels(self) -> tuple[float, ...]: ...  # noqa: D102

    @property
    def coverage(self) -> tuple[str, ...]: ...  # noqa: D102

    @property
    def suppliers(self) -> pd.DataFrame: ...  # noqa: D102

    @property
    def tornado(self) -> pd.DataFrame: ...  # noqa: D102


class Solved(Rendered, Protocol):
    """A solution, as its page and its workbook ask for it."""

    @property
    def choices(self) -> pd.DataFrame: ...  # noqa: D102

    @property
    def curve(self) -> pd.DataFrame: ...  # noqa: D102

    @property
    def constraints(self) -> pd.DataFrame: ...  # noqa: D102

    @property
    def left_out(self) -> pd.DataFrame: ...  # noqa: D102


class Swept(Rendered, Protocol):
    """A sweep, as its report asks for it."""

    @property
    def totals(self) -> pd.DataFrame: ...  # noqa: D102

    @property
    def largest_first(self) -> tuple[str, ...]: ...  # noqa: D102

    @property
    def refused(self) -> Mapping[str, str]: ...  # noqa: D102

    @property
    def in_total(self) -> Swept | None: ...  # noqa: D102

    @property
    def rates(self) -> Mapping[str, Any] | None: ...  # noqa: D102

    @property
    def payments(self) -> Payments: ...  # noqa: D102

    @property
    def baseline(self) -> BaselineMeasures: ...  # noqa: D102

    @property
    def quarter_days(self) -> list[dict[str, str]]: ...  # noqa: D102

    def amounts(self, measure: str = ..., *, presentation: str = ..., currency: str | None = ...) -> Ints: ...  # noqa: D102
