"""The sheet Summary: the answer, three lines by quarter, what it costs, who is not made whole; each number points to its formula."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from cashflow.basics.money import whole
from cashflow.report.scenario import headlines
from cashflow.report.total import total_answers
from cashflow.report.values_as_text import top_and_notes, yes_or_no
from cashflow.report.workbook.accounts import Columns, Scene
from cashflow.report.workbook.page import HEAD, Build, Page, at
from cashflow.report.workbook.presentations_sheet import COLORS, finish_chart
from cashflow.report.workbook.quarters_sheet import QUARTERS, quarter_columns, quarter_names, quarters_cell
from cashflow.report.workbook.styles import safe_text
from cashflow.report.workbook.total_sheet import TOTAL, total_cell

__all__ = ["SUMMARY", "begin_summary", "finish_summary", "scene_block", "total_block", "write_summary"]

SUMMARY = "Summary"
_ACROSS, _WIDE = 6, 140
"""Columns that a long sentence stands over, and about so many letters a line."""


def write_summary(build: Build) -> None:
    """What was left out, the sentences, and a block a currency and scenario."""
    result, said = build.result, build.told.said
    ordered = {c: said["currencies"][c] for c in result.largest_first}
    lines = "\n".join([*total_answers(said["total"], said["quarters"]), headlines(ordered, said["quarters"])]).splitlines()
    page, row = begin_summary(build, "Summary: what later payments do to quarter-end cash", lines)
    columns = quarter_columns(result.shown, 0)
    for number, totals in enumerate([] if result.in_total is None else result.in_total.scenarios):
        currency = said["total"]["currency"]
        row = total_block(Scene(build, page, columns, number, currency, totals), row) + 1
    for currency in ordered:
        for number, found in enumerate(result.scenarios):
            totals = found.totals[result.baseline.code_of(currency)]
            row = scene_block(Scene(build, page, columns, number, currency, totals), row) + 1
    finish_summary(build, page, row, columns)


def begin_summary(build: Build, title: str, lines: Sequence[str]) -> tuple[Page, int]:
    """The sheet with what was left out or not read, if anything, and the sentences; the row below them."""
    page, said = build.page(SUMMARY, title), build.told.said
    top = top_and_notes(said)[0]
    for row, line in enumerate([*top, *lines], HEAD):
        style = "flag" if line in top else "bold"
        if len(line) > _WIDE:  # on paper it would be cut
            page.paragraph(row, line, _ACROSS, _WIDE, f"wrapped_{style}")
        else:
            page.text(row, 0, line, style)
    return page, HEAD + len(top) + len(lines) + 1


def finish_summary(build: Build, page: Page, row: int, columns: Columns, least: int = 9) -> None:
    """Widths, what is printed (so many columns at least), and that the workbook opens here."""
    printed = max(columns.whole + 1, least)
    page.widths({0: 62, 1: 11, **dict.fromkeys(range(2, printed), build.money_width + 2)})  # the chart stands over the last ones
    page.printed(row, printed)
    page.sheet.activate()
    page.sheet.set_first_sheet()


def scene_block(scene: Scene, row: int) -> int:
    """Three lines by quarter, then single figures, and the chart of the unwind."""
    top = row
    row = _lines(scene, row, scene.currency, scene.currency, quarters_cell)
    row = _single(scene, row + 1)
    _chart(scene, top, scene.currency)
    return max(row, top + 20)


def total_block(scene: Scene, row: int) -> int:
    """The same lines of all currencies together, and the chart."""
    top = row
    row = _lines(scene, row, f"All in {scene.currency}", TOTAL, total_cell)
    _chart(scene, top, f"all in {scene.currency}")
    return max(row, top + 20)


def _lines(scene: Scene, row: int, title: str, key: str, cell: Callable[[int], Callable[[int], str]]) -> int:
    """Heads, and three lines by quarter that point to a sheet; `key`: under which its rows are known."""
    build, page, columns, totals = scene.build, scene.page, scene.columns, scene.totals
    name = build.result.scenarios[scene.scenario].scenario.name
    page.heads(row, quarter_names(build.result.shown, f"{title}: {name}"), right=range(2, columns.whole + 1), height=18)
    change = totals.by_period("free_cash_flow_change", "trade_payable")
    borrowed = totals.by_period("free_cash_flow_change", "borrowing_gross")
    read_as_debt = ("the same if what a bank paid is borrowing", ("change", "borrowing_gross"), [*borrowed], columns.periods, "text")
    accrued = np.array([*totals.cost_accrued.values()], object).sum(axis=0)
    lines: list[tuple[str, tuple[str, ...], list[int], list[int], str]] = [
        ("change in free cash flow", ("change", "trade_payable"), [*change], columns.periods, "bold"),
        *([read_as_debt] if totals.uses_bank else []),
        ("cost, accrued", ("cost_accrued",), [*accrued], columns.periods, "text"),
        ("change in payables at the end", ("payables_change",), [*totals.figure("closing_payables")], columns.quarters, "text"),
    ]
    for number, (words, of, values, where, style) in enumerate(lines, row + 1):
        source = int(build.cells[(scene.scenario, key, *of)])
        scene.write(number, words, cell(source), values, where, style)
        if where == columns.periods:
            scene.whole(number, int(sum(values)))
    return row + 1 + len(lines)


def _single(scene: Scene, row: int) -> int:
    """Cost, its rate a year, cost against borrowing the same, and who is made whole."""
    build, page, totals, column = scene.build, scene.page, scene.totals, 2
    cost, moved = totals.financing_cost, totals.amount_days
    paid = int(build.cells[scene.scenario, scene.currency, "cost_paid"])
    cell = lambda place: at(place, column)  # noqa: E731
    page.text(row, 0, "cost over the whole life", "bold")
    page.text(row, 1, scene.currency, "stamp")
    page.sum(row, column, f"{QUARTERS}!{at(paid, scene.columns.whole)}", cost, scene.currency, "bold")
    days, unit = row + 1, 10**scene.digits
    page.text(days, 0, "principal × days kept longer")
    page.text(days, 1, f"{scene.currency} × days", "stamp")
    page.sheet.write_formula(days, column, f"={_amount_days(scene)}", build.new.money(scene.currency), float(moved / unit))
    page.text(row + 2, 0, "cost a year of what moves (simple, ACT/365F)")
    rate = f'IF({cell(days)}=0,"–",{cell(row)}*365/{cell(days)})'
    page.formula(row + 2, column, rate, "–" if totals.all_in_rate is None else totals.all_in_rate, "rate")
    _borrowing(scene, row + 3, row, days)
    return _made_whole(scene, row + 6)


def _amount_days(scene: Scene) -> str:
    where = f'leg_scenario,{scene.scenario + 1},leg_currency,"{scene.currency}"'
    if not scene.build.rows.weighted:
        return f"SUMIFS(leg_amount_days,{where})"
    return f'SUMPRODUCT((leg_scenario={scene.scenario + 1})*(leg_currency="{scene.currency}")*leg_amount_days*leg_share)'


def _borrowing(scene: Scene, row: int, cost: int, days: int) -> None:
    """What the cash saves of the buyer's own borrowing, and the cost less that."""
    build, page, totals, settings = scene.build, scene.page, scene.totals, scene.build.result.reporting
    basis = int(build.cells["borrowing", "days"])
    page.text(row, 0, "saved of the buyer's own borrowing (rate on Offers)")
    page.text(row + 1, 0, "cost less that")
    for place in (row, row + 1):
        page.text(place, 1, scene.currency, "stamp")
    saved = f'IF(ISNUMBER(borrowing_rate),ROUND(ROUND({at(days, 2)}*borrowing_rate/{basis},6),{scene.digits}),"no rate")'
    less = f'IF(ISNUMBER({at(row, 2)}),{at(cost, 2)}-{at(row, 2)},"no rate")'
    if settings.borrowing_rate is None:
        page.formula(row, 2, saved, "no rate", "unknown")
        page.formula(row + 1, 2, less, "no rate", "unknown")
        return
    minor = whole(Fraction(settings.borrowing_rate) * totals.amount_days / basis)
    page.sum(row, 2, saved, minor, scene.currency)
    page.sum(row + 1, 2, less, totals.financing_cost - minor, scene.currency)


