"""A tie-out as text."""

from __future__ import annotations

from collections.abc import Sequence

from cashflow.basics.decimals import own_context
from cashflow.ledger.tie_out import TieOut

__all__ = ["tie_out_text"]


@own_context
def tie_out_text(found: Sequence[TieOut]) -> str:
    """Ledger, control total and difference by currency; what lies between, and its largest items."""
    return "\n\n".join("\n".join(_lines(one)) for one in found)


def _lines(one: TieOut) -> list[str]:
    lines = [f"Tie-out at {one.at}, by {one.by}: {one.currency} {one.ledger:,f} in the ledger, {one.control:,f} control total"]
    lines.append(f"  difference {one.difference:,f}" if one.difference else "  no difference")
    for part in one.between:
        lines.append(f"  {'of which ' if part.counts else ''}{part.what}: {part.many:,} item{'s' * (part.many != 1)}, {part.amount:,f}")
        lines += [f"    {name}" for name in part.named] if part.counts or one.unexplained else []
    if one.difference or one.unexplained:
        lines.append(f"  unexplained {one.unexplained:,f}" if one.unexplained else "  all explained")
        lines += [f"  items of just this amount: {'; '.join(one.equal)}"] if one.equal else []
    return lines
