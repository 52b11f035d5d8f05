"""One scenario in one currency, as text: the answer in a sentence, its quarters, each presentation, what it takes to hold the level."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from cashflow.basics.words import many, short_money
from cashflow.measures.catalog import PRESENTATION_LABELS, PRESENTATIONS, Presentation
from cashflow.measures.coverage import Coverage as Known
from cashflow.report.scenario_sentences import scenario_sentences
from cashflow.report.text_page import Part, TextTable
from cashflow.report.values_as_text import BASELINE_ROWS, BASELINES, COVERAGE_WORDS, NOT_KNOWN, costs, money, number, rate_text

__all__ = [
    "ARRANGEMENT",
    "MANY",
    "answers",
    "counted_again",
    "currency_parts",
    "due_date_rows",
    "grid_tables",
    "headline",
    "headlines",
    "is_touched",
    "level_rows",
    "leverage",
    "named_quarters",
    "unknown_reasons",
]

MANY = 6
"""Scenarios from which a row each says more than a page each."""


def _debts() -> dict[str, str]:
    """Presentations by how they read debt, each reading once; those that read it alike share a row, by the first words of their labels."""
    alike: dict[tuple[tuple[str, int], ...], list[Presentation]] = {}
    for one in PRESENTATIONS.values():
        alike.setdefault(tuple(sorted((k, v) for k, v in one.debt.items() if v)), []).append(one)
    first_words = ((same, dict.fromkeys(p.label.partition(",")[0] for p in same)) for same in alike.values())
    return {same[0].name: same[0].label if len(same) == 1 else " / ".join(words) for same, words in first_words}


_DEBT = _debts()
ARRANGEMENT = {
    "opening": "owed at the start",
    "added": "added",
    "paid": "paid by the buyer",
    "closing": "owed at the end",
    "of_which_suppliers_paid": "  of which suppliers have already been paid",
}
"""Rows of a supplier finance arrangement, by the keys of ``--json``; one that is part of the row above begins with spaces."""
_RANGES = {"inside": "", "comparable, untouched": "_untouched", "moved without a bank": "_moved"}
"""What the range of due dates is of, and how the keys of it end; days from the invoice on."""
Entry = Mapping[str, Any]
Days = list[dict[str, str]]
Coverage = list[dict[str, str]]


def is_touched(entry: Entry) -> bool:
    """Whether a scenario does anything in a currency."""
    changes = entry["free_cash_flow_change"]["trade_payable"]
    return any(Decimal(v) for v in changes) or bool(Decimal(entry["financing_cost"])) or entry["items_moved"] > 0


def headline(name: str, currency: str, entry: Entry, quarters: Days) -> str:
    """One sentence: cash moved this quarter, what unwinds in the next, what it costs; below it, who is made whole."""
    change = [Decimal(v) for v in entry["free_cash_flow_change"]["trade_payable"]]
    about = "about " if entry.get("expected_value") else ""
    which = "" if entry.get("all_currencies") else f"{currency} "  # of all together it is denied of each
    moved = [i for i, v in enumerate(change) if v]
    cost = Decimal(entry["financing_cost"])
    if not moved and not cost and not entry["items_moved"]:
        return f"{name}: no {which}payment moves, cash and cost stay as they are."
    if not moved or (change[moved[0]] < 0 and len(moved) == 1):
        where = _elsewhere(entry, quarters)
        return f"{name}: no {which}cash benefit at any quarter end shown{where}; {costs(cost, currency, words=('cost', 'earned'))}."
    at = moved[0]
    word, back = ("more", "unwinds") if change[at] > 0 else ("less", "comes back")
    text = f"{name}: {about}{short_money(abs(change[at]), currency)} {word} cash on {quarters[at]['last_day']} ({quarters[at]['label']})"
    gross = Decimal(entry["free_cash_flow_change"]["borrowing_gross"][at])
    if gross != change[at]:
        text += f", {_if_borrowing(change[at], gross, currency)} if the bank-funded amount is borrowing"
    later = [i for i in moved[1:] if (change[i] < 0) != (change[at] < 0)]
    outside = Decimal(entry["free_cash_flow_change_outside"]["trade_payable"])
    if lasts := _lasting(entry, currency, quarters, at):
        text += f"; {lasts}"
    elif later:
        first, *others = later
        text += f"; {short_money(abs(change[first]), currency)} {back} in {quarters[first]['label']}"
        if others:  # the first alone would read as all of it
            rest = short_money(abs(sum((change[i] for i in others), Decimal(0))), currency)
            text += f", {rest} {'in ' + quarters[others[0]]['label'] if len(others) == 1 else 'later'}"
    if outside < 0 and not lasts:
        text += f"; {short_money(-outside, currency)} unwinds outside the quarters shown"
    return text + f". It {costs(cost, currency, entry['all_in_rate'])}.{_whole(entry)}"


def _elsewhere(entry: Entry, quarters: Days) -> str:
    """Where all that moves lies, if that is in no quarter shown: they may be of another year by mistake."""
    first, back = (entry["held"][k] for k in ("first_moved_on", "all_back_on"))
    if first is None or back is None or not quarters or (first <= quarters[-1]["last_day"] and back >= quarters[0]["first_day"]):
        return ""
    side = "after" if first > quarters[-1]["last_day"] else "before"
    return f", since all that moves lies {side} them, from {first} to {back}"


def _if_borrowing(change: Decimal, gross: Decimal, currency: str) -> str:
    """What of a change is left, or takes its place, in the other reading; a difference that is not seen in short is none worth a number.

    Examples
    --------
    >>> _if_borrowing(Decimal(100), Decimal(30), "EUR"), _if_borrowing(Decimal(100), Decimal(120), "EUR")
    ('of which only EUR 30.00', 'but EUR 120 more')
    >>> _if_borrowing(Decimal("142100181.083"), Decimal("142100181.069"), "KWD"), _if_borrowing(Decimal(100), Decimal(-30), "EUR")
    ('about the same', 'but EUR 30.00 less')
    """
    if not gross:
        return "of which nothing" if change > 0 else "but no change"
    said = short_money(abs(gross), currency)
    if (gross > 0) == (change > 0) and said == short_money(abs(change), currency):
        return "about the same"
    return f"of which only {said}" if 0 < gross < change else f"but {said} {'less' if gross < 0 else 'more'}"


def _lasting(entry: Entry, currency: str, quarters: Days, first: int) -> str:
    """What an offer without an end date still holds at the last quarter end shown: that ebbs only where the ledger's invoices do."""
    held = Decimal(0) if entry.get("has_an_end", True) else Decimal(entry["cash_retained"][-1])
    if held <= 0:
        return ""
    last = quarters[-1]
    there = f"{short_money(held, currency)} on {last['last_day']} ({last['label']}), and " if first < len(quarters) - 1 else ""
    return f"{there}the offer has no end date"


