"""Invoices that a ledger may count twice: rows that are kept, and look the same as an earlier one."""

from __future__ import annotations

from collections.abc import Mapping

from cashflow.basics.alike import repeated, row_hashes
from cashflow.basics.money import from_minor
from cashflow.basics.words import many
from cashflow.ledger.clearing.folding import codes_of, folded
from cashflow.ledger.model import Findings, Ledger
from cashflow.ledger.values.row_checks import bare_number

__all__ = ["COUNTED_TWICE", "counted_twice", "twice_notes"]

COUNTED_TWICE = "may be counted twice"
"""How the note begins, by which an answer finds it."""
_KINDS = ("duplicate", "possible duplicate")


def counted_twice(ledger: Ledger, counts: Mapping[tuple[str, str], int]) -> dict[str, tuple[int, int]]:
    """Currency → rows that an earlier one looks like, and their sum in minor units; `counts`: of findings, by status and kind.

    The same supplier, number, day, amount and currency; case, spaces and leading zeros aside.
    """
    if not any(("flagged", kind) in counts for kind in _KINDS):
        return {}
    supplier = codes_of(folded(ledger.supplier.values))[ledger.supplier.codes]
    columns = [supplier, ledger.currency.codes, ledger.invoice_day, ledger.amount]
    some = repeated(row_hashes(columns))
    seen = set()
    out: dict[str, tuple[int, int]] = {}
    for number, *same in zip(ledger._invoice[some].tolist(), *(c[some].tolist() for c in columns), strict=True):
        key = (bare_number(number), *same)
        if number and key in seen:
            currency = ledger.currency.values[same[1]]
            rows, minor = out.get(currency, (0, 0))
            out[currency] = (rows + 1, minor + same[3])
        seen.add(key)
    return out


def twice_notes(found: Findings | None) -> list[str]:
    """How many rows that is, how much money, and what to do; none where there are none."""
    if found is None or not found.twice:
        return []
    rows = sum(n for n, _ in found.twice.values())
    money = " and ".join(f"{c} {from_minor(minor, c):,f}" for c, (_, minor) in sorted(found.twice.items()))
    looks, counts, it = ("looks", "counts", "it") if rows == 1 else ("look", "count", "them")
    same = f"{many(rows, 'row')}, {money}, {looks} the same as another one and {counts} in every figure"
    return [f"{COUNTED_TWICE}: {same}; the findings name {it} (duplicate). If it is the same invoice, delete the row from the export"]
