"""The supplier frame: what moves, what each supplier gets, whether it is made whole, and the receivable it carries."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

import numpy as np
from attrs import frozen

from cashflow.basics.currencies import minor_digits
from cashflow.basics.days import Ints, to_date
from cashflow.basics.frames import pd
from cashflow.basics.groupby import exact_sums
from cashflow.basics.money import from_minor, whole
from cashflow.deals import NATURES, PARTIES, SUPPLIER
from cashflow.engine.choice import OfferResult
from cashflow.ledger.groups import Groups
from cashflow.measures import Benefit, Effects
from cashflow.measures.catalog import COSTS
from cashflow.measures.exact import times
from cashflow.offers import Scenario

__all__ = ["INCENTIVES", "Accepting", "accepted_dict", "accepting", "suppliers_frame"]

_TRUTHS = ("made_whole", "made_whole_vs_due")
_JUDGED = {"acceptance": math.nan, "gains": None, **dict.fromkeys(_TRUTHS)}
"""What is said of a supplier that has something to accept; empty where nothing of it moves."""
_SUPPLIER = PARTIES.index(SUPPLIER)
INCENTIVES = tuple(f"incentive_{nature.replace(' ', '_')}" for nature in COSTS)
"""Columns of the parts of `incentive`, by nature."""


class _Judged(Protocol):
    @property
    def scenario(self) -> Scenario: ...

    @property
    def offers(self) -> list[OfferResult]: ...


def accepted_dict(offers: Sequence[OfferResult], code: int, n_currencies: int) -> dict[str, Any]:
    """Of a scenario in one currency, as JSON: how many items move, and how many suppliers that accept are made whole, by baseline.

    ``made_whole`` is against the usual payment day, ``made_whole_vs_due`` against the contract due date; each ``yes``, ``no``,
    ``unknown``. A supplier with several offers counts once an offer.
    """
    accept = [(o, np.flatnonzero(o.accepts & (Groups(n_currencies).currency(o.covered.groups) == code))) for o in offers]
    moved = sum(int(o.covered.moved[which].sum()) for o, which in accept)
    return {"items_moved": moved, **_made_whole(accept)}


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


def accepting(scenarios: Sequence[_Judged], currencies: tuple[str, ...], top: int) -> Accepting:
    """What a report shows of the suppliers that accept: rows are made of the `top` alone, ties in the order of `suppliers_frame`."""
    accept, most = [], []
    for scenario in scenarios:
        for number, offer in enumerate(scenario.offers, 1):
            which = np.flatnonzero(offer.accepts & offer.decides)
            accept.append((offer, which))
            for row in _rows_of(offer, _largest(offer, which, currencies, top), currencies):
                most.append((-row["amount_moved"], scenario.scenario.name, number, row["supplier"], row["currency"], row))
    rows = [entry[-1] for entry in sorted(most, key=lambda entry: entry[:-1])[:top]]
    offered = sum(len(offer.suppliers) for offer, _ in accept)
    return Accepting(offered, sum(len(which) for _, which in accept), _made_whole(accept), rows)


def _largest(offer: OfferResult, which: Ints, currencies: tuple[str, ...], top: int) -> Ints:
    """Those of some groups of which no less moves, in major units, than of the one in place `top`."""
    if len(which) > top:
        finest = max(map(minor_digits, currencies))
        units = np.array([10 ** (finest - minor_digits(c)) for c in currencies], np.int64)
        amount = offer.covered.amount[which]
        size = times(amount, units[Groups.of(currencies).currency(offer.covered.groups[which])])
        which = which[size >= np.sort(size)[-top]]
    return which


def _rows_of(offer: OfferResult, which: Ints, currencies: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Rows of a few groups, in their order, without what they get by nature: the others are not judged for them."""
    takes = offer.choice[which]
    few = {option: offer.benefits[option].take(which[takes == option]) for option in dict.fromkeys(takes.tolist())}
    for at, (g, option) in enumerate(zip(which.tolist(), takes.tolist(), strict=True)):
        yield _row(offer, g, currencies, (few[option], int(np.count_nonzero(takes[:at] == option))))


