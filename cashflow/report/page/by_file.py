"""The change in free cash flow and the cost by file, where a ledger is of several: of a group these are its companies."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from cashflow.basics.currencies import minor_digits
from cashflow.basics.money import from_minor, to_minor, whole
from cashflow.basics.words import many, total_name
from cashflow.measures import Total, Translation
from cashflow.report.page.page_tables import PageTable, Row, Section, amount, plain
from cashflow.report.scenario import is_touched
from cashflow.report.total import entries_in_total

__all__ = ["by_file_section"]

Entry = Mapping[str, Any]
Amounts = dict[str, Decimal]
"""By file; under no name what rounding leaves."""
_MOST_FILES, _MOST = 25, 12  # rows of a table; tables
_NAMED = 12  # files in which nothing changes
_COST = "cost"
_LINE = "Each column adds up to the figure of its quarter. The same by any column of the ledger: cashflow explain … --by region."


def by_file_section(
    said: Mapping[str, Any], explain: Callable[..., Any], files: Sequence[str], total: Total | None, order: Sequence[str]
) -> list[Section]:
    """A table a scenario and currency that is touched, before them all currencies together; nothing where the ledger is one file.

    `files`: those of the ledger, where it has several; `order`: of the currencies, as above them.
    """
    if not files:
        return []
    tables, moved = [], set[str]()
    for name in dict.fromkeys(n for figures in said["currencies"].values() for n in figures["scenarios"]):
        touched = {c: e for c in order if is_touched(e := said["currencies"][c]["scenarios"][name])}
        columns = {c: _columns(name, c, e, said["quarters"], explain) for c, e in touched.items()}
        moved |= {file for some in columns.values() for amounts in some.values() for file in amounts}
        for currency, entry in entries_in_total(said, name):
            assert total is not None
            both = _together(columns, entry, said["quarters"], total.translation)
            tables.append(_table(f"{name}, {total_name(currency)}", currency, both))
        tables += [_table(f"{name}, {currency}", currency, found) for currency, found in columns.items()]
    return [Section("files", "By file", [_LINE, *_unmoved(files, moved)], tables=tables[:_MOST])] if tables else []


def _unmoved(files: Sequence[str], moved: Collection[str]) -> list[str]:
    """The files in which nothing changes, so that none is missed."""
    names = [str(plain(f).text) for f in files if f not in moved]
    more = f" and {many(len(names) - _NAMED, 'other')}" if len(names) > _NAMED else ""
    return [f"Nothing changes in {', '.join(names[:_NAMED])}{more}."] if names else []


def _figures(entry: Entry, quarters: Sequence[Mapping[str, str]]) -> dict[str, Decimal]:
    """What a table has columns of: quarters in which free cash flow changes, and the cost."""
    change = zip(quarters, map(Decimal, entry["free_cash_flow_change"]["trade_payable"]), strict=True)
    cost = Decimal(entry["financing_cost"])
    return {q["label"]: v for q, v in change if v} | ({_COST: cost} if cost else {})


def _columns(
    name: str, currency: str, entry: Entry, quarters: Sequence[Mapping[str, str]], explain: Callable[..., Any]
) -> dict[str, Amounts]:
    """Each figure by file."""
    out = {}
    for label in _figures(entry, quarters):
        what = {"measure": "financing_cost"} if label == _COST else {"measure": "free_cash_flow_change", "quarter": label}
        frame = explain(**what, scenario=name, currency=currency, by="file", top=10**6)
        out[label] = dict(zip(frame["value"], frame["amount"], strict=True))
    return out


def _together(
    columns: Mapping[str, Mapping[str, Amounts]], entry: Entry, quarters: Sequence[Mapping[str, str]], translation: Translation
) -> dict[str, Amounts]:
    """Each figure of the total by file: what each currency adds, translated and rounded; the rest is rounding."""
    out = {}
    for label, figure in _figures(entry, quarters).items():
        minor: dict[str, int] = {}
        for currency, found in columns.items():
            for file, value in found.get(label, {}).items():
                own = whole(to_minor(value, currency) * translation.minor_rate(currency))
                minor[file] = minor.get(file, 0) + own * bool(file)
        left = to_minor(figure, translation.currency) - sum(minor.values())
        out[label] = {f: from_minor(v, translation.currency) for f, v in {**minor, "": left}.items() if v}
    return out


def _table(title: str, currency: str, columns: Mapping[str, Amounts]) -> PageTable:
    names = sorted(
        {n for c in columns.values() for n in c if n}, key=lambda n: (-max(abs(c.get(n, Decimal(0))) for c in columns.values()), n)
    )
    shown, rest, digits = names[:_MOST_FILES], names[_MOST_FILES:], minor_digits(currency)

    def row(head: str, some: Sequence[str], kind: str = "") -> Row:
        return Row(head, [amount(sum((c.get(n, Decimal(0)) for n in some), Decimal(0)), digits) for c in columns.values()], kind)

    rows = [row(str(plain(n).text), [n]) for n in shown]
    rows += [row(many(len(rest), "other"), rest)] if rest else []
    rows += [row("rounding", [""])] if any(c.get("") for c in columns.values()) else []
    heads = ("Cost, whole life" if label == _COST else f"Free cash flow, {label}" for label in columns)
    return PageTable(title, [currency, *heads], [*rows, row("Total", [*names, ""], "main")])
