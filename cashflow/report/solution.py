"""Text of a solved question: the answer in the first line, then the unwind, the offers, the curve, the constraints, what was left out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cashflow.basics.shown import printable
from cashflow.basics.words import short_money
from cashflow.measures.catalog import PRESENTATION_LABELS
from cashflow.report.shown_results import Rendered
from cashflow.report.text_page import Part, Said, TextTable
from cashflow.report.total import rates_words, told_in
from cashflow.report.values_as_text import BASELINES, costs, money, number, rate_text, top_and_notes, yes_or_no

__all__ = [
    "bound_words",
    "by_entry_table",
    "cash_line",
    "certificate",
    "curve_table",
    "meaning",
    "menu_sums",
    "solution_headline",
    "solution_parts",
    "whole_line",
]

_TOP = 12
_GREEDY = 'pip install "cashflow-terms[optimize]" for an answer with a certificate'


def _amount(value: Any) -> str:
    return "–" if value is None else money(str(value))


def bound_words(value: float) -> str:
    """A share that is a bound: never rounded down."""
    digits = 4 if value < 0.001 else 2
    return f"{math.ceil(value * 100 * 10**digits) / 10**digits:.{digits}f}%"


def solution_headline(said: Mapping[str, Any]) -> str:
    """What was asked, what the offers hold and cost, and how good that is; or why the target can't be held."""
    asked = said["question"]
    currency = asked["currency"]
    brief = lambda v: short_money(Decimal(v), currency)  # noqa: E731
    day = f"on {asked['by']} ({asked['quarter']}{'' if asked['rates'] is None else f', {told_in(asked)}'})"
    held, offers = brief(said["cash_retained"]), _offers(said["suppliers"])
    cost = costs(Decimal(said["cost"]), currency, said["all_in_rate"], words=("cost", "earn"))
    if said["reached"]:
        return f"{brief(asked['target'])} {day}: {offers} hold {held} and {cost}. {certificate(said)}"
    short = brief(Decimal(asked["target"]) - Decimal(said["cash_retained"]))
    if said["method"] == "greedy":
        text = f"{brief(asked['target'])} {day} was not reached by a ranking by cost per unit of cash: it holds {held}, {short} short"
        return f"{text}; another selection may retain more ({_GREEDY})."
    most, ceiling = Decimal(said["cash_most"]), Decimal(said["cash_ceiling"])
    text = f"{brief(asked['target'])} can't be held {day}"
    if ceiling >= Decimal(asked["target"]):
        text = f"No offers were found that hold {brief(asked['target'])} {day}"
    short = brief(Decimal(asked["target"]) - most)
    return f"{text}: the most is {brief(most)}, {short} short; {offers} hold {held} and {cost}. {_why(said)}"


def _offers(suppliers: int) -> str:
    return f"offers to {suppliers:,} supplier{'' if suppliers == 1 else 's'}"


def certificate(said: Mapping[str, Any]) -> str:
    """How far the cost is from the least possible."""
    if said["proven"]:
        return "No cheaper selection of these offers exists: all were searched."
    if said["gap"] == 0:
        return "No cheaper selection of these offers exists: that is proven."
    bound = "" if said["gap"] is None else f"at most {bound_words(said['gap'])} dearer than the cheapest that could be"
    if said["method"] == "greedy":
        known = f"; it is {bound}" if bound else ""
        return f"This is a ranking by cost per unit of cash, not an optimum{known} ({_GREEDY})."
    return f"The cost is {bound}." if bound else "How far the cost is from the least possible is not known."


def _why(said: Mapping[str, Any]) -> str:
    currency = said["question"]["currency"]
    brief = lambda v: short_money(Decimal(v), currency)  # noqa: E731
    parts = []
    if said["stopped_by"]:
        names = printable("', '".join(said["stopped_by"]))
        parts.append(f"Stopped by the constraint{'' if len(said['stopped_by']) == 1 else 's'} '{names}'.")
    everything = Decimal(said["without_constraints"])
    if everything < Decimal(said["question"]["target"]):
        options = "What the rules leave of the menu" if said["left_out"] else "Without any constraint the menu"
        retains = f"retains {brief(everything)} if every supplier takes its largest option" if everything else "retains nothing on that day"
        parts.append(f"{options} {retains}.")
        more = [r for r in said["left_out"] if Decimal(r["could_hold"]) > everything]
        parts += [f"Without the rule '{printable(r['rule'])}' it could retain {brief(r['could_hold'])}." for r in more]
    return " ".join(parts)


def cash_line(said: Mapping[str, Any]) -> str:
    """What comes in which quarter, and that it comes back."""
    currency, outside = said["question"]["currency"], Decimal(said["free_cash_flow_change_outside"]["trade_payable"])
    parts = [
        f"{short_money(Decimal(v), currency)} in {q['label']}"
        for v, q in zip(said["free_cash_flow_change"]["trade_payable"], said["quarters"], strict=True)
        if Decimal(v)
    ]
    if outside:
        parts.append(f"{short_money(outside, currency)} outside")
    return f"Change in free cash flow, bank repayments as trade payables: {', '.join(parts) or 'none'}. The cash comes back."


def menu_sums(said: Mapping[str, Any]) -> dict[tuple[int, str], tuple[int, Decimal, Decimal]]:
    """Of each entry of the menu that somebody gets: suppliers, cash retained and cost."""
    sums: dict[tuple[int, str], tuple[set[str], Decimal, Decimal]] = {}
    for row in said["choices"]:
        key = (int(row["menu"]), f"{row['extend']}, {row['option']}")
        names, cash, cost = sums.get(key, (set(), Decimal(0), Decimal(0)))
        sums[key] = (names | {row["supplier"]}, cash + Decimal(row["cash_retained"]), cost + Decimal(row["cost"]))
    return {key: (len(names), cash, cost) for key, (names, cash, cost) in sorted(sums.items())}


