"""Simulation: what chance makes of a scenario, as frames, as one JSON object, and as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import Ints, owned, to_date
from cashflow.basics.door import owned as kept
from cashflow.basics.framed import framed
from cashflow.basics.frames import pd
from cashflow.basics.kept_frame import kept_frame
from cashflow.basics.money import from_minor, whole
from cashflow.basics.words import many
from cashflow.compare.result import Result
from cashflow.ledger.model import Ledger
from cashflow.measures.catalog import MEASURES
from cashflow.measures.coverage import MISSING
from cashflow.measures.distribution import Mixture
from cashflow.measures.translation import Translation
from cashflow.report.face import Filed
from cashflow.report.format import SIMULATION
from cashflow.results.comparison import ScenarioResult
from cashflow.results.figures import quarter_list, rates_dict
from cashflow.simulate.decisions import Stakes

__all__ = ["Simulation", "Swing"]


@frozen
class Swing:
    """One unknown at both its ends: the expected figure (minor units) and the chance of the target, other things being equal."""

    unknown: str
    low_setting: str
    high_setting: str
    low: float
    chance_low: float | None
    high: float
    chance_high: float | None


def _nearest(value: float) -> int:
    """The nearest whole number, halves away from zero, as amounts are rounded; what is left of adding floats does not decide."""
    return whole(Fraction(round(float(value), 6)))


@frozen(eq=False, repr=False)
class Simulation(Filed):
    """What a simulation found.

    `moments`, `quantiles`, `suppliers` and `tornado` are frames, amounts as Decimal in major units; `mean`, `covariance` and
    `drawn` are arrays in minor units (payables that the ledger can't tell count 0 in them); `str()` is the report; `to_dict()`
    what ``--json`` prints.
    """

    KIND: ClassVar[str] = SIMULATION
    FRAMES: ClassVar[tuple[str, ...]] = ("moments", "quantiles", "suppliers", "tornado")

    result: Result
    scenario: ScenarioResult
    currency: str
    translation: Translation | None  # of all currencies together, in the reporting currency; `None`: of one currency
    measure: str
    presentation: str
    quarter: int  # position among the quarters shown
    target: int | None  # minor units
    stakes: Stakes
    mean: Ints = field(converter=owned)  # (n_quarters,), float64
    covariance: Ints = field(converter=owned)  # (n_quarters, n_quarters), float64
    law: Mixture | None  # of what acceptances add in the quarter; None: a common factor and many different probabilities
    shares: Ints = field(converter=owned)  # (n,), float64: each decision's part of the variance of the quarter
    drawn: Ints = field(converter=owned)  # (n_draws, n_quarters), int64
    seed: int | None
    correlation: float
    levels: tuple[float, ...]
    swings: list[Swing] = field(converter=kept)

    @property
    def ledger(self) -> Ledger:
        """The ledger of the comparison, with its findings."""
        return self.result.ledger

    @property
    def assumptions(self) -> list[str]:
        """Those of the comparison."""
        return self.result.assumptions

    @property
    def notes(self) -> list[str]:
        """Those of the comparison, but of the figures of other scenarios and currencies: first what the ledger leaves out; last that one
        currency is no total, where the comparison has one, or who decides for several currencies.
        """  # noqa: D205
        name = self.scenario.scenario.name
        pairs = [(s.scenario.name, c) for s in self.result.scenarios for c in self.result.largest_first]
        others = tuple(f"{n}, {c}: " for n, c in pairs if n != name or (c != self.currency and self.translation is None))
        last = self._in_several if self.translation is not None else self._alone
        return [*(n for n in self.result.notes if not n.startswith(others)), *last]

    @property
    def _alone(self) -> list[str]:
        if self.result.in_total is None:
            return []
        return [f"these are figures of {self.currency} alone: without currency = all currencies together are simulated"]

    @property
    def _in_several(self) -> list[str]:
        """Who decides for several currencies, each by itself."""
        own = self.stakes
        open_ = {(s, n, c) for s, n, c, p in zip(own.supplier, own.offer, own.currency, own.probability, strict=True) if 0 < p < 1}
        count = Counter((s, n) for s, n, _ in open_)
        several = len({s for (s, _), times in count.items() if times > 1})
        if not several:
            return []
        who = f"{many(several, 'supplier')} {'has' if several == 1 else 'have'} offers in several currencies"
        return [f"{who}. Each is a decision of its own here; where one answer holds for all, the spread is wider"]

    @property
    def chance(self) -> float | None:
        """Chance that the target is reached: exact where the law is known, else the share of the draws."""
        if self.target is None:
            return None
        return self.drawn_chance if self.law is None else self.law.at_least(self._needed)[0]

    @property
    def chance_error(self) -> float | None:
        """Bound on the error of `chance`; of a share of draws, its standard error."""
        if self.target is None:
            return None
        return self._standard_error if self.law is None else self.law.at_least(self._needed)[1]

    @property
    def drawn_chance(self) -> float | None:
        """Share of the draws that reach the target."""
        if self.target is None or not len(self.drawn):
            return None
        return float((self.drawn[:, self.quarter] >= self.target).mean())

    @property
    def _standard_error(self) -> float | None:
        share = self.drawn_chance
        return None if share is None else float(np.sqrt(share * (1 - share) / len(self.drawn)))

    @property
    def _needed(self) -> int:
        assert self.target is not None
        return self.target - int(self.stakes.baseline[self.quarter])

    @kept_frame
    def moments(self) -> pd.DataFrame:
        """One row a quarter: expected figure, standard deviation, and the least and most there can be."""
        least, most = self._reach(0), self._reach(1)
        spread = np.sqrt(np.maximum(np.diag(self.covariance), 0))
        shown = self.result.shown
        return pd.DataFrame(
            {
                "quarter": label,
                "first_day": pd.Timestamp(to_date(shown.first[q])),
                "last_day": pd.Timestamp(to_date(shown.last[q])),
                "mean": self._level(q, _nearest(self.mean[q])),
                "standard_deviation": self._money(_nearest(spread[q])),
                "least": self._level(q, least[q]),
                "most": self._level(q, most[q]),
            }
            for q, label in enumerate(shown.labels)
        )

    def _reach(self, way: int) -> list[int]:
        """The least (0) or most (1) of each quarter, by decisions that can go either way."""
        values, p = self.stakes.values.astype(object), self.stakes.chances
        sure, open_ = np.flatnonzero(p == 1), np.flatnonzero((p > 0) & (p < 1))
        bound = (np.minimum, np.maximum)[way](values[open_], 0)
        total = values[sure].sum(axis=0) + bound.sum(axis=0) + self.stakes.baseline.astype(object)
        return [int(v) for v in np.atleast_1d(total)]

    @kept_frame
    def quantiles(self) -> pd.DataFrame:
        """One row a quarter and level: the smallest amount not exceeded with that chance; drawn, and exact for the asked quarter."""
        ordered = np.sort(self.drawn, axis=0)
        baseline = int(self.stakes.baseline[self.quarter])
        rows = []
        for q, label in enumerate(self.result.shown.labels):
            for level in self.levels:
                at = max(int(np.ceil(level * len(ordered) * (1 - 2.0**-40))) - 1, 0)
                drawn = self._level(q, int(ordered[at, q])) if len(ordered) else None
                exact = self._money(self.law.quantile(level) + baseline) if self.law is not None and q == self.quarter else None
                rows.append({"quarter": label, "level": level, "drawn": drawn, "exact": exact})
        return framed(rows, ["quarter", "level", "drawn", "exact"])

    @property
    def order(self) -> list[int]:
        """Positions of the decisions that can be taken, largest share of the variance first."""
        own = self.stakes
        return sorted(
            (i for i in range(len(own)) if own.decides[i]),
            key=lambda i: (-self.shares[i], -abs(int(own.values[i, self.quarter])), own.supplier[i], own.offer[i], own.currency[i]),
        )

    @kept_frame
    def suppliers(self) -> pd.DataFrame:
        """One row a decision: what it adds in the asked quarter, its probability, its share of the variance; largest share first.

        A supplier of which nothing moves decides nothing, and has no row.
        """
        own = self.stakes
        frame = pd.DataFrame(
            {
                "supplier": own.supplier,
                "offer": own.offer,
                "currency": self.currency,
                "owed_in": own.currency,
                "option": own.option,
                "acceptance": own.chances,
                "adds": [self._money(int(v)) for v in own.values[:, self.quarter]],
                "share_of_variance": self.shares,
            }
        )
        return framed(frame.iloc[self.order].reset_index(drop=True), [*frame.columns])

    @kept_frame
    def tornado(self) -> pd.DataFrame:
        """One row an unknown, at both its ends with other things being equal: expected figure and chance of the target."""
        rows = [
            {
                "unknown": s.unknown,
                "low_setting": s.low_setting,
                "high_setting": s.high_setting,
                "low": self._money(_nearest(s.low)),
                "high": self._money(_nearest(s.high)),
                "chance_low": s.chance_low,
                "chance_high": s.chance_high,
            }
            for s in self.swings
        ]
        return framed(rows, ["unknown", "low_setting", "high_setting", "low", "high", "chance_low", "chance_high"])

    def _money(self, minor: int) -> Decimal:
        return from_minor(minor, self.currency)

    @property
    def coverage(self) -> tuple[str, ...]:
        """Per quarter, whether the ledger can tell the measure: complete, ledger only, with plan or missing."""
        return self.result.baseline.coverage.status(self.measure)

    def _level(self, quarter: int, minor: int) -> Decimal | None:
        """An amount of a quarter; `None` where the ledger can't tell the measure."""
        return None if self.coverage[quarter] == MISSING else self._money(minor)

    def contents(self) -> dict[str, Any]:
        """Every figure and sentence by name, amounts as Decimal in major units."""
        frame = self.moments
        return {
            "scenario": self.scenario.scenario.name,
            "currency": self.currency,
            "rates": None if self.translation is None else rates_dict(self.translation, self.result.currencies),
            "measure": self.measure,
            "presentation": self.presentation if MEASURES[self.measure].presented else None,
            "quarters": quarter_list(self.result.shown),
            "quarter": self.result.shown.labels[self.quarter],
            "target": None if self.target is None else from_minor(self.target, self.currency),
            "chance": self.chance,
            "chance_error": self.chance_error,
            "chance_method": None if self.target is None else ("draws" if self.law is None else self.law.method),
            "drawn_chance": self.drawn_chance,
            "draws": len(self.drawn),
            "seed": self.seed,
            "correlation": self.correlation,
            "coverage": list(self.coverage),
            "moments": {k: list(frame[k]) for k in ("mean", "standard_deviation", "least", "most")},
            "correlations": self._correlations(),
            "quantiles": self.quantiles.to_dict("records"),
            "suppliers": self.suppliers.to_dict("records"),
            "tornado": self.tornado.to_dict("records"),
            "acceptance": [str(o.covered.offer.acceptance) for o in self.scenario.offers],
            "inputs": self.result.inputs,
            "ledger": self.result.payments.counts,
            "notes": self.notes,
        }

    def _correlations(self) -> list[list[float | None]]:
        """Between quarters, from -1 to 1; `None` where one of them does not vary."""
        spread = np.sqrt(np.maximum(np.diag(self.covariance), 0))
        scale = np.outer(spread, spread)
        known = scale > 0
        all_of = np.clip(np.divide(self.covariance, scale, out=np.zeros_like(scale), where=known), -1, 1)  # a float may pass 1 by a hair
        np.fill_diagonal(all_of, 1)
        return [[float(c) if k else None for c, k in zip(row, by, strict=True)] for row, by in zip(all_of, known, strict=True)]

    def pictures(self) -> Mapping[str, Callable[..., Any]]:
        """See `cashflow.report.pictures.by_kind`."""
        from cashflow.report.pictures.by_kind import simulation_pictures  # late: made only where they are asked for

        return simulation_pictures(self)

    def brief_frame(self) -> pd.DataFrame:
        """What a notebook shows beside its first lines."""
        return self.moments
