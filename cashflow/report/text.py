"""Text: the first line is the answer, then both quarters, the cost, the suppliers, and what was assumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cashflow.basics.words import many
from cashflow.report.projection import cash_lines
from cashflow.report.scenario import MANY, answers, currency_parts, is_touched, unknown_reasons
from cashflow.report.shown_results import Compared, Projected
from cashflow.report.text_page import Part, Said, TextTable
from cashflow.report.total import total_answers, total_parts
from cashflow.report.values_as_text import BASELINES, inputs_text, money, number, shortened, top_and_notes, yes_or_no
from cashflow.results.suppliers import Accepting, accepting

__all__ = ["projection_parts", "result_parts"]


def _offer_lines(offers: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = []
    for row in offers:
        reasons = [f"{n:,} {str(k)[11:]}" for k, n in row.items() if str(k).startswith("not moved: ") and n]
        still = f"; not moved: {', '.join(reasons)}" if reasons else ""
        lines.append(
            f"{row['scenario']}, offer {row['offer']}: {row['extend']}, {row['acceptance']}; "
            f"{many(row['suppliers'], 'supplier')}, {many(row['items'], 'item')}, {row['items_moved']:,} moved{still}"
        )
    return lines


def _limits_text(limits: Sequence[Mapping[str, Any]]) -> str:
    """What the payment-term limits stop, list, or can't judge."""
    lines = ["Maximum payment terms:"]
    for limit in limits:
        said = f"{many(limit['items'], 'item')}, {limit['currency']} {money(limit['amount'])}, {limit['effect']}"
        lines.append(f"  {limit['scenario']}, offer {limit['offer']}, {limit['limit']}: {said}")
    return "\n".join(lines)


def _supplier_parts(found: Compared, top: int = 8) -> list[Part]:
    shown = accepting(found.scenarios, found.baseline.currencies, top, found.largest_first)
    if not shown.offered:
        return []
    if not shown.count:
        return ["Made whole: nobody accepts"]
    rows = [
        [
            shortened(str(r["supplier"]), 30),
            shortened(str(r["option"]), 26),
            f"{r['currency']} {money(r['amount_moved'])}",
            number(r["days_moved"]),
            money(r["incentive"]),
            "–" if r["net_benefit"] is None else money(r["net_benefit"]),
            " / ".join(yes_or_no(r[column]) for column in BASELINES),
        ]
        for r in shown.largest
    ]
    columns = ["supplier", "option taken", "moved", "days", "incentive", "net benefit", "whole (usual / due)"]
    turn = ", of each currency in turn" if len(found.baseline.currencies) > 1 else ""
    more = f", the largest {len(rows)} of {shown.count:,}{turn}" if shown.count > len(rows) else ""
    title = f"Suppliers that accept{more}; made whole against the usual payment day (as the net benefit) / the contract due date"
    return [_whole_text(shown), TextTable(title, columns, rows, left=2)]


def _whole_text(shown: Accepting) -> str:
    """How many are made whole, against both baselines."""
    counts = {column: ", ".join(f"{n:,} {word}" for word, n in shown.made_whole[column].items() if n) for column in BASELINES}
    return f"Made whole {'; '.join(f'{words}: {counts[column]}' for column, words in BASELINES.items())}"


def _payments(read: Mapping[str, Any]) -> str:
    """Counts of the second table, where there is one."""
    if not read["payments_read"]:
        return ""
    elsewhere = read["payments_elsewhere"]
    beside = f", {elsewhere:,} of invoices that are not in this ledger" if elsewhere else ""
    counted = f"{read['payments_accepted']:,} accepted, {read['payments_rejected']:,} rejected"
    return f" Payments: {many(read['payments_read'], 'row')} read, {counted}{beside}."


def result_parts(found: Compared, cash: str = "") -> list[Part]:
    """The whole report.

    Parameters
    ----------
    found
        A comparison.
    cash
        The answer where nothing is compared (`cash_headline`).

    Returns
    -------
    list of Part
    """
    result, offers = found.contents(), found.offer_rows
    quarters, currencies = result["quarters"], {c: result["currencies"][c] for c in found.largest_first}
    top, notes = top_and_notes(result)
    said = [*total_answers(result["total"], quarters), *answers(currencies, quarters)]
    parts: list[Part] = [*(Said(t, "left out") for t in top), Said("\n".join(said) or cash, "answer")]
    parts += [f"Note: {n}" for n in notes]
    idle = {c: {n for n, e in f["scenarios"].items() if not is_touched(e)} for c, f in currencies.items()}
    nowhere = set[str].intersection(*idle.values()) if idle else set[str]()
    parts += total_parts(result["total"], quarters, result["completeness"]["as_of"])
    for currency, figures in currencies.items():
        parts += currency_parts(currency, figures, quarters, result["completeness"]["as_of"], idle[currency] - nowhere)
    parts.append("\n".join(unknown_reasons(found.baseline.coverage)))
    if len({row["scenario"] for row in offers}) > MANY:
        parts.append("Offers and suppliers of so many scenarios are in the tables alone: offers and suppliers.")
    elif offers:
        parts.append("\n".join(_offer_lines(offers)))
        parts += _supplier_parts(found)
    if result["limits"]:
        parts.append(_limits_text(result["limits"]))
    read = result["ledger"]
    counted = ", ".join(f"{read[k]:,} {k}" for k in ("accepted", "rejected", "ignored"))
    parts.append(f"Ledger: {many(read['rows_read'], 'row')} read, {counted}.{_payments(read)}")
    parts.append(f"Completeness: {result['completeness']['said']}.")
    if any(f["scenarios"] for f in currencies.values()):
        parts.append(
            f"Free cash flow: {result['free_cash_flow']}. Rates a year are simple, on 365 days (ACT/365F), if nothing else is said."
        )
    parts.append("Assumed: " + "; ".join(found.assumptions) + ".")
    parts.append(inputs_text(result["inputs"]))
    return parts


def projection_parts(found: Projected) -> list[Part]:
    """The report of a projection: of a comparison without scenarios, with the cash of the days as its answer."""
    return result_parts(found.as_comparison(), "\n".join(cash_lines(found)))
