"""The suppliers of a comparison as a list of the page: those that have something to accept, largest amounts of each currency first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cashflow.report.page.list_columns import listed, money_column, number_column, share_column, text_column, truth_column
from cashflow.report.page.page_content import Listed

__all__ = ["supplier_list"]

_TEXTS = {"scenario": "Scenario", "supplier": "Supplier", "currency": "Currency", "option": "Option taken"}
_AMOUNTS = {
    "amount_moved": "Moved", "incentive": "Supplier gets", "financing_cost": "Cost", "net_benefit": "Net benefit",
    "net_benefit_vs_due": "Net benefit vs due date",
}  # fmt: skip
_TRUTHS = {"made_whole": "Whole vs usual day", "made_whole_vs_due": "Whole vs due date"}


def supplier_list(frame: Any, currencies: Sequence[str]) -> Listed:
    """The list, a currency after the other, since amounts of two do not compare; texts that are the same in all rows are left out."""
    if len(frame):
        frame = frame[frame["acceptance"].notna()] if "acceptance" in frame else frame
        frame = frame.sort_values("amount_moved", ascending=False, kind="stable")
        frame = frame.sort_values("currency", key=lambda names: names.map(currencies.index), kind="stable")

    def columns() -> list[dict[str, Any]]:
        texts = {k: v for k, v in _TEXTS.items() if k in ("supplier", "option") or frame[k].nunique() > 1}
        return [
            *(text_column(words, frame[k]) for k, words in texts.items()),
            share_column("Accepts", frame["acceptance"]),
            number_column("Days", frame["days_moved"]),
            *(money_column(words, frame[k]) for k, words in _AMOUNTS.items()),
            *(truth_column(words, frame[k]) for k, words in _TRUTHS.items()),
        ]

    note = "As the run has them."
    if len(frame) and frame["currency"].nunique() == 1:
        note += f" Amounts in {frame['currency'].iloc[0]}."

    return listed("Suppliers", note, "suppliers.csv", "No supplier has anything to accept.", len(frame), columns)
