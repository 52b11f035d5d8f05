"""Text of a sweep: the scenarios that hold most cash and the ones that cost least, of however many there are."""

from __future__ import annotations

from typing import Any

from cashflow.basics.days import Ints
from cashflow.basics.decimals import own_context
from cashflow.basics.frames import pd
from cashflow.basics.money import from_minor
from cashflow.basics.words import many, short_money
from cashflow.report.shown_results import Swept
from cashflow.report.tables import money, top_and_notes
from cashflow.report.text_page import Part, Said, TextTable

__all__ = ["sweep_parts"]

_SHOWN = 12


@own_context
def sweep_parts(found: Swept) -> list[Part]:
    """The report."""
    top, notes = top_and_notes({"ledger": found.payments.counts, "notes": list(found.notes)})
    assumptions = [*found.assumptions, found.baseline.coverage.known.describe()]
    totals, quarters, parts = found.totals, found.quarter_days, list[Part](Said(t, "left out") for t in top)
    for currency in found.currencies:
        change = found.amounts(currency=currency)
        own = totals[totals["currency"] == currency].reset_index(drop=True)
        parts.append(Said(_headline(own, currency), "answer"))
        parts += _table(own, change, currency, quarters)
    shown = [f"Note: {n}" for n in notes[:_SHOWN]]
    more = [f"… and {len(notes) - _SHOWN:,} more notes"] if len(notes) > _SHOWN else []
    return [*parts, *shown, *more, "Assumed: " + "; ".join(assumptions) + "."]


def _headline(own: pd.DataFrame, currency: str) -> str:
    if not len(own):
        return "No scenarios."
    best: Any = max(own.to_dict("records"), key=lambda row: row["most_cash_retained"])
    if best["most_cash_retained"] <= 0:
        return f"{currency}: {many(len(own), 'scenario')}, none holds cash at a quarter end shown."
    rate = _rate(best["all_in_rate"])
    return (
        f"Of {many(len(own), 'scenario')} the most cash: {best['scenario']}: {short_money(best['most_cash_retained'], currency)} held on "
        f"{best['most_cash_retained_on'].date()}. It costs {short_money(best['financing_cost'], currency)}{rate and f', {rate} a year'}."
    )


def _table(own: pd.DataFrame, change: Ints, currency: str, quarters: list[dict[str, str]]) -> list[TextTable]:
    if not len(own):
        return []
    order = own.sort_values("most_cash_retained", ascending=False, kind="stable").index[:_SHOWN]
    rows: list[list[Any]] = []
    for n in order:
        rate = _rate(own["all_in_rate"][n]) or "–"
        cells = [money(from_minor(int(v), currency)) for v in change[n]]
        rows.append([own["scenario"][n], *cells, money(own["financing_cost"][n]), rate])
    which = f"the {len(order)} of {len(own):,} scenarios that hold most cash" if len(own) > len(order) else "each scenario"
    title = f"{currency}: change in free cash flow of {which} (trade payable)"
    return [TextTable(title, [currency, *(q["label"] for q in quarters), "cost", "a year"], rows)]


def _rate(value: float | None) -> str:
    """As a percentage; nothing where nothing moved."""
    return "" if value is None or value != value else f"{value:.2%}"
