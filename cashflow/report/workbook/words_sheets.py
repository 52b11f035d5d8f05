"""The sheets of words: completeness and findings, assumptions with their owner, and how to check."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

from cashflow.basics.words import many
from cashflow.report.findings import findings_frame
from cashflow.report.workbook.page import HEAD, Build

__all__ = ["ASSUMPTIONS", "CHECK", "COMPLETENESS", "write_assumptions", "write_check", "write_completeness"]

COMPLETENESS, ASSUMPTIONS, CHECK = "Completeness and findings", "Assumptions", "How to check"
_FINDINGS = 20_000


def write_completeness(build: Build) -> None:
    """Counts that add up, notes, amounts that a spreadsheet can't hold, and the findings."""
    said = build.told.said
    page = build.page(COMPLETENESS, "Completeness and findings")
    row = HEAD
    page.heads(row, ["", "rows read", "accepted", "rejected", "ignored"], right=(1, 2, 3, 4), height=18)
    row += 1
    page.text(row, 0, "ledger")
    for column, name in enumerate(("rows_read", "accepted", "rejected", "ignored"), 1):
        page.number(row, column, int(said["ledger"][name]))
    page.text(row + 1, 0, "check: read less accepted, rejected and ignored")
    page.formula(row + 1, 1, f"B{row + 1}-C{row + 1}-D{row + 1}-E{row + 1}", 0, "count")
    row = _sentences(build, row + 3, "Completeness", [str(said["completeness"]["said"])])
    row = _sentences(build, row, "Notes", build.told.notes)
    long = [f"{sheet} {cell}: {amount}" for sheet, cell, amount in build.inexact[:1000]]
    if long:
        counted = many(len(build.inexact), "amount")
        head = f"{counted} of more than 15 digits: a spreadsheet keeps 15, so these cells and sums of them lack the last ones; in full"
        row = _sentences(build, row, head, long)
    row = _findings(build, row)
    page.widths({0: 48, 1: 16, 2: 16, 3: 16, 4: 24, 5: 22, 6: 70, 7: 12})
    page.printed(row, 8)


def _sentences(build: Build, row: int, head: str, lines: Iterable[str]) -> int:
    page = build.pages[COMPLETENESS]
    page.text(row, 0, head, "block")
    for line in lines:
        row += 1
        page.sheet.merge_range(row, 0, row, 7, "", build.new.style("wrapped"))
        page.text(row, 0, line, "wrapped")
        page.sheet.set_row(row, 14 * (1 + len(line) // 190))
    return row + 2


def _findings(build: Build, row: int) -> int:
    frame, page = findings_frame(build.result.payments.ledger.findings), build.pages[COMPLETENESS]
    page.text(row, 0, f"Findings: {len(frame):,}" + (f", the first {_FINDINGS:,} here" if len(frame) > _FINDINGS else ""), "block")
    names = ("file", "table", "row", "status", "kind", "column", "reason", "value")
    page.heads(row + 1, names, right=(2,), height=18)
    row += 1
    for entry in frame.head(_FINDINGS).to_dict("records"):
        row += 1
        for column, name in enumerate(names):
            value = entry[name]
            if name == "row" and value == value and value is not None:
                page.number(row, column, int(value), "label")
            elif value is not None and value == value:
                page.text(row, column, str(value))
    return row + 1


def write_assumptions(build: Build) -> None:
    """What the figures rest on, with a place for who owns it; inputs by hash, and versions."""
    page = build.page(ASSUMPTIONS, "Assumptions, inputs and versions")
    page.heads(HEAD, ["kind", "what the figures rest on", "owner", "agreed on", "remark"], height=18)
    row = HEAD
    lines = [(i["kind"], i["text"]) for i in build.told.inputs]
    lines += [("assumption", text) for text in build.told.assumptions]
    lines += [("definition", f"free cash flow: {build.result.reporting.free_cash_flow}")] if build.result.scenarios else []
    for kind, text in dict.fromkeys(lines):
        row += 1
        page.text(row, 0, kind, "wrapped")
        page.text(row, 1, text, "wrapped")
        page.sheet.set_row(row, 14 * (1 + len(text) // 105))
        for column in (2, 3, 4):
            page.sheet.write_blank(row, column, None, build.new.style("text_input"))
    row = _pairs(build, row + 2, "input", "SHA-256", build.sha256.items() or [("the ledger as it was read", build.inputs_hash)])
    if build.sha256:
        row = _pairs(build, row, "all of them", "SHA-256 of their names and hashes", [("inputs", build.inputs_hash)])
    _pairs(build, row, "program", "version", _versions())
    page.widths({0: 34, 1: 100, 2: 18, 3: 14, 4: 24})
    page.printed(row + 6, 5)


def _pairs(build: Build, row: int, left: str, right: str, pairs: Iterable[tuple[str, str]]) -> int:
    page = build.pages[ASSUMPTIONS]
    page.heads(row, [left, right], height=18)
    for name, value in pairs:
        row += 1
        page.text(row, 0, name)
        page.text(row, 1, value)
    return row + 2


def _versions() -> list[tuple[str, str]]:
    out = [("cashflow", str(sys.modules["cashflow"].__version__))]
    for name in ("numpy", "pandas", "holidays", "xlsxwriter"):
        try:
            out.append((name, version(name)))
        except PackageNotFoundError:
            continue
    return out


def write_check(build: Build) -> None:
    """Steps, each with what to do."""
    page = build.page(CHECK, "How to check")
    page.heads(HEAD, ["step", "what to do", "done by, on"], height=18)
    steps = [(step["head"], step["text"]) for step in build.words["step"]]
    for row, (head, text) in enumerate(steps, HEAD + 1):
        page.text(row, 0, f"{row - HEAD}. {head}", "wrapped")
        page.text(row, 1, text, "wrapped")
        page.sheet.set_row(row, 14 * (1 + len(text) // 110))
        page.sheet.write_blank(row, 2, None, build.new.style("text_input"))
    page.widths({0: 30, 1: 105, 2: 24})
    page.printed(HEAD + len(steps), 3)
