"""The sheet Presentations: cash, debt and free cash flow in every reading of the bank-funded amount, and its chart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cashflow.measures.catalog import DEFAULT_PRESENTATION, MEASURES
from cashflow.report.scenario_sentences import NO_BANK
from cashflow.report.workbook.accounts import Scene
from cashflow.report.workbook.page import HEAD, Build, at
from cashflow.report.workbook.quarters_sheet import QUARTERS, presentations_shown, quarters_cell, quarters_sheet
from cashflow.report.workbook.styles import safe_text

__all__ = ["COLORS", "PRESENTATIONS_SHEET", "finish_chart", "write_presentations"]

PRESENTATIONS_SHEET = "Presentations"
_ROWS = ("free_cash_flow_change", "cash_change", "debt_change", "net_debt_change")
COLORS = ("#1F4E79", "#2E75B6", "#9DC3E6", "#A6A6A6")


def write_presentations(build: Build) -> None:
    """A block a currency and scenario, with its chart beside."""
    with quarters_sheet(build, PRESENTATIONS_SHEET, "Presentations of what a bank pays") as sheet:
        for currency in build.result.largest_first:
            for scene in sheet.scenes(currency):
                sheet.row = _block(scene, sheet.row)


def _block(scene: Scene, row: int) -> int:
    build, page, columns, totals = scene.build, scene.page, scene.columns, scene.totals
    name = build.result.scenarios[scene.scenario].scenario.name
    page.text(row, 0, f"{scene.currency}: {name}", "block")
    top, shown = row, presentations_shown(totals)
    row += 1
    for presentation, words in shown.items():
        source = int(build.cells[scene.scenario, scene.currency, "change", presentation])
        change = totals.by_period("free_cash_flow_change", presentation)
        scene.write(row, f"change in free cash flow{words}", quarters_cell(source), [*change], columns.periods)
        scene.whole(row, int(change.sum()))
        row += 1
    for name in _ROWS[1:]:
        for presentation, words in [(DEFAULT_PRESENTATION, "")] if name == "cash_change" else shown.items():
            terms = MEASURES[name].coefficients(presentation, totals.interest_paid)
            scene.write(
                row,
                f"{MEASURES[name].label}{words}, at the end",
                _to_date(scene, terms),
                [*totals.figure(name, presentation)],
                columns.quarters,
            )
            row += 1
    if len(shown) == 1:
        page.text(row, 0, NO_BANK, "note")
    _chart(scene, top, row + 1, len(shown))
    return row + 19


def _to_date(scene: Scene, terms: dict[str, int]) -> Callable[[int], str]:
    """Accounts of Quarters summed from the start."""
    keys = {n: (scene.scenario, scene.currency, "account", n) for n in terms}
    rows = {n: int(scene.build.cells[key]) for n, key in keys.items() if key in scene.build.cells}
    first = scene.columns.periods[0]
    signs = {1: "+", -1: "-"}
    return lambda c: "".join(f"{signs[terms[n]]}SUM({QUARTERS}!{at(r, first, 'column')}:{at(r, c)})" for n, r in rows.items()) or "0"


def _chart(scene: Scene, top: int, row: int, many: int) -> None:
    """Bars of the change in free cash flow by quarter, a color a presentation."""
    name = scene.build.result.scenarios[scene.scenario].scenario.name
    chart = scene.build.new.book.add_chart({"type": "column"})
    first, last = scene.columns.quarters[0], scene.columns.quarters[-1]
    for at_row, color in enumerate(COLORS[:many], top + 1):
        chart.add_series(
            {
                "name": [PRESENTATIONS_SHEET, at_row, 0],
                "categories": [PRESENTATIONS_SHEET, HEAD, first, HEAD, last],
                "values": [PRESENTATIONS_SHEET, at_row, first, at_row, last],
                "fill": {"color": color},
                "gap": 60,
            }
        )
    finish_chart(chart, safe_text(f"{name}: change in free cash flow, {scene.currency}"))
    scene.page.sheet.insert_chart(row, 0, chart, {"x_offset": 8, "x_scale": 1.7, "y_scale": 1.15})


def finish_chart(chart: Any, title: str) -> None:
    """Title, legend and axes of our charts; the axis in millions where numbers are long is the reader's choice."""
    shorter = title if len(title) <= 90 else f"{title[:89]}…"
    chart.set_title({"name": shorter, "name_font": {"size": 11}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": {"size": 9}})
    chart.set_y_axis({"num_format": "#,##0;-#,##0", "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    chart.set_x_axis({"label_position": "low"})
