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
    said, ledger = build.result.to_dict(), build.result.payments.ledger
    words = "What was read, what was left out, and what stands beside the figures.\nRows read = accepted + rejected + ignored, in count and in money."
    page = build.page(COMPLETENESS, "Completeness and findings", words)
    row = HEAD
    page.heads(row, ["", "rows read", "accepted", "rejected", "ignored"], right=(1, 2, 3, 4))
    row += 1
    page.text(row, 0, "ledger")
    for column, name in enumerate(("rows_read", "accepted", "rejected", "ignored"), 1):
        page.number(row, column, int(said["ledger"][name]))
    page.text(row + 1, 0, "check: read less accepted, rejected and ignored")
    page.formula(row + 1, 1, f"B{row + 1}-C{row + 1}-D{row + 1}-E{row + 1}", 0, "count")
    row = _sentences(build, row + 3, "Completeness", [str(said["completeness"]["said"])])
    row = _sentences(build, row, "Notes", build.result.notes)
    long = [f"{sheet} {cell}: {amount}" for sheet, cell, amount in build.inexact[:1000]]
    if long:
        head = f"{many(len(build.inexact), 'amount')} of more than 15 digits: a spreadsheet keeps 15, so these cells, and sums of them, lack the last; in full"
        row = _sentences(build, row, head, long)
    _findings(build, row, ledger.findings)
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


def _findings(build: Build, row: int, found: object) -> None:
    frame, page = findings_frame(build.result.payments.ledger.findings), build.pages[COMPLETENESS]
    page.text(row, 0, f"Findings: {len(frame):,}" + (f", the first {_FINDINGS:,} here" if len(frame) > _FINDINGS else ""), "block")
    names = ("file", "table", "row", "status", "kind", "column", "reason", "value")
    page.heads(row + 1, names, right=(2,))
    for entry in frame.head(_FINDINGS).to_dict("records"):
        row += 1
        for column, name in enumerate(names):
            value = entry[name]
            if name == "row" and value == value and value is not None:
                page.number(row + 1, column, int(value))
            elif value is not None and value == value:
                page.text(row + 1, column, str(value))


def write_assumptions(build: Build) -> None:
    """What the figures rest on, with a place for who owns it; inputs by hash, and versions."""
    words = "What was observed, agreed, planned or assumed. Name an owner for each: who can say that it holds, and until when.\nInputs are named by the SHA-256 of what was read."
    page = build.page(ASSUMPTIONS, "Assumptions, inputs and versions", words)
    page.heads(HEAD, ["kind", "what the figures rest on", "owner", "agreed on", "remark"])
    row = HEAD
    lines = [(i["kind"], i["text"]) for i in build.result.inputs]
    lines += [("assumption", text) for text in build.result.assumptions]
    lines += [("definition", f"free cash flow: {build.result.reporting.free_cash_flow}")]
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
    page.heads(row, [left, right])
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


_STEPS = (
    ("Find the headline", "Summary has the change in free cash flow of each quarter. Select the cell, follow it to Quarters, and from there to the accounts below it."),
    ("See what an account counts", "An account is a SUMIFS over Legs: by scenario, currency, nature, payer, payee and day. Filter Legs by the same and look at the sum in the status bar."),
    ("Check one interest", "In Legs, 'amount at the rates now' is principal × days / days of its year × the rate on Offers. The days are those of the option's day count."),
    ("Check the rounding", "'settled' is the sum of the rows of one payment, rounded once, half away from zero, to the smallest unit of the currency."),
    ("Check the accrual", "Cost accrued is cost paid, plus what is earned and not paid at the end, less the same before. It is earned evenly by calendar day, the last day of the quarter included."),
    ("Check the baseline", "Payables at the end are all that was invoiced up to then less all that left payables. Agree them with the balance of the general ledger on the ledger day."),
    ("Check DPO", "Payables at the end / invoiced in the quarter × days of the quarter."),
    ("Change a rate", "Change a yellow cell on Offers or Suppliers. Cost, net benefit and 'made whole' follow; acceptances and options stay. Filter 'changed?' on Suppliers."),
    ("Go to a document", "Audit sample names file and row of the ledger for each draw. Agree amount, dates and terms, and tick it off."),
    ("Compare with the files", "quarters.csv, suppliers.csv and legs.csv beside this workbook have the same figures with all their digits; run.json has the hash of each file."),
    ("What is no formula", "Names, dates, amounts of the ledger, principal, who accepts which option, principal × days on Suppliers, the average days, count-back DPO (only in quarters.csv), and the sentences."),
    ("Negative numbers", "Red with a minus, in every sheet. Credit notes are negative amounts: they reduce what is paid."),
)  # fmt: skip


def write_check(build: Build) -> None:
    """Steps, each with what to do."""
    page = build.page(CHECK, "How to check", "Steps for a controller or an auditor who has only this workbook.\nNo macro, no link to another file.")
    page.heads(HEAD, ["step", "what to do", "done by, on"])
    for row, (head, text) in enumerate(_STEPS, HEAD + 1):
        page.text(row, 0, f"{row - HEAD}. {head}", "wrapped")
        page.text(row, 1, text, "wrapped")
        page.sheet.set_row(row, 14 * (1 + len(text) // 110))
        page.sheet.write_blank(row, 2, None, build.new.style("text_input"))
    page.widths({0: 30, 1: 105, 2: 24})
    page.printed(HEAD + len(_STEPS), 3)
