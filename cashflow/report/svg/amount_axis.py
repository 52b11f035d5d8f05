"""The axis of amounts: round steps in minor units, and where an amount stands. Integers only: every program draws the same."""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrs import frozen

from cashflow.basics.money import from_minor
from cashflow.basics.words import short_money

__all__ = ["AmountAxis", "round_step", "short", "tick_words"]

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


def round_step(low: int, high: int, most: int) -> int:
    """The smallest of 1, 2, 5, 10 … of which so many, at most, reach from one to the other.

    Examples
    --------
    >>> round_step(0, 1234, 5), round_step(-7, 3, 40)
    (500, 1)
    """
    step = 1
    while -(low // step) - (-high // step) > most:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return step


def tick_words(minor: int, currency: str) -> str:
    """What is written beside a step of an axis.

    Examples
    --------
    >>> tick_words(500_000_00, "EUR")
    '500k'
    """
    return _ROUND.sub("", short(minor, currency))


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
        step = round_step(low, high, _MOST_STEPS)
        low, high = low // step * step, -(-high // step) * step
        return cls(low, high, step, top, height, currency)

    def y(self, value: int) -> int:
        """Where a value stands: whole units from the top."""
        return self.top + (self.high - value) * self.height // max(1, self.high - self.low)

    @property
    def ticks(self) -> list[tuple[int, str]]:
        """Each step, and what is written beside it."""
        return [(v, tick_words(v, self.currency)) for v in range(self.low, self.high + 1, self.step)]
