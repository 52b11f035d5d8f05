"""Solution: the offers found, what they hold and cost, what is known about better ones; as frames, one JSON object, and text."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np
from attrs import frozen

from cashflow.basics.days import to_date
from cashflow.basics.fiscal import Quarters
from cashflow.basics.frames import pd
from cashflow.basics.kept_frame import kept_frame
from cashflow.basics.money import from_minor, whole
from cashflow.basics.words import many
from cashflow.compare.compare import compare
from cashflow.compare.result import Result
from cashflow.engine.row_deals import HARD_LIMIT, OVERDUE
from cashflow.ledger.model import Ledger
from cashflow.measures.reporting import Reporting
from cashflow.measures.totals import rate_a_year
from cashflow.measures.translation import Translation
from cashflow.offers import Scenario
from cashflow.offers.selection import to_some
from cashflow.offers.term_limits import TermLimit
from cashflow.payments import Payments
from cashflow.report.face import Filed
from cashflow.report.format import SOLUTION
from cashflow.results.completeness import first_notes
from cashflow.results.figures import quarter_list, rates_dict
from cashflow.solve import frames as asking
from cashflow.solve.choices import Options
from cashflow.solve.constraints import Admitted
from cashflow.solve.optimum import Found, Optimizer
from cashflow.solve.problem import NONE

__all__ = ["Setting", "Solution"]

_ALONE = "these are figures of {} alone: without currency = the offers of all currencies together are sought"


@frozen(eq=False)
class Setting:
    """The question: what is to be held when, in whose reading, and what a comparison of the offers needs."""

    name: str
    currency: str
    translation: Translation | None  # of all currencies together, in the reporting currency; `None`: of one currency
    target: int  # minor units
    by: int  # day number
    presentation: str
    suppliers: Mapping[str, Any]
    payments: Payments
    shown: Quarters
    reporting: Reporting
    curve: tuple[int, ...] | None
    limits: tuple[TermLimit, ...]

    @property
    def quarter(self) -> str:
        """Label of the quarter that ends on the day."""
        return self.shown.labels[int(np.searchsorted(self.shown.last, self.by))]


@frozen(eq=False, repr=False)
class Solution(Filed):
    """The offers that hold a target of cash at least cost.

    `choices`, `curve`, `constraints` and `left_out` are frames, amounts as Decimal in major units; `scenario` is what
    `compare` takes, and `result` that comparison; `str()` is the report, `to_dict()` what ``--json`` prints.

    What it was found with, as whole minor units: `setting` is the question, `options` what each entry of the menu does for each supplier,
    `admitted` which of them rules allow, `found` the answer; `optimizer` answers the same question with another target.
    """

    KIND: ClassVar[str] = SOLUTION
    FRAMES: ClassVar[tuple[str, ...]] = ("choices", "curve", "constraints", "left_out")

    setting: Setting
    options: Options
    admitted: Admitted
    optimizer: Optimizer
    found: Found

    def _money(self, minor: int | Fraction | None) -> Decimal | None:
        return None if minor is None else from_minor(whole(minor), self.setting.currency)

    @property
    def reached(self) -> bool:
        """Whether the target is held."""
        return self.found.answer.cash >= self.setting.target

    @property
    def target(self) -> Decimal:
        """Cash asked for."""
        return from_minor(self.setting.target, self.setting.currency)

    @property
    def cash_retained(self) -> Decimal:
        """Principal held at the close of the day, in the presentation asked for."""
        return from_minor(self.found.answer.cash, self.setting.currency)

    @property
    def cost(self) -> Decimal:
        """Financing cost of the offers over their whole life, as `compare` counts it."""
        return from_minor(self.found.answer.cost, self.setting.currency)

    @property
    def bound(self) -> Decimal | None:
        """A cost that no choice can beat; `None`: not known."""
        return self._money(self.found.answer.bound) if self.reached else None

    @property
    def gap(self) -> float | None:
        """How much dearer than the best possible the offers are at most, as a share of their cost; `None`: not known."""
        return self.found.answer.gap if self.reached else None

    @property
    def method(self) -> str:
        """``HiGHS``; ``greedy``: a ranking, which is not an optimum; or ``none``: no option moves cash over that day."""
        return self.found.answer.method

    @property
    def all_in_rate(self) -> float | None:
        """Cost × 365 / Σ(principal moved × days until the buyer pays it), as `compare` says it."""
        days = sum(
            int(self.options.results[m].options[0].buyer_days[at]) * rate
            for s, m in self._taken
            for at, rate in zip(self.options.position[s, m], self.options.rates.values(), strict=True)
            if at >= 0
        )
        return rate_a_year(self.found.answer.cost, days)

    @property
    def _taken(self) -> list[tuple[int, int]]:
        """(supplier, entry) of each offer made."""
        choice = self.found.answer.choice
        return [(int(s), int(choice[s])) for s in np.flatnonzero(choice != NONE)]

    @functools.cached_property
    def scenario(self) -> Scenario:
        """The offers as a scenario: one a menu entry that somebody gets, to those suppliers by name."""
        offers = []
        for m, entry in enumerate(self.options.entries):
            names = [self.options.suppliers[s] for s, taken in self._taken if taken == m]
            if names:
                window = self.options.offers[m].paying
                first, last = (None, None) if window is None else (window.first, window.last)
                offers.append(entry.made(to_some(self.setting.suppliers, names), first, last))
        return Scenario(self.setting.name, offers, self.setting.limits)

    @functools.cached_property
    def result(self) -> Result:
        """The scenario compared with the baseline, by the same settings: its cash and cost are those said here."""
        setting = self.setting
        return compare(
            setting.payments.ledger, self.scenario, policy=setting.payments.policy, quarters=setting.shown, reporting=setting.reporting
        )

    @kept_frame
    def choices(self) -> pd.DataFrame:
        """One row a supplier that gets an offer, by name; one a currency in which it is owed, where all are asked for."""
        return asking.choices_frame(self.options, self._taken, self.setting.currency)

    @kept_frame
    def curve(self) -> pd.DataFrame:
        """Cost against cash: one row a target, each re-solved under the same constraints."""
        known = {self.setting.target if self.reached else self.found.answer.cash: self.found.answer}
        return asking.curve_frame(self.optimizer, self.setting.curve or self._points(), known, self.setting.currency)

    def _points(self) -> tuple[int, ...]:
        most = self.setting.target if self.reached else self.found.answer.cash
        shares = (25, 50, 75, 90, 100, 110, 125) if self.reached else (25, 50, 75, 90, 100)
        return tuple(most * s // 100 for s in shares)

    @kept_frame
    def constraints(self) -> pd.DataFrame:
        """One row the target and each constraint: how full it is, its price, and what one per cent more of it changes, re-solved."""
        return asking.constraints_frame(self.optimizer, self.found, self.setting.target, self.setting.currency)

    @kept_frame
    def left_out(self) -> pd.DataFrame:
        """One row a rule that forbids options: how many, of how many suppliers, and what all could hold without it."""
        return asking.rules_frame(self.options, self.admitted, self.setting.currency)

    @property
    def ledger(self) -> Ledger:
        """The ledger that was asked, with its findings."""
        return self.setting.payments.ledger

    @property
    def assumptions(self) -> list[str]:
        """Those of the comparison."""
        return self.result.assumptions

    @property
    def notes(self) -> list[str]:
        """First what the ledger leaves out, plans and says of payments; then unknown names, entries that cover nobody or hold nothing,
        what hard limits stop, what is overdue; those of the comparison; and that one currency is no total.
        """  # noqa: D205
        first = first_notes(self.setting.payments, self.result.baseline)
        of_one = [] if self.setting.translation is not None or self.result.in_total is None else [_ALONE.format(self.setting.currency)]
        return list(dict.fromkeys([*first, *self.options.notes, *self._menu_notes(), *self.result.notes, *of_one]))

    def _menu_notes(self) -> list[str]:
        """Entries of the menu that hold nothing; then items that a hard limit stops; then overdue ones, which are not offered."""
        names = [f"menu {e.number} ({o.extend})" for e, o in zip(self.options.entries, self.options.offers, strict=True)]
        holds = np.logical_or.reduce(self.options.cash > 0, axis=0)
        stopped, late = ([r.covered.not_moved[why] for r in self.options.results] for why in (HARD_LIMIT, OVERDUE))
        idle = [f"{name} holds no cash on {to_date(self.setting.by)}" for name, some in zip(names, holds, strict=True) if not some]
        limited = [f"{name}: a hard limit stops {many(n, 'item')}" for name, n in zip(names, stopped, strict=True) if n]
        return [*idle, *limited, *(f"{name}: {many(n, 'item')} {OVERDUE}, not offered" for name, n in zip(names, late, strict=True) if n)]

    def contents(self) -> dict[str, Any]:
        """Every figure and sentence by name, amounts as Decimal in major units."""
        from importlib.metadata import version  # imported late: 10 ms that only files pay

        setting, answer, found = self.setting, self.found.answer, self.found
        money = lambda minor: None if minor is None else from_minor(minor, setting.currency)  # noqa: E731
        result = self.result
        said = result.contents()
        together = setting.translation is not None
        totals = (said["total"] if together else said["currencies"][setting.currency])["scenarios"][setting.name]
        return {
            "question": {
                "target": money(setting.target),
                "currency": setting.currency,
                "rates": rates_dict(setting.translation, result.currencies) if setting.translation is not None else None,
                "by": to_date(setting.by).isoformat(),
                "quarter": setting.quarter,
                "presentation": setting.presentation,
            },
            "reached": self.reached,
            "cash_retained": money(answer.cash),
            "cost": money(answer.cost),
            "cost_bound": money(answer.bound) if self.reached else None,
            "gap": self.gap,
            "proven": answer.proven and self.reached,
            "method": self.method,
            "method_version": version("highspy") if self.method == "HiGHS" else None,
            "all_in_rate": self.all_in_rate,
            "suppliers": len(self._taken),
            "cash_most": money(found.most.answer.cash) if found.most else None,
            "cash_ceiling": money(found.most.ceiling) if found.most else None,
            "without_constraints": money(asking.everything(self.options, self.admitted.mask)),
            "stopped_by": asking.stops(self.optimizer.problem, found),
            "choices": asking.records(self.choices),
            "curve": asking.records(self.curve),
            "constraints": asking.records(self.constraints),
            "left_out": asking.records(self.left_out),
            "quarters": quarter_list(setting.shown),
            "free_cash_flow_change": totals["free_cash_flow_change"],
            "free_cash_flow_change_outside": totals["free_cash_flow_change_outside"],
            "limits": said["limits"],
            "ledger": said["ledger"],
            "notes": self.notes,
            "assumptions": result.assumptions,
        }

    def tables(self) -> dict[str, pd.DataFrame]:
        """Its frames, and of the comparison the quarters and the payments."""
        return super().tables() | {"quarters": self.result.quarters, "legs": self.result.legs}

    def pictures(self) -> Mapping[str, Callable[..., Any]]:
        """See `cashflow.report.pictures.by_kind`."""
        from cashflow.report.pictures.by_kind import solution_pictures  # late: made only where they are asked for

        return solution_pictures(self)

    def brief_frame(self) -> pd.DataFrame:
        """What a notebook shows beside its first lines."""
        return self.choices
