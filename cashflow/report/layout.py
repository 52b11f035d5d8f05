"""As what a table was read: the first block of ``cashflow check``, and the table to keep."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from cashflow.basics.shown import printable
from cashflow.ledger import Findings
from cashflow.ledger.layout.model import Layout

__all__ = ["layout_lines", "layout_toml", "layouts_lines"]

_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_NAMED = 6  # files
_KEPT = ("currency", "decimal", "date_order", "sign", "profile", "encoding", "separator", "sheet")


def layout_lines(layout: Layout | None) -> list[str]:
    """What a ledger was taken for, and why; nothing of e-invoices."""
    if layout is None:
        return []
    opened = layout.opened
    how = [
        opened.container,
        opened.encoding,
        _SEPARATORS.get(opened.separator or "", opened.separator),
        f"sheet '{opened.sheet}'" if opened.sheet else None,
    ]
    said = ", ".join(h for h in how if h)
    lines = [f"Taken for: {layout.why.get('profile', 'a table with our own column names')}; {opened.kind}{f' ({said})' if said else ''}"]
    where = f", header in row {layout.header_row}" if layout.header_row else ", no header"
    lines[0] += where if opened.kind in ("text", "workbook", "HTML page") else ""
    lines += [f"  {what}: {why}" for what, why in opened.why.items() if what == "sheet"]
    lines.append("Columns: " + ", ".join(f"{ours} = '{theirs}'" if ours != theirs else ours for ours, theirs in layout.columns.items()))
    lines += [f"  {what}: {layout.why[what]}" for what in ("joined", "amount", "terms") if what in layout.why]
    lines += [f"  not used: '{name}' {why}" for name, why in layout.unused.items()]
    facts = {"Sign": layout.sign, "Currency": layout.currency}
    told = [f"{name}: {value}{_why(layout.why, name.lower())}" for name, value in facts.items() if value]
    told += [f"{name}: {layout.why[name.lower()]}" for name in ("Dates", "Decimals", "Rounded") if name.lower() in layout.why]
    lines += [". ".join(told)] if told else []
    lines += ["Passed over: " + ", ".join(f"{n:,} × {kind}" for kind, n in layout.ignored.items())] if layout.ignored else []
    lines += [f"Check: {words}" for words in layout.totals.values()]
    return [printable(line) for line in lines]


def layouts_lines(found: Findings) -> list[str]:
    """The same of a ledger of several files: each layout once, below the names of the files that have it."""
    if len(found.layouts) < 2:
        return layout_lines(found.layout)
    by_lines: dict[tuple[str, ...], list[str]] = {}
    for name, layout in found.layouts.items():
        by_lines.setdefault(tuple(layout_lines(layout)) or ("Taken for: a table with our own column names",), []).append(name)
    lines = []
    for said, names in by_lines.items():
        more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
        lines += [printable(f"{len(names):,} file{'s' if len(names) > 1 else ''}: {', '.join(names[:_NAMED])}{more}"), *said]
    return lines


def _why(why: Mapping[str, str], name: str) -> str:
    return f" ({why[name]})" if name in why else ""


def layout_toml(found: Findings) -> str:
    """``[ledger]`` with all that was found and told, to keep beside the export; of several files, what is the same in all."""
    layout = found.layout
    each: list[Layout | None] = [*found.layouts.values()] or [layout]
    lines = ["[ledger]"]
    if "ledger" in found.sources:
        lines.append(f"path = {json.dumps(Path(found.sources['ledger']).name)}")
    if layout is not None and layout.profile != "cashflow":
        said = {k: v for k, v in layout.to_dict().items() if all(one is not None and one.to_dict()[k] == v for one in each)}
        lines += [f"{key} = {_toml(said[key])}" for key in _KEPT if said.get(key) is not None]
        own = {k: v for k, v in layout.columns.items() if k in _MAPPED and all(one is not None and one.columns.get(k) == v for one in each)}
        pairs = ", ".join(f"{k} = {_toml(v)}" for k, v in own.items())
        lines.append(f"map = {{ {pairs} }}")
    told = {k.removeprefix("--").replace("-", "_"): v for k, v in found.flags.items() if not k.startswith("--map")}
    have = {line.split(" = ")[0] for line in lines}
    lines += [f"{k} = {_toml(v)}" for k, v in told.items() if k not in have]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    return json.dumps(str(value), ensure_ascii=False)


_MAPPED = (
    "supplier", "supplier_number", "invoice", "invoice_date", "due_date", "paid_date", "posting_date", "amount", "open_amount",
    "paid_amount", "debit", "credit", "debit_credit", "document_type", "currency", "terms", "tax_amount",
)  # fmt: skip