def by_entry_table(said: Mapping[str, Any]) -> TextTable:
    """Suppliers, cash and cost by entry of the menu and option."""
    rows = [[f"{m}", words, f"{n:,}", _amount(cash), _amount(cost)] for (m, words), (n, cash, cost) in menu_sums(said).items()]
    columns = ["menu", "offer", "suppliers", "cash retained", "cost"]
    return TextTable(f"Offers by entry of the menu ({told_in(said['question'])})", columns, rows, left=2)


def _largest(said: Mapping[str, Any]) -> TextTable:
    largest = sorted(said["choices"], key=lambda r: (-Decimal(r["cash_retained"]), r["supplier"]))[:_TOP]
    rows = [
        [
            r["supplier"],
            str(r["menu"]),
            _amount(r["cash_retained"]),
            _amount(r["cost"]),
            number(r["days_moved"]),
            _amount(r["net_benefit"]),
            " / ".join(yes_or_no(r[column]) for column in BASELINES),
        ]
        for r in largest
    ]
    more = f", the largest {len(rows)} of {len(said['choices']):,}" if len(said["choices"]) > len(rows) else ""
    against = "made whole against the usual payment day (as the net benefit) / the contract due date"
    title = f"Suppliers with an offer ({told_in(said['question'])}){more}; {against}"
    columns = ["supplier", "menu", "cash retained", "cost", "days", "net benefit", "whole (usual / due)"]
    if said["question"]["rates"] is not None:
        columns.append("owed in")
        rows = [[*row, r["owed_in"]] for row, r in zip(rows, largest, strict=True)]
    return TextTable(title, columns, rows)


def whole_line(said: Mapping[str, Any]) -> str:
    """How many suppliers with an offer are made whole, against both baselines."""
    parts = []
    for column, words in BASELINES.items():
        found = [yes_or_no(r[column]) for r in said["choices"]]
        parts.append(f"{words}: " + ", ".join(f"{n:,} {w}" for w in ("yes", "no", "unknown") if (n := found.count(w))))
    return f"Made whole {'; '.join(parts)}"


def curve_table(said: Mapping[str, Any]) -> TextTable:
    """The cost of other targets."""
    rows = []
    for r in said["curve"]:
        if not r["reached"]:
            rows.append([_amount(r["target"]), "can't be held" if said["method"] != "greedy" else "not reached", "", "", "", ""])
            continue
        per = rate_text(r["cost_per_cash"], 3)
        gap = "–" if r["gap"] is None else "none" if r["gap"] == 0 else bound_words(r["gap"])
        price = rate_text(r["price"], 3)
        rows.append([_amount(r["target"]), _amount(r["cash_retained"]), _amount(r["cost"]), per, price, gap])
    columns = ["target", "cash retained", "cost", "cost / cash", "of the last unit", "gap at most"]
    return TextTable(f"Cost against cash ({told_in(said['question'])})", columns, rows, left=0)


def _constraints(said: Mapping[str, Any]) -> Part:
    gain = "saves" if said["reached"] else "holds_more"
    rows = []
    for r in said["constraints"]:
        plain = [r["constraint"], _amount(r["allowed"]), _amount(r["used"]), yes_or_no(r["binds"], "–")]
        rows.append([*plain, _amount(r["relaxed_to"]), _amount(r[f"{gain}_estimated"]), _amount(r[gain])])
    words = "saves" if said["reached"] else "holds more"
    columns = ["constraint", "allowed", "used", "binds", "relaxed by 1 %", f"{words}: price", "re-solved"]
    title = f"The target and the constraints (amounts in {said['question']['currency']})"
    return TextTable(title, columns, rows) if rows else ""


def _left_out(said: Mapping[str, Any]) -> Part:
    rows = [[r["rule"], f"{r['options']:,}", f"{r['suppliers']:,}", _amount(r["could_hold"])] for r in said["left_out"]]
    currency = said["question"]["currency"]
    title = f"Excluded by rule ({currency}; remaining options could retain {_amount(said['without_constraints'])})"
    return TextTable(title, ["rule", "options", "of suppliers", "without it"], rows) if rows else ""


def solution_parts(solved: Rendered) -> list[Part]:
    """The whole report of a solved question."""
    said = solved.contents()
    top, notes = top_and_notes(said)
    above: list[Part] = [*(Said(t, "left out") for t in top), Said(solution_headline(said), "answer"), cash_line(said)]
    above += [] if said["question"]["rates"] is None else [rates_words(said["question"]["rates"])]
    parts = [*above, *(f"Note: {printable(n)}" for n in notes)]
    if said["choices"]:
        parts += [by_entry_table(said), whole_line(said), _largest(said)]
    parts += [curve_table(said), _constraints(said), _left_out(said)]
    parts.append(meaning(said))
    parts.append("Assumed: " + "; ".join(said["assumptions"]) + ".")
    return parts


def meaning(said: Mapping[str, Any]) -> str:
    """What is held, and what is cost."""
    presentation = PRESENTATION_LABELS[said["question"]["presentation"]]
    held = f"Cash retained: principal not yet paid at the close of {said['question']['by']}, {presentation} presentation"
    return f"{held}; cost: all non-principal cash flows over the life of the offers; as if every supplier that gets an offer accepts."
