"""A grid of suppliers: in every scenario each supplier accepts or not, with its own number of days; one offer for all.

What a supplier does to each figure is looked up in a table [supplier × currency, extension, column] that is built once; a
scenario adds up one row a supplier. Tables are built family by family when a figure asks for them, for the asked extensions
only, and kept while they are no larger than `Sizes.table`.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from typing import overload

import numpy as np
from attrs import evolve, field, frozen

from cashflow.basics.days import NO_DAY, Ints
from cashflow.basics.errors import CashflowError
from cashflow.basics.fiscal import Quarters
from cashflow.basics.size import sizes, taken
from cashflow.deals import Flow, flows_of
from cashflow.kernels.grids import add_chosen
from cashflow.ledger.groups import Groups
from cashflow.measures import BaselineMeasures, ScenarioTotals, scenario_totals
from cashflow.measures.catalog import ACCOUNTS, AT, COSTS
from cashflow.measures.effects import costs_of
from cashflow.measures.exact import Exact
from cashflow.measures.reporting import Reporting
from cashflow.measures.totals import Weighted
from cashflow.offers import Offer, Scenario
from cashflow.offers.selection import SuppliersGiven, looks_at_size, to_some
from cashflow.payments import Payments
from cashflow.sweep.cells_by_row import Sorted, in_order, sorted_cells
from cashflow.sweep.cost_tables import fill_legs
from cashflow.sweep.day_steps import NotShared, Steps, Weigh, fill, packed, steps_of
from cashflow.sweep.first_and_last import Ends, by_extension, by_scenario
from cashflow.sweep.narrow_tables import Part, narrowed
from cashflow.sweep.shared_work import Swept, sweep_scenarios
from cashflow.sweep.sources import Source, sources_of
from cashflow.sweep.weights import BANK_ACCOUNTS, Bank, Held, Other, Plan

__all__ = ["Book", "Grid"]

FAMILIES = ("held", "bank", "legs", "other")


@frozen(eq=False)
class Book:
    """What an offer does to every supplier at every asked extension."""

    payments: Payments
    offer: Offer
    quarters: Quarters
    reporting: Reporting
    days: list[int]  # asked extensions, rising
    sources: list[Source]
    plan: Plan
    additive: bool  # the scheme is, as far as it was tried; else every scenario is compared on its own
    tables: dict[str, list[Part]] = field(factory=dict)
    cells: list[list[Sorted]] = field(factory=list)  # of all sources, by group, once they are made; see `_cells`

    @classmethod
    def of(cls, payments: Payments, offer: Offer, quarters: Quarters, reporting: Reporting, days: list[int]) -> Book:
        """Look the offer's classes up; nothing is added up yet."""
        sources = sources_of(payments, offer, reporting.agency_days, days)
        flows = [f for s in sources for k in {days[0], days[-1]} for f in s.at(k).flows]
        costs = {f.nature for f, _ in costs_of(flows)}
        natures = tuple(n for n in COSTS if n in costs)
        accrues = tuple(n for n in natures if any(f.nature == n and f.since is not None for f in flows))
        bank = any("bank" in (f.payer, f.payee) for f in flows if f.nature == "principal")
        plan = Plan(quarters, natures, accrues, any(f.nature == "vat" for f in flows), bank)
        additive = all(_is_additive(s, days[-1]) for s in sources)
        return cls(payments, offer, quarters, reporting, days, sources, plan, additive)

    def over(self, quarters: Quarters) -> Book:
        """The same over other quarters."""
        return evolve(self, quarters=quarters, plan=evolve(self.plan, quarters=quarters), tables={}, cells=[])

    @functools.cached_property
    def groups(self) -> Ints:
        """Supplier × currency pairs that the offer may cover, rising."""
        ledger = self.payments.ledger
        if len(ledger.currency.values) == 1 and self.offer.suppliers in (None, "all"):
            return np.arange(len(ledger.supplier.values))
        there = np.zeros(Groups.of(ledger.currency.values).count(len(ledger.supplier.values)), bool)
        for source in self.sources:
            if source.counted is not True:
                for group, _, _ in source.cells():
                    there[group] = True
        return np.flatnonzero(there)

    @functools.cached_property
    def position(self) -> Ints:
        """Row of each supplier × currency pair in a table; −1: none."""
        ledger = self.payments.ledger
        out = np.full(Groups.of(ledger.currency.values).count(len(ledger.supplier.values)), -1)
        out[self.groups] = np.arange(len(self.groups))
        return out

    @functools.cached_property
    def prepays(self) -> bool:
        """Whether some item is paid before its invoice date, so that its move changes prepayments."""
        invoiced = self.payments.ledger.invoice_day
        return any((s.items.base_day < invoiced[s.items.invoice]).any() for s in self.sources)

    @functools.cached_property
    def ends(self) -> Ends:
        """(n_groups, 1 + n_extensions) each: first and last day on which what moves is paid, with or without the offer."""
        return by_extension(self.sources, self.days, self.position, len(self.groups))

    def width(self, family: str) -> int:
        """Figures of a family."""
        plan, n = self.plan, self.plan.n_periods
        legs = (len(plan.natures) + plan.vat) * n
        other = len(plan.accrues) * plan.ends + 2 * len(self.quarters) + 3
        return {"held": plan.ends, "bank": 4 * n * plan.bank, "legs": legs, "other": other}[family]

    @functools.cached_property
    def _steps(self) -> dict[str, tuple[list[Steps], list[int], Ints]]:
        return {}

    def _found(self, family: str) -> tuple[list[Steps], list[int], Ints]:
        if family not in self._steps:
            weights: Weigh = Held(self.plan) if family == "held" else Bank(self.plan) if family == "bank" else Other(self.plan)
            steps, per = steps_of(self.sources, self.days, self.width(family), weights)
            steps, used = packed(steps, self.width(family))
            self._steps[family] = steps, per, used
        return self._steps[family]

    def per(self, family: str) -> list[int]:
        """Denominators of the figures of a family that is proportional to amounts."""
        return self._found(family)[1]

    def columns(self, family: str) -> Ints:
        """Figures that have a column in a family's table; the others are 0."""
        return np.arange(self.width(family)) if family == "legs" else self._found(family)[2]

    def parts(self, family: str, scenarios: int) -> Iterator[Part]:
        """Tables of successive ranges of groups, for so many scenarios; they are kept where all together are not too large."""
        if family in self.tables:
            if scenarios > sizes().one_by_one and self.tables[family][0].as_built:  # asked again: it pays to make them smaller first
                self.tables[family] = narrowed(self.tables[family][0].table)
            yield from self.tables[family]
            return
        n, shape = len(self.groups), (1 + len(self.days), len(self.columns(family)))
        whole = n * shape[0] * shape[1] * 8 <= sizes().table
        taken("sweep tables", "whole" if whole else "range by range")
        most = n if whole else max(1, sizes().table // 4 // (shape[0] * shape[1] * 8))
        memory = np.empty((min(most, n), *shape), np.int64)  # used for every range: fresh memory costs more than the sums
        for low in range(0, n, max(1, most)):
            table = memory[: n - low]
            table.fill(0)
            self._fill(family, table, low, whole)
            part = Part(slice(low, low + len(table)), table, as_built=True)
            if whole:
                self.tables[family] = [part]
            yield part

    def _fill(self, family: str, table: Ints, low: int, whole: bool) -> None:
        if family == "held" and whole and not self.cells:  # few steps: sorting the cells would cost more
            fill(table, self._found(family)[0], [in_order(s, self.position) for s in self.sources])
            return
        cells = [c.rows(low, low + len(table)) for c in self._cells()]
        if family == "legs":
            fill_legs(table, self.plan, self.days, cells)
        else:
            fill(table, self._found(family)[0], [[(c.row, c.cls, c.amount)] for c in cells])

    def _cells(self) -> list[Sorted]:
        """The cells of all sources, by group; made when they are first asked for."""
        if not self.cells:
            self.cells.append([sorted_cells(s, self.position, len(self.groups)) for s in self.sources])
        return self.cells[0]  # two threads may both have made them


def _is_additive(source: Source, days: int) -> bool:
    """Whether many times the amounts and numbers cost as many times as much, and what is taken back costs as much less."""
    moved, scheme = source.at(days), source.offer.options[0]
    if "invoice" in scheme.needs:
        return True  # its deals are never summed, so they need not be
    few = moved.deals.take(np.arange(min(len(moved.deals), _TRIED)))
    small = np.arange(1, len(few) + 1) * 7919 % 9973 + 1  # no round numbers, and no products beyond int64
    one = evolve(few, amount=small, tax=None if few.tax is None else small // 7)
    flows = flows_of(scheme, one)
    for times in (7, -3, 1_000_003):
        tax = None if one.tax is None else one.tax * times
        other = flows_of(scheme, evolve(one, amount=one.amount * times, invoices=one.invoices * times, tax=tax))
        if len(other) != len(flows) or any(_differ(a, b, times) for a, b in zip(flows, other, strict=True)):
            return False
    return True


_TRIED = 1000


def _differ(one: Flow, many: Flow, times: int) -> bool:
    once, often = (np.asarray(f.amount).astype(object) for f in (one, many))
    return bool((once * (times * many.per) != often * one.per).any())


@frozen(eq=False)
class Grid(Sequence[list[ScenarioTotals]]):
    """Scenarios of a book: totals one by one, figures as arrays."""

    book: Book
    baseline: BaselineMeasures
    names: tuple[str, ...]
    chosen: Ints  # (n_suppliers, n_scenarios): 0, the supplier does not accept; else 1 + position of its days among those of the book

    @functools.cached_property
    def _sums(self) -> dict[str, Ints]:
        return {}

    def sums(self, family: str) -> Ints:
        """(n_currencies, n_scenarios, n_columns), int64: what all suppliers add up to."""
        if family not in self._sums:
            found = np.zeros((len(self.baseline.currencies), len(self.names), self.book.width(family)), np.int64)
            if self.book.width(family):
                found[:, :, self.book.columns(family)] = self._add(family)
            self._sums[family] = found
        return self._sums[family]

    def _add(self, family: str) -> Ints:
        n, groups = len(self.baseline.currencies), Groups.of(self.baseline.currencies)
        out = np.zeros((n, len(self.names), len(self.book.columns(family))), np.int64)
        for part in self.book.parts(family, len(self.names)) if out.shape[2] else ():
            group, table = self.book.groups[part.groups], part.table
            for code in range(n):
                mine = np.flatnonzero(groups.currency(group) == code)
                if len(mine):
                    add_chosen(table if len(mine) == len(group) else table[mine], self._chosen_by(groups.supplier(group[mine])), out[code])
        return out

    def _chosen_by(self, suppliers: Ints) -> Ints:
        """What some suppliers choose, who rise; where they follow each other, nothing is copied."""
        first, last = int(suppliers[0]), int(suppliers[-1])
        return self.chosen[first : last + 1] if last - first + 1 == len(suppliers) else self.chosen[suppliers]

    def __len__(self) -> int:
        return len(self.names)

    @overload
    def __getitem__(self, number: int) -> list[ScenarioTotals]: ...
    @overload
    def __getitem__(self, number: slice) -> list[list[ScenarioTotals]]: ...
    def __getitem__(self, number: int | slice) -> list[ScenarioTotals] | list[list[ScenarioTotals]]:
        if isinstance(number, slice):
            return [self[n] for n in range(*number.indices(len(self)))]
        if not -len(self) <= number < len(self):
            raise IndexError(number)
        if self._compared is not None:
            return self._compared[number]
        interest_paid = self.book.reporting.free_cash_flow.interest_paid
        each = range(len(self.baseline.currencies))
        return [scenario_totals([self._weighted(number, code)], self.book.quarters, interest_paid) for code in each]

    def __iter__(self) -> Iterator[list[ScenarioTotals]]:
        return (self[n] for n in range(len(self)))

    @functools.cached_property
    def _compared(self) -> list[list[ScenarioTotals]] | None:
        """Totals by comparison, scenario by scenario, where tables can't hold the figures exactly."""
        if self.has(*FAMILIES):
            return None
        return [s.totals for s in self._swept([self.scenario(n) for n in range(len(self))])]

    def has(self, *families: str) -> bool:
        """Whether the figures of some families can be looked up in tables."""
        try:
            for family in sorted(families, key="legs".__ne__):  # which sorts the cells, so that others need not go through the rows
                self.sums(family)
        except NotShared:
            return False
        return self.book.additive

    def scenario(self, number: int) -> Scenario:
        """The scenario as `compare` takes it: an offer for each number of days, to the suppliers that accept it."""
        chosen = self.chosen[:, number]
        codes = np.unique(chosen[chosen > 0]).tolist()
        return Scenario(self.names[number], [o for code in codes for o in self._offers(code, np.flatnonzero(chosen == code))])

    def _offers(self, code: int, some: Ints) -> list[Offer]:
        """The offer with the days of a code, to some suppliers, who accept it."""
        extend = {"days": self.book.days[code - 1]}
        return [evolve(self.book.offer, suppliers=names, extend=extend, acceptance="all") for names in self._selections(some)]

    def _selections(self, some: Ints) -> Iterator[SuppliersGiven]:
        """The offer's selection to some suppliers; currency by currency where it takes the largest of each."""
        ledger, given = self.book.payments.ledger, self.book.offer.suppliers
        if not looks_at_size(given):
            yield to_some(given, [ledger.supplier.values[s] for s in some])
            return
        groups = Groups.of(ledger.currency.values)
        mine = self.book.groups[np.isin(groups.supplier(self.book.groups), some)]
        for code, currency in enumerate(ledger.currency.values):
            if names := [ledger.supplier.values[s] for s in groups.supplier(mine[groups.currency(mine) == code])]:
                yield to_some(given, names, currency)

    def _weighted(self, number: int, code: int) -> Weighted:
        """The scenario's sums in one currency, as if one group had accepted."""
        other, plan = self.sums("other")[code, number], self.book.plan
        owed, pers = np.zeros((len(COSTS), plan.ends), object), self.book.per("other")
        per = math.lcm(*pers[: len(plan.accrues) * plan.ends])
        for at, nature in enumerate(plan.accrues):
            columns = range(at * plan.ends, (at + 1) * plan.ends)
            owed[COSTS.index(nature)] = [int(other[c]) * (per // pers[c]) for c in columns]
        rest, q = other[len(plan.accrues) * plan.ends :], len(self.book.quarters)
        first, last = self._ends[code]
        return Weighted(
            weight=[Fraction(1)],
            accounts=self.accounts(code, slice(number, number + 1)),
            held_days=rest[:q][None],
            unpaid=Exact(owed[None], per),
            idle_cost=Exact(rest[-1:], pers[-1]),
            amount=rest[-3:-2],
            amount_days=rest[-2:-1],
            first_day=first[number : number + 1],
            last_day=last[number : number + 1],
        )

    def accounts(self, code: int, which: slice = slice(None), names: Collection[str] | None = None) -> Ints:
        """(n, n_accounts, n_periods), int64: what the scenarios add up to; of some accounts alone, the others are then 0.

        What is removed is already less what is paid of it later, and the account of principal is 0: each measure counts the two against
        each other.
        """
        plan, n = self.book.plan, self.book.plan.n_periods
        out = np.zeros((len(range(*which.indices(len(self)))), len(ACCOUNTS), n), np.int64)
        asked = lambda some: names is None or not set(names).isdisjoint(some)  # noqa: E731
        if asked(("removed", "principal")):
            out[:, AT["removed"]] = np.diff(self.sums("held")[code, which], axis=1, prepend=0, append=0)
        if plan.bank and asked(BANK_ACCOUNTS):
            out[:, [AT[a] for a in BANK_ACCOUNTS]] = self.sums("bank")[code, which].reshape(len(out), 4, n)
        if asked((*COSTS, "vat")):
            legs = self.sums("legs")[code, which].reshape(len(out), len(plan.natures) + plan.vat, n)
            for at, nature in enumerate([*plan.natures, *(["vat"] if plan.vat else [])]):
                out[:, AT[nature]] = legs[:, at]
        if asked(("prepaid",)) and self.book.prepays:
            start, q = len(plan.accrues) * plan.ends, len(plan.quarters)
            level = self.sums("other")[code, which, start + q : start + 2 * q]
            out[:, AT["prepaid"], 1:] = np.diff(level, axis=1, prepend=0, append=0)
        return out

    def last_flows(self) -> list[tuple[int, int]]:
        """(day, code) for each of the book's extensions: nobody pays anything by it after that day, whoever accepts; latest first."""
        out = []
        for code, days in enumerate(self.book.days, 1):
            paid = [int(f.day.max(initial=NO_DAY)) for s in self.book.sources for f in s.at(days).flows]
            out.append((max(paid, default=NO_DAY), code))
        return sorted(out, reverse=True)

    def last_leg(self, code: int) -> int:
        """The last day on which anybody pays by one of the book's extensions, among those who choose it in some scenario; or `NO_DAY`.

        As `compare` finds it: amounts that cancel out, or come to less than half a minor unit, are not paid.
        """
        some = np.flatnonzero((self.chosen == code).any(axis=1))
        scenarios = [Scenario(str(n), [o]) for n, o in enumerate(self._offers(code, some))] if len(some) else []
        return max((s.last_leg for s in self._swept(scenarios, last_legs=True)), default=NO_DAY)

    def _swept(self, scenarios: list[Scenario], *, last_legs: bool = False) -> list[Swept]:
        """Scenarios one by one; the first refusal is raised."""
        found = sweep_scenarios(self.book.payments, scenarios, self.book.quarters, self.book.reporting, last_legs=last_legs)
        for one in found:
            if isinstance(one, CashflowError):
                raise one
        return [s for s in found if isinstance(s, Swept)]

    @functools.cached_property
    def _ends(self) -> list[Ends]:
        """First and last day of what moves in each scenario, by currency."""
        groups, out = Groups.of(self.baseline.currencies), []
        for code in range(len(self.baseline.currencies)):
            mine = np.flatnonzero(groups.currency(self.book.groups) == code)
            chosen = self._chosen_by(groups.supplier(self.book.groups[mine])) if len(mine) else self.chosen[:0]
            out.append(by_scenario(self.book.ends, mine, chosen))
        return out
