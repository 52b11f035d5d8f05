"""What an offer costs and gives as rates a year: the simple rate, and the internal rate of return of the dated payments beside it.

A flat fee at the start and interest at the end may cost the same simple rate; they are not the same rate of return.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from cashflow.basics.days import Ints
from cashflow.basics.framed import framed
from cashflow.basics.frames import pd
from cashflow.basics.timevalue import rates_of_return
from cashflow.deals import BUYER, PARTIES, SUPPLIER, Deals, Legs
from cashflow.engine.choice import OfferResult
from cashflow.results.comparison import ScenarioResult

__all__ = ["rates_frame"]

_COLUMNS = ("scenario", "currency", "offer", "supplier", "simple_rate", "internal_rate")
_BUYER, _SUPPLIER = PARTIES.index(BUYER), PARTIES.index(SUPPLIER)


def rates_frame(scenarios: Iterable[ScenarioResult], currencies: tuple[str, ...]) -> pd.DataFrame:
    """One row a scenario and currency (what the buyer pays), then one a supplier that an offer moves (at which it breaks even)."""
    rows: list[dict[str, Any]] = []
    for scenario in scenarios:
        for code in sorted(range(len(currencies)), key=lambda c: currencies[c]):
            where = {"scenario": scenario.scenario.name, "currency": currencies[code]}
            whole = {"offer": None, "supplier": None, "simple_rate": scenario.totals[code].all_in_rate}
            rows.append(where | whole | {"internal_rate": _known(_all_in(scenario, code, len(currencies)))})
            for number, offer in enumerate(scenario.offers, 1):
                rows += [where | {"offer": number} | row for row in _suppliers(offer, code, len(currencies))]
    return framed(rows, _COLUMNS, {"offer": "number"})


def _known(rate: float) -> float | None:
    return None if np.isnan(rate) else float(rate)


def _all_in(scenario: ScenarioResult, code: int, n_currencies: int) -> float:
    """Internal rate of what the buyer keeps and pays, weighted by acceptance: effective a year, ACT/365F; NaN where there is none."""
    days, amounts = [np.zeros(0, np.int64)], [np.zeros(0)]
    for offer in scenario.offers:
        weight = np.array([float(w) for w in offer.weight]) * (offer.covered.groups % n_currencies == code)
        for option, took in enumerate(offer.options):
            mine = weight * (offer.choice == option)
            day, group, amount = _flows(offer.covered.deals, took.legs, _BUYER)
            days.append(day)
            amounts.append(amount * mine[group])
    every = np.concatenate(amounts)
    some = np.flatnonzero(every)
    return _rate(*_by_day(np.concatenate(days)[some], every[some]))


def _suppliers(offer: OfferResult, code: int, n_currencies: int) -> Iterator[dict[str, Any]]:
    """Each supplier's rates at which the option it takes leaves it as well off: simple, and internal."""
    groups = np.flatnonzero((offer.covered.groups % n_currencies == code) & (offer.covered.moved > 0))
    rates = np.full(len(offer.covered.groups), np.nan)
    for option, took in enumerate(offer.options):
        mine = groups[offer.choice[groups] == option]
        if len(mine):
            rates[mine] = _of_groups(offer.covered.deals, took.legs, mine)
    for g in groups.tolist():
        simple = offer.benefits[int(offer.choice[g])].break_even_rate[g]
        yield {"supplier": offer.suppliers[g], "simple_rate": simple, "internal_rate": _known(rates[g])}


def _of_groups(deals: Deals, legs: Legs, groups: Ints) -> np.ndarray[Any, Any]:
    """(n,), float64: a row a group, a column a day on which any of them is paid."""
    day, group, amount = _flows(deals, legs, _SUPPLIER)
    at = np.full(int(max(group.max(initial=0), groups.max(initial=0))) + 1, -1)
    at[groups] = np.arange(len(groups))
    some = np.flatnonzero(at[group] >= 0)
    days, column = np.unique(day[some], return_inverse=True)
    table = np.zeros((len(groups), max(len(days), 1)))
    np.add.at(table, (at[group[some]], column), amount[some])
    return np.atleast_1d(_rate(days, table)) if len(days) else np.full(len(groups), np.nan)


def _flows(deals: Deals, legs: Legs, party: int) -> tuple[Ints, Ints, np.ndarray[Any, Any]]:
    """(day, group, amount): the baseline's payment undone on its day, and the legs of a party; what the supplier gets is positive.

    Amounts are minor units as floats: a rate is taken of them, no money is booked from them.
    """
    sign = (legs.payee == party).astype(np.int64) - (legs.payer == party)
    some = np.flatnonzero(sign)
    undone = -deals.amount if party == _SUPPLIER else deals.amount
    day = np.concatenate([deals.base_day, legs.day[some]]).astype(np.int64)
    amount = np.concatenate([undone.astype(float), sign[some] * legs.amount[some].astype(float)])
    return day, np.concatenate([deals.group, legs.group[some]]), amount


def _by_day(day: Ints, amount: np.ndarray[Any, Any]) -> tuple[Ints, np.ndarray[Any, Any]]:
    days, at = np.unique(day, return_inverse=True)
    return days, np.bincount(at, weights=amount, minlength=len(days))


def _rate(days: Ints, amounts: np.ndarray[Any, Any]) -> Any:
    if not len(days):
        return float("nan")
    return rates_of_return(days, amounts)[0]  # of several the one nearest to nothing, as the docs of `xirr` say
