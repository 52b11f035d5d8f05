"""A ledger block by block, small enough for the processor's cache: columns of the rows, and the payments of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cashflow.kernels.block_memory import BlockPaid, BlockRows
from cashflow.ledger.model import Ledger

__all__ = ["block_rows", "blocks_of"]


def block_rows(ledger: Ledger, some: slice) -> BlockRows:
    """Columns of some rows; each in one piece, as compiled kernels want them."""
    inner = None if len(ledger.currency.values) <= 1 else np.ascontiguousarray(ledger.currency.codes[some])
    many = None if ledger.count is None else ledger.count[some]
    stated = np.ascontiguousarray(ledger.due_day[some])
    return BlockRows(ledger.amount[some], ledger.terms_code[some], ledger.invoice_day[some], stated, inner, many)


def blocks_of(ledger: Ledger, size: int, rows: slice | None = None) -> Iterator[tuple[slice, BlockRows, BlockPaid]]:
    """Where each block of so many rows lies, and what it holds; of all rows, or of some."""
    first, last, _ = (rows or slice(None)).indices(len(ledger))
    starts, paid = np.arange(first, last, size), ledger.paid
    edges = np.searchsorted(paid.invoice, np.append(starts, last)).tolist()
    for number, start in enumerate(starts.tolist()):
        some, theirs = slice(start, min(start + size, last)), slice(*edges[number : number + 2])
        yield some, block_rows(ledger, some), BlockPaid(paid.invoice[theirs], start, paid.day[theirs], paid.amount[theirs])
