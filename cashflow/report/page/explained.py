"""Each headline figure taken apart: its largest invoices and payments, all others in one line a kind, and what is not counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from cashflow.basics.currencies import minor_digits
from cashflow.basics.words import many
from cashflow.report.page.page_tables import Cell, PageTable, Row, Section, amount, on_the_day, plain
from cashflow.report.scenario import is_touched

__all__ = ["explained_section"]

Explain = Callable[..., Any]
_TOP, _MOST = 8, 12  # contributions of a figure; figures
_COUNTED = {"payments because of the offer": "payment", "accruals": "accrual"}
"""What is counted where an invoice is there more than once: with principal and interest, it has two payments."""


def explained_section(said: Mapping[str, Any], explain: Explain) -> Section:
    """A table a figure of the headline, which adds up to it to the minor unit."""
    tables, figures = [], _headline_figures(said)
    for words, asked in figures[:_MOST]:
        frame = explain(**asked, top=_TOP)
        digits = minor_digits(asked["currency"])
        rows = [_row(r, said["completeness"]["as_of"], digits) for r in frame.to_dict("records")]
        total = sum(frame["amount"], Decimal(0))
        rows.append(Row("Total", [plain(""), plain(""), plain(""), amount(total, digits)], "main"))
        tables.append(PageTable(words, ["Supplier and invoice", "What", "Day", "How the dates come about", "Amount"], rows, numbers=False))
    lines = [
        "Each table adds up to its figure, to the cent: quarters.csv has the figure, legs.csv every payment because of an offer.",
        "The command 'cashflow explain' lists as many lines as you ask for.",
    ]
    if len(figures) > _MOST:
        lines[1] = f"These are the first {_MOST} of {len(figures):,} figures: the command 'cashflow explain' takes each of them apart."
    lines = lines if tables else ["No figure changes."]
    return Section("explained", "Where the headline figures come from", lines, tables=tables)


def _headline_figures(said: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """What the headline says, as questions to `explain`."""
    out = []
    for currency, figures in said["currencies"].items():
        for name, entry in figures["scenarios"].items():
            if not is_touched(entry):
                continue
            where = {"scenario": name, "currency": currency}
            for q, value in zip(said["quarters"], entry["free_cash_flow_change"]["trade_payable"], strict=True):
                if Decimal(value):
                    words = f"{name}: change in free cash flow, {q['label']}, {currency} {Decimal(value):,}"
                    out.append((words, {"measure": "free_cash_flow_change", "quarter": q["label"], **where}))
            cost = Decimal(entry["financing_cost"])
            if cost:
                out.append((f"{name}: cost over the whole life, {currency} {cost:,}", {"measure": "financing_cost", **where}))
    return out


def _row(found: Mapping[str, Any], as_of: str | None, digits: int) -> Row:
    """A contribution, or a kind of them."""
    supplier, day = found["supplier"], found["day"]
    who = f"{supplier}, {found['invoice']}" if isinstance(supplier, str) else _kind(found)
    when = str(day)[:10] if day is not None and day == day else ""
    rule = found["rule"] if isinstance(found["rule"], str) else ""
    what = on_the_day(found["what"], as_of)
    cells: list[Cell] = [plain(what), plain(when), plain(rule), amount(found["amount"], digits)]
    return Row(str(plain(who).text), cells)


def _kind(found: Mapping[str, Any]) -> str:
    items = found["items"]
    if items is None or items != items:
        return str(found["kind"])
    return f"{found['kind']}, {many(int(items), _COUNTED.get(str(found['what']), 'item'))}"
