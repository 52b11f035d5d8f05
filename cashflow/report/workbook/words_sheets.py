"""The sheets of words: assumptions with their owner, and how to check."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

from cashflow.report.workbook.page import HEAD, Build

__all__ = ["ASSUMPTIONS", "CHECK", "write_assumptions", "write_check"]

ASSUMPTIONS, CHECK = "Assumptions", "How to check"


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
