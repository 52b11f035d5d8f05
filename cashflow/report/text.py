"""Text: the first line is the answer, then both quarters, the cost, the suppliers, and what was assumed."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

__all__ = ["headline", "result_text", "short_money", "table_text"]

_WIDTH, _WIDEST = 120, 44
_VIEWS = {"trade_payable": "trade payable", "borrowing_net": "borrowing, net", "borrowing_gross": "borrowing, gross"}


def short_money(amount: Decimal, currency: str) -> str:
    """An amount for a headline: EUR 12.3m, GBP 450k, EUR 999.

    Examples
    --------
    >>> short_money(Decimal("12345678.90"), "EUR")
    'EUR 12.3m'
    """
    amount += 0  # no minus before a zero
    size = abs(amount)
    for limit, scale, letter in ((10**9, 10**9, "bn"), (10**6, 10**6, "m"), (10**4, 10**3, "k")):
        if size >= limit:
            return f"{currency} {amount / scale:,.1f}{letter}"
    return f"{currency} {amount:,.2f}" if 0 < size < 100 else f"{currency} {amount:,.0f}"


def headline(name: str, currency: str, entry: Mapping[str, Any], quarters: list[dict[str, str]]) -> str:
    """One sentence: cash moved this quarter, what falls back in the next, what it costs."""
    change = [Decimal(v) for v in entry["free_cash_flow_change"]["trade_payable"]]
    about = "about " if entry.get("expected_value") else ""
    moved = [i for i, v in enumerate(change) if v]
    cost = Decimal(entry["financing_cost"])
    if not moved or (change[moved[0]] < 0 and len(moved) == 1):
        return f"{name}: no more {currency} cash at any quarter end shown; cost {short_money(cost, currency)}."
    at = moved[0]
    word, back = ("more", "falls back") if change[at] > 0 else ("less", "comes back")
    text = f"{name}: {about}{short_money(abs(change[at]), currency)} {word} cash on {quarters[at]['last_day']} ({quarters[at]['label']})"
    gross = Decimal(entry["free_cash_flow_change"]["borrowing_gross"][at])
    if gross != change[at]:
        text += f", only {short_money(gross, currency)} of it if what the bank paid is borrowing"
    later = [i for i in moved[1:] if (change[i] < 0) != (change[at] < 0)]
    if later:
        text += f"; {short_money(abs(change[later[0]]), currency)} {back} in {quarters[later[0]]['label']}"
    outside = Decimal(entry["free_cash_flow_change_outside"]["trade_payable"])
    if outside < 0:
        text += f"; {short_money(-outside, currency)} falls back outside the quarters shown"
    rate = entry["all_in_rate"]
    return text + f". It costs {short_money(cost, currency)}" + (f", {rate:.2%} a year" if rate is not None else "") + "."


def table_text(title: str, columns: list[str], rows: Iterable[list[str]], left: int = 1, *, wrap_last: bool = False) -> str:
    """A table as plain text; the first `left` columns are left-aligned, the others right; the last may wrap."""
    from rich import box  # imported late: a library user need not pay for it
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title, style="bold"), title_justify="left", box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for number, name in enumerate(columns):
        if wrap_last and number == len(columns) - 1:
            table.add_column(Text(name), overflow="fold")
            continue
        table.add_column(Text(name), justify="left" if number < left else "right", overflow="ellipsis", no_wrap=True, max_width=_WIDEST)
    for row in rows:
        table.add_row(*(Text(_printable(cell)) for cell in row))
    out = io.StringIO()
    Console(file=out, width=_WIDTH, force_terminal=False, force_jupyter=False, color_system=None, legacy_windows=False).print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def _printable(text: str) -> str:
    """Text without control characters: a supplier's name must not drive the terminal."""
    return "".join(c if c.isprintable() else "�" for c in text)


def _money(value: str | Decimal | None, digits: int = 0) -> str:
    return "" if value is None else f"{Decimal(value):,.{digits}f}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.1f}"


def _scenario_rows(entry: Mapping[str, Any], quarters: int, bank: bool) -> list[list[str]]:
    views = list(_VIEWS) if bank else ["trade_payable"]
    rows = []
    for view in views:
        words = "change in free cash flow" + (f" ({_VIEWS[view]})" if bank else "")
        outside = entry["free_cash_flow_change_outside"][view]
        rows.append([words, *(_money(v) for v in entry["free_cash_flow_change"][view]), _money(outside)])
    running = [Decimal(0)]
    for value in entry["free_cash_flow_change"]["trade_payable"]:
        running.append(running[-1] + Decimal(value))
    rows.append(["  cumulative (trade payable)" if bank else "  cumulative", *(_money(v) for v in running[1:]), ""])
    rows.append(["cost paid", *(_money(v) for v in entry["financing_cost_paid"]), ""])
    rows.append(["cost accrued", *(_money(v) for v in entry["financing_cost_accrued"]), ""])
    if any(Decimal(v) for v in entry["vat_paid"]):
        rows.append(["VAT paid on uplifts, less on discounts", *(_money(v) for v in entry["vat_paid"]), ""])
    rows.append(["payables at the end", *(_money(v) for v in entry["closing_payables"]), ""])
    rows.append(["days payable outstanding (closing)", *(_number(v) for v in entry["dpo_closing"]), ""])
    assert all(len(r) == quarters + 2 for r in rows)
    return rows


