"""The suppliers as compact data, a list a column: the page shows the lines one sees and no others."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cashflow.basics.decimals import OWN
from cashflow.basics.shown import printable

__all__ = ["supplier_data"]

_TEXTS = {"scenario": "Scenario", "supplier": "Supplier", "currency": "Currency", "option": "Option taken"}
_AMOUNTS = {
    "amount_moved": "Moved", "incentive": "Supplier gets", "financing_cost": "Cost", "net_benefit": "Net benefit",
    "net_benefit_vs_due": "Net benefit vs due date",
}  # fmt: skip
_TRUTHS = {"made_whole": "Whole vs usual day", "made_whole_vs_due": "Whole vs due date"}


def supplier_data(frame: Any) -> dict[str, Any]:
    """Columns of the suppliers that have something to accept, largest amounts first: texts as positions in a list, amounts as text.

    Amounts have all their digits; whole ones leave out the point.
    """
    if not len(frame):
        return {"rows": 0, "columns": []}
    frame = frame[frame["acceptance"].notna()] if "acceptance" in frame else frame
    frame = frame.sort_values("amount_moved", ascending=False, kind="stable")
    texts = {k: v for k, v in _TEXTS.items() if k in ("supplier", "option") or frame[k].nunique() > 1}
    columns = [_texts(frame[k], words) for k, words in texts.items()]
    shares = [f"{v:.0%}" if v in (0, 1) else f"{v:.1%}" for v in frame["acceptance"]]
    columns.append({"name": "Accepts", "kind": "share", **_coded(shares)})
    columns.append({"name": "Days", "kind": "number", "values": [_days(v) for v in frame["days_moved"]]})
    columns += [{"name": words, "kind": "money", "values": [_amount(v) for v in frame[k]]} for k, words in _AMOUNTS.items()]
    columns += [{"name": words, "kind": "truth", **_coded([_truth(v) for v in frame[k]])} for k, words in _TRUTHS.items()]
    return {"rows": len(frame), "columns": columns}


def _texts(values: Any, words: str) -> dict[str, Any]:
    return {"name": words, "kind": "text", **_coded([printable(str(v)) for v in values])}


def _coded(values: list[str]) -> dict[str, Any]:
    """Each text once, and its position a row."""
    known: dict[str, int] = {}
    codes = [known.setdefault(v, len(known)) for v in values]
    return {"texts": list(known), "codes": codes}


def _amount(value: Decimal | None) -> str | None:
    if value is None or value != value:
        return None
    text = format(OWN.plus(value), "f")
    return text.removesuffix(".00")


def _days(value: float | None) -> str | None:
    return None if value is None or value != value else f"{value:.1f}"


def _truth(value: bool | None) -> str:
    return "yes" if value is True else "no" if value is False else "unknown"
