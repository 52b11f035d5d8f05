"""What a ledger's check says: counts, money, and each finding with row, column, value and reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cashflow.ledger import Findings
from cashflow.ledger.sign import sign_said
from cashflow.report.tables import many, printable, table_text

__all__ = ["findings_dict", "findings_text"]

_SHOWN = 30


def _amounts(by_currency: Any) -> dict[str, str]:
    return {str(c): format(Decimal(a), "f") for c, a in sorted(by_currency.items())}


def findings_dict(found: Findings) -> dict[str, Any]:
    """What ``cashflow check --json`` prints."""
    columns = [c for c in ("table", "file", "row", "column", "value", "kind", "reason", "status") if c in found.frame]
    rows = found.frame[columns].to_dict("records")
    listed = [{k: (int(v) if k == "row" else None if v is None or v != v else str(v)) for k, v in r.items()} for r in rows]
    counts = {n: int(getattr(found, n)) for n in ("rows_read", "accepted", "rejected", "ignored")}
    counts |= {"not_listed": found.not_listed} if found.not_listed else {}
    sign = {"sign_suspect": sign_said(found)} if found.sign_suspect else {}
    return (
        counts | sign | {"amount_read": _amounts(found.amount_read), "amount_accepted": _amounts(found.amount_accepted), "findings": listed}
    )


def findings_text(found: Findings) -> str:
    """What ``cashflow check`` prints."""
    said = findings_dict(found)
    counted = f"{many(said['rows_read'], found.unit.removesuffix('s'))} read = {said['accepted']:,} accepted"
    head = f"{counted} + {said['rejected']:,} rejected + {said['ignored']:,} ignored"
    money = [
        f"{c}: {Decimal(a):,f} read, {Decimal(said['amount_accepted'].get(c, '0')):,f} accepted" for c, a in said["amount_read"].items()
    ]
    listed = said["findings"][:_SHOWN]
    table = (_by_file(listed, found.unit) if "file" in found.frame else _by_row(listed)) if listed else "No findings."
    more = len(said["findings"]) - len(listed) + found.not_listed
    lists = f"the first {len(said['findings']):,}" if found.not_listed else "all"
    sign = [f"Figures are refused: {sign_said(found)}"] if found.sign_suspect else []
    return "\n".join([head, *money, *sign, "", table, *([f"… and {more:,} more; --json lists {lists}"] if more else [])])


def _by_row(listed: list[dict[str, Any]]) -> str:
    rows = [[str(f["row"]), *(f[k] or "" for k in ("status", "kind", "column", "value", "reason"))] for f in listed]
    return table_text("Findings", ["row", "status", "kind", "column", "value", "reason"], rows, left=6, wrap_last=True)


def _by_file(listed: list[dict[str, Any]], unit: str) -> str:
    """Each file once, and under it what was said: names of files are too long for a table."""
    lines = ["Findings"]
    for before, f in zip([None, *listed], listed, strict=False):
        lines += [printable(f["file"])] if before is None or before["file"] != f["file"] else []
        where = f"{f['column']} '{f['value']}'" if f["column"] and f["value"] else f["column"] or ""
        status = f["status"] if unit == "files" else f"row {f['row']}, {f['status']}"
        lines.append(printable(f"  {status}: {where + ': ' if where else ''}{f['reason']}"))
    return "\n".join(lines)