def _currency_text(currency: str, figures: Mapping[str, Any], quarters: list[dict[str, str]]) -> str:
    columns = [currency, *(f"{q['label']}" for q in quarters), "outside"]
    base = figures["base"]
    base_rows = [
        ["invoiced", *(_money(v) for v in base["invoiced"]), ""],
        ["cash paid", *(_money(v) for v in base["cash_paid"]), ""],
        *(
            [["discounts taken", *(_money(v) for v in base["discount_taken"]), ""]]
            if any(Decimal(v) for v in base["discount_taken"])
            else []
        ),
        ["payables at the end", *(_money(v) for v in base["closing_payables"]), ""],
        ["days payable outstanding (closing)", *(_number(v) for v in base["dpo_closing"]), ""],
        ["days payable outstanding (count-back)", *(_number(v) for v in base["dpo_countback"]), ""],
    ]
    parts = [table_text(f"{currency}: base", columns, base_rows)]
    for name, entry in figures["scenarios"].items():
        change = entry["free_cash_flow_change"]
        bank = change["trade_payable"] != change["borrowing_net"] or change["borrowing_gross"] != change["borrowing_net"]
        expected = " (expected value)" if entry.get("expected_value") else ""
        parts.append(table_text(f"{currency}: {name}{expected}", columns, _scenario_rows(entry, len(quarters), bank)))
        idle = Decimal(entry["cost_without_quarter_end_effect"])
        if idle > 0:
            parts.append(f"{short_money(idle, currency)} of the cost buys nothing: it moves payments across no quarter end shown.")
        if bank:
            parts.append(
                "A bank pays part of it: whether that is a trade payable or borrowing decides the figure. No view here is 'as reported'."
            )
    return "\n".join(parts)


def _many(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _offer_lines(offers: pd.DataFrame) -> list[str]:
    lines = []
    for row in offers.to_dict("records"):
        reasons = [f"{n:,} {str(k)[11:]}" for k, n in row.items() if str(k).startswith("not moved: ") and n]
        still = f"; not moved: {', '.join(reasons)}" if reasons else ""
        lines.append(
            f"{row['scenario']}, offer {row['offer']}: {row['extend']}, {row['acceptance']}; "
            f"{_many(row['suppliers'], 'supplier')}, {_many(row['items'], 'item')}, {row['items_moved']:,} moved{still}"
        )
    return lines


def _supplier_text(suppliers: pd.DataFrame, top: int = 8) -> str:
    if not len(suppliers):
        return ""
    whole = [{True: "yes", False: "no"}.get(v, "unknown") for v in suppliers["made_whole"]]
    accepted = [a > 0 for a in suppliers["acceptance"]]
    counts = ", ".join(
        f"{n} {word}" for word in ("yes", "no", "unknown") if (n := sum(w == word and a for w, a in zip(whole, accepted, strict=True)))
    )
    frame = suppliers.assign(whole=whole)[accepted]
    biggest = frame.sort_values("amount_moved", ascending=False, kind="stable").head(top)
    rows = [
        [
            _shortened(str(r["supplier"]), 30),
            _shortened(str(r["option"]), 26),
            f"{r['currency']} {_money(r['amount_moved'])}",
            _number(_known(r["days_moved"])),
            _money(r["interest"]),
            "–" if _known(r["net_benefit"]) is None else _money(r["net_benefit"]),
            r["whole"],
        ]
        for r in biggest.to_dict("records")
    ]
    columns = ["supplier", "option taken", "moved", "days", "interest", "net benefit", "made whole"]
    more = f", the largest {len(rows)} of {len(frame):,}" if len(frame) > len(rows) else ""
    return f"Made whole: {counts or 'nobody accepts'}\n\n" + table_text(f"Suppliers that accept{more}", columns, rows, left=2)


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _known(value: Any) -> Any:
    """`None` for what a frame shows as missing."""
    return None if value is None or value != value else value


def result_text(result: Mapping[str, Any], offers: pd.DataFrame, suppliers: pd.DataFrame, assumptions: list[str]) -> str:
    """The whole report.

    Parameters
    ----------
    result
        What ``--json`` prints.
    offers, suppliers
        The result's frames.
    assumptions
        The policy in words.

    Returns
    -------
    str
    """
    quarters, currencies = result["quarters"], result["currencies"]
    heads = [headline(n, c, e, quarters) for c, f in currencies.items() for n, e in f["scenarios"].items() if _touches(e)]
    parts = ["\n".join(heads)] if heads else []
    parts += [f"Note: {n}" for n in result["notes"]]
    parts += [_currency_text(c, f, quarters) for c, f in currencies.items()]
    if len(offers):
        parts.append("\n".join(_offer_lines(offers)))
        parts.append(_supplier_text(suppliers))
    read = result["ledger"]
    counted = ", ".join(f"{read[k]:,} {k}" for k in ("accepted", "rejected", "ignored"))
    parts.append(f"Ledger: {read['rows_read']:,} rows read, {counted}.")
    parts.append("Assumed: " + "; ".join(assumptions) + ".")
    return "\n\n".join(p for p in parts if p)


def _touches(entry: Mapping[str, Any]) -> bool:
    moved = [Decimal(v) for v in entry["free_cash_flow_change"]["trade_payable"]]
    return any(moved) or bool(Decimal(entry["financing_cost"])) or entry["all_in_rate"] is not None
