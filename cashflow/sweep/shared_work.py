"""Scenarios that share work: selections are looked up once, coverage once an extension, effects once a scheme on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve, field, frozen

from cashflow.basics.days import NO_DAY
from cashflow.basics.errors import CashflowError
from cashflow.basics.fiscal import Quarters
from cashflow.deals import Scheme
from cashflow.engine.choice import OfferResult, offer_result
from cashflow.engine.coverage import Chosen, Covered, cover
from cashflow.engine.totals import totals_of
from cashflow.measures import Effects, ScenarioTotals, effects
from cashflow.measures.reporting import Reporting
from cashflow.offers import Offer, Scenario
from cashflow.payments import Payments

__all__ = ["Swept", "sweep_scenarios"]

_KEPT = 16  # effects kept of one coverage: each holds numbers of every supplier and quarter, some 50 MB of 20,000 suppliers


@frozen(eq=False)
class Swept:
    """What is kept of a scenario."""

    totals: list[ScenarioTotals]  # by currency code
    expected: bool  # some supplier accepts with a share between none and all
    notes: list[str]
    last_leg: int  # last day on which anybody pays by it; `NO_DAY`: nobody does, or it was not asked for


@frozen(eq=False)
class _Known:
    """Effects of the options asked for last on what one scenario covers; other scenarios with the same coverage take them from here."""

    covered: list[Covered]
    quarters: Quarters
    effects: dict[tuple[int, Any], Effects] = field(factory=dict)

    def of(self, number: int, option: Scheme) -> Effects:
        """Effects of an option on what offer `number` covers."""
        key = (number, _hashable(option))
        if key not in self.effects:
            while len(self.effects) >= _KEPT:
                del self.effects[next(iter(self.effects))]
            on = self.covered[number]
            self.effects[key] = effects(on.deals, option, self.quarters, len(on.groups))
        return self.effects[key]


def sweep_scenarios(
    payments: Payments, scenarios: list[Scenario], quarters: Quarters, settings: Reporting, *, last_legs: bool = False
) -> list[Swept | CashflowError]:
    """Totals of every scenario, in their order; for one that `compare` would refuse, the refusal. `last_legs`: and its last payment.

    Scenarios that select alike are worked through one after the other, and among them those that move alike, so that only one
    coverage is held at a time.
    """
    found: dict[int, Swept | CashflowError] = {}
    for alike in _grouped(range(len(scenarios)), lambda n: _selects(scenarios[n])):
        try:
            chosen = Chosen.of(payments, scenarios[alike[0]])
        except CashflowError as wrong:
            found |= dict.fromkeys(alike, wrong)
            continue
        for same in _grouped(alike, lambda n: _moves(scenarios[n])):
            known: _Known | None = None
            for n in same:
                scenario = scenarios[n]
                try:
                    if known is None or any(c.notes and not len(c.groups) for c in known.covered):  # that note names its scenario
                        known = _Known(cover(payments, scenario, quarters, settings.agency_days, chosen), quarters)
                    found[n] = _swept(payments, list(_judged(payments, scenario, known)), quarters, settings, last_legs)
                except CashflowError as wrong:
                    found[n] = wrong
    return [found[n] for n in range(len(scenarios))]


def _judged(payments: Payments, scenario: Scenario, known: _Known) -> Iterator[OfferResult]:
    for number, (offer, covered) in enumerate(zip(scenario.offers, known.covered, strict=True)):
        mine = evolve(covered, offer=offer)
        yield offer_result(payments.ledger, mine, known.quarters, lambda option, number=number: known.of(number, option))  # type: ignore[misc]


def _swept(payments: Payments, offers: list[OfferResult], quarters: Quarters, settings: Reporting, last_leg: bool) -> Swept:
    expected = any(0 < w < 1 for o in offers for w in o.weight)
    last = max((o.last_leg for o in offers), default=NO_DAY) if last_leg else NO_DAY
    return Swept(totals_of(payments, offers, quarters, settings), expected, [n for o in offers for n in o.covered.notes], last)


def _grouped(numbers: Any, key: Any) -> list[list[int]]:
    """Numbers with the same key, in order of first appearance."""
    groups: dict[Any, list[int]] = {}
    for number in numbers:
        groups.setdefault(key(number), []).append(number)
    return list(groups.values())


def _selects(scenario: Scenario) -> Any:
    """What tells selections apart: every setting of an offer that is not marked as something else, so that none can be forgotten."""
    return tuple(_plain(o.settings("selects")) for o in scenario.offers)


def _moves(scenario: Scenario) -> Any:
    """What tells coverages apart that select alike: where items move, what stops them, overdue ones too, and the keys options look at."""
    return scenario.limits, tuple((o.settings("moves"), *_looks(o)) for o in scenario.offers)


def _looks(offer: Offer) -> tuple[Any, ...]:
    needs = frozenset(n for o in offer.options for n in o.needs)
    waits = any(not o.pays_supplier_by_baseline for o in offer.options)  # else no limit is tested
    return needs, waits, frozenset(bool(o.covers_unmoved) for o in offer.options)


def _plain(value: Any) -> Any:
    """A hashable twin of plain values; True and 1 differ, as their texts do."""
    if isinstance(value, Mapping):
        return tuple((str(k), _plain(v)) for k, v in value.items())
    if isinstance(value, list | tuple):
        return tuple(_plain(v) for v in value)
    if isinstance(value, set | frozenset):
        return tuple(sorted(repr(v) for v in value))
    return type(value).__name__, repr(value)


def _hashable(option: Scheme) -> Any:
    """The option, or where it can't be compared, which object it is."""
    try:
        hash(option)
    except TypeError:
        return id(option)
    return option
