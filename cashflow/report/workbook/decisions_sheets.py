"""The sheets Decisions, Draws and What matters of a simulation: what its formulas count, and each unknown at both its ends."""

from __future__ import annotations

from cashflow.basics.money import to_minor
from cashflow.measures.coverage import MISSING
from cashflow.report.shown_results import Simulated
from cashflow.report.workbook.page import HEAD, Build, at
from cashflow.report.workbook.styles import column_name

__all__ = ["DECISIONS", "DRAWS", "MATTERS", "MOST_DRAWS", "draws_in", "write_decisions", "write_draws", "write_matters"]

DECISIONS, DRAWS, MATTERS = "Decisions", "Draws", "What matters"
MOST_DRAWS = 20_000
"""Draws that a workbook holds."""
_FIRST = 5
"""Column of the first quarter."""
_CHANCE = {
    "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1, "error_title": "A probability",
    "error_message": "Type a share between 0 % and 100 %.",
}  # fmt: skip


def write_decisions(found: Simulated, build: Build) -> None:
    """A row a decision: its probability, to be changed, and what its acceptance adds in each quarter."""
    page, labels = build.page(DECISIONS, "Decisions: who may accept, and what that adds"), found.result.shown.labels
    heads = ["supplier", "offer, number", "option taken", "probability (change it)", f"share of variance, {labels[found.quarter]}"]
    owed_in = _FIRST + len(labels)  # last, so that no other column moves where all currencies stand together
    page.heads(HEAD, [*heads, *(f"adds in {label} ({found.currency})" for label in labels), "owed in"], right=range(3, owed_in))
    row, own = HEAD, found.stakes
    for i in found.order:
        row += 1
        page.text(row, 0, own.supplier[i])
        page.number(row, 1, own.offer[i], "label")
        page.text(row, 2, own.option[i])
        page.number(row, 3, float(own.probability[i]), "rate_input")
        for quarter in range(len(labels)):
            page.money(row, _FIRST + quarter, int(own.values[i, quarter]), found.currency)
        page.text(row, owed_in, own.currency[i], "stamp")
        if found.correlation:
            page.number(row, 4, float(found.shares[i]), "rate")
        else:
            chance, adds = at(row, 3), at(row, _FIRST + found.quarter)
            part = f"IF(variance_asked=0,0,{chance}*(1-{chance})*{adds}^2/variance_asked)"
            page.formula(row, 4, part, float(found.shares[i]), "rate")
    last = max(row, HEAD + 1)
    if row > HEAD:
        page.sheet.data_validation(HEAD + 1, 3, row, 3, _CHANCE)
    _names(build, DECISIONS, last, {"stake_chance": 3} | {f"stake_q{n + 1}": _FIRST + n for n in range(len(labels))})
    page.widths({0: 34, 1: 8, 2: 48, 3: 14, 4: 14, **dict.fromkeys(range(_FIRST, _FIRST + len(labels)), build.money_width)})
    page.table(HEAD, last, owed_in + 1, 1)


def _names(build: Build, sheet: str, last: int, columns: dict[str, int]) -> None:
    for name, column in columns.items():
        letters = column_name(column)
        build.new.book.define_name(name, f"={sheet}!${letters}${HEAD + 2}:${letters}${last + 1}")


def draws_in(found: Simulated) -> bool:
    """Whether the draws stand in the workbook."""
    return 0 < len(found.drawn) <= MOST_DRAWS


def write_draws(found: Simulated, build: Build) -> None:
    """A row a case."""
    page, labels = build.page(DRAWS, "Draws: the figure of each quarter, case by case"), found.result.shown.labels
    known = [", the change alone: the level is not known" if s == MISSING else "" for s in found.coverage]
    heads = [f"{label} ({found.currency}){more}" for label, more in zip(labels, known, strict=True)]
    page.heads(HEAD, ["case", *heads], right=range(1, len(labels) + 1))
    if not draws_in(found):
        said = f"{len(found.drawn):,} draws are too many for a workbook; what is counted over them is as run." if len(found.drawn) else ""
        page.text(5, 0, said or "No draws were made: only exact figures.", "flag")
    rows = found.drawn.tolist() if draws_in(found) else []
    for row, values in enumerate(rows, HEAD + 1):
        page.number(row, 0, row - HEAD, "label")
        for quarter, minor in enumerate(values):
            page.money(row, 1 + quarter, int(minor), found.currency)
    last = max(len(rows), 1) + HEAD
    _names(build, DRAWS, last, {f"draw_q{n + 1}": 1 + n for n in range(len(labels))})
    page.widths({0: 9, **dict.fromkeys(range(1, len(labels) + 1), build.money_width)})
    page.table(HEAD, last, len(labels) + 1, 1)


def write_matters(found: Simulated, build: Build) -> None:
    """Each unknown at both its ends, as run."""
    page = build.page(MATTERS, "What matters: each unknown at both its ends")
    one = ["at", f"expected ({found.currency})", "chance of the target"]
    page.heads(HEAD, ["unknown", *one, *one], right=(2, 3, 5, 6))
    row = HEAD
    for swing in found.tornado.to_dict("records"):
        row += 1
        page.text(row, 0, str(swing["unknown"]))
        for first, end in ((1, "low"), (4, "high")):
            page.text(row, first, str(swing[f"{end}_setting"]))
            page.money(row, first + 1, to_minor(swing[end], found.currency), found.currency)
            chance = swing[f"chance_{end}"]
            if chance is not None and chance == chance:
                page.number(row, first + 2, float(chance), "rate")
    page.widths({0: 48, 1: 34, 2: 18, 3: 14, 4: 34, 5: 18, 6: 14})
    page.table(HEAD, row, 7, 1)
