"""A ledger block by block, small enough for the processor's cache: columns of the rows, and the payments of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cashflow.kernels.block_memory import BlockPaid, BlockRows
from cashflow.ledger.model import Ledger

__all__ = ["Blocks", "block_rows"]


def block_rows(ledger: Ledger, some: slice) -> BlockRows:
    """Columns of some rows; each in one piece, as compiled kernels want them."""
    inner = None if len(ledger.currency.values) <= 1 else np.ascontiguousarray(ledger.currency.codes[some])
    many = None if ledger.many is None else ledger.many[some]
    stated = np.ascontiguousarray(ledger.due_day[some])
    return BlockRows(ledger.amount[some], ledger.terms_code[some], ledger.invoice_day[some], stated, inner, many)


class Blocks:
    """Where each block of so many rows lies, and what it holds. Threads that go over the same ones share them: each takes the next."""

    def __init__(self, ledger: Ledger, size: int) -> None:
        self._ledger, self._edges = ledger, [*range(0, len(ledger), size), len(ledger)]
        self._paid = np.searchsorted(ledger.paid.invoice, self._edges).tolist()
        self._numbers = iter(range(len(self._edges) - 1))

    def __iter__(self) -> Iterator[tuple[slice, BlockRows, BlockPaid]]:
        return self

    def __next__(self) -> tuple[slice, BlockRows, BlockPaid]:
        number, paid = next(self._numbers), self._ledger.paid
        some, theirs = slice(*self._edges[number : number + 2]), slice(*self._paid[number : number + 2])
        block = BlockPaid(paid.invoice[theirs], some.start, paid.day[theirs], paid.amount[theirs])
        return some, block_rows(self._ledger, some), block