def _whole(entry: Entry) -> str:
    """How many of those that accept are made whole, against both baselines."""
    counts = {words: entry[name] for name, words in BASELINES.items()}
    accept = max(sum(c.values()) for c in counts.values())
    if not accept:
        return ""
    said = []
    for words, count in counts.items():
        unknown = f" ({count['unknown']:,} not known)" if count["unknown"] else ""
        said.append(f"{count['yes']:,} {words}{unknown}")
    known = any(c["yes"] or c["no"] for c in counts.values())
    answer = ", ".join(said) if known else "not known without their own funding rates"
    return f"\nMade whole of {accept:,} that {'accepts' if accept == 1 else 'accept'}{counted_again(entry)}: {answer}."


def counted_again(entry: Entry) -> str:
    """Of how many suppliers are those that accept, where one accepts in several offers or currencies and counts in each."""
    suppliers = entry["suppliers_accepting"]
    if suppliers == sum(entry["made_whole"].values()):
        return ""
    return f" ({many(suppliers, 'supplier')}, counted in each offer and currency)"


def answers(figures: Mapping[str, Mapping[str, Any]], quarters: Days) -> list[str]:
    """The answers; of a large grid the one that holds most cash at the first quarter end it changes. Last, what changes nothing."""
    lines, idle = [], dict.fromkeys(n for found in figures.values() for n in found["scenarios"])
    for currency, found in figures.items():
        touched = {n: e for n, e in found["scenarios"].items() if _touches(e)}
        for name in (n for n, e in found["scenarios"].items() if n in touched or e["items_moved"]):
            idle.pop(name, None)
        if len(touched) > MANY:
            most = max(touched, key=lambda n: _most_for_least(touched[n]))
            lines.append(f"Of {len(touched):,} scenarios the most cash: {headline(most, currency, touched[most], quarters)}")
        else:
            lines += [headline(n, currency, e, quarters) for n, e in touched.items()]
    return [*lines, *_idle_lines([*idle])]


