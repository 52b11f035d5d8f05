"""What every page says of its ledger: findings, and what the figures rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cashflow.basics.notes import first_sentence
from cashflow.ledger.counted_twice import TWICE
from cashflow.report.page.page_content import Asked
from cashflow.report.page.page_tables import PageTable, Row, Section, plain

__all__ = ["MOST_LISTED", "assumptions_section", "findings_section", "noted"]

MOST_LISTED = 200
"""Lines of a table that could be as long as a ledger."""


_MOST_NOTED = 3


def noted(notes: Sequence[str]) -> list[Asked]:
    """For the first page the first sentence of each note of the run; what may be there twice is told by "Does it tie out?"."""
    first = [first_sentence(note) for note in notes if not note.startswith(TWICE)]
    said = [f"{words[:1].upper()}{words[1:]}." for words in first[:_MOST_NOTED]]
    more = len(first) - len(said)
    where = f"{f'{more:,} more, and all in full' if more else 'In full'}: Findings in the ledger."
    return [Asked("noted", "What is to be noted?", [("", words) for words in [*said[:-1], f"{said[-1]} {where}"]])] if said else []


def findings_section(notes: Sequence[str], findings: Any) -> Section:
    """Notes of the run, and each finding with row, column, value and reason."""
    rows = [
        Row(str(r["row"] or "–"), [plain(r[k]) for k in ("file", "column", "value", "status", "reason")])
        for r in findings.head(MOST_LISTED).to_dict("records")
    ]
    columns = ["Row", "File", "Column", "Value", "Status", "Reason"]
    more = f"The first {MOST_LISTED:,} of {len(findings):,}; findings.csv lists all." if len(findings) > MOST_LISTED else ""
    return Section(
        "findings",
        "Findings in the ledger",
        list(notes) or ["None."] * (not rows),
        tables=[PageTable("", columns, rows, more, False)] if rows else [],
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
