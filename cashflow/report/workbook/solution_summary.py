"""The sheet Summary of a solution: cash and cost of the offers chosen, by entry of the menu, held against the plan; then its quarters."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from cashflow.basics.currencies import minor_digits
from cashflow.basics.money import to_minor
from cashflow.report.shown_results import Solved
from cashflow.report.solution import cash_line, menu_sums, solution_headline
from cashflow.report.total import capital, rates_words, told_in
from cashflow.report.workbook.accounts import Scene
from cashflow.report.workbook.page import Build, Page, at
from cashflow.report.workbook.quarters_sheet import QUARTERS, quarter_columns
from cashflow.report.workbook.solution_sheets import currency_of
from cashflow.report.workbook.summary_sheet import begin_summary, finish_summary, scene_block, total_block
from cashflow.report.workbook.total_sheet import TOTAL, total_cell

__all__ = ["write_solution_summary"]


def write_solution_summary(found: Solved, build: Build) -> None:
    """The sentences, sums over Chosen, and the block of the plan."""
    said, currency = found.contents(), currency_of(found)
    asked = said["question"]
    lines = [solution_headline(said), cash_line(said), *([] if asked["rates"] is None else [rates_words(asked["rates"])])]
    page, row = begin_summary(build, "Summary: which offers hold the cash at least cost", lines)
    page.heads(row, [f"{capital(told_in(asked))}, on {asked['by']} ({asked['quarter']})", "unit", "amount"], right=(2,), height=18)
    target = row + 1
    page.text(target, 0, "target")
    page.text(target, 1, currency, "stamp")
    page.money(target, 2, to_minor(asked["target"], currency), currency)
    cash, cost = to_minor(said["cash_retained"], currency), to_minor(said["cost"], currency)
    line = _Lines(page, currency)
    line.write(row + 2, "cash retained by the offers chosen", "SUM(chosen_cash)", cash, "bold")
    line.write(
        row + 3,
        "  more than the target (less, where it is not reached)",
        f"{at(row + 2, 2)}-{at(target, 2)}",
        cash - to_minor(asked["target"], currency),
    )
    line.write(row + 4, "cost of the offers chosen", "SUM(chosen_cost)", cost, "bold")
    page.text(row + 5, 0, "  cost / cash retained")
    rate = "–" if not cash else cost / cash
    page.formula(row + 5, 2, f'IF({at(row + 2, 2)}=0,"–",{at(row + 4, 2)}/{at(row + 2, 2)})', rate, "rate")
    row = _checks(found, build, line, row + 6)
    row = _by_entry(found, line, row + 1)
    columns = quarter_columns(build.result.shown, 0)
    if asked["rates"] is None:
        totals = build.result.scenarios[0].totals[build.result.baseline.code_of(currency)]
        row = scene_block(Scene(build, page, columns, 0, currency, totals), row + 1)
    else:
        assert build.result.in_total is not None
        row = total_block(Scene(build, page, columns, 0, currency, build.result.in_total.scenarios[0]), row + 1)
    finish_summary(build, page, row, columns, least=9)


class _Lines:
    """Rows of one amount."""

    def __init__(self, page: Page, currency: str) -> None:
        self.page, self.currency, self.digits = page, currency, minor_digits(currency)

    def write(self, row: int, words: str, formula: str, minor: int, style: str = "text") -> None:
        """Words, unit and a formula of money."""
        self.page.text(row, 0, words, style)
        self.page.text(row, 1, self.currency, "stamp")
        self.page.sum(row, 2, f"ROUND({formula},{self.digits})", minor, self.currency, style)


def _checks(found: Solved, build: Build, line: _Lines, row: int) -> int:
    """The choice held against the payments of the plan."""
    said, columns = found.contents(), quarter_columns(build.result.shown, 0)
    if build.result.in_total is not None and said["question"]["rates"] is not None:
        paid = int(build.cells[0, TOTAL, "cost_paid"])
        left = to_minor(said["cost"], line.currency) - int(sum(build.result.in_total.scenarios[0].by_period("financing_cost_paid")))
        words = "check: cost on Chosen less cost of all payments; each supplier is translated and rounded by itself, no more is left"
        line.write(row, words, f"SUM(chosen_cost)-{total_cell(paid)(columns.whole)}", left)
        return row + 1
    paid = int(build.cells[0, line.currency, "cost_paid"])
    line.write(row, "check: cost on Chosen less cost of all payments, nothing", f"SUM(chosen_cost)-{QUARTERS}!{at(paid, columns.whole)}", 0)
    if said["question"]["presentation"] != "trade_payable":
        return row + 1
    held = int(build.cells[0, line.currency, "held"])
    quarter = columns.quarters[[q["label"] for q in said["quarters"]].index(said["question"]["quarter"])]
    line.write(row + 1, "check: cash on Chosen less cash of all payments, nothing", f"SUM(chosen_cash)-{QUARTERS}!{at(held, quarter)}", 0)
    return row + 2


def _by_entry(found: Solved, line: _Lines, row: int) -> int:
    """Suppliers, cash and cost of each entry of the menu."""
    said, page, currency = found.contents(), line.page, line.currency
    rows = Counter(int(r["menu"]) for r in said["choices"])
    counted = "suppliers" if said["question"]["rates"] is None else "suppliers, by currency"
    page.heads(row, ["offer", "menu", f"cash retained ({currency})", f"cost ({currency})", counted], right=(2, 3, 4), height=18)
    for (menu, words), (_, cash, cost) in menu_sums(said).items():
        row += 1
        page.text(row, 0, words)
        page.number(row, 1, menu, "label")
        for column, name, value in ((2, "cash", cash), (3, "cost", cost)):
            total = f"ROUND(SUMIFS(chosen_{name},chosen_menu,{at(row, 1)}),{line.digits})"
            page.sum(row, column, total, to_minor(Decimal(value), currency), currency)
        page.formula(row, 4, f"COUNTIFS(chosen_menu,{at(row, 1)})", rows[menu], "count")
    return row + 1
