"""The first page: what was left out, the answer, the picture, three lines by quarter, and what one asks next, a line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import evolve

from cashflow.basics.decimals import own_context
from cashflow.basics.money import amount_text, from_minor
from cashflow.basics.words import many, short_money
from cashflow.engine.totals import totals_of
from cashflow.ledger.groups import Groups
from cashflow.measures import ScenarioTotals
from cashflow.report.page.page_content import Answer, Asked, PageFigure
from cashflow.report.page.page_tables import Cell, PageTable, Row, amount, row_of
from cashflow.report.scenario import headline
from cashflow.report.svg import Bars, bars_svg
from cashflow.report.svg.bars import WIDTH
from cashflow.results.comparison import Comparison, ScenarioResult
from cashflow.results.held_by_day import held_by_supplier

__all__ = ["answers", "asked", "three_lines", "touched", "unwind_figure"]

Entry = Mapping[str, Any]
READINGS = {"trade_payable": "as trade payables", "borrowing_gross": "if bank-funded amounts are borrowing"}
"""The two readings of free cash flow on the first page, by presentation."""
LINES = {
    "trade_payable": "Change in free cash flow",
    "borrowing_gross": "… if bank-funded is borrowing",
    "cost": "Cost, accrued",
    "payables": "Change in payables",
}
_LARGEST = 10
_BESIDE = 560
"""Width of the picture where another one stands beside it: with the same width, letters are of one size."""


def touched(entry: Entry) -> bool:
    """Whether a scenario does anything in a currency."""
    changes = entry["free_cash_flow_change"]["trade_payable"]
    return any(Decimal(v) for v in changes) or bool(Decimal(entry["financing_cost"])) or entry["items_moved"] > 0


def answers(found: Comparison, said: Mapping[str, Any], at: int) -> list[Answer]:
    """The answers of a scenario, in every currency that it touches or covers; one that it does not touch is hidden beside others."""
    name, n = found.scenarios[at].scenario.name, len(found.baseline.currencies)
    entries = {c: e["scenarios"][name] for c, e in said["currencies"].items()}
    codes = {int(c) for o in found.scenarios[at].offers for c in Groups(n).currency(o.covered.groups)}
    some = [c for c in entries if touched(entries[c]) or found.baseline.currencies.index(c) in codes] or list(entries)[:1]
    quiet = [c for c in some if not touched(entries[c])]
    return [_answer(found, said, at, c, c in quiet and len(quiet) < len(some)) for c in some]


def _answer(found: Comparison, said: Mapping[str, Any], at: int, currency: str, hidden: bool) -> Answer:
    name, quarters = found.scenarios[at].scenario.name, said["quarters"]
    entry, code = said["currencies"][currency]["scenarios"][name], found.baseline.currencies.index(currency)
    mark = f"s{at}-{code}"
    sentences = headline(name, currency, entry, quarters).removeprefix(f"{name}: ").split("\n")
    sentences[0] = sentences[0][:1].upper() + sentences[0][1:]
    figure, table = unwind_figure(found, at, currency, entry["uses_bank"]), three_lines(currency, entry, quarters, found, at)
    return Answer(currency, mark, sentences, [figure], table, code, hidden)


def unwind_figure(found: Comparison, at: int, currency: str, bank: bool, title: bool = False) -> PageFigure:
    """Change in free cash flow by quarter of a scenario, in both readings where a bank pays."""
    code = found.baseline.currencies.index(currency)
    totals, mark = found.scenarios[at].totals[code], f"s{at}-{code}"
    presentations = READINGS if bank else {"trade_payable": "change in free cash flow"}
    series = [
        (words, [int(v) for v in totals.figure("free_cash_flow_change", presentation)]) for presentation, words in presentations.items()
    ]
    words = f"Change in free cash flow by quarter, {currency}"
    bars = Bars(f"unwind-{mark}", words, currency, found.shown.labels, series, _BESIDE if title else WIDTH)
    return PageFigure(bars.name, bars_svg(bars), bars.title if title else "")


def three_lines(currency: str, entry: Entry, quarters: Sequence[Mapping[str, str]], found: Comparison, at: int) -> PageTable:
    """Change in free cash flow, and the same if bank-funded amounts are borrowing; cost; change in payables."""
    totals = found.scenarios[at].totals[found.baseline.currencies.index(currency)]
    change, outside = entry["free_cash_flow_change"], entry["free_cash_flow_change_outside"]
    rows = [
        _flow(
            LINES[presentation],
            change[presentation],
            outside[presentation],
            "part" if presentation != "trade_payable" else "main",
            presentation,
        )
        for presentation in READINGS
    ]
    rows[1] = evolve(rows[1], hidden=not entry["uses_bank"])
    cost = row_of(LINES["cost"], [*entry["financing_cost_accrued"], entry["financing_cost"]])
    payables = [amount(amount_text(int(v), currency)) for v in totals.figure("closing_payables")]
    rows += [evolve(cost, figure="financing_cost_accrued"), Row(LINES["payables"], [*payables, Cell("")], figure="closing_payables")]
    columns = [f"{currency}", *(q["label"] for q in quarters), "Total"]
    return PageTable("", columns, rows)


@own_context
def _flow(words: str, values: Sequence[str], outside: str, kind: str, presentation: str) -> Row:
    """A line of flows; the total is over all time, what lies outside the quarters included."""
    total = sum((Decimal(v) for v in values), Decimal(outside))
    return evolve(row_of(words, [*values, total], kind), figure=f"free_cash_flow_change.{presentation}")


def asked(found: Comparison, said: Mapping[str, Any], suppliers: Any, at: int) -> list[Asked]:
    """What one asks next about a scenario."""
    name = found.scenarios[at].scenario.name
    entries = {c: e["scenarios"][name] for c, e in said["currencies"].items() if touched(e["scenarios"][name])}

    def each(say: Callable[[str, Entry], str]) -> list[tuple[str, str]]:
        words = [(c, say(c, e)) for c, e in entries.items()]
        return words if len({w for _, w in words}) != 1 else [("", words[0][1])]

    frame = suppliers[(suppliers["scenario"] == name)] if len(suppliers) else suppliers
    return [
        Asked("borrowing", "Cheaper than borrowing?", each(_borrowing)),
        Asked("whole", "Who is not made whole?", each(lambda c, e: _not_whole(c, e, frame))),
        Asked("largest", "How much hangs on a few?", each(lambda c, e: _largest(found, at, c))),
        Asked("half", "What if half accept?", each(lambda c, e: _half(found, said, at, c))),
        Asked("act", "Last day to act?", each(_last_day)),
    ]


@own_context
def _borrowing(currency: str, entry: Entry) -> str:
    cost = short_money(Decimal(entry["financing_cost"]), currency)
    if entry["borrowing_saved"] is None:
        return f"Costs {cost}. Not compared with borrowing: no borrowing rate is given (borrowing_rate under [measures])."
    saved, net = Decimal(entry["borrowing_saved"]), Decimal(entry["cost_net_of_borrowing"])
    verdict = "the same" if not net else f"{short_money(abs(net), currency)} {'dearer' if net > 0 else 'cheaper'} than borrowing"
    return f"{verdict[0].upper()}{verdict[1:]}: {cost} against {short_money(saved, currency)} at {entry['borrowing_rate']}."


def _not_whole(currency: str, entry: Entry, frame: Any) -> str:
    accept = sum(entry["made_whole"].values())
    if not accept:
        return "Nobody accepts."
    said = []
    for column, words in (("made_whole", "usual payment day"), ("made_whole_vs_due", "contract due date")):
        unknown = f" ({entry[column]['unknown']:,} not known)" if entry[column]["unknown"] else ""
        said.append(f"{_whole(entry[column])} against the {words}{unknown}{_worst(frame, currency, column)}")
    verb = "may accept" if _open(frame, currency) else "accepts" if accept == 1 else "accept"
    return f"Of {many(accept, 'supplier')} that {verb}, {'; '.join(said)}."


def _open(frame: Any, currency: str) -> bool:
    """Whether the answer of some supplier is a matter of chance."""
    some = frame[frame["currency"] == currency]["acceptance"] if len(frame) else frame
    return any(0 < a < 1 for a in some)


def _whole(counts: Mapping[str, int]) -> str:
    """How many are not made whole; where it is not known of some, no word that all are."""
    short = counts["no"]
    if short:
        return f"{short:,} {'is' if short == 1 else 'are'} not made whole"
    return "none is known not to be made whole" if counts["unknown"] else "all are made whole"


def _worst(frame: Any, currency: str, column: str) -> str:
    """The largest of those that are not made whole."""
    some = frame[(frame["currency"] == currency) & (frame["acceptance"] > 0) & frame[column].map(lambda v: v is False)]
    if not len(some):
        return ""
    names = some.sort_values("amount_moved", ascending=False, kind="stable")["supplier"].head(2).tolist()
    return f": {', '.join(str(n) for n in names)}{' …' if len(some) > len(names) else ''}"


@own_context
def _largest(found: Comparison, at: int, currency: str) -> str:
    """The share of the ten largest suppliers in the cash retained at the first quarter end that changes."""
    scenario, code = found.scenarios[at], found.baseline.currencies.index(currency)
    held = [int(v) for v in scenario.totals[code].figure("cash_retained")]
    quarter = next((q for q, v in enumerate(held) if v), None)
    if quarter is None:
        return "No cash is held at any quarter end shown."
    each = sorted(held_by_supplier(scenario, code, len(found.baseline.currencies), quarter).items(), key=lambda s: (-abs(s[1]), s[0]))
    top, whole = sum((v for _, v in each[:_LARGEST]), Fraction(0)), sum((v for _, v in each), Fraction(0))
    share = f" ({float(top / whole):.0%})" if whole > 0 else ""
    few = min(_LARGEST, len(each))
    who = "one supplier" if len(each) == 1 else f"the {few} largest of {len(each):,} suppliers"
    amount_of = short_money(from_minor(round(top), currency), currency)
    return f"{amount_of}{share} of the cash at the end of {found.shown.labels[quarter]} comes from {who}."


@own_context
def _half(found: Comparison, said: Mapping[str, Any], at: int, currency: str) -> str:
    """The answer if every supplier accepts with half the probability."""
    scenario, code = found.scenarios[at], found.baseline.currencies.index(currency)
    less = halved(found, scenario)[code]
    changes = [(q["label"], int(v)) for q, v in zip(said["quarters"], less.figure("free_cash_flow_change"), strict=True) if v]
    first = "; ".join(f"{short_money(from_minor(v, currency), currency).replace('-', '−')} in {label}" for label, v in changes[:2])
    return f"{first or 'No change in free cash flow'}; cost {short_money(from_minor(less.financing_cost, currency), currency)}."


def halved(found: Comparison, scenario: ScenarioResult) -> list[ScenarioTotals]:
    """Totals by currency code if every supplier accepts with half the probability, as the stress ``acceptance = "halves"``."""
    less = [evolve(o, weight=[w / 2 for w in o.weight]) for o in scenario.offers]
    return totals_of(found.payments, less, found.shown, found.reporting)


def _last_day(currency: str, entry: Entry) -> str:
    first = entry["held"]["first_moved_on"]
    if first is None:
        return "Nothing moves."
    return f"{first}, the first payment run that moves; what is agreed later leaves that run unchanged."
