"""Below the first page: presentations, cost, cash by day, supplier finance, stress, offers, limits, findings, assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve

from cashflow.basics.words import total_name
from cashflow.measures.catalog import DEFAULT_PRESENTATION, PRESENTATION_LABELS
from cashflow.report.page.ledger_sections import MOST_LISTED, assumptions_section, findings_section
from cashflow.report.page.page_tables import Cell, PageTable, Row, Section, amount, on_the_day, percent, plain, row_of
from cashflow.report.page.quarters_since import sections_since
from cashflow.report.page.section_pictures import benefit_section, bridges, days_pictures, held_pictures
from cashflow.report.scenario import ARRANGEMENT, due_date_rows, is_touched, leverage
from cashflow.report.scenario_sentences import NO_BANK, OVER, bank_earlier
from cashflow.report.total import capital
from cashflow.results.comparison import Comparison

__all__ = ["further_sections"]

Entry = Mapping[str, Any]
STILL = "Nothing moves."
_NO_ARRANGEMENT = (
    "No bank pays suppliers in these scenarios, so there are no rows for IAS 7.44H and ASC 405-50: "
    "a deferral agreed with the supplier alone is not part of them."
)
_JUDGED = (
    "Whether what is owed stays a trade payable is a judgment on the contracts, for you and your auditor. It speaks for that if it is "
    "part of the normal operating cycle, bears no extra security, and has terms not substantially different from those of other "
    "payables (IFRIC agenda decision of December 2020)."
)


def further_sections(found: Comparison, said: Mapping[str, Any], offers: Any, findings: Any, suppliers: Any) -> list[Section]:
    """Every section whose content is words and small tables, in the order of the page."""
    sections = [
        evolve(_presentations(said), charts=bridges(found)[0]),
        _costs(said),
        _held(found, said),
        _days(found),
        benefit_section(found, suppliers),
        _supplier_finance(said),
        _stress(said),
        _offers(offers, said["completeness"]["as_of"]),
        _limits(said),
        findings_section(said["notes"], findings),
        assumptions_section(said),
    ]
    return sections_since(found, sections)


def _entries(said: Mapping[str, Any]) -> Iterator[tuple[str, str, Entry]]:
    """Scenario, currency and figures, of all that does something; first in all currencies together, where these have a total."""
    total = {} if said["total"] is None else {total_name(said["total"]["currency"]): said["total"]}
    for currency, figures in {**total, **said["currencies"]}.items():
        for name, entry in figures["scenarios"].items():
            if is_touched(entry):
                yield name, currency, entry


def _labels(said: Mapping[str, Any]) -> list[str]:
    return [q["label"] for q in said["quarters"]]


def _presentations(said: Mapping[str, Any]) -> Section:
    tables = []
    for name, currency, entry in _entries(said):
        shown = {p: f", as {label}" for p, label in PRESENTATION_LABELS.items()} if entry["uses_bank"] else {DEFAULT_PRESENTATION: ""}
        figures = entry["presentations"]
        rows = [row_of(f"Free cash flow{how}", figures[p]["free_cash_flow_change"], "main") for p, how in shown.items()]
        rows += [row_of(f"Net debt{how}", figures[p]["net_debt_change"]) for p, how in shown.items()]
        ratios = {how: some for p, how in shown.items() if (some := leverage(figures[p]))}
        rows += [Row(f"Net debt / EBITDA{how}", [plain(r) for r in some]) for how, some in ratios.items()]
        over = any(r.endswith("over") for some in ratios.values() for r in some)
        note = " ".join(["" if entry["uses_bank"] else NO_BANK, *[OVER] * over]).strip()
        title = f"{name}, {currency}: change by presentation of the bank-funded amount"
        tables.append(PageTable(title, [currency, *_labels(said)], rows, note))
    lines = ["Free cash flow is the change in the quarter; net debt the change at its end. None of these presentations is 'as reported'."]
    return Section("presentations", "Presentations side by side", lines, tables=tables)


def _costs(said: Mapping[str, Any]) -> Section:
    tables = []
    for name, currency, entry in _entries(said):
        rows = [row_of("Cost paid", [*entry["financing_cost_paid"], entry["financing_cost"]], "main")]
        rows.append(row_of("Cost accrued", [*entry["financing_cost_accrued"], entry["financing_cost"]], "main"))
        for nature, cost in entry["financing_cost_by_nature"].items():
            rows.append(row_of(f"of which {nature}, accrued", [*cost["accrued"], cost["total"]], "part"))
        if any(float(v) for v in entry["vat_paid"]):
            rows.append(row_of("VAT paid, no cost", [*entry["vat_paid"], entry["vat"]]))
        rates = "; ".join(f"{percent(rate).text} {how}" for how, rate in entry["all_in_rate_as"].items())
        note = " ".join([f"A year: {rates}.", *bank_earlier(entry)]) if rates else ""
        tables.append(PageTable(f"{name}, {currency}", [currency, *_labels(said), "Whole life"], rows, note))
    return Section("cost", "Cost, paid and accrued", [] if tables else [STILL], tables=tables)


def _held(found: Comparison, said: Mapping[str, Any]) -> Section:
    """Cash retained day by day, and until when."""
    lines = [_until(name, currency, entry) for name, currency, entry in _entries(said)]
    return Section("held", "Cash retained by day, and until when", lines or [STILL], held_pictures(found))


def _days(found: Comparison) -> Section:
    charts, notes = days_pictures(found)
    return Section("days", "Cash out and payables by day", notes if charts else [STILL], charts)


def _until(name: str, currency: str, entry: Entry) -> str:
    held = entry["held"]
    if held["first_moved_on"] is None:
        return f"{name}, {currency}: nothing is held."
    average, more = held["average_days"], "" if entry["has_an_end"] else " (of the invoices in this ledger; the offer names no end)"
    if average is not None and average < 0:
        until = f"from {held['first_moved_on']} until {held['all_back_on']}"
        return f"{name}, {currency}: paid earlier, cash is gone {until}{more}, {-average:.1f} days on average."
    days = "" if average is None else f", {average:.1f} days on average"
    return f"{name}, {currency}: held from {held['first_moved_on']}, all of it back on {held['all_back_on']}{more}{days}."


def _supplier_finance(said: Mapping[str, Any]) -> Section:
    tables = []
    for name, currency, entry in _entries(said):
        owed = entry.get("supplier_finance")
        if owed:
            rows = [_arranged(words, owed[key]) for key, words in ARRANGEMENT.items()]
            rows += [Row(capital(head), [Cell(d, kind="number") for d in days]) for head, *days in due_date_rows(owed)]
            tables.append(PageTable(f"{name}, {currency}", [currency, *_labels(said)], rows))
    lines = ["The rows that IAS 7.44H and ASC 405-50 ask for."] if tables else [_NO_ARRANGEMENT, _JUDGED]
    return Section("supplier-finance", "Supplier finance arrangement", lines, tables=tables)


def _arranged(words: str, values: Sequence[Any]) -> Row:
    return row_of(words.strip(), values, "part") if words.startswith(" ") else row_of(capital(words), values)


def _stress(said: Mapping[str, Any]) -> Section:
    tables = []
    for name, currency, entry in _entries(said):
        if not entry["stress"]:
            continue
        rows = [_stressed("As planned", entry, "main"), *(_stressed(one["stress"], one, "") for one in entry["stress"])]
        tables.append(PageTable(f"{name}, {currency}: change in free cash flow", [currency, *_labels(said), "Cost", "A year"], rows))
    lines = [] if tables else ['None was asked for. Write stress = [{ rates = "+200 bp" }, { acceptance = "halves" }] in the scenario.']
    return Section("stress", "Stress", lines, tables=tables)


def _stressed(words: str, one: Entry, kind: str) -> Row:
    changes = [amount(v) for v in one["free_cash_flow_change"]["trade_payable"]]
    return Row(words, [*changes, amount(one["financing_cost"]), percent(one["all_in_rate"])], kind)


def _offers(offers: Any, as_of: str | None) -> Section:
    rows, reasons = [], dict[str, list[Cell]]()
    for row in offers.head(MOST_LISTED).to_dict("records"):
        cells = [plain(row[k]) for k in ("extend", "acceptance")]
        cells += [Cell(f"{row[k]:,}", kind="number") for k in ("suppliers", "items", "items_moved")]
        why = [f"{n:,} {on_the_day(str(k)[11:], as_of)}" for k, n in row.items() if str(k).startswith("not moved: ") and n]
        reasons[f"{row['scenario']}, offer {row['offer']}"] = [*cells, plain("; ".join(why) or "–")]
    rows = [Row(head, cells) for head, cells in reasons.items()]
    columns = ["Offer", "Extension", "Acceptance", "Suppliers", "Items", "Moved", "Why the rest did not move"]
    more = f"The first {MOST_LISTED:,} of {len(offers):,}; offers.csv lists all." if len(offers) > MOST_LISTED else ""
    tables = [PageTable("", columns, rows, more, numbers=False)] if rows else []
    return Section("offers", "Offers, and why the rest did not move", [] if rows else ["No offer is made."], tables=tables)


def _limits(said: Mapping[str, Any]) -> Section:
    rows = [
        Row(
            f"{c['scenario']}, offer {c['offer']}",
            [plain(c["limit"]), Cell(f"{c['items']:,}", kind="number"), amount(c["amount"]), plain(c["currency"]), plain(c["effect"])],
        )
        for c in said["limits"]
    ]
    columns = ["Offer", "Limit", "Items", "Amount", "Currency", "Effect"]
    lines = [] if rows else ["No payment-term limit was given, or none stops, lists or fails to judge an item."]
    return Section("limits", "Payment-term limits", lines, tables=[PageTable("", columns, rows, numbers=False)] if rows else [])