def _made_whole(scene: Scene, row: int) -> int:
    """Counts over the sheet Suppliers, and how many are no longer made whole at the rates now."""
    page = scene.page
    words = {"whole": "made whole against the usual payment day", "whole_due": "made whole against the contract due date"}
    counts = _counts(scene)
    where = f'supplier_scenario,{scene.scenario + 1},supplier_currency,"{scene.currency}",supplier_share,">0"'

    page.heads(row, ["suppliers that accept", "", "yes", "no", "not known"], right=(2, 3, 4), height=18)
    for name, said in words.items():
        row += 1
        page.text(row, 0, said)
        for number, word in enumerate(("yes", "no", "unknown")):
            formula = f'COUNTIFS({where},supplier_{name},"{word}")'
            page.formula(row, 2 + number, formula, counts[name][word], "count")
    row += 1
    page.text(row, 0, "no longer made whole since a rate was changed (either)")
    page.formula(row, 2, f'COUNTIFS({where},supplier_change,"no longer")', 0, "count")
    return row + 1


def _counts(scene: Scene) -> dict[str, dict[str, int]]:
    """Of those that accept, how many are made whole, as run."""
    frame = scene.build.told.suppliers
    out = {"whole": dict.fromkeys(("yes", "no", "unknown"), 0), "whole_due": dict.fromkeys(("yes", "no", "unknown"), 0)}
    if not len(frame):
        return out
    name = scene.build.result.scenarios[scene.scenario].scenario.name
    mine = frame[(frame["scenario"] == name) & (frame["currency"] == scene.currency) & (frame["acceptance"] > 0)]
    for ours, theirs in (("whole", "made_whole"), ("whole_due", "made_whole_vs_due")):
        for value in mine[theirs]:
            out[ours][yes_or_no(value)] += 1
    return out


def _chart(scene: Scene, top: int, what: str) -> None:
    """The unwind: change in free cash flow by quarter."""
    quarters, many = scene.columns.quarters, 2 if scene.totals.uses_bank else 1
    chart = scene.build.new.book.add_chart({"type": "column"})
    first, last = quarters[0], quarters[-1]
    for number in range(many):
        chart.add_series(
            {
                "name": [SUMMARY, top + 1 + number, 0],
                "categories": [SUMMARY, top, first, top, last],
                "values": [SUMMARY, top + 1 + number, first, top + 1 + number, last],
                "fill": {"color": COLORS[number]},
                "gap": 60,
            }
        )
    name = scene.build.result.scenarios[scene.scenario].scenario.name
    finish_chart(chart, safe_text(f"{name}: change in free cash flow, {what}"))
    scene.page.sheet.insert_chart(top + 5, 5, chart, {"x_offset": 12, "y_offset": 8, "x_scale": 0.95, "y_scale": 0.98})
