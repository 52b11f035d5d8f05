"""What stands on the first screen of each kind of result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from cashflow.basics.words import total_name
from cashflow.report.first_screen import Screen
from cashflow.report.format import COMPARISON, PROJECTION, SIMULATION, SOLUTION
from cashflow.report.projection import cash_lines
from cashflow.report.scenario import MANY, answers, grid_tables, is_touched, level_rows
from cashflow.report.shown_results import Compared, Projected, Rendered
from cashflow.report.simulation import answer_text, quarter_table, tornado_table
from cashflow.report.solution import by_entry_table, cash_line, curve_table, solution_headline, whole_line
from cashflow.report.text_page import TextTable
from cashflow.report.total import total_answers
from cashflow.report.values_as_text import money, top_and_notes

__all__ = ["SCREENS"]

Figures = Mapping[str, Mapping[str, Any]]


def _comparison(found: Compared) -> Screen:
    said = found.contents()
    top, notes = top_and_notes(said)
    quarters, figures = said["quarters"], {c: said["currencies"][c] for c in found.largest_first}
    shown = _with_total(said, found.largest_first)
    entries = [e for f in figures.values() for e in f["scenarios"].values()]
    moved = [at for e in entries for at, v in enumerate(e["free_cash_flow_change"]["trade_payable"]) if Decimal(v)]
    tables = _comparison_tables(shown, quarters) if any(map(is_touched, entries)) else []
    lines = [*total_answers(said["total"], quarters), *answers(figures, quarters)]
    return Screen(top, lines, tables, min(moved, default=0), notes, ["baseline", "suppliers", "assumptions"])


def _with_total(said: Mapping[str, Any], currencies: Sequence[str]) -> dict[str, Any]:
    """Figures by currency, before them those of all currencies together where they are added up."""
    total = {} if said["total"] is None else {total_name(said["total"]["currency"]): said["total"]}
    return total | {c: said["currencies"][c] for c in currencies}


def _comparison_tables(figures: Figures, quarters: list[dict[str, str]]) -> list[TextTable | tuple[TextTable, TextTable]]:
    """Of a large grid a table a currency; else one, in its long form and with a row a scenario and currency."""
    if any(len(f["scenarios"]) > MANY for f in figures.values()):
        return [grid_tables(c, f["scenarios"], quarters)[0] for c, f in figures.items()]
    labels = [q["label"] for q in quarters]
    short = [[f"{name}, {c}", *map(money, e["free_cash_flow_change"]["trade_payable"]), money(e["financing_cost"])]
             for c, f in figures.items() for name, e in f["scenarios"].items() if is_touched(e)]  # fmt: skip
    title = "Change in free cash flow"
    long = TextTable(f"{title}, and the cost", ["", *labels], _comparison_rows(figures))
    return [(long, TextTable(f"{title} (trade payable)", ["", *labels, "cost"], short))]


def _comparison_rows(figures: Figures) -> list[list[str]]:
    """By scenario, where there are several, and currency: each reading of the bank-funded amount that differs, and the cost."""
    names = list(dict.fromkeys(n for f in figures.values() for n in f["scenarios"]))
    rows: list[list[str]] = []
    for name in names:
        rows += [[name, *[""] * len(next(iter(figures.values()))["coverage"])]] if len(names) > 1 else []
        indent = "  " if len(names) > 1 else ""
        for currency, found in figures.items():
            entry = found["scenarios"][name]
            if is_touched(entry):
                rows += [[f"{indent}{label}", *map(money, values)] for label, values in _lines(currency, entry)]
    return rows


def _lines(currency: str, entry: Mapping[str, Any]) -> list[tuple[str, list[Any]]]:
    change = entry["free_cash_flow_change"]
    cash = [(f"{currency} free cash flow", change["trade_payable"])]
    if entry["uses_bank"]:
        cash = [(f"{currency} as trade payable", change["trade_payable"]), (f"{currency} as borrowing", change["borrowing_gross"])]
    return [*cash, (f"{currency} cost paid", entry["financing_cost_paid"])]


def _projection(found: Projected) -> Screen:
    plain = found.as_comparison()
    said = plain.contents()
    top, notes = top_and_notes(said)
    rows: list[list[str]] = []
    for currency, figures in _with_total(said, found.largest_first).items():
        for words, key in (("cash paid", "cash_paid"), ("payables at the end", "closing_payables"), ("DPO (closing)", "dpo_closing")):
            short = words.partition(" at ")[0]
            own = level_rows(f"{currency} {words}", key, figures["baseline"], figures["coverage"], f"{currency} {short}")
            rows += [row[:-1] for row in own]
    answers = cash_lines(found) or [""]
    table = TextTable("The baseline, by quarter", ["", *(q["label"] for q in said["quarters"])], rows)
    return Screen(top, answers, [table], 0, notes, ["invoiced", "discounts", "what is not known and why", "assumptions"])


def _simulation(found: Rendered) -> Screen:
    said = found.contents()
    top, notes = top_and_notes(said)
    tables = [t for t in (quarter_table(said, said["currency"]), tornado_table(said)) if t is not None and t.rows]
    at = [q["label"] for q in said["quarters"]].index(said["quarter"])
    return Screen(top, [answer_text(said)], tables, at, notes, ["suppliers", "what it rests on"])


def _solution(found: Rendered) -> Screen:
    said = found.contents()
    top, notes = top_and_notes(said)
    chosen = bool(said["choices"])
    answers = [solution_headline(said), cash_line(said), *([whole_line(said)] if chosen else [])]
    tables = [*([by_entry_table(said)] if chosen else []), curve_table(said)]
    return Screen(top, answers, tables, 0, notes, ["suppliers", "constraints", "what was excluded", "assumptions"])


SCREENS: Mapping[str, Callable[[Any], Screen]] = {
    COMPARISON: _comparison,
    PROJECTION: _projection,
    SIMULATION: _simulation,
    SOLUTION: _solution,
}
"""By the kind of result; others are printed whole."""
