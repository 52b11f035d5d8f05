"""The page of a projection: what leaves for the items of a ledger, when, and what is owed at each quarter end."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
from attrs import evolve

from cashflow.basics.days import Ints, to_date, to_day
from cashflow.basics.money import amount_text
from cashflow.basics.words import total_name
from cashflow.report.findings import findings_frame
from cashflow.report.page.ledger_sections import assumptions_section, findings_section, noted
from cashflow.report.page.page_content import Answer, Asked, PageContent, PageFigure
from cashflow.report.page.page_tables import Cell, PageTable, Row, Section, amount, percent, row_of
from cashflow.report.page.rendered import rendered
from cashflow.report.page.words_used import words_of
from cashflow.report.pictures.of_days import cash_by_day_picture, payables_by_day_picture
from cashflow.report.scenario import named_quarters, unknown_reasons
from cashflow.report.sentences.of_ledgers import OF_ALL, asked_of_all
from cashflow.report.sentences.of_projections import ON_THE_PAGE, asked_of_projection, coming, owed_sentence, paid_sentence
from cashflow.report.shown_results import Projected
from cashflow.report.total import NO_TOTAL, capital, rates_words
from cashflow.report.values_as_text import BASELINE_ROWS, NOT_KNOWN, top_and_notes
from cashflow.results.paid_by_supplier import paid_by_supplier

__all__ = ["projection_html"]

Said = Mapping[str, Any]
_COVERS = {"complete": "all invoices", "with plan": "with planned ones", "ledger only": "those in the ledger", "missing": NOT_KNOWN}
_DAYS, _SUPPLIERS = 20, 25
_WORDS = ("Baseline", "Cash paid", "Payables at the end", "Days payable outstanding", "Planned invoices", "Not known", "Tie-out")


def projection_html(found: Projected) -> str:
    """The page as one HTML file, without a script; the same result, the same bytes."""
    said = found.as_comparison().to_dict()
    left_out, notes = top_and_notes(said)
    return rendered(
        PageContent(
            kicker="The baseline: what is paid, and when, if nothing is offered",
            title="Supplier payments and payables",
            subject="cash out by day, payables by quarter",
            as_of=said["completeness"]["as_of"],
            left_out=left_out,
            answers=_answers(found),
            asked=[*noted(notes), *Asked.of([*asked_of_projection(found, said), *asked_of_all(said)], (*ON_THE_PAGE, *OF_ALL))],
            sections=[
                _by_day(found),
                _by_month(found),
                *_by_supplier(found),
                _in_full(found, said),
                findings_section(notes, findings_frame(found.ledger.findings)),
                assumptions_section(said),
            ],
            words=words_of(_WORDS),
            no_total=NO_TOTAL if said["total"] is None else "",
        )
    )


def _answers(found: Projected) -> list[Answer]:
    """The answer of each currency: a sentence, cash and payables by day, a line each by quarter."""
    said = found.as_comparison().to_dict()
    return [*_in_total(found, said), *(_answer(found, said, currency) for currency in found.largest_first)]


def _in_total(found: Projected, said: Said) -> list[Answer]:
    """All currencies together: what is paid and owed, without pictures of days; nothing without a reporting currency."""
    total = found.in_total
    if total is None:
        return []
    currency, own = total.largest_first[0], total.as_comparison().to_dict()
    title, table = capital(total_name(currency)), _table(total, own, currency)
    sentences = [f"{title}: {paid_sentence(total, own, currency)}", owed_sentence(own, currency)]
    note = " ".join(filter(None, [rates_words(said["total"]), table.note]))
    return [Answer(title, "total", sentences, [], evolve(table, note=note), len(found.baseline.currencies))]


def _answer(found: Projected, said: Said, currency: str) -> Answer:
    code = found.baseline.code_of(currency)
    sentences = [paid_sentence(found, said, currency), owed_sentence(said, currency)]
    pictures = [by_day(found, found.baseline_payments, None, currency) for by_day in (cash_by_day_picture, payables_by_day_picture)]
    figures = [figure for picture in pictures for figure in PageFigure.all_of(picture)]
    return Answer(currency, f"c{code}", sentences, figures, _table(found, said, currency), code)


def _table(found: Projected, said: Said, currency: str) -> PageTable:
    """Cash paid, what of it is still to come, payables, days payable outstanding."""
    figures, code, base = said["currencies"][currency], found.baseline.code_of(currency), found.baseline
    entry, later = figures["baseline"], int(base.cash_paid[code, -1])
    open_ = _still_to_pay(found, code)
    beyond = bool(later)
    more = [amount(amount_text(later, currency))] if beyond else []
    empty = [Cell("")] if beyond else []
    rows = [Row("Cash paid", [*row_of("", entry["cash_paid"]).cells, *more], "main")]
    if open_ is not None:
        still = [amount(amount_text(int(v), currency)) for v in (open_ if beyond else open_[:-1])]
        rows.append(Row(f"of which after {said['completeness']['as_of']}", still, "part"))
    rows.append(Row("Payables at the end", [*row_of("", entry["closing_payables"]).cells, *empty]))
    rows.append(Row("Days payable outstanding", [*(_days(v) for v in entry["dpo_closing"]), *empty]))
    covers = [Cell(_COVERS[_status(c)], kind="number") for c in figures["coverage"]]
    rows.append(Row("Invoices counted", [*covers, *empty]))
    columns = [currency, *(q["label"] for q in said["quarters"]), *(["Later"] if beyond else [])]
    known = found.baseline.coverage
    unknown = named_quarters(known.labels, [at for at, entry in enumerate(known.entries) if entry.reasons])
    return PageTable("", columns, rows, f"Why something is not known in {unknown}: By quarter, in full." if unknown else "")


def _status(covers: Mapping[str, str]) -> str:
    """What is counted, of the figures that are known."""
    known = [covers[k] for k in ("closing_payables", "cash_paid", "invoiced") if covers[k] != "missing"]
    return known[0] if known else "missing"


def _days(value: float | None) -> Cell:
    return Cell(NOT_KNOWN if value is None else f"{value:,.1f}", kind="number")


def _still_to_pay(found: Projected, code: int) -> Ints | None:
    """(n_quarters + 1,), minor units: cash after the ledger day, the last of it later than all of them; `None` where all comes after it."""
    as_of = found.baseline.coverage.known.as_of
    if as_of is None or to_day(as_of) < int(found.shown.first[0]):
        return None
    days = found.baseline.first_cash_day + np.arange(found.baseline.cash_daily.shape[1])
    out = np.zeros(len(found.shown) + 2, np.int64)
    coming = days > to_day(as_of)
    np.add.at(out, found.shown.period(days[coming]), found.baseline.cash_daily[code][coming])
    return out[1:]


def _by_day(found: Projected) -> Section:
    tables = []
    for currency in found.largest_first:
        days = coming(found, found.baseline.code_of(currency))
        whole = sum(v for _, v in days)
        rows = [
            Row(f"{to_date(d):%a} {to_date(d)}", [amount(amount_text(v, currency)), percent(v / whole if whole > 0 else None, 1)])
            for d, v in days[:_DAYS]
        ]
        more = f"The largest {_DAYS} of {len(days):,}; days.csv has all." if len(days) > _DAYS else ""
        tables += [PageTable(currency, ["Day", f"{currency} paid", "Share"], rows, more)] if rows else []
    return Section("days", "The largest payment days", [] if tables else ["No payment is to come."], tables=tables)


def _by_month(found: Projected) -> Section:
    base, sums = found.baseline, dict[str, dict[str, int]]()
    for code, currency in enumerate(base.currencies):
        for n in np.flatnonzero(base.cash_daily[code]):
            day = base.first_cash_day + int(n)
            if day >= int(found.shown.first[0]):
                month = sums.setdefault(f"{to_date(day):%Y-%m}", {})
                month[currency] = month.get(currency, 0) + int(base.cash_daily[code, n])
    currencies = found.largest_first
    rows = [Row(month, [amount(amount_text(found_.get(c, 0), c)) for c in currencies]) for month, found_ in sorted(sums.items())]
    tables = [PageTable("", ["Month", *currencies], rows)] if rows else []
    return Section("months", "Cash paid by month", [] if rows else ["Nothing is paid in the quarters shown or later."], tables=tables)


def _by_supplier(found: Projected) -> list[Section]:
    """The largest suppliers by quarter; nothing where a scan keeps sums only."""
    paid = paid_by_supplier(found.baseline_payments, found.shown)
    if paid is None:
        return []
    tables = []
    for currency in found.largest_first:
        own = paid[found.baseline.code_of(currency)]
        money = lambda v, c=currency: amount(amount_text(int(v), c))  # noqa: E731
        first = 0 if any(cash[0] for _, cash in own) else 1  # before the quarters shown, where there is something
        rows = [Row(name, [*(money(v) for v in cash[first:]), money(cash.sum())]) for name, cash in own[:_SUPPLIERS]]
        more = f"The largest {_SUPPLIERS} of {len(own):,}." if len(own) > _SUPPLIERS else ""
        columns = ["Supplier", *(["Before"] if first == 0 else []), *found.shown.labels, "Later", "In all"]
        tables += [PageTable(currency, columns, rows, more)] if rows else []
    as_of = found.baseline.coverage.known.as_of
    lines = [f"Cash paid after {as_of}, without payments before." if as_of else "Cash paid."]
    return [Section("suppliers", "Who is paid most", lines, tables=tables)] if tables else []


def _in_full(found: Projected, said: Said) -> Section:
    tables = []
    for currency in found.largest_first:
        figures, rows = said["currencies"][currency], list[Row]()
        entry = figures["baseline"]
        for key, words in BASELINE_ROWS.items():
            values = entry.get(key)
            if values is None or (
                key in ("payment_differences", "discount_taken") and not any(Decimal(v) for v in values if v is not None)
            ):
                continue
            words = words if words.startswith(" ") else words[0].upper() + words[1:]
            rows.append(Row(words, [_days(v) for v in values]) if key.startswith("dpo") else row_of(words, values))
        for key, words in (("invoiced", "Invoices counted in what is invoiced"), ("closing_payables", "Invoices counted in payables")):
            rows.append(Row(words, [Cell(_COVERS[c[key]], kind="number") for c in figures["coverage"]]))
        note = " ".join(unknown_reasons(found.baseline.coverage))
        tables.append(PageTable(currency, [currency, *(q["label"] for q in said["quarters"])], rows, note))
    return Section("quarters", "By quarter, in full", tables=tables)
