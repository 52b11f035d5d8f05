"""The supplier frame: what moves, what each supplier gets, whether it is made whole, and the receivable it carries."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, Protocol

import numpy as np
from attrs import frozen

from cashflow.basics.currencies import minor_digits
from cashflow.basics.days import Ints, to_date
from cashflow.basics.framed import framed
from cashflow.basics.frames import pd
from cashflow.basics.groupby import by_identity, exact_sums, run_starts
from cashflow.basics.money import from_minors
from cashflow.deals import NATURES, PARTIES, SUPPLIER
from cashflow.engine.choice import OfferResult, Rates
from cashflow.ledger.groups import Groups
from cashflow.measures import Effects
from cashflow.measures.catalog import COSTS
from cashflow.measures.exact import Exact, integers
from cashflow.offers import Scenario

__all__ = ["INCENTIVES", "Accepting", "accepted_dict", "accepting", "suppliers_frame"]

_WHO = ("scenario", "offer", "supplier", "currency")
_TRUTHS = ("made_whole", "made_whole_vs_due")
_JUDGED = {"acceptance": math.nan, "gains": None, **dict.fromkeys(_TRUTHS)}
"""What is said of a supplier that has something to accept; empty where nothing of it moves."""
_SUPPLIER = PARTIES.index(SUPPLIER)
INCENTIVES = tuple(f"incentive_{nature.replace(' ', '_')}" for nature in COSTS)
"""Columns of the parts of `incentive`, by nature."""
COLUMNS = (
    *_WHO,
    *("option", "acceptance", "items", "items_moved", "amount_moved", "days_moved", "incentive", *INCENTIVES, "financing_cost"),
    *("funding_rate_low", "funding_rate_high", "funding_day_count", "funding_source", "expected_credit_loss"),
    *("net_benefit", "net_benefit_best", "net_benefit_vs_due", "break_even_rate", "gains", "break_even_rate_vs_due"),
    *(*_TRUTHS, "extra_receivable", "extra_receivable_on"),
)


class _Judged(Protocol):
    @property
    def scenario(self) -> Scenario: ...

    @property
    def offers(self) -> list[OfferResult]: ...


def accepted_dict(offers: Sequence[OfferResult], codes: Sequence[int], n_currencies: int) -> dict[str, Any]:
    """Of a scenario in some currencies, as JSON: how many items move, and how many suppliers that accept are made whole, by baseline.

    ``made_whole`` is against the usual payment day, ``made_whole_vs_due`` against the contract due date; each ``yes``, ``no``,
    ``unknown``. A supplier with several offers counts once an offer, and once a currency; in ``suppliers_accepting`` once.
    """
    currency, supplier = Groups(n_currencies).currency, Groups(n_currencies).supplier
    accept = [(o, np.flatnonzero(o.accepts & np.isin(currency(o.covered.groups), codes))) for o in offers]
    moved = sum(int(o.covered.moved[which].sum()) for o, which in accept)
    who = np.unique(np.concatenate([np.zeros(0, np.int64), *(supplier(o.covered.groups[which]) for o, which in accept)]))
    return {"items_moved": moved, "suppliers_accepting": len(who), **_made_whole(accept)}


def _made_whole(accept: Iterable[tuple[OfferResult, Ints]]) -> dict[str, dict[str, int]]:
    """How many of some groups of some offers are made whole by the option they take, by baseline."""
    counts = {name: np.zeros(3, np.int64) for name in _TRUTHS}
    for offer, which in accept:
        for option, judged in enumerate(offer.benefits):
            mine = which[offer.choice[which] == option]
            for name, truths in zip(_TRUTHS, (judged.truths, judged.truths_vs_due), strict=True):
                counts[name] += np.bincount(truths[mine], minlength=3)
    return {name: dict(zip(("yes", "no", "unknown"), many[[1, 0, 2]].tolist(), strict=True)) for name, many in counts.items()}


@frozen(eq=False)
class Accepting:
    """Suppliers that accept, each once an offer and currency: how many, how they fare, and those of which most moves."""

    offered: int  # of how many; 0: no offer covers anybody
    count: int
    made_whole: dict[str, dict[str, int]]  # by baseline: yes, no, unknown
    largest: list[dict[str, Any]]  # rows as of `suppliers_frame`


def accepting(scenarios: Sequence[_Judged], currencies: tuple[str, ...], top: int, order: Sequence[str]) -> Accepting:
    """What a report shows of the suppliers that accept: rows are made of the `top` alone.

    Currencies don't compare, so that each has its largest in turn, in the `order` in which the report tells them. Rows stand by currency
    in that order, the largest first, ties in the order of `suppliers_frame`.
    """
    accept = [(offer, np.flatnonzero(offer.accepts & offer.decides)) for scenario in scenarios for offer in scenario.offers]
    who = [(scenario.scenario.name, number) for scenario in scenarios for number, _ in enumerate(scenario.offers, 1)]
    turn = np.array([order.index(c) for c in currencies], np.int64)
    most = []
    for at, (offer, _), (which, rank) in zip(who, accept, _in_turn(accept, turn, top), strict=True):
        for behind, row in zip(rank.tolist(), _rows(offer, which, currencies), strict=True):
            most.append((behind, order.index(row["currency"]), *at, row["supplier"], row))
    shown = sorted(sorted(most, key=lambda entry: entry[:-1])[:top], key=lambda entry: entry[1])
    offered = sum(len(offer.suppliers) for offer, _ in accept)
    return Accepting(offered, sum(len(which) for _, which in accept), _made_whole(accept), [entry[-1] for entry in shown])


def _in_turn(accept: Sequence[tuple[OfferResult, Ints]], turn: Ints, top: int) -> list[tuple[Ints, Ints]]:
    """Of some groups of each offer those that may be among the `top`, and of how many of their currency more moves than of each."""
    groups, none = Groups(len(turn)), np.zeros(0, np.int64)
    amount = np.concatenate([none, *(offer.covered.amount[which] for offer, which in accept)])
    own = np.concatenate([none, *(turn[groups.currency(offer.covered.groups[which])] for offer, which in accept)])
    size = np.unique(amount, return_inverse=True)[1]  # sums may be Python integers, which can't be sorted by columns
    order = np.lexsort([-size, own])
    behind, start = np.arange(len(order)), run_starts(own[order])
    behind -= np.repeat(start, np.diff(np.append(start, len(order))))  # places among those of the currency
    alike = run_starts(own[order], size[order])
    rank = np.empty(len(order), np.int64)
    rank[order] = np.repeat(behind[alike], np.diff(np.append(alike, len(order))))  # ties share the first place of theirs
    place = rank * len(turn) + own
    may = place <= (np.sort(place)[top - 1] if len(place) > top else place.max(initial=0))
    each = np.cumsum([len(which) for _, which in accept])[:-1]
    parts = zip(accept, np.split(rank, each), np.split(may, each), strict=True)
    return [(which[some], ranks[some]) for (_, which), ranks, some in parts]


def suppliers_frame(scenarios: Sequence[_Judged], currencies: tuple[str, ...]) -> pd.DataFrame:
    """One row a scenario, offer, supplier and currency that an offer covers, with the option taken."""
    rows = [
        {"scenario": s.scenario.name, "offer": number} | row
        for s in scenarios
        for number, offer in enumerate(s.offers, 1)
        for row in _rows(offer, np.arange(len(offer.suppliers)), currencies, by_nature=True)
    ]
    frame = framed(rows, COLUMNS)
    for name in _TRUTHS:
        frame[name] = pd.Series([r[name] for r in rows], dtype=object)  # True, False or None; never numpy's
    return frame.sort_values([*_WHO], kind="stable", ignore_index=True)


def _rows(offer: OfferResult, which: Ints, currencies: tuple[str, ...], by_nature: bool = False) -> list[dict[str, Any]]:
    """Rows of some groups, in their order; the others are not judged for them. `by_nature`: with the parts of what they get."""
    takes, decides = offer.choice[which], offer.decides[which].tolist()
    rows: list[dict[str, Any]] = [{}] * len(which)
    for option in np.unique(takes).tolist():
        places = np.flatnonzero(takes == option)
        columns = _columns(offer, which[places], option, currencies, by_nature)
        for place, values in zip(places.tolist(), zip(*columns.values(), strict=True), strict=True):
            row = dict(zip(columns, values, strict=True))
            rows[place] = row if decides[place] else row | _JUDGED
    return rows


def _by_nature(option: Effects) -> Ints:
    """(n_costs, n_groups): what each supplier gets beside principal and VAT, by nature; what it bears is negative."""
    legs = option.legs
    sign = (legs.payee == _SUPPLIER).astype(np.int64) - (legs.payer == _SUPPLIER)
    some = [np.flatnonzero((legs.nature == NATURES.index(n)) & (sign != 0)) for n in COSTS]
    return np.stack([exact_sums(legs.group[at], sign[at] * legs.amount[at], len(option.income)) for at in some])


def _columns(offer: OfferResult, which: Ints, option: int, currencies: tuple[str, ...], by_nature: bool) -> dict[str, Sequence[Any]]:
    """What is said of some groups that take an option, a column each."""
    covered, took, judged = offer.covered, offer.options[option], offer.benefits[option].take(which)
    scheme, many, code = covered.offer.options[option], len(which), Groups.of(currencies).currency(covered.groups[which])
    digits = np.array([minor_digits(c) for c in currencies], np.int64)[code]
    amount, days = covered.amount[which], covered.amount_days[which]
    low, high = _ends([offer.rates[g] for g in which.tolist()])
    receivable, day = ([part[g] for g in which.tolist()] for part in offer.receivables[option])
    gets = dict(zip(INCENTIVES, _by_nature(took)[:, which], strict=True)) if by_nature else {}
    share, shares = by_identity([offer.weight[g] for g in which.tolist()])
    return {
        "supplier": [offer.suppliers[g] for g in which.tolist()],
        "currency": [currencies[c] for c in code.tolist()],
        "option": [str(scheme)] * many,
        "acceptance": np.array([float(s) for s in shares])[share].tolist(),
        "items": covered.items[which].tolist(),
        "items_moved": covered.moved[which].tolist(),
        "amount_moved": from_minors(amount, digits),
        "days_moved": [d / a if a else None for d, a in zip(days.tolist(), amount.tolist(), strict=True)],
        "incentive": from_minors(took.income[which], digits),
        **{name: from_minors(values, digits) for name, values in gets.items()},
        "financing_cost": from_minors(took.financing_cost[which], digits),
        "funding_rate_low": low,
        "funding_rate_high": high,
        "funding_day_count": [covered.offer.funding_basis(scheme)] * many,
        "funding_source": [covered.offer.funding_source] * many,
        "expected_credit_loss": _money(judged.credit_loss, digits) if covered.offer.credit_loss else [None] * many,
        "net_benefit": _money(judged.net, digits),
        "net_benefit_best": _money(judged.net_best, digits),
        "net_benefit_vs_due": _money(judged.net_vs_due, digits),
        "break_even_rate": judged.break_even_rate,
        "gains": judged.gains,
        "break_even_rate_vs_due": judged.break_even_rate_vs_due,
        "made_whole": judged.made_whole,
        "made_whole_vs_due": judged.made_whole_vs_due,
        "extra_receivable": _known(receivable, lambda some, which: from_minors(integers(some), digits[which])),
        "extra_receivable_on": _known(day, lambda some, _: [pd.Timestamp(to_date(d)) for d in some]),
    }


def _ends(rates: Sequence[Rates]) -> tuple[Sequence[float | None], Sequence[float | None]]:
    """Low and high end of each rate; there are few rates."""
    code, kinds = by_identity(rates)
    low, high = ([None if r is None else float(r[end]) for r in kinds] for end in (0, 1))
    return [low[c] for c in code.tolist()], [high[c] for c in code.tolist()]


def _money(exact: Exact, digits: Ints) -> Sequence[Decimal | None]:
    """Amounts to the nearest minor unit; `None` where they are not known."""
    every = from_minors(exact.rounded, digits)
    return every if exact.known is None else [a if known else None for a, known in zip(every, exact.known.tolist(), strict=True)]


def _known(values: Sequence[int | None], say: Callable[[Sequence[int], Ints], Sequence[Any]]) -> Sequence[Any]:
    """What is said of the values that are there, in their places; `say` has these and their positions."""
    some = np.array([v is not None for v in values], bool)
    out: list[Any] = [None] * len(values)
    for at, told in zip(np.flatnonzero(some).tolist(), say([v for v in values if v is not None], np.flatnonzero(some)), strict=True):
        out[at] = told
    return out