def _most_for_least(entry: Entry) -> tuple[Decimal, Decimal]:
    """Of scenarios that hold as much the one that costs least is the greatest."""
    return max(map(Decimal, entry["free_cash_flow_change"]["trade_payable"])), -Decimal(entry["financing_cost"])


def _idle_lines(names: list[str]) -> list[str]:
    if len(names) > MANY:
        return [f"In {len(names):,} scenarios no payment moves: their cash and cost stay as they are."]
    return [f"{n}: no payment moves, cash and cost stay as they are." for n in names]


def headlines(figures: Mapping[str, Mapping[str, Any]], quarters: Days) -> str:
    """The answers, a line each."""
    return "\n".join(answers(figures, quarters))


def _touches(entry: Entry) -> bool:
    moved = [Decimal(v) for v in entry["free_cash_flow_change"]["trade_payable"]]
    return any(moved) or bool(Decimal(entry["financing_cost"])) or entry["all_in_rate"] is not None


def currency_parts(
    currency: str, figures: Mapping[str, Any], quarters: Days, as_of: str | None = None, elsewhere: Container[str] = (), title: str = ""
) -> list[Part]:
    """The baseline and every scenario of one currency; `elsewhere`: scenarios that move payments in other currencies alone.

    `title`: what stands above its tables, by default the currency.
    """
    of = title or currency
    columns = [currency, *(q["label"] for q in quarters), "outside"]
    rows = _baseline_rows(figures["baseline"], figures["coverage"], str(as_of))
    parts: list[Part] = [TextTable(f"{of}: baseline", columns, rows)]
    if len(figures["scenarios"]) > MANY:
        return [*parts, *grid_tables(of, figures["scenarios"], quarters)]
    for name, entry in figures["scenarios"].items():
        if name in elsewhere:
            parts.append(f"{of}: {name} moves no payment in {currency}: its figures are those of the baseline.")
            continue
        expected = " (expected value)" if entry.get("expected_value") else ""
        parts.append(TextTable(f"{of}: {name}{expected}", columns, _scenario_rows(entry, figures["coverage"])))
        if entry["uses_bank"]:
            words = f"{of}: {name}, change at each quarter end, by classification of the bank-funded amount"
            parts.append(TextTable(words, columns[:-1], _presentation_rows(entry)))
        if entry.get("supplier_finance"):
            words = f"{of}: {name}, supplier finance arrangement (the rows of IAS 7.44H and ASC 405-50)"
            parts.append(TextTable(words, columns[:-1], _arrangement_rows(entry["supplier_finance"])))
        if entry.get("stress"):
            words = f"{of}: {name}, change in free cash flow under stress (trade payable)"
            parts.append(TextTable(words, [*columns, "cost", "a year"], _stress_rows(entry)))
        parts.append("\n".join(scenario_sentences(entry, currency, quarters)))
    return parts


def grid_tables(currency: str, scenarios: Mapping[str, Entry], quarters: Days) -> list[TextTable]:
    """A row a scenario: the change in free cash flow per quarter, cost and rate; once more for each presentation, if a bank is in it."""
    columns = [currency, *(q["label"] for q in quarters), "outside", "cost", "a year"]
    presentations = PRESENTATION_LABELS if any(e["uses_bank"] for e in scenarios.values()) else {"trade_payable": "trade payable"}
    parts, common = list[TextTable](), _common_name(scenarios)
    for presentation, words in presentations.items():
        rows = []
        for name, entry in scenarios.items():
            change, outside = entry["free_cash_flow_change"][presentation], entry["free_cash_flow_change_outside"][presentation]
            cost = [money(entry["financing_cost"]), rate_text(entry["all_in_rate"])]
            rows.append([name.removeprefix(common), *(money(v) for v in change), money(outside), *cost])
        of = f" of '{common.removesuffix(': ')}'" if common else ""
        parts.append(TextTable(f"{currency}: change in free cash flow of each scenario{of} ({words})", columns, rows))
    return parts


