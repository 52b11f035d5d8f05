"""The page of a solution: what the offers hold and cost, which they are, what binds, what more cash would cost, and what the plan does."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cashflow.basics.shown import printable
from cashflow.basics.words import short_money
from cashflow.measures import ScenarioTotals
from cashflow.report.findings import findings_frame
from cashflow.report.page.explained import explained_section
from cashflow.report.page.first_page import lines_of, unwind_of
from cashflow.report.page.further_sections import further_sections
from cashflow.report.page.ledger_sections import MOST_LISTED, noted
from cashflow.report.page.list_columns import listed, money_column, number_column, text_column, truth_column
from cashflow.report.page.page_content import Answer, Asked, Listed, PageContent, PageFigure
from cashflow.report.page.page_tables import Cell, PageTable, Row, Section, amount, percent, plain
from cashflow.report.page.rendered import rendered
from cashflow.report.page.whole_page import PageSource
from cashflow.report.page.words_used import words_of
from cashflow.report.pictures.of_settings import curve_picture
from cashflow.report.sentences.of_ledgers import OF_ALL, asked_of_all
from cashflow.report.sentences.of_scenarios import ON_THE_PAGE, asked_of_scenario
from cashflow.report.sentences.of_solutions import asked_of_solution
from cashflow.report.shown_results import Solved
from cashflow.report.solution import bound_words, cash_line, meaning, menu_sums, solution_headline
from cashflow.report.total import capital, rates_words, told_in
from cashflow.report.values_as_text import NOT_KNOWN, money, top_and_notes, yes_or_no
from cashflow.results.comparison import Comparison

__all__ = ["solution_html"]

Said = Mapping[str, Any]
_ASKED = ("offers_made", "binds", "more", "best", *(name for name in ON_THE_PAGE if name != "half_accept"), *OF_ALL)
"""Questions of the first page: a solution is as if every supplier that gets an offer accepts."""
_WORDS = (
    "Baseline", "Cash retained", "Change in free cash flow", "As trade payables, as borrowing", "Unwind", "Cost paid, cost accrued",
    "A year", "Constraint", "Binds", "Of the last unit", "Gap", "Made whole", "Usual payment day, contract due date", "Tie-out",
)  # fmt: skip


def solution_html(found: Solved, plan: Comparison, source: PageSource) -> str:
    """The page as one HTML file; the same result, the same bytes.

    Parameters
    ----------
    found
        The solution.
    plan, source
        Its offers compared with the baseline: the numbers, and the same for frames and explanations.
    """
    said, of_plan = found.to_dict(), source.to_dict()
    left_out, notes = top_and_notes(said)
    about = {**of_plan, "notes": notes}
    asks = [*asked_of_solution(said), *asked_of_scenario(plan, of_plan, lambda: source.suppliers, 0), *asked_of_all(of_plan)]
    further = further_sections(plan, about, source.offers, findings_frame(found.ledger.findings), source.suppliers)
    return rendered(
        PageContent(
            kicker="Which offers hold a cash target at least cost?",
            title=_title(said),
            subject="offers, cost, what binds",
            as_of=of_plan["completeness"]["as_of"],
            left_out=left_out,
            answers=[_answer(found, said, plan, of_plan)],
            asked=[*noted(notes), *Asked.of(asks, _ASKED)],
            sections=[
                _by_entry(said),
                _curve(said),
                _constraints(said),
                _rules(said),
                *(s for s in further if s.anchor not in ("stress", *(["limits"] if not of_plan["limits"] else []))),
                explained_section(of_plan, source.explain),
            ],
            words=words_of(_WORDS),
            listed=_chosen(found),
        )
    )


def _money(value: Any, said: Said) -> str:
    return short_money(Decimal(value), said["question"]["currency"])


def _title(said: Said) -> str:
    asked = said["question"]
    return f"{_money(asked['target'], said)} of cash on {asked['by']} ({asked['quarter']})"


def _answer(found: Solved, said: Said, plan: Comparison, of_plan: Said) -> Answer:
    """The answer, what more and less cash would cost, and what the plan does by quarter."""
    asked, name = said["question"], plan.scenarios[0].scenario.name
    currency = asked["currency"]
    entry, totals = _of_plan(asked, plan, of_plan, name)
    title = f"Least cost of holding cash on {asked['by']}, {told_in(asked)}"
    reached = any(r["reached"] and Decimal(r["cash_retained"]) for r in said["curve"])
    curve = PageFigure.all_of(curve_picture(found.curve, currency, Decimal(said["question"]["target"]), title)) if reached else []
    unwind = [unwind_of(plan, totals, "s0", currency, entry["uses_bank"], title=True)] if said["suppliers"] else []
    table = lines_of(currency, entry, of_plan["quarters"], plan, totals)
    rates = [] if asked["rates"] is None else [rates_words(asked["rates"])]
    return Answer(capital(told_in(asked)), "s0", [solution_headline(said), cash_line(said), *rates], [*curve, *unwind], table)


def _of_plan(asked: Said, plan: Comparison, of_plan: Said, name: str) -> tuple[Said, ScenarioTotals]:
    """What the plan says of itself in the currency of the question, or in all together."""
    if asked["rates"] is None:
        currency = asked["currency"]
        return of_plan["currencies"][currency]["scenarios"][name], plan.scenarios[0].totals[plan.baseline.code_of(currency)]
    assert plan.in_total is not None
    return of_plan["total"]["scenarios"][name], plan.in_total.scenarios[0]


def _number(value: Any) -> Cell:
    """An amount, or a count where it is one."""
    return Cell(f"{value:,}", kind="number") if isinstance(value, int) else Cell("–", kind="number") if value is None else amount(value)


def _by_entry(said: Said) -> Section:
    rows = [
        Row(str(menu), [plain(words), _number(n), amount(cash), amount(cost), percent(float(cost / cash) if cash else None, 3)])
        for (menu, words), (n, cash, cost) in menu_sums(said).items()
    ]
    currency = said["question"]["currency"]
    columns = ["Menu", "Offer", "Suppliers", f"Cash retained, {currency}", f"Cost, {currency}", "Cost / cash"]
    tables = [PageTable("", columns, rows, numbers=False)] if rows else []
    return Section("menu", "Offers by entry of the menu", [meaning(said)], tables=tables)


def _curve(said: Said) -> Section:
    rows = []
    for r in said["curve"]:
        if not r["reached"]:
            words = "not reached" if said["method"] == "greedy" else "can't be held"
            rows.append(Row(money(r["target"]), [Cell(words, kind="number"), *([Cell("")] * 5)]))
            continue
        gap = "–" if r["gap"] is None else "none" if r["gap"] == 0 else bound_words(r["gap"])
        cells = [amount(r["cash_retained"]), amount(r["cost"]), percent(r["cost_per_cash"], 3), percent(r["price"], 3)]
        main = "main" if Decimal(r["target"]) == Decimal(said["question"]["target"]) else ""
        rows.append(Row(money(r["target"]), [*cells, Cell(gap, kind="number"), _number(r["suppliers"])], main))
    first = f"Target, {said['question']['currency']}"
    columns = [first, "Cash retained", "Cost", "Cost / cash", "Of the last unit", "Gap at most", "Suppliers"]
    lines = ["Each target re-solved under the same constraints."]
    return Section("curve", "What more and less cash costs", lines, tables=[PageTable("", columns, rows)])


def _constraints(said: Said) -> Section:
    gain = "saves" if said["reached"] else "holds_more"
    rows = [
        Row(
            printable(r["constraint"]),
            [
                *(_number(r[k]) for k in ("allowed", "used")),
                Cell(yes_or_no(r["binds"], NOT_KNOWN), kind="number"),
                *(_number(r[k]) for k in ("relaxed_to", f"{gain}_estimated", gain)),
            ],
        )
        for r in said["constraints"]
    ]
    words = "saves" if said["reached"] else "holds more"
    columns = ["Constraint", "Allowed", "Used", "Binds", "Relaxed by 1 % to", f"{words[:1].upper()}{words[1:]}, by its price", "Re-solved"]
    lines = [f"Amounts in {said['question']['currency']}."] if rows else ["None was given."]
    return Section("constraints", "The target and the constraints", lines, tables=[PageTable("", columns, rows)] if rows else [])


def _rules(said: Said) -> Section:
    rows = [
        Row(printable(r["rule"]), [_number(r["options"]), _number(r["suppliers"]), amount(r["could_hold"])])
        for r in said["left_out"][:MOST_LISTED]
    ]
    lines = [f"What remains could hold {_money(said['without_constraints'], said)} if everybody took the offer that holds most."]
    columns = ["Rule", "Offers it forbids", "To suppliers", f"Could be held without it, {said['question']['currency']}"]
    return Section("rules", "What a rule takes away", lines, tables=[PageTable("", columns, rows)] if rows else [])


def _chosen(found: Solved) -> Listed:
    """Who gets which offer, most cash first."""
    frame = found.choices
    if len(frame):
        frame = frame.sort_values(["cash_retained", "supplier"], ascending=[False, True], kind="stable")
    return listed(
        "Suppliers with an offer",
        f"Most cash first; as if each accepts. Amounts in {found.contents()['question']['currency']}.",
        "choices.csv",
        "No supplier gets an offer.",
        len(frame),
        lambda: [
            text_column("Supplier", frame["supplier"]),
            *([text_column("Owed in", frame["owed_in"])] if frame["owed_in"].nunique() > 1 else []),
            text_column("Offer", [f"{e}, {o}" for e, o in zip(frame["extend"], frame["option"], strict=True)]),
            money_column("Cash retained", frame["cash_retained"]),
            money_column("Cost", frame["cost"]),
            number_column("Days", frame["days_moved"]),
            money_column("Net benefit", frame["net_benefit"]),
            money_column("Net benefit vs due date", frame["net_benefit_vs_due"]),
            truth_column("Whole vs usual day", frame["made_whole"]),
            truth_column("Whole vs due date", frame["made_whole_vs_due"]),
        ],
    )
