"""Which invoices each offer of a scenario covers, as far as the invoices alone tell: a bit for each, because offers may be many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from attrs import frozen

from cashflow.basics.days import Ints
from cashflow.ledger.model import Ledger
from cashflow.offers import Scenario

__all__ = ["Covers"]

Some = slice | Ints
"""Positions of invoices; a slice has both ends, and no step."""


@frozen(eq=False)
class Covers:
    """A mask of all invoices for each offer, eight invoices a byte; masks of whole arrays are made one at a time."""

    bits: Sequence[Ints]  # per offer, (n_invoices / 8,), uint8
    number: int  # of invoices

    @classmethod
    def of(cls, ledger: Ledger, scenario: Scenario, notes: Sequence[list[str]] | None = None) -> Covers:
        """Look up the invoices of each offer; remarks are added to its list of `notes`."""
        said = notes or [[] for _ in scenario.offers]
        found = (offer.selection.invoices(ledger, mine) for offer, mine in zip(scenario.offers, said, strict=True))
        return cls([np.packbits(mask, bitorder="little") for mask in found], len(ledger))

    def __len__(self) -> int:
        return len(self.bits)

    def reader(self, rows: Some) -> Callable[[int], Ints]:
        """What says by the number of an offer which of some invoices it covers: (n,), bool."""
        if isinstance(rows, slice):
            first, last = rows.start, rows.stop
            return lambda offer: self._between(offer, first, last)
        if len(rows) and int(rows[-1]) - int(rows[0]) + 1 == len(rows) and bool((np.diff(rows) == 1).all()):
            return self.reader(slice(int(rows[0]), int(rows[-1]) + 1))
        byte, bit = rows >> 3, np.left_shift(1, rows & 7).astype(np.uint8)
        return lambda offer: (self.bits[offer].take(byte) & bit) != 0

    def _between(self, offer: int, first: int, last: int) -> Ints:
        some = np.unpackbits(self.bits[offer][first >> 3 : (last + 7) >> 3], bitorder="little")
        return some[first & 7 : (first & 7) + last - first].view(bool)

    def whole(self, offer: int) -> Ints:
        """(n_invoices,), bool."""
        return self._between(offer, 0, self.number)

    def any(self, offer: int) -> bool:
        """Whether an offer covers an invoice at all."""
        return bool(self.bits[offer].any())

    def union(self, offers: Sequence[int] | None = None) -> Ints:
        """(n_invoices,), bool: covered by any of some offers, by default of all."""
        out = np.zeros(-(-self.number // 8), np.uint8)
        for offer in range(len(self)) if offers is None else offers:
            out |= self.bits[offer]
        return np.unpackbits(out, count=self.number, bitorder="little").view(bool)

    def all_of(self, some: Ints) -> list[bool]:
        """Of each offer whether it covers every invoice at which `some` is true."""
        asked = np.packbits(some, bitorder="little")
        return [not (asked & ~mask).any() for mask in self.bits]

    def all_masks(self) -> Iterator[Ints]:
        """The whole mask of each offer, one after the other."""
        return (self.whole(offer) for offer in range(len(self)))
