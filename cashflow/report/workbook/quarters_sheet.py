"""The sheet Quarters: the baseline and every scenario by quarter, each number a formula over Baseline and Legs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from cashflow.basics.currencies import minor_digits
from cashflow.basics.fiscal import Quarters
from cashflow.measures import ScenarioTotals
from cashflow.measures.catalog import DEFAULT_PRESENTATION, MEASURES, PRESENTATION_LABELS
from cashflow.report.scenario import unknown_reasons
from cashflow.report.values_as_text import BASELINE_ROWS, COVERAGE_WORDS, NOT_KNOWN
from cashflow.report.workbook.accounts import Columns, Scene, account_rows, owed_rows
from cashflow.report.workbook.page import HEAD, Build, Page, at
from cashflow.report.workbook.sums import base_sum

__all__ = [
    "QUARTERS",
    "presentations_shown",
    "quarter_columns",
    "quarter_heads",
    "quarter_names",
    "quarters_cell",
    "quarters_sheet",
    "write_quarters",
]

QUARTERS = "Quarters"
_BASE = {
    "invoiced": "invoiced",
    "cash_paid": "cash",
    "payment_differences": "difference",
    "paid_without_date": "undated",
    "discount_taken": "discount",
}
"""Rows that are sums of a part of the sheet Baseline."""


def quarter_columns(shown: Quarters, row: int) -> Columns:
    """Columns of the quarters, with their days in two rows from a row on."""
    return Columns(len(shown), row + 1, row + 2)


def quarter_names(shown: Quarters, first: str = "") -> list[str]:
    """Heads of the columns."""
    return [first, "unit", "before", *shown.labels, "after", "in all"]


def quarters_cell(row: int) -> Callable[[int], str]:
    """The cell of a row of this sheet, by column."""
    return lambda c: f"{QUARTERS}!{at(row, c)}"


def quarter_heads(page: Page, shown: Quarters, row: int) -> Columns:
    """Write heads and days of the columns."""
    columns = quarter_columns(shown, row)
    page.heads(row, quarter_names(shown), right=range(2, columns.whole + 1), height=18)
    page.text(row + 1, 0, "first day", "head")
    page.text(row + 2, 0, "last day", "head")
    for place in (row + 1, row + 2):
        for column in (1, columns.whole):
            page.text(place, column, "", "head")
    page.text(row + 1, columns.periods[0], "", "head")
    page.text(row + 2, columns.periods[-1], "", "head")
    for column, first, last in zip(columns.quarters, shown.first.tolist(), shown.last.tolist(), strict=True):
        page.day(row + 1, column, first, "head_date")
        page.day(row + 2, column, last, "head_date")
    page.day(row + 2, columns.periods[0], int(shown.first[0]) - 1, "head_date")
    page.day(row + 1, columns.periods[-1], int(shown.last[-1]) + 1, "head_date")
    return columns


def write_quarters(build: Build) -> None:
    """A block a currency: the baseline, then each scenario."""
    with quarters_sheet(build, QUARTERS, "Quarters: cash, payables and cost by fiscal quarter") as sheet:
        for currency in build.result.largest_first:
            sheet.row = _baseline(build, sheet.page, sheet.columns, currency, sheet.row)
            for scene in sheet.scenes(currency):
                sheet.row = _scenario(scene, sheet.row)
        sheet.row = _reasons(build, sheet.page, sheet.row)


class QuartersSheet:
    """A sheet with a column a quarter, filled block by block; `row` is the next free one."""

    def __init__(self, build: Build, page: Page) -> None:
        self.build, self.page = build, page
        self.columns = quarter_heads(page, build.result.shown, HEAD)
        self.row = HEAD + 4

    def scenes(self, currency: str) -> Iterator[Scene]:
        """Every scenario in a currency."""
        result = self.build.result
        for number, found in enumerate(result.scenarios):
            yield Scene(self.build, self.page, self.columns, number, currency, found.totals[result.baseline.code_of(currency)])


@contextmanager
def quarters_sheet(build: Build, name: str, title: str) -> Iterator[QuartersSheet]:
    """A sheet by quarter; heads, widths and what is printed are the same for all."""
    sheet = QuartersSheet(build, build.page(name, title))
    yield sheet
    sheet.page.widths({0: 52, 1: 7, **dict.fromkeys(range(2, sheet.columns.whole + 1), build.money_width + 2)})
    sheet.page.sheet.freeze_panes(HEAD + 3, 2)
    sheet.page.printed(sheet.row, sheet.columns.whole + 1, HEAD)


def _baseline(build: Build, page: Page, columns: Columns, currency: str, row: int) -> int:
    """The rows of the baseline; where a level is not known, that."""
    base = build.result.baseline
    code = base.code_of(currency)
    page.text(row, 0, f"{currency}: baseline, without an offer", "block")
    row += 1
    for name, part in _BASE.items():
        values = base.figure(name, code)
        if name in ("invoiced", "cash_paid") or values.any():
            formula = lambda c, part=part: _rounded(base_sum(part, currency, columns.period(c)), currency)  # noqa: E731
            _levels(page, columns, row, BASELINE_ROWS[name], currency, formula, base.coverage.masked(name, values))
            build.cells["baseline", name, currency] = str(row)
            row += 1
    upto = lambda part, c: base_sum(part, currency, columns.until(c))  # noqa: E731
    closing = lambda c: _rounded(f"{upto('invoiced', c)}-{upto('left', c)}", currency)  # noqa: E731
    known = base.coverage.masked("closing_payables", base.closing[code])
    _levels(page, columns, row, BASELINE_ROWS["closing_payables"], currency, closing, known)
    build.cells["baseline", "closing_payables", currency] = str(row)
    _days_payable(build, page, columns, currency, row + 1, row, base.closing[code])
    status = [e.closing_payables for e in base.coverage.entries]
    page.text(row + 2, 0, "payables are")
    for column, one in zip(columns.quarters, status, strict=True):
        page.text(row + 2, column, NOT_KNOWN if one == "missing" else COVERAGE_WORDS.get(one, one).removeprefix(", "), "unknown")
    return row + 4


def _rounded(formula: str, currency: str) -> str:
    return f"ROUND({formula},{minor_digits(currency)})"


def _levels(
    page: Page, columns: Columns, row: int, words: str, currency: str, formula: Callable[[int], str], values: Sequence[int | None]
) -> None:
    """A row of the quarters alone, with a formula where the number is known."""
    page.text(row, 0, words)
    page.text(row, 1, currency, "stamp")
    for column, value in zip(columns.quarters, values, strict=True):
        if value is None:
            page.text(row, column, NOT_KNOWN, "unknown")
        else:
            page.sum(row, column, formula(column), int(value), currency)


def _days_payable(build: Build, page: Page, columns: Columns, currency: str, row: int, closing_row: int, closing: Sequence[int]) -> None:
    """Days payable outstanding: payables / invoiced × days of the quarter."""
    base = build.result.baseline
    invoiced = int(build.cells["baseline", "invoiced", currency])
    plain, _ = base.dpo(base.code_of(currency), np.asarray(closing))
    page.text(row, 0, BASELINE_ROWS["dpo_closing"])
    page.text(row, 1, "days", "stamp")
    for column, value in zip(columns.quarters, plain, strict=True):
        if value is None:
            page.text(row, column, NOT_KNOWN, "unknown")
            continue
        days = f"({columns.end(column)}-{at(columns.first_row, column, 'row')}+1)"
        page.formula(row, column, f"{at(closing_row, column)}/{at(invoiced, column)}*{days}", float(value), "days")


def _scenario(scene: Scene, row: int) -> int:
    """Measures first, then the accounts that they are made of."""
    build, page, columns, totals = scene.build, scene.page, scene.columns, scene.totals
    name = build.result.scenarios[scene.scenario].scenario.name
    expected = " (expected value: shares of suppliers)" if build.result.scenarios[scene.scenario].is_expected_value else ""
    page.text(row, 0, f"{scene.currency}: {name}{expected}", "block")
    measures = row + 1
    shown = presentations_shown(totals)
    count = len(shown) + 7
    after, rows = account_rows(scene, measures + count + 1)
    build.cells.update({(scene.scenario, scene.currency, "account", n): str(place) for n, place in rows.items()})
    after, owed = owed_rows(scene, after)
    build.cells.update({(scene.scenario, scene.currency, "owed", n): str(place) for n, place in owed.items()})
    page.text(measures + count, 0, "made of:", "note")
    row = _changes(scene, measures, rows, shown)
    paid = totals.by_period("financing_cost_paid")
    scene.write(row, "cost paid", _combined(MEASURES["financing_cost_paid"].coefficients(), rows), [*paid], columns.periods)
    scene.whole(row, int(paid.sum()))
    _remember(scene, ("cost_paid",), row)
    _accrued(scene, row + 1, row, owed)
    row += 2
    scene.write(
        row,
        "cash retained at the end because of the offer",
        _summed("cash_retained", scene, rows),
        [*totals.figure("cash_retained")],
        columns.quarters,
    )
    _remember(scene, ("held",), row)
    row += 1
    _payables(scene, row, rows)
    return after + 1


def _changes(scene: Scene, first: int, rows: dict[str, int], shown: dict[str, str]) -> int:
    """Change in free cash flow, a row a presentation, then that of the first to date; the next free row."""
    columns, totals, row = scene.columns, scene.totals, first
    for presentation, words in shown.items():
        terms = MEASURES["free_cash_flow_change"].coefficients(presentation, totals.interest_paid)
        values = totals.by_period("free_cash_flow_change", presentation)
        look = "bold" if row == first else "text"
        scene.write(row, f"change in free cash flow{words}", _combined(terms, rows), [*values], columns.periods, look)
        scene.whole(row, int(values.sum()))
        _remember(scene, ("change", presentation), row)
        row += 1
    until = lambda c: f"SUM({at(first, columns.periods[0], 'column')}:{at(first, c)})"  # noqa: E731
    to_date = "  to date (trade payable)" if len(shown) > 1 else "  to date"
    scene.write(row, to_date, until, [*totals.figure("free_cash_flow_change_cumulative")], columns.quarters)
    return row + 1


def presentations_shown(totals: ScenarioTotals) -> dict[str, str]:
    """Presentations that have a row, and what follows its name: one where all are the same."""
    if not totals.uses_bank:
        return {DEFAULT_PRESENTATION: ""}
    return {name: f" ({label})" for name, label in PRESENTATION_LABELS.items()}


def _payables(scene: Scene, row: int, rows: dict[str, int]) -> None:
    """Change and level of payables, and days payable outstanding."""
    build, page, columns, totals, base = scene.build, scene.page, scene.columns, scene.totals, scene.build.result.baseline
    change = [int(v) for v in totals.figure("closing_payables")]
    scene.write(row, "change in payables at the end", _summed("closing_payables", scene, rows), change, columns.quarters)
    _remember(scene, ("payables_change",), row)
    code = base.code_of(scene.currency)
    closing = base.closing[code].astype(object) + np.array(change, object)
    own = int(build.cells["baseline", "closing_payables", scene.currency])
    level = lambda c: f"{at(own, c)}+{at(row, c)}"  # noqa: E731
    _levels(page, columns, row + 1, "payables at the end", scene.currency, level, base.coverage.masked("closing_payables", closing))
    _days_payable(build, page, columns, scene.currency, row + 2, row + 1, closing)


def _accrued(scene: Scene, row: int, paid: int, owed: dict[str, int]) -> None:
    """Cost accrued: paid, and what is owed more at the end than before."""
    columns, totals = scene.columns, scene.totals
    values = np.array([*totals.cost_accrued.values()], object).sum(axis=0)

    def formula(column: int) -> str:
        more = "".join(f"+{at(r, column)}" for r in owed.values()) if column != columns.periods[-1] else ""
        less = "".join(f"-{at(r, column - 1)}" for r in owed.values()) if column != columns.periods[0] else ""
        return f"{at(paid, column)}{more}{less}"

    scene.write(row, "cost accrued", formula, [*values], columns.periods)
    scene.whole(row, int(values.sum()))
    _remember(scene, ("cost_accrued",), row)


def _summed(name: str, scene: Scene, rows: dict[str, int]) -> Callable[[int], str]:
    """Rows of accounts as a measure counts them, summed from the start to a column."""
    first = scene.columns.periods[0]
    some = {rows[n]: "+" if k > 0 else "-" for n, k in MEASURES[name].counts.items() if n in rows}
    return lambda c: "".join(f"{sign}SUM({at(r, first, 'column')}:{at(r, c)})" for r, sign in some.items())


def _combined(terms: dict[str, int], rows: dict[str, int]) -> Callable[[int], str]:
    """Rows of accounts, added and taken off as a measure counts them."""
    some = {rows[name]: coefficient for name, coefficient in terms.items() if name in rows}
    signs = {1: "+", -1: "-"}
    return lambda c: "".join(f"{signs.get(k, f'+{k}*')}{at(r, c)}" for r, k in some.items()) or "0"


def _remember(scene: Scene, key: tuple[str, ...], row: int) -> None:
    """Keep where a row is, for other sheets."""
    scene.build.cells[(scene.scenario, scene.currency, *key)] = str(row)


def _reasons(build: Build, page: Page, row: int) -> int:
    """Why something is not known, each reason once with its quarters."""
    for reason in unknown_reasons(build.result.baseline.coverage):
        page.paragraph(row, reason, 6, 52 + 7 + 4 * build.money_width, "wrapped_note")
        row += 1
    return row
