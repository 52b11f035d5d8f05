"""Result: what a comparison found, as frames, as one JSON object, and as text."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from attrs import frozen

from cashflow.basics.columns import column
from cashflow.basics.framed import framed
from cashflow.basics.frames import pd
from cashflow.basics.kept_frame import kept_frame
from cashflow.compare.by_quarter import baseline_and_scenarios, quarter_rows, quarters_frame
from cashflow.compare.contents import currency_entry, total_entry
from cashflow.compare.stress import stress_costs_frame, stress_frame
from cashflow.engine.limits import Stops, limits_frame, stops_dict
from cashflow.engine.promises import promise_assumed
from cashflow.engine.row_legs import legs_frame
from cashflow.explain.bank_credits import bank_credits
from cashflow.explain.credit_notes import credit_notes
from cashflow.explain.explain import explain
from cashflow.ledger.clearing.payment_notes import supplier_rows
from cashflow.ledger.model import Ledger
from cashflow.measures import PRESENTATION_NAMES, ScenarioTotals
from cashflow.measures.catalog import COSTS
from cashflow.offers import LetterSettings
from cashflow.report.face import Filed, page_written
from cashflow.report.format import COMPARISON
from cashflow.results.comparison import Comparison, ScenarioResult
from cashflow.results.completeness import completeness_dict, first_notes, planned_words
from cashflow.results.figures import (
    OF_PRESENTATION,
    presentation_rows,
    quarter_list,
)
from cashflow.results.ledger_notes import ledger_notes
from cashflow.results.nobody_accepts import nobody_accepts
from cashflow.results.offer_letters import letters_frame
from cashflow.results.offers import offer_rows, offers_frame
from cashflow.results.provenance import input_lines
from cashflow.results.rates import rates_frame
from cashflow.results.supplier_finance import Balances, balances, supplier_finance_frame
from cashflow.results.suppliers import suppliers_frame
from cashflow.schemes.assumptions import assumptions

__all__ = ["Result"]

_BY_QUARTER = ("scenario", "currency", "quarter", "first_day", "last_day")


@frozen(eq=False, repr=False)
class Result(Comparison, Filed):
    """A comparison of scenarios with the baseline.

    `quarters`, `suppliers`, `offers` and `legs` are frames, amounts as Decimal in major units; `str()` is the
    report; `to_dict()` what ``--json`` prints. Columns are listed in `docs/conventions/frames.md`.

    Behind them, as whole minor units: `payments` and `baseline` are what the policy alone does, `scenarios` what each scenario adds, in
    the quarters `shown`; `reporting` is what was told of free cash flow and a reporting currency, `stressed` one comparison a stress.
    """

    KIND: ClassVar[str] = COMPARISON
    FRAMES: ClassVar[tuple[str, ...]] = (
        "quarters",
        "suppliers",
        "offers",
        "legs",
        "presentations",
        "costs",
        "total",
        "supplier_finance",
        "rates",
        "limits",
        "stress",
        "stress_costs",
    )

    @property
    def ledger(self) -> Ledger:
        """The ledger that was compared, with its findings."""
        return self.payments.ledger

    @property
    def notes(self) -> list[str]:
        """First what the ledger leaves out; then what is planned, not observed; what payments say; offers that cover nobody, names that
        do not occur, values no limit names; offers that nobody accepts; what is overdue or moves from the past; credit notes, and
        what a bank would pay below nothing.
        """  # noqa: D205
        return list(dict.fromkeys([*first_notes(self.payments, self.baseline), *self.offer_notes, *self._ledger_notes]))

    @property
    def offer_notes(self) -> list[str]:
        """Those of its notes that are about offers."""
        return [n for s in self.scenarios for o in s.offers for n in o.covered.notes]

    @functools.cached_property
    def _ledger_notes(self) -> list[str]:
        of_ledger = ledger_notes(self.payments, [s.scenario for s in self.scenarios])
        return [*nobody_accepts(self.scenarios), *of_ledger, *credit_notes(self), *bank_credits(self)]

    @property
    def assumptions(self) -> list[str]:
        """What the figures assume: the policy, promises for closed days, what schemes say of tax and reference rates, periods shown."""
        covered = [o.covered for s in self.scenarios for o in s.offers]
        schemes = [option for c in covered for option in c.offer.options]
        promised = promise_assumed(self.payments.policy, self.payments.ledger.currency.values, ((c.offer, c.groups) for c in covered))
        of_schemes = assumptions(schemes, self.payments.ledger.tax is not None)
        return [*self.payments.describe(), *dict.fromkeys(promised), *of_schemes, *self.shown.describe()]

    @property
    def completeness(self) -> dict[str, Any]:
        """What was told or inferred of how complete the ledger is, and what is planned."""
        return completeness_dict(self.baseline)

    @property
    def inputs(self) -> list[dict[str, str]]:
        """What the figures rest on: each input's kind (observed, contractual, legal, a plan or assumption) and text."""
        limits = dict.fromkeys(stop.limit for _, _, stops in self._stops() for stop in stops)
        rates = None if self.in_total is None else self.in_total.translation
        return input_lines(self.payments, [s.scenario for s in self.scenarios], limits, planned_words(self.baseline), rates)

    @kept_frame
    def quarters(self) -> pd.DataFrame:
        """One row a scenario (the first is ``baseline``), currency (by name) and quarter; a level that the ledger can't tell is `None`."""
        rows = []
        for currency in self.currencies:
            code = self.baseline.code_of(currency)
            rows += baseline_and_scenarios(self, currency, self.baseline, code, [s.totals[code] for s in self.scenarios])
        return quarters_frame(rows, self.baseline.coverage)

    @kept_frame
    def total(self) -> pd.DataFrame:
        """All currencies together in the reporting currency, with the columns of `quarters`; empty where none is given."""
        if self.in_total is None:
            return self.quarters.head(0)
        total = self.in_total
        rows = baseline_and_scenarios(self, total.translation.currency, total.baseline, 0, total.scenarios)
        return quarters_frame(rows, self.baseline.coverage)

    @kept_frame
    def presentations(self) -> pd.DataFrame:
        """One row a scenario, currency, presentation and quarter: change in free cash flow, cash, debt, net debt, and running totals.

        Where no bank pays, the rows of all presentations are the same.
        """
        rows = []
        for scenario, currency, totals in self._totals():
            for presentation in PRESENTATION_NAMES:
                figures = presentation_rows(totals, presentation, currency, self.reporting_by_currency)
                rows += [{**r, "presentation": presentation} for r in quarter_rows(self.shown, scenario.scenario.name, currency, figures)]
        return framed(rows, [*rows[0]] if rows else [*_BY_QUARTER, *OF_PRESENTATION, "presentation"])

    @kept_frame
    def costs(self) -> pd.DataFrame:
        """One row a scenario, currency, nature of cost and quarter: paid and accrued, what the buyer gets being negative."""
        rows = []
        for scenario, currency, totals in self._totals():
            for nature in COSTS:
                paid, accrued = totals.cost_paid[nature], totals.cost_accrued[nature]
                if paid.any() or accrued.any():
                    figures = {"minor": {"paid": paid[1:-1], "accrued": accrued[1:-1]}, "numbers": {}}
                    rows += [{**r, "nature": nature} for r in quarter_rows(self.shown, scenario.scenario.name, currency, figures)]
        return framed(rows, [*_BY_QUARTER, "paid", "accrued", "nature"])

    def _totals(self) -> Iterator[tuple[ScenarioResult, str, ScenarioTotals]]:
        for currency in self.currencies:
            for scenario in self.scenarios:
                yield scenario, currency, scenario.totals[self.baseline.code_of(currency)]

    @functools.cached_property
    def _balances(self) -> list[list[Balances | None]]:
        """Per scenario and currency code."""
        return [balances(self.payments, s, self.shown) for s in self.scenarios]

    @kept_frame
    def supplier_finance(self) -> pd.DataFrame:
        """One row a scenario, currency and quarter with a bank in it: what is owed through the bank, as IAS 7.44H and ASC 405-50 ask."""
        names = [s.scenario.name for s in self.scenarios]
        return supplier_finance_frame(names, self._balances, self.baseline.currencies, self.shown)

    @kept_frame
    def rates(self) -> pd.DataFrame:
        """What is paid as rates a year, simple and as the internal rate of return of the dated payments (effective, ACT/365F).

        One row a scenario and currency, without a supplier: what the buyer pays, weighted by acceptance. Then one row a supplier that
        an offer moves: the rate of its own money at which the option it takes leaves it as well off. `None`: there is no such rate.
        """
        return rates_frame(self.scenarios, self.baseline.currencies)

    @kept_frame
    def stress(self) -> pd.DataFrame:
        """One row a scenario, stress (the first is ``as planned``), currency and quarter: free cash flow change by presentation, cash paid,
        and what differs from the plan.
        """  # noqa: D205
        return stress_frame(self)

    @kept_frame
    def stress_costs(self) -> pd.DataFrame:
        """One row a scenario, stress and currency: financing cost over the whole life, what differs from the plan, all-in rate."""
        return stress_costs_frame(self)

    @kept_frame
    def suppliers(self) -> pd.DataFrame:
        """One row a scenario, offer, supplier and currency that an offer covers, with the option taken."""
        return suppliers_frame(self.scenarios, self.baseline.currencies)

    @kept_frame
    def offers(self) -> pd.DataFrame:
        """One row a scenario and offer: items covered and moved, and why others did not move."""
        return offers_frame(self.scenarios)

    @property
    def offer_rows(self) -> list[dict[str, Any]]:
        """The same, each row by name."""
        return offer_rows(self.scenarios)

    @kept_frame
    def limits(self) -> pd.DataFrame:
        """One row an item that a limit stops (``not moved``), lists (``moved, listed``) or can't judge (``not tested: … unknown``)."""
        return limits_frame(self.payments, self._stops())

    def _stops(self) -> list[tuple[str, int, list[Stops]]]:
        return [(s.scenario.name, n, o.covered.stops) for s in self.scenarios for n, o in enumerate(s.offers, 1)]

    @kept_frame
    def legs(self) -> pd.DataFrame:
        """One row a payment that a moved item causes: who pays whom what, when; interest and fees add up to the settled cents.

        Only suppliers that accept; `acceptance` is the weight of an expected value, which the amounts do not contain.
        """
        return legs_frame([(s.rows, s.choices) for s in self.scenarios])

    def offer_letters(self) -> pd.DataFrame:
        """What each offer says to each supplier: one row a scenario, offer, option and invoice part, as if it were accepted.

        `letters` makes a letter and a workbook for each supplier of it. `received_date` is when the supplier
        is paid; incentives are what it gets (positive) or bears; ``days_later`` and ``days_a_year`` are those of its benefit.
        """
        return letters_frame([(s.rows, s.offers) for s in self.scenarios])

    def letters(self, settings: LetterSettings | None = None) -> dict[str, str | bytes]:
        """Offer letters: a page that prints and, where XlsxWriter is installed, a workbook for each supplier (extra `report`).

        Parameters
        ----------
        settings
            What they say beside their figures: who sends them, until when to answer, in which language.

        Returns
        -------
        dict
            Content by file name. In ``offer_letters/`` no file holds two suppliers; ``offer_letters.csv`` is the buyer's list of all.

        Raises
        ------
        InputError
            The extra is not installed, with the command that installs it; a column or supplier that the settings do not fit.
        """
        from cashflow.report.letters import letter_files  # late: it needs an extra

        return letter_files(self, settings)

    def explain(
        self,
        measure: str = "free_cash_flow_change",
        *,
        quarter: str | dt.date | None = None,
        presentation: str = "trade_payable",
        scenario: str | None = None,
        currency: str | None = None,
        by: str | None = None,
        top: int = 20,
    ) -> pd.DataFrame:
        """One number, down to the invoices and legs that make it up, or by the values of a column.

        Parameters
        ----------
        measure
            Any figure of the frames `quarters` and `presentations` in money, and financing_cost and vat over the whole life; see
            `cashflow.measures.catalog.MEASURES`.
        quarter
            Its label, or a date in it; ``"outside"``: what a change or a cost adds up to outside the quarters shown.
        presentation
            One of `PRESENTATION_NAMES`, for measures that are presented, such as free_cash_flow_change and net_debt_change.
        scenario
            Its name, if there are several; ``"baseline"`` for the baseline's figure.
        currency
            If there are several.
        by
            A column of the ledger with texts, such as ``"supplier"``, ``"region"`` or (of several files) ``"file"``: a row a value in
            place of the contributions, with the columns ``kind, value, suppliers, items, amount``; a value is rounded once.
        top
            How many contributions (or values) are shown one by one, the largest first; the others are one row a kind.

        Returns
        -------
        DataFrame
            The column ``amount`` adds up to the number exactly, to the minor unit. Rows by ``kind``: baseline payments, baseline
            payments no longer made, legs, accruals, ``all others``, ``rounding`` (the remainder of an expected value), and ``not
            counted`` rows of amount 0, which say how many items (``items``) of what ``principal`` contribute nothing, and why.
            ``rule`` says how the baseline date came about and what moved it.

        Raises
        ------
        InputError
            An unknown measure, quarter, presentation, scenario, currency or column, with the nearest known one.

        Examples
        --------
        >>> import pandas as pd, cashflow as cf
        >>> rows = pd.DataFrame({"supplier": ["Acme"], "invoice": ["1"], "invoice_date": ["2025-05-21"],
        ...     "amount": ["1000000.00"], "currency": ["EUR"], "terms": ["net 30"]})
        >>> offer = cf.Offer(extend={"to": "2025-08-15"}, options=[cf.LaterWithInterest(0.065, "ACT/360")])
        >>> result = cf.compare(cf.read_ledger(rows), cf.Scenario("June", offer), quarters=("2025-04-01", "2025-09-30"))
        >>> found = result.explain("free_cash_flow_change", quarter="2025 Q3")
        >>> found[["what", "amount"]].values.tolist()
        [['principal: buyer pays supplier', Decimal('-1000000.00')], ['interest: buyer pays supplier', Decimal('-10111.11')]]
        """
        return explain(self, measure, quarter=quarter, presentation=presentation, scenario=scenario, currency=currency, by=by, top=top)

    @property
    def quarter_days(self) -> list[dict[str, str]]:
        """Label, first and last day of each quarter shown."""
        return quarter_list(self.shown)

    def contents(self) -> dict[str, Any]:
        """Every figure and sentence by name, amounts as Decimal in major units."""
        read = self.payments.ledger.payments_read
        return {
            "ledger": self.payments.counts,
            "free_cash_flow": str(self.reporting.free_cash_flow),
            "quarters": self.quarter_days,
            "currencies": {c: currency_entry(self, c, self._balances) for c in self.currencies},
            "total": total_entry(self),
            "inputs": self.inputs,
            "limits": stops_dict(self._stops(), self.payments),
            "completeness": self.completeness,
            "payments_elsewhere": supplier_rows(read and read.elsewhere),
            "payments_unallocated": supplier_rows(read and read.unallocated),
            "notes": self.notes,
            "assumptions": self.assumptions,
        }

    def tables(self) -> dict[str, pd.DataFrame]:
        """The frames that are written: not all, and beside them payments that no invoice takes, where there are some."""
        names = ["quarters", "suppliers", "offers", "legs", "limits", "supplier_finance", "stress", "stress_costs"]
        names += ["total"] if self.in_total is not None else []
        apart = [name for name in ("payments_elsewhere", "payments_unallocated") if len(column(self.ledger, name))]
        return {n: column(self, n) for n in names} | {n: column(self.ledger, n) for n in apart}

    def pictures(self) -> Mapping[str, Callable[..., Any]]:
        """See `cashflow.report.pictures.by_kind`."""
        from cashflow.report.pictures.by_kind import comparison_pictures  # late: made only where they are asked for

        return comparison_pictures(self)

    def to_html(self, path: str | Path | None = None, *, live: bool | int = True, by: str | None = None) -> str:
        """The page that a CFO reads, as one HTML file that opens without a network (extra `report`); the same result, the same bytes.

        Parameters
        ----------
        path
            Where to write it, too.
        live
            Whether it has sliders; a number: with so many steps at least, each a scenario that is worked out now.
        by
            The column by whose values the offer can be made or not, one value a supplier; `None`: the first that can be.
        """
        from cashflow.report.page import page_html  # late: it needs an extra

        return page_written(page_html(self, self, live, by), path)

    def brief_frame(self) -> pd.DataFrame:
        """What a notebook shows beside its first lines."""
        return self.quarters
