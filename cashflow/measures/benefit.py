"""Supplier benefit: what it gets for waiting, less what waiting costs it at its own funding rate."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.measures.effects import Effects

__all__ = ["Benefit", "benefit"]

Rates = tuple[Fraction, Fraction] | None


@frozen(eq=False)
class Benefit:
    """Per group: net benefit at the top of the funding-rate range, break-even rate, made whole."""

    net: list[Fraction | None]  # minor units against the base payment date; None: no funding rate
    net_vs_due: list[Fraction | None]  # against the contract due date
    break_even_rate: list[float | None]
    made_whole: list[bool | None]


def benefit(option: Effects, late: Ints, rates: list[Rates]) -> Benefit:
    """Judge one option for every group.

    Parameters
    ----------
    option
        Effects of the option.
    late : (n_groups,)
        Σ principal × (base day − contract due day): what the buyer's usual payment already waits.
    rates
        Funding rate range (low, high) of each group, or `None`.

    Returns
    -------
    Benefit
    """
    groups = range(len(rates))
    income, wait = [int(i) for i in option.income], [int(w) for w in option.wait]

    def at(g: int, rate: Fraction, more: int = 0) -> Fraction:
        return income[g] - rate * (wait[g] + more) / option.basis

    net = [at(g, r[1]) if (r := rates[g]) else None for g in groups]
    vs_due = [at(g, r[1], int(late[g])) if (r := rates[g]) else None for g in groups]
    even = [income[g] * option.basis / wait[g] if wait[g] > 0 else None for g in groups]
    # Each rounded leg may be short by half a minor unit: that is rounding, not loss.
    slack = [Fraction(int(n), 2) for n in option.income_legs]
    whole = [_whole(rates[g], at, g, slack[g], wait[g], income[g]) for g in groups]
    return Benefit(net, vs_due, even, whole)


def _whole(rate: Rates, at: object, g: int, slack: Fraction, wait: int, income: int) -> bool | None:
    if rate is None:
        return True if wait <= 0 and income + slack >= 0 else None
    worst, best = sorted((at(g, rate[1]), at(g, rate[0])))  # type: ignore[operator]
    if worst + slack >= 0:
        return True
    return False if best + slack < 0 else None


def best_option(net: list[Benefit]) -> Ints:
    """(n_groups,): the option of highest net benefit at the funding rate; ties, and no rate: the first."""
    n_groups = len(net[0].net)
    choice = np.zeros(n_groups, np.int64)
    for g in range(n_groups):
        values = [b.net[g] for b in net]
        if values[0] is not None:
            choice[g] = max(range(len(values)), key=lambda o: (values[o], -o))
    return choice
