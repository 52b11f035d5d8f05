"""Days of some rows and between which they lie, and how they are made of Arrow's, whose gaps hold anything."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen

from cashflow.basics.days import NEVER, NO_DAY, Ints, ends_of, first_of

__all__ = ["DayColumn"]

_BLOCK = 1 << 15
"""Rows at a time: what is needed of them again and again stays in the processor's near cache."""


@frozen(eq=False)
class DayColumn:
    """Days, row by row; what is asked of all of them is looked up once."""

    days: Ints  # (n,), int32: `NO_DAY` where there is none
    first: int  # of those that are there; `NEVER`: none is
    last: int  # `NO_DAY`: none is
    gaps: bool  # some rows have none

    @classmethod
    def of(cls, days: Ints) -> DayColumn:
        """A column of days (int32)."""
        first, last = first_of(days), int(days.max(initial=NO_DAY))
        return cls(days, first, last, bool(len(days)) and int(days.min()) == NO_DAY)

    @classmethod
    def of_dates(cls, column: Any) -> DayColumn:
        """Of an Arrow column of dates. One that is there and looks like a gap is the first."""
        import pyarrow as pa

        raw, missing = column.view(pa.int32()), column.null_count
        if not missing:
            days = raw.to_numpy()
            first, last = ends_of(days) if len(days) else (NEVER, NO_DAY)
            return cls(days, first, last, first == NO_DAY)
        bits, values = raw.buffers()
        there = np.frombuffer(bits, np.uint8)
        stored = np.frombuffer(values, np.int32, raw.offset + len(raw))[raw.offset :]
        days, first, last, found = _filled(stored, there, raw.offset)
        return cls(days, first if found == len(raw) - missing else NO_DAY, last, True)

    @property
    def ends(self) -> tuple[int, int]:
        """Least and most of all rows; `NO_DAY` is less than any day."""
        return NO_DAY if self.gaps else self.first, self.last

    def where(self, keep: Ints) -> DayColumn:
        """Some rows."""
        return DayColumn.of(self.days[keep])

    def __len__(self) -> int:
        return len(self.days)


def _filled(values: Ints, bits: Ints, offset: int) -> tuple[Ints, int, int, int]:
    """Values (int32) where bits say that they are there, `NO_DAY` elsewhere; the first, the last, and how many are not `NO_DAY`.

    `bits`: a bit a value, from `offset` on. Counted from `NO_DAY` a gap is zero, so it is a product with the bit: a branch a row, or
    Arrow's own way, takes five times as long.
    """
    out, base = np.empty(len(values), np.int32), np.uint32(NO_DAY & 0xFFFFFFFF)
    wide, size = np.empty(_BLOCK, np.uint32), out.view(np.uint32)
    least, most, found = np.uint32(0xFFFFFFFF), np.uint32(0), 0
    for start in range(0, len(values), _BLOCK):
        block, n = size[start : start + _BLOCK], min(_BLOCK, len(values) - start)
        byte, skipped = divmod(offset + start, 8)
        mask = np.unpackbits(bits[byte : byte + (skipped + n + 7) // 8], bitorder="little")[skipped : skipped + n]
        np.copyto(wide[:n], mask)
        np.subtract(values[start : start + n].view(np.uint32), base, out=block)
        block *= wide[:n]
        found += int(np.count_nonzero(block))
        most = max(most, block.max())
        least = min(least, np.subtract(block, 1, out=wide[:n]).min())  # a gap wraps around to the largest there is
        block += base
    return out, min(NEVER, int(least) + 1 + NO_DAY), int(most) + NO_DAY, found
