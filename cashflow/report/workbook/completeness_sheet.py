"""The sheet Completeness and findings: rows and money that add up, payables to agree with the general ledger, notes, findings."""

from __future__ import annotations

from collections.abc import Iterable

from cashflow.basics.currencies import minor_digits
from cashflow.basics.days import to_day
from cashflow.basics.words import many
from cashflow.ledger.left_out import ACCEPTED
from cashflow.report.findings import findings_frame
from cashflow.report.workbook.baseline_sheet import BASE_COLUMNS, BASELINE, by_day
from cashflow.report.workbook.page import HEAD, Build, at
from cashflow.report.workbook.sums import Period, base_sum

__all__ = ["COMPLETENESS", "write_completeness"]

COMPLETENESS = "Completeness and findings"
_FINDINGS = 20_000
_COUNTS = {
    "ledger": ("rows_read", "accepted", "rejected", "ignored"),
    "payments": ("payments_read", "payments_accepted", "payments_rejected"),
}


def write_completeness(build: Build) -> None:
    """Counts that add up, notes, amounts that a spreadsheet can't hold, and the findings."""
    page = build.page(COMPLETENESS, "Completeness and findings")
    row = _counts(build, HEAD)
    if BASELINE in build.pages:
        row = _payables(build, _money(build, row))
    row = _sentences(build, row, "Completeness", [str(build.told.said["completeness"]["said"])])
    row = _sentences(build, row, "Notes", build.told.notes)
    long = [f"{sheet} {cell}: {amount}" for sheet, cell, amount in build.inexact[:1000]]
    if long:
        counted = many(len(build.inexact), "amount")
        head = f"{counted} of more than 15 digits: a spreadsheet keeps 15, so these cells and sums of them lack the last ones; in full"
        row = _sentences(build, row, head, long)
    row = _findings(build, row)
    wide = max(16, build.money_width)
    page.widths({0: 48, 1: wide, 2: wide, 3: wide, 4: max(24, wide), 5: max(24, wide), 6: 70, 7: 12})
    page.printed(row, 8)


def _counts(build: Build, row: int) -> int:
    """Rows read and what became of them, of the ledger and of payments beside it."""
    page, read = build.pages[COMPLETENESS], build.told.said["ledger"]
    page.heads(row, ["", "rows read", "accepted", "rejected", "ignored", "of no invoice here"], right=(1, 2, 3, 4, 5), height=18)
    page.sheet.write_string(row, 6, "check: read less the others", build.new.style("head", indent=1))
    for table, names in _COUNTS.items():
        if table == "payments" and not read["payments_read"]:
            continue
        row += 1
        page.text(row, 0, table)
        counts = {column: int(read[name]) for column, name in enumerate(names, 1)}
        counts |= {5: int(read["payments_elsewhere"])} if table == "payments" else {}
        for column, count in counts.items():
            page.number(row, column, count)
        left = build.new.style("count", align="left", indent=1)  # its column is wide
        page.sheet.write_formula(row, 6, f"={at(row, 1)}-SUM({at(row, 2)}:{at(row, 5)})", left, 2 * counts[1] - sum(counts.values()))
    return row + 2


def _money(build: Build, row: int) -> int:
    """Money of the rows by currency, without signs as they were read, and with them as Baseline has them."""
    page, base, ledger = build.pages[COMPLETENESS], build.result.baseline, build.result.payments.ledger
    found = ledger.findings
    heads = ["money of the ledger's rows", "accepted, net", "in Baseline", "check: difference"]
    heads += ["accepted, without signs", "rejected, without signs"] if found is not None else []
    page.heads(row, heads, right=(1, 2, 3, 4, 5), height=18)
    for currency in build.result.largest_first:
        row += 1
        code = base.code_of(currency)
        net = int(base.invoiced[code].sum())
        page.text(row, 0, currency)
        whole = int(ledger.amount[ledger.currency.codes == ledger.currency.values.index(currency)].sum())
        page.money(row, 1, whole, currency)
        page.sum(row, 2, _rounded(base_sum("invoiced", currency, Period()), currency), net, currency)
        page.sum(row, 3, _rounded(f"{at(row, 1)}-{at(row, 2)}", currency), whole - net, currency)
        if found is not None:
            page.money(row, 4, found.rows.money([ACCEPTED]).get(currency, 0), currency)
            page.money(row, 5, found.rows.money(found.rows.kinds).get(currency, 0), currency)
    return row + 2


def _payables(build: Build, row: int) -> int:
    """Payables at the close of the ledger day, by Baseline, beside a cell for the balance of the general ledger."""
    page, as_of = build.pages[COMPLETENESS], build.result.payments.policy.as_of
    if as_of is None:
        return row
    heads = ("payables to agree with the general ledger", "by Baseline", "general ledger (type it)", "difference")
    page.heads(row, [f"{heads[0]}, {as_of}", *heads[1:]], right=(1, 2, 3), height=18)
    day = f"DATE({as_of.year},{as_of.month},{as_of.day})"
    until = Period(last=day)
    for currency in build.result.largest_first:
        row += 1
        page.text(row, 0, currency)
        formula = f"{base_sum('invoiced', currency, until)}-{base_sum('left', currency, until)}"
        page.sum(row, 1, _rounded(formula, currency), _open(build, currency, to_day(as_of)), currency)
        page.sheet.write_blank(row, 2, None, build.new.money(currency, "money_input"))
        shown = f'IF(ISNUMBER({at(row, 2)}),{_rounded(f"{at(row, 1)}-{at(row, 2)}", currency)},"not typed")'
        page.sheet.write_formula(row, 3, f"={shown}", build.new.money(currency, "unknown"), "not typed")
    return row + 2


def _open(build: Build, currency: str, day: int) -> int:
    """Minor units that Baseline has in payables at the close of a day."""
    days, table = by_day(build, build.result.baseline.code_of(currency))
    until, names = days <= day, list(BASE_COLUMNS)
    return int(table[names.index("invoiced"), until].sum() - table[names.index("left"), until].sum())


def _rounded(formula: str, currency: str) -> str:
    return f"ROUND({formula},{minor_digits(currency)})"


def _sentences(build: Build, row: int, head: str, lines: Iterable[str]) -> int:
    page = build.pages[COMPLETENESS]
    page.text(row, 0, head, "block")
    for line in lines:
        row += 1
        page.paragraph(row, line, 8, 190)
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
