"""What a ledger's check says: counts, money, and each finding with row, column, value and reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from cashflow.ledger import Findings
from cashflow.report.tables import table_text

__all__ = ["findings_dict", "findings_text"]

_SHOWN = 30


def _amounts(by_currency: Any) -> dict[str, str]:
    return {str(c): format(Decimal(a), "f") for c, a in sorted(by_currency.items())}


def findings_dict(found: Findings) -> dict[str, Any]:
    """What ``cashflow check --json`` prints."""
    columns = [c for c in ("table", "row", "column", "value", "reason", "kind") if c in found.frame]
    rows = found.frame[columns].to_dict("records")
    listed = [{k: (int(v) if k == "row" else None if v is None or v != v else str(v)) for k, v in r.items()} for r in rows]
    counts = {n: int(getattr(found, n)) for n in ("rows_read", "accepted", "rejected", "ignored")}
    return counts | {"amount_read": _amounts(found.amount_read), "amount_accepted": _amounts(found.amount_accepted), "findings": listed}


def findings_text(found: Findings) -> str:
    """What ``cashflow check`` prints."""
    said = findings_dict(found)
    head = f"{said['rows_read']:,} rows read = {said['accepted']:,} accepted + {said['rejected']:,} rejected + {said['ignored']:,} ignored"
    money = [
        f"{c}: {Decimal(a):,f} read, {Decimal(said['amount_accepted'].get(c, '0')):,f} accepted" for c, a in said["amount_read"].items()
    ]
    rows = [[str(f["row"]), f["kind"] or "", f["column"] or "", f["value"] or "", f["reason"] or ""] for f in said["findings"][:_SHOWN]]
    more = len(said["findings"]) - len(rows)
    table = table_text("Findings", ["row", "kind", "column", "value", "reason"], rows, left=5, wrap_last=True) if rows else "No findings."
    return "\n".join([head, *money, "", table, *([f"… and {more:,} more; --json lists all"] if more else [])])
