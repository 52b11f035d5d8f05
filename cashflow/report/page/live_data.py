"""What the page's script looks up: the exact sums of every step as text, and the coefficients of the figures it shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from attrs import field, frozen

from cashflow.basics.currencies import minor_digits
from cashflow.basics.days import to_date
from cashflow.basics.words import total_name
from cashflow.ledger.groups import Groups
from cashflow.measures.catalog import ACCOUNTS, COSTS, MEASURES, PRESENTATIONS
from cashflow.measures.exact import Exact
from cashflow.report.page.live_axes import DayAxis, by_value, days_axis, moved_options, rate_steps, spacing
from cashflow.report.page.live_sums import Step, Sums, steps_of
from cashflow.report.page.live_toml import live_toml
from cashflow.report.page.quarters_since import first_shown
from cashflow.report.total import capital
from cashflow.results.comparison import Comparison

__all__ = ["live_data"]

_SHOWN = ("free_cash_flow_change", "financing_cost_paid", "financing_cost_accrued", "closing_payables", "cash_retained", "financing_cost")


def live_data(found: Comparison, at: int, column: str | None = None, least: int | None = None) -> dict[str, Any] | None:
    """The data of the sliders for one scenario; `None` where it has neither days nor rates to move, or covers nobody.

    Parameters
    ----------
    at
        Position of the scenario.
    column
        By whose values the offer is made or not; `None`: the first that can be.
    least
        So many steps at least, however long it takes.
    """
    scenario = found.scenarios[at].scenario
    covered = [o.covered.groups for o in found.scenarios[at].offers]
    groups = np.unique(np.concatenate([np.zeros(0, np.int64), *covered]))
    every = spacing(len(groups), sum(len(o.covered.deals) for o in found.scenarios[at].offers), least)
    days, points = days_axis(scenario, every[0]) or DayAxis("none", [0], [""]), rate_steps(scenario, every[1])
    if not len(groups) or (len(days.steps) == 1 and len(points) == 1):
        return None
    suppliers = np.unique(Groups.of(found.baseline.currencies).supplier(groups))
    by = by_value(found.payments.ledger, suppliers, column, {c for o in scenario.offers for c in o.priced_by})
    rates = [moved_options(scenario, p) for p in points]
    said = _Told.of(steps_of(found, at, days, rates, by), (len(days.steps), len(rates)))
    return {
        "scenario": scenario.name,
        "days": {"kind": days.kind, "labels": list(days.labels), "at": list(days.steps).index(0)},
        "rates": {"labels": points, "at": points.index(0)},
        "by": None if by is None else {"column": by.column, "values": list(by.values)},
        "currencies": [{"name": c, "digits": minor_digits(c)} for c in found.baseline.currencies],
        "total": _total(found),
        "quarters": [{"label": n, "last_day": str(to_date(d))} for n, d in zip(found.shown.labels, found.shown.last, strict=True)],
        "since": first_shown(found),
        "accounts": [a.name for a in ACCOUNTS],
        "costs": list(COSTS),
        "measures": _measures(found),
        "expected": found.scenarios[at].is_expected_value,
        "ends": all(o.has_an_end for o in scenario.offers),
        "toml": live_toml(scenario, days, rates),
        **said,
    }


def _total(found: Comparison) -> dict[str, Any] | None:
    """What translates each currency, by code: numerator and denominator of what a minor unit of it is worth, as text."""
    if found.in_total is None:
        return None
    translation = found.in_total.translation
    rates = [translation.minor_rate(c) for c in found.baseline.currencies]
    texts = [[str(r.numerator), str(r.denominator)] for r in rates]
    name = translation.currency
    return {"name": name, "digits": minor_digits(name), "rates": texts, "prefix": f"{capital(total_name(name))}: "}


def _measures(found: Comparison) -> dict[str, Any]:
    """Of each figure when it counts, and its coefficients: by presentation, of the accounts."""
    interest = found.reporting.free_cash_flow.interest_paid
    out = {}
    for name in _SHOWN:
        measure = MEASURES[name]
        presentations = PRESENTATIONS if measure.presented else {"": None}
        each = {
            presentation: measure.coefficients(presentation, interest) if presentation else measure.coefficients()
            for presentation in presentations
        }
        out[name] = {"timing": measure.timing, "coefficients": each}
    return out


@frozen(eq=False)
class _Told:
    """Texts that occur often, each once, by their position: vectors of integers, and records of vectors."""

    pool: dict[str, int] = field(factory=lambda: {"": 0})
    records: dict[tuple[int, ...], int] = field(factory=dict)
    refused: dict[str, int] = field(factory=dict)

    @classmethod
    def of(cls, steps: Iterable[Step], size: tuple[int, int]) -> Mapping[str, Any]:
        """All steps, in order of days and in each of rates: records by currency and value, or one number below 0: refused."""
        told = cls()
        found: list[list[int]] = [[] for _ in range(size[0] * size[1])]
        for step in steps:
            found[step.day * size[1] + step.rate] = told._step(step)
        return {"pool": list(told.pool), "records": [list(r) for r in told.records], "refused": list(told.refused), "steps": found}

    def _step(self, step: Step) -> list[int]:
        if step.refused:
            return [-1 - self.refused.setdefault(step.refused, len(self.refused))]
        return [self.records.setdefault(record, len(self.records)) for record in map(self._record, step.sums)]

    def _record(self, sums: Sums) -> tuple[int, ...]:
        """Denominators of the three, then a vector an account, a vector a nature of cost, and what moved."""
        pers = (self._text(str(e.per)) for e in (sums.accounts, sums.unpaid, sums.moved))
        return (*pers, *self._rows(sums.accounts, len(ACCOUNTS)), *self._rows(sums.unpaid, len(COSTS)), *self._rows(sums.moved, 1))

    def _rows(self, values: Exact, rows: int) -> list[int]:
        """Each vector without the zeros at its end."""
        each = values.numerator.reshape(rows, -1)
        some = each != 0
        ends = np.where(some.any(axis=1), each.shape[1] - np.argmax(some[:, ::-1], axis=1), 0)
        return [self._text(",".join(map(str, row[:end]))) if end else 0 for row, end in zip(each.tolist(), ends.tolist(), strict=True)]

    def _text(self, text: str) -> int:
        return self.pool.setdefault(text, len(self.pool))
