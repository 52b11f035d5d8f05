"""Text of a sweep: the scenarios that hold most cash and the ones that cost least, of however many there are."""

from __future__ import annotations

from typing import Any

from cashflow.basics.days import Ints
from cashflow.basics.frames import pd
from cashflow.basics.money import from_minor
from cashflow.basics.words import total_name
from cashflow.report.sentences.of_sweeps import most_cash_sentence
from cashflow.report.shown_results import Swept
from cashflow.report.text_page import Part, Said, TextTable
from cashflow.report.total import capital, rates_words
from cashflow.report.values_as_text import money, rate_text, top_and_notes

__all__ = ["sweep_parts"]

_SHOWN = 12


def sweep_parts(found: Swept) -> list[Part]:
    """The report."""
    top, notes = top_and_notes({"ledger": found.payments.counts, "notes": list(found.notes)})
    assumptions = [*found.assumptions, found.baseline.coverage.known.describe()]
    parts = list[Part](Said(t, "left out") for t in top)
    if found.in_total is not None and found.rates is not None:
        currency = found.rates["currency"]
        first, *tables = _answered(found.in_total, currency, capital(total_name(currency)))
        parts += [Said(f"{first.text} {rates_words(found.rates)}", "answer"), *tables]
    for currency in found.largest_first:
        parts += _answered(found, currency)
    shown = [f"Note: {n}" for n in notes[:_SHOWN]]
    more = [f"… and {len(notes) - _SHOWN:,} more notes"] if len(notes) > _SHOWN else []
    return [*parts, *shown, *more, "Assumed: " + "; ".join(assumptions) + "."]


def _answered(found: Swept, currency: str, title: str = "") -> tuple[Said, *tuple[TextTable, ...]]:
    """The scenario that holds most cash in one currency, and those beside it; `title`: of all currencies together."""
    own = found.totals[found.totals["currency"] == currency].reset_index(drop=True)
    said = Said(most_cash_sentence(own, currency, title), "answer")
    return said, *_table(own, found.amounts(currency=currency), currency, title or currency, found.quarter_days)


def _table(own: pd.DataFrame, change: Ints, currency: str, title: str, quarters: list[dict[str, str]]) -> list[TextTable]:
    if not len(own):
        return []
    order = own.sort_values("most_cash_retained", ascending=False, kind="stable").index[:_SHOWN]
    rows: list[list[Any]] = []
    for n in order:
        cells = [money(from_minor(int(v), currency)) for v in change[n]]
        rows.append([own["scenario"][n], *cells, money(own["financing_cost"][n]), rate_text(own["all_in_rate"][n])])
    which = f"the {len(order)} of {len(own):,} scenarios that hold most cash" if len(own) > len(order) else "each scenario"
    heads = [currency, *(q["label"] for q in quarters), "cost", "a year"]
    return [TextTable(f"{title}: change in free cash flow of {which} (trade payable)", heads, rows)]