def _common_name(names: Iterable[str]) -> str:
    """What the names of a grid begin with, up to and with a colon: said once, so that what differs is not cut off."""
    firsts = {name.partition(": ")[0] for name in names if ": " in name}
    alike = len(firsts) == 1 and all(": " in name for name in names)
    return f"{firsts.pop()}: " if alike else ""


def _row(words: str, values: Iterable[Any], outside: Any = "") -> list[str]:
    return [words, *(money(v) for v in values), money(outside) if outside != "" else ""]


def level_rows(words: str, key: str, entry: Entry, coverage: Coverage, short: str = "") -> list[list[str]]:
    """A row a status that some quarter has: a number stands under the words that fit it, and nowhere else."""
    status = [c["dpo" if key.startswith("dpo") else "cash_paid" if key == "discount_taken" else key] for c in coverage]
    show = number if key.startswith("dpo") else money
    kinds = [k for k in ("complete", "with plan", "ledger only") if k in status] or ["complete"]
    rows = []
    for kind in kinds:
        unknown = NOT_KNOWN if kind == kinds[0] else ""
        cells = [unknown if s == "missing" else show(v) if s == kind else "" for s, v in zip(status, entry[key], strict=True)]
        rows.append([words if kind == "complete" else (short or words) + COVERAGE_WORDS[kind], *cells, ""])
    return rows


def unknown_reasons(known: Known) -> list[str]:
    """Why something is not known, alike in all currencies: each reason once with its quarters."""
    return [f"Not known in {named_quarters(known.labels, places)}: {why}." for why, places in known.quarters_by_reason().items()]


def named_quarters(labels: Sequence[str], places: Sequence[int]) -> str:
    """Some quarters by their labels; three and more in a row by the first and the last."""
    runs: list[list[int]] = []
    for at in places:
        if runs and at == runs[-1][-1] + 1:
            runs[-1].append(at)
        else:
            runs.append([at])
    spans = ([f"{labels[r[0]]} to {labels[r[-1]]}"] if len(r) > 2 else [labels[at] for at in r] for r in runs)
    return ", ".join(words for span in spans for words in span)


def _baseline_rows(baseline: Entry, coverage: Coverage, as_of: str) -> list[list[str]]:
    taken = any(Decimal(v) for v in baseline["discount_taken"] if v is not None)
    beyond = []
    if any(Decimal(v) for v in baseline["payment_differences"] if v is not None):
        cents = ["–" if v is None else f"{Decimal(v):,f}" if Decimal(v) else "0" for v in baseline["payment_differences"]]
        beyond = [[BASELINE_ROWS["payment_differences"], *cents, ""]]
    words = BASELINE_ROWS["paid_without_date"].replace("the ledger day", as_of)
    before = [_row(words, baseline["paid_without_date"])] if "paid_without_date" in baseline else []

    def levels(key: str, short: str | None = None) -> list[list[str]]:
        return level_rows(BASELINE_ROWS[key], key, baseline, coverage, *([] if short is None else [short]))

    return [
        *levels("invoiced"),
        *levels("cash_paid"),
        *beyond,
        *before,
        *(levels("discount_taken") if taken else []),
        *levels("closing_payables", "payables"),
        *levels("dpo_closing", "DPO (closing)"),
        *levels("dpo_countback", "DPO (count-back)"),
    ]


