"""Text of a sweep: the scenarios that hold most cash and the ones that cost least, of however many there are."""

from __future__ import annotations

from typing import Any

from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.basics.money import from_minor
from cashflow.report.sentences.of_sweeps import most_cash_sentence
from cashflow.report.shown_results import Swept
from cashflow.report.text_page import Part, Said, TextTable
from cashflow.report.values_as_text import money, rate_text, top_and_notes

__all__ = ["sweep_parts"]

_SHOWN = 12


def sweep_parts(found: Swept) -> list[Part]:
    """The report."""
    top, notes = top_and_notes({"ledger": found.payments.counts, "notes": list(found.notes)})
    assumptions = [*found.assumptions, found.baseline.coverage.known.describe()]
    totals, quarters, parts = found.totals, found.quarter_days, list[Part](Said(t, "left out") for t in top)
    for currency in found.largest_first:
        change = found.amounts(currency=currency)
        own = totals[totals["currency"] == currency].reset_index(drop=True)
        parts.append(Said(most_cash_sentence(own, currency), "answer"))
        parts += _table(own, change, currency, quarters)
    shown = [f"Note: {n}" for n in notes[:_SHOWN]]
    more = [f"… and {len(notes) - _SHOWN:,} more notes"] if len(notes) > _SHOWN else []
    return [*parts, *shown, *more, "Assumed: " + "; ".join(assumptions) + "."]


def _table(own: pd.DataFrame, change: Ints, currency: str, quarters: list[dict[str, str]]) -> list[TextTable]:
    if not len(own):
        return []
    order = own.sort_values("most_cash_retained", ascending=False, kind="stable").index[:_SHOWN]
    rows: list[list[Any]] = []
    for n in order:
        cells = [money(from_minor(int(v), currency)) for v in change[n]]
        rows.append([own["scenario"][n], *cells, money(own["financing_cost"][n]), rate_text(own["all_in_rate"][n])])
    which = f"the {len(order)} of {len(own):,} scenarios that hold most cash" if len(own) > len(order) else "each scenario"
    title = f"{currency}: change in free cash flow of {which} (trade payable)"
    return [TextTable(title, [currency, *(q["label"] for q in quarters), "cost", "a year"], rows)]
