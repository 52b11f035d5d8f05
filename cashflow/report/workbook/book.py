"""A workbook put together: sheets in the order of reading, filled in the order in which they refer to each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from attrs import evolve, frozen

from cashflow.basics.decimals import own_context
from cashflow.report.shown_results import Projected, Simulated, Solved
from cashflow.report.workbook.baseline_sheet import BASELINE, write_baseline
from cashflow.report.workbook.changes_sheet import CHANGES, TURN_BACK, write_changes
from cashflow.report.workbook.completeness_sheet import COMPLETENESS, write_completeness
from cashflow.report.workbook.decisions_sheets import DECISIONS, DRAWS, MATTERS, write_decisions, write_draws, write_matters
from cashflow.report.workbook.leg_rows import leg_rows, no_rows
from cashflow.report.workbook.legs_sheet import LEGS, write_legs
from cashflow.report.workbook.offers_sheet import OFFERS, name_rates, write_offers
from cashflow.report.workbook.page import MOST_ROWS, Build, Page, Told, words_in
from cashflow.report.workbook.payments_sheet import PAYMENTS, write_payments
from cashflow.report.workbook.presentations_sheet import PRESENTATIONS_SHEET, write_presentations
from cashflow.report.workbook.projection_summary import write_projection_summary
from cashflow.report.workbook.quarters_sheet import QUARTERS, write_quarters
from cashflow.report.workbook.sample_sheet import SAMPLE, write_sample
from cashflow.report.workbook.simulation_summary import write_simulated_quarters, write_simulation_summary
from cashflow.report.workbook.solution_sheets import CHOSEN, CONSTRAINTS, CURVE, write_chosen, write_constraints, write_curve
from cashflow.report.workbook.solution_summary import write_solution_summary
from cashflow.report.workbook.styles import NewBook
from cashflow.report.workbook.summary_sheet import SUMMARY, write_summary
from cashflow.report.workbook.suppliers_sheet import SUPPLIERS, write_suppliers
from cashflow.report.workbook.total_sheet import TOTAL, write_total
from cashflow.report.workbook.words_sheets import ASSUMPTIONS, CHECK, write_assumptions, write_check
from cashflow.results.comparison import Comparison

__all__ = ["COMPARED", "Outline", "projected", "simulated", "solved", "workbook_bytes"]


@frozen
class Outline:
    """Which sheets a workbook has, and what fills them."""

    title: str
    sheets: Sequence[str]  # in the order of reading
    writers: Sequence[Callable[[Build], None]]  # in the order in which they refer to each other
    words: str = "words.toml"


_WORDS = (write_assumptions, write_check)
COMPARED = Outline(
    "cashflow: what later supplier payments do to quarter-end cash",
    (
        SUMMARY, QUARTERS, PRESENTATIONS_SHEET, SUPPLIERS, OFFERS, BASELINE, LEGS, COMPLETENESS, CHANGES, TURN_BACK, SAMPLE, ASSUMPTIONS,
        CHECK,
    ),
    (
        name_rates, write_offers, write_baseline, write_legs, write_quarters, write_presentations, write_suppliers, write_changes,
        write_sample, *_WORDS, write_summary, write_completeness,
    ),
)  # fmt: skip
"""A comparison. Completeness last: it lists what no cell can hold to the cent."""


def projected(found: Projected) -> Outline:
    """A projection."""
    return Outline(
        "cashflow: what is paid to suppliers, and when, without an offer",
        (SUMMARY, QUARTERS, PAYMENTS, BASELINE, COMPLETENESS, ASSUMPTIONS, CHECK),
        (write_baseline, write_payments, write_quarters, *_WORDS, partial(write_projection_summary, found), write_completeness),
        "words_projection.toml",
    )


def simulated(found: Simulated) -> Outline:
    """A simulation."""
    own = (write_simulated_quarters, write_decisions, write_draws, write_matters)
    return Outline(
        "cashflow: how sure is it, if suppliers accept by chance",
        (SUMMARY, QUARTERS, DECISIONS, DRAWS, MATTERS, COMPLETENESS, ASSUMPTIONS, CHECK),
        (*(partial(write, found) for write in own), *_WORDS, partial(write_simulation_summary, found), write_completeness),
        "words_simulation.toml",
    )


def solved(found: Solved) -> Outline:
    """A solution: its own sheets, and those of the comparison of what was chosen."""
    own = (write_chosen, write_curve, write_constraints, write_solution_summary)
    rest = [w for w in COMPARED.writers if w not in (write_summary, write_completeness)]
    return Outline(
        "cashflow: which offers hold a cash target at least cost",
        (SUMMARY, CHOSEN, CURVE, CONSTRAINTS, *(s for s in COMPARED.sheets if s != SUMMARY)),
        (*rest, *(partial(write, found) for write in own), write_completeness),
        "words_solution.toml",
    )


def _with_total(outline: Outline) -> Outline:
    """With the sheet of all currencies together behind that of the quarters, whose cells it adds up."""
    if write_quarters not in outline.writers:
        return outline
    sheets, writers = [*outline.sheets], [*outline.writers]
    sheets.insert(sheets.index(QUARTERS) + 1, TOTAL)
    writers.insert(writers.index(write_quarters) + 1, write_total)
    return evolve(outline, sheets=sheets, writers=writers)


@own_context
def workbook_bytes(
    result: Comparison, told: Told, sha256: Mapping[str, str] | None = None, most_legs: int = MOST_ROWS, outline: Outline = COMPARED
) -> bytes:
    """A result as a workbook whose totals are formulas; the same result gives the same bytes.

    Parameters
    ----------
    result
        The comparison; of a projection that without scenarios.
    told
        What it says of itself.
    sha256
        Hash of each input by name, stamped on every sheet; without it that of the ledger as it was read.
    most_legs
        Legs that stand one by one; the others are summed by supplier, day, payer, payee and nature.
    outline
        Its sheets.

    Raises
    ------
    InputError
        XlsxWriter is not installed.
    """
    outline = outline if result.in_total is None else _with_total(outline)
    new = NewBook(outline.title)
    rows = leg_rows(result, most_legs) if LEGS in outline.sheets else no_rows()
    build = Build(result, told, rows, new, dict(sha256 or {}), words_in(outline.words))
    for name in outline.sheets:
        build.pages[name] = Page(new, name, build.inexact)
    for write in outline.writers:
        write(build)
    return new.bytes()
