"""The sheet Total: figures of all currencies in the reporting currency, each a formula over Quarters and the rates on this sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from attrs import frozen

from cashflow.basics.currencies import minor_digits
from cashflow.basics.days import Ints
from cashflow.measures import BaselineMeasures, ScenarioTotals
from cashflow.measures.catalog import COSTS, MEASURES
from cashflow.measures.translated import Total, translated_baseline, translated_totals
from cashflow.measures.translation import Translation
from cashflow.report.values_as_text import BASELINE_ROWS, NOT_KNOWN
from cashflow.report.workbook.accounts import Columns
from cashflow.report.workbook.page import HEAD, Build, Page, at
from cashflow.report.workbook.quarters_sheet import presentations_shown, quarter_heads, quarters_cell

__all__ = ["TOTAL", "exchange_rate", "total_cell", "write_total"]

TOTAL = "Total"
_BASE = ("invoiced", "cash_paid", "closing_payables")
Formula = Callable[[int, str], str]  # of a column and a currency


def total_cell(row: int) -> Callable[[int], str]:
    """The cell of a row of this sheet, by column."""
    return lambda c: f"{TOTAL}!{at(row, c)}"


def write_total(build: Build) -> None:
    """Rates to change first; then the baseline and each scenario: a line is the sum of its currencies, which stand below it."""
    total = build.result.in_total
    assert total is not None
    page = build.page(TOTAL, f"Total: all currencies in {total.translation.currency}")
    row = _rates(build, page, total.translation)
    columns = quarter_heads(page, build.result.shown, row + 1)
    sheet = _Sheet(build, page, columns, total, row + 5)
    sheet.baseline()
    for number in range(len(build.result.scenarios)):
        sheet.scenario(number)
    page.widths({0: 52, 1: 7, **dict.fromkeys(range(2, columns.whole + 1), build.money_width + 2)})
    page.printed(sheet.row, columns.whole + 1)


def _rates(build: Build, page: Page, translation: Translation) -> int:
    """A rate a currency, in a cell that formulas know by name; the next free row."""
    page.heads(HEAD, ["currency", "unit", "rate now (change it)", "rate as run"], right=(2, 3), height=18)
    row = HEAD + 1
    for currency in build.result.largest_first:
        page.text(row, 0, f"what one {currency} is worth in {translation.currency}")
        page.text(row, 1, translation.currency, "stamp")
        own = currency == translation.currency
        page.number(row, 2, float(translation.rates[currency]), "exchange_rate" if own else "exchange_rate_input")
        page.number(row, 3, float(translation.rates[currency]), "exchange_rate")
        if not own:
            page.sheet.data_validation(row, 2, row, 2, _ABOVE_ZERO)
        build.new.book.define_name(exchange_rate(currency), f"={TOTAL}!{at(row, 2, 'both')}")
        row += 1
    page.text(row, 0, f"Source of the rates: {translation.source or 'not stated'}. One rate serves all quarters.", "note")
    return row + 1


_ABOVE_ZERO = {
    "validate": "decimal",
    "criteria": ">",
    "value": 0,
    "error_title": "An exchange rate",
    "error_message": "Type what one unit of the currency is worth in the reporting currency, above zero.",
}


def exchange_rate(currency: str) -> str:
    """The name by which formulas know what one unit of a currency is worth."""
    return f"exchange_rate_{currency}"


@frozen(eq=False)
class _Parts:
    """What each currency adds to the total."""

    baseline: dict[str, BaselineMeasures]
    scenarios: dict[str, list[ScenarioTotals]]

    @classmethod
    def of(cls, build: Build, translation: Translation) -> _Parts:
        result, base = build.result, build.result.baseline
        scenarios = {}
        for code, currency in enumerate(base.currencies):
            rate = [translation.minor_rate(currency)]
            scenarios[currency] = [translated_totals([s.totals[code]], rate, result.shown) for s in result.scenarios]
        return cls({c: translated_baseline(base, translation, [c]) for c in base.currencies}, scenarios)


class _Sheet:
    """The blocks, filled one after the other; `row` is the next free one."""

    def __init__(self, build: Build, page: Page, columns: Columns, total: Total, row: int) -> None:
        self.build, self.page, self.columns, self.total, self.row = build, page, columns, total, row
        self.currency, self.currencies = total.translation.currency, build.result.largest_first
        self.digits, self.parts = minor_digits(self.currency), _Parts.of(build, total.translation)

    def baseline(self) -> None:
        """What is invoiced, paid and owed without an offer."""
        self._title("baseline, without an offer")
        for name in _BASE:
            self._level(name, BASELINE_ROWS[name])
        self.row += 1

    def _level(self, name: str, words: str) -> None:
        base = self.total.baseline
        rows = {c: int(self.build.cells["baseline", name, c]) for c in self.currencies}

        def formula(column: int, currency: str) -> str:
            return self._translated(quarters_cell(rows[currency])(column), currency)

        def own(currency: str) -> Sequence[int | None]:
            return list(base.coverage.masked(name, self.parts.baseline[currency].figure(name, 0)))

        self._line(words, formula, list(base.coverage.masked(name, base.figure(name, 0))), own, self.columns.quarters)

    def scenario(self, number: int) -> None:
        """Change in free cash flow by presentation, cost paid and accrued, change in payables."""
        totals = self.total.scenarios[number]
        self._title(self.build.result.scenarios[number].scenario.name)
        for presentation, words in presentations_shown(totals).items():
            terms = MEASURES["free_cash_flow_change"].coefficients(presentation, totals.interest_paid)
            row = self._flow(number, f"change in free cash flow{words}", terms, "free_cash_flow_change", presentation)
            self._remember(number, ("change", presentation), row)
        row = self._flow(number, "cost paid", MEASURES["financing_cost_paid"].coefficients(), "financing_cost_paid")
        self._remember(number, ("cost_paid",), row)
        self._remember(number, ("cost_accrued",), self._accrued(number))
        self._remember(number, ("payables_change",), self._payables(number))
        self.row += 1

    def _title(self, words: str) -> None:
        self.page.text(self.row, 0, f"All in {self.currency}: {words}", "block")
        self.row += 1

    def _remember(self, number: int, key: tuple[str, ...], row: int) -> None:
        self.build.cells[(number, TOTAL, *key)] = str(row)

    def _translated(self, amount: str, currency: str) -> str:
        """An amount at its rate, rounded as the run rounds it; the inner rounding takes off what a spreadsheet's numbers add."""
        return f"ROUND(ROUND({amount}*{exchange_rate(currency)},6),{self.digits})"

    def _flow(self, number: int, words: str, terms: dict[str, int], measure: str, presentation: str = "trade_payable") -> int:
        def formula(column: int, currency: str) -> str:
            return self._accounts(number, currency, terms, column)

        of = lambda t: t.by_period(measure, presentation)  # noqa: E731
        return self._sums(number, words, formula, of, self.columns.periods, whole=True)

    def _accounts(self, number: int, currency: str, terms: dict[str, int], column: int) -> str:
        """Accounts of a period, each translated as its running total, added and taken off as a measure counts them."""
        said = []
        for account, coefficient in terms.items():
            row = self.build.cells.get((number, currency, "account", account))
            if row is not None:
                plus, minus = {1: ("+", "-"), -1: ("-", "+")}.get(coefficient, (f"+{coefficient}*", f"-{coefficient}*"))
                said.append(f"{plus}{self._until(int(row), column, currency)}")
                if column != self.columns.periods[0]:
                    said.append(f"{minus}{self._until(int(row), column - 1, currency)}")
        return "".join(said) or "0"

    def _until(self, row: int, column: int, currency: str) -> str:
        """The running total of a row of Quarters, translated."""
        cell, first = quarters_cell(row), self.columns.periods[0]
        return self._translated(cell(first) if column == first else f"SUM({cell(first)}:{cell(column).rpartition('!')[2]})", currency)

    def _accrued(self, number: int) -> int:
        """Cost paid, and what is owed more at the end than before, each translated."""
        paid = MEASURES["financing_cost_paid"].coefficients()
        periods = self.columns.periods

        def owed(column: int, currency: str, sign: str) -> str:
            rows = [self.build.cells.get((number, currency, "owed", n)) for n in COSTS]
            return "".join(f"{sign}{self._translated(quarters_cell(int(r))(column), currency)}" for r in rows if r is not None)

        def formula(column: int, currency: str) -> str:
            more = owed(column, currency, "+") if column != periods[-1] else ""
            less = owed(column - 1, currency, "-") if column != periods[0] else ""
            return f"{self._accounts(number, currency, paid, column)}{more}{less}"

        return self._sums(number, "cost accrued", formula, lambda t: t.by_period("financing_cost_accrued"), periods, whole=True)

    def _payables(self, number: int) -> int:
        """The level before, and what the accounts of the quarter add to it."""
        terms, quarters = dict(MEASURES["closing_payables"].counts), self.columns.quarters
        lines = self.row + 1 + np.arange(len(self.currencies))
        at_row = dict(zip(self.currencies, lines.tolist(), strict=True))

        def formula(column: int, currency: str) -> str:
            first = column == quarters[0]
            before = self._accounts(number, currency, terms, column - 1) if first else at(at_row[currency], column - 1)
            more = self._accounts(number, currency, terms, column)
            return f"{before}{more if more[0] in '+-' else '+' + more}"

        return self._sums(number, "change in payables at the end", formula, lambda t: t.figure("closing_payables"), quarters)

    def _sums(
        self,
        number: int,
        words: str,
        formula: Formula,
        of: Callable[[ScenarioTotals], Ints],
        columns: list[int],
        whole: bool = False,
    ) -> int:
        own = lambda c: [*of(self.parts.scenarios[c][number])]  # noqa: E731
        return self._line(words, formula, [*of(self.total.scenarios[number])], own, columns, whole)

    def _line(
        self,
        words: str,
        formula: Formula,
        values: Sequence[int | None],
        own: Callable[[str], Sequence[int | None]],
        columns: list[int],
        whole: bool = False,
    ) -> int:
        """The sum of the currencies, and a row of each below it; the row of the sum."""
        top = self.row
        first, last = top + 1, top + len(self.currencies)
        self._row(words, lambda c: f"ROUND(SUM({at(first, c)}:{at(last, c)}),{self.digits})", values, columns, "bold")
        for currency in self.currencies:
            text = lambda c, currency=currency: f"ROUND({formula(c, currency)},{self.digits})"  # noqa: E731
            self._row(f"  {currency}", text, own(currency), columns, "text")
        if whole:
            self._whole(top, values)
            for row, currency in enumerate(self.currencies, first):
                self._whole(row, own(currency))
        return top

    def _whole(self, row: int, values: Sequence[int | None]) -> None:
        """The sum of a row over all periods."""
        first, last = self.columns.periods[0], self.columns.periods[-1]
        text = f"ROUND(SUM({at(row, first)}:{at(row, last)}),{self.digits})"
        self.page.sum(row, self.columns.whole, text, sum(int(v or 0) for v in values), self.currency)

    def _row(self, words: str, formula: Callable[[int], str], values: Sequence[int | None], columns: list[int], style: str) -> None:
        self.page.text(self.row, 0, words, style)
        self.page.text(self.row, 1, self.currency, "stamp")
        for column, value in zip(columns, values, strict=True):
            if value is None:
                self.page.text(self.row, column, NOT_KNOWN, "unknown")
            else:
                self.page.sum(self.row, column, formula(column), int(value), self.currency, style)
        self.row += 1
