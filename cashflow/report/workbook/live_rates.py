"""How an amount hangs on the rate of its option: principal × days / days of the year × rate, or a base × rate, found by trying.

A scheme is asked for its flows at three rates. What then moves in a straight line is live; what does not stays as it was run.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, cast

import numpy as np
from attrs import evolve, fields, frozen, has

from cashflow.basics.columns import column
from cashflow.basics.days import Ints
from cashflow.basics.errors import CashflowError
from cashflow.basics.rates import year_fraction_parts
from cashflow.deals import Deals, Flow, Scheme, by_kind, flows_of
from cashflow.schemes import ReferenceRate

__all__ = ["Kind", "Made", "OfferedRate", "made_of", "offered_rate"]

Kind = tuple[int, int, int]
"""Codes of payer, payee and nature."""
_STEP = Fraction(1, 100)
_NAMES = ("annual_rate", "rate")
"""Settings that are the rate of a scheme."""


@frozen
class OfferedRate:
    """The rate of an option that a reader may change.

    Parameters
    ----------
    value
        As run; of a reference rate the margin.
    label
        What it is called.
    at
        The scheme at another rate.
    """

    value: Fraction
    label: str
    at: Callable[[Fraction], Scheme]


def offered_rate(scheme: Scheme) -> OfferedRate | None:
    """The rate that a scheme pays or takes, if it has one; a step beside it must be a rate, too."""
    cls: Any = type(scheme)
    name = next((f.name for f in fields(cls) if f.name in _NAMES), None) if has(cls) else None
    if name is None:
        return None
    setting, given, own = name, column(scheme, name), cast(Any, scheme)
    if isinstance(given, ReferenceRate):
        return OfferedRate(given.margin, "margin over the reference", lambda v: evolve(own, **{setting: evolve(given, margin=v)}))
    if isinstance(given, Fraction):
        label = "rate a year" if name == "annual_rate" else "share of the amount"
        return OfferedRate(given, label, lambda v: evolve(own, **{setting: v}))
    return None


@frozen(eq=False)
class Made:
    """Of every row of `allocate`, in its order: what it amounts to exactly, and how it is made.

    A row that is live is principal × days / year × (reference + rate) × factor; without days, principal × (reference + rate) × factor.
    """

    exact: Ints  # (n,), float64, minor units, not rounded
    since: Ints  # (n,), int64: first day on which it is earned; the day of payment where it belongs to its day
    live: Ints  # bool
    principal: Ints  # float64, minor units
    days: Ints  # int64; 0: none
    year: Ints  # int64; 0: none
    reference: Ints  # float64
    factor: Ints  # float64


def made_of(scheme: Scheme, deals: Deals, flows: list[Flow]) -> Made:
    """How the flows of an option on some deals are made, row by row in the order of `allocate`."""
    tried = _tried(scheme, deals)
    parts = []
    for kind, same in by_kind(flows):
        others = None if tried is None else [dict(by_kind(f)).get(kind, []) for f in tried[1]]
        for number, flow in enumerate(same):
            straight = None
            if tried is not None and others is not None and all(len(o) == len(same) for o in others):
                straight = _straight(flow, others[0][number], others[1][number], tried[0])
            parts.append(_part(scheme, deals, flow, straight))
    names = [f.name for f in fields(Made)]
    return Made(**{n: np.concatenate([p[n] for p in parts]) if parts else np.zeros(0) for n in names})


def _tried(scheme: Scheme, deals: Deals) -> tuple[tuple[Fraction, Fraction], list[list[Flow]]] | None:
    """The rate and a step, and the flows one and two steps away; nothing where the scheme has no rate, or refuses those."""
    rate = offered_rate(scheme)
    if rate is None:
        return None
    step = _STEP if rate.value <= Fraction(1, 2) else -_STEP
    try:
        return (rate.value, step), [flows_of(rate.at(rate.value + n * step), deals) for n in (1, 2)]
    except CashflowError:
        return None


@frozen(eq=False)
class _Straight:
    """Amount = a + b × rate; numerators over one denominator each."""

    a: Ints  # object
    a_per: Fraction
    b: Ints  # object
    b_per: Fraction


def _straight(flow: Flow, one: Flow, two: Flow, at: tuple[Fraction, Fraction]) -> _Straight | None:
    """The line through three flows of the same days; `None` where it is none, or does not rise."""
    first, second, third = (np.asarray(f.amount).astype(object) for f in (flow, one, two))
    rise = second * flow.per - first * one.per
    if not rise.any() or not all((f.day == flow.day).all() for f in (one, two)):
        return None
    again = third * one.per - second * two.per
    if (again * flow.per != rise * two.per).any():
        return None
    rate, step = at
    b, b_per = rise, Fraction(flow.per * one.per) * step
    # a = first / per − b × rate, over per × one.per × step
    a = first * one.per * step.numerator * rate.denominator - rise * rate.numerator * step.denominator
    return _Straight(a, Fraction(flow.per * one.per * step.numerator * rate.denominator), b, b_per)


def _part(scheme: Scheme, deals: Deals, flow: Flow, straight: _Straight | None) -> dict[str, Ints]:
    n, day = len(deals), flow.day.astype(np.int64)
    exact = (np.asarray(flow.amount).astype(object) / flow.per).astype(np.float64)
    since = day if flow.since is None else np.asarray(flow.since).astype(np.int64)
    nothing, none = np.zeros(n), np.zeros(n, np.int64)
    out: dict[str, Ints] = {"exact": exact, "since": since, "live": np.zeros(n, bool), "principal": nothing, "days": none, "year": none}
    out |= {"reference": nothing, "factor": np.ones(n)}
    if straight is None or (straight.a[straight.b == 0] != 0).any():
        return out
    out["live"] = np.ones(n, bool)
    some = straight.b != 0
    ratio = straight.b_per / straight.a_per
    reference = np.zeros(n, object)
    reference[some] = [float(Fraction(int(a), int(b)) * ratio) for a, b in zip(straight.a[some], straight.b[some], strict=True)]
    out["reference"] = reference.astype(np.float64)
    out["principal"] = np.array([float(Fraction(int(b)) / straight.b_per) for b in straight.b])
    return out | _by_days(scheme, deals, flow, straight)


def _by_days(scheme: Scheme, deals: Deals, flow: Flow, straight: _Straight) -> dict[str, Ints]:
    """Principal, days and days of the year, where the amount is made of them by the scheme's own day count."""
    if scheme.day_count is None:
        return {}
    day = flow.day.astype(np.int64)
    spans = [] if flow.since is None else [(np.asarray(flow.since).astype(np.int64), day)]
    spans += [(day, deals.new_day.astype(np.int64))]
    spans += [(day, np.maximum(deals.keys["due_day"], day).astype(np.int64))] if "due_day" in deals.keys else []
    for start, end in spans:
        days, year = year_fraction_parts(start, end, scheme.day_count)
        weight = deals.amount.astype(object) * days
        largest = int(np.argmax(np.abs(weight))) if len(weight) else 0
        if not len(weight) or not weight[largest]:
            continue
        factor = Fraction(int(straight.b[largest]) * year, int(weight[largest])) / straight.b_per
        left = straight.b * (year * factor.denominator * straight.b_per.denominator)
        right = weight * (factor.numerator * straight.b_per.numerator)
        if (left == right).all():
            n = len(days)
            found = {"principal": deals.amount.astype(np.float64), "days": days.astype(np.int64), "year": np.full(n, year, np.int64)}
            return found | {"factor": np.full(n, float(factor))}
    return {}
