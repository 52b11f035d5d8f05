"""What a result says of how complete its ledger is: as JSON, as columns of frames, as notes."""

from __future__ import annotations

from typing import Any

from cashflow.basics.columns import column
from cashflow.basics.money import from_minor
from cashflow.basics.words import many
from cashflow.ledger.clearing.payment_notes import payment_notes
from cashflow.ledger.counted_twice import twice_notes
from cashflow.measures.baseline import BaselineMeasures
from cashflow.measures.coverage import KEYS, Coverage
from cashflow.payments import Payments
from cashflow.results.later_payments import later_notes

__all__ = ["completeness_dict", "coverage_columns", "coverage_list", "first_notes", "planned_notes", "planned_words"]


def coverage_list(coverage: Coverage) -> list[dict[str, str]]:
    """An entry a quarter: the status of each level, and ``why`` where one is missing."""
    return [e.to_dict() for e in coverage.entries]


def coverage_columns(coverage: Coverage) -> dict[str, list[str | None]]:
    """Columns of a frame with a row a quarter."""
    columns: dict[str, list[str | None]] = {f"coverage_{k}": [column(e, k) for e in coverage.entries] for k in KEYS}
    return columns | {"coverage_why": [e.why or None for e in coverage.entries]}


def completeness_dict(baseline: BaselineMeasures) -> dict[str, Any]:
    """From when paid items are in, until when all invoices are, what was told of it, and what is planned, by currency."""
    known = baseline.coverage.known
    return {
        "as_of": None if known.as_of is None else known.as_of.isoformat(),
        "cleared_from": str(known.cleared_from),
        "cleared_from_told": known.cleared_told,
        "invoiced_to": None if known.invoiced_to is None else known.invoiced_to.isoformat(),
        "invoiced_to_told": known.invoiced_told,
        "planned": {c: {"invoices": n, "amount": from_minor(baseline.planned(baseline.code_of(c)), c)} for c, n in known.planned.items()},
        "said": known.describe(),
    }


def planned_words(baseline: BaselineMeasures) -> str:
    """How much is dated after `as_of`, and how many invoices, by currency; empty if nothing is."""
    known = baseline.coverage.known
    sums = {c: from_minor(baseline.planned(baseline.code_of(c)), c) for c in known.planned}
    counted = [f"{c} {sums[c]:,} ({many(n, 'invoice')})" for c, n in known.planned.items()]
    return f"invoices dated after {known.as_of}: {', '.join(counted)}" if counted else ""


def planned_notes(baseline: BaselineMeasures) -> list[str]:
    """The note that says so."""
    words = planned_words(baseline)
    return [f"planned, not observed, and counted apart: {words}"] if words else []


def first_notes(payments: Payments, baseline: BaselineMeasures) -> list[str]:
    """What every answer says of its ledger: first what it leaves out; what may be counted twice; what is planned; what payments say."""
    planned = [*planned_notes(baseline), *later_notes(payments)]
    return [*payments.notes, *twice_notes(payments.ledger.findings), *planned, *payment_notes(payments.ledger)]
