"""Scenario totals per currency: accepted effects summed, shares weighted exactly, rounded so that all sums hold."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.basics.money import round_ratio
from cashflow.measures.effects import Exact

__all__ = ["VIEWS", "ScenarioTotals", "Weighted", "scenario_totals"]

VIEWS = ("trade_payable", "borrowing_net", "borrowing_gross")
"""How a bank's payment to the supplier is read; see `docs/conventions.md`."""


@frozen(eq=False)
class Weighted:
    """Atoms of some accepted groups of one currency, with their acceptance weights."""

    weight: list[Fraction]
    removed: Ints  # (n_groups, n_periods): principal no longer paid on its base day
    buyer_principal: Ints
    to_bank: Ints
    bank_principal: Ints
    cost: Ints
    prepaid: Ints  # (n_groups, n_quarters): change in what is paid and not yet invoiced
    unpaid: Exact  # (n_groups, n_quarters + 1)
    idle_cost: Exact  # (n_groups,)
    amount_days: Ints  # (n_groups,)


@frozen(eq=False)
class ScenarioTotals:
    """One scenario in one currency, minor units; period axes are before, quarters, after."""

    principal_change: Ints  # (n_periods,): scenario principal paid less base
    cost_paid: Ints  # (n_periods,)
    cost_accrued: Ints  # (n_periods,)
    closing_change: Ints  # (n_quarters,)
    cash_held: Ints  # (n_quarters,)
    free_cash_flow_change: dict[str, Ints]  # view → (n_periods,)
    financing_cost: int
    idle_cost: int
    amount_days: Fraction
    all_in_rate: float | None


def _sum(values: Ints, weight: list[Fraction]) -> list[Fraction]:
    """Exact weighted sum over axis 0, group by distinct weight."""
    total = [Fraction(0)] * values.shape[1]
    rows: dict[Fraction, list[int]] = {}
    for row, share in enumerate(weight):
        rows.setdefault(share, []).append(row)
    for share, which in rows.items():
        if share:
            some = values[which].astype(object).sum(axis=0)
            total = [t + share * int(s) for t, s in zip(total, some, strict=True)]
    return total


def _rounded(value: Fraction) -> int:
    return round_ratio(value.numerator, value.denominator)


def _cumulative(parts: list[Weighted], name: str, n_periods: int) -> Ints:
    """(n_periods,): weighted sums whose running totals are rounded, so that parts always add up to the rounded whole."""
    total = [Fraction(0)] * n_periods
    for part in parts:
        total = [a + b for a, b in zip(total, _sum(getattr(part, name), part.weight), strict=True)]
    running, out = Fraction(0), []
    for value in total:
        before, running = running, running + value
        out.append(_rounded(running) - _rounded(before))
    return np.array(out, object)


def _exact(parts: list[Weighted], name: str, width: int) -> list[Fraction]:
    total = [Fraction(0)] * width
    for part in parts:
        exact: Exact = getattr(part, name)
        values = exact.numerator.reshape(len(part.weight), width)
        total = [t + s / exact.per for t, s in zip(total, _sum(values, part.weight), strict=True)]
    return total


def scenario_totals(parts: list[Weighted], n_quarters: int, interest_paid: str) -> ScenarioTotals:
    """Sum what was accepted, in one currency.

    Parameters
    ----------
    parts
        One entry an offer and option.
    n_quarters
        Quarters shown.
    interest_paid
        ``"operating"``: interest and fees count in free cash flow; ``"financing"``: they do not.

    Returns
    -------
    ScenarioTotals
    """
    n_periods = n_quarters + 2
    removed, principal, to_bank, from_bank, cost = (
        _cumulative(parts, name, n_periods) for name in ("removed", "buyer_principal", "to_bank", "bank_principal", "cost")
    )
    owed = [_rounded(v) for v in _exact(parts, "unpaid", n_quarters + 1)]
    prepaid = [_rounded(v) for v in _sums(parts, "prepaid", n_quarters)]
    counted = cost if interest_paid == "operating" else 0 * cost
    held = np.cumsum(removed - principal)[1:-1]
    financing_cost = int(cost.sum())
    amount_days = _sums(parts, "amount_days", 1)[0]
    return ScenarioTotals(
        principal_change=principal - removed,
        cost_paid=cost,
        cost_accrued=cost + np.diff(np.array([0, *owed, 0], object)),
        closing_change=held + np.array(prepaid, object),
        cash_held=held,
        free_cash_flow_change={
            "trade_payable": removed - principal - counted,
            "borrowing_net": removed - (principal - to_bank) - counted,
            "borrowing_gross": removed - (principal - to_bank) - from_bank - counted,
        },
        financing_cost=financing_cost,
        idle_cost=_rounded(_exact(parts, "idle_cost", 1)[0]),
        amount_days=amount_days,
        all_in_rate=float(financing_cost * 365 / amount_days) if amount_days else None,
    )


def _sums(parts: list[Weighted], name: str, width: int) -> list[Fraction]:
    total = [Fraction(0)] * width
    for part in parts:
        values = getattr(part, name).reshape(len(part.weight), width)
        total = [a + b for a, b in zip(total, _sum(values, part.weight), strict=True)]
    return total
