"""Invoices that a ledger may count twice: rows that are kept, and look the same as an earlier one."""

from __future__ import annotations

from collections.abc import Mapping

from cashflow.basics.alike import repeated, row_hashes
from cashflow.basics.days import NO_DAY
from cashflow.basics.money import from_minor
from cashflow.basics.notes import Note
from cashflow.basics.words import many
from cashflow.ledger.clearing.folding import codes_of, folded
from cashflow.ledger.model import Findings, Ledger
from cashflow.ledger.values.row_checks import bare_number

__all__ = ["TWICE", "counted_twice", "twice_notes", "twice_words"]

_COUNTED, _NOT_SOUGHT = "may be counted twice", "not looked for: rows that may be counted twice"
TWICE = (_COUNTED, _NOT_SOUGHT)
"""How the notes begin, by which an answer finds them."""
_LOOK = (
    'since a scan adds up and reads no invoice numbers. To look, type cf.read_ledger("FILE").findings in Python for each file; '
    "of a CSV file or a workbook cashflow check FILE says the same"
)
_KINDS = ("duplicate", "possible duplicate")
_INSTALLMENTS = 7
"""Days between installments, at least."""


def counted_twice(ledger: Ledger, counts: Mapping[tuple[str, str], int]) -> dict[str, tuple[int, int]]:
    """Currency → rows that an earlier one looks like, and their sum in minor units; `counts`: of findings, by status and kind.

    The same supplier, number, day, amount and currency; case, spaces and leading zeros aside. The very same number due a week later
    or more is an installment.
    """
    if not any(("flagged", kind) in counts for kind in _KINDS):
        return {}
    supplier = codes_of(folded(ledger.supplier.values))[ledger.supplier.codes]
    columns = [supplier, ledger.currency.codes, ledger.invoice_day, ledger.amount]
    some = repeated(row_hashes(columns))
    seen: dict[tuple[object, ...], set[tuple[str, int]]] = {}
    out: dict[str, tuple[int, int]] = {}
    days = ledger.due_day[some].tolist()
    for number, due, *same in zip(ledger._invoice[some].tolist(), days, *(c[some].tolist() for c in columns), strict=True):
        before = seen.setdefault((bare_number(number), *same), set())
        if number and any(other != number or not _apart(day, due) for other, day in before):
            currency = ledger.currency.values[same[1]]
            rows, minor = out.get(currency, (0, 0))
            out[currency] = (rows + 1, minor + same[3])
        before.add((number, due))
    return out


def _apart(day: int, other: int) -> bool:
    """Whether two due days are those of installments; where one is not stated, or days later, a row was rather entered again."""
    return NO_DAY not in (day, other) and abs(day - other) >= _INSTALLMENTS


def twice_words(found: Findings | None) -> str:
    """What may be counted twice, or that it was not looked for, in a few words; empty where nothing may be."""
    if found is None or found.twice is None or not found.twice:
        return "" if found is None or found.twice is not None else _NOT_SOUGHT
    rows = sum(n for n, _ in found.twice.values())
    money = " and ".join(f"{c} {from_minor(minor, c):,f}" for c, (_, minor) in sorted(found.twice.items()))
    return f"{_COUNTED}: {many(rows, 'row')}, {money}"


def twice_notes(found: Findings | None) -> list[str]:
    """The same as a sentence, with what to do; none where there is nothing to say."""
    words = twice_words(found)
    if found is None or not words:
        return []
    if found.twice is None:
        return [f"{words}, {_LOOK}"]
    one = sum(n for n, _ in found.twice.values()) == 1
    looks, counts, it = ("looks", "counts", "it") if one else ("look", "count", "them")
    same = f"{words}, {looks} the same as another one and {counts} in every figure"
    return [Note(f"{same}; the findings name {it} (duplicate)", "If it is the same invoice, delete the row from the export")]
