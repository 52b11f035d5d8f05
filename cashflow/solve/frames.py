"""Frames and JSON of a solution: choices, the curve, constraints relaxed and re-solved, rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import evolve

from cashflow.basics.framed import framed
from cashflow.basics.frames import pd
from cashflow.basics.money import from_minor, whole
from cashflow.solve.choices import Options
from cashflow.solve.constraints import Admitted
from cashflow.solve.optimum import Found, Optimizer
from cashflow.solve.problem import NONE, Answer, Problem

__all__ = ["choices_frame", "constraints_frame", "curve_frame", "everything", "records", "rules_frame", "stops"]


def choices_frame(options: Options, taken: list[tuple[int, int]], currency: str) -> pd.DataFrame:
    """One row a supplier with an offer and currency in which something of it moves."""
    rows = [
        _choice(options, s, m, n, currency)
        for s, m in taken
        for n, at in enumerate(options.position[s, m].tolist())
        if at >= 0 and options.results[m].covered.moved[at]
    ]
    frame = framed(rows, _CHOICES)
    for name in _CHOICES[-2:]:
        frame[name] = pd.Series([r[name] for r in rows], dtype=object)
    return frame


def _choice(options: Options, s: int, m: int, n: int, currency: str) -> dict[str, Any]:
    """What an entry of the menu does for a supplier in one of its currencies, in the currency of the question."""
    result, g = options.results[m], int(options.position[s, m, n])
    owed_in, worth = [*options.rates.items()][n]
    money = lambda minor: from_minor(whole(minor), currency)  # noqa: E731
    judged, rate, amount = result.benefits[0], result.rates[g], int(result.covered.amount[g])
    cash, cost = int(options.held[s, m, n]), int(options.costs[s, m, n])
    return {
        "supplier": options.suppliers[s],
        "currency": currency,
        "owed_in": owed_in,
        "menu": options.entries[m].number,
        "extend": str(options.offers[m].extend),
        "option": str(options.offers[m].options[0]),
        "items_moved": int(result.covered.moved[g]),
        "amount_moved": money(int(options.amounts[s, m, n])),
        "days_moved": int(result.covered.amount_days[g]) / amount if amount else None,
        "cash_retained": money(cash),
        "cost": money(cost),
        "cost_per_cash": cost / cash if cash else None,
        "funding_rate_low": float(rate[0]) if rate else None,
        "funding_rate_high": float(rate[1]) if rate else None,
        "funding_day_count": options.offers[m].funding_basis(options.offers[m].options[0]),
        "net_benefit": None if (net := judged.net[g]) is None else money(whole(net) * worth),
        "net_benefit_vs_due": None if (net := judged.net_vs_due[g]) is None else money(whole(net) * worth),
        "made_whole": judged.made_whole[g],
        "made_whole_vs_due": judged.made_whole_vs_due[g],
    }


_CHOICES = (
    *("supplier", "currency", "owed_in", "menu", "extend", "option", "items_moved", "amount_moved", "days_moved", "cash_retained", "cost"),
    *("cost_per_cash", "funding_rate_low", "funding_rate_high", "funding_day_count", "net_benefit", "net_benefit_vs_due"),
    *("made_whole", "made_whole_vs_due"),
)
_CURVE = ("target", "reached", "cash_retained", "cost", "cost_per_cash", "price", "gap", "suppliers")


def curve_frame(optimizer: Optimizer, targets: Sequence[int], known: dict[int, Answer], currency: str) -> pd.DataFrame:
    """One row a target; the cost of a lower target is never above that of a higher one, for its offers would do.

    Targets whose answer is known are not solved again.
    """
    found: dict[int, Answer | None] = {}
    above: Answer | None = None
    for target in sorted(set(targets), reverse=True):
        answer = known.get(target) or optimizer.least(target)
        if above is not None and (answer is None or above.cost < answer.cost):
            answer = _lower(above, answer)
        found[target] = above = answer
    rows: list[dict[str, Any]] = []
    for target, answer in sorted(found.items()):
        row: dict[str, Any] = {"target": from_minor(target, currency), "reached": answer is not None}
        money = lambda minor: None if minor is None else from_minor(minor, currency)  # noqa: E731
        row |= {"cash_retained": money(answer and answer.cash), "cost": money(answer and answer.cost)}
        row |= {"cost_per_cash": answer.cost / answer.cash if answer and answer.cash else None}
        row |= {"price": answer.price if answer and answer.bound is not None else None, "gap": answer.gap if answer else None}
        rows.append(row | {"suppliers": int((answer.choice != NONE).sum()) if answer else None})
    frame = framed(rows, _CURVE, {"suppliers": "object"})
    for name in ("cash_retained", "cost", "suppliers"):
        frame[name] = pd.Series([r[name] for r in rows], dtype=object)
    return frame


def _lower(above: Answer, own: Answer | None) -> Answer:
    """A choice that holds a higher target as the answer to a lower one: what was proven of it holds of the higher one alone."""
    return evolve(above, proven=False, bound=None if own is None else own.bound, price=0.0 if own is None else own.price)


def constraints_frame(optimizer: Optimizer, found: Found, target: int, currency: str) -> pd.DataFrame:
    """One row the target and each constraint; a constraint for every day is one row, and relaxed on every day at once."""
    problem, rows = optimizer.problem, []
    if found.most is None:
        rows.append(_target_row(optimizer, found.answer, target, currency))
    names = list(dict.fromkeys(r.name for r in problem.constraints))
    for name in names:
        same = [k for k, r in enumerate(problem.constraints) if r.name == name]
        rows.append(_limit_row(optimizer, found, target, currency, same))
    columns = ["constraint", "allowed", "used", "binds", "price", "relaxed_to"]
    columns += ["saves_estimated", "saves", "holds_more_estimated", "holds_more"]
    frame = pd.DataFrame(rows, columns=columns)
    for column in frame.columns:
        frame[column] = pd.Series([r.get(column) for r in rows], dtype=object)
    return frame


def _target_row(optimizer: Optimizer, answer: Answer, target: int, currency: str) -> dict[str, Any]:
    row = {"constraint": "target", "allowed": from_minor(target, currency), "used": from_minor(answer.cash, currency)}
    if answer.method == "greedy":
        return row
    less = target - _hundredth(target)
    again = optimizer.least(less)
    saves = max(0, answer.cost - again.cost) if again else 0
    row |= {"binds": answer.price > 0, "price": answer.price, "relaxed_to": from_minor(less, currency)}
    return row | {"saves_estimated": from_minor(round(answer.price * (target - less)), currency), "saves": from_minor(saves, currency)}


def _hundredth(limit: int) -> int:
    """One per cent, rounded up: of fewer than a hundred suppliers it is one supplier."""
    return -(-limit // 100)


def _limit_row(optimizer: Optimizer, found: Found, target: int, currency: str, same: list[int]) -> dict[str, Any]:
    problem, answer = optimizer.problem, found.answer
    constraint = problem.constraints[same[0]]
    said = (lambda v: from_minor(v, currency)) if constraint.is_money else (lambda v: v)
    row = {"constraint": constraint.name, "allowed": said(constraint.limit), "used": said(max(answer.used[k] for k in same))}
    if answer.method == "greedy":
        return row
    prices = answer.prices if found.most is None else found.most.prices
    price = sum(prices[k] for k in same)
    more = _hundredth(constraint.limit)
    row |= {"binds": price > 0, "price": price, "relaxed_to": said(constraint.limit + more)}
    if price <= 0:
        return row
    wider = [r.limit + (more if k in same else 0) for k, r in enumerate(problem.constraints)]
    estimated = from_minor(round(price * more), currency)
    if found.most is None:
        again = optimizer.least(target, wider)
        saves = max(0, answer.cost - again.cost) if again else 0
        return row | {"saves_estimated": estimated, "saves": from_minor(saves, currency)}
    further = max(0, optimizer.most(wider).answer.cash - found.most.answer.cash)
    return row | {"holds_more_estimated": estimated, "holds_more": from_minor(further, currency)}


def everything(options: Options, mask: Any) -> int:
    """Cash retained if every supplier took its option of most cash, whatever the constraints."""
    best = np.where(mask, options.cash, 0).max(axis=1, initial=0)
    return int(best.astype(object).sum())


def rules_frame(options: Options, admitted: Admitted, currency: str) -> pd.DataFrame:
    """One row a rule: what it forbids, and what everybody's largest option would hold without it, whatever the constraints."""
    rows = [
        {
            "rule": name,
            "options": int(mask.sum()),
            "suppliers": int(mask.any(axis=1).sum()),
            "could_hold": from_minor(everything(options, admitted.without(name)), currency),
        }
        for name, mask in admitted.rules.items()
        if name != "moves nothing"
    ]
    return framed(rows, ["rule", "options", "suppliers", "could_hold"])


def stops(problem: Problem, found: Found) -> list[str]:
    """Names of the constraints that keep the most from being more."""
    if found.most is None:
        return []
    return list(dict.fromkeys(r.name for r, p in zip(problem.constraints, found.most.prices, strict=True) if p > 1e-9))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows by name, missing as `None`."""
    plain = lambda v: None if v is None or v != v else v  # noqa: E731
    return [{str(k): plain(v.item() if isinstance(v, np.generic) else v) for k, v in r.items()} for r in frame.to_dict("records")]
