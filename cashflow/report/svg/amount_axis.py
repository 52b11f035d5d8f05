"""The axis of amounts: round steps in minor units, and where an amount stands. Integers only: every program draws the same."""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrs import frozen

from cashflow.basics.money import from_minor
from cashflow.basics.words import short_money

__all__ = ["AmountAxis", "short"]

_MOST_STEPS = 5
_ROUND = re.compile(r"\.0(?=[a-z]*$)")


def short(minor: int, currency: str) -> str:
    """An amount in few signs, without its currency.

    Examples
    --------
    >>> short(-13172928110, "GBP"), short(10_000_000_000, "GBP"), short(0, "GBP")
    ('−131.7m', '100.0m', '0')
    """
    return short_money(from_minor(minor, currency), currency).removeprefix(f"{currency} ").replace("-", "−")


@frozen
class AmountAxis:
    """From `low` to `high` in steps of `step`, all in minor units; the whole is `height` high and starts at `top`."""

    low: int
    high: int
    step: int
    top: int
    height: int
    currency: str

    @classmethod
    def of(cls, values: Iterable[int], currency: str, top: int, height: int) -> AmountAxis:
        """The round axis that holds all values, and zero.

        Examples
        --------
        >>> axis = AmountAxis.of([7_600_000, -7_700_000], "EUR", 0, 100)
        >>> axis.low, axis.high, [words for _, words in axis.ticks]
        (-10000000, 10000000, ['−100k', '−50k', '0', '50k', '100k'])
        """
        values = [0, *values]
        low, high = min(values), max(values)
        step = 1
        while -(low // step) - (-high // step) > _MOST_STEPS:
            step = step * 5 // 2 if str(step)[0] == "2" else step * 2
        low, high = low // step * step, -(-high // step) * step
        return cls(low, high, step, top, height, currency)

    def y(self, value: int) -> int:
        """Where a value stands: whole units from the top; halfway down if there is nothing but zero."""
        if self.high == self.low:
            return self.top + self.height // 2
        return self.top + (self.high - value) * self.height // (self.high - self.low)

    @property
    def ticks(self) -> list[tuple[int, str]]:
        """Each step, and what is written beside it."""
        return [(v, _ROUND.sub("", short(v, self.currency))) for v in range(self.low, self.high + 1, self.step)]
