"""The compiled twin of the kernel: one pass over the rows, the same sums. Imported only when it is chosen; kept on disk."""

from __future__ import annotations

import numpy as np
from numba import int64, njit, uint64

from cashflow.basics.days import Ints
from cashflow.kernels.memory import Layout

__all__ = ["add_chunk"]

_EXACT = 2**53  # products below this size divide exactly in float64, which the compiler turns into quick code
_compiled = njit(cache=True, nogil=True, boundscheck=False, error_model="numpy")


@_compiled
def _gross(code, inner, day, amount, stride, n_days, shift, cells):  # type: ignore[no-untyped-def]
    for i in range(code.shape[0]):
        place = code[i] * stride + day[i] + shift
        if inner is not None:  # decided when it is compiled
            place += inner[i] * n_days
        cells[uint64(place)] += amount[i]


@_compiled
def _quick(code, inner, day, amount, stride, n_days, shift, cells, column, numerators, per):  # type: ignore[no-untyped-def]
    """One column beside the sums; numerators are 0 for codes without it, because a branch would cost more than the product."""
    half, divisor = per // 2, float(per)
    for i in range(code.shape[0]):
        place = code[i] * stride + day[i] + shift
        if inner is not None:
            place += inner[i] * n_days
        product = amount[i] * numerators[uint64(code[i] + 1)]
        cells[uint64(place)] += amount[i]
        column[uint64(place)] += int64((product + (half if product >= 0 else -half)) / divisor)


@_compiled
def _wide(code, inner, day, amount, stride, n_days, shift, cells, column, numerators, per):  # type: ignore[no-untyped-def]
    """As `_quick` for larger products: whole-number division, away from zero on both sides."""
    half = per // 2
    for i in range(code.shape[0]):
        place = code[i] * stride + day[i] + shift
        if inner is not None:
            place += inner[i] * n_days
        product = amount[i] * numerators[uint64(code[i] + 1)]
        cells[uint64(place)] += amount[i]
        column[uint64(place)] += (product + half) // per if product >= 0 else -((half - product) // per)


def add_chunk(layout: Layout, cells: Ints, columns: Ints, code: Ints, inner: Ints | None, day: Ints, amount: Ints, largest: int) -> None:
    """Add rows to cells and columns; the same sums as the numpy kernel."""
    at = (code, inner, day, amount, layout.stride, layout.n_days, layout.shift)
    rounded = layout.rounded
    if rounded is None or not len(code):
        _gross(*at, cells)
        return
    quick = largest * int(rounded.numerators.max(initial=0)) + rounded.per < _EXACT
    first = (rounded.low + 1) * layout.stride
    for number, (column, some) in enumerate(zip(columns, rounded.numerators, strict=True)):
        numerators = np.zeros(layout.n_codes + 1, np.int64)
        numerators[rounded.low + 1 : rounded.high + 2] = some
        sums, whole = np.zeros(layout.n_cells, np.int64), np.zeros(layout.n_cells, np.int64)
        (_quick if quick else _wide)(*at, sums, whole, numerators, rounded.per)
        column += whole[first : first + len(column)]
        if number == 0:
            cells += sums
