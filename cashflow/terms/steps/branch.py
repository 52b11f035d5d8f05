"""Other steps by the day of the month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self

import numpy as np
from attrs import field, frozen

from cashflow.basics.days import Ints
from cashflow.basics.errors import InputError
from cashflow.terms.steps.base import Setting, Step, step_from_dict
from cashflow.terms.steps.counts import Days
from cashflow.terms.steps.month_days import day_of_month
from cashflow.terms.steps.spelling import upto


def _branches(value: Iterable[Any]) -> tuple[tuple[int, int, tuple[Step, ...]], ...]:
    return tuple((upto(low, 31, 1), upto(high, 31, 1), tuple(steps) or (Days(0),)) for low, high, steps in value)


@frozen
class Branch(Step):
    """Other steps by the day of the month, as day limits in an ERP.

    Parameters
    ----------
    ranges
        ``(first day, last day, steps)``; together they must cover the days 1 to 31 once, in order.
    """

    key: ClassVar[str] = "branch"
    example: ClassVar[str] = "{ branch = [{ from = 1, to = 9, steps = [{ days = 30 }] }, { from = 10, to = 31, steps = [{ days = 45 }] }] }"
    ranges: tuple[tuple[int, int, tuple[Step, ...]], ...] = field(converter=_branches)

    @ranges.validator
    def _check(self, _: object, value: tuple[tuple[int, int, tuple[Step, ...]], ...]) -> None:
        days = [d for low, high, _ in value for d in range(low, high + 1)]
        if days != list(range(1, 32)):
            raise InputError("day ranges must cover the days 1 to 31 once, in order", column="branch")

    def apply(self, days: Ints, setting: Setting | None = None) -> Ints:
        """Move each day number."""
        out, day = days.astype(np.int32), day_of_month(days)
        for low, high, steps in self.ranges:
            moved = days
            for step in steps:
                moved = step.apply(moved, setting)
            out = np.where((day >= low) & (day <= high), moved, out)
        return out.astype(np.int32)

    def to_dict(self) -> dict[str, Any]:
        """As a small table."""
        return {"branch": [{"from": a, "to": b, "steps": [x.to_dict() for x in steps]} for a, b, steps in self.ranges]}

    @classmethod
    def from_dict(cls, table: Mapping[str, Any]) -> Self:
        """Of such a table."""
        return cls([(b["from"], b["to"], [step_from_dict(s) for s in b["steps"]]) for b in table["branch"]])

    @property
    def uses_calendar(self) -> bool:
        """Whether a step inside it does."""
        return any(step.uses_calendar for _, _, steps in self.ranges for step in steps)

    def __str__(self) -> str:
        return " or ".join(f"day {low} to {high} ({' then '.join(str(s) for s in steps)})" for low, high, steps in self.ranges)
