"""Sweep: what many scenarios do, quarter by quarter; as a frame, as arrays, as one JSON object, and as text."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np
from attrs import evolve, field, frozen

from cashflow.basics.days import Ints, to_date
from cashflow.basics.errors import InputError, nearest
from cashflow.basics.fiscal import Quarters
from cashflow.basics.framed import framed
from cashflow.basics.frames import pd
from cashflow.basics.kept_frame import kept_frame
from cashflow.basics.money import from_minor, whole
from cashflow.ledger.model import Ledger
from cashflow.measures import BaselineMeasures, ScenarioTotals, checked_presentation, largest_first
from cashflow.measures.catalog import in_scenario, measure_of
from cashflow.measures.reporting import Reporting
from cashflow.measures.shown import currency_at
from cashflow.measures.translated import translated_baseline
from cashflow.measures.translation import Translation
from cashflow.offers import Scenario
from cashflow.payments import Payments
from cashflow.report.face import Report
from cashflow.report.format import SWEEP
from cashflow.results.completeness import completeness_dict, coverage_columns, coverage_list, first_notes
from cashflow.results.figures import (
    baseline_figures,
    figures_dict,
    quarter_list,
    rates_dict,
    scenario_dict,
    scenario_figure,
    scenario_figures,
)
from cashflow.results.ledger_notes import ledger_notes
from cashflow.sweep.amounts import OF_LIVES, amounts, families_of, lives
from cashflow.sweep.by_supplier import Book, Grid
from cashflow.sweep.days_by_supplier import days_of
from cashflow.sweep.in_total import InTotal
from cashflow.sweep.shared_work import Swept, sweep_scenarios
from cashflow.sweep.whole_life import WholeLife

__all__ = ["Sweep"]


_NO_TOTAL = "no total over currencies: a sweep by days has none; cf.compare of one of its scenarios (Sweep.scenario) has it"
_TOTALS = (
    *("scenario", "currency", "amount_moved", "days_moved", "financing_cost", "all_in_rate", "vat", "cost_without_quarter_end_effect"),
    *("most_cash_retained", "most_cash_retained_on"),
)


@frozen(eq=False, repr=False)
class Sweep(Report):
    """What many scenarios do, each the same as `compare` says.

    `quarters` has one row a scenario, currency and quarter, with the columns of the frame `quarters` of a comparison; `totals` one
    row a scenario and currency; amounts as Decimal in major units. `amounts` gives one measure as an array of minor units;
    `str()` shows the scenarios that hold most cash; `to_dict()` is plain data. With a reporting currency `in_total` is the same of all
    currencies together, and `total` its frame `quarters`.

    Behind them, as whole minor units: `payments` and `baseline` are what the policy alone does, `results` what each of the scenarios
    `names` adds, in the quarters `shown`. `refused` has the others by name, each with the sentence that `compare` refuses it with.
    """

    KIND: ClassVar[str] = SWEEP
    FRAMES: ClassVar[tuple[str, ...]] = ("totals", "quarters")

    payments: Payments
    shown: Quarters
    baseline: BaselineMeasures
    reporting: Reporting
    names: tuple[str, ...]
    results: Sequence[list[ScenarioTotals]]  # per scenario, by currency code
    expected: Sequence[bool]  # per scenario: shares between none and all
    offer_notes: tuple[str, ...]  # those of its notes that are about offers
    assumptions: tuple[str, ...]
    grid: Grid | None = None  # of a sweep by days
    offered: Sequence[Scenario] = ()  # whose offers were made; of a sweep by days its one offer, under no name
    refused: Mapping[str, str] = field(factory=dict)  # scenarios that `compare` would refuse, by name, with the sentence; not in `names`

    @functools.cached_property
    def notes(self) -> tuple[str, ...]:
        """Offers that cover nobody, names that do not occur, values that no limit names; what is overdue, or moves from the past."""
        return tuple(
            dict.fromkeys(
                [
                    *([] if self._translation is None or self.grid is None else [_NO_TOTAL]),
                    *first_notes(self.payments, self.baseline),
                    *self.offer_notes,
                    *ledger_notes(self.payments, self.offered),
                ]
            )
        )

    @property
    def ledger(self) -> Ledger:
        """The ledger that was swept, with its findings."""
        return self.payments.ledger

    @property
    def completeness(self) -> dict[str, Any]:
        """What was told or inferred of how complete the ledger is, and what is planned."""
        return completeness_dict(self.baseline)

    @property
    def currencies(self) -> tuple[str, ...]:
        """Currencies of the ledger by name, as the frames are sorted."""
        return tuple(sorted(self.baseline.currencies))

    @functools.cached_property
    def largest_first(self) -> tuple[str, ...]:
        """The same in the order in which reports tell them: that in which most money moves first, over all scenarios."""
        several = range(len(self.baseline.currencies)) if len(self.baseline.currencies) > 1 else ()
        moved = [sum((abs(Fraction(one.amount_moved)) for one in self._lives(code)), Fraction(0)) for code in several]
        return largest_first(self.baseline, moved, self.reporting.translation_of(self.baseline.currencies))

    @functools.cached_property
    def in_total(self) -> Sweep | None:
        """All currencies together, as a sweep in the reporting currency alone, each scenario as `compare` has it in total.

        `None`: no reporting currency is given, all amounts are in it, or the sweep is by days: its sums don't tell what is no longer paid
        from what is paid later, which `compare` translates one by one, so that the two could differ by a minor unit.
        """
        translation = self._translation
        if translation is None or self.grid is not None:
            return None
        rates = [translation.minor_rate(c) for c in self.baseline.currencies]
        scenarios = InTotal(self.results, rates, self.shown)
        return evolve(self, baseline=translated_baseline(self.baseline, translation), results=scenarios, grid=None)

    @property
    def rates(self) -> dict[str, Any] | None:
        """The reporting currency and the rates on which `in_total` stands; `None` without them."""
        return None if self._translation is None or self.grid is not None else rates_dict(self._translation, self.currencies)

    @property
    def _translation(self) -> Translation | None:
        return self.reporting.translation_of(self.baseline.currencies)

    def __len__(self) -> int:
        return len(self.names)

    def amounts(self, measure: str = "free_cash_flow_change", *, presentation: str = "trade_payable", currency: str | None = None) -> Ints:
        """One measure of all scenarios, in minor units.

        Parameters
        ----------
        measure
            One that a scenario has; see `cashflow.measures.catalog.MEASURES`.
        presentation
            For measures that are presented, such as ``free_cash_flow_change``: trade_payable, borrowing_net, borrowing_gross or agency.
        currency
            Needed if the ledger has several.

        Returns
        -------
        (n_scenarios, n_quarters), int64, or Python integers where they would not fit; (n_scenarios, 1) over the whole life

        Raises
        ------
        InputError
            An unknown measure, presentation or currency, with the nearest known one; a level that the ledger can't tell in some quarter.
        """
        measure_of(measure, in_scenario())
        checked_presentation(presentation, measure)
        code = currency_at(self.baseline.currencies, currency)
        self.baseline.coverage.refuse(measure)
        if self.grid is not None and (families := families_of(self.grid, measure, presentation)) and self.grid.has(*families):
            return amounts(self.grid, measure, presentation, code)
        rows = [[int(v) for v in scenario_figure(self.baseline, code, totals[code], measure, presentation)] for totals in self.results]
        return _narrow(np.array(rows, object).reshape(len(rows), len(rows[0]) if rows else len(self.shown)))

    def again(self, days: Any, names: Sequence[str] | None = None) -> Sweep:
        """Other scenarios of a sweep by days, in the same quarters: what is known is used again for numbers of days that were asked for.

        Parameters
        ----------
        days, names
            As for `sweep`.

        Raises
        ------
        InputError
            The sweep was not by days, or `days` makes no sense.
        """
        if self.grid is None:
            raise InputError("was not by days", column="sweep", hint="Write sweep(ledger, offer, days=...)")
        book, asked = self.grid.book, days_of(self.payments.ledger, days, names)
        if not set(asked.values) <= set(book.days):
            values = sorted({*book.days, *asked.values})
            book = Book.of(book.payments, book.offer, book.quarters, book.reporting, values)
        grid = Grid(book, self.baseline, asked.names, asked.chosen(book.days))
        return evolve(self, names=asked.names, results=grid, expected=[False] * len(grid), grid=grid)

    def scenario(self, name: str) -> Scenario:
        """A scenario as `compare` takes it, for its suppliers, legs and explanations.

        Raises
        ------
        InputError
            There is none of that name.
        """
        if name not in self.names:
            why = self.refused[name] if name in self.refused else f"is not a scenario of this sweep. {nearest(name, self.names)}"
            raise InputError(why, column="scenario", value=name)
        at = self.names.index(name)
        return self.offered[at] if self.grid is None else self.grid.scenario(at)

    def _each(self) -> Iterator[tuple[str, str, int, ScenarioTotals]]:
        """Scenario by scenario, and in each currency by currency."""
        codes = [(c, self.baseline.code_of(c)) for c in self.currencies]
        for name, totals in zip(self.names, self.results, strict=True):
            for currency, code in codes:
                yield name, currency, code, totals[code]

    @kept_frame
    def quarters(self) -> pd.DataFrame:
        """One row a scenario, currency (by name) and quarter; the columns of `Result.quarters` but `invoiced`, without the baseline."""
        if not self.names:  # the columns of a scenario that offers nothing
            none = [
                s.totals for s in sweep_scenarios(self.payments, [Scenario("none", ())], self.shown, self.reporting) if isinstance(s, Swept)
            ]
            return evolve(self, names=("none",), results=none, expected=(False,), grid=None).quarters.iloc[:0]
        first, last = (np.array([to_date(d) for d in days], "datetime64[s]") for days in (self.shown.first, self.shown.last))
        columns: dict[str, list[Any]] = {}
        known = coverage_columns(self.baseline.coverage)
        for name, currency, code, totals in self._each():
            figures = scenario_figures(self.baseline, code, totals)
            rows: dict[str, Any] = {"scenario": [name] * len(first), "currency": [currency] * len(first), "quarter": self.shown.labels}
            rows |= {"first_day": first, "last_day": last}
            money = figures["minor"].items()
            rows |= {key: [None if v is None else from_minor(int(v), currency) for v in values] for key, values in money}
            for key, values in {**rows, **figures["numbers"], **known}.items():
                columns.setdefault(key, []).extend(values)
        frame = pd.DataFrame({k: pd.Series(v, dtype=object) if k in known else v for k, v in columns.items()})
        return framed(frame, [*columns])

    @kept_frame
    def total(self) -> pd.DataFrame:
        """All currencies together in the reporting currency, with the columns of `quarters`; empty where none is given."""
        return self.quarters.head(0) if self.in_total is None else self.in_total.quarters

    @kept_frame
    def totals(self) -> pd.DataFrame:
        """One row a scenario and currency: what moved, what it costs over its whole life, and the most cash retained at a quarter end."""
        rows = []
        by_code = {c: self._lives(self.baseline.code_of(c)) for c in self.currencies}
        for name, *each in zip(self.names, *by_code.values(), strict=True):
            for currency, life in zip(by_code, each, strict=True):
                money = lambda minor: from_minor(whole(minor), currency)  # noqa: B023, E731
                rows.append(
                    {
                        "scenario": name,
                        "currency": currency,
                        "amount_moved": money(life.amount_moved),
                        "days_moved": life.days_moved,
                        "financing_cost": money(life.financing_cost),
                        "all_in_rate": life.all_in_rate,
                        "vat": money(life.vat),
                        "cost_without_quarter_end_effect": money(life.idle_cost),
                        "most_cash_retained": money(life.cash_retained[life.most]),
                        "most_cash_retained_on": pd.Timestamp(to_date(self.shown.last[life.most])),
                    }
                )
        return framed(rows, _TOTALS)

    def _lives(self, code: int) -> Iterator[WholeLife]:
        """Scenario by scenario in one currency; of a sweep by days from sums alone, so that no totals are made for a text."""
        if self.grid is not None and len(self) and self.grid.has(*OF_LIVES):
            return lives(self.grid, code)
        return (WholeLife.of(totals[code]) for totals in self.results)

    @property
    def quarter_days(self) -> list[dict[str, str]]:
        """Label, first and last day of each quarter shown."""
        return quarter_list(self.shown)

    def contents(self) -> dict[str, Any]:
        """Every figure and sentence by name, as of a comparison, amounts as Decimal in major units."""
        total = None if self.in_total is None or self.rates is None else self.rates | self.in_total._entries()[self.rates["currency"]]
        return {
            "ledger": self.payments.counts,
            "free_cash_flow": str(self.reporting.free_cash_flow),
            "quarters": self.quarter_days,
            "currencies": self._entries(),
            "total": total,
            "completeness": self.completeness,
            "refused": dict(self.refused),
            "notes": list(self.notes),
            "assumptions": list(self.assumptions),
        }

    def _entries(self) -> dict[str, dict[str, Any]]:
        """The figures of each currency by name: of the baseline, and of each scenario."""
        entries: dict[str, dict[str, Any]] = {c: {} for c in self.currencies}
        settings = self.reporting if self._translation is None else self.reporting.of_one_currency
        for (name, currency, code, totals), is_expected in zip(self._each(), np.repeat(self.expected, len(entries)), strict=True):
            entries[currency][name] = scenario_dict(self.baseline, code, totals, self.shown, settings, bool(is_expected))
        baselines = {c: figures_dict(baseline_figures(self.baseline, self.baseline.code_of(c)), c) for c in self.currencies}
        known = coverage_list(self.baseline.coverage)
        return {c: {"baseline": baselines[c], "coverage": known, "scenarios": found} for c, found in entries.items()}

    def tables(self) -> dict[str, pd.DataFrame]:
        """The frames that are written; with a reporting currency, that of all currencies together, too."""
        return {"totals": self.totals, "quarters": self.quarters, **({} if self.in_total is None else {"total": self.total})}

    def pictures(self) -> Mapping[str, Callable[..., Any]]:
        """See `cashflow.report.pictures.by_kind`."""
        from cashflow.report.pictures.by_kind import sweep_pictures  # late: made only where they are asked for

        return sweep_pictures(self)

    def brief_frame(self) -> pd.DataFrame:
        """What a notebook shows beside its first lines."""
        return self.totals


def _narrow(values: Ints) -> Ints:
    """int64 where it fits."""
    return values if values.size and max(abs(int(values.max())), abs(int(values.min()))) >= 2**63 else values.astype(np.int64)
