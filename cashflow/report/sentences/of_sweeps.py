"""What is asked of a sweep: which of its scenarios holds most cash, and which costs least for what it holds."""

from __future__ import annotations

from typing import Any

from cashflow.basics.frames import pd
from cashflow.basics.words import many, short_money, total_name
from cashflow.report.sentences.said_sentences import Question
from cashflow.report.shown_results import Swept
from cashflow.report.values_as_text import costs

__all__ = ["asked_of_sweep", "most_cash_sentence"]


def asked_of_sweep(found: Swept) -> list[Question]:
    """The questions of a sweep, in each of its currencies."""
    return [
        Question("answer", "Which holds most cash?", lambda: [(name, most_cash_sentence(own, c)) for name, c, own in _each(found)]),
        Question("cheapest", "Which costs least?", lambda: [(name, _cheapest(own, c)) for name, c, own in _each(found)]),
        Question("refused", "Which was refused?", lambda: [("", " ".join(f"{name}: {why}" for name, why in found.refused.items()))]),
    ]


def _each(found: Swept) -> list[tuple[str, str, pd.DataFrame]]:
    """The name and code of each currency with its rows; before them all together, where there are rates."""
    of = lambda swept, currency: swept.totals[swept.totals["currency"] == currency]  # noqa: E731
    total = [] if found.in_total is None else [(total_name(c), c, of(found.in_total, c)) for c in found.in_total.largest_first]
    return [*total, *((c, c, of(found, c)) for c in found.largest_first)]


def most_cash_sentence(own: pd.DataFrame, currency: str, title: str = "") -> str:
    """The scenario that holds most cash, of the rows of `Sweep.totals` in one currency; ties to the one that costs less.

    `title`: how these rows are called, where they are not of one currency alone.
    """
    if not len(own):
        return "No scenarios."
    best: Any = max(own.to_dict("records"), key=lambda row: (row["most_cash_retained"], -row["financing_cost"]))
    if best["most_cash_retained"] <= 0:
        return f"{title or currency}: {many(len(own), 'scenario')}, none holds cash at a quarter end shown."
    return f"{f'{title}: of' if title else 'Of'} {many(len(own), 'scenario')} the most cash: {_holds(best, currency)}"


def _cheapest(own: pd.DataFrame, currency: str) -> str:
    """The scenario with the lowest rate a year of those that hold cash; ties to the one that holds more."""
    holding = [r for r in own.to_dict("records") if r["most_cash_retained"] > 0 and r["all_in_rate"] == r["all_in_rate"]]
    if not holding or any(r["all_in_rate"] is None for r in holding):
        return ""
    best: Any = min(holding, key=lambda row: (row["all_in_rate"], -row["most_cash_retained"]))
    return f"The lowest rate a year: {_holds(best, currency)}"


def _holds(row: Any, currency: str) -> str:
    held = f"{row['scenario']}: {short_money(row['most_cash_retained'], currency)} held on {row['most_cash_retained_on'].date()}"
    return f"{held}. It {costs(row['financing_cost'], currency, row['all_in_rate'])}."
