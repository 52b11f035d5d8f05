"""The sheets Chosen, Curve and Constraints of a solution: who gets which offer, what each target costs, and what binds."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cashflow.basics.currencies import minor_digits
from cashflow.basics.money import to_minor
from cashflow.report.shown_results import Solved
from cashflow.report.values_as_text import NOT_KNOWN, yes_or_no
from cashflow.report.workbook.page import HEAD, Build, Page, at
from cashflow.report.workbook.presentations_sheet import COLORS, finish_chart
from cashflow.report.workbook.styles import column_name
from cashflow.report.workbook.suppliers_sheet import supplier_cell
from cashflow.report.workbook.total_sheet import exchange_rate

__all__ = ["CHOSEN", "CONSTRAINTS", "CURVE", "currency_of", "write_chosen", "write_constraints", "write_curve"]

CHOSEN, CURVE, CONSTRAINTS = "Chosen", "Curve", "Constraints"
_CHOSEN = (
    "supplier", "menu, number", "offer", "items moved", "amount moved ({})", "days later, average", "cash retained ({})", "cost ({})",
    "cost / cash", "net benefit ({})", "net benefit against the due date ({})", "made whole against the usual day",
    "made whole against the due date", "owed in",
)  # fmt: skip
_OWED_IN = len(_CHOSEN) - 1
_LIVE = {7: "cost", 9: "net", 10: "net_due", 11: "whole", 12: "whole_due"}
"""Columns that are those of the sheet Suppliers."""


def currency_of(found: Solved) -> str:
    """The currency of the question."""
    return str(found.contents()["question"]["currency"])


def write_chosen(found: Solved, build: Build) -> None:
    """A row a supplier with an offer, most cash first."""
    page, currency = build.page(CHOSEN, "Chosen: who gets which offer"), currency_of(found)
    page.heads(HEAD, [h.format(currency) for h in _CHOSEN], right=range(3, 11), height=56)
    row = HEAD
    chosen = found.choices.to_dict("records")
    for one in sorted(chosen, key=lambda r: (-r["cash_retained"], r["supplier"])):
        row += 1
        page.text(row, 0, one["supplier"])
        page.number(row, 1, int(one["menu"]), "label")
        page.text(row, 2, f"{one['extend']}, {one['option']}")
        page.number(row, 3, int(one["items_moved"]))
        for column, name in ((4, "amount_moved"), (6, "cash_retained")):
            page.money(row, column, to_minor(one[name], currency), currency)
        if one["days_moved"] is not None and one["days_moved"] == one["days_moved"]:
            page.number(row, 5, float(one["days_moved"]), "days")
        _live(build, page, row, one, currency)
        page.text(row, _OWED_IN, one["owed_in"], "stamp")
    last = max(row, HEAD + 1)
    for name, column in (("menu", 1), ("cash", 6), ("cost", 7)):
        letters = column_name(column)
        build.new.book.define_name(f"chosen_{name}", f"={CHOSEN}!${letters}${HEAD + 2}:${letters}${last + 1}")
    money = max(16, *(len(f"{to_minor(r['amount_moved'], currency):,}") + 5 for r in chosen), 0)
    page.widths({0: 34, 1: 8, 2: 52, 3: 8, 4: money, 5: 9, 6: money, 7: money, 8: 9, 9: money, 10: money, 11: 12, 12: 12, _OWED_IN: 7})
    page.table(HEAD, last, len(_CHOSEN), 1)


def _live(build: Build, page: Page, row: int, one: Mapping[Any, Any], currency: str) -> None:
    """What follows the rates: cells of Suppliers, translated where they are in another currency."""
    digits = minor_digits(currency)
    for column, name in _LIVE.items():
        cell = supplier_cell(build, 0, one["supplier"], one["owed_in"], name)
        translated = one["owed_in"] != currency
        if translated and name == "cost":
            cell = f"ROUND({cell}*{exchange_rate(one['owed_in'])},6)"
        if translated and name.startswith("net"):
            cell = f"IF(ISNUMBER({cell}),ROUND({cell}*{exchange_rate(one['owed_in'])},{digits}),{cell})"
        if name == "cost":
            page.sum(row, column, f"ROUND({cell},{digits})", to_minor(one["cost"], currency), currency)
        elif name.startswith("net"):
            value = one["net_benefit" if name == "net" else "net_benefit_vs_due"]
            known = value is not None and value == value
            stored = to_minor(value, currency) / 10**digits if known else "unknown"
            page.sheet.write_formula(row, column, f"={cell}", build.new.money(currency), stored)
        else:
            whole = one["made_whole" if name == "whole" else "made_whole_vs_due"]
            page.formula(row, column, cell, {True: "yes", False: "no"}.get(whole, "unknown"), "yes")
    cash, cost = at(row, 6), at(row, 7)
    known = bool(one["cash_retained"])
    page.formula(row, 8, f'IF({cash}=0,"–",{cost}/{cash})', float(one["cost"] / one["cash_retained"]) if known else "–", "rate")


def write_curve(found: Solved, build: Build) -> None:
    """A row a target, and the chart of cost against cash."""
    page, currency = build.page(CURVE, "Curve: what each target costs at least"), currency_of(found)
    heads = ["target ({})", "", "cash retained ({})", "cost ({})", "cost / cash", "of the last unit", "gap at most", "suppliers"]
    page.heads(HEAD, [h.format(currency) for h in heads], right=(0, 2, 3, 4, 5, 6, 7))
    row, greedy = HEAD, found.contents()["method"] == "greedy"
    for one in found.curve.to_dict("records"):
        row += 1
        page.money(row, 0, to_minor(one["target"], currency), currency)
        if not one["reached"]:
            page.text(row, 1, "not reached" if greedy else "can't be held", "unknown")
            continue
        for column, name in ((2, "cash_retained"), (3, "cost")):
            page.money(row, column, to_minor(one[name], currency), currency)
        cash, cost = at(row, 2), at(row, 3)
        per = float(one["cost"] / one["cash_retained"]) if one["cash_retained"] else "–"
        page.formula(row, 4, f'IF({cash}=0,"–",{cost}/{cash})', per, "rate")
        for column, name in ((5, "price"), (6, "gap")):
            if one[name] is not None and one[name] == one[name]:
                page.number(row, column, float(one[name]), "rate")
        page.number(row, 7, int(one["suppliers"]))
    _chart(build, page, row, currency)
    page.widths({0: build.money_width, 1: 14, 2: build.money_width, 3: build.money_width, 4: 11, 5: 12, 6: 12, 7: 10})
    page.printed(row + 22, 9)


def _chart(build: Build, page: Page, row: int, currency: str) -> None:
    if row == HEAD:
        return
    chart = build.new.book.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    series = {"name": "cost", "categories": [CURVE, HEAD + 1, 2, row, 2], "values": [CURVE, HEAD + 1, 3, row, 3]}
    chart.add_series({**series, "line": {"color": COLORS[0]}, "marker": {"type": "circle", "fill": {"color": COLORS[0]}}})
    finish_chart(chart, f"Least cost of holding cash, {currency}")
    chart.set_legend({"none": True})
    chart.set_x_axis({"name": "cash retained", "num_format": "#,##0;-#,##0"})
    page.sheet.insert_chart(row + 2, 0, chart, {"x_offset": 8, "x_scale": 1.7, "y_scale": 1.2})


def write_constraints(found: Solved, build: Build) -> None:
    """The target, the constraints, and what rules take away."""
    currency = currency_of(found)
    page = build.page(CONSTRAINTS, f"Constraints: what the offers must keep to (amounts in {currency})")
    reached = bool(found.contents()["reached"])
    gain, words = ("saves", "saves") if reached else ("holds_more", "holds more")
    heads = ["constraint", "allowed", "used", "room", "binds", "relaxed by 1 % to", f"{words}, by its price", f"{words}, solved again"]
    page.heads(HEAD, heads, right=(1, 2, 3, 5, 6, 7), height=30)
    row = HEAD
    for one in found.constraints.to_dict("records"):
        row += 1
        page.text(row, 0, one["constraint"])
        for column, name in ((1, "allowed"), (2, "used"), (5, "relaxed_to"), (6, f"{gain}_estimated"), (7, gain)):
            _number(page, row, column, one[name], currency)
        _room(build, page, row, one, currency)
        page.text(row, 4, yes_or_no(one["binds"], NOT_KNOWN), "yes")
    row += 2
    page.heads(row, ["rule", "offers it forbids", "to suppliers", f"could be held without it ({currency})"], right=(1, 2, 3), height=30)
    for one in found.left_out.to_dict("records"):
        row += 1
        page.text(row, 0, one["rule"])
        page.number(row, 1, int(one["options"]))
        page.number(row, 2, int(one["suppliers"]))
        page.money(row, 3, to_minor(one["could_hold"], currency), currency)
    page.widths({0: 52, **dict.fromkeys(range(1, 8), max(18, build.money_width))})
    page.printed(row, 8)


def _number(page: Page, row: int, column: int, value: Any, currency: str) -> None:
    """An amount, or a count where it is one."""
    if isinstance(value, Decimal):
        page.money(row, column, to_minor(value, currency), currency)
    elif value is not None and value == value:
        page.number(row, column, int(value))


def _room(build: Build, page: Page, row: int, one: Mapping[Any, Any], currency: str) -> None:
    """What is left of a constraint; of the target what is held beyond it."""
    allowed, used = at(row, 1), at(row, 2)
    formula = f"{used}-{allowed}" if one["constraint"] == "target" else f"{allowed}-{used}"
    left = one["used"] - one["allowed"] if one["constraint"] == "target" else one["allowed"] - one["used"]
    if isinstance(left, Decimal):
        page.sum(row, 3, f"ROUND({formula},{minor_digits(currency)})", to_minor(left, currency), currency)
    else:
        page.formula(row, 3, formula, int(left), "count")
