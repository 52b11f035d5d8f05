"""What every page says of its ledger: the tie-out, findings, and what the figures rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cashflow.basics.words import many
from cashflow.report.page.page_content import Asked
from cashflow.report.page.page_tables import PageTable, Row, Section, plain

__all__ = ["MOST_LISTED", "asked_of_all", "assumptions_section", "findings_section", "rests_on", "ties_out"]

MOST_LISTED = 200
"""Lines of a table that could be as long as a ledger."""


def asked_of_all(said: Mapping[str, Any]) -> list[Asked]:
    """What is asked of a run as a whole."""
    return [
        Asked("tie-out", "Does it tie out?", [("", ties_out(said))]),
        Asked("rests", "What does it rest on?", [("", rests_on(said))]),
    ]


def findings_section(notes: Sequence[str], findings: Any) -> Section:
    """Notes of the run, and each finding with row, column, value and reason."""
    rows = [
        Row(str(r["row"]), [plain(r[k]) for k in ("file", "column", "value", "status", "reason")])
        for r in findings.head(MOST_LISTED).to_dict("records")
    ]
    columns = ["Row", "File", "Column", "Value", "Status", "Reason"]
    more = f"The first {MOST_LISTED:,} of {len(findings):,}; findings.csv lists all." if len(findings) > MOST_LISTED else ""
    return Section(
        "findings", "Findings in the ledger", list(notes) or ["None."], tables=[PageTable("", columns, rows, more, False)] if rows else []
    )


def assumptions_section(said: Mapping[str, Any]) -> Section:
    """What the figures rest on, by kind, each with its source as far as one is stated."""
    rows = [Row(line["kind"].capitalize(), [plain(line["text"])]) for line in said["inputs"]]
    rows += [Row("Policy", [plain(line)]) for line in said["assumptions"]]
    rows.append(Row("Definition", [plain(f"free cash flow: {said['free_cash_flow']}")]))
    rows.append(Row("Completeness", [plain(said["completeness"]["said"])]))
    return Section(
        "assumptions", "What the figures rest on", tables=[PageTable("", ["Kind", "What, and who says so"], rows, numbers=False)]
    )


def rests_on(said: Mapping[str, Any]) -> str:
    """The same in a line, for the first page."""
    kinds = dict.fromkeys(line["kind"] for line in said["inputs"])
    counted = ", ".join(f"{sum(line['kind'] == kind for line in said['inputs'])} {_COUNTED[kind]}" for kind in kinds)
    own = [line["text"] for line in said["inputs"] if line["kind"] == "assumption"]
    return f"Inputs: {counted}." + (f" Assumed: {'; '.join(own)}." if own else "")


_COUNTED = {"observed": "observed", "contractual": "contractual", "legal": "legal", "a plan": "planned", "assumption": "assumed"}


def ties_out(said: Mapping[str, Any]) -> str:
    """Rows read and what became of them, for the first page."""
    read = said["ledger"]
    counted = " + ".join(f"{read[k]:,} {k}" for k in ("accepted", "rejected", "ignored"))
    return f"{many(read['rows_read'], 'row')} read = {counted}."