def _scenario_rows(entry: Entry, coverage: Coverage) -> list[list[str]]:
    bank = entry["uses_bank"]
    change, outside = entry["free_cash_flow_change"], entry["free_cash_flow_change_outside"]
    rows = []
    for presentation, words in PRESENTATION_LABELS.items() if bank else [("trade_payable", "")]:
        rows.append(_row("change in free cash flow" + (f" ({words})" if words else ""), change[presentation], outside[presentation]))
    running = entry["presentations"]["trade_payable"]["free_cash_flow_change_cumulative"]
    rows.append(_row("  cumulative (trade payable)" if bank else "  cumulative", running))
    rows.append(_row("cost paid", entry["financing_cost_paid"]))
    rows.append(_row("cost accrued", entry["financing_cost_accrued"]))
    natures = entry["financing_cost_by_nature"]
    rows += [_row(f"  of which {nature}", cost["accrued"]) for nature, cost in natures.items() if len(natures) > 1]
    if any(Decimal(v) for v in entry["vat_paid"]):
        rows.append(_row("VAT paid on uplifts, less on discounts", entry["vat_paid"]))
    rows += level_rows(BASELINE_ROWS["closing_payables"], "closing_payables", entry, coverage, "payables")
    rows.append(_row("  of which: effect of the offer", entry["cash_retained"]))
    rows.append(_row("  average over the quarter", entry["average_cash_retained"]))
    if entry["held"]["first_moved_on"]:
        rows.append(_row("  average since the first move", entry["average_cash_retained_since_first_move"]))
    rows += level_rows(BASELINE_ROWS["dpo_closing"], "dpo_closing", entry, coverage, "DPO (closing)")
    if not bank and (ratios := leverage(entry["presentations"]["trade_payable"])):
        rows.append(["net debt / EBITDA at the end", *ratios, ""])
    return rows


def leverage(presentation: Mapping[str, Any]) -> list[str]:
    """Net debt / EBITDA at each quarter end, and whether it is over the covenant's limit; nothing where EBITDA is not given."""
    ratios = presentation.get("net_debt_to_ebitda", [])
    kept = presentation.get("covenant_kept", [True] * len(ratios))
    return [f"{r:.2f}{'' if k else ' over'}" for r, k in zip(ratios, kept, strict=True)]


def _presentation_rows(entry: Entry) -> list[list[str]]:
    presentations = entry["presentations"]
    rows = [_row("cash", presentations["trade_payable"]["cash_change"])[:-1]]
    for key, words in (("debt_change", "debt"), ("net_debt_change", "net debt")):
        rows += [_row(f"{words} ({name})", presentations[presentation][key])[:-1] for presentation, name in _DEBT.items()]
    for presentation, name in _DEBT.items():
        if ratios := leverage(presentations[presentation]):
            rows.append([f"net debt / EBITDA ({name})", *ratios])
    return rows


def _arrangement_rows(found: Entry) -> list[list[str]]:
    return [*(_row(words, found[key])[:-1] for key, words in ARRANGEMENT.items()), *due_date_rows(found)]


def due_date_rows(found: Entry) -> list[list[str]]:
    """The ranges of due dates beside a supplier finance arrangement: what each is of, and the days in each quarter."""
    rows = []
    for words, which in _RANGES.items():
        pairs = zip(found[f"shortest_days{which}"], found[f"longest_days{which}"], strict=True)
        rows.append([f"days to due date, {words}", *("–" if a is None else f"{a} to {b}" for a, b in pairs)])
    return rows


def _stress_rows(entry: Entry) -> list[list[str]]:
    """The plan, and below it every stress with what it changes."""
    rate = lambda e: rate_text(e["all_in_rate"])  # noqa: E731
    change, outside = entry["free_cash_flow_change"]["trade_payable"], entry["free_cash_flow_change_outside"]["trade_payable"]
    rows = [[*_row("as planned", change, outside), money(entry["financing_cost"]), rate(entry)]]
    for one in entry["stress"]:
        change, outside = one["free_cash_flow_change"]["trade_payable"], one["free_cash_flow_change_outside"]["trade_payable"]
        rows.append([*_row(one["stress"], change, outside), money(one["financing_cost"]), rate(one)])
        rows.append([*_row("  difference", one["difference"]["trade_payable"], ""), money(one["financing_cost_difference"]), ""])
    return rows