def suppliers_frame(scenarios: Sequence[_Judged], currencies: tuple[str, ...]) -> pd.DataFrame:
    """One row a scenario, offer, supplier and currency that an offer covers, with the option taken."""
    rows = [
        {"scenario": s.scenario.name, "offer": number} | row
        for s in scenarios
        for number, offer in enumerate(s.offers, 1)
        for row in _rows(offer, currencies)
    ]
    if not rows:
        return pd.DataFrame(columns=["scenario", "offer", "supplier", "currency"])
    frame = pd.DataFrame(rows)
    for name in _TRUTHS:
        frame[name] = pd.Series([r[name] for r in rows], dtype=object)  # True, False or None; never numpy's
    return frame.sort_values(["scenario", "offer", "supplier", "currency"], kind="stable", ignore_index=True)


def _rows(offer: OfferResult, currencies: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    gets = [_by_nature(o) for o in offer.options]
    for g, decides in enumerate(offer.decides.tolist()):
        option = int(offer.choice[g])
        row = _row(offer, g, currencies, (offer.benefits[option], g), gets[option])
        yield row if decides else row | _JUDGED


def _by_nature(option: Effects) -> Ints:
    """(n_costs, n_groups): what each supplier gets beside principal and VAT, by nature; what it bears is negative."""
    legs = option.legs
    sign = (legs.payee == _SUPPLIER).astype(np.int64) - (legs.payer == _SUPPLIER)
    some = [np.flatnonzero((legs.nature == NATURES.index(n)) & (sign != 0)) for n in COSTS]
    return np.stack([exact_sums(legs.group[at], sign[at] * legs.amount[at], len(option.income)) for at in some])


def _row(
    offer: OfferResult, g: int, currencies: tuple[str, ...], judged_at: tuple[Benefit, int], gets: Ints | None = None
) -> dict[str, Any]:
    """One row; `judged_at` says where its benefit stands, `gets` what suppliers get of the option by nature, if anybody asks."""
    covered, option, (judged, at) = offer.covered, int(offer.choice[g]), judged_at
    took, rate = offer.options[option], offer.rates[g]
    receivable, day = (part[g] for part in offer.receivables[option])
    currency = currencies[Groups.of(currencies).currency(int(covered.groups[g]))]

    def money(minor: int | Fraction | None) -> Decimal | None:
        return None if minor is None else from_minor(whole(minor), currency)

    amount, days = int(covered.amount[g]), int(covered.amount_days[g])
    return {
        "supplier": offer.suppliers[g],
        "currency": currency,
        "option": str(covered.offer.options[option]),
        "acceptance": float(offer.weight[g]),
        "items": int(covered.items[g]),
        "items_moved": int(covered.moved[g]),
        "amount_moved": money(amount),
        "days_moved": days / amount if amount else None,
        "incentive": money(int(took.income[g])),
        **({} if gets is None else {name: money(int(gets[n, g])) for n, name in enumerate(INCENTIVES)}),
        "financing_cost": money(int(took.financing_cost[g])),
        "funding_rate_low": float(rate[0]) if rate else None,
        "funding_rate_high": float(rate[1]) if rate else None,
        "funding_day_count": covered.offer.funding_basis(covered.offer.options[option]),
        "funding_source": covered.offer.funding_source,
        "expected_credit_loss": money(judged.credit_loss[at]) if covered.offer.credit_loss else None,
        "net_benefit": money(judged.net[at]),
        "net_benefit_best": money(judged.net_best[at]),
        "net_benefit_vs_due": money(judged.net_vs_due[at]),
        "break_even_rate": judged.break_even_rate[at],
        "gains": judged.gains[at],
        "break_even_rate_vs_due": judged.break_even_rate_vs_due[at],
        "made_whole": judged.made_whole[at],
        "made_whole_vs_due": judged.made_whole_vs_due[at],
        "extra_receivable": money(receivable),
        "extra_receivable_on": None if day is None else pd.Timestamp(to_date(day)),
    }
