"""The change in free cash flow and the cost by file, where a ledger is of several: of a group these are its companies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from cashflow.basics.currencies import minor_digits
from cashflow.report.page.page_tables import Cell, PageTable, Row, Section, amount, plain
from cashflow.report.scenario import is_touched

__all__ = ["by_file_section"]

Explain = Callable[..., Any]
_MOST_FILES, _MOST = 25, 12  # rows of a table; tables
_LINE = "Each column adds up to the figure of its quarter. The same by any column of the ledger: cashflow explain … --by region."


def by_file_section(said: Mapping[str, Any], explain: Explain, several: bool) -> list[Section]:
    """A table a scenario and currency that is touched; nothing where the ledger is one file."""
    if not several:
        return []
    touched = [(c, n, e) for c, figures in said["currencies"].items() for n, e in figures["scenarios"].items() if is_touched(e)]
    tables = [_table(name, currency, entry, said["quarters"], explain) for currency, name, entry in touched[:_MOST]]
    return [Section("files", "By file", [_LINE], tables=tables)] if tables else []


def _table(name: str, currency: str, entry: Mapping[str, Any], quarters: Any, explain: Explain) -> PageTable:
    where = {"scenario": name, "currency": currency, "by": "file", "top": 10**6}
    change = zip(quarters, entry["free_cash_flow_change"]["trade_payable"], strict=True)
    asked = [(q["label"], {"measure": "free_cash_flow_change", "quarter": q["label"]}) for q, v in change if Decimal(v)]
    asked += [("cost", {"measure": "financing_cost"})] if Decimal(entry["financing_cost"]) else []
    columns = [_amounts(explain(**one, **where)) for _, one in asked]
    names = sorted({n for c in columns for n in c if n}, key=lambda n: (-max(abs(c.get(n, Decimal(0))) for c in columns), n))
    shown, rest = names[:_MOST_FILES], names[_MOST_FILES:]
    digits = minor_digits(currency)
    rows = [Row(str(plain(n).text), [amount(c.get(n, Decimal(0)), digits) for c in columns]) for n in shown]
    if rest:
        rows.append(Row(f"{len(rest):,} others", [amount(sum((c.get(n, Decimal(0)) for n in rest), Decimal(0)), digits) for c in columns]))
    if any(c.get("") for c in columns):
        rows.append(Row("rounding", [amount(c.get("", Decimal(0)), digits) for c in columns]))
    total: list[Cell] = [amount(sum(c.values(), Decimal(0)), digits) for c in columns]
    rows.append(Row("Total", total, "main"))
    return PageTable(
        f"{name}, {currency}", [currency, *(f"Free cash flow, {w}" if w != "cost" else "Cost, whole life" for w, _ in asked)], rows
    )


def _amounts(frame: Any) -> dict[str, Decimal]:
    """Amounts by file; under no name what rounding leaves."""
    return dict(zip(frame["value"], frame["amount"], strict=True))
