"""The first page: the answer of a scenario in each currency, its picture, and three lines by quarter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import evolve

from cashflow.basics.money import amount_text
from cashflow.basics.words import total_name
from cashflow.ledger.groups import Groups
from cashflow.measures import ScenarioTotals
from cashflow.report.page.page_content import Answer, PageFigure
from cashflow.report.page.page_tables import Cell, PageTable, Row, amount, row_of
from cashflow.report.page.quarters_since import first_shown, left_out_before, table_since
from cashflow.report.scenario import headline, is_touched
from cashflow.report.svg import Bars, bars_svg
from cashflow.report.svg.bars import WIDTH
from cashflow.report.total import capital, of_all, rates_words
from cashflow.results.comparison import Comparison

__all__ = ["answers", "lines_of", "unwind_of"]

Entry = Mapping[str, Any]
READINGS = {"trade_payable": "as trade payables", "borrowing_gross": "if bank-funded amounts are borrowing"}
"""The two readings of free cash flow on the first page, by presentation."""
LINES = {
    "trade_payable": "Change in free cash flow",
    "borrowing_gross": "… if bank-funded is borrowing",
    "cost": "Cost, accrued",
    "payables": "Change in payables",
}
_NOTHING = "No payment moves, in any currency. Why: the notes under 'Findings in the ledger'."
_BESIDE = 560
"""Width of the picture where another one stands beside it: with the same width, letters are of one size."""


def answers(found: Comparison, said: Mapping[str, Any], at: int) -> list[Answer]:
    """The answers of a scenario, in every currency that it touches or covers; one that it does not touch is hidden beside others.

    They stand as on the terminal and in the workbook, the largest first, before them all together where there is a reporting currency.
    Of a scenario that covers nothing in any currency the first one stands for all.
    """
    name, n = found.scenarios[at].scenario.name, len(found.baseline.currencies)
    entries = {c: said["currencies"][c]["scenarios"][name] for c in found.largest_first}
    codes = {int(c) for o in found.scenarios[at].offers for c in Groups(n).currency(o.covered.groups)}
    some = [c for c in entries if is_touched(entries[c]) or found.baseline.code_of(c) in codes]
    if not some:
        return [evolve(_answer(found, said, at, c, False), sentences=[_NOTHING]) for c in list(entries)[:1]]
    quiet = [c for c in some if not is_touched(entries[c])]
    of_each = [_answer(found, said, at, c, c in quiet and len(quiet) < len(some)) for c in some]
    return [*_in_total(found, said, at), *of_each]


def _answer(found: Comparison, said: Mapping[str, Any], at: int, currency: str, hidden: bool) -> Answer:
    name, quarters = found.scenarios[at].scenario.name, said["quarters"]
    entry, code = said["currencies"][currency]["scenarios"][name], found.baseline.code_of(currency)
    sentences = headline(name, currency, entry, quarters).removeprefix(f"{name}: ").split("\n")
    sentences[0] = sentences[0][:1].upper() + sentences[0][1:]
    totals = found.scenarios[at].totals[code]
    figure = unwind_of(found, totals, f"s{at}-{code}", currency, entry["uses_bank"])
    table = lines_of(currency, entry, quarters, found, totals)
    return Answer(currency, f"s{at}-{code}", sentences, [figure], table, code, hidden)


def _in_total(found: Comparison, said: Mapping[str, Any], at: int) -> list[Answer]:
    """All currencies together; nothing without a reporting currency."""
    if found.in_total is None:
        return []
    total, currency = said["total"], found.in_total.translation.currency
    entry, totals = total["scenarios"][found.scenarios[at].scenario.name], found.in_total.scenarios[at]
    title, code = capital(total_name(currency)), len(found.baseline.currencies)
    sentences = headline(title, currency, of_all(entry), said["quarters"]).split("\n")
    figure = unwind_of(found, totals, f"s{at}-{code}", currency, entry["uses_bank"])
    table = lines_of(currency, entry, said["quarters"], found, totals)
    table = evolve(table, note=" ".join(filter(None, [rates_words(total), table.note])))
    return [Answer(title, f"s{at}-{code}", sentences, [figure], table, code)]


def unwind_of(found: Comparison, totals: ScenarioTotals, mark: str, currency: str, bank: bool, title: bool = False) -> PageFigure:
    """Change in free cash flow by quarter, in both readings where a bank pays."""
    since = first_shown(found)
    presentations = READINGS if bank else {"trade_payable": "change in free cash flow"}
    series = [
        (words, [int(v) for v in totals.figure("free_cash_flow_change", presentation)[since:]])
        for presentation, words in presentations.items()
    ]
    words = f"Change in free cash flow by quarter, {currency}"
    bars = Bars(f"unwind-{mark}", words, currency, found.shown.labels[since:], series, _BESIDE if title else WIDTH)
    return PageFigure(bars.name, bars_svg(bars), bars.title if title else "")


def lines_of(currency: str, entry: Entry, quarters: Sequence[Mapping[str, str]], found: Comparison, totals: ScenarioTotals) -> PageTable:
    """Change in free cash flow, and the same if bank-funded amounts are borrowing; cost; change in payables."""
    change, outside = entry["free_cash_flow_change"], entry["free_cash_flow_change_outside"]
    rows = [
        _flow(
            LINES[presentation],
            change[presentation],
            outside[presentation],
            "part" if presentation != "trade_payable" else "main",
            presentation,
        )
        for presentation in READINGS
    ]
    rows[1] = evolve(rows[1], hidden=not entry["uses_bank"])
    cost = row_of(LINES["cost"], [*entry["financing_cost_accrued"], entry["financing_cost"]])
    payables = [amount(amount_text(int(v), currency)) for v in totals.figure("closing_payables")]
    rows += [evolve(cost, figure="financing_cost_accrued"), Row(LINES["payables"], [*payables, Cell("")], figure="closing_payables")]
    columns = [f"{currency}", *(q["label"] for q in quarters), "Total"]
    return table_since(found, PageTable("", columns, rows, left_out_before(found)))


def _flow(words: str, values: Sequence[str], outside: str, kind: str, presentation: str) -> Row:
    """A line of flows; the total is over all time, what lies outside the quarters included."""
    total = sum((Decimal(v) for v in values), Decimal(outside))
    return evolve(row_of(words, [*values, total], kind), figure=f"free_cash_flow_change.{presentation}")
